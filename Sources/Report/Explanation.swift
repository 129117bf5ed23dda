public import Evidence
public import Journal
import Plan
public import RouteModel
import Verdict

/// One cell's verdict with all that it rests on: what `dmaroute explain` answers.
public struct Explanation: Sendable {
    /// The cell with its verdict and with what was seen of it.
    public let judged: JudgedCell
    /// Folder of the run, as whoever asked named it.
    public let run: String
    /// The policy that judged, and the release it was read from; nil where this dmaroute does not have it.
    public let policy: String
    /// Release that the policy was read from, such as `7.3.4`; nil where this dmaroute does not have the policy.
    public let readFrom: String?
    /// Version of the kernel's package; nil where the kernel was not at hand.
    public let version: String?
    /// The attempt that the observation is of; nil where nothing was observed.
    public let attempt: Int?
    /// The raw files that the observation was decoded from.
    public let files: [String]
    /// What of the evidence the verdict rests on; nil where that is not told.
    public let resting: Resting?

    public init(
        _ judged: JudgedCell, run: String, policy: String, version: String?, attempt: Int?, files: [String],
        resting: Resting? = nil
    ) {
        self.judged = judged
        self.run = run
        self.policy = policy
        readFrom = Policy.named(policy)?.readFrom
        self.version = version
        self.attempt = attempt
        self.files = files
        self.resting = resting
    }

    var cell: Cell { judged.cell }
    var judgement: Judgement { judged.judgement }
    var observation: Observation? { judged.observation }

    /// A release that allows the route that was seen on both sides.
    public struct Other: Sendable {
        /// Name of the release's policy, such as `linux-6.1`.
        public var policy: String
        /// Those by which it comes there and that the policy that judged does not hold, with their answers.
        public var rules: [Rule]
    }

    /// Where the policy that judged does not allow what was seen: the kernel's own release if it does, else all that do.
    public var others: [Other] {
        guard let observation, judgement.verdict == .forbidden else { return [] }
        let point = Point(boot: cell.boot, device: cell.device, request: cell.request)
        let facts = Facts(buffer: observation.buffer.isEmpty ? nil : observation.buffer)
        let own = Set(Policy.named(policy)?.rules.map(\.id) ?? [])
        let allowing = Policy.releases.filter {
            $0.name != policy && Judge(policy: $0).allows(observation, at: point, facts)
        }
        let kernel = allowing.filter { $0.name == cell.boot.kernel }
        return (kernel.isEmpty ? allowing : kernel)
            .map { release in
                let rules = release.predict(point, facts: facts).flatMap(\.because.rules)
                let foreign = rules.reduce(into: [Rule]()) { rules, rule in
                    if !own.contains(rule.id), !rules.contains(rule) { rules.append(rule) }
                }
                return Other(policy: release.name, rules: foreign)
            }
    }

    /// Rules of the prediction whose opposite would explain what was seen.
    public var suspects: Set<String> {
        let rules = Set(judgement.predicted.flatMap { $0.because.map(\.rule) })
        return rules.intersection(judgement.reasons.compactMap(\.suspect))
    }

    /// Where the prediction and the two sides part, a sentence each.
    public var parting: [String] {
        guard judgement.reason.isEmpty else { return judgement.reason }
        let route = judgement.route.map(RouteText.text) ?? "what was seen"
        let sides = judgement.sides == 1 ? "the one side that can tell shows" : "both sides show"
        return ["nowhere: \(sides) \(route), which \(policy) allows"]
    }

    /// What hardware would do where only emulation brings the bytes; nil where both do the same.
    var emulationNote: String? { judgement.emulationNote(cell) }

    /// The same with the cause, with what hardware would do, with what the other releases say, and with what is wrong.
    var partingLines: [String] {
        var lines = parting
        if let cause = judgement.cause, !lines.contains(where: { $0.contains(cause) }) {
            lines.append("cause: \(cause)")
        }
        if let emulationNote { lines.append(emulationNote) }
        for other in others {
            lines.append("\(other.policy) allows the route that was seen\(other.rules.isEmpty ? "" : "; there")")
            lines += other.rules.map { "    \($0.says)  \(CitationText.text($0.cite))  \($0.id)" }
        }
        if let wrong = judgement.wrong { lines.append("wrong is the \(wrong.rawValue)") }
        return lines
    }
}

extension Judgement.Alternative {
    /// The facts that it holds for, such as `buffer = within-mask`; empty where there are none.
    var givenText: String {
        given.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", ")
    }
}
