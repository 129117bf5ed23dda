public import Foundation

/// One line of a journal as far as a merge or a resumed run must understand it. The line itself is kept as it stands.
public struct JournalLine: Sendable {
    public enum Content: Sendable {
        case run(RunHeader)
        /// A line of an attempt at a boot.
        case attempt(boot: String, number: Int, Step)
        case cell(Closing)
        case end
    }

    public enum Step: Sendable, Equatable {
        case begin
        /// `seen`: whether any side saw anything of the cell.
        case observation(seen: Bool)
        case failed
        case ended(milliseconds: Int)
    }

    /// Without the line's end.
    public let bytes: Data
    public let content: Content

    /// - Throws: `DecodingError` for what is no line of a journal.
    init(_ bytes: Data, _ decoder: JSONDecoder) throws {
        self.bytes = bytes
        content = try decoder.decode(Content.self, from: bytes)
    }

    /// The boot whose cells it closes or whose attempt it belongs to.
    var boot: String? {
        switch content {
        case .attempt(let boot, _, _): boot
        case .cell(let closing): closing.boot
        case .run, .end: nil
        }
    }
}

extension JournalLine.Content: Decodable {
    private struct Seen: Decodable {
        struct Side: Decodable {
            struct View: Decodable { init(from decoder: any Decoder) {} }
            var saw: View?
        }

        var guest: Side
        var device: Side
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Event.Key.self)
        func attempt(_ step: JournalLine.Step) throws -> Self {
            .attempt(
                boot: try values.decode(String.self, forKey: .boot),
                number: try values.decode(Int.self, forKey: .attempt), step)
        }
        switch try values.decode(String.self, forKey: .event) {
        case "run-begin": self = .run(try values.decode(RunHeader.self, forKey: .run))
        case "boot-begin": self = try attempt(.begin)
        case "observation":
            let seen = try values.decode(Seen.self, forKey: .observation)
            self = try attempt(.observation(seen: seen.guest.saw != nil || seen.device.saw != nil))
        case "attempt-failed": self = try attempt(.failed)
        case "boot-end":
            self = try attempt(.ended(milliseconds: values.decode(Int.self, forKey: .milliseconds)))
        case "cell": self = .cell(try Closing(from: decoder))
        case "run-end": self = .end
        case let other:
            throw DecodingError.dataCorruptedError(
                forKey: .event, in: values, debugDescription: "unknown event \"\(other)\"")
        }
    }
}
