import Foundation
import Journal
import Plan
import Report
import RouteModel
import Runner
import TestSupport
import Testing
import Verdict

@testable import DMARouteCommand

/// Suites of verbs over runs that lie on a disk already.
protocol KeepsRuns {
    var scratch: Scratch { get }
}

extension KeepsRuns {
    var runs: String { "\(scratch.path)/runs" }

    @discardableResult
    func make(
        _ name: String = "2026-11-22-a", _ verdicts: [Verdict] = [.agree, .forbidden],
        _ change: (inout SampleRun) -> Void = { _ in }
    ) throws -> SampleRun {
        var run = SampleRun(try SamplePlan.sizes(2), verdicts)
        change(&run)
        try run.write(to: "\(runs)/\(name)")
        return run
    }
}

/// What of a result.json is looked at.
struct ResultFile: Decodable {
    struct Cell: Decodable {
        var cell: String
        var verdict: String
    }
    var cells: [Cell]
}
