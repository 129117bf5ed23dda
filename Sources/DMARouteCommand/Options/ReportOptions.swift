import Foundation
import Journal
import Plan
import Report
import Runner

/// What of `dmaroute report` is for some formats alone.
struct ReportOptions {
    var since: String?
    var origin: String

    func kcidb(_ account: RunAccount) throws -> KCIDBReport {
        guard let report = KCIDBReport(account, origin: origin) else {
            throw RunnerError(
                "\(origin) is no name of a system for KCIDB",
                hint: "give --origin with lower-case letters, digits and _ alone")
        }
        return report
    }

    /// The run that this one is held against; nil where there is none.
    func earlier(than record: RunRecord) throws -> RunAccount? {
        if let since { return try RunRecord(RunFolder(existing: since)).account(named: since) }
        let path = URL(fileURLWithPath: record.folder.path)
        let shelf = RunShelf(path: (record.folder.path as NSString).deletingLastPathComponent)
        for folder in shelf.before(path.lastPathComponent) {
            guard let header = try? JournalFile.header(folder + "/journal.jsonl"), header.judges == nil,
                header.policy == record.header.policy, let run = try? RunFolder(existing: folder),
                (try? run.readPlan())?.name == record.plan.name, let earlier = try? RunRecord(run)
            else { continue }
            return earlier.account(named: folder)
        }
        return nil
    }
}
