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
            "A kernel of images/kernels.yaml, such as linux-7.3, or the path of a bzImage; the default is all. Repeatable, as are the flags below."
    )
    var kernel: [String] = []

    @Option(help: "host or guest.")
    var platform: [String] = []

    @Option(help: "none, sme, sev, sev-es, sev-snp or tdx.")
    var encryption: [String] = []

    @Option(help: "How encryption comes about: emulated (the default) or hardware, where a node has it.")
    var means: [String] = []

    @Option(help: "none, intel, amd or virtio.")
    var viommu: [String] = []

    @Option(help: "off: an intel vIOMMU without pass-through in its ECAP.")
    var passThrough: [String] = []

    @Option(help: "Kernel options under test, such as \"iommu=pt swiotlb=force\".")
    var cmdline: [String] = []

    @Option(help: "RAM of the guest, such as 5GiB.")
    var ram: [String] = []

    @Option(name: .customLong("c-bit"), help: "Position of the C-bit, where there is encryption; 47 by default.")
    var cBit: [String] = []

    @Option(help: "Microcode revision of the CPU, such as 0x08001204; the usual one is new enough for every kernel.")
    var microcode: [String] = []

    @Option(help: "What the RAM could grow to by hot-plug, such as 16GiB.")
    var maxmem: [String] = []

    @Option(help: "installed, qemu-10 or qemu-11, which `dmaroute images --emulator` fetches.")
    var emulator: [String] = []

    @Option(help: "A device: edu,dma-mask=32,coherent-mask=32, nvme or virtio-blk,iommu-platform=off.")
    var device: [String] = []

    @Option(help: "A request: map-single,size=4KiB,direction=to-device,place=below-4g; driver-io for all but edu.")
    var request: [String] = []

    @Option(help: "Policy to predict and judge with; own is each kernel's.")
    var policy: String?

    @Option(help: "How cells share boots: shared, auto, snapshot or boot; of a config too.")
    var isolation: Isolation?

    /// The kernel that was brought along: what `--kernel` gives as a path, and so with a slash. nil where none was.
    func ownKernel() throws -> OwnKernel? {
        let paths = kernel.filter { $0.contains("/") }
        guard let path = paths.first else { return nil }
        guard paths.count == 1 else { throw ValidationError("one --kernel PATH a run; run the others by themselves") }
        guard policy != nil, policy != "own" else {
            let known = Policy.all.map(\.name).joined(separator: ", ")
            throw ValidationError("a --kernel PATH has no policy of its own: name one with --policy (\(known))")
        }
        return try OwnKernel(bzImage: path)
    }

    /// The plan of what was asked for.
    /// - Parameters:
    ///   - kernels: that can be asked for by name.
    ///   - own: the one that was brought along.
    func plan(_ kernels: [String], own: OwnKernel?) throws -> Plan {
        var plan = try written() ?? config(kernels, own)
        if let filter { plan = try plan.filtered(by: Filter(filter)) }
        return plan
    }

    /// The policy for every cell; nil where each kernel has its own.
    func policy(for plan: Plan) throws -> Policy? {
        guard let name = policy ?? plan.policy, name != "own" else { return nil }
        guard let policy = Policy.named(name) else {
            throw ValidationError(
                "no policy is called \(name); there are own, \(Policy.all.map(\.name).joined(separator: ", "))")
        }
        return policy
    }

    /// Whether nothing was asked for at all.
    var isEmpty: Bool {
        config == nil && filter == nil && policy == nil && isolation == nil && flags.isEmpty
    }

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
        flags.platform = platform
        flags.encryption = encryption
        flags.means = means
        flags.viommu = viommu
        flags.passThrough = passThrough
        flags.cmdline = cmdline
        flags.ram = ram
        flags.cBit = cBit
        flags.microcode = microcode
        flags.maxmem = maxmem
        flags.emulator = emulator
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
