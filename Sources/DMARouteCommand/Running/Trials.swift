import Journal
import Plan
import Report
import RouteModel
import Runner
import Search
import Verdict

/// Boots one candidate after the other, each in a run's folder of its own, and keeps what came of it.
final class Trials {
    struct Result {
        var showing: Signature
        var route: Route?
        var run: String

        var seen: BisectionRecord.Seen { BisectionRecord.Seen(route: route, showing: showing) }
    }

    private let policy: Policy?
    private let guests: GuestOptions
    private let common: CommonOptions
    private let kernels: [RunHeader.Kernel]?
    private let lease: LabLease
    /// Boots so far, attempts at one that broke not included.
    private(set) var boots = 0
    /// Folders of the runs, by what was booted in them.
    private(set) var runs: [Candidate: [String]] = [:]

    /// - Parameters:
    ///   - policy: to judge by; nil: each kernel's own.
    ///   - kernels: that the candidates' must equal by their digests; nil for those at hand.
    init(policy: Policy?, guests: GuestOptions, common: CommonOptions, kernels: [RunHeader.Kernel]?) {
        self.policy = policy
        self.guests = guests
        self.common = common
        self.kernels = kernels
        lease = LabLease(guests)
    }

    func close() { lease.close() }

    /// nil where nothing can be like this, or nothing here can run it.
    func run(_ candidate: Candidate, named name: String) async throws -> Result? {
        guard let (plan, cell) = candidate.plan(named: name, policy: policy?.name) else { return nil }
        var quiet = common
        quiet.quiet = true
        var execution = PlanRun(plan: plan, policy: policy, guests: guests, common: quiet)
        execution.kernels = kernels
        let (path, judged) = try await execution.judge(on: lease) { conclusion, journal in
            _ = try conclusion.record(to: journal)
            return (conclusion.folder.path, conclusion.judged(cell))
        }
        boots += plan.boots.count
        runs[candidate, default: []].append(path)
        guard let judged, judged.judgement.verdict != .unavailable else { return nil }
        return Result(
            showing: Signature(judged.judgement, judged.observation), route: judged.judgement.route, run: path)
    }
}

extension Candidate {
    /// A cell of a run with everything that was asked in its boot before it.
    init(_ cell: Cell, in plan: Plan) {
        let boot = plan.boots.first { $0.cells.contains(cell) }
        let before = (boot?.cells ?? []).prefix { $0 != cell }
        self.init(
            boot: cell.boot, target: .init(device: cell.device, request: cell.request),
            beside: before.map { .init(device: $0.device, request: $0.request) })
    }

    func on(_ kernel: String) -> Candidate {
        var other = self
        other.boot.kernel = kernel
        return other
    }
}
