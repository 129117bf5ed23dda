/// An XML element that escapes what it is given.
struct XML: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        case element(XML)
        case text(String)
    }

    /// A name written in this module's source, never outside input.
    let name: StaticName
    var attributes: [(name: StaticName, value: String)] = []
    var content: [Content] = []

    init(_ name: StaticName, _ attributes: KeyValuePairs<StaticName, String> = [:], _ children: [XML] = []) {
        self.name = name
        self.attributes = attributes.map { ($0.key, $0.value) }
        content = children.map { .element($0) }
    }

    init(_ name: StaticName, text: String) {
        self.name = name
        content = [.text(text)]
    }

    func with(text: String) -> XML {
        var copy = self
        copy.content.append(.text(text))
        return copy
    }

    static func == (left: XML, right: XML) -> Bool {
        left.name == right.name && left.content == right.content
            && left.attributes.elementsEqual(right.attributes) { $0 == $1 }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(content)
        for (name, value) in attributes {
            hasher.combine(name)
            hasher.combine(value)
        }
    }

    /// The document. Throws where a value holds a character that XML 1.0 cannot carry at all, such as NUL.
    func document() throws(LabError) -> String {
        var text = ""
        try write(to: &text, indent: "")
        return text
    }

    private func write(to text: inout String, indent: String) throws(LabError) {
        text += "\(indent)<\(name.text)"
        for (name, value) in attributes {
            text += " \(name.text)=\"\(try escaped(value))\""
        }
        guard let first = content.first else {
            text += "/>\n"
            return
        }
        text += ">"
        if case .element = first { text += "\n" }
        for part in content {
            switch part {
            case .text(let value): text += try escaped(value)
            case .element(let child): try child.write(to: &text, indent: indent + "  ")
            }
        }
        if case .element = first { text += indent }
        text += "</\(name.text)>\n"
    }

    private func escaped(_ value: String) throws(LabError) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "&": text += "&amp;"
            case "\"": text += "&quot;"
            case "'": text += "&apos;"
            // A parser turns a bare one into a space or a newline.
            case "\t", "\n", "\r": text += "&#\(scalar.value);"
            case "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
                text.unicodeScalars.append(scalar)
            default:
                let code = String(scalar.value, radix: 16, uppercase: true)
                throw LabError(
                    .specification,
                    "the <\(name.text)> of the domain holds the character U+\(code), which XML cannot carry",
                    hint: "remove it from the path, name or option that holds it")
            }
        }
        return text
    }
}

/// A string that stands in the source.
struct StaticName: Hashable, Sendable, ExpressibleByStringLiteral {
    let text: String

    init(stringLiteral text: StaticString) { self.text = text.description }
}
