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
              dmaroute run harness-configs/quick.yaml --kernel ~/linux/arch/x86/boot/bzImage --headers ~/linux \\
                  --policy linux-7.3
            """)

    @OptionGroup var cells: CellOptions
    @OptionGroup var with: OwnKernelOptions
    @OptionGroup var guests: GuestOptions
    @OptionGroup var known: KnownOptions
    @OptionGroup var common: CommonOptions

    @Option(help: "Take the run into this history, as dmaroute history import does.", completion: .file())
    var history: String?

    func run() async throws {
        let own = try with.taking(cells.ownKernel())
        let plan = try cells.plan(Installation.kernelNames(), own: own?.kernel)
        let policy = try cells.policy(for: plan)
        let declarations = try known.declarations(for: plan, policy: policy)
        guard !guests.dryRun else {
            return try common.announce(plan)
        }
        var execution = Execution(plan: plan, policy: policy, guests: guests, common: common)
        execution.declarations = declarations
        execution.own = own
        // One that cannot be used is better known before anything boots.
        execution.history = try history.map { try History(path: $0, creating: true) }
        try await execution.run()
    }
}
