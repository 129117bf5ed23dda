import Foundation

/// Where the files lie that are measured with: in the source tree that the executable was built in.
struct Places {
    let traces: String
    let config: String
    /// The release build's `dmaroute`, beside this executable.
    let command: String
    /// What emulates memory encryption; nil where it was not built.
    let shim: String?

    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    init(traces: String?, config: String?) throws {
        let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        self.traces = try traces ?? Self.find("Tests/EvidenceTests/Recorded", above: executable, option: "--traces")
        self.config = try config ?? Self.find("harness-configs/quick.yaml", above: executable, option: "--config")
        command = executable.deletingLastPathComponent().appending(path: "dmaroute").path
        shim = Self.find("shim/dmaroute-shim", above: executable)
    }

    private static func find(_ name: String, above executable: URL, option: String) throws -> String {
        if let found = find(name, above: executable) { return found }
        throw Missing(description: "there is no \(name) above \(executable.path)\n  hint: name it with \(option)")
    }

    private static func find(_ name: String, above executable: URL) -> String? {
        var parent = executable.deletingLastPathComponent()
        while parent.path != "/" {
            let candidate = parent.appending(path: name).path
            if FileManager.default.fileExists(atPath: candidate) { return candidate }
            parent.deleteLastPathComponent()
        }
        return nil
    }
}
