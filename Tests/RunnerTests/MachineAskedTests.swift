import Evidence
import Foundation
import GuestProtocol
import Plan
import RouteModel
import TestSupport
import Testing

@testable import Images
@testable import Lab
@testable import Runner

/// What of a boot becomes a machine, its devices and what is asked of them.
@Suite struct MachineAskedTests {
    private func boot(
        devices: [String] = ["edu,dma-mask=32"], requests: [String] = ["map-single"],
        _ change: (inout Flags) -> Void = { _ in }
    ) throws -> PlannedBoot {
        try #require(try SamplePlan.of(devices: devices, requests: requests, change).boots.first)
    }

    private func spec(
        _ boot: PlannedBoot, _ drives: Drives? = nil, tracing: Bool = true, aliases: Bool = false,
        emulators: [Emulator: EmulatorImage] = [:], image: KernelImage = .sample()
    ) throws -> GuestSpec {
        GuestSpec(
            boot, image: image, initrd: "/i", devices: boot.seated,
            drives: try drives ?? Drives(boot, image: image, folder: "/none") { 1 }, tracing: tracing,
            emulation: Emulation(shim: "/shim", aliasesStores: aliases, emulators: emulators), hardware: .none,
            folder: "/f")
    }

    @Test func everyValueOfARequestIsAskedFor() throws {
        func order(_ request: String) throws -> MapOrder {
            let boot = try boot(requests: [request]) { $0.axes["cpus"] = ["2"] }
            let batches = Batches(boot, hasProbe: true) { 77 }
            return try #require(batches.all.first?.first?.order)
        }
        let usual = try order("map-single,direction=from-device")
        #expect(usual.request == 1 && usual.device == 0 && usual.kind == .mapSingle && usual.nonce == 77)
        #expect(usual.direction == .fromDevice && usual.size == 4096 && usual.segments == 1 && usual.attributes == 0)
        #expect(!usual.atomic && !usual.handsPhysical && !usual.uneven && usual.processor == nil)
        #expect(usual.prelude == Prelude(held: 0, earlierMaskBits: 0))
        #expect(try order("map-single,cpu=1").processor == 1 && order("map-single,cpu=0").processor == 0)
        #expect(try order("map-single,held=3").prelude.held == 3)
        #expect(try order("map-single,earlier-mask=24").prelude.earlierMaskBits == 24)
        #expect(
            try order("map-sg,segments=3,cut=growing,size=384").uneven && !order("map-sg,segments=3,size=384").uneven)
        #expect(try order("map-sg,segments=3,size=384").segments == 3)
        #expect(try order("alloc-coherent,gfp=atomic").atomic)
        #expect(try order("map-page,attributes=cc-shared").attributes != 0)
        #expect(usual.sync == .atEnds && !usual.isLate && usual.offset == 0)
        let backwards = try order("map-single,direction=to-device,moved=backwards")
        #expect(backwards.isBackwards && backwards.direction == .fromDevice && backwards.callDirection == .toDevice)
        #expect(!usual.isBackwards && usual.callDirection == .fromDevice)
        #expect(try order("map-page,offset=512").offset == 512)
        for (word, sync) in [("skipped", CallSync.skipped), ("whole", .whole), ("half", .half)] {
            #expect(try order("map-single,direction=from-device,sync=\(word)").sync == sync)
        }
        #expect(try order("map-single,moved=after-unmap").isLate)
        #expect(try order("map-single,direction=bidirectional").direction == .bidirectional)
    }

    /// Where the buffer may lie; a register's is the device's own piece of another's.
    @Test func aPlaceIsAWindowOfMemory() throws {
        func window(_ request: String, ram: String = "5GiB") throws -> [UInt64] {
            let boot = try boot(requests: [request]) { $0.axes["ram"] = [ram] }
            let order = try #require(Batches(boot, hasProbe: true) { 1 }.all.first?.first?.order)
            return [order.low, order.high, order.otherLow, order.otherHigh]
        }
        let low = try window("map-single,place=below-4g")
        #expect(low[0] < low[1] && low[1] <= 4 << 30 && low[2...] == [0, 0])
        let high = try window("map-single,place=above-4g")
        #expect(high[0] >= 4 << 30 && high[1] > high[0] && high[2...] == [0, 0])
        #expect(try window("map-sg,segments=2,place=mixed") == Array(low.prefix(2) + high.prefix(2)))
        #expect(try window("alloc-coherent") == [0, 0, 0, 0])
        let piece = try #require(GuestChannel.registers(device: 0))
        #expect(try window("map-resource") == [UInt64(piece.lowerBound), UInt64(piece.upperBound), 0, 0])
    }

    /// Equal requests of all devices meet; numbers go on over batches.
    @Test func equalRequestsMeetInOneBatch() throws {
        let boot = try boot(
            devices: ["edu,dma-mask=32", "edu,dma-mask=64"], requests: ["map-single", "alloc-coherent"])
        let batches = Batches(boot, hasProbe: true) { 1 }
        #expect(
            batches.all.map { $0.map(\.order.kind) } == [[.mapSingle, .mapSingle], [.allocCoherent, .allocCoherent]])
        #expect(batches.all.joined().map(\.order.request) == [1, 2, 3, 4])
        #expect(batches.all.joined().map(\.order.device) == [0, 1, 0, 1])
        #expect(Batches(boot, hasProbe: false) { 1 }.all.isEmpty)
        #expect(Batches(boot, hasProbe: false) { 1 }.devices.count == 2)
    }

    @Test func whereOnlyDriversDriveADeviceMoreIsThere() throws {
        let boot = try boot(devices: ["nvme"], requests: ["driver-io"])
        #expect(Batches(boot, hasProbe: true) { 1 }.devices.map(\.name) == ["control"])
        #expect(Batches(boot, hasProbe: true) { 1 }.devices.map(\.dmaMask) == [64])
    }

    @Test func aDeviceHasItsSeat() {
        func seat(_ untrusted: Bool, _ hotplugged: Bool, _ beside: Bool = false) -> EduSpec.Seat {
            Device(
                name: "d", dmaMask: 32, untrusted: untrusted, hotplugged: hotplugged, besideIOMMU: beside
            ).seat
        }
        #expect(seat(false, false) == .bus)
        #expect(seat(true, false) == .port(facesOutside: true, isEmptyAtFirst: false))
        #expect(seat(false, true) == .port(facesOutside: false, isEmptyAtFirst: true))
        #expect(seat(true, true) == .port(facesOutside: true, isEmptyAtFirst: true))
        #expect(seat(true, true, true) == .bypass)
        let later = Device(name: "d", dmaMask: 32).pluggedInLater
        #expect(later.hotplugged && later.dmaMask == 32)
    }

    @Test func devicesStandWhereNoneMovesWhenAnotherJoins() throws {
        let two = try boot(devices: ["edu,dma-mask=32", "edu,dma-mask=64"])
        let spec = try spec(two)
        #expect(spec.edu.map(\.slot) == [0x10, 0x11])
        #expect(spec.cmdline == "" && !spec.tracesBoot && !spec.aliasStores && spec.hardware == nil)
        #expect(spec.emulator == nil && spec.processors == two.boot.processors)
    }

    @Test func aBlindGuestIsToldSoBehindItsOptions() throws {
        let options = try boot { $0.axes["cmdline"] = ["iommu=pt"] }
        #expect(try spec(options, tracing: false).cmdline == "iommu=pt dmaroute.trace=off")
        #expect(try spec(boot(), tracing: false).cmdline == "dmaroute.trace=off")
    }

    @Test func storesAreOneOnlyWhereThereAreTwo() throws {
        #expect(try !spec(boot(), aliases: true).aliasStores)
        let sme = try boot {
            $0.axes["encryption"] = ["sme"]
            $0.axes["platform"] = ["host"]
        }
        #expect(try spec(sme, aliases: true).aliasStores && !spec(sme).aliasStores)
        #expect(try spec(sme).encryption == .sme && spec(sme).platform == .host && spec(sme).hardware == nil)
    }

    @Test func anotherQEMUIsTheOneThatWasFetched() throws {
        let boot = try boot { $0.axes["emulator"] = ["qemu-11"] }
        let fetched = EmulatorImage(name: "qemu-11", version: "11.1.3", path: "/q")
        #expect(try spec(boot, emulators: [.qemu11: fetched]).emulator == "/q")
        #expect(try spec(boot).emulator == nil)
    }

    // MARK: drivers

    /// A kernel with modules that need others: `a` is needed by both.
    private static func kernel() throws -> KernelImage {
        let names =
            [("a", []), ("virtio_pci", ["a"]), ("virtio_blk", ["a", "virtio_pci"]), ("nvme", ["a"])]
            as [(String, [String])]
        let modules = names.map { KernelImage.Module(name: $0, needs: $1, sha256: KernelImage.sample().agent) }
        let sample = KernelImage.sample()
        return KernelImage(
            name: sample.name, series: sample.series, release: sample.release, version: sample.version, packages: [],
            packed: sample.packed, vmlinux: sample.vmlinux, initrd: sample.initrd, probe: sample.probe,
            modules: modules, agent: sample.agent, probeSource: sample.probeSource)
    }

    @Test func aModuleThatTwoDriversNeedIsLoadedOnce() throws {
        let kernel = try Self.kernel()
        let virtio = try #require(DeviceModel.named("virtio-blk"))
        #expect(kernel.driver(of: virtio) == ["a", "virtio_pci", "virtio_blk"])
        #expect(kernel.driver(of: try #require(DeviceModel.named("nvme"))) == ["a", "nvme"])
        #expect(KernelImage.sample().driver(of: virtio) == [], "built in, or not there")
    }

    @Test func whatDriversMoveHasNumbersFilesAndLinesOfItsOwn() throws {
        let scratch = try Scratch(inMemory: true)
        var nonces: [UInt64] = []
        let boot = try boot(
            devices: ["edu,dma-mask=32", "nvme", "virtio-console,iommu-platform=on", "virtio-net,iommu-platform=on"],
            requests: ["driver-io", "map-single"])
        let drives = try Drives(boot, image: Self.kernel(), folder: scratch.path) {
            nonces.append(UInt64(nonces.count + 1))
            return UInt64(nonces.count)
        }
        #expect(drives.all.map(\.order.request) == [1 << 24, 1 << 24 + 1, 1 << 24 + 2])
        #expect(drives.all.map(\.order.nonce) == [1, 2, 3])
        #expect(drives.devices.map(\.slot) == [2, 3, 4])
        #expect(drives.all.map(\.order.slot) == Drives.slots(of: boot))
        #expect(drives.all.map(\.order.traffic) == [.disk, .port, .network])
        #expect(drives.all.map { $0.order.network != 0 } == [false, false, true])
        #expect(scratch.names() == ["driven-0.img", "driven-1.img"], "a network has none")
        try drives.fillFiles(magic: 9)
        for (index, item) in drives.all.prefix(2).enumerated() {
            let bytes = try Data(contentsOf: URL(filePath: "\(scratch.path)/driven-\(index).img"))
            #expect(bytes.count == 1 << 20)
            func isLine(_ at: Int) -> Bool {
                bytes[at...].withUnsafeBytes { MemoryLine($0, magic: 9) }
                    == MemoryLine(magic: 9, nonce: item.order.nonce, role: .fromDevice, offset: UInt64(at))
            }
            #expect(isLine(0) && isLine(Int(item.order.bytes) - 64))
            // A stream has more than is asked of it.
            #expect(isLine(bytes.count - 64) == (index == 1))
        }
        #expect(try spec(boot, drives).tracesBoot && !spec(boot, drives, tracing: false).tracesBoot)
        drives.removeFiles()
        #expect(scratch.names().isEmpty)
    }

    // MARK: looks

    private func looks(
        _ scratch: Scratch, encryption: Encryption = .none, open: Bool = true, virtqueues: [Virtqueue] = [],
        memory: @escaping @Sendable (Store, UInt64, Int) -> [UInt8]?, _ body: (RAMWatcher) throws -> Void
    ) throws -> [LookRecord] {
        var spec = GuestSpec(
            name: "g", kernel: "/k", initrd: nil, cmdline: "", ram: 1 << 30, viommu: .none, edu: [], folder: "/f")
        spec.encryption = encryption
        spec.addressBit = 47
        let guest = FakeGuest(spec, try Recording(), virtqueues: virtqueues, memory: memory)
        let path = "\(scratch.path)/ram.jsonl"
        try body(RAMWatcher(guest: guest, magic: 1, looks: RecordFile(path: path), open: open))
        return RecordFile<LookRecord>.read(path, limit: 1 << 20).records
    }

    private static func report(_ pool: UInt64?) -> DeviceReport {
        DeviceReport(
            device: 0, bind: 0, dmaMask: 0, coherentMask: 0, control: 0, controlAddress: 0, ioTLB: pool, maxMapping: nil
        )
    }

    @Test(arguments: [Encryption.none, .sev]) func fourPoolsAreReadAtTheMostEachOnce(encryption: Encryption) throws {
        let scratch = try Scratch(inMemory: true)
        let layout = PoolLayout(size: 24, fields: [], functions: [])
        let seen = try looks(
            scratch, encryption: encryption,
            memory: { store, address, count in
                [UInt8](repeating: store == .plain ? 1 : 2, count: count) + [UInt8(address)]
            }
        ) { watcher in
            try watcher.readPools(.setUp, of: [5, nil, 3, 5, 4, 9, 8].map(Self.report), layout)
            try watcher.readPools(.setUp, of: [Self.report(nil)], layout)
            try watcher.readPools(.setUp, of: [Self.report(3)], nil)
        }
        let pools = try #require(seen.first?.pools)
        #expect(seen.count == 1 && pools.map(\.address) == [3, 4, 5, 8])
        #expect(pools.allSatisfy { $0.store == (encryption == .none ? .plain : .encrypted) && $0.layout == layout })
        #expect(Set(pools.map(\.bytes)).count == 4 && pools.allSatisfy { $0.bytes != nil })
    }

    @Test func whoMayNotLookLooksAtNothing() throws {
        let scratch = try Scratch(inMemory: true)
        let layout = PoolLayout(size: 24, fields: [], functions: [])
        let device = DrivenSpec(slot: 3, model: try #require(DeviceModel.named("virtio-blk")), path: "/p")
        let seen = try looks(scratch, open: false, virtqueues: [Self.queue], memory: { _, _, _ in [1] }) { watcher in
            try watcher.look(.setUp)
            try watcher.readPools(.setUp, of: [Self.report(3)], layout)
            try watcher.readQueues(of: device, request: 1)
            try watcher.read([(1, 0)], step: 0)
        }
        #expect(seen.isEmpty)
    }

    private static let queue = Virtqueue(
        number: 0, size: 8, descriptors: 1 << 47 | 0x1000, available: 1 << 47 | 0x2000, used: 0, lastAvailable: 7)

    @Test(arguments: [Encryption.none, .sev]) func aQueueIsReadInEachMemoryWithoutTheAddressBit(
        encryption: Encryption
    ) throws {
        let scratch = try Scratch(inMemory: true)
        let virtio = DrivenSpec(slot: 3, model: try #require(DeviceModel.named("virtio-blk")), path: "/p")
        let nvme = DrivenSpec(slot: 4, model: try #require(DeviceModel.named("nvme")), path: "/p")
        let seen = try looks(
            scratch, encryption: encryption, virtqueues: [Self.queue],
            memory: { store, address, count in
                [
                    store == .plain ? 1 : 2, UInt8(truncatingIfNeeded: address >> 12),
                    UInt8(truncatingIfNeeded: address >> 47), UInt8(count),
                ]
            }
        ) { watcher in
            try watcher.readQueues(of: virtio, request: 5)
            try watcher.readQueues(of: nvme, request: 6)
        }
        let queues = try #require(seen.first?.queues)
        #expect(seen.count == 1 && queues.count == 1, "others have none")
        #expect(queues[0].request == 5 && queues[0].taken == 7 && queues[0].descriptors == Self.queue.descriptors)
        let isPlain = encryption == .none
        let stores: [Store] = isPlain ? [.plain] : Store.allCases
        #expect(
            queues[0].beginnings
                == stores.map { store in
                    let (name, bit): (UInt8, UInt8) = (store == .plain ? 1 : 2, isPlain ? 1 : 0)
                    return .init(
                        store: isPlain ? nil : store, descriptors: [name, 1, bit, 16], available: [name, 2, bit, 16])
                })
    }
}
