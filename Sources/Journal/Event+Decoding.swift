import Evidence
import RouteModel
import Verdict

extension Event: Decodable {
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        func boot() throws -> String { try values.decode(String.self, forKey: .boot) }
        func attempt() throws -> Int { try values.decode(Int.self, forKey: .attempt) }
        switch try values.decode(String.self, forKey: .event) {
        case "run-begin": self = .runBegin(try values.decode(RunHeader.self, forKey: .run))
        case "boot-begin": self = .bootBegin(boot: try boot(), attempt: try attempt())
        case "observation":
            self = .observation(
                boot: try boot(), attempt: try attempt(), try values.decode(Observation.self, forKey: .observation))
        case "attempt-failed":
            self = .attemptFailed(
                boot: try boot(), attempt: try attempt(), reason: try values.decode(String.self, forKey: .reason))
        case "boot-end":
            self = .bootEnd(
                boot: try boot(), attempt: try attempt(),
                milliseconds: try values.decode(Int.self, forKey: .milliseconds))
        case "cell":
            self = .cell(
                id: try values.decode(String.self, forKey: .cell), boot: try boot(),
                attempts: try values.decode(Int.self, forKey: .attempts),
                means: try values.decodeIfPresent(Means.self, forKey: .means), try Judgement(from: decoder))
        case "run-end":
            self = .runEnd(
                exit: try values.decode(Int32.self, forKey: .exit),
                counts: try values.decode([String: Int].self, forKey: .counts),
                usage: try values.decodeIfPresent(Usage.self, forKey: .usage))
        case let other:
            throw DecodingError.dataCorruptedError(
                forKey: .event, in: values, debugDescription: "unknown event \"\(other)\"")
        }
    }
}
