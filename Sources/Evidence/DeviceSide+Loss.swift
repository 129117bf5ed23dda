import GuestProtocol
import RouteModel

/// Bytes that cannot have arrived: whether the loss is whole, and in the way that the device's address says.
extension DeviceSide {
    /// - Parameter home: where the CPU's bytes stand.
    func loss(_ landing: Landing, _ home: Store) -> String {
        let how = landing.untranslated ? "" : ", which its IOMMU translated"
        return
            "the device \(landing.did) \(hex(landing.address))\(how), and so the \(landing.reached.rawValue) store at "
            + "\(hex(landing.physical)), while the CPU keeps that page in the \(home.rawValue) one"
    }

    /// What arrived all the same of landings that are lost, in a sentence; nil where all is lost as a whole.
    func remnant(_ landings: [Landing], _ held: [MemoryRun], _ moved: [MemoryRun]) -> String? {
        let read = landings.filter { !$0.wrote }
        if !read.isEmpty, let why = kept(read.map { ($0.offset, $0.length) }, held, moved) { return why }
        for (number, landing) in landings.enumerated() where landing.wrote {
            let home = moved.first {
                $0.role == LineRole.fromDevice.rawValue && $0.physical &- $0.offset == landing.physical
                    && ($0.store ?? .plain) == landing.home && $0.offset < landing.length
            }
            if let home {
                let store = (home.store ?? .plain).rawValue
                return "bytes of the device stand at \(hex(home.physical)) in the \(store) store too"
            }
            guard landing.isAnywhere else { continue }
            guard let missing = missing(number, of: landings, held, moved) else { return Self.tooLong }
            if let first = missing.first {
                let place = hex(landing.physical &+ first)
                return "the bytes are not whole at \(place) in the \(landing.reached.rawValue) store"
            }
        }
        return nil
    }

    /// Whether the device holds any of the request's lines that it should not have read: they stand where none stood.
    private func kept(_ parts: [(UInt64, UInt64)], _ held: [MemoryRun], _ moved: [MemoryRun]) -> String? {
        let roles = [LineRole.original.rawValue, LineRole.overwritten.rawValue]
        let run = moved.first { run in
            guard roles.contains(run.role),
                parts.contains(where: { $0 < run.offset &+ run.length && run.offset < $0 &+ $1 })
            else { return false }
            return !held.contains {
                $0.role == run.role && $0.store == run.store && $0.offset &- $0.physical == run.offset &- run.physical
            }
        }
        return run.map { "the device read some of the bytes: it stored them at \(hex($0.physical))" }
    }

    /// A transfer that the IOMMU stopped; edu takes no notice of it. nil where QEMU's trace has no fault of its address.
    func stopped(_ move: RequestEvidence.Move, _ registers: LookRecord.Registers) -> DeviceTrace.Fault? {
        let address = move.writes ? registers.destination : registers.source
        let found = translations.fault(at: address, length: UInt64(move.report.length), slot: request.slot)
        guard let found, request.order.errs || !errs(at: found.address) else { return nil }
        return found
    }

    /// Whether another request's device did what no mapping allows, at an address that the kernel gave out again: QEMU's trace does not
    /// tell whose fault is whose.
    private func errs(at address: UInt64) -> Bool {
        boot.requests.contains { other in
            guard other.order.errs, other.order.device == request.order.device else { return false }
            return (other.mapped?.mapping ?? []).contains { segment in
                segment.address >> 12 <= address >> 12
                    && address >> 12 <= segment.address.addingUpToMax(UInt64(max(1, segment.length)) - 1) >> 12
            }
        }
    }

    /// What it means that the IOMMU stopped a request's transfers: a driver that handed over a raw address lost its bytes by
    /// that, and one that handed over what the DMA API gave it was promised otherwise.
    func view(
        stopped fault: DeviceTrace.Fault, landings: [Landing], _ held: [MemoryRun], _ moved: [MemoryRun]
    ) -> Side {
        let parts = request.moves.map { (UInt64($0.report.offset), UInt64($0.report.length)) }
        let writes = request.order.direction.writes
        let stray =
            writes
            ? moved.first { $0.role == LineRole.fromDevice.rawValue }
                .map { "bytes of the device stand at \(hex($0.physical))" } : kept(parts, held, moved)
        let refused = "the IOMMU refused the address \(hex(fault.address))"
        if request.order.errs { return stopped(by: fault, refused, stray, landings) }
        guard request.order.handsPhysical else { return .missing("\(refused), which the DMA API gave") }
        let told = writes ? "write to" : "read from"
        return .saw(
            SideView(
                paths: [], addressBit: space.state(fault.address), loss: "\(refused), and nothing was moved",
                remnant: stray ?? (landings.isEmpty ? nil : "other transfers of the request ended"),
                says: "the device was told to \(told) \(hex(fault.address)); \(refused)", lines: [fault.line]))
    }

    /// A transfer that no mapping allows: the IOMMU is to stop all of it.
    private func stopped(
        by fault: DeviceTrace.Fault, _ refused: String, _ stray: String?, _ landings: [Landing]
    ) -> Side {
        let all = "\(refused), which \(request.order.isLate ? "was unmapped" : "is mapped for reading")"
        guard stray == nil, landings.isEmpty else {
            return .saw(SideView(paths: [], says: "\(all); and yet \(stray ?? told(landings))", lines: [fault.line]))
        }
        return .saw(
            SideView(
                paths: [.translated, .translatedBounce], addressBit: space.bare, brings: .nothing, says: all,
                lines: [fault.line]))
    }
}

extension DeviceSide.Landing {
    var did: String { wrote ? "wrote to" : "read from" }
}
