import Evidence
public import RouteModel
public import Verdict

/// Whether an observation saw anything, without what it saw.
public struct Sighting: Decodable, Sendable {
    /// Whether any side saw anything of the cell.
    public let isSeen: Bool

    private enum Key: String, CodingKey { case guest, device }
    private enum SideKey: String, CodingKey { case saw }

    /// Takes a side for one that saw something where its key `saw` is there and not null.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        func saw(_ key: Key) throws -> Bool {
            let side = try values.nestedContainer(keyedBy: SideKey.self, forKey: key)
            return side.contains(.saw) ? try !side.decodeNil(forKey: .saw) : false
        }
        let sides = try [saw(.guest), saw(.device)]
        isSeen = sides.contains(true)
    }
}

/// What a closing line says of its verdict, without the proof.
public struct VerdictHead: Decodable, Sendable {
    /// The verdict that the line closes its cell with.
    public let verdict: Verdict
    /// On how many sides the verdict rests.
    public let sides: Int
    /// The allowed route that was observed; nil where there is none.
    public let route: Route?
    /// What the cell says of each statement that it bears on, by the statement's id; nil where it bears on none.
    public let statements: [String: StatementVerdict]?
    /// The first reason, or the cause where there is none.
    public let why: String?

    private enum Key: String, CodingKey { case verdict, sides, route, statements, reason, cause }

    private struct Finding: Decodable {
        var id: String
        var verdict: StatementVerdict
    }

    /// Reads the head alone and passes over the rest of the line.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        verdict = try values.decode(Verdict.self, forKey: .verdict)
        sides = try values.decode(Int.self, forKey: .sides)
        route = try values.decodeIfPresent(Route.self, forKey: .route)
        statements = try values.decodeIfPresent([Finding].self, forKey: .statements).map {
            Dictionary($0.map { ($0.id, $0.verdict) }, uniquingKeysWith: { first, _ in first })
        }
        let reasons = try values.decodeIfPresent([String].self, forKey: .reason)
        why = try reasons?.first ?? values.decodeIfPresent(String.self, forKey: .cause)
    }
}
