public import Evidence
public import RouteModel
public import Verdict

/// What a cell showed, as far as it is the same in a smaller configuration and in the next boot: no addresses or limits.
public struct Signature: Hashable, Codable, Sendable {
    public var verdict: Verdict
    /// As the guest side told them, those of other segments included.
    public var paths: [Path]
    public var addressBit: BitState?
    public var memory: MemoryState?
    public var message: Message?
    /// What each side has against the prediction, without numbers.
    public var against: [String]

    private enum CodingKeys: String, CodingKey {
        case verdict, paths, memory, message, against
        case addressBit = "cBit"
    }

    /// - Parameter observation: nil where no attempt came to one.
    public init(_ judgement: Judgement, _ observation: Observation?) {
        verdict = judgement.verdict
        let view = observation?.guest.view
        paths = view.map { $0.paths + $0.others } ?? judgement.route.map { [$0.path] } ?? []
        addressBit = view?.addressBit ?? judgement.route?.addressBit
        memory = view?.memory ?? judgement.route?.memory
        message = view?.message ?? judgement.route?.message
        against = judgement.reasons.filter(\.isOfASide).map(\.description.withoutNumbers)
    }

    /// Such as `forbidden: bounce, decrypted memory`.
    public var text: String {
        var words = paths.map(\.rawValue)
        if let addressBit, addressBit != .none { words.append(addressBit.text()) }
        if let memory, memory != .ordinary { words.append("\(memory.rawValue) memory") }
        if let message { words.append(message == .silent ? "silently" : message.rawValue) }
        return words.isEmpty ? verdict.rawValue : "\(verdict.rawValue): \(words.joined(separator: ", "))"
    }
}
