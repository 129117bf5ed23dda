import Evidence
public import Foundation
public import Journal
public import Plan
public import RouteModel
public import Verdict

/// A run's folder that nobody ran: a plan, and a journal of the verdicts asked for.
public struct SampleRun {
    public var plan: Plan
    public var header: RunHeader
    /// In the plan's order; cells beyond them have no verdict.
    public var judgements: [Judgement]
    /// Of each boot, before the attempt that came to its end.
    public var failures: [String] = []
    public var isEnded = true

    public init(_ plan: Plan, _ verdicts: [Verdict], policy: PolicyChoice = .own) {
        self.plan = plan
        judgements = zip(plan.cells, verdicts).map { Self.judgement($1) }
        header = RunHeader(
            dmaroute: "0.1.0", plan: plan.digest, policy: policy,
            kernels: [
                .init(
                    name: "linux-7.3", release: "7.3.4", version: "7.3.4-1", sha256: ["probe": "aa"], packages: [:],
                    unavailable: nil)
            ], emulator: "QEMU 7.2.22", libvirt: "9.0.0", accelerator: "tcg", slowdown: 1,
            begun: "2026-11-22T03:00:00.000Z", session: RunHeader.newSession())
    }

    /// A judgement of this verdict; one that agrees saw a bounce.
    public static func judgement(_ verdict: Verdict) -> Judgement {
        let bounce = Route(path: .bounce, addressBit: .none, memory: .ordinary, limit: 0xffff_ffff)
        return Judgement(
            verdict: verdict, sides: verdict == .agree ? 2 : 0, route: verdict == .agree ? bounce : nil,
            reasons: verdict == .agree ? [] : [.note("because of \(verdict.rawValue)")])
    }

    /// Writes it to a folder, which is made.
    public func write(to path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        try encoder.encode(plan).write(to: URL(fileURLWithPath: path + "/plan.json"))
        try journal().write(to: URL(fileURLWithPath: path + "/journal.jsonl"))
    }

    /// The journal's lines.
    public func journal() throws -> Data {
        var events: [Event] = [.runBegin(header)]
        var left = judgements[...]
        for boot in plan.boots {
            let cells = zip(boot.cells, left)
            left = left.dropFirst(boot.cells.count)
            for (number, failure) in zip(1..., failures) {
                events.append(.bootBegin(boot: boot.key, attempt: number))
                events.append(.attemptFailed(boot: boot.key, attempt: number, reason: failure))
            }
            let last = failures.count + 1
            events.append(.bootBegin(boot: boot.key, attempt: last))
            events.append(.bootEnd(boot: boot.key, attempt: last, milliseconds: 8000))
            for (cell, judgement) in cells where judgement.verdict == .agree {
                let view = SideView(paths: [.bounce], says: "as the bus has it")
                events.append(
                    .observation(
                        boot: boot.key, attempt: last,
                        Observation(
                            cell: cell.id, guest: .saw(view), device: .saw(view), data: .intact, buffer: [],
                            saidBefore: [])))
            }
            for (cell, judgement) in cells {
                events.append(
                    .cell(id: cell.id, boot: boot.key, attempts: last, means: boot.boot.means, judgement))
            }
        }
        if isEnded { events.append(.runEnd(exit: 0, counts: [:], usage: nil)) }
        return try events.reduce(into: Data()) { $0 += try JSONLines.line($1) }
    }
}
