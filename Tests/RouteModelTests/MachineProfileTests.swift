import Foundation
import Testing

@testable import RouteModel

/// The machine as data: its memory, its IOMMUs, and that rules ask for no more than these tell.
@Suite struct MachineProfileTests {
    @Test func everyIOMMUButNoneHasOneKind() {
        let kinds = Architecture.usual.iommuKinds
        #expect(Set(kinds.map(\.name)) == Set(VIOMMU.allCases).subtracting([.none]) && kinds.count == 3)
        #expect(Architecture.usual.iommuKind(.none) == nil)
        #expect(kinds.allSatisfy { $0.isModelled(beside: .none) })
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let name: VIOMMU
        /// The option that keeps it off.
        let off: String?
        let heedsIOMMUOff: Bool
        /// Highest IOVA by 7.3, with the table of QEMU 7.2 and with that of QEMU 10.
        let limits: [UInt64]
        let isLazy: Bool
        let hosts: Bool
        let guests: Bool
        var testDescription: String { name.rawValue }
    }

    private static let rows = [
        Row(
            name: .intel, off: "intel_iommu=off", heedsIOMMUOff: true, limits: [39, 39].map(Device.mask), isLazy: true,
            hosts: false, guests: false),
        Row(
            name: .amd, off: "amd_iommu=off", heedsIOMMUOff: true, limits: [48, 64].map(Device.mask), isLazy: false,
            hosts: true, guests: false),
        Row(
            name: .virtio, off: nil, heedsIOMMUOff: false, limits: [64, 64].map(Device.mask), isLazy: true, hosts: true,
            guests: true),
    ]

    @Test(arguments: rows) func aKindBehavesAsItsTraitsSay(_ row: Row) throws {
        let newest = policy("linux-7.3")
        func translates(_ cmdline: String) -> Bool {
            newest.expectations(for: Boot(kernel: "", viommu: row.name, cmdline: cmdline, ram: 5 * gib)).iommuPresent?
                .value == true
        }
        #expect(translates("") && translates("iommu=off") == !row.heedsIOMMUOff)
        for option in ["intel_iommu=off", "amd_iommu=off"] { #expect(translates(option) == (option != row.off)) }
        let device = Device(name: "", dmaMask: 64)
        let boot = Boot(kernel: "", viommu: row.name, ram: 5 * gib)
        #expect(
            newest.expectations(for: boot, devices: [device]).groupTypes.map(\.value)
                == [row.isLazy ? "DMA-FQ" : "DMA"])
        let request = Request(kind: .mapSingle, size: 4096, direction: .toDevice, place: .below4G)
        let limits = [nil, Emulator.qemu10].map { emulator in
            let boot = Boot(
                kernel: "", viommu: row.name, cmdline: "iommu.forcedac=1", ram: 5 * gib, emulator: emulator)
            return newest.predict(Point(boot: boot, device: device, request: request)).first?.allowed?.first?.limit
        }
        #expect(limits == row.limits)
        for (platform, encryption, isModelled) in [
            (Platform.host, Encryption.sme, row.hosts), (.guest, .sev, row.guests),
        ] {
            let boot = Boot(kernel: "", platform: platform, encryption: encryption, viommu: row.name, ram: 5 * gib)
            #expect((newest.expectations(for: boot).iommuPresent != nil) == isModelled, "\(encryption)")
        }
    }

    @Test(arguments: [UInt64(256) << 20, 1 << 30, (2815 << 20), 2816 << 20, 5 << 30, 64 << 30])
    func aMachineIsFoundAgainByTheEndOfItsRAM(_ ram: UInt64) {
        let map = Architecture.usual.memoryMap
        let layout = RAMLayout(ram: ram)
        let last = layout.end - 1 - (layout.end > RAMLayout.highStart ? 0 : map.firmwareTables / 2)
        #expect(map.ram(endingAt: last) == ram)
        #expect(map.ram(endingAt: .max) < 1 << 33)
    }

    /// As Arm's virt machine has it: RAM from 1 GiB on in one piece, of which what fits lies below 4 GiB.
    @Test func aMapMayBeginAboveZero() throws {
        let virt = MemoryMap(start: gib, split: 3 * gib, lowWhenSplit: 3 * gib, firmwareTables: 0)
        let (small, large) = (RAMLayout(ram: 2 * gib, in: virt), RAMLayout(ram: 5 * gib, in: virt))
        #expect(
            small.lowEnd == 3 * gib && small.end == 3 * gib && small.range(of: .above4G, mask: .max, size: 1) == nil)
        #expect(large.lowEnd == 4 * gib && large.end == 6 * gib)
        #expect(small.range(of: .below16M, mask: .max, size: 1) == nil)
        #expect(try #require(small.range(of: .below4G, mask: .max, size: 1)) == gib...(3 * gib - 1))
        #expect(small.range(of: .aboveMask, mask: 0xffff, size: 1)?.lowerBound == gib)
    }

    @Test func emulatorsDifferInWhatTheyShow() {
        let traits = [nil, Emulator.qemu10, .qemu11].map(EmulatorTraits.init)
        #expect(traits.map(\.tablesTellLevels) == [false, true, true])
        #expect(traits.map(\.iommuKnowsPorts) == [false, false, true])
    }

    /// What x86 or q35 alone have stands in a folder of theirs.
    @Test func commonRulesNameNoMachine() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Sources/RouteModel/Rules/Common")
        let files = try FileManager.default.contentsOfDirectory(at: sources, includingPropertiesForKeys: nil)
        #expect(files.count > 5)
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            for word in ["x86", "q35", "mask(24)", "4096", "4095", ".tdx", "cBit", ".intel", ".amd", "39"] {
                #expect(!text.contains(word), "\(file.lastPathComponent) has \(word)")
            }
        }
    }
}
