public import Foundation
public import Plan

/// What is wrong with a journal, in a sentence that wants the file's name before it.
public struct JournalProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The sentence, without the file's name.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// A journal as it was left, perhaps by a run that was killed.
///
/// All cells of a boot are closed by one write, so what a kill can leave is half a line, or some of the last boot's
/// cells: the lines since the beginning of that write count as never written.
public struct JournalText: Sendable {
    /// The lines that count, from the journal's first on.
    public let lines: [JournalLine]
    /// Bytes up to the end of the last line that counts.
    public let length: Int

    /// - Throws: ``JournalProblem`` for a line that is none of this plan's journal, unless it is the last.
    public init(_ text: Data, of plan: Plan) throws {
        let boots = Dictionary(
            plan.boots.map { ($0.key, Set($0.cells.map(\.id))) }, uniquingKeysWith: { first, _ in first })
        let decoder = JSONDecoder()
        var rest = JournalLines(text)
        var lines: [JournalLine] = []
        var end = rest.place
        while let bytes = rest.next() {
            do {
                lines.append(try JournalLine(bytes, decoder))
            } catch {
                // Blocks of a file that were not written yet when the machine stopped read as zeros.
                guard rest.next() != nil else { break }
                throw JournalProblem("line \(lines.count + 1) is no line of a journal: \(error)")
            }
            if let problem = Self.foreign(lines[lines.count - 1], boots) {
                throw JournalProblem("line \(lines.count): \(problem)")
            }
            end = rest.place
        }
        let cut = Self.torn(lines, boots)
        length = end - text.startIndex - lines.suffix(cut).reduce(0) { $0 + $1.bytes.count + 1 }
        self.lines = lines.dropLast(cut)
    }

    private static func foreign(_ line: JournalLine, _ boots: [String: Set<String>]) -> String? {
        guard let boot = line.event.boot else { return nil }
        guard let cells = boots[boot] else { return "the plan has no such boot" }
        guard let closed = line.closed else { return nil }
        return cells.contains(closed.id) ? nil : "the boot has no such cell in the plan"
    }

    /// How many of the last lines belong to a boot of which not every cell is closed.
    private static func torn(_ lines: [JournalLine], _ boots: [String: Set<String>]) -> Int {
        guard let boot = lines.last?.event.boot else { return 0 }
        let block = lines.reversed().prefix { $0.event.boot == boot && $0.isOfAClosing }
        let closed = lines.count { $0.closed?.boot == boot }
        return closed == boots[boot]?.count ? 0 : block.count
    }
}

extension JournalLine {
    fileprivate var isOfAClosing: Bool {
        switch event {
        case .cell, .observation: true
        case .runBegin, .bootBegin, .attemptFailed, .bootEnd, .runEnd: false
        }
    }
}

extension JournalText {
    /// The first beginning, which speaks for the whole run.
    public var header: RunHeader? {
        if case .runBegin(let header) = lines.first?.event { header } else { nil }
    }

    /// Every cell that has its verdict.
    public var closed: Set<String> {
        Set(lines.compactMap { $0.closed?.id })
    }

    /// Whether it was told how the run ended, and nothing came after.
    public var isEnded: Bool { if case .runEnd = lines.last?.event { true } else { false } }

    /// The last attempt of each boot that came to its end, by the boot's key, and what it took.
    public var ended: [String: (attempt: Int, milliseconds: Int)] {
        var ended: [String: (attempt: Int, milliseconds: Int)] = [:]
        for case .bootEnd(let boot, let number, let milliseconds) in lines.lazy.map(\.event) {
            ended[boot] = (number, milliseconds)
        }
        return ended
    }

    /// The highest number of an attempt at each boot, by the boot's key.
    public var attempts: [String: Int] {
        var attempts: [String: Int] = [:]
        for line in lines {
            guard let boot = line.event.boot, let number = line.event.attempt else { continue }
            attempts[boot] = max(attempts[boot] ?? 0, number)
        }
        return attempts
    }
}
