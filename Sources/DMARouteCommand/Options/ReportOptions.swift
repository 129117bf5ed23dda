import Foundation
import Journal
import Plan
import Report
import Runner

/// What of `dmaroute report` is for some formats alone.
struct ReportOptions {
    var since: String?
    var origin: String

    func kcidb(_ log: RunLog, _ faults: ToldFaults) throws -> KCIDBReport {
        guard let report = KCIDBReport(log, origin: origin, faults: faults) else {
            throw RunnerError(
                "\(origin) is no name of a system for KCIDB",
                hint: "give --origin with lower-case letters, digits and _ alone")
        }
        return report
    }

    /// The run that this one is held against; nil where there is none.
    func earlier(than log: RunLog, in folder: RunFolder) throws -> RunLog? {
        if let since { return try RunFolder(existing: since).readLog(named: since) }
        let path = URL(fileURLWithPath: folder.path)
        let shelf = RunShelf(path: (folder.path as NSString).deletingLastPathComponent)
        for folder in shelf.before(path.lastPathComponent) {
            guard let header = try? JournalFile.header(folder + "/journal.jsonl"), header.judges == nil,
                header.policy == log.header.policy, let run = try? RunFolder(existing: folder),
                let plan = try? run.readPlan(), plan.name == log.plan.name,
                let earlier = try? run.readLog(named: folder, plan: plan)
            else { continue }
            return earlier
        }
        return nil
    }
}
