import Foundation

/// The lines of a journal that an outline needs, found by their bytes: decoding is what costs.
///
/// A text in JSON cannot hold `"event":"cell"`, since its quotes are escaped there.
struct JournalLines: Sequence, IteratorProtocol {
    enum Event: String, CaseIterable {
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
    private static let marks = Event.allCases.map { ($0, Data(#""event":"\#($0.rawValue)""#.utf8)) }

    init(_ journal: Data) {
        self.journal = journal
        place = journal.startIndex
    }

    mutating func next() -> Line? {
        guard let end = journal[place...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let bytes = journal[place..<end]
        place = end + 1
        return Line(event: Self.marks.first { bytes.range(of: $0.1) != nil }?.0, bytes: bytes)
    }
}
