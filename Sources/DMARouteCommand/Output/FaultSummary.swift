import Faults
import Files
import Journal
import Plan
import Report
import Runner

/// The faults of a run as its end tells them.
struct FaultSummary {
    let faults: [KernelFault]
    let declared: [String: FaultDeclaration]

    /// Of a run whose cells have their verdicts.
    init(_ log: RunLog, declared: [String: FaultDeclaration]) {
        var found = RunFaults()
        found.take(log)
        self.init(found.faults, declared: declared)
    }

    init(_ faults: [KernelFault], declared: [String: FaultDeclaration]) {
        self.faults = faults
        self.declared = declared
    }

    /// Whether there is one that nobody declared.
    var isNews: Bool { faults.contains { declared[$0.id] == nil } }

    var records: [FaultRecord] { faults.map { FaultRecord($0, declared: declared[$0.id]) } }

    /// Those that a kernel or a proposal has.
    func records(of policy: String) -> [FaultRecord] {
        faults.filter { ($0.with + $0.proposals).contains(policy) }.map { FaultRecord($0, declared: declared[$0.id]) }
    }

    /// nil where there is none.
    func text(run: String?) -> String? {
        faults.isEmpty ? nil : FaultText(faults, declared: declared, run: run).brief
    }

    /// Keeps them beside the run's verdicts.
    func write(in folder: RunFolder) throws {
        try WholeFile.put(StandardOutput.json(records), at: folder.faults, isDurable: true)
    }
}
