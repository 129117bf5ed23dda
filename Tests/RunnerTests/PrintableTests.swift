import Testing

@testable import Runner

@Suite struct PrintableTests {
    @Test func keepsLinesAndColoursAndNothingElseThatMovesATerminal() {
        #expect(Printable.text("a\n\u{1b}[31;1mred\u{1b}[0m") == "a\n\u{1b}[31;1mred\u{1b}[0m")
        #expect(Printable.text("\u{1b}]0;title\u{07}\u{1b}[2J\u{9b}5m\r\u{7f}") == "·]0;title··[2J·5m··")
        #expect(Printable.text("\u{1b}[") == "·[")
        #expect(Printable.text("ü…") == "ü…")
    }
}
