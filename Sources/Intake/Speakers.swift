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
        var start = 0
        var isNote = false
        for index in lines.indices.prefix(most) {
            let line = lines[index]
            if line.text.starts("signed-off-by: ") {
                for place in start..<index { lines[place].isOfPatch = true }
                start = index
            }
            // A file of its own is the reporter's until it says otherwise.
            if index > 0, lines[index - 1].file != line.file {
                speakers.names = speakers.reporter?.name.map { [0: $0] } ?? [:]
            }
            // A word alone may be a name or the label of a log: its log is another's, and the prose below it is left.
            if namesAuthor(index, lines) {
                lines[index].isHeader = true
                lines[index].isOfOther = true
                continue
            }
            if !line.stamped, speakers.takes(headerAt: index, lines) {
                start = index
                lines[index].isHeader = true
                lines[index].isOfOther = speakers.isOther(Speaker(name: speakers.names[line.depth], depth: line.depth))
                continue
            }
            // GitHub's notes look like quotes, and are the writer's own.
            isNote = line.depth > 0 && (isNote || line.text.starts("[!"))
            let depth = isNote ? 0 : line.depth
            let speaker = Speaker(name: speakers.names[depth], depth: depth)
            // Who shows a log below a name speaks as well; a log without one may be anybody's.
            if speaker.name != nil { speakers.reporter = speakers.reporter ?? speaker }
            guard !line.stamped, !line.isMachineText || line.isSentence, !isHeading(line) else { continue }
            speakers.reporter = speakers.reporter ?? speaker
            lines[index].isOfOther = speakers.isOther(speaker) || isLink(line.text)
        }
    }

    private func isOther(_ speaker: Speaker) -> Bool { reporter.map { !$0.isSame(as: speaker) } ?? false }

    /// Whether the line names who speaks on those below it.
    private mutating func takes(headerAt index: Int, _ lines: [Pasted.Line]) -> Bool {
        let line = lines[index]
        guard line.text.count < Self.longest else { return false }
        if line.text.bytes.suffix(6).elementsEqual("wrote:".utf8) {
            names[line.depth + 1] = line.text
        } else if line.text.starts("from: "), line.text.hasAny(["@", " at "]) {
            names[line.depth] = line.text.from(6)
        } else if let name = Self.post(line.text) {
            names[line.depth] = name
        } else {
            return false
        }
        return true
    }

    private static let verbs: Set<String> = [
        "comment", "commented", "wrote", "description", "posted", "replied", "said", "opened", "review",
    ]
    private static let small: Set<String> = ["on", "at", "ago", "days", "months", "years", "utc", "thread", "the"]

    /// `name commented on 2024-01-05`, `comment 3 name 2019-03-04 utc`: what is left of a short line that has a day, and a
    /// word of what people do in threads.
    private static func post(_ text: ReportText) -> ReportText? {
        let words = text.words.prefix(12).map { Array($0.bytes) }
        guard (3...11).contains(words.count), words.contains(where: isDay) || text.hasWord("ago"),
            words.contains(where: { verbs.contains(String(decoding: $0, as: UTF8.self)) })
        else { return nil }
        let named = words.filter { word in
            let name = String(decoding: word, as: UTF8.self)
            return !verbs.contains(name) && !small.contains(name) && word.first.map(ReportText.isDigit) != true
        }
        guard (1...3).contains(named.count), words.count - named.count >= 2 else { return nil }
        return ReportText(Array(named.joined(separator: [32])))
    }

    /// Labels of one word that are no names of people.
    private static let labels: Set<String> = [
        "dmesg:", "output:", "log:", "logs:", "kernel:", "cmdline:", "note:", "update:", "edit:", "host:", "guest:",
        "thanks:", "expected:", "actual:", "result:", "results:", "version:", "works:", "fails:", "fix:", "workaround:",
        "solution:", "question:", "answer:", "before:", "after:", "steps:", "environment:", "system:", "hardware:",
        "lspci:", "config:", "good:", "bad:", "working:", "failing:", "example:", "patch:", "trace:", "error:",
        "summary:", "details:", "description:", "setup:", "symptoms:", "symptom:", "cause:", "grub:", "bios:", "vm:",
    ]

    /// `name:` alone on a line behind an empty one, as threads name who writes.
    private static func namesAuthor(_ index: Int, _ lines: [Pasted.Line]) -> Bool {
        let (line, text) = (lines[index], lines[index].text)
        guard index > 0, !line.stamped, (3...40).contains(text.count), text.bytes.last == UInt8(ascii: ":"),
            text.bytes.dropLast().allSatisfy({ ReportText.isName($0) || "-.".utf8.contains($0) }),
            lines[index - 1].file == line.file, line.number > lines[index - 1].number + 1, !RemedyList.isHead(line)
        else { return false }
        return !labels.contains(String(decoding: text.bytes, as: UTF8.self))
    }

    private static func isDay(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 10 && bytes[4] == UInt8(ascii: "-") && bytes[7] == UInt8(ascii: "-")
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
