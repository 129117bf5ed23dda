import Files
import Foundation
import Journal
import Lab
import Plan
import Report
import RouteModel
import Runner
import Synchronization
import Verdict

/// A plan on several machines: shared out, collected, merged.
struct NodesRun {
    let plan: Plan
    let policy: Policy?
    let part: Set<String>?
    let file: String
    let guests: GuestOptions
    let known: KnownOptions
    let faults: FaultOptions
    let common: CommonOptions

    func run() async throws {
        let nodes = try Nodes.parse(text: SmallText.read(file, as: "file of nodes"), file: file)
        let work = part.map(plan.keeping(boots:)) ?? plan
        let cancellation = Cancellation()
        let signals = Interruption.cancel(cancellation)
        defer { signals.forEach { $0.cancel() } }
        let session = RunHeader.newSession()
        let held = try NodeScratch()
        defer { held.remove() }
        let scratch = held.path

        let there = await reachable(nodes, scratch, "run-\(session.suffix(12))", cancellation)
        guard !cancellation.isCancelled else { throw CancellationError() }
        guard !there.isEmpty else {
            throw CommandExit.Refusal(
                "no node of \(file) can be used", hint: "try what they say: ssh NODE dmaroute doctor")
        }
        try PlanFolder(scratch).write(plan, nil)
        let placeable = work.boots.filter { boot in there.contains { $0.lacks(boot) == nil } }
        let fan = FanOut(
            try RunFolder(existing: scratch), boots: placeable, known: try known.path(), options: options,
            nodes: there, cancellation: cancellation, say: say)
        let (parts, left) = try await Blocking.run { try fan.run() }

        let unplaced = work.boots.filter { boot in !placeable.contains { $0.key == boot.key } }
        let closed =
            unplaced.map { ($0, Verdict.unavailable, lack($0, there)) }
            + left.map { ($0, Verdict.error, "every node that could run it was lost") }
        let own =
            closed.isEmpty
            ? [] : [try FanOut.close(closed, of: plan, header: header(session), policy: policy, in: scratch + "/here")]
        try conclude(try RunMerge(own + parts), work)
    }

    private func conclude(_ merging: RunMerge, _ work: Plan) throws {
        let folder = try RunFolder(newIn: guests.output)
        let lock = RunLock(folder.path)
        defer { withExtendedLifetime(lock) {} }
        let journal = try merging.write(to: folder, part: part)
        guard let header = merging.merge.header else {
            throw RunnerError("no node began its part", hint: "look into what they said")
        }
        var conclusion = RunConclusion(
            plan: work, header: header, cells: try merging.merge.judged(), folder: folder, common: common,
            observed: merging.merge.observed)
        conclusion.declared = try known.faults()
        conclusion.failsOnFaults = faults.failOnFaults
        try conclusion.write(to: journal)
    }

    /// Nodes that tell what they can do; the others are named, and nothing is asked of them.
    private func reachable(
        _ nodes: Nodes, _ scratch: String, _ session: String, _ cancellation: Cancellation
    ) async -> [RemoteNode] {
        await withTaskGroup(of: (Int, RemoteNode?).self) { group in
            for (index, node) in nodes.nodes.enumerated() {
                group.addTask {
                    do {
                        let found = try await Blocking.run {
                            try RemoteNode(
                                node, config: nodes.sshConfig, here: scratch, session: session,
                                cancellation: cancellation)
                        }
                        return (index, found)
                    } catch {
                        if !cancellation.isCancelled { say(FileProblem.text(of: error)) }
                        return (index, nil)
                    }
                }
            }
            var found: [(Int, RemoteNode?)] = []
            for await one in group { found.append(one) }
            return found.sorted { $0.0 < $1.0 }.compactMap(\.1)
        }
    }

    /// What no node has that a boot asks for.
    private func lack(_ boot: PlannedBoot, _ nodes: [RemoteNode]) -> String {
        Self.lack(nodes.compactMap { $0.lacks(boot) }, of: nodes.map(\.node.name))
    }

    static func lack(_ lacks: [String], of nodes: [String]) -> String {
        let lacks = Set(lacks).sorted()
        return "no node of \(nodes.joined(separator: ", ")) has \(lacks.joined(separator: " or "))"
    }

    /// Words for `dmaroute run` on the nodes.
    var options: [String] {
        ["--attempts", "\(guests.attempts)", "--boot-limit", "\(guests.bootLimit)", "--sides", guests.sides.rawValue]
            + (policy.map { ["--policy", $0.name] } ?? []) + (guests.aliasStores ? ["--alias-stores"] : [])
    }

    func header(_ session: String) -> RunHeader {
        RunHeader(
            dmaroute: Version.text, plan: plan.digest, policy: PolicyChoice(policy), kernels: [], emulator: "",
            libvirt: "", accelerator: "", aliasedStores: guests.aliasStores ? true : nil, slowdown: 1,
            session: session)
    }

    private func say(_ text: String) {
        if !common.quiet { CommandExit.complain(text) }
    }
}
