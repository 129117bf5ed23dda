public import RouteModel
public import Search
import Verdict

/// What `dmaroute bisect` answers, as JSON and in words.
public struct BisectionRecord: Encodable, Sendable {
    /// What one kernel did.
    public struct Seen: Equatable, Encodable, Sendable {
        /// The route that its policy allows and that was observed; nil where the verdict is another than `agree`.
        public var route: Route?
        /// What the cell showed, as far as two boots can be compared by it.
        public var showing: Signature

        public init(route: Route?, showing: Signature) {
            self.route = route
            self.showing = showing
        }

        /// The route in words; where there is none, what the cell showed.
        public var text: String { route.map(RouteText.text) ?? showing.text }
    }

    struct Member: Encodable {
        /// A kernel's name, and of the policy that it has of its own.
        var name: String
        var seen: Seen?
        var run: String?
        /// nil: unmodelled.
        var predicted: [Route]?
    }

    struct Change: Encodable {
        var before: String
        var after: String
        /// By which their policies part there; empty where they predict the same.
        var rules: [Judgement.Alternative.Step]
    }

    let configuration: Candidate
    let row: [Member]
    /// Of a bisection the one that was found, of predictions all.
    let changes: [Change]
    let boots: Int

    /// - Parameters:
    ///   - seen: by place in the row.
    ///   - change: places of the two neighbours that differ.
    public init(
        _ candidate: Candidate, row: [String], seen: [Int: Seen], runs: [Int: String],
        change: (before: Int, after: Int)?, boots: Int
    ) {
        configuration = candidate
        self.boots = boots
        self.row = row.indices.map {
            Member(
                name: row[$0], seen: seen[$0], run: runs[$0], predicted: Self.prediction(row[$0], candidate)?.routes)
        }
        let places = row.indices.filter { seen[$0] != nil }
        let all = zip(places, places.dropFirst()).filter { seen[$0] != seen[$1] }
        // Where all were booted there may be several; else only neighbours tell.
        let isWhole = places.count == row.count
        changes = (isWhole ? all : change.map { [($0.before, $0.after)] } ?? []).map {
            Self.change(row[$0], row[$1], candidate)
        }
    }

    /// What every policy predicts: where a release differs from the one before it, and a proposal from the
    /// release on which it stands.
    public static func predicted(_ candidate: Candidate) -> BisectionRecord {
        let (releases, proposals) = (Policy.releases.map(\.name), Policy.proposals.map(\.name))
        let pairs = Array(zip(releases, releases.dropFirst())) + Policy.proposals.map { ($0.base, $0.name) }
        let row = (releases + proposals).map {
            Member(name: $0, seen: nil, run: nil, predicted: prediction($0, candidate)?.routes)
        }
        let changed = pairs.filter { prediction($0, candidate) != prediction($1, candidate) }
        return BisectionRecord(
            configuration: candidate, row: row, changes: changed.map { change($0, $1, candidate) }, boots: 0)
    }

    private init(configuration: Candidate, row: [Member], changes: [Change], boots: Int) {
        self.configuration = configuration
        self.row = row
        self.changes = changes
        self.boots = boots
    }

    private struct Forecast: Equatable {
        var allowed: [[Route]?]
        var given: [[String]]
        /// Each once.
        var routes: [Route]? {
            guard allowed.allSatisfy({ $0 != nil }) else { return nil }
            var once: [Route] = []
            for route in allowed.flatMap({ $0 ?? [] }) where !once.contains(route) { once.append(route) }
            return once
        }
    }

    private static func prediction(_ name: String, _ candidate: Candidate) -> Forecast? {
        Policy.named(name).map { policy in
            let outcomes = policy.predict(candidate.point)
            return Forecast(
                allowed: outcomes.map(\.allowed), given: outcomes.map { $0.given.map { "\($0.name) \($0.value)" } })
        }
    }

    private static func change(_ before: String, _ after: String, _ candidate: Candidate) -> Change {
        guard let one = Policy.named(before), let other = Policy.named(after) else {
            return Change(before: before, after: after, rules: [])
        }
        let ids = one.rules(partingFrom: other, at: candidate.point)
        let rules = ids.compactMap { id in (other.rules + one.rules).first { $0.id == id } }
        return Change(
            before: before, after: after, rules: rules.map(Judgement.Alternative.Step.init))
    }
}

extension BisectionRecord {
    /// The answer in lines: what each kernel did, then between which kernels that changed and by which rules.
    public var text: String {
        let width = row.map(\.name.count).max() ?? 0
        var lines = [CandidateText.text(configuration)]
        lines += row.map { member in
            let routes = member.predicted.map { $0.map(RouteText.text).joined(separator: ", or ") } ?? "nothing"
            guard boots > 0 else { return "  \(member.name.padded(to: width))  \(routes)" }
            guard let seen = member.seen else {
                return "  \(member.name.padded(to: width))  not booted; predicted \(routes)"
            }
            return "  \(member.name.padded(to: width))  \(seen.text)" + (member.run.map { "   (\($0))" } ?? "")
        }
        if changes.isEmpty { lines.append("no change between \(row.first?.name ?? "") and \(row.last?.name ?? "")") }
        for change in changes {
            lines.append("changed between \(change.before) and \(change.after)")
            lines += change.rules.map { "  by  \($0.rule)  \($0.says)  (\($0.cite))" }
            if change.rules.isEmpty { lines.append("  by nothing that the two policies know: they predict the same") }
        }
        if boots > 0 { lines.append(counted(boots, "boot")) }
        return lines.joined(separator: "\n")
    }
}
