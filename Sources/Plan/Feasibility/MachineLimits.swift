public import RouteModel

/// What the lab's machine of an architecture can be, whatever node it is on.
public struct MachineLimits: Hashable, Sendable {
    /// The encryption that the lab emulates on it.
    struct Emulation: Hashable, Sendable {
        let kinds: [Encryption]
        let addressBits: [Int]
        /// Bytes.
        let leastRAM: UInt64
        /// First address that emulation does not see.
        let reach: UInt64
    }

    /// What one kind of IOMMU can and cannot be there.
    struct IOMMU: Hashable, Sendable {
        /// Whether QEMU saves its state.
        var isSaved = false
        /// Kinds of encryption under which it does not come up.
        var failsUnder: Set<Encryption> = []
        /// Why, whichever QEMU shows it.
        var failure = ""
        /// What becomes of the guest then, by QEMU; nil is the installed one.
        var consequences: [Emulator?: String] = [:]
        /// What goes wrong with a device below a root port where the IOMMU knows none; nil where each does.
        var portFailure: String?
    }

    /// The name by which the lab knows the machine.
    public let name: String
    /// Bytes, in whole MiB.
    let ram: ClosedRange<UInt64>
    /// Most bytes that it announces, in whole GiB.
    let mostAnnounced: UInt64
    let emulation: Emulation
    let iommus: [VIOMMU: IOMMU]
    /// Models that do not work behind an IOMMU, with the reason.
    let notBehindIOMMU: [String: String]

    /// Kinds of encryption that the lab emulates on it.
    public var emulates: [Encryption] { emulation.kinds }
}

extension Boot {
    /// The limits of the lab's machine for it.
    public var limits: MachineLimits { .usual }
}

extension MachineLimits {
    /// What the lab's machine cannot be of a boot that some machine can be; nil where it can be all of it.
    func lack(of boot: Boot) -> Lack? {
        guard ram.contains(boot.ram), boot.ram % (1 << 20) == 0 else { return .ram(boot.ram, possible: ram) }
        if let most = boot.maxmem, most > mostAnnounced || most % (1 << 30) != 0 {
            return .maxmem(most, ram: boot.ram, most: mostAnnounced)
        }
        if boot.iommuKind?.mayLackPassThrough != true, !boot.hasPassThrough { return .passThrough }
        if boot.means == .emulated, let lack = emulation.lack(of: boot) { return lack }
        if boot.microcode != nil, boot.platform != .host, boot.means != .emulated { return .microcode }
        guard let iommu = iommus[boot.viommu], iommu.failsUnder.contains(boot.encryption) else { return nil }
        return .iommu(iommu.failure + (iommu.consequences[boot.emulator].map { ", \($0)" } ?? ""))
    }

    /// Why the machine cannot have such a device in a boot; nil where it can.
    public func lack(of device: Device, in boot: Boot) -> Lack? {
        if let lack = lack(ofModel: device.model, in: boot) { return lack }
        if device.tState { return .proof }
        guard device.untrusted || device.hotplugged, !boot.emulatorTraits.iommuKnowsPorts else { return nil }
        return iommus[boot.viommu]?.portFailure.map(Lack.belowPort)
    }

    /// Why the machine cannot have any device of a model in a boot; nil where it can.
    public func lack(ofModel model: String, in boot: Boot) -> Lack? {
        boot.viommu == .none ? nil : notBehindIOMMU[model].map(Lack.behindIOMMU)
    }

    /// Whether QEMU saves all state of such a machine. The second store, disks and what stands in them, and a root bus
    /// beside the vIOMMU are left alone; nor does it keep what an edu holds, so each must be plugged in later.
    public func isSaved(_ boot: Boot, hasDrivers: Bool, hasBusBesideIOMMU: Bool) -> Bool {
        boot.encryption == .none && iommus[boot.viommu]?.isSaved == true && !hasDrivers && !hasBusBesideIOMMU
    }
}

extension MachineLimits.Emulation {
    func lack(of boot: Boot) -> Lack? {
        guard kinds.contains(boot.encryption) else { return .emulation(boot.encryption, of: kinds) }
        if let bit = boot.addressBit, !addressBits.contains(bit.position) {
            return .emulatedAddressBit(bit, of: addressBits)
        }
        guard boot.processors == 1 else { return .processorsOfEmulation }
        guard boot.ram >= leastRAM else { return .ramOfEmulation(least: leastRAM) }
        return boot.layout.end <= reach ? nil : .reachOfEmulation(reach)
    }
}
