import Evidence
public import Journal
import RouteModel
public import Plan
import Verdict

/// The faults that runs show, and those that their policies predict for their cells.
public struct RunFaults: Sendable {
    private var tally = FaultTally()
    /// Causes by the cell's id.
    public private(set) var byCell: [String: [RootCause]] = [:]

    /// Of no run.
    public init() {}

    /// Takes in the cells of a run.
    /// - Parameter isWanted: which cells count.
    public mutating func take(_ log: RunLog, where isWanted: (Cell) -> Bool = { _ in true }) {
        let names = Dictionary(uniqueKeysWithValues: Policy.all.map { ($0.name, $0) })
        for boot in log.plan.boots {
            let parsed = ParsedBoot(boot.boot)
            for cell in boot.cells where isWanted(cell) {
                guard let policy = names[log.policy(of: cell)] else { continue }
                let judge = CellJudge(policy: policy, point: Point(parsed, device: cell.device, request: cell.request))
                take(judge, log.closed[cell.id], cell)
            }
        }
    }

    private mutating func take(_ judge: CellJudge, _ closed: JudgedCell?, _ cell: Cell) {
        let seen = closed.flatMap { $0.isObserved ? judge.observed($0) : nil }
        let weight = judge.point.simplicity
        func found(_ breach: Breach) -> FaultTally.Found {
            .init(
                breach: breach, point: judge.point, policy: judge.policy, kernel: cell.boot.kernel, weight: weight)
        }
        // A kernel that is not at hand, or a route that nobody saw, is told by prediction alone.
        let predicted = judge.predicted()
        let causes = Set(seen?.map(\.cause) ?? [])
        for breach in predicted where seen == nil || breach.route == nil && !causes.contains(breach.cause) {
            tally.count(found(breach), cell: cell.id, isObserved: false, statements: [])
            byCell[cell.id, default: []].append(breach.cause)
        }
        for breach in seen ?? [] {
            let statements = closed?.judgement.broken.map(\.id) ?? []
            tally.count(found(breach), cell: cell.id, isObserved: true, statements: statements)
            if predicted.contains(where: { $0.cause == breach.cause }) {
                tally.count(found(breach), cell: cell.id, isObserved: false, statements: [])
            }
            byCell[cell.id, default: []].append(breach.cause)
        }
    }

    /// The worst first.
    public var faults: [KernelFault] { tally.faults() }
}

/// One cell's duties, by what was seen of it and by what is predicted.
private struct CellJudge {
    let policy: Policy
    let point: Point

    func predicted() -> [Breach] {
        let soundness = Soundness(policy)
        var found: [RootCause: Breach] = [:]
        for outcome in policy.predict(point) where !outcome.given.contains(where: \.isSpent) {
            for breach in soundness.breaches(outcome, at: point) where found[breach.cause] == nil {
                found[breach.cause] = breach
            }
        }
        return found.values.sorted { $0.cause.id < $1.cause.id }
    }

    /// nil where no side shows the route.
    func observed(_ closed: JudgedCell) -> [Breach]? {
        guard closed.judgement.wrong != .driver, closed.judgement.wrong != .harness,
            let observation = closed.observation
        else { return nil }
        let facts = Facts(
            buffer: observation.buffer.isEmpty ? nil : observation.buffer,
            saidBefore: policy.said(observation.saidBefore.map { ($0.message, $0.kind) }))
        let found = closed.judgement.route.map { way($0, facts) } ?? Route(observation).map { strayed($0, facts) }
        guard let (kernel, outcome, route) = found ?? nil else { return wrongType(observation) }
        let lost: Bool? =
            switch observation.data {
            case .lost, .corrupted, .failed: true
            // What the caller keeps back is not lost.
            case .intact, .portion: false
            case .nothingMoved: nil
            }
        return Soundness(kernel).breaches(route, outcome, at: point, facts: facts, lost: lost)
    }

    /// What a call gave that is not of its type has no route. The guest side shows it all the same: the call succeeded, and
    /// nothing lies where its result points.
    private func wrongType(_ observation: Observation) -> [Breach]? {
        guard let guest = observation.guest.view, guest.paths.isEmpty, guest.message == nil else { return nil }
        let found = predicted().filter { $0.cause.duty == .returnsItsType }
        return found.isEmpty ? nil : found
    }

    private typealias Way = (kernel: Policy, outcome: Outcome, route: Route)

    /// The outcome of the policy that allows a route.
    private func way(_ route: Route, _ facts: Facts) -> Way? {
        let outcomes = policy.predict(point, facts: facts)
        return (outcomes.first { $0.allowed?.contains(route) ?? false } ?? outcomes.first).map { (policy, $0, route) }
    }

    /// The kernel that differs from the policy in one answer and then takes a route that the policy does not allow: what
    /// was seen is held against its duties. Where none does, the policy's own chain has to do.
    private func strayed(_ seen: Route, _ facts: Facts) -> Way? {
        let outcomes = policy.predict(point, facts: facts)
        for rule in outcomes.flatMap(\.because.rules) {
            guard let kernel = policy.negating(rule.id) else { continue }
            for outcome in kernel.predict(point, facts: facts) {
                if let route = outcome.allowed?.first(where: { $0.isLike(seen) }) { return (kernel, outcome, route) }
            }
        }
        return outcomes.first.map { (policy, $0, seen) }
    }
}

extension Route {
    /// Whether it is the same but for limits and words.
    fileprivate func isLike(_ seen: Route) -> Bool {
        path == seen.path && addressBit == seen.addressBit && (seen.memory == nil || memory == seen.memory)
            && (seen.entryBit == nil || entryBit == seen.entryBit)
    }

    /// As both sides tell it alike; nil where they do not.
    fileprivate init?(_ observation: Observation) {
        guard let guest = observation.guest.view,
            let path = guest.paths.first(where: { path in
                observation.device.view?.paths.contains(path) ?? true
            })
        else { return nil }
        let device = observation.device.view
        self.init(
            path: path, addressBit: guest.addressBit, memory: device?.memory ?? guest.memory,
            entryBit: device?.entryBit ?? guest.entryBit, limit: nil, message: guest.message)
    }
}

extension Point {
    /// How far it is from the usual configuration: values that differ from it, and words of options. RAM counts here.
    fileprivate var simplicity: Int {
        let usualRAM: [UInt64] = [512 << 20, 1 << 30]
        return 100
            * (Plan.Asked(device: device, request: request).unusual(in: boot) + (usualRAM.contains(boot.ram) ? 0 : 1))
    }
}
