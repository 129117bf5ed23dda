import Digests
import Foundation

/// Drivers that Debian builds as modules, taken out of a kernel's package with what they need.
enum KernelModules {
    /// What guests may be asked to load; what a kernel has built in or does not have is left out.
    static let wanted = ["virtio_iommu", "virtio_pci", "virtio_blk"]

    /// Where they and what they need lie in a package, as `tar` takes patterns; each matches something in every kernel,
    /// because to tar one that matches nothing is an error.
    static let patterns = ["*/kernel/drivers/*virtio*.ko*"]

    /// The kernel's name of a module's file: `virtio_iommu` of `virtio-iommu.ko.xz`.
    static func name(ofFile file: String) -> String {
        let base = file.split(separator: "/").last ?? ""
        return base.prefix { $0 != "." }.map { $0 == "-" ? "_" : String($0) }.joined()
    }

    /// The modules that are wanted and those that they need, each behind what it needs.
    ///
    /// - Parameter needs: of every module that the package holds, the modules that it needs.
    /// - Throws: ``ImageError`` where one that is needed is not there or needs itself.
    static func order(needs: [String: [String]]) throws(ImageError) -> [String] {
        var ordered: [String] = []
        var open: Set<String> = []
        func add(_ name: String) throws(ImageError) {
            guard !ordered.contains(name) else { return }
            guard let needed = needs[name], open.insert(name).inserted else {
                throw ImageError(.content, "the kernel's package has no module \(name) that can be loaded")
            }
            for other in needed { try add(other) }
            ordered.append(name)
        }
        for name in wanted where needs[name] != nil { try add(name) }
        return ordered
    }

    /// Decompresses what a package gave and keeps, as `NAME.ko`, what guests may need.
    static func settle(unpacked: String, into folder: String) async throws -> [KernelImage.Module] {
        var needs: [String: [String]] = [:]
        for file in Files.below(unpacked).sorted() where Files.isRegular("\(unpacked)/\(file)") {
            let name = name(ofFile: file)
            let path = "\(folder)/\(name).ko"
            try await decompress("\(unpacked)/\(file)", to: path)
            let bytes = [UInt8](try Files.read(path, limit: largest))
            guard let module = ELFFile(bytes: bytes), module.moduleField("name") == name else {
                throw ImageError(.content, "\(file) of the kernel's package is no module \(name)")
            }
            needs[name] = (module.moduleField("depends") ?? "").split(separator: ",").map(String.init)
        }
        let kept = try order(needs: needs)
        for name in needs.keys where !kept.contains(name) { Files.remove("\(folder)/\(name).ko") }
        return try kept.map { name in
            KernelImage.Module(
                name: name, needs: needs[name] ?? [], sha256: try Digest(ofFile: "\(folder)/\(name).ko"))
        }
    }

    private static let largest = 16 << 20

    static func decompress(_ source: String, to target: String) async throws {
        let tool: (name: String, arguments: [String])
        switch source.split(separator: ".").last {
        case "xz": tool = BootImage.Compression.xz.command
        case "zst": tool = BootImage.Compression.zstd.command
        default: return try Files.move(source, to: target)
        }
        _ = try await Tool(name: tool.name, arguments: tool.arguments, timeLimit: .seconds(60))
            .run(into: .file(target, limit: largest), input: source)
    }
}
