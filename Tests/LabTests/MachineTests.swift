import Foundation
import Plan
import RouteModel
import Testing

@testable import Lab

@Suite struct MachineTests {
    @Test func anSMEHostIsTheShimWithTwoStores() throws {
        var spec = Self.spec(.host, .sme)
        spec.cmdline = "iommu=pt"
        let seen = try Self.seen(spec)
        #expect(seen.texts["kernel"] == "/shim")
        #expect(seen.texts["initrd"] == "/bz,/initrd")
        let words = seen.texts["cmdline"]?.split(separator: " ").map(String.init) ?? []
        #expect(words.prefix(2) == ["dmaroute.shim.mode=sme", "dmaroute.shim.c-bit=47"])
        #expect(words.suffix(2) == ["mem_encrypt=on", "iommu=pt"])
        let arguments = seen.attributes["qemu:arg.value"] ?? []
        #expect(
            Self.value("-cpu", arguments) == ["EPYC,phys-bits=48,+svm,-hypervisor,ucode-rev=0x800126e"])
        // 129 TiB: where the store lies, and one more for the RAM before it.
        #expect(Self.value("-m", arguments) == ["size=1024M,slots=2,maxmem=\(129 << 20)M"])
        let objects = Self.value("-object", arguments)
        #expect(objects.contains { $0.contains(#""id":"enc","size":1073741824,"share":true"#) && $0.contains("memfd") })
        #expect(arguments.contains { $0.contains("virtio-pmem-pci") && $0.contains(#""memaddr":140737488355328"#) })
        #expect(seen.attributes["source.type"] == ["memfd"])
        #expect(seen.attributes["type.machine"] == ["q35"])
        #expect(seen.attributes["domain.type"] == ["qemu"])
    }

    @Test func aSEVGuestSeesAHypervisorAndIsNotAskedToEncrypt() throws {
        var spec = Self.spec(.guest, .sev)
        spec.addressBit = 51
        spec.microcode = 0x0800_1204
        spec.modules = ["virtio_pci", "virtio_iommu"]
        let seen = try Self.seen(spec)
        let arguments = seen.attributes["qemu:arg.value"] ?? []
        #expect(Self.value("-cpu", arguments) == ["EPYC,phys-bits=52,+svm,+hypervisor,ucode-rev=0x8001204"])
        #expect(Self.value("-m", arguments) == ["size=1024M,slots=2,maxmem=\(2049 << 20)M"])
        #expect(seen.texts["cmdline"]?.contains("mem_encrypt") == false)
        #expect(seen.texts["cmdline"]?.contains("dmaroute.shim.mode=sev dmaroute.shim.c-bit=51") == true)
        #expect(seen.texts["cmdline"]?.hasSuffix(" dmaroute.modules=virtio_pci,virtio_iommu") == true)
    }

    @Test func withRAMAbove4GiBTheStoreReachesOverTheHole() throws {
        var spec = Self.spec(.host, .sme)
        spec.ram = 4 << 30
        let seen = try Self.seen(spec)
        #expect(seen.attributes["type.machine"] == ["pc-q35-7.0"])
        let objects = Self.value("-object", seen.attributes["qemu:arg.value"] ?? [])
        #expect(objects.contains { $0.contains(#""id":"enc","size":\#(6 << 30)"#) })
    }

    @Test func storesThatAreOneAreOneFile() throws {
        var spec = Self.spec(.host, .sme)
        spec.aliasStores = true
        let seen = try Self.seen(spec, shared: "/dev/shm/x")
        let arguments = seen.attributes["qemu:arg.value"] ?? []
        #expect(Self.value("-object", arguments).filter { $0.contains(#""mem-path":"/dev/shm/x""#) }.count == 2)
        #expect(Self.value("-machine", arguments) == ["memory-backend=ram"])
        #expect(seen.attributes["source.type"] == nil)
    }

    @Test func aPlainHostIsACPUWithoutHypervisorAndAPlainGuestIsAsEver() throws {
        let host = try Self.seen(Self.spec(.host, .none))
        #expect(host.texts["kernel"] == "/k")
        let cpu = Self.value("-cpu", host.attributes["qemu:arg.value"] ?? [])
        #expect(cpu == ["EPYC,phys-bits=48,-hypervisor,ucode-rev=0x800126e"])
        var spec = Self.spec(.guest, .none)
        #expect(Self.value("-cpu", try Self.seen(spec).attributes["qemu:arg.value"] ?? []) == [])
        spec.maxmem = 8 << 30
        #expect(
            Self.value("-m", try Self.seen(spec).attributes["qemu:arg.value"] ?? [])
                == ["size=1024M,slots=2,maxmem=8192M"])
        #expect(DomainXML.accelerator(for: spec, node: .kvm) == .kvm)
        #expect(DomainXML.accelerator(for: Self.spec(.host, .none), node: .kvm) == .tcg)
        #expect(DomainXML.accelerator(for: Self.spec(.guest, .sev), node: .kvm) == .tcg)
    }

    @Test func eachIOMMUIsAskedToTranslateAndToSaySo() throws {
        var spec = Self.spec(.host, .none)
        spec.viommu = .amd
        let amd = try Self.seen(spec, amd: ["dma-remap=on"]).attributes["qemu:arg.value"] ?? []
        #expect(Self.value("-device", amd).contains("amd-iommu,dma-remap=on"))
        #expect(Self.value("-trace", amd).contains("enable=amdvi_translation_result"))
        #expect(throws: LabError.self) { try Self.seen(spec, amd: []) }
        for encryption in [Encryption.none, .sev] {
            var spec = Self.spec(.guest, encryption)
            spec.viommu = .virtio
            let arguments = try Self.seen(spec).attributes["qemu:arg.value"] ?? []
            let device = try #require(Self.value("-device", arguments).first { $0.contains("virtio-iommu-pci") })
            #expect(device.contains(#""iommu_platform":\#(encryption != .none)"#))
            #expect(Self.value("-trace", arguments).contains("enable=virtio_iommu_translate_out"))
        }
    }

    @Test func anAMDIOMMUsOptionIsToldByItsHelp() {
        #expect(AMDOptions.options(help: "amd-iommu options:\n  intremap=<OnOffAuto>\n  pt=<bool> - x\n") == ["pt=off"])
        #expect(AMDOptions.options(help: "  dma-remap=<bool>\n  pt=<bool>\n") == ["dma-remap=on"])
        #expect(AMDOptions.options(help: "  script=<str>\n").isEmpty)
    }

    @Test func disksStandWhereTheyWereAskedFor() throws {
        var spec = Self.spec(.guest, .none)
        let model = try #require(DeviceModel.named("virtio-blk"))
        spec.driven = [
            DrivenSpec(slot: 4, model: model, path: "/a,b \"c", iommuPlatform: true),
            DrivenSpec(slot: 5, model: model, path: "/d"),
        ]
        let arguments = try Self.seen(spec).attributes["qemu:arg.value"] ?? []
        #expect(Self.value("-blockdev", arguments).first?.contains(#""filename":"/a,b \"c""#) == true)
        let devices = Self.value("-device", arguments).filter { $0.contains("virtio-blk-pci") }
        #expect(devices.count == 2)
        #expect(devices.first?.contains(#""addr":"0x4","disable-legacy":"on","iommu_platform":true"#) == true)
        #expect(devices.last?.contains(#""addr":"0x5","disable-legacy":"on","iommu_platform":false"#) == true)
        #expect(spec.driven[0].address == "0000:00:04.0")
    }

    @Test func whatHangsOnADeviceStandsOnItsBus() throws {
        var spec = Self.spec(.guest, .none)
        func model(_ name: String) throws -> DeviceModel { try #require(DeviceModel.named(name)) }
        spec.driven = [
            DrivenSpec(slot: 2, model: try model("ahci"), path: "/d"),
            DrivenSpec(slot: 3, model: try model("sdhci"), path: "/d"),
            DrivenSpec(slot: 0xc, model: try model("e1000"), path: nil),
            DrivenSpec(slot: 5, model: try model("virtio-rng"), path: "/r"),
            DrivenSpec(slot: 6, model: try model("virtio-console"), path: "/a,b", iommuPlatform: true),
        ]
        let arguments = try Self.seen(spec).attributes["qemu:arg.value"] ?? []
        let devices = Self.value("-device", arguments)
        #expect(devices.contains(#"{"driver":"ide-hd","bus":"driven2.0","drive":"driven2"}"#))
        #expect(devices.contains(#"{"driver":"sd-card","bus":"pcie.0/driven3/sd-bus","drive":"driven3"}"#))
        let network = try #require(Self.value("-netdev", arguments).first)
        #expect(network.contains(#""net":"10.0.12.0/24","restrict":true"#), "it reaches nobody")
        #expect(Self.value("-chardev", arguments) == ["pipe,id=driven6,path=/a,,b"])
        #expect(devices.contains(#"{"driver":"virtserialport","bus":"driven6.0","chardev":"driven6"}"#))
        let stream = #""rng-random","id":"driven5","filename":"/r""#
        #expect(Self.value("-object", arguments).contains { $0.contains(stream) })
    }

    @Test func modulePathsWithCommasAreKeptAndWithSpacesRefused() throws {
        var spec = Self.spec(.host, .sme)
        spec.packedKernel = "/a,b"
        #expect(try Self.seen(spec).texts["initrd"] == "/a,,b,/initrd")
        spec.packedKernel = "/a b"
        #expect(throws: LabError.self) { try Self.seen(spec) }
    }

    @Test func theShimStartsOneProcessor() {
        func lack(_ cpus: Int, _ encryption: Encryption) -> Lack? {
            Capabilities(emulates: [.sme], emulators: nil)
                .lack(of: Boot(kernel: "", platform: .host, encryption: encryption, ram: 1 << 30, cpus: cpus))
        }
        #expect(lack(2, .sme) == .processorsOfEmulation && lack(1, .sme) == nil && lack(8, .none) == nil)
        #expect(lack(2, .sme)?.text == "the shim that emulates encryption starts no second processor")
    }

    @Test func theLabAsksForTheRAMThatTheShimSees() throws {
        func reason(_ ram: UInt64) -> String? {
            Capabilities(emulates: [.sme], emulators: nil)
                .lack(of: Boot(kernel: "", platform: .host, encryption: .sme, ram: ram))?.text
        }
        #expect(reason(255 << 20)?.contains("192 MiB") == true)
        #expect(reason(256 << 20) == nil)
        // 2 GiB of it lie below 4 GiB, so that it ends at 512 GiB.
        #expect(reason(510 << 30) == nil)
        #expect(reason((510 << 30) + (1 << 20))?.contains("512 GiB") == true)
        let header = URL(filePath: #filePath).appending(path: "../../../images/shim/shim.h").standardized
        #expect(try String(contentsOf: header, encoding: .utf8).contains("#define REACH (512 * GIB)"))
    }

    @Test func aGuestWithoutEncryptionCanHaveTheCPUOfOneWithIt() throws {
        var spec = Self.spec(.guest, .none)
        #expect(Self.value("-cpu", try Self.seen(spec).attributes["qemu:arg.value"] ?? []).isEmpty)
        spec.namesCPU = true
        let named = Self.value("-cpu", try Self.seen(spec).attributes["qemu:arg.value"] ?? [])
        #expect(named == ["EPYC,phys-bits=48,+hypervisor,ucode-rev=0x800126e"])
        #expect(DomainXML.accelerator(for: spec, node: .kvm) == .tcg)
    }

    @Test func anIntelIOMMUMayLackPassThrough() throws {
        var spec = Self.spec(.guest, .none)
        spec.viommu = .intel
        #expect(Self.value("-global", try Self.seen(spec).attributes["qemu:arg.value"] ?? []).isEmpty)
        spec.passThrough = false
        #expect(
            Self.value("-global", try Self.seen(spec).attributes["qemu:arg.value"] ?? []) == ["intel-iommu.pt=off"])
    }

    @Test(arguments: [Encryption.sevSNP, .tdx, .sev, .sevES])
    func encryptionThatNoHostHasIsRefused(_ value: Encryption) {
        var spec = Self.spec(.host, .sme)
        spec.encryption = value
        #expect(throws: LabError.self) { try Self.seen(spec) }
    }

    @Test func whatHasNoMeaningIsRefused() throws {
        func refused(_ change: (inout GuestSpec) -> Void, of base: GuestSpec = Self.spec(.host, .sme)) {
            var spec = base
            change(&spec)
            #expect(throws: LabError.self) { try Self.seen(spec) }
        }
        let plain = Self.spec(.guest, .none)
        refused { $0.platform = .guest }
        refused { $0.addressBit = 39 }
        refused { $0.addressBit = 64 }
        refused { $0.addressBit = -1 }
        refused { $0.shim = nil }
        refused { $0.packedKernel = nil }
        refused { $0.ram = 512 << 30 }
        refused({ $0.microcode = 1 }, of: plain)
        refused({ $0.passThrough = false }, of: plain)
        refused({ $0.aliasStores = true }, of: plain)
        refused({ $0.maxmem = 1 << 30 }, of: plain)
        refused({ $0.maxmem = 1 << 60 }, of: plain)
        refused({ $0.modules = ["a b"] }, of: plain)
        refused({ $0.modules = [""] }, of: plain)
        let model = try #require(DeviceModel.named("nvme"))
        refused({ $0.driven = [DrivenSpec(slot: 0x10, model: model, path: "/d")] }, of: plain)
        refused({ $0.driven = [DrivenSpec(slot: 4, model: model, path: "d")] }, of: plain)
        refused({ $0.driven = [DrivenSpec(slot: 4, model: model, path: nil)] }, of: plain)
        refused(
            {
                $0.aliasStores = true
                $0.ram = 4 << 30
            })
        refused({ $0.viommu = .amd }, of: Self.spec(.guest, .sev))
    }

    static func spec(_ platform: Platform, _ encryption: Encryption) -> GuestSpec {
        var spec = GuestSpec(
            name: "x", kernel: "/k", initrd: "/initrd", cmdline: "", ram: 1 << 30, viommu: .none, edu: [], folder: "/f")
        spec.platform = platform
        spec.encryption = encryption
        if encryption != .none {
            spec.packedKernel = "/bz"
            spec.shim = "/shim"
        }
        return spec
    }

    private static func seen(_ spec: GuestSpec, shared: String? = nil, amd: [String] = ["pt=off"]) throws -> Seen {
        try Seen(
            DomainXML(
                spec: spec, domainName: "d", emulator: "/e",
                accelerator: DomainXML.accelerator(for: spec, node: .kvm),
                files: GuestPaths(folder: "/f", channel: "/c", emulatorLog: "/l", sharedStores: shared),
                iommuOptions: amd
            ).document())
    }

    private static func value(_ option: String, _ arguments: [String]) -> [String] {
        zip(arguments, arguments.dropFirst()).filter { $0.0 == option }.map(\.1)
    }
}
