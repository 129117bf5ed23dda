import Foundation

/// Where things lie in the cache.
struct CacheLayout: Sendable {
    let root: String

    var lock: String { "\(root)/lock" }
    /// What is being made; nothing in it outlives the lock.
    var scratch: String { "\(root)/tmp" }

    func apt(_ name: String) -> String { "\(root)/apt/\(name)" }
    func emulator(_ name: String) -> String { "\(root)/emulators/\(name)" }
    func kernel(_ name: String) -> String { "\(root)/kernels/\(name)" }
    func base(_ name: String) -> String { "\(kernel(name))/base.json" }
    func image(_ name: String) -> String { "\(kernel(name))/image.json" }
    func folder(_ name: String, _ base: KernelBase) -> String { "\(kernel(name))/\(base.folder)" }

    /// A record, or nil if there is none that can be understood: then its things are made anew.
    func read<Record: Decodable>(_ path: String) -> Record? {
        guard let data = try? CacheFiles.read(path, limit: 4 << 20) else { return nil }
        return try? JSONDecoder().decode(Record.self, from: data)
    }

    func write(_ record: some Encodable, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try CacheFiles.write(try encoder.encode(record), to: path)
    }

    /// `$XDG_CACHE_HOME/dmaroute`, else `~/.cache/dmaroute`.
    static func defaultRoot(environment: [String: String]) -> String {
        // An empty or relative XDG_CACHE_HOME counts as unset (XDG Base Directory Specification).
        if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return "\(cache)/dmaroute" }
        let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? NSHomeDirectory()
        return "\(home)/.cache/dmaroute"
    }

    /// make and apt take spaces and some marks in a path for something else.
    func check() throws {
        guard root.hasPrefix("/") else {
            throw ImageError(.usage, "the cache folder \"\(root)\" is not an absolute path")
        }
        let isPlain = root.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x80 || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "/._-+@,=".unicodeScalars.contains(scalar)
        }
        guard isPlain else {
            throw ImageError(
                .usage, "the cache folder \"\(root)\" has characters that make cannot handle in a path",
                hint: "set XDG_CACHE_HOME to a path of letters, digits and . _ - + @ , =")
        }
    }
}
