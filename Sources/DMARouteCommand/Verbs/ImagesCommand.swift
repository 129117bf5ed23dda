import ArgumentParser
import Dispatch
import Images
import Lab

struct ImagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "images",
        abstract: "Fetch kernels and emulators from Debian and make them ready for guests.",
        discussion: """
            Packages come through a private apt configuration that leaves the machine's own untouched, and apt checks \
            their signatures, or the sums in kernels.yaml where no index names them any more. Kernel, initramfs and \
            probe module are cached by digest; what is there is neither fetched nor built again, and needs no network.

            EXAMPLES
              dmaroute images                      every kernel of images/kernels.yaml
              dmaroute images linux-7.3 --refresh  look for a newer package of the series
              dmaroute images --emulator qemu-11   a newer QEMU, with libraries of its own
            """)

    struct Row: Encodable {
        var kernel: String
        var image: KernelImage?
        var unavailable: String?
    }

    @Option(
        help: "A QEMU to fetch, qemu-10 or qemu-11. Kernels are then prepared only by name.")
    var emulator: [String] = []

    @Argument(help: "Kernels of images/kernels.yaml; the default is all.")
    var kernels: [String] = []

    @Flag(help: "Look for newer packages although the cache has the kernel.")
    var refresh = false

    @Flag(help: "Read and hash every cached file instead of trusting sizes and times.")
    var verify = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let quiet = common.quiet
        let cancellation = Cancellation()
        let signals = Interruption.cancel(cancellation)
        defer { signals.forEach { $0.cancel() } }
        let emulators = try await fetchEmulators(quiet, cancellation)
        if common.format == .text {
            for image in emulators { StandardOutput.write("\(image.name)  \(image.version)  \(image.path)") }
        }
        guard !kernels.isEmpty || emulator.isEmpty else {
            if common.format == .json { try StandardOutput.write(json: emulators) }
            return
        }
        let names = kernels.isEmpty ? try Installation.kernelNames() : kernels
        let options = ImageStore.Options(refresh: refresh, verify: verify)
        let found = try await Interruption.running(cancellation) {
            try await Kernels.prepare(names, options: options) { if !quiet { CommandExit.complain($0) } }
        }
        let rows = names.map { name -> Row in
            switch found[name] {
            case .ready(let image): Row(kernel: name, image: image)
            case .unavailable(let reason): Row(kernel: name, unavailable: reason)
            case nil: Row(kernel: name, unavailable: "not looked for")
            }
        }
        guard common.format == .text else { return try StandardOutput.write(json: rows) }
        for row in rows {
            if let image = row.image {
                let digest = "\(PackedKernel.name) sha256 \(image.packed.sha256)"
                StandardOutput.write("\(row.kernel)  \(image.release)  \(image.version)  \(digest)")
            } else {
                StandardOutput.write("\(row.kernel)  unavailable: \(row.unavailable ?? "")")
            }
        }
    }

    private func fetchEmulators(_ quiet: Bool, _ cancellation: Cancellation) async throws -> [EmulatorImage] {
        let store = ImageStore(images: try Installation.find().images)
        var found: [EmulatorImage] = []
        for name in emulator {
            let image = try await Interruption.running(cancellation) { [refresh] in
                try await store.prepareEmulator(name, refresh: refresh) { if !quiet { CommandExit.complain($0) } }
            }
            found.append(image)
        }
        return found
    }
}
