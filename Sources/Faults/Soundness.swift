public import RouteModel

/// One duty broken at one place, with what would have kept it.
public struct Breach: Sendable {
    /// What makes it the same as another.
    public let cause: RootCause
    /// Other duties that the same answer breaks.
    public let also: [Duty]
    /// Whether bytes are lost.
    public let losesBytes: Bool
    /// The route in question; nil where there is none.
    public let route: Route?
    /// The answers that led there.
    public let chain: Chain
}

/// Holds what a kernel does against the duties of any kernel.
///
/// A policy is asked how the kernel came to it and what else it could have done, never what is right.
public struct Soundness: Sendable {
    /// The kernel as it was read.
    public let policy: Policy

    public init(_ policy: Policy) { self.policy = policy }

    /// What of an outcome breaks a duty, by prediction.
    public func breaches(_ outcome: Outcome, at point: Point) -> [Breach] {
        guard let routes = outcome.allowed else { return wrongType(outcome) }
        return routes.flatMap { breaches($0, outcome, at: point) }
    }

    /// What of a route breaks a duty.
    /// - Parameters:
    ///   - facts: what only the boot could tell.
    ///   - lost: whether its bytes were seen not to arrive; nil: as the route has it.
    public func breaches(
        _ route: Route, _ outcome: Outcome, at point: Point, facts: Facts = Facts(), lost: Bool? = nil
    ) -> [Breach] {
        // Made where something is wrong: most routes are right.
        func ways() -> Ways { Ways(policy: policy, point: point, facts: facts, beside: outcome, route) }
        func breach(_ duty: Duty, _ question: Question?, also: [Duty] = [], lost: Bool = false, laid: Laid? = nil)
            -> Breach
        {
            Breach(
                cause: RootCause(duty, question, laid: laid), also: also, losesBytes: lost, route: route,
                chain: outcome.because)
        }
        switch route.path {
        case .refused:
            let ways = ways()
            var found: [Breach] = []
            // Where the request may be served as well, room decides, and that is nobody's answer.
            let isServed = outcome.allowed?.contains { $0.path != .refused } ?? false
            if !isServed, let way = ways.besideRefusal(outcome.because) {
                found.append(breach(.refusesOnlyWithoutWay, way))
            }
            if let message = route.message, let hidden = outcome.because.question(hiddenBy: message),
                !ways.confirm(message, beside: hidden, outcome.because)
            {
                found.append(breach(.messageIsTrue, hidden))
            }
            if outcome.because.isTooLarge, let told = policy.toldSize(point), point.largestPiece <= told {
                found.append(breach(.toldSizeMaps, .tellSize))
            }
            return found
        case .noDriver:
            return ways().besideNoDriver(outcome.because).map { [breach(.driverWorks, $0)] } ?? []
        default:
            let harms = Harm.duties(route, outcome, point, policy, lost: lost)
            guard let duty = harms.first else { return [] }
            return [
                breach(
                    duty, ways().besideHarm(outcome.because), also: Array(harms.dropFirst()),
                    lost: lost ?? !route.arrives, laid: Laid(route, point))
            ]
        }
    }

    private func wrongType(_ outcome: Outcome) -> [Breach] {
        guard outcome.because.givesWrongType else { return [] }
        return [
            Breach(
                cause: RootCause(.returnsItsType, .givePages), also: [], losesBytes: false, route: nil,
                chain: outcome.because)
        ]
    }
}

/// What is wrong with an address that a device was given.
enum Harm {
    /// The duties that a route breaks, the one that names the harm first; empty for a refusal.
    /// - Parameter lost: whether its bytes were seen not to arrive; nil: as the route has it.
    static func duties(_ route: Route, _ outcome: Outcome, _ point: Point, _ policy: Policy, lost: Bool? = nil)
        -> [Duty]
    {
        guard route.memory != nil else { return [] }
        var duties: [Duty] = []
        let isPrivate = route.handsOutPrivateMemory(of: point.boot, to: point.device)
        if isPrivate { duties.append(.privateStays) }
        if lost ?? !route.arrives { duties.append(.bytesArrive) }
        if sharesTooMuch(route, outcome, point, policy) { duties.append(.onlyWhatIsMapped) }
        if passesMask(route, point) { duties.append(.withinMask) }
        if !isPrivate, !route.arrives { duties.append(.bitFits) }
        return duties
    }

    /// Whether a device that is not trusted gets more of a page than was mapped, or all memory beside an IOMMU at work.
    private static func sharesTooMuch(_ route: Route, _ outcome: Outcome, _ point: Point, _ policy: Policy) -> Bool {
        guard point.device.untrusted else { return false }
        switch route.path {
        case .translated:
            // Of a list the segments that share pages are those that are bounced.
            let isPartly = outcome.allowed?.contains { $0.path == .translatedBounce } ?? false
            return !isPartly && (point.hasPartsOfPages || outcome.given.contains(where: \.sharesPages))
        case .direct, .identity, .coherent: return point.isBehindIOMMU(by: policy)
        default: return false
        }
    }

    private static func passesMask(_ route: Route, _ point: Point) -> Bool {
        guard let limit = route.limit else { return false }
        if route.addressBit == .set, let bit = point.boot.addressBit, limit < bit.mask { return true }
        // Pages are allocated by the coherent mask, and mapped behind dma-iommu by the streaming one.
        let kind = point.request.kind
        let isCoherent = kind == .driverIO || kind.allocates && (kind != .allocPages || route.entryBit == nil)
        return limit > Device.mask(isCoherent ? point.device.coherentMask : point.device.dmaMask)
    }
}
