/// A claim about every route that a policy allows: what the thread asks of a good policy. It computes nothing.
public struct Invariant: Hashable, Sendable {
    /// The invariants by their words.
    public enum ID: String, Codable, Sendable, CaseIterable {
        case trustedUnshared = "trusted-unshared"
        case withinMask = "within-mask"
        case refusalSpeaks = "refusal-speaks"
        case reachesOrRefused = "reaches-or-refused"
        case bitIffEncrypted = "c-bit-iff-encrypted"
    }

    /// Word by which reports call the invariant.
    public let id: ID

    /// Every invariant, in the order of ``ID``.
    public static let all = ID.allCases.map(Invariant.init)

    /// One sentence.
    public var says: String {
        switch id {
        case .trustedUnshared: "A device that has proven itself to a guest (T=1) is never served from the shared pool."
        case .withinMask: "An address never passes the device's mask."
        case .refusalSpeaks: "No request is refused without a word, but where the kernel has said it before."
        case .reachesOrRefused:
            "A device reaches what it is given, or is refused: the request, or its mask; a guest's private memory it never "
                + "reaches."
        case .bitIffEncrypted: "What reaches memory carries the \(bit) exactly where the memory is encrypted."
        }
    }

    /// Whether a route that is allowed keeps to it.
    func holds(_ point: Point, _ outcome: Outcome, _ route: Route) -> Bool {
        switch id {
        case .trustedUnshared:
            !point.device.tState || point.boot.platform == .host || route.memory != .decrypted
                || ![.bounce, .translatedBounce, .atomicPool].contains(route.path)
        case .withinMask: (route.limit ?? 0) <= Self.mask(point, route)
        case .refusalSpeaks:
            route.message != .silent || outcome.given.contains { $0.fact == .saidBefore && $0.answer != .no }
        case .reachesOrRefused: route.arrives && !route.handsOutPrivateMemory(of: point.boot, to: point.device)
        case .bitIffEncrypted:
            // Where addresses carry no bit none can be wrong, and a refusal reaches nothing.
            route.memory == nil || point.parsed.machine.addressBit?.standsInDMAAddress == false
                || (route.store == .encrypted) == (route.memory == .encrypted)
        }
    }

    private var bit: String { AddressBit.usualName }

    /// Pages are allocated by the coherent mask, and mapped behind dma-iommu by the streaming one.
    private static func mask(_ point: Point, _ route: Route) -> UInt64 {
        let kind = point.request.kind
        let allocates = kind == .driverIO || kind.allocates && (kind != .allocPages || route.entryBit == nil)
        return Device.mask(allocates ? point.device.coherentMask : point.device.dmaMask)
    }
}
