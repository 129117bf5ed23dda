import Foundation
import Printing
import Testing

/// What delimits is looked for in scalars: with a combining mark or a joiner behind it, it is another character to Swift and
/// the same byte to a shell.
@Suite struct DelimiterTests {
    private static let marks = ["", "\u{301}", "\u{200d}", "\u{fe0f}", "\r\n"]
    private static let words = [
        "'", "\"", "\\", "`", "$(x)", "!", "&", "|", ";", "<", ">", "*", "?", "~", "#", " ", "\n", "=",
    ]
    .flatMap { delimiter in marks.flatMap { ["\(delimiter)\($0)", "a\(delimiter)\($0)||b\(delimiter)\($0)"] } }

    private func shell(_ command: String, _ program: String = "/bin/sh") throws -> String {
        let shell = Process()
        let answer = Pipe()
        shell.executableURL = URL(fileURLWithPath: program)
        shell.arguments = ["-c", command]
        shell.standardOutput = answer
        try shell.run()
        let said = try answer.fileHandleForReading.readToEnd() ?? Data()
        shell.waitUntilExit()
        return String(decoding: said, as: UTF8.self)
    }

    private func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

    @Test func aShellGetsEachWordAsItIs() throws {
        for quote in [ShellWord.quoted, ShellWord.argument] {
            let command = "printf '%s\\0' " + Self.words.map(quote).joined(separator: " ")
            let got = try shell(command).unicodeScalars.split(separator: "\0", omittingEmptySubsequences: false)
            #expect(got.dropLast().map { scalars(String($0)) } == Self.words.map(scalars))
        }
        let doubled = Self.words.map(ShellWord.doubleQuoted).joined(separator: " ")
        let got = try shell("printf '%s\\0' \(doubled)", "/bin/bash").unicodeScalars
            .split(separator: "\0", omittingEmptySubsequences: false)
        #expect(got.dropLast().map { scalars(String($0)) } == Self.words.map(scalars))
    }

    @Test func whatNeedsNoQuotesHasNone() {
        #expect(ShellWord.quoted("/runs/2026-11-22-a") == "/runs/2026-11-22-a")
        #expect(ShellWord.argument("edu,dma-mask=32") == "edu,dma-mask=32" && ShellWord.quoted("a=b") == "'a=b'")
        #expect(ShellWord.doubleQuoted("iommu=pt swiotlb=force") == "\"iommu=pt swiotlb=force\"")
        #expect(ShellWord.doubleQuoted("a!b") == "'a!b'", "an interactive shell has it for its history")
        #expect(ShellWord.quoted("") == "''" && ShellWord.argument("") == "''" && ShellWord.doubleQuoted("") == "\"\"")
    }

    @Test(arguments: ["\u{301}", "\u{200d}"]) func marksHideNoDelimiter(mark: String) {
        #expect(scalars("a,\(mark)b".escaped([",": ",,"])) == scalars("a,,\(mark)b"))
        #expect("a/\(mark)b".parts(at: "/").map { $0.unicodeScalars.count } == [1, 2])
        #expect("a${{\(mark)b".holds("${{") && !"a${\(mark){".holds("${{") && !"$".holds("${{"))
    }

    @Test func aLineBreakOfTwoBytesIsOneToo() {
        #expect("a\r\nb".escaped(["\n": "N", "\r": "R"]) == "aRNb")
        #expect("a\r\n::error::x".parts(at: "\n").count == 2)
    }
}
