public import RouteModel

/// That somebody knows of one cell's divergence from one policy, why it may stand, and until when.
public struct Declaration: Codable, Hashable, Sendable {
    /// What the cell is judged to be as long as the divergence is there: `forbidden`, `absent` or `corrupted`.
    public var verdict: Verdict
    /// In a sentence.
    public var reason: String
    /// Where it is discussed.
    public var link: String
    /// The last day on which it counts.
    public var expires: Day

    public init(verdict: Verdict, reason: String, link: String, expires: Day) {
        self.verdict = verdict
        self.reason = reason
        self.link = link
        self.expires = expires
    }
}

extension Judgement {
    /// What becomes of a verdict for which a divergence is declared.
    ///
    /// As declared, it is `known`; the proof stays. A cell that agrees is `unexpectedly-agree`: what is declared is not
    /// so (any more). Any other failure is one that nobody declared, and what could not be told stays untold. After its
    /// last day a declaration changes nothing.
    ///
    /// - Parameter today: the day that it is for the caller.
    public func held(against declaration: Declaration, on today: Day) -> Judgement {
        guard today <= declaration.expires else { return self }
        var result = self
        result.declaration = declaration
        switch verdict {
        case declaration.verdict where verdict.canBeDeclared:
            result.verdict = .known
        case .agree:
            result.verdict = .unexpectedlyAgree
            result.wrong = .declaration
            result.reasons = [
                .note(
                    "declared is \(declaration.verdict.rawValue) until \(declaration.expires) (\(declaration.reason); "
                        + "\(declaration.link)), and the cell agrees: if it is right to, remove the declaration")
            ]
        case .forbidden, .absent, .corrupted:
            result.reasons.append(
                .note("declared is \(declaration.verdict.rawValue) (\(declaration.link)), which is another divergence"))
        default:
            result.declaration = nil
        }
        return result
    }
}

extension Judgement {
    /// What it was before anything declared was held against it, as far as it still says so.
    public var undeclared: Judgement {
        guard let declaration else { return self }
        var result = self
        result.declaration = nil
        switch verdict {
        case .known: result.verdict = declaration.verdict
        case .unexpectedlyAgree:
            result.verdict = .agree
            result.reasons = []
            result.wrong = nil
        default: result.reasons = reasons.dropLast()
        }
        return result
    }
}

extension Verdict {
    /// Whether it is a divergence of a cell from its policy, and so can be declared.
    public var canBeDeclared: Bool { [.forbidden, .absent, .corrupted].contains(self) }
}
