/// A value that no line of the report gives.
struct Assumption: Sendable {
    var fact: String
    var value: String
    /// Other values that are as plausible.
    var others: [Change]
    /// Whether the report gives them all, and only which of them counts is open.
    var isChoice: Bool
    /// Whether it is the usual value, of which no line speaks: it is told, and no answer hangs on it.
    var isUsual = false
}

/// What an assumption is worth, computed by predicting under the other values.
public struct WeighedAssumption: Hashable, Sendable {
    public var fact: String
    public var value: String
    /// Whether another plausible value changes a prediction.
    public var matters: Bool
    /// For each other value that does: what would be predicted then.
    public var otherwise: [String]
    /// Whether under another value the symptom shows, or shows no more.
    var decides: Bool
    /// Whether the report gives every value, and only which of them counts is open.
    var isChoice: Bool
}
