import Files
import Foundation
public import Journal
public import Lab
public import Plan
public import RouteModel
import Synchronization
public import Verdict

/// Shares the boots of a plan out to nodes. Each takes some of what is left that fits it, until nothing is; what a lost
/// node had not told goes back to the others.
public final class FanOut: Sendable {
    private struct State {
        var waiting: [PlannedBoot]
        var busy = 0
        var living: Int
        var parts: [RunFolder] = []
    }

    private let plan: RunFolder
    private let known: String?
    private let options: [String]
    private let nodes: [RemoteNode]
    private let cancellation: Cancellation
    private let say: @Sendable (String) -> Void
    private let state: Mutex<State>

    /// - Parameters:
    ///   - plan: a folder with the whole plan.
    ///   - known: file of declared divergences that the nodes get; nil for none.
    ///   - options: words for `dmaroute run` on the nodes.
    public init(
        _ plan: RunFolder, boots: [PlannedBoot], known: String?, options: [String], nodes: [RemoteNode],
        cancellation: Cancellation, say: @escaping @Sendable (String) -> Void
    ) {
        self.plan = plan
        self.known = known
        self.options = options + ["--known"]
        self.nodes = nodes
        self.cancellation = cancellation
        self.say = say
        state = Mutex(State(waiting: boots, living: nodes.count))
    }

    /// Blocks until every boot that some living node can run was run.
    /// - Returns: the runs that came back, and the boots that no node was left for.
    public func run() throws -> (parts: [RunFolder], left: [PlannedBoot]) {
        let done = nodes.map { node in
            let done = DispatchSemaphore(value: 0)
            let thread = Thread { [self] in
                work(node)
                node.clean()
                done.signal()
            }
            thread.name = node.node.name
            thread.stackSize = 8 << 20
            thread.start()
            return done
        }
        for done in done { done.wait() }
        guard !cancellation.isCancelled else { throw LabError(.cancelled, "interrupted") }
        return state.withLock { ($0.parts, $0.waiting) }
    }

    private func work(_ node: RemoteNode) {
        let written: Data
        do {
            written = try plan.planText()
            try node.prepare(plan, known: known)
        } catch {
            return lose(node, [], FileProblem.text(of: error))
        }
        let options = options + [known == nil ? "none" : node.path("known.yaml")]
        for number in 1... {
            guard let boots = take(node) else { return }
            if boots.isEmpty {
                // Others are at work on what fits this node, and may be lost.
                usleep(100_000)
                continue
            }
            say("\(node.node.name): \(boots.count) boots")
            do {
                let keys = Set(boots.map(\.key))
                // Each attempt has its own, shorter limit there.
                let limit = Self.limit(boots.count)
                let (part, lost) = try node.run(keys, of: written, number: number, options: options, limit: limit)
                let left = part?.left ?? keys
                let untold = boots.filter { left.contains($0.key) }
                state.withLock { state in
                    if let part { state.parts.append(part.folder) }
                    if lost == nil { state.waiting += untold }
                    state.busy -= lost == nil ? 1 : 0
                }
                if let lost { return lose(node, untold, lost, wasBusy: true) }
                // It came to its end and left some all the same: not again there.
                if !untold.isEmpty { return lose(node, [], "it left \(untold.count) boots without verdicts") }
            } catch {
                return lose(node, boots, FileProblem.text(of: error), wasBusy: true)
            }
        }
    }

    /// What a run of so many boots may take on a node.
    static func limit(_ boots: Int) -> Duration { .seconds(300 + 600 * boots) }

    /// The next boots for a node: fewer the less is left, so that all end together. Empty: wait; nil: there are none, and
    /// none will come.
    private func take(_ node: RemoteNode) -> [PlannedBoot]? {
        state.withLock { state in
            guard !cancellation.isCancelled else { return nil }
            let fitting = state.waiting.filter { node.lacks($0) == nil }
            guard !fitting.isEmpty else { return state.busy == 0 ? nil : [] }
            let share = max(node.node.jobs, fitting.count / (2 * max(1, state.living)))
            let taken = Array(fitting.prefix(share))
            let keys = Set(taken.map(\.key))
            state.waiting.removeAll { keys.contains($0.key) }
            state.busy += 1
            return taken
        }
    }

    private func lose(_ node: RemoteNode, _ boots: [PlannedBoot], _ reason: String, wasBusy: Bool = false) {
        state.withLock { state in
            state.waiting += boots
            state.living -= 1
            if wasBusy { state.busy -= 1 }
        }
        guard !cancellation.isCancelled else { return }
        say("node \(node.node.name) is lost (\(reason)); \(boots.count) of its boots go elsewhere")
    }
}

extension FanOut {
    /// The run of boots that no node can do: their cells' verdicts, with the reason.
    /// - Parameters:
    ///   - header: of the run that shares out.
    ///   - policy: predicts the cells; nil: each kernel's own.
    public static func close(
        _ boots: [(boot: PlannedBoot, verdict: Verdict, reason: String)], of plan: Plan, header: RunHeader,
        policy: Policy?, in parent: String
    ) throws -> RunFolder {
        let folder = try RunFolder(newIn: parent)
        let own = Set(boots.map(\.boot.key))
        try folder.write(plan, part: own, Predictions(of: plan.keeping(boots: own), by: policy))
        let journal = try JournalFile(path: folder.journal)
        try journal.append(.runBegin(header))
        let closer = CellCloser(journal)
        for (boot, verdict, reason) in boots {
            let judgement = Judgement(
                verdict: verdict, sides: 0, reasons: [verdict == .unavailable ? .lack(reason) : .note(reason)],
                wrong: verdict == .error ? .harness : nil)
            try closer.close(
                boot.cells.map { JudgedCell(cell: $0, attempt: 0, observation: nil, judgement: judgement) }, of: boot)
        }
        return folder
    }
}
