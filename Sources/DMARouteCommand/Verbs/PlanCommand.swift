import ArgumentParser
import Images
import Plan
import Report
import RouteModel
import Runner

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say what a run would boot and judge; boots nothing.",
        discussion: """
            EXAMPLES
              dmaroute plan harness-configs/quick.yaml
              dmaroute plan harness-configs/quick.yaml --filter viommu=intel --format json
              dmaroute plan harness-configs/nightly.yaml --coverage
              dmaroute plan harness-configs/quick.yaml --output plans/quick --weights-from runs/2026-11-22-a
              dmaroute plan harness-configs/quick.yaml --kernel ~/linux/arch/\(PackedKernel.folder)/boot/\(PackedKernel.name) --headers ~/linux \\
                  --policy linux-7.3
            """)

    @Option(
        help: ArgumentHelp(
            "Write the plan into this folder, as plan.json.",
            discussion: "With --weights-from also weights.json. A plan never changes: another one there is an error."),
        completion: .directory)
    var output: String?

    @Option(
        help: ArgumentHelp(
            "A run to read from how long each boot takes, for dmaroute run --shard --weights.", valueName: "run"),
        completion: .directory)
    var weightsFrom: [String] = []

    @Flag(
        help: ArgumentHelp(
            "List the rules that no cell comes to.",
            discussion: "With each the smallest configuration that would, where this machine can run one, or why not."))
    var coverage = false

    @OptionGroup var cells: CellOptions
    @OptionGroup var with: OwnKernelOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard weightsFrom.isEmpty || output != nil else {
            throw ValidationError("--weights-from needs --output, the folder that weights.json is written into")
        }
    }

    func run() throws {
        let own = try with.taking(cells.ownKernel())
        let plan = try cells.plan(Installation.kernelNames(), own: own?.kernel)
        if let output {
            let weights =
                weightsFrom.isEmpty ? nil : try PastDurations(weightsFrom.map(RunFolder.init(existing:))).weights
            try PlanFolder(output).write(plan, weights)
        }
        let policy = try cells.policy(for: plan)
        guard !coverage else { return try tell(CoverageRecord.all(plan, policy, Emulation(Installation.find()))) }
        guard common.format == .text else { return try StandardOutput.write(json: plan) }
        for boot in plan.boots {
            StandardOutput.write("\(boot.shortKey)  \(BootText.text(boot.boot))  \(boot.cells.count) cells")
        }
        let chains = Set(
            plan.boots.flatMap { boot in
                let parsed = ParsedBoot(boot.boot)
                return boot.cells.flatMap { cell -> [Chain] in
                    let point = Point(parsed, device: cell.device, request: cell.request)
                    return (policy ?? Policy.named(boot.boot.kernel))?.predict(point).map(\.because) ?? []
                }
            })
        StandardOutput.write(
            """
            \(counted(plan.cellCount, "cell")) in \(counted(plan.boots.count, "boot")), \
            up to \(counted(chains.count, "distinct chain")) of rules (facts of the guests decide); \
            \(plan.leftOut) cells left out because they cannot exist in their boot
            about \(ExpectedTime.text(plan)) on two cores without KVM
            digest \(plan.digest)
            """)
        if let lack = own?.lack(in: plan) { StandardOutput.write(lack) }
    }

    private func tell(_ records: [CoverageRecord]) throws {
        guard common.format == .text else { return try StandardOutput.write(json: records) }
        for record in records { StandardOutput.write(record.text) }
    }
}

/// How long a plan takes.
enum ExpectedTime {
    /// Processor seconds of a guest that boots, and of one cell, as measured under TCG; two guests run at a time.
    private static let (boot, cell, driver) = (8.0, 0.15, 2.0)

    static func text(_ plan: Plan) -> String {
        let drivers = plan.cells.count { $0.request.kind == .driverIO }
        let seconds =
            (boot * Double(plan.boots.count) + cell * Double(plan.cellCount - drivers) + driver * Double(drivers)) / 2
        return seconds < 90 ? "\(Int(seconds)) s" : "\(Int((seconds / 60).rounded())) min"
    }
}
