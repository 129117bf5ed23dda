import Foundation
import Testing

@testable import Manual

struct ManualPageTests {
    private static let dump = #"""
        {"command": {"commandName": "tool", "abstract": "Does it.", "subcommands": [
            {"commandName": "help", "superCommands": ["tool"]},
            {"commandName": "hidden", "superCommands": ["tool"], "shouldDisplay": false},
            {"commandName": "run", "superCommands": ["tool"], "abstract": "Run one. Or two.",
             "discussion": "First paragraph,\nin two lines.\n\nEXAMPLES\n  tool run --fast a.b \\\n      'x'\n  .hidden",
             "arguments": [
                {"kind": "positional", "isOptional": false, "isRepeating": true, "valueName": "file"},
                {"kind": "option", "isOptional": true, "isRepeating": false, "valueName": "n", "abstract": "How many.",
                 "names": [{"kind": "long", "name": "number"}, {"kind": "short", "name": "n"}],
                 "defaultValue": "3", "allValues": ["1", "3"]},
                {"kind": "flag", "isOptional": true, "isRepeating": false, "valueName": "x", "shouldDisplay": false,
                 "names": [{"kind": "long", "name": "secret"}]}]}]}}
        """#

    @Test func pagesBearTheirDay() throws {
        let pages = try Manual.pages(dump: Data(Self.dump.utf8), date: Date(timeIntervalSince1970: 0))
        #expect(pages.map(\.file) == ["tool.1", "tool-run.1"])
        #expect(pages[0].text.hasPrefix(".Dd January 1, 1970\n.Dt TOOL 1\n"))
        #expect(throws: DecodingError.self) { try Manual.pages(dump: Data("[]".utf8), date: Date()) }
    }

    private static func pages() throws -> [ManualPage] {
        let help = try JSONDecoder().decode(HelpDump.self, from: Data(dump.utf8))
        return ManualPage.all(of: help.command, day: "November 29, 2026")
    }

    @Test func everyVerbThatHelpShowsHasAPage() throws {
        #expect(try Self.pages().map(\.name) == ["tool", "tool-run"])
    }

    @Test func theMainPageNamesTheVerbs() throws {
        let text = try Self.pages()[0].text()
        #expect(text.contains(".Sh VERBS\n.Bl -tag -width Ds\n.It Xr tool-run 1\nRun one.\nOr two.\n.El\n"))
        #expect(!text.contains("hidden") && !text.contains("OPTIONS"))
    }

    @Test func aVerbsPageHasItsArgumentsAndExamples() throws {
        let text = try Self.pages()[1].text()
        #expect(text.contains(".Nm \"\\&tool run\"\n.Ar file ...\n.Op Fl -number Ar n\n"))
        #expect(text.contains(".It Fl -number , Fl n Ar n\nHow many.\nOne of 1, 3.\nThe default is 3.\n"))
        #expect(text.contains("Run one.\nOr two.\n.Pp\nFirst paragraph, in two lines.\n"))
        #expect(!text.contains("secret"))
    }

    @Test func nothingOfATextIsAMacro() throws {
        let text = try Self.pages()[1].text()
        #expect(
            text.contains(
                ".Sh EXAMPLES\n.Bd -literal -offset indent\ntool run \\-\\-fast a.b \\e\n    \\(aqx\\(aq\n\\&.hidden\n.Ed\n"
            ))
        #expect(Roff.escaped("…") == "\\[u2026]")
        #expect(Roff.argument("Nm") == "\"\\&Nm\"")
    }
}
