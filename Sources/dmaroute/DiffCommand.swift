import ArgumentParser
import Report
import RouteModel
import Verdict

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Say where two policies differ, and which rules make the difference; boots nothing.",
        discussion: """
            Both predict every configuration of the model's space. Differences are grouped by the rules that make them; \
            each comes with the configuration that differs in the fewest values from the usual one. Exit 1 where there \
            is any.

            EXAMPLES
              dmaroute diff --policy linux-7.2 --policy linux-7.3
              dmaroute diff --policy series-v6 --policy linux-7.3 --format mail
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, mail
    }

    @Option(help: "One of the two policies; give it twice.")
    var policy: [String] = []

    @Option(help: "text, json, or mail: plain text in lines of 72 columns, without commands.")
    var format: Format = .text

    @Flag(name: .shortAndLong, help: "Say nothing but the answer.")
    var quiet = false

    func validate() throws {
        guard policy.count == 2 else { throw ValidationError("two policies differ: give --policy twice") }
        for name in policy where Policy.named(name) == nil {
            let known = Policy.all.map(\.name).joined(separator: ", ")
            throw ValidationError("no policy is called \(name); there are \(known)")
        }
    }

    func run() throws {
        let policies = policy.compactMap(Policy.named)
        guard let a = policies.first, let b = policies.last else { return }
        let comparison = Comparison(a, b)
        // What was proposed stands on the newest release's rules.
        let kernel = (policies.last(where: \.isOfRelease) ?? Policy.releases.last)?.name ?? b.name
        switch format {
        case .json:
            try Answer.write(
                json: comparison.differences.map { DifferenceRecord($0, a, b, kernel: kernel) })
        case .text, .mail:
            Answer.write(DifferenceText(a, b, comparison, kernel: kernel).text(mail: format == .mail))
        }
        if !comparison.differences.isEmpty { throw Ending.Code(value: RunExit.fail) }
    }
}
