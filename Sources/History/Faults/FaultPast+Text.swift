import Printing
import Report
import RouteModel

extension FaultPast {
    /// What is known of many, one fault once, with a line for each kernel that has or had it.
    public static func text(_ pasts: [FaultPast]) -> String {
        guard !pasts.isEmpty else { return "no run tells a fault" }
        return blocks(pasts, lines: { [$0.line] }).joined(separator: "\n")
    }

    /// Each fault with its head, where it first stands in the list, and below it the lines of its kernels and a last one.
    static func blocks(
        _ pasts: [FaultPast], end: (String) -> String? = { _ in nil }, lines: (FaultPast) -> [String]
    ) -> [String] {
        var order: [String] = []
        var kernels: [String: [FaultPast]] = [:]
        for past in pasts {
            if kernels[past.fault] == nil { order.append(past.fault) }
            kernels[past.fault, default: []].append(past)
        }
        return order.flatMap { id -> [String] in
            let own = kernels[id] ?? []
            let below = own.flatMap(lines) + [end(id)].compactMap { $0 }
            return own.prefix(1).map {
                (["\($0.fault)  \($0.class)  \($0.says)"] + below).joined(separator: "\n      ")
            }
        }
    }

    /// The kernel, and since when.
    private var line: String {
        let policy = PolicyChoice(policy).name.map { " by \($0)" } ?? ""
        return "\(kernel)\(policy)  \(story)\(change)"
    }

    /// In which runs it was and in which not.
    var story: String {
        switch state {
        case .here: "here since \(since.run)\(coming)"
        case .gone: "gone in \(gone?.run ?? "?"), last in \(last.run)"
        case .notLookedAt: "last in \(last.run), since \(since.run)\(coming); no run looked after that"
        }
    }

    /// What changed, and how many cells show it.
    fileprivate var what: String {
        let words = changed
        let told =
            words.isEmpty
            ? "\(kernel) \(last.kernel ?? ""), and nothing that is recorded changed" : words.joined(separator: ", ")
        return "\(told)   \(counted(cells, "cell"))"
    }

    private var coming: String { before.map { ", not in \($0.run)" } ?? ", the first run that looked" }

    private var change: String {
        guard gone != nil || before != nil else { return "" }
        let words = changed
        return ": " + (words.isEmpty ? "nothing that is recorded changed" : words.joined(separator: ", "))
    }
}

extension FaultChanges {
    /// In lines, with the command that tells each; empty where the run has no fault and lost none.
    func lines(of folder: String) -> [String] {
        guard !new.isEmpty || !gone.isEmpty || standing > 0 else { return [] }
        let rest = standing == 0 ? "" : ", \(standing) there since somebody looked"
        let folder = ShellWord.argument(folder)
        return ["", "faults by kernel: \(new.count) new, \(gone.count) gone\(rest)"]
            + Self.told("new ", new) { "dmaroute faults \(folder) --fault \($0)" } + Self.told("gone", gone)
    }

    private static func told(_ word: String, _ pasts: [FaultPast], by command: (String) -> String? = { _ in nil })
        -> [String]
    {
        FaultPast.blocks(pasts, end: command, lines: { [$0.what, $0.story] }).map { "\(word)  \($0)" }
    }
}
