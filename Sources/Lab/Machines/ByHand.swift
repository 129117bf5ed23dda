import Printing
public import RouteModel

/// How somebody without this lab starts a machine like a boot's: QEMU as anybody has it, or the hardware that it stands for.
public struct ByHand: Sendable {
    /// A command line of QEMU's; empty where no QEMU shows such a machine.
    public let command: [String]
    /// What else is needed, in sentences; empty where nothing is.
    public let note: String
    /// What the kernel is told besides its console.
    public let kernelWords: String

    /// - Parameter device: the one that asks for DMA.
    public init(_ boot: Boot, device: Device, on machine: LabMachine = .usual) {
        let words = [machine.encryptionWords[boot.encryption] ?? "", boot.cmdline].filter { !$0.isEmpty }
        kernelWords = words.joined(separator: " ")
        guard boot.encryption == .none || boot.platform == .guest else {
            command = []
            let iommu = machine.iommus[boot.viommu].map { ", with its IOMMU on (here QEMU's \($0.name))" } ?? ""
            note =
                "Boot a machine whose processor has SME\(iommu), without a hypervisor, with a device and a driver that set "
                + "these masks. dmaroute emulates such a machine."
            return
        }
        command =
            [machine.program.split(separator: "/").last.map(String.init) ?? machine.program]
            + Self.machine(boot, machine) + Self.iommu(boot, machine) + Self.device(device)
            + ["-kernel KERNEL", "-initrd INITRD"]
            + ["-append " + ShellWord.doubleQuoted((["console=ttyS0"] + words).joined(separator: " "))]
        note = Self.note(boot, device)
    }

    private static func machine(_ boot: Boot, _ machine: LabMachine) -> [String] {
        let memory = "-m \(boot.ram >> 20)M" + (boot.maxmem.map { ",slots=2,maxmem=\($0 >> 20)M" } ?? "")
        let processors = boot.processors == 1 ? [] : ["-smp \(boot.processors)"]
        let type = "-machine \(machine.type)"
        switch boot.encryption {
        case .none, .sme: return [type, memory] + processors + ["-nographic"]
        case .sev, .sevES:
            let policy = boot.encryption == .sev ? "0x1" : "0x5"
            return [
                "\(type),confidential-guest-support=cc0", "-accel kvm", "-cpu host",
                "-object sev-guest,id=cc0,cbitpos=\(boot.addressBit?.position ?? 0),reduced-phys-bits=1,policy=\(policy)",
                memory,
            ] + processors + ["-nographic"]
        case .sevSNP:
            return [
                "\(type),confidential-guest-support=cc0", "-accel kvm", "-cpu host",
                "-object sev-snp-guest,id=cc0,cbitpos=\(boot.addressBit?.position ?? 0),reduced-phys-bits=1", memory,
            ] + processors + ["-nographic"]
        case .tdx:
            return [
                "\(type),confidential-guest-support=cc0,kernel-irqchip=split", "-accel kvm", "-cpu host",
                "-object tdx-guest,id=cc0", memory,
            ] + processors + ["-nographic"]
        }
    }

    private static func iommu(_ boot: Boot, _ machine: LabMachine) -> [String] {
        guard let iommu = machine.iommus[boot.viommu] else { return [] }
        let platform = boot.encryption == .none ? "" : ",disable-legacy=on,iommu_platform=on"
        let lacks = boot.hasPassThrough ? "" : ",pt=off"
        return ["-device \(iommu.name)" + (boot.iommuKind?.isParavirtual == true ? platform : lacks)]
    }

    private static func device(_ device: Device) -> [String] {
        let port = device.untrusted || device.hotplugged
        let bus = port ? ",bus=port0" : ""
        let ports = port ? ["-device pcie-root-port,id=port0,chassis=1"] : []
        guard let model = DeviceModel.named(device.model), let function = DeviceFunction.of(model) else {
            return ports + ["-device edu,dma_mask=0xffffffffffffffff\(bus)"]
        }
        let platform = device.iommuPlatform.map { ",disable-legacy=on,iommu_platform=\($0 ? "on" : "off")" } ?? ""
        return ports + ["-device \(function.name)\(platform)\(bus)"]
    }

    private static func note(_ boot: Boot, _ device: Device) -> String {
        var notes: [String] = []
        if boot.encryption != .none {
            notes.append(
                "The guest needs such a processor, and its firmware; dmaroute emulates the encryption instead.")
        }
        if device.untrusted {
            notes.append(
                "The root port must face outside: an ACPI table gives it a _DSD with ExternalFacingPort, as firmware "
                    + "does for Thunderbolt.")
        }
        return notes.joined(separator: " ")
    }
}
