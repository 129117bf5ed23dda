import Foundation

/// The lines of a journal that an outline needs, found by their bytes: decoding is what costs.
///
/// A text in JSON cannot hold `"event":"`, since its quotes are escaped there.
struct JournalLines: Sequence, IteratorProtocol {
    enum Event: String {
        case cell
        case bootEnd = "boot-end"
        case attemptFailed = "attempt-failed"
        case runEnd = "run-end"
    }

    struct Line {
        /// nil for an event that an outline does without.
        var event: Event?
        var bytes: Data
    }

    private let journal: Data
    private var place: Int
    /// What an event's name stands behind.
    private static let mark = Data(#""event":""#.utf8)

    init(_ journal: Data) {
        self.journal = journal
        place = journal.startIndex
    }

    mutating func next() -> Line? {
        // The C library's search, since it looks at every byte of a long journal.
        let length = journal[place...].withUnsafeBytes { rest -> Int? in
            guard let start = rest.baseAddress, let end = memchr(start, 0x0a, rest.count) else { return nil }
            return UnsafeRawPointer(end) - start
        }
        guard let length else { return nil }
        let line = journal[place..<(place + length)]
        place += length + 1
        return Line(event: Self.event(line), bytes: line)
    }

    private static func event(_ line: Data) -> Event? {
        guard let found = line.range(of: mark) else { return nil }
        let name = line[found.upperBound...].prefix(20).prefix { $0 != UInt8(ascii: "\"") }
        return Event(rawValue: String(decoding: name, as: UTF8.self))
    }
}
