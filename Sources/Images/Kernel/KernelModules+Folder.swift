import Digests
import Foundation

extension KernelModules {
    /// Takes the wanted drivers, and what they need, out of a folder such as /lib/modules/RELEASE.
    ///
    /// - Parameters:
    ///   - source: is searched to any depth for `NAME.ko`, `NAME.ko.xz` and `NAME.ko.zst`; one that none of the wanted
    ///     needs is not looked into.
    ///   - release: that each must be for, by its vermagic.
    ///   - folder: that gets them as `NAME.ko`.
    /// - Throws: ``ImageError`` of kind `usage` where there is no such folder, a module that is needed is not in it, or one
    ///   is for another kernel.
    static func take(from source: String, release: String, into folder: String) async throws -> [KernelImage.Module] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder), isFolder.boolValue else {
            throw ImageError(.usage, "there is no folder \(source)", hint: "give that of make modules_install")
        }
        var files: [String: String] = [:]
        for file in CacheFiles.below(source).sorted() where isModule(file) && CacheFiles.isRegular("\(source)/\(file)")
        {
            let name = name(ofFile: file)
            if files[name] == nil { files[name] = "\(source)/\(file)" }
        }
        var needs: [String: [String]] = [:]
        var open = wanted.filter { files[$0] != nil }
        while let name = open.popLast() {
            guard needs[name] == nil else { continue }
            guard let file = files[name] else {
                throw ImageError(.usage, "the module \(name), which another needs, is not below \(source)")
            }
            let path = "\(folder)/\(name).ko"
            try await copy(file, to: path)
            let bytes = [UInt8](try CacheFiles.read(path, limit: largest))
            guard let module = ELFFile(bytes: bytes), module.moduleField("name") == name else {
                throw ImageError(.usage, "\(file) is no module \(name) for \(DebianArchitecture.usual.title)")
            }
            let magic = module.moduleField("vermagic")?.split(separator: " ").first.map(String.init)
            guard magic == release else {
                throw ImageError(
                    .usage, "\(file) is for \(magic ?? "no kernel"), and the kernel is \(release)",
                    hint: "give --modules the folder that was installed with this kernel")
            }
            // Named as their files are.
            needs[name] = (module.moduleField("depends") ?? "").split(separator: ",").map {
                KernelModules.name(ofFile: String($0))
            }
            open += needs[name] ?? []
        }
        return try order(needs: needs).map { name in
            KernelImage.Module(
                name: name, needs: needs[name] ?? [], sha256: try Digest(ofFile: "\(folder)/\(name).ko"))
        }
    }

    private static func isModule(_ file: String) -> Bool {
        [".ko", ".ko.xz", ".ko.zst"].contains(where: file.hasSuffix)
    }

    /// The source stays as it is.
    private static func copy(_ source: String, to target: String) async throws {
        let tool: (name: String, arguments: [String])
        switch source.split(separator: ".").last {
        case "xz": tool = BootImage.Compression.xz.command
        case "zst": tool = BootImage.Compression.zstd.command
        default: return try CacheFiles.write(try CacheFiles.read(source, limit: largest), to: target)
        }
        _ = try await Tool(name: tool.name, arguments: tool.arguments, timeLimit: .seconds(60))
            .run(into: .file(target, limit: largest), input: source)
    }

    private static let largest = 16 << 20
}
