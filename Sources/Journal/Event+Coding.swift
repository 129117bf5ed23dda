public import Evidence
public import Foundation
import RouteModel
public import Verdict

/// How a journal's line names what it tells.
public enum EventName: String, Codable, Sendable {
    case runBegin = "run-begin"
    case bootBegin = "boot-begin"
    case observation
    case attemptFailed = "attempt-failed"
    case bootEnd = "boot-end"
    case cell
    case runEnd = "run-end"

    /// What an event's name stands behind. No text in JSON can hold it, since its quotes are escaped there.
    private static let mark = Data(#""event":""#.utf8)

    /// The name that a line carries, found by its bytes and without decoding it; nil where they do not show one that
    /// is known.
    public init?(in line: Data) {
        guard let found = line.range(of: Self.mark) else { return nil }
        let name = line[found.upperBound...].prefix(20).prefix { $0 != UInt8(ascii: "\"") }
        self.init(rawValue: String(decoding: name, as: UTF8.self))
    }
}

private enum Key: String, CodingKey {
    case event, boot, attempt, attempts, means, observation, reason, milliseconds, cell, exit, counts, run, status,
        usage
}

extension JournalEvent: Decodable where Seen: Decodable, Judged: Decodable {
    /// Reads a line by its key `event`; a verdict's keys stand beside those of the event.
    /// - Throws: `DecodingError`, also for a number that no attempt has.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        func boot() throws -> String { try values.decode(String.self, forKey: .boot) }
        func number(_ key: Key, orNone: Bool) throws -> Int {
            let number = try values.decode(Int.self, forKey: key)
            guard AttemptNumber.all.contains(number) || orNone && number == 0 else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: values, debugDescription: "no attempt has the number \(number)")
            }
            return number
        }
        func attempt() throws -> Int { try number(.attempt, orNone: false) }
        switch try values.decode(EventName.self, forKey: .event) {
        case .runBegin: self = .runBegin(try values.decode(RunHeader.self, forKey: .run))
        case .bootBegin: self = .bootBegin(boot: try boot(), attempt: try attempt())
        case .observation:
            self = .observation(
                boot: try boot(), attempt: try attempt(), try values.decode(Seen.self, forKey: .observation))
        case .attemptFailed:
            self = .attemptFailed(
                boot: try boot(), attempt: try attempt(), reason: try values.decode(String.self, forKey: .reason))
        case .bootEnd:
            self = .bootEnd(
                boot: try boot(), attempt: try attempt(),
                milliseconds: try values.decode(Int.self, forKey: .milliseconds))
        case .cell:
            // The verdict's keys stand beside those of the event.
            self = .cell(
                id: try values.decode(String.self, forKey: .cell), boot: try boot(),
                attempts: try number(.attempts, orNone: true),
                means: try values.decodeIfPresent(Means.self, forKey: .means), try Judged(from: decoder))
        case .runEnd:
            self = .runEnd(
                exit: try values.decode(Int32.self, forKey: .exit),
                counts: try values.decode([String: Int].self, forKey: .counts),
                usage: try values.decodeIfPresent(Usage.self, forKey: .usage))
        }
    }
}

extension JournalEvent: Encodable where Seen == Observation, Judged == Judgement {
    /// Writes a line under the key `event`; a verdict's keys stand beside those of the event.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(name, forKey: .event)
        try values.encodeIfPresent(boot, forKey: .boot)
        try values.encodeIfPresent(attempt, forKey: .attempt)
        switch self {
        case .runBegin(let header): try values.encode(header, forKey: .run)
        case .bootBegin: break
        case .observation(_, _, let observation): try values.encode(observation, forKey: .observation)
        case .attemptFailed(_, _, let reason): try values.encode(reason, forKey: .reason)
        case .bootEnd(_, _, let milliseconds): try values.encode(milliseconds, forKey: .milliseconds)
        case .cell(let id, _, let attempts, let means, let judgement):
            try values.encode(id, forKey: .cell)
            try values.encode(attempts, forKey: .attempts)
            try values.encodeIfPresent(means, forKey: .means)
            try values.encode(judgement.status, forKey: .status)
            try judgement.encode(to: encoder)
        case .runEnd(let exit, let counts, let usage):
            try values.encode(exit, forKey: .exit)
            try values.encode(counts, forKey: .counts)
            try values.encodeIfPresent(usage, forKey: .usage)
        }
    }

    private var name: EventName {
        switch self {
        case .runBegin: .runBegin
        case .bootBegin: .bootBegin
        case .observation: .observation
        case .attemptFailed: .attemptFailed
        case .bootEnd: .bootEnd
        case .cell: .cell
        case .runEnd: .runEnd
        }
    }
}
