import GuestProtocol
import RouteModel
import TestSupport
import Testing

@testable import Evidence

/// A disk that the kernel's own driver drove, on a machine with two stores.
@Suite struct DriverTests {
    private static let bit: UInt64 = 1 << 47
    private static let ring: UInt64 = 0x69f_0000
    private static let slot = "0000:00:04.0"

    private static func beginning(_ store: Store, offered: UInt16) -> LookRecord.Queue.Beginning {
        // One descriptor: address 0x5000, 16 bytes, flag NEXT, next 1; then flags 0 and the index of the driver's ring.
        let descriptor: [UInt8] = [0, 0x50, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 1, 0, 1, 0]
        let index = [UInt8(truncatingIfNeeded: offered), UInt8(offered >> 8)]
        let none = [UInt8](repeating: 0, count: 16)
        return .init(
            store: store, descriptors: offered == 0 ? none : descriptor,
            available: offered == 0 ? none : [0, 0] + index + [UInt8](repeating: 0, count: 12))
    }

    private static func boot(
        _ outcome: DriveReport.Outcome, right: UInt32 = 0, wrong: UInt32 = 0, altered: UInt32 = 0,
        queue: LookRecord.Queue?
    ) -> BootEvidence {
        let order = DriveOrder(
            request: 9, slot: slot, modules: [], drivers: ["virtio_pci", "virtio_blk"], bytes: 4096, nonce: 7)
        let control = { (role: LineRole) in
            [
                MemoryRun(
                    nonce: MemoryLine.controlNonce(device: 0), role: role.rawValue, offset: 0, physical: 0x100_0000,
                    length: 4032, intact: true, store: .plain)
            ]
        }
        return BootEvidence(
            probe: [
                ProbeRecord(setUp: .init(magic: 1, slots: ["0000:00:10.0"], release: "", reports: [])),
                ProbeRecord(drive: .init(cell: "cell", order: order)),
                ProbeRecord(
                    driven: DriveReport(
                        request: 9, outcome: outcome, right: right, wrong: wrong, altered: altered,
                        log: ["what it said"])),
            ],
            looks: [
                LookRecord(moment: .setUp, requests: [], runs: control(.controlAtSetUp)),
                LookRecord(moment: .moved, requests: [], queues: queue.map { [$0] } ?? []),
                LookRecord(moment: .moved, requests: [9], runs: []),
                LookRecord(moment: .finish, requests: [], runs: control(.controlAtFinish)),
            ])
    }

    private static func queue(at address: UInt64, taken: UInt16, in home: Store) -> LookRecord.Queue {
        LookRecord.Queue(
            request: 9, descriptors: address, available: address + 4096, taken: taken,
            beginnings: Store.allCases.map { beginning($0, offered: $0 == home ? 2 : 0) })
    }

    private static func seen(
        _ boot: BootEvidence, ftrace: String = "", trace: String = ""
    ) throws -> (guest: Side, device: Side, data: DataCheck) {
        let drive = try #require(boot.drives.first)
        let space = AddressSpace(Boot(kernel: "", platform: .host, encryption: .sme, ram: 1 << 30), isActive: true)
        let device = DriverDeviceSide(
            drive: drive, boot: boot, translations: DeviceTrace(Array(trace.utf8)), space: space
        ).side
        let index = TraceIndex(text: Array(ftrace.utf8), statistics: TraceStatistics(lost: 0), notArmed: nil)
        let facts = GuestFacts(text: Array("trace=armed\ncontrol.finish.0000:00:10.0=0\n".utf8))
        let traffic = DriverTraffic(
            of: drive, in: index, facts: facts, space: space, translations: DeviceTrace(Array(trace.utf8)))
        let guest = DriverGuestSide(
            drive: drive, boot: boot, trace: index, facts: facts, space: space, traffic: traffic
        ).side
        return (guest, device, drive.data(device))
    }

    /// A trace with its control DMA, and between the marks of the drive what is given.
    private static func ftrace(_ lines: String...) -> String {
        func mark(_ text: String) -> String {
            "            init-1       [000] ...1. 3.6: tracing_mark_write: dmaroute: \(text)"
        }
        let alloc =
            "            init-1       [000] ..... 3.7: dma_alloc: 0000:00:10.0 dir=BIDIRECTIONAL dma_addr=6900000 "
            + "size=16384 virt_addr=ffff888006900000 flags=GFP_KERNEL attrs="
        let control = [mark("begin control device=0000:00:10.0"), alloc, mark("end")]
        let drive = [mark("begin request=9 device=\(slot) kind=driver-io")] + lines + [mark("end")]
        return (control + drive + control).joined(separator: "\n") + "\n"
    }

    private static func allocation(_ address: String) -> String {
        "            init-1       [000] ..... 3.7: dma_alloc: \(slot) dir=BIDIRECTIONAL dma_addr=\(address) size=6726 "
            + "virt_addr=\(address == "0" ? "(null)" : "ffff8880069f0000") flags=GFP_KERNEL attrs="
    }

    @Test func withoutTheDMAAPIAHostsDeviceLooksIntoTheWrongStore() throws {
        let seen = try Self.seen(
            Self.boot(.hangs, queue: Self.queue(at: Self.ring, taken: 0, in: .encrypted)), ftrace: Self.ftrace())
        #expect(seen.guest.view?.paths == [.physical] && seen.guest.view?.addressBit == .clear)
        let device = try #require(seen.device.view)
        #expect(device.paths.contains(.physical) && device.addressBit == .clear)
        #expect(device.memory == .encrypted && device.store == .plain && device.loss != nil)
        guard case .lost(let why) = seen.data else { Issue.record("\(seen.data)"); return }
        #expect(why.contains("in the plain store, while the driver puts them into the encrypted one"))
    }

    @Test func byTheDMAAPIItLooksIntoTheRightOne() throws {
        let address = Self.ring | Self.bit
        let seen = try Self.seen(
            Self.boot(.read, right: 64, queue: Self.queue(at: address, taken: 2, in: .encrypted)),
            ftrace: Self.ftrace(Self.allocation(String(address, radix: 16))))
        #expect(seen.guest.view?.paths == [.coherent] && seen.guest.view?.addressBit == .set)
        let device = try #require(seen.device.view)
        #expect(device.addressBit == .set && device.memory == .encrypted && device.loss == nil && seen.data == .intact)
    }

    @Test func aRefusedAllocationIsNotJustNoDriver() throws {
        let refused = try Self.seen(Self.boot(.noDriver, queue: nil), ftrace: Self.ftrace(Self.allocation("0")))
        #expect(refused.guest.view?.paths == [.refused] && refused.device.view?.paths.contains(.refused) == true)
        let unbound = try Self.seen(Self.boot(.noDriver, queue: nil), ftrace: Self.ftrace())
        #expect(unbound.guest.view?.paths == [.noDriver] && unbound.device.view?.paths.contains(.noDriver) == true)
        #expect(unbound.data == .nothingMoved)
    }

    @Test func wrongBytesAreCorrupted() throws {
        let seen = try Self.seen(
            Self.boot(.read, right: 63, wrong: 1, queue: Self.queue(at: Self.ring, taken: 2, in: .plain)),
            ftrace: Self.ftrace())
        guard case .corrupted = seen.data else { Issue.record("\(seen.data)"); return }
    }

    @Test func whatDoesNotComeBackIsCorrupted() throws {
        let seen = try Self.seen(
            Self.boot(.read, right: 64, altered: 1, queue: Self.queue(at: Self.ring, taken: 2, in: .plain)),
            ftrace: Self.ftrace())
        guard case .corrupted = seen.data else { Issue.record("\(seen.data)"); return }
    }

    /// A hang with the ring in the right store is no loss that a route could explain.
    @Test func aHangAloneIsNoLoss() throws {
        let seen = try Self.seen(
            Self.boot(.hangs, queue: Self.queue(at: Self.ring, taken: 0, in: .plain)), ftrace: Self.ftrace())
        guard case .failed = seen.data else { Issue.record("\(seen.data)"); return }
    }

    @Test func aTraceWithoutItsControlSaysNothing() throws {
        let seen = try Self.seen(
            Self.boot(.read, right: 64, queue: Self.queue(at: Self.ring, taken: 2, in: .plain)))
        guard case .notWorking = seen.guest else { Issue.record("\(seen.guest)"); return }
    }

    @Test(arguments: Dice.seeds()) func randomBytesAreNoRing(seed: Int) {
        var random = Dice(seed)
        var rings = 0
        for _ in 0..<20_000 {
            let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
            let beginning = LookRecord.Queue.Beginning(
                store: .encrypted, descriptors: Array(bytes[..<16]), available: Array(bytes[16...]))
            if beginning.offered != nil { rings += 1 }
        }
        #expect(rings == 0)
        #expect(Self.beginning(.plain, offered: 2).offered == 2)
        #expect(LookRecord.Queue.Beginning(store: nil, descriptors: [], available: [1]).offered == nil)
    }
}
