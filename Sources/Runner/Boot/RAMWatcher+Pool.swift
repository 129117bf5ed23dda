import Evidence
import GuestProtocol
import Lab
import RouteModel

extension RAMWatcher {
    /// Structs read at the most; kernels have one for all devices but those of a restricted pool.
    private static let pools = 4

    /// Reads the kernel's own state of the pools that the devices bounce by.
    /// - Parameters:
    ///   - reports: say where the guest claims that state to be.
    ///   - layout: of this kernel; without one nothing is read.
    func readPools(_ moment: LookRecord.Moment, of reports: [DeviceReport], _ layout: PoolLayout?) throws {
        guard open, let layout else { return }
        let pools = Set(reports.compactMap(\.ioTLB)).sorted().prefix(Self.pools).flatMap { address in
            stores.map { store in
                PoolRecord(
                    address: address, store: store,
                    bytes: guest.read(store: store, physical: address, count: layout.size), layout: layout)
            }
        }
        guard !pools.isEmpty else { return }
        try looks.append(LookRecord(moment: moment, requests: [], pools: pools))
    }

    /// Where the kernel's own data may stand. A host whose encryption was switched off (`mem_encrypt=off`) keeps it in the
    /// plain store; its log tells later.
    private var stores: [Store] {
        switch guest.spec.encryption {
        case .none: [.plain]
        case .sme: [.plain, .encrypted]
        default: [.encrypted]
        }
    }
}
