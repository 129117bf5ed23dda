public import Journal
public import Plan
import Printing
import RouteModel
public import Verdict

/// The end of a run: counts, and every cell that is not as predicted.
public struct Summary {
    /// The plan that the run is of.
    public let plan: Plan
    /// What the run was made with.
    public let header: RunHeader
    /// Judgements by the cell's id; a cell that has none yet is missing.
    public let judgements: [String: Judgement]
    /// Folder of the run, as the commands in the summary name it.
    public let run: String

    public init(plan: Plan, header: RunHeader, judgements: [String: Judgement], run: String) {
        self.plan = plan
        self.header = header
        self.judgements = judgements
        self.run = run
    }

    /// Cells that are told one by one unless all are asked for.
    public static let told = 20

    /// Cells by verdict.
    public var counts: [Verdict: Int] {
        judgements.values.reduce(into: [:]) { $0[$1.verdict, default: 0] += 1 }
    }

    /// Distinct chains of rules that the predictions of this run rest on.
    public var chains: Int {
        let alternatives = judgements.values.flatMap(\.predicted)
        return Set(alternatives.map { $0.because.map(\.rule) + [$0.allowed == nil ? "?" : ""] }).count
    }

    /// The summary in lines, the totals last.
    /// - Parameters:
    ///   - limit: number of cells that are told one by one.
    ///   - faults: what is told of them; nil where there are none.
    public func text(colour: Bool, limit: Int = Summary.told, faults: String? = nil) -> String {
        var lines: [String] = []
        let cells = plan.boots.flatMap(\.cells)
        let told = cells.filter { cell in
            guard let status = judgements[cell.id]?.status else { return false }
            return status != .pass && status != .skip && status != .xfail
        }
        for cell in told.prefix(limit) {
            guard let judgement = judgements[cell.id] else { continue }
            lines.append(
                FailureText(cell: cell, judgement: judgement, run: header.isObserved ? nil : run, colour: colour).text)
            lines.append("")
        }
        if told.count > limit {
            lines.append("… and \(told.count - limit) more: dmaroute check \(ShellWord.argument(run)) lists them all")
        }
        lines += causes(cells)
        lines += emulated(cells)
        lines += known(cells)
        lines += skipped(cells)
        lines += unread
        lines += dmas
        lines += StatementTable(cells: cells, judgements: judgements).lines
        if let faults { lines.append(faults) }
        lines.append(totals(cells.count, colour))
        return lines.joined(separator: "\n")
    }

    /// Why requests were refused or lost their bytes, also where that was predicted; each cause once a kernel.
    private func causes(_ cells: [Cell]) -> [String] {
        var counted: [String: Int] = [:]
        for cell in cells {
            guard let cause = judgements[cell.id]?.cause else { continue }
            // Addresses differ from cell to cell; what they tell is the same.
            let alike = cause.withoutAddresses
            counted["\(cell.boot.kernel): \(alike)", default: 0] += 1
        }
        return counted.sorted { $0.key < $1.key }.map { "cause   \(Report.counted($0.value, "cell")), \($0.key)" }
    }

    /// Cells whose bytes arrive in emulation and would not on hardware, once a kernel.
    private func emulated(_ cells: [Cell]) -> [String] {
        var counted: [String: Int] = [:]
        for cell in cells {
            guard let note = judgements[cell.id]?.emulationNote(cell) else { continue }
            counted["\(cell.boot.kernel): \(note)", default: 0] += 1
        }
        return counted.sorted { $0.key < $1.key }.map { "emulated  \(Report.counted($0.value, "cell")), \($0.key)" }
    }

    /// Divergences that occurred as declared, each with where it is discussed.
    private func known(_ cells: [Cell]) -> [String] {
        cells.flatMap { cell -> [String] in
            guard let judgement = judgements[cell.id], judgement.verdict == .known,
                let declaration = judgement.declaration
            else { return [] }
            return [
                "XFAIL known \(declaration.verdict.rawValue) until \(declaration.expires)   \(CellText.text(cell))   "
                    + "[\(cell.shortID)]",
                "       \(declaration.reason)  \(declaration.link)",
            ]
        }
    }

    private func skipped(_ cells: [Cell]) -> [String] {
        let reasons = cells.compactMap { cell -> String? in
            guard let judgement = judgements[cell.id], judgement.verdict == .unavailable else { return nil }
            return "\(cell.boot.kernel): \(judgement.reason.first ?? "unavailable")"
        }
        let counted = reasons.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        return counted.sorted { $0.key < $1.key }.map { "SKIP  \($0.value) cells, \($0.key)" }
    }

    private var unread: [String] {
        guard judgements.values.contains(where: { $0.unread && $0.verdict != .unavailable }) else { return [] }
        return header.kernels.compactMap { kernel in
            let name = header.policy.name(for: kernel.name)
            guard let version = kernel.version, let policy = Policy.named(name), !policy.wasRead(from: version)
            else { return nil }
            return "unread  \(kernel.name) is \(version); policy \(policy.name) was read from \(policy.readFrom)"
        }
    }

    /// What drivers did on their own, each DMA judged by its own fields.
    private var dmas: [String] {
        let findings = judgements.values.compactMap(\.dmas)
        guard !findings.isEmpty else { return [] }
        let counts = [
            ("agree", \DMAFindings.agree), ("forbidden", \.forbidden), ("unmodelled", \.unmodelled),
            ("indeterminate", \.indeterminate), ("used by the device as seen from outside", \.confirmed),
            ("before /init", \.early),
        ].compactMap { name, count -> String? in
            let number = findings.reduce(0) { $0 + $1[keyPath: count] }
            return number > 0 ? "\(name) \(number)" : nil
        }
        let all = findings.reduce(0) { $0 + $1.total }
        return [
            "DMAs    \(all) in \(Report.counted(findings.count, "driver's cell")): \(counts.joined(separator: ", "))"
        ]
    }

    private func totals(_ cells: Int, _ colour: Bool) -> String {
        let both = judgements.values.count { $0.verdict == .agree && $0.sides == 2 }
        let one = judgements.values.count { $0.verdict == .agree && $0.sides == 1 }
        let conditional = judgements.values.count(where: \.conditional)
        let forked = judgements.values.count { $0.forked != nil }
        let sizes = judgements.values.flatMap { $0.predicted.compactMap { $0.allowed?.count } }
        let mean = sizes.isEmpty ? 0 : Double(sizes.reduce(0, +)) / Double(sizes.count)
        let verdicts = Verdict.allCases.compactMap { verdict in
            counts[verdict].map { "\(Paint(on: colour).status(verdict.status)) \(verdict.rawValue) \($0)" }
        }
        let judged = max(1, judgements.count)
        return """
            \(verdicts.joined(separator: "  "))
            \(counted(cells, "cell")) in \(counted(plan.boots.count, "boot")), \
            \(counted(chains, "distinct chain")) of rules; \
            agree on two sides: \(both) (\(both * 1000 / judged / 10).\(both * 1000 / judged % 10) %)\
            \(one > 0 ? ", on one: \(one)" : ""); \
            conditional: \(conditional)\(forked > 0 ? ", forked by a fact of the boot: \(forked)" : ""); routes allowed a prediction: \((mean * 100).rounded() / 100)
            """
    }
}

/// A number with its word: `1 cell`, `2 cells`.
public func counted(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
