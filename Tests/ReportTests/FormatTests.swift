import Foundation
import RouteModel
import Testing
import Verdict

@testable import Report

@Suite struct FormatTests {
    @Test func aLineIsOneLineOfPrintableText() {
        #expect(PlainText.line("a\nb\tc\u{1b}[31m\u{2028}\u{202e}\u{fffe}\u{0}é…") == "a b c·[31m····é…")
        #expect(PlainText.line(String(repeating: "x", count: 11), limit: 10) == "xxxxxxxxxx…")
        // One character of a thousand scalars is not one character long.
        #expect(PlainText.line("e" + String(repeating: "\u{301}", count: 1000)).unicodeScalars.count == 301)
        #expect(PlainText.cut("aé…", toBytes: 5) == ("aé", 3))
        #expect(PlainText.cut("aé…", toBytes: 6) == ("aé…", 0))
    }

    @Test func wordsAreWrappedAndLongOnesBroken() {
        let text = "one two three " + String(repeating: "x", count: 25)
        #expect(
            PlainText.wrapped(text, first: "> ", indent: 4, width: 12)
                == ["> one two", "    three", "    xxxxxxxx", "    xxxxxxxx", "    xxxxxxxx", "    x"])
        #expect(PlainText.wrapped("ab", first: "wider than all", width: 4).joined() == "wider than allab")
    }

    /// A mark on a character, or a line's two ends, make it another character to Swift and none to any reader.
    @Test func marksHideNothingFromAnEscape() {
        #expect(
            Markup.escaped("<\u{301}a \"\u{301}&\u{301}").unicodeScalars.allSatisfy {
                !"<\"".unicodeScalars.contains($0)
            })
        #expect(GitHubReport.property("%\u{301}:\u{301},\u{301}\r\n") == "%25\u{301}%3A\u{301}%2C\u{301}%0D%0A")
    }

    /// As actions/toolkit escapes them.
    @Test func aWorkflowCommandEndsWhereItIsMeantTo() throws {
        #expect(GitHubReport.message("50% of\r\n::error::") == "50%25 of%0D%0A::error::")
        #expect(GitHubReport.property("a:b,c\n") == "a%3Ab%2Cc%0A")
        let lines = GitHubReport(try hostileAccount()).text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines.dropLast().allSatisfy { $0.wholeMatch(of: /::(error|warning|notice) title=[^:,]*::[^\r]*/) != nil })
        #expect(
            lines.count { $0.hasPrefix("::error ") } == Verdict.allCases.count { [.fail, .error].contains($0.status) })
    }

    @Test func annotationsAreTheWorstTen() throws {
        let verdicts = [Verdict](repeating: .forbidden, count: 12) + [.corrupted]
        let lines = GitHubReport(try account(of: verdicts)).text.split(separator: "\n")
        #expect(lines.count == 11 && lines[0].contains("corrupted") && lines[10].contains("13 FAIL"))
    }

    @Test func codeQualityStandsInTheKernelsSource() throws {
        let told = try account(of: [.agree, .vacuous, .corrupted, .known, .unavailable]) { verdict in
            Judgement(
                verdict: verdict, sides: 2,
                predicted: [
                    .init(
                        given: [:], allowed: [],
                        because: [.init(rule: "r", says: "s", cite: "7.3:kernel/dma/swiotlb.c:f")])
                ])
        }
        let entries = CodeQualityReport(told).entries
        #expect(entries.map(\.severity) == ["blocker", "minor", "info"])
        #expect(Set(entries.map(\.location.path)) == ["kernel/dma/swiotlb.c"])
        #expect(Set(entries.map(\.fingerprint)).count == 3)
        // What a journal names cannot lead out of a repository.
        let paths = CodeQualityReport(try hostileAccount(run: "../runs/x")).entries.map(\.location.path)
        #expect(Set(paths) == ["runs/x/plan.json"])
    }

    /// Worst first, then the rest, and the file says what it leaves out; the counts are those of what is there.
    @Test func junitKeepsBelowItsLimit() throws {
        let verdicts = [Verdict](repeating: .agree, count: 60) + [.forbidden, .corrupted]
        let told = try account(of: verdicts) {
            Judgement(verdict: $0, sides: 2, guest: String(repeating: "<<<<<<<<\n", count: 2000))
        }
        let whole = JUnitReport(told).text
        #expect(whole.count(of: "<testcase ") == 62 && whole.contains("bytes were cut"))
        let limit = 14_000
        let small = JUnitReport(told, limits: .init(proof: 8 << 10, file: limit)).text
        #expect(small.utf8.count <= limit)
        #expect(small.contains("corrupted") && small.contains("2 cells are told without their proof"))
        let cases = small.count(of: "<testcase ")
        #expect(cases > 2 && cases < 62 && small.contains("\(62 - cases) cells are left out"))
        #expect(small.contains(#"tests="\#(cases)" failures="2""#))
    }

    @Test func anXFAILIsSkippedInJUnitAndOkInKTAP() throws {
        let told = try account(of: [.known, .agree])
        #expect(JUnitReport(told).text.contains(#"<skipped type="XFAIL known" message="XFAIL known"#))
        #expect(KTAPReport(told).text.contains("ok 1 edu32 map-single 4096 B"))
        #expect(KTAPReport(told).text.contains("# XFAIL known"))
    }

    @Test func kcidbKnowsNoXFAIL() throws {
        let report = try #require(KCIDBReport(try hostileAccount(), origin: "lab_1"))
        let text = String(decoding: try json(report), as: UTF8.self)
        #expect(!text.contains("XFAIL\"") && text.contains(#""present":true"#) && text.contains(#""present":false"#))
        // Not even a link is taken as it stands.
        #expect(!text.contains("report_url"))
        #expect(KCIDBReport(try hostileAccount(), origin: "Lab:1") == nil)
    }

    @Test func aMailSaysWhatChangedFirst() throws {
        let before = try account(
            of: [.agree, .forbidden, .forbidden, .agree, .agree], run: "runs/a", version: "7.3.3-1")
        let now = try account(of: [.corrupted, .forbidden, .agree, .agree, .unavailable], run: "runs/b")
        let text = MailReport(now, since: before).text
        let parts = [
            "Subject: [dmaroute] quick: 1 worse in linux-7.3", "1 cell that agreed before were not run",
            "7.3.3-1..7.3.4-1 (git log v7.3.3..v7.3.4)", "Worse than before: 1 cell", "FAIL corrupted, was PASS agree",
            "As before not as predicted: 1 cell", "As predicted again: 1 cell",
        ]
        var rest = text[...]
        for part in parts {
            let range = try #require(rest.range(of: part), "\(part) in its place in\n\(text)")
            rest = rest[range.upperBound...]
        }
        #expect(MailReport(now, since: nil).text.contains("held against no earlier run"))
    }

    @Test func mailsKeepTheirColumns() throws {
        let run = "runs/" + String(repeating: "long", count: 10)
        let text = MailReport(try hostileAccount(run: run), since: try hostileAccount(run: run)).text
        let long = text.split(separator: "\n").filter { $0.unicodeScalars.count > 72 }
        #expect(long.isEmpty, "\(long)")
        // Nothing of a guest begins a line, which ends a mail for some and begins one for others.
        #expect(!text.contains("\n.") && !text.contains("\nFrom "))
    }

    @Test func aVersionNamesItsTag() {
        let tags = ["7.3.4-1~bpo13+1", "1:6.1.192-2", "7.4~rc2-1~exp1", "7.3.0-rc1", "local 7.3", "7.3.4x", ""].map {
            KernelRange.tag($0)
        }
        #expect(tags == ["v7.3.4", "v6.1.192", "v7.4-rc2", "v7.3-rc1", nil, nil, nil])
        #expect(KernelRange(good: "a", bad: "a").text == "a" && KernelRange(good: nil, bad: "7.3-1").text == "7.3-1")
    }
}

extension String {
    fileprivate func count(of part: String) -> Int { ranges(of: part).count }
}
