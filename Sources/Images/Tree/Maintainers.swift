/// Who looks after a file of a kernel, as the tree's MAINTAINERS says.
public struct Maintainers: Sendable {
    /// Whom a mail about a file goes to.
    public struct Recipients: Hashable, Sendable {
        /// Maintainers, as `Name <address>`; those of the closest entry first.
        public var to: [String] = []
        /// Reviewers and lists, the closest first.
        public var cc: [String] = []
    }

    private let entries: [Entry]

    /// - Parameter text: the file's text. Lines that are no entry's are passed over, as scripts/get_maintainer.pl does.
    public init(_ text: String) {
        var entries: [Entry] = []
        var entry = Entry()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard let (key, value) = Self.field(line) else {
                entries.append(entry)
                entry = Entry()
                continue
            }
            entry.take(key, value)
        }
        self.entries = (entries + [entry]).filter { !$0.files.isEmpty }
    }

    /// By entries whose `F:` holds the file and whose `X:` does not. Entries that name files by a regular expression (`N:`) or
    /// by what stands in them (`K:`) are not asked. Of an entry for the whole tree only its lists count.
    public func recipients(of file: String) -> Recipients {
        let own = entries.compactMap { entry in entry.depth(of: file).map { (entry: entry, depth: $0) } }
            .enumerated().sorted { ($1.element.depth, $0.offset) < ($0.element.depth, $1.offset) }.map(\.element)
        var found = Recipients()
        for (entry, depth) in own {
            if depth > 0 { found.to += entry.maintainers.filter { !found.to.contains($0) } }
            let others = (depth > 0 ? entry.reviewers : []) + entry.lists
            found.cc += others.filter { !found.to.contains($0) && !found.cc.contains($0) }
        }
        return found
    }

    /// `M:` and what follows it.
    private static func field(_ line: Substring) -> (key: Character, value: String)? {
        guard let key = line.first, key.isASCII, key.isUppercase, line.dropFirst().first == ":" else { return nil }
        return (key, String(line.dropFirst(2).drop { $0 == " " || $0 == "\t" }))
    }
}

extension Maintainers {
    private struct Entry {
        var maintainers: [String] = []
        var reviewers: [String] = []
        var lists: [String] = []
        var files: [String] = []
        var others: [String] = []

        mutating func take(_ key: Character, _ value: String) {
            switch key {
            case "M" where value.contains("@"): maintainers.append(value)
            case "R" where value.contains("@"): reviewers.append(value)
            // Behind an address stands what the list is like: `(moderated)`.
            case "L" where value.contains("@"): lists.append(String(value.prefix { $0 != " " && $0 != "\t" }))
            case "F" where !value.isEmpty: files.append(value)
            case "X" where !value.isEmpty: others.append(value)
            default: break
            }
        }

        /// How close the entry is to the file: folders that its pattern names; 0 of the whole tree, nil where it is not its.
        func depth(of file: String) -> Int? {
            guard !others.contains(where: { Self.holds($0, file) }) else { return nil }
            return files.filter { Self.holds($0, file) }.map { Self.isWhole($0) ? 0 : $0.count { $0 == "/" } + 1 }.max()
        }

        private static func isWhole(_ pattern: String) -> Bool { pattern == "*" || pattern == "*/" }

        /// A pattern that ends with `/` holds all below; any other one holds what has as many folders.
        private static func holds(_ pattern: String, _ file: String) -> Bool {
            let parts = pattern.split(separator: "/", omittingEmptySubsequences: false)
            let names = file.split(separator: "/", omittingEmptySubsequences: false)
            if parts.last == "" {
                return names.count >= parts.count && zip(parts.dropLast(), names).allSatisfy(matches)
            }
            // A folder may be named without its `/`.
            let isBelow = names.count > parts.count && zip(parts, names).allSatisfy { $0 == $1 }
            return isBelow || (names.count == parts.count && zip(parts, names).allSatisfy(matches))
        }

        /// `*` is any number of characters, `?` is one, and `[ch]` is one of these; none of them is a `/`.
        private static func matches(_ pattern: Substring, _ name: Substring) -> Bool {
            var (at, from) = (pattern.startIndex, name.startIndex)
            var retry: (pattern: Substring.Index, name: Substring.Index)?
            while from < name.endIndex {
                if at < pattern.endIndex, pattern[at] == "*" {
                    at = pattern.index(after: at)
                    retry = (at, from)
                } else if let next = one(of: pattern, at, is: name[from]) {
                    (at, from) = (next, name.index(after: from))
                } else if let last = retry {
                    let next = name.index(after: last.name)
                    retry = (last.pattern, next)
                    (at, from) = (last.pattern, next)
                } else {
                    return false
                }
            }
            return pattern[at...].allSatisfy { $0 == "*" }
        }

        /// Where the pattern goes on behind what stands for the character; nil where it stands for another.
        private static func one(
            of pattern: Substring, _ at: Substring.Index, is character: Character
        ) -> Substring.Index? {
            guard at < pattern.endIndex else { return nil }
            let next = pattern.index(after: at)
            if pattern[at] == "[", let end = pattern[next...].firstIndex(of: "]") {
                return pattern[next..<end].contains(character) ? pattern.index(after: end) : nil
            }
            return pattern[at] == "?" || pattern[at] == character ? next : nil
        }
    }
}
