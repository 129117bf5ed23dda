public import Foundation
public import RouteModel
public import Verdict

/// `result.json`: the verdicts alone, without times, nodes or attempts, so that equal runs are equal byte for byte.
public struct RunResult: Codable, Sendable {
    /// What a run came to for one cell.
    public struct Cell: Codable, Sendable {
        /// Whole id of the cell, 64 hexadecimal digits.
        public var cell: String
        /// Of the boot's memory encryption; nil where there is none.
        public var means: Means?
        /// The verdict on the cell.
        public var verdict: Verdict
        /// Status that the verdict counts as.
        public var status: Status
        /// On how many sides the verdict rests.
        public var sides: Int
        /// The allowed route that was observed; nil where there is none.
        public var route: Route?
        /// What the cell says of each statement that it bears on, by the statement's id.
        public var statements: [String: StatementVerdict]?

        /// Takes what stands in the result from a judgement, and leaves its proof out.
        public init(cell: String, means: Means?, _ judgement: Judgement) {
            self.init(
                cell: cell, means: means, verdict: judgement.verdict, sides: judgement.sides, route: judgement.route,
                statements: judgement.statements.map {
                    Dictionary($0.map { ($0.id, $0.verdict) }, uniquingKeysWith: { first, _ in first })
                })
        }

        init(
            cell: String, means: Means?, verdict: Verdict, sides: Int, route: Route?,
            statements: [String: StatementVerdict]?
        ) {
            self.cell = cell
            self.means = means
            self.verdict = verdict
            self.status = verdict.status
            self.sides = sides
            self.route = route
            self.statements = statements
        }

        /// Every key is written; without an allowed route `route` is null, without encryption `means`, and `statements`
        /// where the cell bears on none.
        public func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(cell, forKey: .cell)
            try values.encode(means, forKey: .means)
            try values.encode(verdict, forKey: .verdict)
            try values.encode(status, forKey: .status)
            try values.encode(sides, forKey: .sides)
            try values.encode(route, forKey: .route)
            try values.encode(statements, forKey: .statements)
        }

        enum CodingKeys: String, CodingKey { case cell, means, verdict, status, sides, route, statements }
    }

    /// Digest of the plan, 64 hexadecimal digits.
    public var plan: String
    /// Policy that the cells were judged by.
    public var policy: PolicyChoice
    /// Cells with a verdict, by id.
    public var cells: [Cell]

    /// Sorts the cells by id, so that equal runs are equal byte for byte.
    public init(plan: String, policy: PolicyChoice, cells: [Cell]) {
        self.plan = plan
        self.policy = policy
        self.cells = cells.sorted { $0.cell < $1.cell }
    }

    /// The file's bytes.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}
