import Digests
import Foundation

extension ImageStore {
    /// Makes a kernel ready that somebody brought along: unpacked, with an initramfs, and with a probe module where it can
    /// be built. Its name tells it from all others, so nothing of another is used or changed.
    ///
    /// - Parameters:
    ///   - modules: a folder with its drivers, as /lib/modules/RELEASE; nil: none.
    ///   - headers: what the probe is built against; nil: there is no probe.
    ///   - agent: path of the guest agent's executable.
    /// - Throws: ``ImageError``; `CancellationError`, with every process ended, if the task was cancelled.
    public func prepare(
        _ kernel: OwnKernel, modules: String?, headers: String?, agent: String,
        progress: @escaping @Sendable (ImageProgress) -> Void = { _ in }
    ) async throws -> KernelImage {
        let headers = try headers.map(ProbeHeaders.init(given:))
        let inputs = try ImageInputs(agent: agent, probeFolder: "\(images)/probe")
        let tell: @Sendable (String) -> Void = { progress(ImageProgress(kernel: kernel.name, step: $0)) }
        let stored = try await holdingCache(progress) {
            let scratch = "\(layout.scratch)/own"
            try CacheFiles.makeFolder(scratch)
            let base = try await base(of: kernel, modules: modules, scratch: scratch, tell: tell)
            let assembly = ImageAssembly(
                name: kernel.name, layout: layout, base: base, headers: headers, inputs: inputs, scratch: scratch,
                tell: tell)
            return try await assembly.assemble(probe: nil)
        }
        tell("ready: \(kernel.release), \(PackedKernel.name) sha256 \(kernel.sha256)")
        return stored.image
    }

    /// A kernel that was brought along earlier, as it was made ready then; nil where the cache has it no longer, or another
    /// agent or probe goes with this dmaroute.
    public func own(_ name: String, agent: String) throws -> KernelImage? {
        guard OwnKernel.isName(name), let stored: StoredImage = layout.read(layout.image(name)), stored.isWhole,
            stored.isMade(of: try ImageInputs(agent: agent, probeFolder: "\(images)/probe"))
        else { return nil }
        return stored.image
    }

    private func base(
        of kernel: OwnKernel, modules: String?, scratch: String, tell: @Sendable (String) -> Void
    ) async throws -> KernelBase {
        let made = "\(scratch)/made"
        try CacheFiles.makeFolder("\(made)/modules")
        try CacheFiles.write(Data(kernel.image), to: "\(made)/\(PackedKernel.name)")
        tell("extracting vmlinux")
        try await VmlinuxExtractor(scratch: scratch).extract("\(made)/\(PackedKernel.name)", to: "\(made)/vmlinux")
        var taken: [KernelImage.Module] = []
        if let modules {
            taken = try await KernelModules.take(from: modules, release: kernel.release, into: "\(made)/modules")
            tell("drivers: " + (taken.isEmpty ? "none as modules" : taken.map(\.name).joined(separator: ", ")))
        }
        let vmlinux = try Digest(ofFile: "\(made)/vmlinux")
        // A guest that runs keeps the files that it was started from, so each is replaced and none is written into.
        let folder = "\(layout.kernel(kernel.name))/\(kernel.sha256.short)"
        try CacheFiles.makeFolder("\(folder)/modules")
        let names = [PackedKernel.name, "vmlinux"] + taken.map(\.file)
        for name in names { try CacheFiles.move("\(made)/\(name)", to: "\(folder)/\(name)") }
        return KernelBase(
            format: KernelBase.currentFormat, series: kernel.series, release: kernel.release, version: kernel.version,
            packages: [], folder: kernel.sha256.short, packed: kernel.sha256, vmlinux: vmlinux, modules: taken,
            wanted: KernelModules.wanted,
            stamps: Dictionary(
                uniqueKeysWithValues: names.compactMap { name in
                    FileStamp(of: "\(folder)/\(name)").map { (name, $0) }
                }))
    }
}
