import ArgumentParser
import Report
import RouteModel

struct ExploreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore",
        abstract: "Check what a policy allows anywhere against invariants; boots nothing.",
        discussion: """
            Predicts every configuration of the model's space and says which invariants hold, with the configuration that \
            differs in the fewest values from the usual one where one does not. An invariant that is broken says something \
            about the policy and nothing about this run, so it is no failure.

            EXAMPLES
              dmaroute explore
              dmaroute explore --policy linux-7.3 --policy seed --format json
            """)

    @Option(help: "A policy; the default is all.")
    var policy: [String] = []

    @OptionGroup var common: CommonOptions

    func validate() throws {
        for name in policy where Policy.named(name) == nil {
            let known = Policy.all.map(\.name).joined(separator: ", ")
            throw ValidationError("no policy is called \(name); there are \(known)")
        }
    }

    func run() throws {
        let policies = policy.isEmpty ? Policy.all : policy.compactMap(Policy.named)
        let space = ConfigurationSpace()
        var records: [ExplorationRecord] = []
        for policy in policies {
            let begin = ContinuousClock.now
            let exploration = Exploration(policy, over: space)
            let record = ExplorationRecord(
                policy, exploration, kernel: policy.base, seconds: (ContinuousClock.now - begin) / .seconds(1))
            if common.format == .text { StandardOutput.write(record.text) }
            records.append(record)
        }
        if common.format == .json { try StandardOutput.write(json: records) }
    }
}
