public import Foundation

/// One line of a journal with what it is about. The line itself is kept as it stands.
public struct JournalLine: Sendable {
    /// Bytes of a line, at most. Measured: the longest of nightly.yaml has 15,000.
    public static let longest = 1 << 20

    /// Without the line's end.
    public let bytes: Data
    /// What the line tells, without observations and proofs.
    public let event: EventHead

    /// - Throws: `DecodingError` for what is no line of a journal.
    public init(_ bytes: Data, _ decoder: JSONDecoder) throws {
        try Self.check(bytes)
        self.bytes = bytes
        event = try decoder.decode(EventHead.self, from: bytes)
    }

    /// To be asked before a line is decoded, which takes many times its bytes.
    /// - Throws: `DecodingError` for a line that is longer than any of a journal.
    public static func check(_ line: Data) throws {
        guard line.count <= longest else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: [],
                    debugDescription: "it has \(line.count) bytes, more than the \(longest) of the longest line"))
        }
    }

    /// The cell that the line closes; nil where it closes none.
    public var closed: ClosedCell? {
        guard case .cell(let id, let boot, let attempts, let means, let head) = event else { return nil }
        return ClosedCell(id: id, boot: boot, attempt: attempts, means: means, head: head)
    }

    /// The line with the number that its attempt has in a merged journal. It is written anew only where that differs.
    func numbered(_ number: Int) throws -> Data {
        guard number != event.attempt ?? closed?.attempt else { return bytes }
        return try JSONLines.line(JSONDecoder().decode(Event.self, from: bytes).numbered(number)).dropLast()
    }
}

/// The whole lines of a journal, one after the other, without their ends.
public struct JournalLines: Sequence, IteratorProtocol {
    private let journal: Data
    /// Where the next line begins.
    private(set) var place: Data.Index

    public init(_ journal: Data) {
        self.journal = journal
        place = journal.startIndex
    }

    /// nil at the end, and where the last line has none: a run that was killed may leave half a line.
    public mutating func next() -> Data? {
        guard place < journal.endIndex else { return nil }
        // The C library's search, since it looks at every byte of hundreds of megabytes.
        let length = journal.withUnsafeBytes { bytes -> Int? in
            let start = place - journal.startIndex
            guard let base = bytes.baseAddress, let end = memchr(base + start, 0x0a, bytes.count - start) else {
                return nil
            }
            return UnsafeRawPointer(end) - (base + start)
        }
        guard let length else { return nil }
        defer { place += length + 1 }
        return journal[place..<(place + length)]
    }
}
