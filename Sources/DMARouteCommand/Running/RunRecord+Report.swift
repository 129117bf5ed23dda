import Journal
import Plan
import Report
import Runner

extension RunRecord {
    func account(named run: String) -> RunAccount {
        RunAccount(
            run: run, plan: plan, header: header,
            cells: cells.map {
                .init(
                    cell: $0.cell, judgement: $0.judgement, attempts: $0.attempts,
                    observation: observation(of: $0.cell)?.observation)
            }, durations: durations,
            failed: failed.mapValues { $0.map { .init(attempt: $0.attempt, reason: $0.reason) } },
            files: Dictionary(
                plan.boots.compactMap { boot in
                    attempt(at: boot).map { (boot.key, files(of: boot, attempt: $0)) }
                }, uniquingKeysWith: { first, _ in first }))
    }

    /// Of every boot of which raw files are at hand.
    var timelines: [BootTimeline] {
        plan.boots.compactMap { boot in
            guard let files = attemptFiles(of: boot) else { return nil }
            return BootTimeline(
                boot, trace: files.trace, deviceTrace: files.deviceTrace, timings: files.timings ?? .init(began: nil),
                probe: files.probe, looks: files.looks)
        }
    }
}
