import GuestProtocol
import RouteModel
import Testing

@testable import Evidence

/// Of a transfer that took the right way each byte must have arrived, by what is seen from outside alone.
@Suite struct BytesTests {
    private static let nonce: UInt64 = 0x7c1f
    private static let buffer: UInt64 = 0x69f_0000
    private static let slot: UInt64 = 0x5a0_0800
    /// Of the control DMA, and of what the device has read.
    private static let store: UInt64 = 0x100_0000

    private static func run(
        _ role: LineRole, at physical: UInt64, offset: UInt64 = 0, length: UInt64, intact: Bool = true
    ) -> MemoryRun {
        MemoryRun(
            nonce: nonce, role: role.rawValue, offset: offset, physical: physical, length: length, intact: intact)
    }

    /// A page of a device, moved in two transfers; the CPU found every byte right.
    private static func data(
        _ direction: CallDirection, bounces: Bool, looks: [[MemoryRun]], reported: UInt32? = nil, unwiped: UInt32 = 0
    ) throws -> (DataCheck, Side) {
        let order = MapOrder(
            request: 1, device: 0, kind: .mapSingle, direction: direction, size: 4096, segments: 1, low: 0,
            high: 1 << 32, nonce: nonce)
        let address = bounces ? slot : buffer
        let segment = { (physical: UInt64, address: UInt64) in
            MapReport.Segment(physical: physical, address: address, length: 4096)
        }
        var held = [run(.overwritten, at: buffer, length: 4096)]
        if bounces { held.append(run(.original, at: slot, length: 4096)) }
        var probe = [
            ProbeRecord(setUp: .init(magic: 1, slots: ["0000:00:10.0"], release: "", reports: [])),
            ProbeRecord(order: .init(cell: "cell", order: order)),
            ProbeRecord(
                mapped: MapReport(
                    request: 1, outcome: .held, errno: 0, buffer: [segment(buffer, 0)], mapping: [segment(0, address)],
                    log: [], unwiped: unwiped)),
        ]
        let control = { (role: LineRole) in
            MemoryRun(
                nonce: MemoryLine.controlNonce(device: 0), role: role.rawValue, offset: 0, physical: store,
                length: 4032, intact: true)
        }
        var all = [
            LookRecord(moment: .setUp, requests: [], runs: [control(.controlAtSetUp)]),
            LookRecord(moment: .held, requests: [1], runs: held),
        ]
        let more = reported.map { Move(step: 9, offset: 0, length: $0, writes: direction.writes) }
        for move in order.moves + [more].compactMap({ $0 }) {
            let report = MoveReport(request: 1, result: 0, offset: move.offset, length: move.length)
            probe.append(ProbeRecord(moved: .init(step: move.step, stored: false, reports: [report])))
            if !move.writes {
                probe.append(ProbeRecord(moved: .init(step: move.step, stored: true, reports: [report])))
            }
            let place = address + UInt64(move.offset)
            all.append(
                LookRecord(
                    moment: .moved, requests: [],
                    registers: [
                        .init(
                            request: 1, step: move.step, source: move.writes ? 0x40000 : place,
                            destination: move.writes ? place : 0x40000, count: UInt64(move.length))
                    ]))
        }
        all += looks.map { LookRecord(moment: .moved, requests: [1], runs: held + $0) }
        all.append(LookRecord(moment: .finish, requests: [], runs: [control(.controlAtFinish)]))
        probe.append(ProbeRecord(released: ReleaseReport(request: 1, right: 64, wrong: 0)))
        let boot = BootEvidence(probe: probe, looks: all)
        let request = try #require(boot.requests.first)
        let side = DeviceSide(
            request: request, boot: boot, translations: DeviceTrace([]),
            space: AddressSpace(Boot(kernel: "", ram: 1 << 30), isActive: false)
        ).side
        return (request.data(side), side)
    }

    private static func stored(_ role: LineRole, of all: UInt64 = 4032, last: Bool = true) -> [MemoryRun] {
        [run(role, at: store, length: all)] + (last ? [run(role, at: store + 4096, offset: 4032, length: 64)] : [])
    }

    private static func landed(at place: UInt64, of all: UInt64 = 4032, last: Bool = true) -> [MemoryRun] {
        [run(.fromDevice, at: place, length: all)] + (last ? [run(.fromDevice, at: place + 4032, length: 64)] : [])
    }

    /// Whatever else arrived.
    @Test func anAllocationWithOldBytesIsNotIntact() throws {
        let looks = [Self.stored(.overwritten)]
        #expect(try Self.data(.toDevice, bounces: false, looks: looks).0 == .intact)
        let (data, _) = try Self.data(.toDevice, bounces: false, looks: looks, unwiped: 2)
        #expect(data == .corrupted("the allocation came with 2 lines of what was there before, for its device to read"))
    }

    @Test(arguments: [true, false]) func whatArrivedWholeIsIntact(bounces: Bool) throws {
        let read = try Self.data(
            .toDevice, bounces: bounces, looks: [Self.stored(bounces ? .original : .overwritten)])
        #expect(read.0 == .intact, "\(read)")
        let place = bounces ? Self.slot : Self.buffer
        let written = try Self.data(.fromDevice, bounces: bounces, looks: [Self.landed(at: place)])
        #expect(written.0 == .intact, "\(written)")
    }

    /// The last line alone, a line in the middle, all but the first: each by one transfer's own right beginning.
    @Test(arguments: [true, false], [(4032, false), (3968, true), (64, true)] as [(UInt64, Bool)])
    func aByteThatDidNotArriveIsMissed(bounces: Bool, part: (all: UInt64, last: Bool)) throws {
        let role: LineRole = bounces ? .original : .overwritten
        let read = try Self.data(
            .toDevice, bounces: bounces, looks: [Self.stored(role, of: part.all, last: part.last)])
        let place = bounces ? Self.slot : Self.buffer
        let written = try Self.data(
            .fromDevice, bounces: bounces, looks: [Self.landed(at: place, of: part.all, last: part.last)])
        for seen in [read, written] {
            guard part.last else {
                // A transfer of which nothing arrived has no way either.
                guard case .missing = seen.1 else { Issue.record("\(seen)"); continue }
                continue
            }
            guard case .corrupted(let why) = seen.0 else { Issue.record("\(seen)"); continue }
            #expect(why.contains("did not arrive, the first of them at offset \(part.all)"), "\(why)")
        }
    }

    /// Half of it from a copy, half from the buffer itself, is no copy.
    @Test func bytesOfTwoPlacesAreNotOneTransfer() throws {
        let mixed = [
            Self.run(.original, at: Self.store, length: 2048),
            Self.run(.overwritten, at: Self.store + 2048, offset: 2048, length: 1984),
            Self.run(.original, at: Self.store + 4096, offset: 4032, length: 64),
        ]
        let seen = try Self.data(.toDevice, bounces: true, looks: [mixed])
        guard case .corrupted = seen.0 else { Issue.record("\(seen)"); return }
    }

    /// A later transfer's bytes take the place of an earlier one's; whoever looked in between has seen both.
    @Test func whatWasSeenBetweenTwoTransfersCounts() throws {
        let parts = Self.stored(.original)
        #expect(try Self.data(.toDevice, bounces: true, looks: [[parts[0]], [parts[1]]]).0 == .intact)
        // What a device wrote must still be there at the end.
        let written = Self.landed(at: Self.slot)
        let gone = try Self.data(.fromDevice, bounces: true, looks: [written, [written[1]]])
        guard case .missing = gone.1 else { Issue.record("\(gone)"); return }
    }

    @Test func aLineThatIsNotWholeDidNotArrive() throws {
        var written = Self.landed(at: Self.slot)
        written.insert(Self.run(.fromDevice, at: Self.slot + 2048, offset: 2048, length: 64, intact: false), at: 1)
        written[0].length = 2048
        written.append(Self.run(.fromDevice, at: Self.slot + 2112, offset: 2112, length: 4032 - 2112))
        let seen = try Self.data(.fromDevice, bounces: true, looks: [written])
        guard case .corrupted = seen.0 else { Issue.record("\(seen)"); return }
    }

    /// A guest may report any length: each of its lines is not looked for.
    @Test(arguments: [CallDirection.toDevice, .fromDevice]) func aTransferLongerThanAnyIsNotLookedThrough(
        direction: CallDirection
    ) throws {
        let looks =
            direction == .toDevice
            ? Self.stored(.original) + [Self.run(.original, at: Self.store + 8192, length: 4032)]
            : Self.landed(at: Self.slot)
        let seen = try Self.data(direction, bounces: true, looks: [looks], reported: .max)
        #expect(seen.0 == .corrupted("the transfer is longer than any that the device makes"))
    }
}
