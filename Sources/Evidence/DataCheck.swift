import RouteModel
import GuestProtocol

extension RequestEvidence {
    /// Whether the bytes of every moved page arrived whole, by the looks from outside and by the CPU after the unmap.
    func data(_ device: Side) -> DataCheck {
        if let view = device.view, let loss = view.loss { return lost(loss, view.remnant) }
        if let broken = device.view?.broken { return .corrupted(broken) }
        guard let mapped, mapped.outcome == .held, !moves.isEmpty, let moved else { return .nothingMoved }
        // include/linux/dma-mapping.h: the memory of dma_alloc_coherent() is zeroed, since 5.0 by every implementation.
        if mapped.unwiped > 0 {
            return .corrupted(
                "the allocation came with \(mapped.unwiped) lines of what was there before, for its device to read")
        }
        for move in moves {
            let wanted: Set<UInt8> =
                move.writes
                ? [LineRole.fromDevice.rawValue] : [LineRole.original.rawValue, LineRole.overwritten.rawValue]
            let broken = moved.first { run in
                guard wanted.contains(run.role), !run.intact else { return false }
                let start = move.writes ? 0 : UInt64(move.report.offset)
                return run.offset < start &+ UInt64(move.report.length) && run.offset &+ run.length > start
            }
            if let broken {
                return .corrupted("bytes at \(hex(broken.physical)) carry the request's nonce and are not whole")
            }
        }
        guard let released else { return .intact }
        if let view = device.view, let why = unfound(view, released) { return .lost(why) }
        if released.wrong > 0 {
            let all = released.right &+ released.wrong &+ released.kept
            return .corrupted("after the unmap the CPU finds \(released.wrong) of \(all) lines wrong")
        }
        return order.mayKeep ? brought(device, released) : .intact
    }

    /// What a caller's own way to keep buffer and device in step came to.
    private func brought(_ device: Side, _ released: ReleaseReport) -> DataCheck {
        var portion: Portion?
        let says: String
        let stopped = device.view?.brings
        if order.direction.writes {
            portion = brought(released)
            says = "after the unmap the CPU finds \(released.right) lines of the device and \(released.kept) of its own"
            if let stopped, stopped != portion { portion = nil }
        } else if order.isLate {
            portion = stopped ?? .all
            says = "of what the CPU wrote the device read \(portion?.rawValue ?? "some") after the unmap"
        } else {
            // A device that reads the buffer itself needs no sync.
            let isCopied = device.view?.paths.contains(where: \.isBounce) ?? false
            portion = isCopied ? brought(held ?? []) : .all
            says = "of what the CPU wrote after the map the device read \(portion?.rawValue ?? "some")"
        }
        guard let portion else { return .corrupted("\(says), and that is not what was to be synced") }
        return portion == .all ? .intact : .portion(portion, says)
    }

    /// What it means that the device's bytes stand whole in a store, that nothing of the CPU's tells whether the CPU looks
    /// there, and that the CPU finds none of them; nil where it is otherwise.
    private func unfound(_ view: SideView, _ released: ReleaseReport) -> String? {
        guard view.memory == nil, let store = view.store, order.direction.writes, released.right == 0,
            released.wrong > 0
        else { return nil }
        return
            "\(view.says); after the unmap the CPU finds none of the bytes, so it does not look in the \(store.rawValue) store"
    }

    /// A loss is whole where nothing of the device's came to the CPU, and nothing of the CPU's was touched.
    private func lost(_ why: String, _ remnant: String?) -> DataCheck {
        if let remnant { return .corrupted("\(why); and yet \(remnant)") }
        guard let released else { return .lost(why) }
        if order.direction.writes, released.right > 0 {
            return .corrupted("\(why); and yet the CPU finds \(released.right) lines of the device")
        }
        if !order.direction.writes, released.wrong > 0 {
            return .corrupted("\(why); and yet the CPU finds \(released.wrong) lines of its own changed")
        }
        return .lost(why)
    }
}
