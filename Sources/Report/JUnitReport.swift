public import Journal
import Plan
import RouteModel
import Verdict

/// A run as JUnit's XML, as Jenkins' xUnit plug-in reads it: a suite for each boot, a case for each cell.
///
/// MISS and ERROR are errors, FAIL is a failure, SKIP and XFAIL are skipped. The file keeps below a limit: proofs are given
/// to the worst cells first, then cells are left out, the best first; what was cut is said where it was cut.
public struct JUnitReport {
    /// What a file may hold, in bytes of UTF-8.
    public struct Limits: Sendable {
        /// A case's proof, before it is escaped.
        public var proof: Int
        /// The whole file.
        public var file: Int

        /// 8 KiB of a proof and 16 MiB in all, unless the caller says otherwise.
        public init(proof: Int = 8 << 10, file: Int = 16 << 20) {
            self.proof = proof
            self.file = file
        }
    }

    private let log: RunLog
    private let faults: ToldFaults
    private let limits: Limits

    public init(_ log: RunLog, faults: ToldFaults = .none, limits: Limits = Limits()) {
        self.log = log
        self.faults = faults
        self.limits = limits
    }

    /// The whole file, within its limit.
    public var text: String {
        let chosen = chooseCases()
        let suites = log.boots.compactMap { suite($0.boot, $0.cells, chosen.elements) }
        let statuses = log.cells.filter { chosen.elements[$0.cell.id] != nil }.map(\.judgement.status)
        let time = log.boots.compactMap { log.durations[$0.boot.key] }.reduce(0) { $0 &+ $1 }
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#,
            #"<testsuites name="\#(Markup.escaped(PlainText.line("dmaroute \(log.plan.name)")))""#
                + #" time="\#(Self.seconds(time))" \#(Self.totals(statuses))>"#,
        ]
        lines += suites
        if !chosen.notes.isEmpty { lines.append(notes(chosen.notes)) }
        return (lines + ["</testsuites>"]).joined(separator: "\n") + "\n"
    }

    /// The cases that there is room for, by the cell's id, and what was cut.
    private func chooseCases() -> (elements: [String: String], notes: [String]) {
        // A suite's own lines, whose name is at most 300 characters, and the file's.
        var room = limits.file - 4096 - log.boots.count * 2048
        var elements: [String: String] = [:]
        var (bare, left) = (0, 0)
        for told in log.worstFirst {
            let whole = element(told, proof: limits.proof)
            if whole.utf8.count <= room {
                elements[told.cell.id] = whole
            } else {
                let short = element(told, proof: 0)
                guard short.utf8.count <= room else {
                    left += 1
                    continue
                }
                elements[told.cell.id] = short
                bare += 1
            }
            room -= elements[told.cell.id]?.utf8.count ?? 0
        }
        var notes: [String] = []
        if bare > 0 { notes.append("\(counted(bare, "cell")) are told without their proof") }
        if left > 0 { notes.append("\(counted(left, "cell")) are left out, the best ones") }
        if log.open > 0 { notes.append("\(counted(log.open, "cell")) of the plan have no verdict") }
        return (elements, notes)
    }

    private func suite(_ boot: PlannedBoot, _ cells: [JudgedCell], _ elements: [String: String]) -> String? {
        let shown = cells.filter { elements[$0.cell.id] != nil }
        guard !shown.isEmpty else { return nil }
        let statuses = shown.map(\.judgement.status)
        let head =
            #"<testsuite name="\#(Markup.escaped(boot.name))" id="\#(boot.shortKey)" "#
            + #"time="\#(Self.seconds(log.durations[boot.key] ?? 0))" \#(Self.totals(statuses)) "#
            + #"skipped="\#(statuses.count { $0 == .skip || $0 == .xfail })">"#
        return ([head] + shown.compactMap { elements[$0.cell.id] } + ["</testsuite>"]).joined(separator: "\n")
    }

    private func element(_ told: JudgedCell, proof limit: Int) -> String {
        let open =
            #"<testcase name="\#(Markup.escaped(told.name))" "#
            + #"classname="\#(Markup.escaped(PlainText.line("dmaroute.\(told.cell.boot.kernel)")))""#
        let shown = faults.of(told).map { Markup.escaped(ToldFaults.line($0)) }.joined(separator: "\n")
        let marks = shown.isEmpty || limit == 0 ? "" : "<system-out>\(shown)</system-out>"
        guard let kind = Self.kind(told.judgement.status) else {
            return marks.isEmpty ? open + "/>" : "\(open)>\(marks)</testcase>"
        }
        let says = told.judgement.status == .xfail ? "XFAIL \(told.headline)" : told.headline
        let outcome =
            #"<\#(kind) type="\#(told.judgement.status.rawValue) \#(told.judgement.verdict.rawValue)" "#
            + #"message="\#(Markup.escaped(says))""#
        let body = kind == "skipped" ? "" : text(of: told, limit: limit)
        return "\(open)>\(outcome)\(body.isEmpty ? "/>" : ">\(body)</\(kind)>")\(marks)</testcase>"
    }

    private func text(of told: JudgedCell, limit: Int) -> String {
        guard limit > 0 else { return "" }
        let (kept, lost) = PlainText.cut(log.proof(told), toBytes: limit)
        let whole = "dmaroute explain \(told.cell.shortID) --run \(log.word)"
        return Markup.escaped(lost == 0 ? kept : "\(kept)…\n\(lost) bytes were cut: \(whole) tells all")
    }

    private func notes(_ notes: [String]) -> String {
        let text =
            notes.joined(separator: "; ") + ": dmaroute report \(log.word) --format html tells all"
        return """
            <testsuite name="dmaroute: not in this file" tests="0" failures="0" errors="0">
            <system-out>\(Markup.escaped(text))</system-out>
            </testsuite>
            """
    }

    /// The element that says how a case ended; nil for one that passed.
    private static func kind(_ status: Status) -> String? {
        switch status {
        case .pass: nil
        case .fail: "failure"
        case .miss, .error: "error"
        case .skip, .xfail: "skipped"
        }
    }

    private static func totals(_ statuses: [Status]) -> String {
        #"tests="\#(statuses.count)" failures="\#(statuses.count { $0 == .fail })" "#
            + #"errors="\#(statuses.count { $0 == .miss || $0 == .error })""#
    }

    /// Seconds with three decimals, as the schema wants them.
    private static func seconds(_ milliseconds: Int) -> String {
        let value = max(0, milliseconds)
        let rest = String(value % 1000)
        return "\(value / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }
}
