import GuestProtocol
import RouteModel
import Testing

@testable import Evidence

/// A caller's sync brings what it is asked for, line by line, and no other line.
@Suite struct SyncedBytesTests {
    private static let nonce: UInt64 = 0x7c1f
    private static let slot: UInt64 = 0x5a0_0000
    private static let store: UInt64 = 0x100_0000

    private static func request(_ sync: CallSync, _ direction: CallDirection, stored: [MemoryRun] = []) throws
        -> RequestEvidence
    {
        let order = MapOrder(
            request: 1, device: 0, kind: .mapSingle, direction: direction, size: 4096, segments: 1, low: 0,
            high: 1 << 32, nonce: nonce, sync: sync)
        let boot = BootEvidence(
            probe: [
                ProbeRecord(setUp: .init(magic: 1, slots: ["0000:00:10.0"], release: "", reports: [])),
                ProbeRecord(order: .init(cell: "cell", order: order)),
            ],
            looks: [
                LookRecord(moment: .held, requests: [1], runs: copy(.synced, 2048, 2048) + copy(.original, 0, 2048)),
                LookRecord(moment: .moved, requests: [1], runs: stored),
            ])
        return try #require(boot.requests.first)
    }

    private static func run(_ role: LineRole, _ offset: UInt64, _ length: UInt64, from base: UInt64) -> MemoryRun {
        MemoryRun(
            nonce: nonce, role: role.rawValue, offset: offset, physical: base + offset, length: length, intact: true)
    }

    private static func copy(_ role: LineRole, _ offset: UInt64, _ length: UInt64) -> [MemoryRun] {
        [run(role, offset, length, from: slot)]
    }

    /// What the device stored of what it read, in two transfers.
    private static func stored(_ role: LineRole, _ offset: UInt64, _ length: UInt64) -> MemoryRun {
        run(role, offset, length, from: store)
    }

    @Test func whatTheDeviceReadTellsThePortion() throws {
        func brought(_ sync: CallSync, _ stored: [MemoryRun]) throws -> Portion? {
            let request = try Self.request(sync, .toDevice, stored: stored)
            return request.brought(request.held ?? [])
        }
        let half = [Self.stored(.original, 0, 2048), Self.stored(.synced, 2048, 2048)]
        #expect(try brought(.half, half) == .half)
        #expect(try brought(.whole, [Self.stored(.synced, 0, 4096)]) == .all)
        #expect(try brought(.half, [Self.stored(.synced, 0, 4096)]) == .all)
        #expect(try brought(.half, [Self.stored(.original, 0, 4096)]) == .nothing)
        // A line too many, a line too few, the wrong half.
        #expect(try brought(.half, [Self.stored(.synced, 1984, 2112)]) == nil)
        #expect(try brought(.half, [Self.stored(.synced, 2112, 1984)]) == nil)
        #expect(try brought(.half, [Self.stored(.synced, 0, 2048)]) == nil)
        #expect(try brought(.whole, half) == nil)
        // The copy itself is none of what the device read.
        #expect(try brought(.half, Self.copy(.synced, 2048, 2048)) == .nothing)
    }

    @Test(arguments: [
        (CallSync.half, 32, 0, 32, Portion?.some(.half)), (.half, 31, 0, 33, nil), (.half, 33, 0, 31, nil),
        (.half, 64, 0, 0, .all), (.half, 0, 0, 64, .nothing), (.half, 32, 1, 31, nil), (.skipped, 0, 0, 64, .nothing),
        (.skipped, 64, 0, 0, .all), (.skipped, 32, 0, 32, nil), (.whole, 64, 0, 0, .all), (.whole, 63, 0, 1, nil),
    ])
    func whatTheCPUFindsTellsThePortion(
        sync: CallSync, right: UInt32, wrong: UInt32, kept: UInt32, portion: Portion?
    ) throws {
        let released = ReleaseReport(request: 1, right: right, wrong: wrong, kept: kept)
        #expect(try Self.request(sync, .fromDevice).brought(released) == portion)
    }

    /// A copy's lines of before the call and of the sync are both the CPU's: the route is told by either.
    @Test func aSyncedLineCountsAsTheCPUs() throws {
        let request = try Self.request(.half, .toDevice)
        #expect(request.held?.allSatisfy { $0.role == LineRole.original.rawValue } == true)
        #expect(request.held?.map(\.length).reduce(0, +) == 4096)
    }
}
