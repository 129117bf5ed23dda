import ArgumentParser
import Plan
import Report
import RouteModel

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Say which routes a policy allows, and why; boots nothing.",
        discussion: """
            Where a prediction depends on something that only the running guest knows, there is one answer for each \
            value of it.

            EXAMPLES
              dmaroute predict harness-configs/quick.yaml --format json
              dmaroute predict --kernel linux-6.1 --kernel linux-7.3 --cmdline swiotlb=force,track_hiwater \\
                  --device edu,dma-mask=64 --request map-single,place=below-4g
            """)

    @OptionGroup var cells: CellOptions
    @OptionGroup var with: OwnKernelOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let own = try with.taking(cells.ownKernel())
        let plan = try cells.plan(Installation.kernelNames(), own: own?.kernel)
        let chosen = try cells.policy(for: plan)
        var records: [PredictionRecord] = []
        for cell in plan.cells {
            guard let policy = chosen ?? Policy.named(cell.boot.kernel) else {
                throw ValidationError("no policy is called \(cell.boot.kernel); name one with --policy")
            }
            records += PredictionRecord.records(of: cell, policy: policy)
        }
        guard common.format == .text else { return try StandardOutput.write(json: records) }
        for record in records { StandardOutput.write(record.text) }
    }
}
