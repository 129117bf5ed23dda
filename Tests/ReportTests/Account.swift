import Foundation
import Journal
import Plan
import Report
import RouteModel
import Testing
import Verdict

/// What a guest, a journal or a config could put into a report to break out of it.
let hostile = """
    </failure>]]><script>alert(1)</script> & "quoted" 'too' %0A::error::gotcha ::stop-commands::x
    ::error title=gotcha::a line of its own
    <\u{301}b>\u{301} &\u{301} "\u{301} #\u{301} %\u{301}0A reboot: System halted\u{301}
    Subtest: gotcha
    # Subtest: gotcha
    ok 1 gotcha # SKIP
        KTAP version 1
    reboot: System halted
    Kernel panic - not syncing: VFS: Unable to mount root fs
    \u{0}\u{1}\u{8}\u{1b}[31m\u{7f}\u{85}\u{2028}\u{2029}\u{202e}\u{feff}\u{fffe}\u{ffff}\u{1fffe}\r\u{c}\u{b}\tend
    .
    From nobody
    """

/// A run with a cell of every verdict, all of whose texts are hostile.
func hostileAccount(run: String = "runs/2026-11-22-a", text: String = hostile) throws -> RunLog {
    let day = try #require(Day("2027-03-31"))
    return try account(of: Verdict.allCases, run: run) { verdict in
        var judgement = Judgement(
            verdict: verdict, sides: 1,
            predicted: [
                .init(
                    given: [text: text], allowed: [],
                    because: [.init(rule: text, says: text, cite: "7.3:../../etc/passwd:\(text)")])
            ], guest: text, device: text, reasons: [.note(text), .note(text)], wrong: .kernel)
        judgement.cause = text
        if verdict == .known || verdict == .unexpectedlyAgree {
            judgement.declaration = Declaration(
                verdict: .forbidden, reason: text, link: "https://example.org/\(text)",
                expires: day)
        }
        return judgement
    }
}

/// A run whose cells have these verdicts, in the plan's order.
func account(
    of verdicts: [Verdict], run: String = "runs/2026-11-22-a", version: String = "7.3.4-1",
    _ judgement: (Verdict) -> Judgement = { Judgement(verdict: $0, sides: 2, reasons: [.note("because")]) }
) throws -> RunLog {
    var flags = Flags()
    flags.name = "quick"
    flags.kernel = ["linux-7.3"]
    flags.axes["cmdline"] = ["", #"iommu=pt <a> & "b" ::error:: %0A"#]
    flags.device = ["edu,dma-mask=32,name=edu32"]
    flags.request = (1...max(1, (verdicts.count + 1) / 2)).map { "map-single,size=\(4 * $0)KiB" }
    let plan = try Config(flags: flags).plan(Catalogue(kernels: ["linux-7.3"], policies: []))
    let header = RunHeader(
        dmaroute: "0.1.0", plan: plan.digest, policy: .own,
        kernels: [
            .init(
                name: "linux-7.3", release: "7.3.4+deb13-amd64", version: version,
                sha256: ["bzImage": String(repeating: "a", count: 64)], packages: [:], unavailable: nil)
        ], emulator: "QEMU 7.2.22", libvirt: "9.0.0", accelerator: "tcg", slowdown: 1,
        begun: "2026-11-22T03:00:07.125Z")
    return RunLog(
        name: run, plan: plan, header: header,
        cells: zip(plan.cells, verdicts).map {
            .init(cell: $0, attempt: 1, observation: nil, judgement: judgement($1))
        },
        durations: Dictionary(uniqueKeysWithValues: plan.boots.map { ($0.key, 8123) }))
}

/// The bytes of a JSON document.
func json(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
}
