public import Plan
public import RouteModel
public import Verdict

/// Pairs of cells that came to something else in the same way: of two runs, of two kernels in one run, or what a run
/// predicted and what it saw.
public struct SeenDifference: Encodable, Sendable {
    /// What one cell of a pair came to.
    public struct End: Hashable, Sendable {
        /// The verdict on the cell; `agree` for what was predicted.
        public var verdict: Verdict
        /// The route that was observed and allowed, or the ones that were predicted; empty where there is none.
        public var routes: [Route]
        /// What was seen, in words, where no route says it.
        public var says: String?

        public init(verdict: Verdict, routes: [Route], says: String? = nil) {
            self.verdict = verdict
            self.routes = routes
            self.says = says
        }

        /// What a run saw of a cell.
        public init(_ judgement: Judgement) {
            let told = judgement.reason.first ?? judgement.cause
            self.init(
                verdict: judgement.verdict, routes: judgement.route.map { [$0] } ?? [],
                says: judgement.route == nil ? told?.withoutAddresses : nil)
        }

        /// Each mask sets a limit of its own and makes no other outcome.
        fileprivate var withoutLimit: End {
            var end = self
            for index in end.routes.indices { end.routes[index].limit = nil }
            return end
        }

        fileprivate var text: String {
            let seen = routes.isEmpty ? says ?? "" : routes.map(RouteText.text).joined(separator: "; or ")
            return "\(verdict.rawValue)  \(seen)"
        }
    }

    /// A cell with what it came to on either side of the comparison.
    public struct Pair: Sendable {
        /// The cell on the first side of the comparison.
        public var cell: Cell
        /// What the cell came to on the first side.
        public var a: End
        /// What the cell came to on the second side.
        public var b: End
        /// Ids of the rules that make the difference; empty where no two policies are at hand.
        public var rules: [String]

        public init(cell: Cell, a: End, b: End, rules: [String] = []) {
            self.cell = cell
            self.a = a
            self.b = b
            self.rules = rules
        }
    }

    private struct Smallest: Encodable, Sendable {
        var cell: String
        var boot: Boot
        var device: Device
        var request: Request
    }

    private enum CodingKeys: String, CodingKey { case rules, smallest, a, b, aVerdict, bVerdict, aSays, bSays, points }

    let cell: Cell
    let a: End
    let b: End
    let rules: [String]
    /// How many pairs of cells.
    let points: Int

    /// Writes the smallest configuration of the group, what both sides came to there, and the number of pairs.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(rules, forKey: .rules)
        try values.encode(
            Smallest(cell: cell.id, boot: cell.boot, device: cell.device, request: cell.request), forKey: .smallest)
        try values.encode(a.routes, forKey: .a)
        try values.encode(b.routes, forKey: .b)
        try values.encode(a.verdict.rawValue, forKey: .aVerdict)
        try values.encode(b.verdict.rawValue, forKey: .bVerdict)
        try values.encode(a.says, forKey: .aSays)
        try values.encode(b.says, forKey: .bSays)
        try values.encode(points, forKey: .points)
    }

    /// Pairs that differ, grouped by how and by which rules, the one with the fewest unusual values first.
    public static func all(_ pairs: [Pair]) -> [SeenDifference] {
        struct Key: Hashable {
            var a: End
            var b: End
            var rules: [String]
            var encryption: Encryption
        }
        let differing = pairs.filter { $0.a != $0.b }
        let groups = Dictionary(grouping: differing) {
            Key(a: $0.a.withoutLimit, b: $0.b.withoutLimit, rules: $0.rules, encryption: $0.cell.boot.encryption)
        }
        let found = groups.values.compactMap { group in
            group.min { $0.cell.unusual < $1.cell.unusual }.map {
                SeenDifference(cell: $0.cell, a: $0.a, b: $0.b, rules: $0.rules, points: group.count)
            }
        }
        return found.sorted { ($0.cell.unusual, $0.cell.id) < ($1.cell.unusual, $1.cell.id) }
    }

    /// - Parameters:
    ///   - names: what the two are called.
    ///   - compared: how many pairs were looked at.
    public static func text(_ differences: [SeenDifference], names: (String, String), compared: Int) -> String {
        let total = differences.map(\.points).reduce(0, +)
        var lines = [
            "\(names.0) and \(names.1): \(counted(compared, "pair")) of cells, \(total) differ; "
                + counted(differences.count, "difference")
                + (differences.isEmpty ? "" : ", the smallest configuration of each:")
        ]
        let column = max(names.0.count, names.1.count)
        for (number, difference) in zip(1..., differences) {
            lines += [
                "", "\(number). \(counted(difference.points, "pair"))",
                "    \(CellText.text(difference.cell))   [\(difference.cell.id.prefix(12))]",
                "    \(names.0.padded(to: column))  \(difference.a.text)",
                "    \(names.1.padded(to: column))  \(difference.b.text)",
            ]
            if !difference.rules.isEmpty { lines.append("    by  \(difference.rules.joined(separator: ", "))") }
        }
        return lines.joined(separator: "\n")
    }
}

extension Cell {
    /// How many of its values are not the usual ones.
    var unusual: Int { Plan.Asked(device: device, request: request).unusual(in: boot) }
}
