import GuestProtocol
import RouteModel
import Testing

@testable import Evidence

/// What only the device writes is bounced by 6.1 through a copy that holds no byte of the CPU's, on a host with two stores.
@Suite struct WipedCopyTests {
    private static let bit: UInt64 = 1 << 47
    private static let page: UInt64 = 0x69f_0000
    private static let copy: UInt64 = 0x3a0_0000
    private static let iova: UInt64 = 0xffff_f000
    private static let nonce: UInt64 = 0x7c1f
    private static let length: UInt64 = 512

    private static func run(_ role: LineRole, _ store: Store, at physical: UInt64, length: UInt64 = length) -> MemoryRun
    {
        MemoryRun(
            nonce: nonce, role: role.rawValue, offset: 0, physical: physical, length: length, intact: true, store: store
        )
    }

    private static func control(_ role: LineRole) -> [MemoryRun] {
        [
            MemoryRun(
                nonce: MemoryLine.controlNonce(device: 0), role: role.rawValue, offset: 0, physical: 0x100_0000,
                length: length, intact: true, store: .encrypted)
        ]
    }

    /// - Parameter moved: where the device's bytes stand afterwards.
    private static func boot(moved: [MemoryRun], right: UInt32) -> BootEvidence {
        let order = MapOrder(
            request: 1, device: 0, kind: .mapSingle, direction: .fromDevice, size: UInt32(length), segments: 1, low: 0,
            high: 1 << 32, nonce: nonce, coverage: .samples)
        let buffer = MapReport.Segment(physical: page, address: page, length: UInt32(length))
        let mapping = MapReport.Segment(physical: page, address: iova, length: UInt32(length))
        let held = run(.overwritten, .encrypted, at: page)
        return BootEvidence(
            probe: [
                ProbeRecord(setUp: .init(magic: 1, slots: ["0000:00:10.0"], release: "", reports: [])),
                ProbeRecord(order: .init(cell: "cell", order: order)),
                ProbeRecord(
                    mapped: MapReport(
                        request: 1, outcome: .held, errno: 0, buffer: [buffer], mapping: [mapping], log: [])),
                ProbeRecord(
                    moved: .init(
                        step: 0, stored: false,
                        reports: [MoveReport(request: 1, result: 0, offset: 0, length: UInt32(length))])),
                ProbeRecord(released: ReleaseReport(request: 1, right: right, wrong: 8 - right)),
            ],
            looks: [
                LookRecord(moment: .setUp, requests: [], runs: control(.controlAtSetUp)),
                LookRecord(moment: .held, requests: [1], runs: [held]),
                LookRecord(
                    moment: .moved, requests: [],
                    registers: [
                        .init(request: 1, step: 0, source: 0x40000, destination: iova, count: UInt64(length))
                    ]),
                LookRecord(moment: .moved, requests: [1], runs: [held] + moved),
                LookRecord(moment: .finish, requests: [], runs: control(.controlAtFinish)),
            ])
    }

    private static func seen(
        _ moved: [MemoryRun], right: UInt32 = 0, leadsTo physical: UInt64 = bit | copy
    ) throws -> (side: Side, data: DataCheck) {
        let trace = "amdvi_translation_result devid: 00:10.0 gpa \(hex(iova)) hpa \(hex(physical))\n"
        let boot = boot(moved: moved, right: right)
        let request = try #require(boot.requests.first)
        let side = DeviceSide(
            request: request, boot: boot, translations: DeviceTrace(Array(trace.utf8)),
            space: AddressSpace(Boot(kernel: "", platform: .host, encryption: .sme, ram: 1 << 30), isActive: true)
        ).side
        return (side, request.data(side))
    }

    @Test func theDevicesOwnLinesAndQEMUsTraceTellWhereItWent() throws {
        let seen = try Self.seen([Self.run(.fromDevice, .encrypted, at: Self.copy)])
        let view = try #require(seen.side.view, "\(seen.side)")
        #expect(view.paths == [.translatedBounce] && view.addressBit == .clear && view.entryBit == .set)
        #expect(view.store == .encrypted && view.top == Self.iova + Self.length - 1)
        // Where the CPU looks is for the guest's page table to say.
        #expect(view.memory == nil && view.loss == nil && view.broken == nil)
        #expect(view.says.contains("which is a copy of the buffer at 0x3a00000 in the encrypted store"))
        #expect(view.lines.count == 1 && view.lines.first?.contains("amdvi_translation_result") == true)
        guard case .lost(let why) = seen.data else { Issue.record("\(seen.data)"); return }
        #expect(why.contains("the CPU finds none of the bytes"))
    }

    @Test func aCopyInTheStoreWhereTheCPULooksArrives() throws {
        let seen = try Self.seen([Self.run(.fromDevice, .plain, at: Self.copy)], right: 8, leadsTo: Self.copy)
        #expect(seen.side.view?.store == .plain && seen.side.view?.entryBit == .clear && seen.data == .intact)
        // A part of it is neither.
        let part = try Self.seen([Self.run(.fromDevice, .plain, at: Self.copy)], right: 7, leadsTo: Self.copy)
        guard case .corrupted = part.data else { Issue.record("\(part.data)"); return }
    }

    @Test func bytesThatDidNotComeAlongAreMissed() throws {
        let seen = try Self.seen([Self.run(.fromDevice, .encrypted, at: Self.copy, length: Self.length - 64)])
        #expect(seen.side.view?.broken?.contains("64 did not arrive") == true)
        guard case .corrupted = seen.data else { Issue.record("\(seen.data)"); return }
    }

    @Test(arguments: [
        // Bytes in the store that the entry does not lead to, and an entry that leads elsewhere.
        (Store.plain, bit | copy), (.encrypted, copy), (.encrypted, bit | page + 0x10_0000),
    ])
    func aTranslationThatDoesNotLeadThereTellsNothing(store: Store, physical: UInt64) throws {
        let seen = try Self.seen([Self.run(.fromDevice, store, at: Self.copy)], leadsTo: physical)
        guard case .missing = seen.side else { Issue.record("\(seen.side)"); return }
    }
}
