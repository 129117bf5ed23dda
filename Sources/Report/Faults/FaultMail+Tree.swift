import Faults

/// Whom a fault's mail goes to and which commit it may blame, as a source tree says.
extension FaultMail {
    /// What a source tree knows of the place where a fault stands.
    public struct Tree: Sendable {
        /// A commit's hash and first line.
        public typealias Commit = (hash: String, title: String)

        /// Maintainers, as `Name <address>`.
        public var to: [String]
        /// Reviewers and lists.
        public var cc: [String]
        /// What changed the function from the last release without the fault to the first one with it, newest first; nil where
        /// the tree's history does not say.
        public var commits: [Commit]?

        public init(to: [String], cc: [String], commits: [Commit]?) {
            self.to = to
            self.cc = cc
            self.commits = commits
        }
    }

    /// The fields that name them, folded at 72 columns.
    var recipients: [String] {
        guard let tree else { return [] }
        return Self.field("To", tree.to) + Self.field("Cc", tree.cc)
    }

    private static func field(_ name: String, _ people: [String]) -> [String] {
        people.map(address).reduce(into: []) { lines, person in
            guard let last = lines.last else { return lines.append("\(name): \(person)") }
            lines[lines.count - 1] += ","
            if last.unicodeScalars.count + 2 + person.unicodeScalars.count <= 72 {
                lines[lines.count - 1] += " \(person)"
            } else {
                lines.append("    \(person)")
            }
        }
    }

    /// A name beyond ASCII is written as RFC 2047 asks for.
    private static func address(_ person: String) -> String {
        let text = PlainText.line(person)
        guard !text.utf8.allSatisfy({ $0 < 0x80 }), let open = text.lastIndex(of: "<") else { return text }
        let name = text[..<open].drop { $0 == "\"" || $0 == " " }
        let bare = name.reversed().drop { $0 == "\"" || $0 == " " }.reversed()
        return "=?utf-8?q?\(String(bare).utf8.map(encoded).joined())?= \(text[open...])"
    }

    private static func encoded(_ byte: UInt8) -> String {
        let scalar = Character(Unicode.Scalar(byte))
        if byte == UInt8(ascii: " ") { return "_" }
        if byte < 0x80, scalar.isLetter || scalar.isNumber { return String(scalar) }
        let digits = String(byte, radix: 16, uppercase: true)
        return "=" + (digits.count < 2 ? "0" : "") + digits
    }

    /// One commit alone is the one to blame; of several the reader has to find it.
    var history: [String] {
        guard let tree, let place = fault.place else { return [] }
        guard let arrival = fault.arrival else {
            return PlainText.wrapped(
                "No release looked at is without it, so the history does not say which commit to fix.")
        }
        let span = "between v\(arrival.after) and v\(arrival.until)"
        guard let commits = tree.commits, !commits.isEmpty else {
            return PlainText.wrapped("The history at hand shows no commit that changed \(place.function)() \(span).")
        }
        let lines = commits.prefix(Self.commitLimit).map { "\($0.hash.prefix(12)) (\"\(PlainText.line($0.title))\")" }
        if commits.count == 1 {
            return PlainText.wrapped("One commit alone changed \(place.function)() \(span):") + ["Fixes: \(lines[0])"]
        }
        let left = commits.count - lines.count
        return PlainText.wrapped(
            "\(commits.count) commits changed \(place.function)() \(span); one of them is to be fixed:")
            + lines.map { "    \($0)" } + (left > 0 ? ["    and \(left) more"] : [])
    }

    private static let commitLimit = 8
}
