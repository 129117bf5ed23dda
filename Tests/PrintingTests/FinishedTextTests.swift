import Foundation
import Printing
import Testing

/// Text that is finished, and JSON that becomes text on a page.
@Suite struct FinishedTextTests {
    /// Wrapping has made a line begin with what was in the middle of one.
    @Test func eachLineOfAFinishedTextIsLookedAt() {
        let text = "a\n    ::error::x\n##[error]y\r\n::warning::z\nsection_start:1:a\n\n"
        let safe = "a\n    ·:error::x\n#·[error]y\r\n·:warning::z\nsection_start·1:a\n\n"
        #expect(Printable.uncommanded(lines: text) == safe)
        #expect(Printable.uncommanded(lines: "no command\n \u{202e}\n") == "no command\n \u{202e}\n", "all else stays")
    }

    private func shown(_ text: String) throws -> String {
        let json = Printable.shownJSON(Array(try JSONEncoder().encode([text])))
        return try #require(try JSONDecoder().decode([String].self, from: Data(json)).first)
    }

    @Test(arguments: [
        "\u{202e}", "\u{2066}", "\u{200b}", "\u{200d}", "\u{feff}", "\u{e0041}", "\u{2028}", "\u{85}", "\u{ad}",
        "\u{0}",
        "\u{1b}", "\u{7f}", "\u{8}", "\u{c}", "\r",
    ])
    func aPageShowsWhatHides(scalar: String) throws {
        #expect(try shown("a\(scalar)b") == "a·b")
        // A backslash before it is text, and no escape.
        #expect(try shown("\\\(scalar)u202e") == "\\·u202e")
    }

    @Test func aPageKeepsWhatIsText() throws {
        let text = "a\n\tb \"c\" \\u202e \\\\ \\n ü … 🜨 ##[error] / </script>"
        #expect(try shown(text) == text)
        #expect(
            !String(decoding: Printable.shownJSON(Array(try JSONEncoder().encode([text]))), as: UTF8.self).contains(
                "##["))
    }

    @Test func jsonThatEndsInAnEscapeTrapsNothing() {
        for text in ["\"\\", "\"\\u", "\"\\u12", "\"\\ud800\"", "\\"] { _ = Printable.shownJSON(Array(text.utf8)) }
    }
}
