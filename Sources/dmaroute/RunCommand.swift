import ArgumentParser
import Foundation
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
              dmaroute run harness-configs/quick.yaml --kernel ~/linux/arch/x86/boot/bzImage --headers ~/linux \\
                  --policy linux-7.3
              dmaroute run plans/nightly --shard 2/3 --weights plans/nightly/weights.json
              dmaroute run --resume runs/2026-11-22-a
            """)

    @Option(
        help: ArgumentHelp(
            "Go on with a run that was ended early: only boots without verdicts are made.", valueName: "run"),
        completion: .directory)
    var resume: String?

    @OptionGroup var cells: CellOptions
    @OptionGroup var shards: ShardOptions
    @OptionGroup var with: OwnKernelOptions
    @OptionGroup var guests: GuestOptions
    @OptionGroup var known: KnownOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard resume == nil || (cells.isEmpty && shards.isEmpty) else {
            throw ValidationError(
                "a run that is resumed has its cells, so --resume goes without a config and flags for cells")
        }
    }

    func run() async throws {
        if let resume { return try await goOn(with: RunFolder(existing: resume)) }
        let own = try with.taking(cells.ownKernel())
        let plan = try cells.plan(Installation.kernelNames(), own: own?.kernel)
        let policy = try cells.policy(for: plan)
        let declarations = try known.declarations(for: plan, policy: policy)
        let part = try shards.part(of: plan)
        guard !guests.dryRun else {
            return try common.announce(part.map(plan.keeping(boots:)) ?? plan)
        }
        var execution = Execution(plan: plan, policy: policy, guests: guests, common: common)
        execution.declarations = declarations
        execution.own = own
        execution.part = part
        try await execution.run()
    }

    private func goOn(with old: RunFolder) async throws {
        let plan = try old.readPlan()
        let header = try Resumption(old).header
        let policy = try (header?.policy ?? plan.policy ?? "own").policy(of: old)
        guard !guests.dryRun else { return try common.announce(Resumption(old).left) }
        var guests = guests
        guests.aliasStores = header?.aliasedStores ?? guests.aliasStores
        var execution = Execution(plan: plan, policy: policy, guests: guests, common: common)
        execution.declarations = try known.declarations(for: plan, policy: policy)
        execution.kernels = header?.kernels
        execution.part = try old.readPart()
        execution.resumed = old
        try await execution.run()
    }
}

extension String {
    /// The policy of this name that a run was judged by; nil where each kernel has its own.
    func policy(of run: RunFolder) throws -> Policy? {
        if self == "own" { return nil }
        if let policy = Policy.named(self) { return policy }
        throw RunnerError("\(run.path) was judged by a policy this dmaroute does not have: \(Printable.line(self))")
    }
}
