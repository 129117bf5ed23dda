import Foundation
import Runner
import TestSupport
import Testing
import Verdict

@testable import History

/// The page of the nights.
@Suite struct PageTests {
    private static let hostile =
        "</style><script>alert(1)</script><img src=x onerror=alert(1)> & \" ' \u{202e}\u{0}##[error]"

    private static func page(_ text: String, _ folder: String = "runs") throws -> String {
        try withScratch { scratch in
            let history = try History(path: scratch.path + "/\(folder).sqlite", creating: true)
            for day in 1...2 {
                var fault = try MadeFault(0)
                (fault.says, fault.consequence, fault.class) = (text, text, text)
                fault.place = MadeFault.Place(file: text)
                let night = Made(
                    name: "2026-11-0\(day)-a", begun: "2026-11-0\(day)T03:00:00.000Z", version: "7.3.\(day)-1",
                    dmaroute: text, verdicts: [day == 1 ? .agree : .absent, .agree], reason: text, attempts: 2,
                    failures: [text], faults: day == 1 ? [] : [fault])
                try history.add(night.write("\(scratch.path)/\(folder)"))
            }
            return String(decoding: try HistoryPage(history).html, as: UTF8.self)
        }
    }

    @Test func itTellsTheNights() throws {
        let page = try Self.page("data of DMA mappings lost")
        for words in [
            "<h3>flags</h3>", "data of DMA mappings lost", "<code>61fe5f5a6b0d</code>", ">new</b>",
            "linux-7.3 7.3.1-1..7.3.2-1 (git log v7.3.1..v7.3.2)", "<b class=\"status PASS\">PASS</b> 2",
            "<b class=\"status FAIL\">FAIL</b> 1", "2 of 4", "8 s",
            "2 runs, 2026-11-01 to 2026-11-02: 1 fault here, 1 of them new",
        ] { #expect(page.contains(words), "\(words)") }
        // Each run's name leads to its page, beside the history.
        for day in 1...2 {
            #expect(page.contains("<a href=\"./runs/2026-11-0\(day)-a/report.html\">2026-11-0\(day)-a</a>"))
        }
    }

    @Test func nothingThatARunSaysIsMarkup() throws {
        let (hostile, harmless) = (try Self.page(Self.hostile), try Self.page("harmless"))
        #expect(hostile.count { $0 == "<" } == harmless.count { $0 == "<" })
        #expect(!hostile.contains("<script") && !hostile.contains("\u{202e}") && !hostile.contains("##["))
        let policy = try #require(hostile.firstMatch(of: /content="(default-src[^"]*)"/)).1
        #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"))
        #expect(hostile.ranges(of: /(src|href|action)=["']?(https?:|\/\/|javascript:)/).isEmpty)
    }

    /// A folder's name is a part of an address, and nothing else.
    @Test func aFoldersNameEndsNoAddress() throws {
        let page = try Self.page("harmless", "a\"b <c>?#%é")
        #expect(page.contains("href=\"./a%22b%20%3Cc%3E%3F%23%25%C3%A9/2026-11-01-a/report.html\""))
        let links = RunLinks(from: "/lab/runs/h.sqlite")
        #expect(links.page(of: "/elsewhere/b") == "file:///elsewhere/b/report.html")
        #expect(links.page(of: "/lab/runs2/b") == "file:///lab/runs2/b/report.html")
    }

    @Test func anEmptyHistoryHasAPageToo() throws {
        try withScratch { scratch in
            let history = try History(path: scratch.path + "/h.sqlite", creating: true)
            let page = String(decoding: try HistoryPage(history).html, as: UTF8.self)
            #expect(page.contains("No run was imported.") && page.contains("No run tells a fault."))
        }
    }
}
