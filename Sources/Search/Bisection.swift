/// Between which two of a row something changed.
public struct Bisection<Seen: Equatable & Sendable>: Sendable {
    /// What was seen of the members of the row that were tried, by their place in it.
    public private(set) var seen: [Int: Seen] = [:]
    /// The neighbours between which it changed; nil where both ends are the same.
    public private(set) var change: (before: Int, after: Int)?

    /// Tries both ends, and then the middle until two neighbours differ. Where it changed more than once, one of the
    /// changes is found.
    /// - Parameters:
    ///   - count: Members of the row, 2 and up.
    ///   - trial: nil where a member cannot be tried; it is passed over.
    public init(count: Int, trial: (Int) async throws -> Seen?) async rethrows {
        var row = Array(0..<count)
        func look(_ place: Int) async throws -> Bool {
            if seen[place] != nil { return true }
            seen[place] = try await trial(place)
            return seen[place] != nil
        }
        while let first = row.first, try await !look(first) { row.removeFirst() }
        while let last = row.last, try await !look(last) { row.removeLast() }
        while row.count > 2 {
            guard seen[row[0]] != seen[row[row.count - 1]] else { return }
            let middle = row.count / 2
            guard try await look(row[middle]) else {
                row.remove(at: middle)
                continue
            }
            row = Array(seen[row[middle]] == seen[row[0]] ? row[middle...] : row[...middle])
        }
        if row.count == 2, seen[row[0]] != seen[row[1]] { change = (row[0], row[1]) }
    }
}
