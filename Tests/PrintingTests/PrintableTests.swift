import Foundation
import Printing
import Testing

@Suite struct PrintableTests {
    @Test func keepsLinesAndColoursAndNothingElseThatMovesATerminal() {
        #expect(Printable.text("a\n\u{1b}[31;1mred\u{1b}[0m") == "a\n\u{1b}[31;1mred\u{1b}[0m")
        #expect(Printable.text("\u{1b}]0;title\u{07}\u{1b}[2J\u{9b}5m\r\u{7f}") == "·]0;title··[2J·5m··")
        #expect(Printable.text("\u{1b}[") == "·[")
        #expect(Printable.text("ü…") == "ü…")
    }

    /// A colour that this command does not use could hide what a guest says.
    @Test func aColourOfAGuestsIsNone() {
        #expect(Printable.text("\u{1b}[8mhidden\u{1b}[0m") == "·[8mhidden\u{1b}[0m")
        #expect(Printable.text("\u{1b}[30;40mhidden") == "·[30;40mhidden")
    }

    /// U+202E turns around what stands behind it, so that a path or a verdict reads as another.
    @Test(arguments: [
        "\u{202e}", "\u{2066}", "\u{200b}", "\u{200d}", "\u{feff}", "\u{e0041}", "\u{2028}", "\u{85}", "\u{ad}",
        "\u{ffff}",
    ])
    func whatHidesOrTurnsTextIsMadeVisible(scalar: String) {
        #expect(Printable.text("a\(scalar)b") == "a·b")
        #expect(Printable.line("a\(scalar)b").unicodeScalars.allSatisfy { $0.isASCII || $0 == "·" })
        let json = #"{"a":"\#(scalar)b"}"#
        let safe = Printable.json(Array(json.utf8))
        #expect(safe.allSatisfy { $0 < 0x80 } && String(decoding: safe, as: UTF8.self).contains("\\u"))
        #expect(throws: Never.self) {
            let before = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
            let after = try JSONDecoder().decode([String: String].self, from: Data(safe))
            #expect(
                Array(before["a"].map { Array($0.unicodeScalars) } ?? [])
                    == Array(after["a"].map { Array($0.unicodeScalars) } ?? []))
        }
    }

    /// What actions/runner and GitLab's runner take for a command to them.
    @Test(arguments: [
        ("::error file=a::b", "·:error file=a::b"), ("  \t::add-mask::x", "  \t·:add-mask::x"),
        ("\u{a0}::warning::x", "\u{a0}·:warning::x"), ("a ##[error]b ##[x]", "a #·[error]b #·[x]"),
        ("###[x]", "##·[x]"), ("section_start:1:a", "section_start·1:a"), ("section_end:1:a", "section_end·1:a"),
        ("a::b ::c", "a::b ::c"), ("# [x]", "# [x]"), (":x", ":x"),
        ("\u{1b}[31;1m::error::x", "\u{1b}[31;1m·:error::x"),
    ])
    func noLineIsACommandToACI(line: String, safe: String) {
        #expect(Printable.text("a\n\(line)\nb") == "a\n\(safe)\nb")
    }

    @Test func jsonWithoutAnyOfThatStaysAsItIs() {
        let json = #"{"a":"… ü # [ ## \n","b":[1,2]}"#
        #expect(Printable.json(Array(json.utf8)) == Array(json.utf8))
        let command = Printable.json(Array(###"{"a":"##[error]"}"###.utf8))
        #expect(String(decoding: command, as: UTF8.self) == ###"{"a":"##\u005berror]"}"###)
    }

    @Test func bytesThatAreNoTextTrapNothing() {
        for length in 0..<5 {
            for byte in [0x80, 0xc0, 0xe2, 0xf0, 0xff] as [UInt8] {
                _ = Printable.json([byte] + [UInt8](repeating: 0x80, count: length))
            }
        }
    }
}
