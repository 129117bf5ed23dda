import Testing

/// A command that a document shows, as words of a shell.
struct ShownCommand: CustomTestStringConvertible, Hashable, Sendable {
    let place: String
    let words: [String]

    var testDescription: String { "\(place): \(words.joined(separator: " "))" }

    /// The program without its folder.
    var program: String { String(words[0].split(separator: "/").last ?? "") }

    /// Every command that the documents show, in fences and between backticks.
    static let all: [ShownCommand] = Document.all.flatMap { document in
        document.blocks.flatMap { commands(of: $0, in: document) }
            + document.spans.flatMap { number, text in
                isCommand(text) ? split(text, "\(document.path):\(number)") : []
            }
    }

    static func of(_ program: String) -> [ShownCommand] { all.filter { $0.program == program } }

    /// Whether a span is one of the commands that are looked at, and not just the program's name.
    static func isCommand(_ text: Substring) -> Bool {
        let words = text.split(separator: " ")
        return words.count > 1 && ["dmaroute", "make", "swift", "./dmaroute-observe"].contains(words[0])
    }

    private static func commands(of block: Document.Block, in document: Document) -> [ShownCommand] {
        guard block.language == "sh" || block.language == "console" else { return [] }
        var commands: [ShownCommand] = []
        var pending: (place: String, text: String)?
        for (number, line) in block.lines {
            let begins = block.language == "sh" ? true : line.hasPrefix("$ ") || line.hasPrefix("# ")
            guard pending != nil || begins else { continue }
            let text = block.language == "sh" || pending != nil ? line : line.dropFirst(2)
            let whole = (pending?.text ?? "") + text
            let place = pending?.place ?? "\(document.path):\(number)"
            if whole.hasSuffix("\\") {
                pending = (place, String(whole.dropLast()) + " ")
            } else {
                commands += split(Substring(whole), place)
                pending = nil
            }
        }
        return commands
    }

    /// The simple commands of a line: `&&`, `;` and `|` stand between them, `#` begins a comment.
    static func split(_ text: Substring, _ place: String) -> [ShownCommand] {
        var commands: [[String]] = [[]]
        for word in words(text) {
            switch word {
            case .operator: commands.append([])
            case .text(let text): commands[commands.count - 1].append(text)
            }
        }
        return commands.filter { !$0.isEmpty }.map { ShownCommand(place: place, words: $0) }
    }

    private enum Word {
        case text(String)
        case `operator`
    }

    private static func words(_ text: Substring) -> [Word] {
        var words: [Word] = []
        var word: String?
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == " " || "|;&".contains(character) {
                if let whole = word { words.append(.text(whole)) }
                word = nil
                if character != " " { words.append(.operator) }
            } else if character == "#", word == nil {
                return words
            } else {
                word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [.text($0)] } ?? [])
    }
}
