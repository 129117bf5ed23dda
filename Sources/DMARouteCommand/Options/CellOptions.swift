import ArgumentParser
import Foundation
import Images
import Plan
import RouteModel

/// Which cells: a config file, or the same keys as flags.
struct CellOptions: ParsableArguments {
    @Argument(
        help:
            "A config, such as harness-configs/quick.yaml, or a plan that dmaroute plan --output wrote; left out where flags name the cells.",
        completion: .file(extensions: ["yaml", "yml", "json"]))
    var config: String?

    @Option(help: "Only these cells: key=value terms joined by commas, as in viommu=intel,kind=map-*,cmdline!=*force*.")
    var filter: String?

    @Option(
        help:
            "A kernel of images/kernels.yaml, such as linux-7.3, or the path of a \(PackedKernel.name); the default is all. Repeatable, as are the flags below."
    )
    var kernel: [String] = []

    @OptionGroup var axes: AxisOptions

    @Option(
        help:
            "A device: edu,dma-mask=32,coherent-mask=32, nvme or virtio-blk,iommu-platform=off; keys: \(Flags.deviceKeys)."
    )
    var device: [String] = []

    @Option(
        help:
            "A request: map-single,size=4KiB,direction=to-device,place=below-4g; driver-io for all but edu; keys: \(Flags.requestKeys)."
    )
    var request: [String] = []

    @Option(
        help: ArgumentHelp(
            "Cells by chance, of all that a config can say: the same seed, boots and kernels give the same.",
            valueName: "seed"))
    var random: Int?

    @Option(help: "How many boots of --random, with some 40 cells each; the default is 8.")
    var randomBoots: Int?

    @Option(help: "Policy to predict and judge with; own is each kernel's.")
    var policy: String?

    @Option(help: "How cells share boots: shared, auto, snapshot or boot; of a config too.")
    var isolation: Isolation?

    /// The kernel that was brought along: what `--kernel` gives as a path, and so with a slash. nil where none was.
    func ownKernel() throws -> OwnKernel? {
        let paths = kernel.filter { $0.contains("/") }
        guard let path = paths.first else { return nil }
        guard paths.count == 1 else { throw ValidationError("one --kernel PATH a run; run the others by themselves") }
        guard policy.flatMap({ PolicyChoice($0).name }) != nil else {
            let known = Policy.all.map(\.name).joined(separator: ", ")
            throw ValidationError("a --kernel PATH has no policy of its own: name one with --policy (\(known))")
        }
        return try OwnKernel(packed: path)
    }

    /// The plan of what was asked for.
    /// - Parameters:
    ///   - kernels: that can be asked for by name.
    ///   - own: the one that was brought along.
    func plan(_ kernels: [String], own: OwnKernel?) throws -> Plan {
        var plan = try byChance(kernels, own) ?? written() ?? config(kernels, own)
        if let filter { plan = try plan.filtered(by: Filter(filter)) }
        return plan
    }

    /// The policy for every cell; nil where each kernel has its own.
    func policy(for plan: Plan) throws -> Policy? {
        try (policy ?? plan.policy).map(PolicyChoice.init)?.asked()
    }

    /// Whether nothing was asked for at all.
    var isEmpty: Bool {
        config == nil && filter == nil && policy == nil && isolation == nil && random == nil && flags.isEmpty
    }

    /// The plan that a seed gives; nil where none was given.
    private func byChance(_ kernels: [String], _ own: OwnKernel?) throws -> Plan? {
        guard let random else {
            guard randomBoots == nil else { throw ValidationError("--random-boots is of --random, which needs a seed") }
            return nil
        }
        var flags = self.flags
        flags.kernel = []
        guard config == nil, isolation == nil, flags.isEmpty else {
            throw ValidationError("--random chooses the cells: give it --random-boots, --kernel and --filter alone")
        }
        let boots = randomBoots ?? 8
        guard Self.boots.contains(boots) else {
            throw ValidationError(
                "--random-boots \(boots): \(Self.boots.lowerBound) to \(Self.boots.upperBound) are possible")
        }
        let named = kernel.filter { !$0.contains("/") }
        for name in named where !kernels.contains(name) {
            throw ValidationError("there is no kernel \(name); there are \(kernels.joined(separator: ", "))")
        }
        let chosen = own.map { [$0.name] } ?? (named.isEmpty ? kernels : named)
        return Plan(random: random, boots: boots, kernels: chosen)
    }

    private static let boots = 1...1000

    /// The plan that was made before and is named in a config's place; nil where it is a config.
    private func written() throws -> Plan? {
        guard let config, let plan = try WrittenPlan.read(config) else { return nil }
        guard flags.isEmpty, isolation == nil else {
            throw ValidationError("a plan and flags for cells do not go together; narrow it with --filter")
        }
        return plan
    }

    private func config(_ kernels: [String], _ own: OwnKernel?) throws -> Plan {
        let catalogue = Catalogue(
            kernels: kernels + (own.map { [$0.name] } ?? []), policies: Policy.all.map(\.name))
        let config = try read(kernels, own)
        return try (isolation.map(config.isolated) ?? config).plan(catalogue)
    }

    private var flags: Flags {
        var flags = Flags()
        flags.kernel = kernel
        flags.axes = axes.values
        flags.device = device
        flags.request = request
        return flags
    }

    private func read(_ kernels: [String], _ own: OwnKernel?) throws -> Config {
        var flags = self.flags
        flags.kernel = kernel.map { name in own.map { name == $0.path ? $0.name : name } ?? name }
        guard let config else {
            flags.policy = policy
            guard !flags.isEmpty else {
                throw ValidationError("name a config, or the cells by --device and --request")
            }
            if kernel.isEmpty { flags.kernel = kernels }
            return try Config(flags: flags)
        }
        if let own, flags.kernel == [own.name] { flags.kernel = [] }
        guard flags.isEmpty else {
            throw ValidationError("a config and flags for cells do not go together; narrow a config with --filter")
        }
        let read = try Config.parse(text: SmallText.read(config), file: config)
        return try own.map { own in try read.replacingKernels(with: own.name) } ?? read
    }
}
