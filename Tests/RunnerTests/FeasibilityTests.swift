@testable import Images
import Plan
import RouteModel
import Testing

@testable import Lab
@testable import Runner

/// What feasibility calls possible can be built, and nothing else.
@Suite struct FeasibilityTests {
    /// What a node could have at the most.
    private static let node = Capabilities(
        emulates: Set(Encryption.allCases), emulators: Set(Emulator.allCases), hardware: processor)
    private static let processor = HardwareEncryption(kinds: [.sev, .sevES, .sevSNP, .tdx], addressBit: 51)

    /// A boot and a device of the whole space, impossible ones among them.
    private func sample(_ random: inout SeededGenerator) -> (boot: Boot, device: Device) {
        func any<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &random)] }
        var boot = Boot(
            kernel: "k", platform: any(Platform.allCases), encryption: any(Encryption.allCases),
            viommu: any(VIOMMU.allCases), ram: any([63 << 20, 256 << 20, 1 << 30, (1 << 30) + 1, 5 << 30, 511 << 30]),
            cBit: any([47, 47, 51, 39]), microcode: any([nil, nil, 0x0800_1204]),
            maxmem: any([nil, nil, 16 << 30, 512 << 30, 513 << 30, (16 << 30) + 1]),
            emulator: any([nil] + Emulator.allCases), passThrough: any([nil, nil, false]))
        if boot.encryption != .none { boot.askedMeans = any([nil, .hardware]) }
        let model = any(["edu", "edu", "nvme", "lsi", "virtio-net"])
        var device = Device(name: "d", model: model, dmaMask: 64, iommuPlatform: model.hasPrefix("virtio") ? true : nil)
        // No config puts one beside the IOMMU that is untrusted or comes later.
        switch model == "edu" ? Int.random(in: 0..<6, using: &random) : 0 {
        case 1: device.untrusted = true
        case 2: device.hotplugged = true
        case 3: (device.untrusted, device.hotplugged) = (true, true)
        case 4: device.besideIOMMU = true
        default: break
        }
        return (boot, device)
    }

    @Test func whatIsPossibleCanBeBuiltAndNothingElse() throws {
        var random = SeededGenerator(state: 14)
        var (possible, impossible) = (0, 0)
        for _ in 0..<6000 {
            let (boot, device) = sample(&random)
            let lack = Self.node.lack(of: boot) ?? Self.node.lack(of: device, in: boot)
            let refusal = Self.refusal(of: boot, device)
            #expect(
                (lack == nil) == (refusal == nil),
                "\(boot) \(device): \(lack?.text ?? "possible"), \(refusal ?? "built")")
            if lack == nil { possible += 1 } else { impossible += 1 }
        }
        #expect(possible > 100 && impossible > 100, "the sample shows nothing: \(possible) of \(impossible)")
    }

    /// As it was seen of each: one QEMU loops, the other lets the guest come up.
    @Test(arguments: [(nil, true), (.qemu10, true), (.qemu11, false)] as [(Emulator?, Bool)])
    func whatBecomesOfASEVGuestIsSaidOfItsQEMU(emulator: Emulator?, loops: Bool) throws {
        let boot = Boot(kernel: "k", encryption: .sev, viommu: .amd, ram: 1 << 30, emulator: emulator)
        let told = try #require(Self.node.lack(of: boot)).text
        #expect(told.hasPrefix("QEMU's amd-iommu does not come up in a SEV guest: "))
        #expect(told.hasSuffix("for ever") == loops && told.hasSuffix("an IOMMU that translates nothing") == !loops)
    }

    /// Everybody who asks hears the same.
    @Test func allSayTheSameOfALack() {
        let boot = Boot(kernel: "k", encryption: .sevSNP, ram: 1 << 30)
        let told = "the lab emulates SME and SEV, not sev-snp, which needs its own instructions"
        #expect(Self.node.lack(of: boot)?.text == told)
        let point = Point(boot: boot, device: Device(name: "d", dmaMask: 64), request: Self.request)
        #expect(Capabilities(Emulation(shim: nil)).lack(of: point)?.text == told)
    }

    @Test func eachPartOfANodeIsAskedFor() {
        let none = Capabilities(Emulation(shim: nil), missingIOMMUs: [.virtio: "virtio-iommu-pci"])
        func text(_ boot: Boot, _ node: Capabilities) -> String? { node.lack(of: boot)?.text }
        let sev = Boot(kernel: "k", encryption: .sev, ram: 5 << 30)
        #expect(text(sev, none) == "the shim that emulates memory encryption is not built: make shim")
        #expect(text(sev, Capabilities(Emulation(shim: "/s"))) == nil)
        #expect(
            text(sev, Capabilities(Emulation(shim: "/s", aliasesStores: true)))
                == "with one store for both views a SEV guest would poison what it runs from")
        var sme = sev
        (sme.platform, sme.encryption) = (.host, .sme)
        #expect(text(sme, Capabilities(Emulation(shim: "/s", aliasesStores: true))) == "its two stores cannot be one")
        let other = Boot(kernel: "k", ram: 1 << 30, emulator: .qemu11)
        #expect(text(other, none) == "qemu-11 is not at hand: dmaroute images --emulator qemu-11")
        #expect(
            text(
                other,
                Capabilities(
                    Emulation(
                        shim: nil, emulators: [.qemu11: EmulatorImage(name: "qemu-11", version: "11.1.3", path: "/q")]))
            ) == nil)
        #expect(none.lack(of: Boot(kernel: "k", viommu: .virtio, ram: 1 << 30)) == .device("virtio-iommu-pci"))
        // Another QEMU may have it.
        #expect(
            none.lack(of: Boot(kernel: "k", viommu: .virtio, ram: 1 << 30, emulator: .qemu11)) == .emulator(.qemu11))
    }

    @Test func aKernelsLacksComeLast() throws {
        let plan = try #require(
            Plan(
                name: "x", boot: Boot(kernel: "k", viommu: .amd, ram: 1 << 30),
                asked: [
                    .init(device: Device(name: "a", dmaMask: 64), request: Self.request),
                    .init(device: Device(name: "b", dmaMask: 64, untrusted: true), request: Self.request),
                ]))
        func lacks(_ kernel: Capabilities.Kernel?) -> [Lack?] {
            plan.cells.map { Self.node.lack(of: $0, kernel: kernel) }
        }
        let port = plan.cells[1].lack
        #expect(port?.text.contains("use emulator: qemu-11") == true)
        #expect(lacks(nil) == [nil, port])
        #expect(lacks(.ready(hasProbe: true)) == [nil, port])
        #expect(lacks(.ready(hasProbe: false)) == [.probe(.mapSingle, model: "edu"), port])
        #expect(lacks(.unavailable("gone")) == [.kernel("gone"), port])
        #expect(lacks(.unnamed).first??.text == "images/kernels.yaml does not name it")
    }

    private static let request = Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G)

    /// Why the lab builds no such machine; nil where it does.
    private static func refusal(of boot: Boot, _ device: Device) -> String? {
        var spec = GuestSpec(
            name: "x", kernel: "/k", initrd: "/i", cmdline: "", ram: boot.ram, viommu: boot.viommu, edu: [],
            folder: "/f")
        spec.platform = boot.platform
        spec.encryption = boot.encryption
        spec.hardware = boot.means == .hardware ? processor : nil
        spec.addressBit = boot.cBit
        spec.passThrough = boot.hasPassThrough
        spec.microcode = boot.microcode
        spec.maxmem = boot.maxmem
        (spec.packedKernel, spec.shim) = ("/z", "/s")
        if let model = DeviceModel.named(device.model), model.traffic != nil {
            let path = model.traffic == .network ? nil : "/d"
            spec.driven = [DrivenSpec(slot: 2, model: model, path: path, iommuPlatform: device.iommuPlatform ?? false)]
        } else {
            spec.edu = [EduSpec(slot: 0x10, seat: device.seat)]
        }
        do throws(LabError) {
            _ = try DomainXML(
                spec: spec, domainName: "d", emulator: "/e",
                accelerator: DomainXML.accelerator(for: spec, node: .kvm),
                files: GuestPaths(folder: "/f", channel: "/c", emulatorLog: "/l"),
                iommuOptions: boot.emulator == .qemu11 ? ["dma-remap=on"] : ["pt=off"]
            ).document()
            return nil
        } catch {
            return error.message
        }
    }
}

/// The same numbers every time (xorshift64*).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_f491_4f6c_dd1d
    }
}
