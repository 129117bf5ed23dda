import Digests
import Foundation

/// The probe module's sources, held so that a build takes what was hashed.
struct ProbeSource: Sendable {
    /// Sorted by name.
    let files: [(name: String, content: [UInt8])]
    /// Of names and contents.
    let digest: Digest
    /// The name before `.ko`.
    let moduleName: String

    /// Reads a folder with a Kbuild file, C files and their headers.
    init(folder: String) throws {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let wanted = names.filter { $0 == "Kbuild" || $0.hasSuffix(".c") || $0.hasSuffix(".h") }.sorted()
        files = try wanted.filter { !$0.hasSuffix(".mod.c") }.map { name in
            (name, [UInt8](try CacheFiles.read("\(folder)/\(name)", limit: 4 << 20)))
        }
        guard let kbuild = files.first(where: { $0.name == "Kbuild" }) else {
            throw ImageError(
                .usage, "\(folder) has no Kbuild file, so the probe module cannot be built",
                hint: "give the images folder of dmaroute's sources or installation")
        }
        guard let name = Self.moduleName(kbuild: String(decoding: kbuild.content, as: UTF8.self)) else {
            throw ImageError(.usage, "\(folder)/Kbuild names no module (obj-m += NAME.o)")
        }
        moduleName = name
        var hasher = SHA256()
        for file in files {
            hasher.update("\(file.name)\u{0}\(file.content.count)\u{0}".utf8)
            hasher.update(file.content)
        }
        digest = hasher.finish()
    }

    /// The first object of `obj-m`.
    private static func moduleName(kbuild: String) -> String? {
        for line in kbuild.split(whereSeparator: \.isNewline) {
            let words = line.split { " \t".contains($0) }
            guard words.count >= 3, words[0] == "obj-m", words[1].hasSuffix("="), words[2].hasSuffix(".o") else {
                continue
            }
            let name = words[2].dropLast(2)
            return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") } ? String(name) : nil
        }
        return nil
    }
}
