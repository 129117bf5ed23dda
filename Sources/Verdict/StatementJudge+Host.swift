import Evidence
import RouteModel

/// Statements about what a host with SME does with a request.
extension StatementJudge {
    private var hostRoute: SeenRoute? { evidence.isHost ? evidence.route : nil }
    private var isOnDirectPath: Bool { !evidence.isTranslated }

    var translatedHost: StatementFinding? {
        guard let route = hostRoute, evidence.isTranslated, evidence.isStreaming, route.path != .translatedBounce else {
            return nil
        }
        let entry = route.pteCBit.map { ", entry's C-bit \($0.rawValue)" } ?? ""
        let seen = route.text + entry
        guard route.path == .translated, route.pteCBit != .clear, route.loss == nil else {
            return StatementFinding(.host1, .violated, route.loss.map { "\(seen): \($0)" } ?? seen)
        }
        return StatementFinding(.host1, .satisfied, "\(seen); the bytes arrive")
    }

    var translatedBounce: StatementFinding? {
        guard let route = hostRoute, route.path == .translatedBounce else { return nil }
        if let loss = route.loss { return StatementFinding(.host1b, .violated, loss) }
        let entry = route.pteCBit.map { ", entry's C-bit \($0.rawValue)" } ?? ""
        let isWrong = route.pteCBit == .set && route.memory == .decrypted
        return StatementFinding(.host1b, isWrong ? .violated : .satisfied, route.text + entry)
    }

    /// Bears on what is forced through the pool: there a device's reach could be held against it.
    var anyDevice: StatementFinding? {
        guard let route = hostRoute, evidence.isStreaming, isOnDirectPath else { return nil }
        if route.path == .bounce {
            return StatementFinding(.host2, .satisfied, "\(route.text); \(evidence.masks)")
        }
        // A refusal is held against the kernel only where it says nothing: a pool out of reach and a full one are named.
        guard route.path == .refused, evidence.isForced, route.message == .silent else { return nil }
        return StatementFinding(.host2, .violated, "refused silently; \(evidence.masks)")
    }

    /// Whether the mask of the request's own kind lets the device reach the C-bit.
    private var reaches: Bool {
        evidence.reaches(evidence.isAllocation ? evidence.device.coherentMask : evidence.device.dmaMask)
    }

    private var bothMasks: String {
        "streaming mask \(evidence.device.dmaMask) bits, coherent mask \(evidence.device.coherentMask), "
            + "C-bit \(evidence.boot.cBit)"
    }

    var limitDecides: StatementFinding? {
        guard let route = hostRoute, isOnDirectPath, !(evidence.isStreaming && evidence.isForced) else { return nil }
        guard let unencrypted = takesUnencrypted(route) else { return nil }
        if unencrypted != reaches {
            return StatementFinding(.host4, .satisfied, "\(route.text); \(bothMasks)")
        }
        let other = evidence.isAllocation ? evidence.device.dmaMask : evidence.device.coherentMask
        guard unencrypted != evidence.reaches(other) else {
            return StatementFinding(.host4, .violated, "\(route.text); \(bothMasks)")
        }
        let name = evidence.isAllocation ? "streaming" : "coherent"
        return StatementFinding(.host4, .partly, "\(route.text): the \(name) mask decided; \(bothMasks)")
    }

    /// Whether the device was given unencrypted memory; nil where it was given none.
    private func takesUnencrypted(_ route: SeenRoute) -> Bool? {
        switch route.path {
        case .bounce: true
        case .direct, .identity: route.cBit == .clear
        case .coherent, .atomicPool: route.memory.map { $0 == .decrypted } ?? (route.cBit == .clear)
        default: nil
        }
    }

    var leastBouncing: StatementFinding? {
        guard let route = hostRoute, evidence.isStreaming, route.isBounce || route.isDirect || route.path == .translated
        else { return nil }
        guard route.isBounce else { return StatementFinding(.host6, .satisfied, "\(route.text): nothing is bounced") }
        if evidence.isForced { return StatementFinding(.host6, .satisfied, "\(route.text): swiotlb=force asks for it") }
        if route.path == .translatedBounce {
            return StatementFinding(.host6, .satisfied, "\(route.text): the device is not trusted with whole pages")
        }
        return StatementFinding(.host6, reaches ? .violated : .satisfied, "\(route.text); \(bothMasks)")
    }

    var clearAddress: StatementFinding? {
        guard let route = hostRoute, route.cBit != .none else { return nil }
        let decrypted = [.coherent, .atomicPool].contains(route.path) && route.memory == .decrypted
        guard route.path == .bounce || decrypted else { return nil }
        return StatementFinding(.host7, route.cBit == .clear ? .satisfied : .violated, route.text)
    }

    var streamingTest: StatementFinding? {
        guard let route = hostRoute, evidence.isStreaming, isOnDirectPath, !evidence.isForced,
            route.path == .bounce || route.isDirect
        else { return nil }
        let holds = (route.path == .bounce) != reaches
        return StatementFinding(.detect1, holds ? .satisfied : .violated, "\(route.text); \(bothMasks)")
    }

    var allocationTest: StatementFinding? {
        guard let route = hostRoute, evidence.isAllocation, isOnDirectPath,
            let unencrypted = takesUnencrypted(route)
        else { return nil }
        let holds = unencrypted != reaches
        return StatementFinding(.detect2, holds ? .satisfied : .violated, "\(route.text); \(bothMasks)")
    }

    var poolIsThere: StatementFinding? {
        guard let route = hostRoute, evidence.isStreaming, isOnDirectPath, !evidence.isForced, !reaches,
            let pool = evidence.pool
        else { return nil }
        if pool.slots > 0 { return StatementFinding(.detect3, .satisfied, "there is a pool; \(route.text)") }
        // What should happen without one the mail leaves open; an address that the device cannot use is wrong anyhow.
        guard route.path == .refused else {
            return StatementFinding(.detect3, .violated, "there is no pool, and the device gets \(route.text)")
        }
        return StatementFinding(.detect3, .partly, "there is no pool; \(route.text)")
    }

    var seedConfiguration: StatementFinding? {
        guard let route = hostRoute, evidence.isStreaming, evidence.options.contains("iommu=pt"), evidence.saysForce
        else { return nil }
        // The pool's own limits, which the kernel names, are no failure of the configuration.
        if route.path == .refused, route.message == .swiotlbFull || route.message == .swiotlbAddrOverflow { return nil }
        let works = route.isBounce || route.path == .translated
        let seen = "\(route.text)\(route.loss.map { ": \($0)" } ?? ""); \(evidence.masks)"
        return StatementFinding(
            .seedConfiguration, works && route.cBit == .clear && route.loss == nil ? .satisfied : .violated, seen)
    }

    var forceMeansDecrypted: StatementFinding? {
        guard let route = hostRoute, evidence.isAllocation, isOnDirectPath, evidence.isForced, reaches,
            let unencrypted = takesUnencrypted(route)
        else { return nil }
        return StatementFinding(
            .alternative, unencrypted ? .satisfied : .notImplemented,
            "\(route.text) under swiotlb=force; \(bothMasks)")
    }
}
