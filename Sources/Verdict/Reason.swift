public import RouteModel

/// Who shows something: one of the two sides of a DMA, or the kernel's own memory as it is read from outside.
public enum SideName: String, Codable, Sendable {
    case guest, device, kernel
}

/// One of the reasons for a verdict.
public enum Reason: Hashable, Sendable {
    /// What a side has against the prediction, or why it shows nothing.
    case side(SideName, Contradiction)
    /// A rule that the prediction rests on, with its sentence and its place in the source, and what its opposite would do;
    /// `opposite` is nil where that explains nothing.
    case rule(id: String, says: String, cite: String, opposite: Opposite?)
    /// What is not at hand, so that the cell was not run.
    case lack(String)
    /// Anything else, in a sentence.
    case note(String)

    /// What the opposite of a rule would do.
    public enum Opposite: String, Codable, Sendable {
        /// It would allow the route that was seen.
        case allows = "would-allow"
        /// It would predict the fact that was seen.
        case predicts = "would-predict"
    }

    /// - Parameter opposite: what the rule's opposite would do; nil where that explains nothing.
    public init(_ rule: Rule, opposite: Opposite? = nil) {
        self = .rule(id: rule.id, says: rule.says, cite: rule.cite, opposite: opposite)
    }

    /// Id of the rule that the reason names; nil where it names none.
    public var rule: String? { if case .rule(let id, _, _, _) = self { id } else { nil } }

    /// Id of the rule whose opposite would explain what was seen; nil for any other reason.
    public var suspect: String? { if case .rule(let id, _, _, _?) = self { id } else { nil } }

    /// Whether it is what a side shows.
    public var isOfASide: Bool { if case .side = self { true } else { false } }
}

/// What a side has against a prediction. `says` is the side's own sentence.
public enum Contradiction: Hashable, Codable, Sendable {
    case path(seen: [Path], allowed: Path, says: String)
    /// A path that one more segment of a list took.
    case segment(Path, says: String)
    case addressBit(seen: BitState, allowed: BitState, says: String)
    case entryBit(seen: BitState, allowed: BitState, says: String)
    case memory(seen: MemoryState, allowed: MemoryState, says: String)
    case store(seen: Store, reached: Store, says: String)
    /// The highest address that was seen, and the highest that is allowed.
    case limit(top: UInt64, allowed: UInt64)
    case message(seen: Message, allowed: Message, says: String)
    /// A predicted fact of the boot or of the device that was seen to be otherwise, both in words.
    case fact(String, seen: String, predicted: String)
    case told(String)
}
