/// Statements about what a host with SME does with a request.
extension StatementJudge {
    /// nil also where no driver bound the device, so that nothing was asked.
    private var hostRoute: TakenRoute? {
        evidence.isHost ? evidence.route.flatMap { $0.path == .noDriver ? nil : $0 } : nil
    }
    private var isOnDirectPath: Bool { !evidence.isTranslated }

    /// A device that is not trusted with whole pages is for ``translatedBounce``, and what is as large as all that the
    /// device can address finds no place there whoever maps it.
    var translatedHost: StatementFinding? {
        let bits = UInt64(min(max(evidence.device.dmaMask, 0), 63))
        guard evidence.request.size < 1 << bits else { return nil }
        guard let route = hostRoute, evidence.isTranslated, evidence.isStreaming, !evidence.device.untrusted,
            route.path != .translatedBounce
        else { return nil }
        guard route.path == .translated, route.entryBit != .clear, route.loss == nil else {
            return finding(.host1, .violated, route.withEntry + (route.loss.map { ": \($0)" } ?? ""))
        }
        return finding(.host1, .satisfied, "\(route.withEntry); the bytes arrive")
    }

    var translatedBounce: StatementFinding? {
        guard let route = hostRoute, route.path == .translatedBounce else { return nil }
        if let loss = route.loss { return finding(.host1b, .violated, "\(route.withEntry): \(loss)") }
        let isWrong = route.entryBit == .set && route.memory == .decrypted
        return finding(.host1b, isWrong ? .violated : .satisfied, route.withEntry)
    }

    /// Bears on what is forced through the pool: there a device's reach could be held against it.
    var anyDevice: StatementFinding? {
        guard let route = hostRoute, evidence.isStreaming, isOnDirectPath else { return nil }
        if route.path == .bounce {
            return finding(.host2, .satisfied, "\(route.text); \(evidence.masks)")
        }
        // A refusal is held against the kernel only where it says nothing: a pool out of reach and a full one are named.
        guard route.path == .refused, evidence.isForced, route.message == .silent else { return nil }
        return finding(.host2, .violated, "refused silently; \(evidence.masks)")
    }

    /// Whether the mask of the request's own kind lets the device reach encrypted memory.
    private var reaches: Bool {
        evidence.reaches(evidence.isAllocation ? evidence.device.coherentMask : evidence.device.dmaMask)
    }

    private var bothMasks: String {
        "streaming mask \(evidence.device.dmaMask) bits, coherent mask \(evidence.device.coherentMask)"
            + evidence.bit
    }

    var limitDecides: StatementFinding? {
        guard let route = hostRoute, isOnDirectPath, !(evidence.isStreaming && evidence.isForced) else { return nil }
        guard let unencrypted = takesUnencrypted(route) else { return nil }
        if unencrypted != reaches {
            return finding(.host4, .satisfied, "\(route.text); \(bothMasks)")
        }
        let other = evidence.isAllocation ? evidence.device.dmaMask : evidence.device.coherentMask
        guard unencrypted != evidence.reaches(other) else {
            return finding(.host4, .violated, "\(route.text); \(bothMasks)")
        }
        return finding(
            .host4, .partly,
            "\(route.text): the \(evidence.isAllocation ? "streaming" : "coherent") mask decided; \(bothMasks)")
    }

    /// Whether the device was given unencrypted memory; nil where it was given none.
    private func takesUnencrypted(_ route: TakenRoute) -> Bool? {
        switch route.path {
        case .bounce: true
        case .direct, .identity: route.addressBit == .clear
        case .coherent, .atomicPool: route.memory.map { $0 == .decrypted } ?? (route.addressBit == .clear)
        default: nil
        }
    }

    var leastBouncing: StatementFinding? {
        guard let route = hostRoute, evidence.isStreaming, route.isBounce || route.isDirect || route.path == .translated
        else { return nil }
        guard route.isBounce else { return finding(.host6, .satisfied, "\(route.text): nothing is bounced") }
        if evidence.isForced { return finding(.host6, .satisfied, "\(route.text): swiotlb=force asks for it") }
        if route.path == .translatedBounce {
            return finding(.host6, .satisfied, "\(route.text): the device is not trusted with whole pages")
        }
        return finding(.host6, reaches ? .violated : .satisfied, "\(route.text); \(bothMasks)")
    }

    var clearAddress: StatementFinding? {
        guard let route = hostRoute, route.addressBit != .none else { return nil }
        let decrypted = [.coherent, .atomicPool].contains(route.path) && route.memory == .decrypted
        guard route.path == .bounce || decrypted else { return nil }
        return finding(.host7, route.addressBit == .clear ? .satisfied : .violated, route.text)
    }

    var streamingTest: StatementFinding? {
        guard let route = hostRoute, evidence.isStreaming, isOnDirectPath, !evidence.isForced,
            route.path == .bounce || route.isDirect
        else { return nil }
        let holds = (route.path == .bounce) != reaches
        return finding(.detect1, holds ? .satisfied : .violated, "\(route.text); \(bothMasks)")
    }

    var allocationTest: StatementFinding? {
        guard let route = hostRoute, evidence.isAllocation, isOnDirectPath,
            let unencrypted = takesUnencrypted(route)
        else { return nil }
        let holds = unencrypted != reaches
        return finding(.detect2, holds ? .satisfied : .violated, "\(route.text); \(bothMasks)")
    }

    var poolIsThere: StatementFinding? {
        guard let route = hostRoute, evidence.isStreaming, isOnDirectPath, !evidence.isForced, !reaches,
            let pool = evidence.pool
        else { return nil }
        if pool.slots > 0 { return finding(.detect3, .satisfied, "there is a pool; \(route.text)") }
        // What should happen without one the mail leaves open; an address that the device cannot use is wrong anyhow.
        guard route.path == .refused else {
            return finding(.detect3, .violated, "there is no pool, and the device gets \(route.text)")
        }
        return finding(.detect3, .partly, "there is no pool; \(route.text)")
    }

    var seedConfiguration: StatementFinding? {
        guard let route = hostRoute, evidence.isStreaming, !evidence.device.untrusted, evidence.saysPassthrough,
            evidence.saysForce
        else { return nil }
        // The pool's own limits, which the kernel names, are no failure of the configuration.
        if route.path == .refused, route.message == .swiotlbFull || route.message == .swiotlbAddrOverflow { return nil }
        let works = route.isBounce || route.path == .translated
        return finding(
            .seedConfiguration, works && route.addressBit == .clear && route.loss == nil ? .satisfied : .violated,
            "\(route.text)\(route.loss.map { ": \($0)" } ?? ""); \(evidence.masks)")
    }

    var forceMeansDecrypted: StatementFinding? {
        guard let route = hostRoute, evidence.isAllocation, isOnDirectPath, evidence.isForced, reaches,
            let unencrypted = takesUnencrypted(route)
        else { return nil }
        return finding(
            .alternative, unencrypted ? .satisfied : .notImplemented,
            "\(route.text) under swiotlb=force; \(bothMasks)")
    }
}
