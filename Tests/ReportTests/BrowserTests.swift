import Foundation
import Testing

/// The page in a real browser: Debian's chromium, headless. `make browser-test` runs these; without the browser, or
/// without the run that DMAROUTE_PAGE names, there is nothing to ask.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["DMAROUTE_PAGE"] != nil))
struct BrowserTests {
    private struct Shown {
        var document: String
        var log: String
    }

    /// What stands in the page that `DMAROUTE_PAGE` names, once its script has run.
    private static func show(_ address: String) throws -> Shown {
        let page = try #require(ProcessInfo.processInfo.environment["DMAROUTE_PAGE"])
        let scratch = FileManager.default.temporaryDirectory.appending(path: "dmaroute-browser-\(getpid())")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let output = scratch.appending(path: "out")
        try Data().write(to: output)
        let errors = scratch.appending(path: "err")
        try Data().write(to: errors)
        let browser = Process()
        browser.executableURL = URL(fileURLWithPath: "/usr/bin/chromium")
        browser.arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0", "--dump-dom",
            "--virtual-time-budget=10000", "--user-data-dir=\(scratch.path)/profile",
            "file://\(page)\(address)",
        ]
        browser.standardOutput = try FileHandle(forWritingTo: output)
        browser.standardError = try FileHandle(forWritingTo: errors)
        try browser.run()
        let limit = ContinuousClock.now + .seconds(60)
        while browser.isRunning, ContinuousClock.now < limit { usleep(50_000) }
        if browser.isRunning { kill(browser.processIdentifier, SIGKILL) }
        let text = { (url: URL) in String(decoding: (try? Data(contentsOf: url)) ?? Data(), as: UTF8.self) }
        return Shown(document: text(output), log: text(errors))
    }

    /// What the page said on the console: a breach of its policy and an error of its script stand there.
    private static func complaints(_ shown: Shown) -> [Substring] {
        shown.log.split(separator: "\n").filter { $0.contains(":CONSOLE") }
    }

    @Test func theOverviewAFilterAndACellAreShown() throws {
        let all = try Self.show("")
        #expect(all.document.contains("class=\"matrix\"") && all.document.contains("id=\"count\">all "))
        #expect(Self.complaints(all).isEmpty, "\(Self.complaints(all))")
        let link = try #require(all.document.firstMatch(of: /class="id" href="#[^"]*cell=([0-9a-f]{12})"/))
        let few = try Self.show("#q=\(link.1)")
        #expect(few.document.contains("id=\"count\">1 of ") && few.document.contains("cell=\(link.1)\""))
        let cell = try Self.show("#cell=\(link.1)")
        #expect(cell.document.contains("<svg") && cell.document.contains("dmaroute rerun "))
        #expect(Self.complaints(few).isEmpty && Self.complaints(cell).isEmpty)
    }
}
