import Foundation
import Plan
import RouteModel
import Verdict

/// One session of a run: a beginning and the attempts that followed it.
struct MergedSession: Sendable {
    struct Attempt: Sendable {
        /// That it has in its journal.
        var number: Int
        var lines: [JournalLine]

        /// Of two copies the one that goes on longer; the other was taken while it ran.
        func joined(with other: Attempt) -> Attempt {
            let (a, b) = (lines.reduce(0) { $0 + $1.bytes.count }, other.lines.reduce(0) { $0 + $1.bytes.count })
            if lines.count != other.lines.count { return lines.count > other.lines.count ? self : other }
            if a != b { return a > b ? self : other }
            if number != other.number { return number < other.number ? self : other }
            return lines.lexicographicallyPrecedes(other.lines) { $0.bytes.lexicographicallyPrecedes($1.bytes) }
                ? self : other
        }
    }

    let name: String
    let header: RunHeader
    let line: Data
    /// By the boot's key, in the order in which they were begun.
    private(set) var attempts: [String: [Attempt]] = [:]
    private(set) var hasSeen = false

    init(_ header: RunHeader, _ line: JournalLine) {
        name = header.session ?? ""
        self.header = header
        self.line = line.bytes
    }

    mutating func add(_ line: JournalLine, of boot: String, _ number: Int) {
        if case .observation(_, _, let sighting) = line.event, sighting.isSeen { hasSeen = true }
        if let index = attempts[boot]?.firstIndex(where: { $0.number == number }) {
            attempts[boot]?[index].lines.append(line)
        } else {
            attempts[boot, default: []].append(Attempt(number: number, lines: [line]))
        }
    }

    /// Place of an attempt among those at its boot, from 1; 0 for none.
    func place(of number: Int, at boot: String) -> Int {
        (attempts[boot]?.firstIndex { $0.number == number }).map { $0 + 1 } ?? 0
    }

    /// What two copies of one session tell together.
    func joined(with other: MergedSession) -> MergedSession {
        var joined = line.lexicographicallyPrecedes(other.line) ? self : other
        joined.hasSeen = hasSeen || other.hasSeen
        joined.attempts = attempts.merging(other.attempts) { mine, others in
            (0..<max(mine.count, others.count)).map { index in
                guard index < mine.count else { return others[index] }
                return index < others.count ? mine[index].joined(with: others[index]) : mine[index]
            }
        }
        return joined
    }
}

/// Where a closed cell stands among the sessions.
struct MergedCell: Sendable {
    let closed: ClosedCell
    let line: JournalLine
    let session: String
    /// Of the attempt that it rests on, among those that its session made at the boot, from 1; 0 where nothing was started.
    let place: Int

    var result: RunResult.Cell { closed.result }

    /// Whether this is the verdict that counts, of two on one cell. A total order, so that it matters not who comes first.
    func counts(before other: MergedCell) throws -> Bool {
        let (mine, others) = (result.status.gravity, other.result.status.gravity)
        guard mine == others else { return mine > others }
        let (bytes, otherBytes) = (try result.bytes(), try other.result.bytes())
        guard bytes == otherBytes else { return bytes.lexicographicallyPrecedes(otherBytes) }
        guard session == other.session else { return session < other.session }
        guard place == other.place else { return place < other.place }
        return line.bytes.lexicographicallyPrecedes(other.line.bytes)
    }
}

extension RunResult.Cell {
    func bytes() throws -> Data { try JSONLines.line(self) }
}

extension Status {
    fileprivate var gravity: Int {
        switch self {
        case .fail: 5
        case .error: 4
        case .miss: 3
        case .xfail: 2
        case .pass: 1
        case .skip: 0
        }
    }
}
