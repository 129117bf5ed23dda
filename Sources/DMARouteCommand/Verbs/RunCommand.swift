import ArgumentParser
import Foundation
import History
import Images
import Journal
import Lab
import Plan
import Report
import RouteModel
import Runner
import Verdict

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Boot every configuration of a config, make its DMAs, and judge each.",
        discussion: """
            Leaves a folder with the plan, the raw evidence of every boot, a journal and result.json; dmaroute check \
            judges that evidence again without booting.

            EXAMPLES
              dmaroute run harness-configs/quick.yaml
              dmaroute run harness-configs/quick.yaml --filter kernel=linux-7.3,viommu=intel --jobs 1
              dmaroute run --kernel linux-7.3 --cmdline swiotlb=force --ram 5GiB --device edu,dma-mask=32 \\
                  --request map-single,size=4KiB,direction=from-device,place=above-4g
              dmaroute run harness-configs/quick.yaml --kernel ~/linux/arch/\(PackedKernel.folder)/boot/\(PackedKernel.name) --headers ~/linux \\
                  --policy linux-7.3
              dmaroute run plans/nightly --shard 2/3 --weights plans/nightly/weights.json
              dmaroute run --resume runs/2026-11-22-a
              dmaroute run harness-configs/seed.yaml --nodes harness-configs/nodes.yaml
            """)

    @Option(
        help: ArgumentHelp(
            "Go on with a run that was ended early: only boots without verdicts are made.", valueName: "run"),
        completion: .directory)
    var resume: String?

    @OptionGroup var cells: CellOptions
    @Option(
        help: ArgumentHelp(
            "Run on the machines that this file names, over ssh.",
            discussion: "harness-configs/nodes.yaml is an example, and says what a node needs."),
        completion: .file(extensions: ["yaml", "yml"]))
    var nodes: String?

    @Flag(help: ArgumentHelp("End as by SIGTERM when standard input ends.", visibility: .hidden))
    var tied = false

    @OptionGroup var shards: ShardOptions
    @OptionGroup var with: OwnKernelOptions
    @OptionGroup var guests: GuestOptions
    @OptionGroup var known: KnownOptions
    @OptionGroup var faults: FaultOptions
    @OptionGroup var common: CommonOptions

    @Option(help: "Take the run into this history, as dmaroute history import does.", completion: .file())
    var history: String?

    func validate() throws {
        guard
            nodes == nil
                || (resume == nil && with.modules == nil && with.headers == nil
                    && guests.connect == GuestOptions.embedded)
        else { throw ValidationError("--nodes goes without --resume, --modules, --headers and --connect") }
        guard resume == nil || (cells.isEmpty && shards.isEmpty) else {
            throw ValidationError(
                "a run that is resumed has its cells, so --resume goes without a config and flags for cells")
        }
    }

    func run() async throws {
        if !guests.dryRun { NodeScratch.removeDead() }
        let tie = tied ? Interruption.whenInputEnds() : nil
        defer { tie?.cancel() }
        if let resume { return try await goOn(with: RunFolder(existing: resume)) }
        let own = try with.taking(cells.ownKernel())
        let plan = try cells.plan(Installation.kernelNames(), own: own?.kernel)
        let policy = try cells.policy(for: plan)
        let declarations = try known.declarations(for: plan, policy: policy)
        let (part, given) = try shards.part(of: plan)
        guard !guests.dryRun else {
            return try common.announce(part.map(plan.keeping(boots:)) ?? plan)
        }
        if let nodes {
            guard own == nil else {
                throw ValidationError("a --kernel PATH is on this machine alone, so --nodes cannot have it")
            }
            return try await NodesRun(
                plan: plan, policy: policy, part: part, file: nodes, guests: guests, known: known, faults: faults,
                common: common
            ).run()
        }
        var execution = PlanRun(plan: plan, policy: policy, guests: guests, common: common)
        execution.declarations = declarations
        execution.declaredFaults = try known.faults()
        execution.failsOnFaults = faults.failOnFaults
        execution.own = own
        // One that cannot be used is better known before anything boots.
        execution.history = try history.map { try History(path: $0, creating: true) }
        execution.part = part
        execution.given = given
        try await execution.run()
    }

    private func goOn(with old: RunFolder) async throws {
        let run = guests.dryRun ? nil : try OpenRun(existing: old)
        let resumption = try run?.resumption ?? Resumption(old)
        let (work, header) = (resumption.work, resumption.header)
        let policy = try (header?.policy ?? work.plan.policy.map(PolicyChoice.init))?.policy(of: old.path)
        guard let run else { return try common.announce(resumption.left) }
        var guests = guests
        guests.aliasStores = header?.aliasedStores ?? guests.aliasStores
        var execution = PlanRun(plan: work.plan, policy: policy, guests: guests, common: common)
        execution.declarations = try known.declarations(for: work.plan, policy: policy)
        execution.declaredFaults = try known.faults()
        execution.failsOnFaults = faults.failOnFaults
        execution.kernels = header?.kernels
        execution.part = work.part
        execution.resumed = run
        execution.history = try history.map { try History(path: $0, creating: true) }
        try await execution.run()
    }
}
