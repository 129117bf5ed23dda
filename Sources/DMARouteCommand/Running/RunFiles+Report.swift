import Journal
import Plan
import Report
import Runner

extension RunFiles {
    /// Of every boot of which raw files are at hand.
    func timelines(of plan: Plan) -> [BootTimeline] {
        plan.boots.compactMap { boot in
            guard let files = attempt(at: boot) else { return nil }
            return BootTimeline(
                boot, trace: files.trace, deviceTrace: files.deviceTrace, timings: files.timings ?? .init(began: nil),
                probe: files.probe, looks: files.looks)
        }
    }
}
