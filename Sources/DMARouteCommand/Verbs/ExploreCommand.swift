import ArgumentParser
import Faults
import Report
import RouteModel
import Verdict

struct ExploreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore",
        abstract: "Check what a policy allows anywhere against invariants; boots nothing.",
        discussion: """
            Predicts every configuration of the model's space and says which invariants hold, with the configuration that \
            differs in the fewest values from the usual one where one does not. An invariant that is broken says something \
            about the policy and nothing about this run, so it is no failure. At the end come the faults that the policies \
            predict: duties of any kernel that are broken somewhere, each once.

            EXAMPLES
              dmaroute explore
              dmaroute explore --policy linux-7.3 --policy seed --format json
            """)

    @Option(help: "A policy; the default is all.")
    var policy: [String] = []

    @OptionGroup var known: KnownOptions
    @OptionGroup var options: FaultOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        for name in policy where Policy.named(name) == nil {
            let known = Policy.all.map(\.name).joined(separator: ", ")
            throw ValidationError("no policy is called \(name); there are \(known)")
        }
    }

    func run() throws {
        let policies = policy.isEmpty ? Policy.all : policy.compactMap(Policy.named)
        let explored = FaultSearch.explore(policies)
        let faults = FaultSummary(
            FaultForecast.faults(explored.map(\.forecast)), declared: try known.faults())
        let records = zip(policies, explored).map { policy, found in
            ExplorationRecord(
                policy, found.exploration, kernel: policy.base, seconds: found.seconds,
                faults: faults.records(of: policy.name))
        }
        if common.format == .json {
            try StandardOutput.write(json: records)
        } else {
            for record in records { StandardOutput.write(record.text) }
            if let text = faults.text(run: nil) { StandardOutput.write(text) }
        }
        if options.failOnFaults, faults.isNews { throw CommandExit.Code(value: RunExit.fail) }
    }
}
