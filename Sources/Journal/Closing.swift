import RouteModel
import Verdict

/// What a cell's last line says that goes into the result.
public struct Closing: Sendable {
    public let boot: String
    /// Number of the attempt that the verdict rests on; 0: nothing was started.
    public let attempt: Int
    public let result: RunResult.Cell
}

extension Closing: Decodable {
    private enum Key: String, CodingKey { case cell, boot, attempts, means, verdict, sides, route, statements }

    private struct Finding: Decodable {
        var id: String
        var verdict: StatementVerdict
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        boot = try values.decode(String.self, forKey: .boot)
        attempt = try values.decode(Int.self, forKey: .attempts)
        let findings = try values.decodeIfPresent([Finding].self, forKey: .statements)
        result = RunResult.Cell(
            cell: try values.decode(String.self, forKey: .cell),
            means: try values.decodeIfPresent(Means.self, forKey: .means),
            verdict: try values.decode(Verdict.self, forKey: .verdict),
            sides: try values.decode(Int.self, forKey: .sides),
            route: try values.decodeIfPresent(Route.self, forKey: .route),
            statements: findings?.map { ($0.id, $0.verdict) })
    }
}
