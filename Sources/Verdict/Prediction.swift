public import RouteModel

/// What a policy allows for a cell, as it was written down before anything booted.
public struct Prediction: Codable, Hashable, Sendable {
    /// Routes that are allowed for one value of each fact that decides.
    public struct Alternative: Codable, Hashable, Sendable {
        /// Facts that it holds for, values by name; empty where none decides.
        public var given: [String: String]
        /// nil: unmodelled.
        public var allowed: [Route]?
        /// Ids of the rules that led here, in order.
        public var because: [String]

        init(_ alternative: Judgement.Alternative) {
            given = alternative.given
            allowed = alternative.allowed
            because = alternative.because.map(\.rule)
        }
    }

    /// Id of the cell.
    public var cell: String
    /// Name of the policy; nil where none is called as the cell's kernel is.
    public var policy: String?
    /// Several where a fact decides that only the booted guest knows; empty without a policy.
    public var predicted: [Alternative]

    /// - Parameter policy: nil where none is called as the cell's kernel is.
    public init(of cell: String, at point: Point, by policy: Policy?) {
        self.cell = cell
        self.policy = policy?.name
        predicted = (policy?.predict(point) ?? []).map { Alternative(Judgement.Alternative($0)) }
    }
}

extension Judgement {
    /// Holds the prediction that the verdict rests on against the one from before the boot, and notes by which facts the
    /// boot chose among its alternatives.
    ///
    /// A prediction that is none of those alternatives came about by facts of `seen`, which no prediction before a boot has.
    /// Without them it was made otherwise than the one before the boot, and then the verdict is an error.
    /// - Parameter seen: values by name of what the boot showed and the plan could not say.
    public mutating func hold(against before: Prediction, seen: [String: String] = [:]) {
        guard !predicted.isEmpty else { return }
        let judged = predicted.map(Prediction.Alternative.init)
        let given = Dictionary(judged.flatMap(\.given), uniquingKeysWith: { first, _ in first })
        if Set(judged).isSubset(of: before.predicted) {
            if judged.count < before.predicted.count { forked = given }
        } else if !seen.isEmpty {
            forked = seen.merging(given) { first, _ in first }
        } else {
            conclude(
                .error, .harness,
                [
                    .note(
                        "predictions.jsonl, from before the boot, allows \(Self.text(before.predicted)), and the verdict "
                            + "would rest on \(Self.text(judged)): they are of different models")
                ])
        }
    }

    private static func text(_ alternatives: [Prediction.Alternative]) -> String {
        alternatives.map { alternative in
            let routes = alternative.allowed.map { $0.map(\.path.rawValue).joined(separator: " or ") } ?? "unmodelled"
            let given = alternative.given.sorted { $0.key < $1.key }.map { "\($0) \($1)" }
            return routes + (given.isEmpty ? "" : " (given \(given.joined(separator: ", ")))")
        }.joined(separator: "; ")
    }
}
