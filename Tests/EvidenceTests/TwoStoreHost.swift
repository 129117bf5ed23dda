import GuestProtocol
import RouteModel
import Testing

@testable import Evidence

/// A host with two stores, one device and one request, whose page the CPU keeps in the encrypted store.
enum TwoStoreHost {
    static let bit: UInt64 = 1 << 47
    static let page: UInt64 = 0x69f_0000
    private static let nonce: UInt64 = 0x7c1f

    static func run(
        _ role: LineRole, _ store: Store, at physical: UInt64 = page, offset: UInt64 = 0, length: UInt64,
        intact: Bool = true, nonce: UInt64 = nonce
    ) -> MemoryRun {
        MemoryRun(
            nonce: nonce, role: role.rawValue, offset: offset, physical: physical + offset, length: length,
            intact: intact, store: store)
    }

    /// One transfer of a request.
    /// - Parameters:
    ///   - size: bytes of the request.
    ///   - buffer: the address that stands beside the page's own.
    ///   - address: what the device was given.
    ///   - length: bytes that it moved.
    ///   - moved: what stands in memory afterwards.
    static func boot(
        fromDevice: Bool, size: UInt32, buffer: UInt64, address: UInt64, length: UInt32, handsPhysical: Bool = false,
        moved: [MemoryRun], right: UInt32, wrong: UInt32
    ) -> BootEvidence {
        let order = MapOrder(
            request: 1, device: 0, kind: .mapSingle, direction: fromDevice ? .fromDevice : .toDevice, size: size,
            segments: 1, low: 0, high: 1 << 32, nonce: nonce, handsPhysical: handsPhysical, coverage: .samples)
        let report = MoveReport(request: 1, result: 0, offset: 0, length: length)
        let control = { (role: LineRole) in
            [run(role, .encrypted, at: 0x100_0000, length: 4032, nonce: MemoryLine.controlNonce(device: 0))]
        }
        var probe = [
            ProbeRecord(setUp: .init(magic: 1, slots: ["0000:00:10.0"], release: "", reports: [])),
            ProbeRecord(order: .init(cell: "cell", order: order)),
            ProbeRecord(
                mapped: MapReport(
                    request: 1, outcome: .held, errno: 0,
                    buffer: [.init(physical: page, address: buffer, length: size)],
                    mapping: [.init(physical: page, address: address, length: size)], log: [])),
            ProbeRecord(moved: .init(step: 0, stored: false, reports: [report])),
        ]
        if !fromDevice { probe.append(ProbeRecord(moved: .init(step: 0, stored: true, reports: [report]))) }
        probe.append(ProbeRecord(released: ReleaseReport(request: 1, right: right, wrong: wrong)))
        return BootEvidence(
            probe: probe,
            looks: [
                LookRecord(moment: .setUp, requests: [], runs: control(.controlAtSetUp)),
                LookRecord(
                    moment: .held, requests: [1], runs: [run(.overwritten, .encrypted, length: UInt64(size))]),
                LookRecord(
                    moment: .moved, requests: [],
                    registers: [
                        .init(
                            request: 1, step: 0, source: fromDevice ? 0x40000 : address,
                            destination: fromDevice ? address : 0x40000, count: UInt64(length))
                    ]),
                LookRecord(moment: .moved, requests: [1], runs: moved),
                LookRecord(moment: .finish, requests: [], runs: control(.controlAtFinish)),
            ])
    }

    /// What is seen of it from outside, with what QEMU's trace says, and what became of its bytes.
    static func seen(_ boot: BootEvidence, trace: String = "") throws -> (side: Side, data: DataCheck) {
        let request = try #require(boot.requests.first)
        let side = DeviceSide(
            request: request, boot: boot, translations: DeviceTrace(Array(trace.utf8)),
            space: AddressSpace(
                Boot(kernel: "", platform: .host, encryption: .sme, ram: 1 << 30), isActive: true)
        ).side
        return (side, request.data(side))
    }
}
