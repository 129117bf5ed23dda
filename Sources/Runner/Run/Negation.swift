public import Journal
public import Plan
import RouteModel
import Verdict

/// Whether a wrong model would be caught: each rule made to answer the opposite, and the evidence judged with that.
public struct Negation {
    /// What became of one negated rule.
    public struct Finding: Sendable, Codable {
        /// Name of the policy that holds the rule.
        public var policy: String
        /// Id of the rule.
        public var rule: String
        /// What the rule says, in a sentence.
        public var says: String
        /// Cells whose prediction or predicted facts consult the rule.
        public var reached: Int
        /// Cells that the negation turned from `agree` into `forbidden`.
        public var turned: Int
        /// Of those, the ones whose reason names the rule and a side.
        public var explained: Int
        /// A reason of the first of them.
        public var reason: String?

        /// Whether the rule only adds routes; see ``Rule/onlyPermits``.
        public var onlyPermits: Bool

        /// Reached, and no cell noticed, though one had to.
        public var survived: Bool { reached > 0 && turned == 0 && !onlyPermits }
    }

    private let boots: [(boot: PlannedBoot, evidence: AttemptEvidence)]

    /// Reads the evidence of every boot that came to its end.
    /// - Parameter log: what the run's journal says.
    public init(run: RunFolder, log: RunLog, plan: Plan) {
        let kept = Kept(run, log)
        boots = plan.boots.compactMap { boot in
            kept.evidence(of: boot).first.map { (boot, $0.evidence) }
        }
    }

    /// Every rule of every policy that a kernel of the plan goes by.
    public func findings() -> [Finding] {
        var names: [String] = []
        for (boot, _) in boots where !names.contains(boot.boot.kernel) { names.append(boot.boot.kernel) }
        return names.compactMap(Policy.named).flatMap { policy in policy.rules.map { finding($0, of: policy) } }
    }

    private func finding(_ rule: Rule, of policy: Policy) -> Finding {
        var finding = Finding(
            policy: policy.name, rule: rule.id, says: rule.says, reached: 0, turned: 0, explained: 0, reason: nil,
            onlyPermits: rule.onlyPermits)
        guard let negated = policy.negating(rule.id) else { return finding }
        for (boot, evidence) in boots where boot.boot.kernel == policy.name {
            let before = evidence.judge(boot, policy: policy, kernel: RecordedKernel())
            let after = evidence.judge(boot, policy: negated, kernel: RecordedKernel())
            for (old, new) in zip(before, after) where old.judgement.verdict == .agree {
                let consults =
                    old.judgement.predicted.contains { $0.because.contains { $0.rule == rule.id } }
                    || old.judgement.dmas?.rules.contains(rule.id) ?? false
                if consults || new.judgement.verdict == .forbidden { finding.reached += 1 }
                guard new.judgement.verdict == .forbidden else { continue }
                finding.turned += 1
                let reasons = new.judgement.reasons
                if reasons.contains(where: { $0.rule == rule.id }), reasons.contains(where: \.isOfASide) {
                    finding.explained += 1
                }
                if finding.reason == nil { finding.reason = new.judgement.reason.joined(separator: " ") }
            }
        }
        return finding
    }
}
