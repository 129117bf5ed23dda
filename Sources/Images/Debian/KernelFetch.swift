import Digests
import Foundation

/// Fetches one kernel from Debian and makes everything of it that depends neither on the agent nor on the probe.
struct KernelFetch {
    let entry: KernelCatalog.Entry
    let layout: CacheLayout
    /// A folder for a while.
    let scratch: String
    let tell: @Sendable (String) -> Void

    /// Debian's index of four suites, as it lies on the disk.
    private static let indexBytes = 200 << 20
    /// A kernel and its modules, packed and unpacked, and a probe being built.
    private static let kernelBytes = 512 << 20

    /// - Parameter present: what the cache has; taken as it is if nothing newer exists.
    /// - Returns: the kernel's parts, or the reason why Debian does not have it.
    func fetch(present: KernelBase?) async throws -> Result<KernelBase, KernelSelection.Reason> {
        try DiskSpace.require(Self.indexBytes, at: layout.root, for: "the package index for \(entry.name)")
        tell("reading the package index of \(entry.suites.joined(separator: ", "))")
        let apt = try await Apt.set(up: layout.apt(entry.name), suites: entry.suites)
        if let reason = try await apt.update() { return .failure(named(reason)) }
        let selection: KernelSelection
        switch try await select(apt) {
        case .success(let found): selection = found
        case .failure(let reason): return .failure(named(reason.text))
        }
        let libraries = try await apt.packages(names: entry.libraries, candidates: true)
        var packages = selection.packages
        for name in entry.libraries {
            guard let library = libraries.newest(name) else { return .failure(named("has no package \(name)")) }
            packages.append(library)
        }
        if let present,
            present.packages.map({ [$0.name, $0.version] }) == packages.map({ [$0.name, $0.version.text] })
        {
            tell("\(present.version) is still the \(entry.pinned.isEmpty ? "newest" : "one that is pinned")")
            return .success(present)
        }
        return try await make(selection, packages, apt)
    }

    private func select(_ apt: Apt) async throws -> Result<KernelSelection, KernelSelection.Reason> {
        guard entry.pinned.isEmpty else { return KernelSelection.choose(series: entry.series, pinned: entry.pinned) }
        return KernelSelection.choose(series: entry.series, from: try await index(apt))
    }

    private func index(_ apt: Apt) async throws -> PackageIndex {
        let images = try await apt.packages(prefixes: KernelSelection.imagePrefixes(series: entry.series))
        let names = images.packages.flatMap { package in
            [KernelSelection.headerNames(ofImage: package.name), KernelSelection.modulesName(ofImage: package.name)]
                .compactMap { $0 }
        }
        let headers = try await apt.packages(names: Array(Set(names)))
        let parts = headers.packages.flatMap(\.depends)
            .filter { $0.hasPrefix("linux-headers-") || $0.hasPrefix("linux-kbuild-") }
        let further = try await apt.packages(names: Array(Set(parts)))
        return PackageIndex(images.packages + headers.packages + further.packages)
    }

    private func make(
        _ selection: KernelSelection, _ packages: [PackageIndex.Package], _ apt: Apt
    ) async throws -> Result<KernelBase, KernelSelection.Reason> {
        let fetched = packages.reduce(0) { $0 &+ $1.size }
        // Of the kernel's own packages, which come first, little is kept.
        let unpacked = packages.drop { $0 == selection.image || $0 == selection.modules }
            .reduce(0) { $0 &+ $1.installedSize }
        try DiskSpace.require(fetched &+ unpacked &+ Self.kernelBytes, at: layout.root, for: entry.name)
        tell("fetching \(selection.image.name) \(selection.image.version.text) and its headers, \(fetched >> 20) MiB")
        let debs = "\(scratch)/debs"
        let made = "\(scratch)/made"
        for folder in [debs, "\(made)/tree", "\(made)/probes", "\(made)/initrds"] { try CacheFiles.makeFolder(folder) }
        for pin in entry.pinned {
            if let reason = try await apt.download(pin, into: debs) {
                return .failure(KernelSelection.Reason(text: reason))
            }
        }
        let pins = Set(entry.pinned.map(\.package))
        try await apt.download(packages.filter { !pins.contains($0) }, into: debs)
        let unpacker = KernelUnpacker(packages: debs)
        let recorded = try packages.map { package in
            let digest = try Digest(ofFile: unpacker.file(of: package))
            guard package.sha256.isEmpty || package.sha256 == digest.hex else {
                throw ImageError(
                    .content, "\(package.name) has SHA-256 \(digest.hex) and should have \(package.sha256)")
            }
            return KernelImage.Package(name: package.name, version: package.version.text, sha256: digest)
        }
        tell("unpacking the kernel, its headers and their tools")
        try await unpacker.unpackKernel(selection.image, to: "\(made)/\(PackedKernel.name)", scratch: scratch)
        let modules = try await unpacker.unpackModules(
            selection.modules, release: selection.release, into: "\(made)/modules", scratch: scratch)
        for package in selection.headers { try await unpacker.unpackHeaders(package, into: "\(made)/tree") }
        for package in packages.dropFirst(selection.packages.count) {
            try await unpacker.unpackLibrary(package, into: "\(made)/tree")
        }
        try KbuildTree(root: "\(made)/tree").makeRelocatable()
        tell("extracting vmlinux")
        try await VmlinuxExtractor(scratch: scratch).extract("\(made)/\(PackedKernel.name)", to: "\(made)/vmlinux")
        return .success(try settle(selection, recorded, modules, made))
    }

    private func settle(
        _ selection: KernelSelection, _ packages: [KernelImage.Package], _ modules: [KernelImage.Module], _ made: String
    ) throws -> KernelBase {
        let identity = Digest(of: packages.map { "\($0.name)=\($0.version)=\($0.sha256)\n" }.joined())
        let folder = "\(selection.release)-\(identity.short)"
        let target = "\(layout.kernel(entry.name))/\(folder)"
        try CacheFiles.makeFolder(layout.kernel(entry.name))
        CacheFiles.remove(target)
        try CacheFiles.move(made, to: target)
        let base = KernelBase(
            format: KernelBase.currentFormat, series: entry.series, release: selection.release,
            version: selection.image.version.text, packages: packages, folder: folder,
            packed: try Digest(ofFile: "\(target)/\(PackedKernel.name)"),
            vmlinux: try Digest(ofFile: "\(target)/vmlinux"),
            modules: modules, wanted: KernelModules.wanted,
            stamps: Dictionary(
                uniqueKeysWithValues: ([PackedKernel.name, "vmlinux"] + modules.map(\.file)).compactMap { name in
                    FileStamp(of: "\(target)/\(name)").map { (name, $0) }
                }))
        try layout.write(base, to: layout.base(entry.name))
        return base
    }

    private func named(_ reason: String) -> KernelSelection.Reason {
        let place = "Debian \(entry.suites.joined(separator: ", "))"
        return KernelSelection.Reason(text: reason.hasPrefix("has") ? "\(place) \(reason)" : "\(place): \(reason)")
    }

}
