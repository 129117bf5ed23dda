import Digests
import Foundation

/// From a kernel's parts, the agent and the probe's sources to what guests are started with.
struct ImageAssembly {
    let name: String
    let layout: CacheLayout
    let base: KernelBase
    /// nil: there is nothing to build a probe against, and so there is none.
    let headers: ProbeHeaders?
    let inputs: ImageInputs
    /// A folder for a while.
    let scratch: String
    let tell: @Sendable (String) -> Void

    private var folder: String { layout.folder(name, base) }

    /// - Parameter probe: the path of a module of these sources, if the cache has one that is whole.
    func assemble(probe present: String?) async throws -> StoredImage {
        var probe = present
        if present == nil, let headers { probe = try await buildProbe(headers) }
        let module = try probe.map { [UInt8](try CacheFiles.read($0, limit: 64 << 20)) }
        tell("packing the initramfs")
        let modules = try base.modules.map { module in
            (module.file, [UInt8](try CacheFiles.read("\(folder)/\(module.file)", limit: 64 << 20)))
        }
        let archive = try Initramfs.archive(agent: inputs.agent, probe: module, modules: modules)
        let digest = Digest(of: archive)
        let initrd = "\(folder)/initrds/\(digest.short).img"
        try CacheFiles.makeFolder("\(folder)/initrds")
        try CacheFiles.write(Data(archive), to: initrd)
        let image = KernelImage(
            name: name, series: base.series, release: base.release, version: base.version,
            packages: base.packages,
            packed: KernelImage.File(path: "\(folder)/\(PackedKernel.name)", sha256: base.packed),
            vmlinux: KernelImage.File(path: "\(folder)/vmlinux", sha256: base.vmlinux),
            initrd: KernelImage.File(path: initrd, sha256: digest),
            probe: probe.flatMap { path in module.map { KernelImage.File(path: path, sha256: Digest(of: $0)) } },
            modules: base.modules, agent: inputs.agentDigest, probeSource: inputs.probe.digest)
        var stamps: [String: FileStamp] = [:]
        for (name, stamp) in base.stamps { stamps["\(folder)/\(name)"] = stamp }
        for path in [initrd, probe].compactMap({ $0 }) { stamps[path] = FileStamp(of: path) }
        let stored = StoredImage(
            format: StoredImage.currentFormat, initramfsFormat: Initramfs.format, wanted: base.wanted, image: image,
            stamps: stamps)
        try layout.write(stored, to: layout.image(name))
        return stored
    }

    private func buildProbe(_ headers: ProbeHeaders) async throws -> String {
        tell("building the probe module for \(base.release)")
        let work = "\(scratch)/probe"
        try CacheFiles.makeFolder(work)
        let build = ProbeBuild(headers: headers, release: base.release, scratch: work)
        let module = try await build.build(inputs.probe)
        let target = "\(folder)/probes/\(inputs.probe.digest.short).ko"
        try CacheFiles.makeFolder("\(folder)/probes")
        try CacheFiles.move(module, to: target)
        return target
    }
}
