/// Who speaks on each line of prose. The reporter is who speaks first; what anybody else says is hearsay.
struct Speakers {
    /// Names by depth of quoting, as far as a header or an attribution gives them.
    private var names: [Int: ReportText] = [:]
    private var reporter: Speaker?

    private struct Speaker {
        var name: ReportText?
        var depth: Int

        /// Whether one person speaks: names decide, and where there are none the depth of quoting does.
        func isSame(as other: Speaker) -> Bool {
            guard let name, let its = other.name else {
                return name == nil && other.name == nil && depth == other.depth
            }
            return name.bytes == its.bytes || name.holds(its) || its.holds(name)
        }
    }

    /// Lines that are looked at: threads are not longer, and logs have no speaker.
    private static let most = 16384
    private static let longest = 160

    /// Marks the lines of prose that somebody other than the reporter speaks.
    static func mark(_ lines: inout [Pasted.Line]) {
        var speakers = Speakers()
        for index in lines.indices.prefix(most) where !lines[index].stamped {
            let line = lines[index]
            if speakers.takes(headerAt: index, lines) { continue }
            guard !line.isMachineText || line.isSentence, !isHeading(line) else { continue }
            let speaker = Speaker(name: speakers.names[line.depth], depth: line.depth)
            speakers.reporter = speakers.reporter ?? speaker
            lines[index].isOfOther = speakers.reporter.map { !$0.isSame(as: speaker) } ?? false || isLink(line.text)
        }
    }

    /// Whether the line names who speaks on those below it.
    private mutating func takes(headerAt index: Int, _ lines: [Pasted.Line]) -> Bool {
        let line = lines[index]
        guard line.text.count < Self.longest else { return false }
        if let name = Sections.author(index, lines) {
            names[line.depth] = ReportText(Array(name.utf8.dropLast()))
        } else if line.text.bytes.suffix(6).elementsEqual("wrote:".utf8) {
            names[line.depth + 1] = line.text
        } else if line.text.starts("from: ") {
            names[line.depth] = line.text.from(6)
        } else if let name = Self.post(line.text) {
            names[line.depth] = name
        } else {
            return false
        }
        return true
    }

    /// `name commented on 2024-01-05`, `name (reporter) wrote 3 days ago`: the first word of a line that has one of a few
    /// verbs or nouns, and a day, and little else.
    private static func post(_ text: ReportText) -> ReportText? {
        let words = text.words.prefix(12)
        guard (3...11).contains(words.count),
            text.hasAny([" comment", " wrote", " description", " posted", " replied", " said", " opened", " thread"]),
            words.contains(where: { isDay($0.bytes) }) || text.hasWord("ago")
        else { return nil }
        return words.first.map { ReportText(Array($0.bytes)) }
    }

    private static func isDay(_ word: ArraySlice<UInt8>) -> Bool {
        let bytes = Array(word)
        return bytes.count >= 10 && bytes[4] == UInt8(ascii: "-") && bytes[7] == UInt8(ascii: "-")
            && bytes[..<4].allSatisfy(ReportText.isDigit)
    }

    private static func isHeading(_ line: Pasted.Line) -> Bool {
        line.text[0] == UInt8(ascii: "#") || line.text.starts("subject: ") || line.text.starts("date: ")
            || line.text.starts("to: ") || line.text.starts("cc: ")
    }

    /// A link with its title says what somebody wrote elsewhere.
    private static func isLink(_ text: ReportText) -> Bool {
        text.starts("http://") || text.starts("https://") || text[0] == UInt8(ascii: "[") && text.has("](http")
    }
}

extension ReportText {
    /// Whether another text, of more than three letters, stands in it.
    fileprivate func holds(_ other: ReportText) -> Bool {
        guard other.count > 3, other.count <= count else { return false }
        return (0...(count - other.count)).contains { bytes[$0..<($0 + other.count)].elementsEqual(other.bytes) }
    }
}
