import Foundation

/// Takes out of packages what is needed of them, and no more: a kernel's package holds hundreds of megabytes of
/// modules.
struct KernelUnpacker {
    /// Folder with the .deb files.
    let packages: String

    /// The bzImage of a kernel's package.
    func unpackKernel(_ package: PackageIndex.Package, to bzImage: String, scratch: String) async throws {
        let folder = "\(scratch)/kernel"
        try CacheFiles.makeFolder(folder)
        // In /boot up to 6.18, below /usr/lib/modules later.
        try await unpack(package, into: folder, ["--wildcards", "*/vmlinuz*"])
        let found = CacheFiles.below(folder).filter {
            $0.contains("/vmlinuz") && CacheFiles.isRegular("\(folder)/\($0)")
        }
        guard found.count == 1, let path = found.first else {
            throw ImageError(
                .content, "\(package.name) \(package.version.text) holds \(found.count) kernels instead of one")
        }
        try CacheFiles.move("\(folder)/\(path)", to: bzImage)
        CacheFiles.remove(folder)
    }

    /// Headers and tools. With the headers' own vmlinux kbuild would make BTF, which needs pahole and serves nobody
    /// here.
    func unpackHeaders(_ package: PackageIndex.Package, into tree: String) async throws {
        try await unpack(package, into: tree, ["--exclude=./usr/share", "--exclude=./usr/src/linux-headers-*/vmlinux"])
    }

    /// The drivers of ``KernelModules`` that the package has, and what they need.
    func unpackModules(
        _ package: PackageIndex.Package, release: String, into folder: String, scratch: String
    ) async throws -> [KernelImage.Module] {
        let unpacked = "\(scratch)/modules"
        for path in [unpacked, folder] { try CacheFiles.makeFolder(path) }
        defer { CacheFiles.remove(unpacked) }
        try await unpack(package, into: unpacked, ["--wildcards", "*.ko*"])
        return try await KernelModules.take(from: unpacked, release: release, into: folder)
    }

    func unpackLibrary(_ package: PackageIndex.Package, into tree: String) async throws {
        try await unpack(
            package, into: tree, ["--exclude=*/gconv", "--wildcards", "*/lib/\(DebianArchitecture.usual.triple)/*.so*"])
    }

    /// The file of a package.
    func file(of package: PackageIndex.Package) throws -> String {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: packages)) ?? []
        guard let name = names.first(where: { $0.hasPrefix("\(package.name)_") && $0.hasSuffix(".deb") }) else {
            throw ImageError(.fetch, "apt-get download left no file of \(package.name) in \(packages)")
        }
        return "\(packages)/\(name)"
    }

    private func unpack(_ package: PackageIndex.Package, into folder: String, _ members: [String]) async throws {
        let read = Tool(
            name: "dpkg-deb", arguments: ["--fsys-tarfile", try file(of: package)], timeLimit: .seconds(300))
        let options = [
            "--extract", "--file=-", "--directory=\(folder)", "--no-same-owner", "--delay-directory-restore",
        ]
        let write = Tool(name: "tar", arguments: options + members, timeLimit: .seconds(300))
        try await read.run(into: write)
    }
}
