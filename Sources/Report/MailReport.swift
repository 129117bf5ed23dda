import Faults
public import Journal
import Plan
import RouteModel
import Verdict

/// A run as a plain-text mail in lines of at most 72 columns: what changed, the worst first, with the command that boots it
/// again.
public struct MailReport {
    private let log: RunLog
    private let earlier: RunLog?
    private let change: RunChange
    private let faults: [KernelFault]

    /// - Parameter earlier: the run that this one is held against; nil where there is none.
    public init(_ log: RunLog, since earlier: RunLog?, faults: ToldFaults = .none) {
        self.log = log
        self.faults = faults.faults
        self.earlier = earlier
        change = RunChange(log, since: earlier)
    }

    /// Groups of cells that are told one by one, in each part.
    private static let toldMost = 10

    /// The mail with its headers, ready to be sent but for sender and recipients.
    public var text: String {
        var lines = [
            "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit",
            "Subject: \(subject)", "",
        ]
        lines += opening
        lines += faultLines
        lines += part("Worse than before", change.worse, isTold: true)
        lines += part(earlier == nil ? "Not as predicted" : "As before not as predicted", change.still, isTold: true)
        lines += part("As predicted again", change.better, isTold: false)
        return lines.joined(separator: "\n") + "\n"
    }

    /// One line of ASCII, so that it needs no encoding.
    private var subject: String {
        let kernels = Set(change.worse.flatMap(\.cells).map(\.cell.boot.kernel)).sorted().joined(separator: ", ")
        let worse = change.worse.map(\.cells.count).reduce(0, +)
        let news =
            if worse > 0 { "\(worse) worse in \(kernels); " } else if earlier != nil { "nothing worse; " } else { "" }
        let text = PlainText.line("\(log.plan.name): \(news)\(log.counts)")
        let ascii = "[dmaroute] " + text.map { $0.isASCII ? String($0) : "?" }.joined()
        return ascii.count <= 62 ? ascii : ascii.prefix(59) + "..."
    }

    private var opening: [String] {
        let boots = counted(log.boots.count, "boot")
        var lines = PlainText.wrapped(
            "\(log.counts): \(counted(log.cells.count, "cell")) in \(boots), on "
                + "\(PlainText.line(log.header.accelerator)), \(PlainText.line(log.header.emulator)).")
        if log.open > 0 {
            lines += PlainText.wrapped(
                "\(counted(log.open, "cell")) of the plan have no verdict: the run was cut off.")
        }
        let held = earlier.map { ", held against \(run($0))" } ?? ", held against no earlier run"
        lines += PlainText.wrapped("Run \(run(log))\(held).")
        if change.gone > 0 {
            lines += PlainText.wrapped("\(counted(change.gone, "cell")) that agreed before were not run.")
        }
        if change.rerouted > 0, let earlier {
            lines += PlainText.wrapped("\(counted(change.rerouted, "cell")) agree and took another route than before:")
            lines += PlainText.command(["dmaroute diff", earlier.word, log.word], first: "    ")
        }
        lines.append("")
        for kernel in log.header.kernels {
            let was = earlier?.header.kernels.first { $0.name == kernel.name }
            let versions = KernelRange(good: was?.version, bad: kernel.version).text
            let says = kernel.unavailable.map { "not at hand: \(PlainText.line($0))" } ?? versions
            lines += PlainText.wrapped(says, first: PlainText.line(kernel.name).padded(to: 12) + " ", indent: 13)
        }
        return lines
    }

    /// What the kernels do wrong, predicted or not.
    private var faultLines: [String] {
        guard !faults.isEmpty else { return [] }
        var lines = ["", "Faults of the kernels, as predicted or not: \(faults.count)"]
        for (number, fault) in zip(1..., faults.prefix(Self.toldMost)) {
            lines.append("")
            lines += PlainText.wrapped(
                PlainText.line("\(fault.kind.rawValue): \(fault.says)"), first: "\(number). ", indent: 3)
            lines += PlainText.wrapped(ToldFaults.text(fault), first: "    ", indent: 4)
            lines += PlainText.command(
                ["dmaroute faults", log.word, "--fault \(fault.id)", "--format mail"],
                first: "    " + "as a mail".padded(to: 11))
        }
        let more = faults.count - Self.toldMost
        return more > 0 ? lines + ["", "and \(counted(more, "fault")) more"] : lines
    }

    private func part(_ title: String, _ groups: [RunChange.Group], isTold: Bool) -> [String] {
        guard !groups.isEmpty else { return [] }
        var lines = ["", "\(title): \(counted(groups.map(\.cells.count).reduce(0, +), "cell"))"]
        for (number, group) in zip(1..., groups.prefix(Self.toldMost)) {
            guard let example = group.example else { continue }
            let was = group.before.map { ", was \($0.status.rawValue) \($0.rawValue)" } ?? ""
            let now = example.judgement
            lines += [
                "",
                "\(number). \(now.status.rawValue) \(now.verdict.rawValue)\(was): \(counted(group.cells.count, "cell"))",
            ]
            lines += block(example, isTold: isTold)
        }
        let more = groups.dropFirst(Self.toldMost).map(\.cells.count).reduce(0, +)
        if more > 0 {
            lines += ["", "and \(counted(more, "cell")) more:"]
            lines += PlainText.command(["dmaroute report", log.word, "--format html=FILE"], first: "    ")
        }
        return lines
    }

    private func block(_ told: JudgedCell, isTold: Bool) -> [String] {
        var lines = PlainText.wrapped(told.cell.boot.words, first: "    ", indent: 6)
        lines += PlainText.wrapped(told.name, first: "    ", indent: 6)
        if isTold {
            let judgement = told.judgement
            for alternative in judgement.predicted.prefix(3) {
                let routes = alternative.allowed.map { $0.map(RouteText.text).joined(separator: ", or ") }
                lines += field("predicted", routes ?? "nothing: the policy does not say")
            }
            if !judgement.guest.isEmpty { lines += field("guest", judgement.guest) }
            if !judgement.device.isEmpty { lines += field("device", judgement.device) }
            for (index, reason) in judgement.reason.prefix(3).enumerated() {
                lines += field(index == 0 ? "because" : "", reason)
            }
            if let note = judgement.emulationNote(told.cell) { lines += field("hardware", note) }
            if let wrong = judgement.wrong { lines += field("wrong", "the \(wrong.rawValue)") }
        }
        return lines
            + PlainText.command(
                ["dmaroute rerun", log.word, "--cell \(told.cell.shortID)"], first: "    " + "again".padded(to: 11))
    }

    private func run(_ log: RunLog) -> String { PlainText.line(log.name) }

    private func field(_ name: String, _ value: String) -> [String] {
        PlainText.wrapped(PlainText.line(value), first: "    " + name.padded(to: 11), indent: 15)
    }
}
