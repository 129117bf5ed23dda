import ArgumentParser
import Journal
import Plan
import RouteModel
import Runner

struct RerunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rerun",
        abstract: "Boot a run, or one cell of it, again from the same kernels.",
        discussion: """
            The kernels must be those of the run by their SHA-256; where they are no longer at hand the cells are \
            unavailable.

            EXAMPLES
              dmaroute rerun runs/2026-11-22-a --cell 9c1e4f20a3b1
              dmaroute rerun runs/2026-11-22-a
            """)

    @Argument(help: ArgumentHelp("Folder of a run.", valueName: "run"), completion: .directory)
    var folder: String

    @Option(help: "First digits of a cell's id. Repeatable; the default is every cell.")
    var cell: [String] = []

    @OptionGroup var guests: GuestOptions
    @OptionGroup var known: KnownOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let old = try RunFolder(existing: folder)
        var plan = try old.readWork().own
        if !cell.isEmpty { plan = try plan.filtered(by: Filter("cell=" + cell.joined(separator: "|"))) }
        guard let header = try JournalFile.header(old.journal) else {
            throw RunnerError("\(old.journal) does not begin with the run")
        }
        let policy = try header.policy.policy(of: old.path)
        let declarations = try known.declarations(for: plan, policy: policy)
        guard !guests.dryRun else {
            return try common.announce(plan)
        }
        var execution = PlanRun(plan: plan, policy: policy, guests: guests, common: common)
        execution.declarations = declarations
        execution.declaredFaults = try known.faults()
        execution.kernels = header.kernels
        try await execution.run()
    }
}
