import RouteModel

/// What a config describes field by field: a boot, a device or a request.
protocol Described: Hashable, Sendable {
    /// The forms that its entry of a config can have; each takes fields of its own.
    associatedtype Form: Hashable, CaseIterable, Sendable
    /// Every field, in the order of a config's keys.
    static var fields: [Field<Self>] { get }
    /// What stands between the words of two fields.
    static var gap: String { get }
    /// The form whose entry says this.
    var form: Form { get }

    /// The words for a value that no field words in its own way.
    static func words(_ key: String, _ text: String) -> String
}

extension Described {
    static func words(_ key: String, _ text: String) -> String { "\(key) \(text)" }
}

/// One fact of a boot, a device or a request, with all that plans, configs, flags, words, digests and searches need of
/// it. A value's type is known in ``init(_:_:_:usual:where:absent:get:set:)`` alone.
struct Field<Root: Described>: Sendable {
    /// Places in orders that are not the table's: by number first, then by the table.
    struct Order: Sendable {
        var words = 0
        var flags = 0
        var cuts = 0
        /// Of a config's multiplication.
        var product = 0
    }

    /// By which configs, filters and flags name it.
    let key: String
    /// What it is, in a sentence without its end.
    let help: String
    let read: @Sendable (Tree) throws(ConfigError) -> Setting<Root>
    /// The value as a config would write it; a word such as `none` where there is no value.
    let text: @Sendable (Root) -> String
    /// The usual value as a config would write it; nil where that is none, or not one for all.
    let usualText: String?
    /// What a config means that leaves the field out; nil where there is nothing usual.
    let usual: (@Sendable (Root) -> Setting<Root>)?
    /// Whether there is a value other than the usual one.
    let differs: @Sendable (Root) -> Bool
    /// nil where there is no value.
    let canonical: @Sendable (Root) -> CanonicalJSON?
    /// What a config's reader has against the value that there is.
    let complaint: @Sendable (Root) -> ConfigError?
    /// nil where the field says something of everything.
    let speaks: (@Sendable (Root) -> Bool)?
    /// A filter's value as the plan writes it.
    let normalised: @Sendable (String) -> String
    /// All that can be written, where that is a few words.
    let values: [String]
    /// Of one value, for entries of one form or of any.
    let schema: @Sendable (Root.Form?) -> OrderedJSON

    /// The forms that take it, and those that cannot do without.
    var forms = Set(Root.Form.allCases)
    var required: Set<Root.Form> = []
    /// nil where it only labels.
    var digestKey: String?
    var isAlwaysDigested = false
    var order = Order()
    /// How many values of it are not the usual ones.
    var unusual: @Sendable (Root) -> Int
    /// Its part of a line for people, and what stands before that; nil where the line can do without.
    var words: @Sendable (Root) -> String?
    var before = Root.gap
    /// Its part of the line in an error; nil where that is ``words``.
    var brief: (@Sendable (Root) -> String?)?
    /// Its value in a flag; nil where the flag can do without.
    var flag: @Sendable (Root) -> String?
    /// What makes it simpler, the boldest first.
    var cuts: @Sendable (Root) -> [Simpler<Root>]
    /// With what it is made simpler, of a boot.
    var part = BootPart.processor
    /// Why a form does not take it; the text is what an error calls the entry.
    var stray: @Sendable (String, Root.Form) -> Refusal

    /// Its key and value in a digest; nil where it has no part in one.
    func digested(_ root: Root) -> (key: String, value: CanonicalJSON)? {
        guard let digestKey, isAlwaysDigested || differs(root), let value = canonical(root) else { return nil }
        return (digestKey, value)
    }
}

extension Described {
    /// The fields in an order of their own.
    static func sorted(by rank: KeyPath<Field<Self>.Order, Int>) -> [Field<Self>] {
        let ranked = fields.enumerated().map { (rank: $1.order[keyPath: rank], place: $0, field: $1) }
        return ranked.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.map(\.field)
    }

    /// The same with the usual value for every field that says nothing of it.
    func normalised() -> Self {
        var result = self
        for field in Self.fields where field.speaks?(result) == false { field.usual?(result).apply(&result) }
        return result
    }

    /// Its part of a digest.
    var digested: [String: CanonicalJSON] {
        var values: [String: CanonicalJSON] = [:]
        for field in Self.fields {
            if let (key, value) = field.digested(self) { values[key] = value }
        }
        return values
    }

    /// What a config's reader has against its first value that it would not take; nil where it takes all.
    var complaint: ConfigError? {
        for field in Self.fields where field.forms.contains(form) {
            if let error = field.complaint(self) { return error }
        }
        return nil
    }

    /// How many of its values are not the usual ones.
    var unusual: Int { Self.fields.reduce(0) { $0 + $1.unusual(self) } }
}
