import Journal
import Plan
import Report
import RouteModel
import Runner
import Verdict

/// What `dmaroute diff` holds against each other of runs.
struct RunComparison {
    var names: (String, String)
    var pairs: [SeenDifference.Pair]

    /// Cells that both runs judged.
    static func runs(_ a: String, _ b: String) throws -> RunComparison {
        let (first, second) = (try RunFolder(existing: a).readLog(), try RunFolder(existing: b).readLog())
        let pairs = first.cells.compactMap { one in
            second.closed[one.cell.id].map {
                SeenDifference.Pair(cell: one.cell, a: .init(one.judgement), b: .init($0.judgement))
            }
        }
        return try RunComparison(names: (a, b), pairs: pairs).orNothing("\(a) and \(b) have no cell in common")
    }

    /// Cells of one run that differ in their kernel alone.
    static func kernels(_ a: String, _ b: String, in run: String) throws -> RunComparison {
        let log = try RunFolder(existing: run).readLog()
        func configuration(_ cell: Cell) -> Point {
            var boot = cell.boot
            boot.kernel = ""
            return Point(boot: boot, device: cell.device, request: cell.request)
        }
        let others = Dictionary(
            log.cells.filter { $0.cell.boot.kernel == b }.map { (configuration($0.cell), $0) },
            uniquingKeysWith: { first, _ in first })
        let policies = (Policy.named(a), Policy.named(b))
        let pairs = log.cells.filter { $0.cell.boot.kernel == a }.compactMap { one in
            let point = configuration(one.cell)
            return others[point].map { other in
                let (a, b) = (SeenDifference.End(one.judgement), SeenDifference.End(other.judgement))
                let rules =
                    a == b ? [] : policies.0.flatMap { one in policies.1.map { one.rules(partingFrom: $0, at: point) } }
                return SeenDifference.Pair(cell: one.cell, a: a, b: b, rules: rules ?? [])
            }
        }
        return try RunComparison(names: (a, b), pairs: pairs).orNothing(
            "\(run) has no two cells that differ in the kernels \(a) and \(b) alone")
    }

    /// What a run's policies predict and what it saw.
    static func prediction(of run: String) throws -> RunComparison {
        let log = try RunFolder(existing: run).readLog()
        let pairs = log.cells.map { closed in
            let seen = SeenDifference.End(closed.judgement)
            let predicted = closed.judgement.predicted.compactMap(\.allowed).flatMap { $0 }
            let due = SeenDifference.End(
                verdict: .agree, routes: closed.judgement.verdict == .agree ? seen.routes : predicted)
            return SeenDifference.Pair(cell: closed.cell, a: due, b: seen)
        }
        return RunComparison(names: ("predicted", "seen"), pairs: pairs)
    }

    private func orNothing(_ message: String) throws -> RunComparison {
        guard pairs.isEmpty else { return self }
        throw RunnerError(message, hint: "dmaroute plan lists what a config asks for")
    }
}
