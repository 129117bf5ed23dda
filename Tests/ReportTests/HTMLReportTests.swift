import Evidence
import Foundation
import Journal
import Printing
import RouteModel
import Testing
import Verdict

@testable import Plan
@testable import Report

/// What the page carries of a guest that would like to be part of it.
@Suite struct HTMLReportTests {
    private static let hostile =
        "</script><script>alert(1)</script><!-- ]]> <img src=x onerror=alert(1)> & \" ' \u{2028}\u{2029}\u{0}\u{1b}[31m"

    private static func page(_ said: String, run: String = "runs/a") throws -> String {
        let device = Device(name: "edu", dmaMask: 64)
        let cell = Cell(
            boot: Boot(kernel: "linux-7.3", ram: 1 << 30), device: device, instance: 1,
            request: Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G))
        let view = SideView(paths: [.direct], says: said, lines: [said])
        let judgement = Judgement(
            verdict: .forbidden, sides: 2, guest: said, device: said, reasons: [.note(said)], wrong: .kernel)
        let boot = PlannedBoot(boot: cell.boot, devices: [device], cells: [cell])
        let plan = Plan(name: said, boots: [boot], leftOut: 0, policy: nil, isolation: .shared)
        let header = RunHeader(
            dmaroute: said, plan: plan.digest, policy: .own, kernels: [], emulator: said, libvirt: said,
            accelerator: said, slowdown: 1)
        let observation = Observation(
            cell: cell.id, guest: .saw(view), device: .missing(said), data: .intact, buffer: [], saidBefore: [])
        let account = RunLog(
            name: run, plan: plan, header: header,
            cells: [.init(cell: cell, attempt: 1, observation: observation, judgement: judgement)])
        return String(decoding: try HTMLReport(account).html(), as: UTF8.self)
    }

    /// How often markup begins, whatever a guest says.
    private static func marks(_ page: String) -> [Int] {
        ["<script", "</script", "<!--", "<img", "<"].map { page.ranges(of: $0).count }
    }

    @Test func nothingThatAGuestSaysIsMarkup() throws {
        let page = try Self.page(Self.hostile, run: Self.hostile)
        #expect(Self.marks(page) == Self.marks(try Self.page("harmless")))
        let begin = try #require(page.range(of: "id=\"data\">")).upperBound
        let end = try #require(page.range(of: "</script>", range: begin..<page.endIndex)).lowerBound
        let data = try JSONSerialization.jsonObject(with: Data(page[begin..<end].utf8)) as? [String: Any]
        let cell = try #require((data?["cells"] as? [[String: Any]])?.first)
        let shown = String(String.UnicodeScalarView(Self.hostile.unicodeScalars.map(Printable.printable)))
        #expect((cell["guest"] as? [String: Any])?["lines"] as? [String] == [shown])
    }

    /// Such a character would show a path or a verdict as another, wherever on the page it stands.
    @Test func nothingOnThePageIsHiddenOrTurnedAround() throws {
        let page = try Self.page("a\u{202e}b\u{200d}c\u{2066}\u{85}\u{feff}d", run: "runs/\u{202e}a")
        let hidden = page.unicodeScalars.filter { Printable.isHidden($0) && $0 != "\n" && $0 != "\t" }
        #expect(hidden.isEmpty)
        let numbered = page.matches(of: /\\u([0-9a-fA-F]{4})/).compactMap { UInt16($0.1, radix: 16) }
            .compactMap(Unicode.Scalar.init)
        #expect(numbered.allSatisfy { Printable.printable($0) == $0 || $0 == "\n" || $0 == "\t" })
        #expect(page.contains("a·b·c··"))
    }

    @Test func noTextOfThePageIsACommandToACI() throws {
        let page = try Self.page("##[error]x", run: "::error::y")
        #expect(!page.contains("##["))
        #expect(page.split(separator: "\n").allSatisfy { !$0.drop { $0.isWhitespace }.hasPrefix("::") })
        #expect(Markup.escaped("##[x]\n ::a :b") == "##&#91;x]\n &#58;:a :b")
        #expect(Markup.escaped(":a\u{301}<\u{301}") == "&#58;a\u{301}&lt;\u{301}")
    }

    @Test func theOnlyScriptIsThePagesOwn() throws {
        let page = try Self.page("harmless")
        let policy = try #require(page.firstMatch(of: /content="(default-src[^"]*)"/)).1
        #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"))
        // Attributes that load or lead elsewhere.
        #expect(page.ranges(of: /(src|href|action)=["']?(https?:|\/\/)/).isEmpty)
    }

    @Test func textIsEscapedInMarkup() {
        #expect(Markup.escaped("<a b=\"c\">&'") == "&lt;a b=&quot;c&quot;&gt;&amp;&#39;")
    }
}
