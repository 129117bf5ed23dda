public import Foundation
public import Plan

/// What is wrong with a journal, in a sentence that wants the file's name before it.
public struct JournalProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}

/// A journal as it was left, perhaps by a run that was killed.
///
/// All cells of a boot are closed by one write, so what a kill can leave is half a line, or some of the last boot's
/// cells: the lines since the beginning of that write count as never written.
public struct JournalText: Sendable {
    public let lines: [JournalLine]
    /// Bytes up to the end of the last line that counts.
    public let length: Int

    /// - Throws: ``JournalProblem`` for a line that is none of this plan's journal, unless it is the last.
    public init(_ text: Data, of plan: Plan) throws {
        let boots = Dictionary(
            plan.boots.map { ($0.key, Set($0.cells.map(\.id))) }, uniquingKeysWith: { first, _ in first })
        let decoder = JSONDecoder()
        var lines: [JournalLine] = []
        var start = text.startIndex
        while let end = text.newline(from: start) {
            do {
                lines.append(try JournalLine(text[start..<end], decoder))
            } catch {
                // Blocks of a file that were not written yet when the machine stopped read as zeros.
                guard text.newline(from: end + 1) != nil else { break }
                throw JournalProblem("line \(lines.count + 1) is no line of a journal: \(error)")
            }
            if let problem = Self.foreign(lines[lines.count - 1], boots) {
                throw JournalProblem("line \(lines.count): \(problem)")
            }
            start = end + 1
        }
        let cut = Self.torn(lines, boots)
        length = start - text.startIndex - lines.suffix(cut).reduce(0) { $0 + $1.bytes.count + 1 }
        self.lines = lines.dropLast(cut)
    }

    private static func foreign(_ line: JournalLine, _ boots: [String: Set<String>]) -> String? {
        guard let boot = line.boot else { return nil }
        guard let cells = boots[boot] else { return "the plan has no such boot" }
        guard case .cell(let closing) = line.content else { return nil }
        return cells.contains(closing.result.cell) ? nil : "the boot has no such cell in the plan"
    }

    /// How many of the last lines belong to a boot of which not every cell is closed.
    private static func torn(_ lines: [JournalLine], _ boots: [String: Set<String>]) -> Int {
        guard let boot = lines.last?.boot else { return 0 }
        let block = lines.reversed().prefix { $0.boot == boot && $0.isOfAClosing }
        let closed = lines.count {
            if case .cell(let closing) = $0.content { closing.boot == boot } else { false }
        }
        return closed == boots[boot]?.count ? 0 : block.count
    }
}

extension Data {
    /// Where the next line ends. By the C library, because journals have hundreds of megabytes.
    fileprivate func newline(from start: Index) -> Index? {
        guard start < endIndex else { return nil }
        return withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return nil }
            let offset = start - startIndex
            return memchr(base + offset, Int32(UInt8(ascii: "\n")), bytes.count - offset).map {
                startIndex + (UnsafeRawPointer($0) - base)
            }
        }
    }
}

extension JournalLine {
    fileprivate var isOfAClosing: Bool {
        switch content {
        case .cell, .attempt(_, _, .observation): true
        case .run, .end, .attempt: false
        }
    }
}

extension JournalText {
    /// The first beginning, which speaks for the whole run.
    public var header: RunHeader? {
        if case .run(let header) = lines.first?.content { header } else { nil }
    }

    /// Every cell that has its verdict.
    public var closed: Set<String> {
        Set(lines.compactMap { if case .cell(let closing) = $0.content { closing.result.cell } else { nil } })
    }

    /// Whether it was told how the run ended, and nothing came after.
    public var isEnded: Bool { if case .end = lines.last?.content { true } else { false } }

    /// The last attempt of each boot that came to its end, by the boot's key, and what it took.
    public var ended: [String: (attempt: Int, milliseconds: Int)] {
        var ended: [String: (attempt: Int, milliseconds: Int)] = [:]
        for case .attempt(let boot, let number, .ended(let milliseconds)) in lines.map(\.content) {
            ended[boot] = (number, milliseconds)
        }
        return ended
    }

    /// The highest number of an attempt at each boot, by the boot's key.
    public var attempts: [String: Int] {
        var attempts: [String: Int] = [:]
        for case .attempt(let boot, let number, _) in lines.map(\.content) {
            attempts[boot] = max(attempts[boot] ?? 0, number)
        }
        return attempts
    }
}
