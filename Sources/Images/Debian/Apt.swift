import Foundation

/// A private apt: reads indexes and fetches packages as any user, with apt's own check of signatures and digests.
struct Apt {
    let configuration: AptConfiguration

    /// Writes the configuration.
    ///
    /// - Parameter folder: belongs to this configuration alone; made when missing.
    static func set(up folder: String, suites: [String]) async throws -> Apt {
        guard FileManager.default.fileExists(atPath: AptConfiguration.keyring) else {
            throw ImageError(
                .missingTool, "Debian's keys are not at \(AptConfiguration.keyring)",
                hint: "install the Debian package debian-archive-keyring")
        }
        let dump = try await Tool(name: "apt-config", arguments: ["dump"], timeLimit: .seconds(30))
            .run(into: .memory(limit: 4 << 20))
        let configuration = AptConfiguration(
            folder: folder, suites: suites, sources: machineSources(), machineSettings: dump.text)
        for part in ["lists/partial", "cache/archives/partial", "state"] {
            try CacheFiles.makeFolder("\(folder)/\(part)")
        }
        try CacheFiles.write(configuration.configurationText, to: configuration.configurationFile)
        try CacheFiles.write(configuration.sourcesText, to: configuration.sourcesFile)
        try CacheFiles.write("", to: configuration.statusFile)
        return Apt(configuration: configuration)
    }

    /// Fetches the indexes.
    ///
    /// - Returns: nil, or the reason why a suite is not there any more.
    func update() async throws -> String? {
        let output = try await tool("apt-get", ["update", "-q", "--error-on=any"], limit: .seconds(600))
            .runWhateverItReturns()
        if output.isSuccess { return nil }
        let gone = output.log.filter { $0.contains("does not have a Release file") || $0.contains("404  Not Found") }
        let reached = !output.log.contains { line in Self.networkWords.contains { line.contains($0) } }
        if let first = gone.first, reached {
            return "the mirror does not have it: \(first.drop { $0 != " " }.dropFirst())"
        }
        throw ImageError(
            .fetch, "apt-get update could not fetch the indexes of \(configuration.suites.joined(separator: ", "))",
            hint: "check the network, the proxy settings and \(configuration.sourcesFile)",
            log: output.log.filter { $0.hasPrefix("E:") || $0.hasPrefix("W:") || $0.hasPrefix("Err:") }.suffix(8))
    }

    /// Everything the index says of packages whose names begin so, in all their versions.
    func packages(prefixes: [String]) async throws -> PackageIndex {
        var names: [String] = []
        for prefix in prefixes {
            let output = try await tool("apt-cache", ["pkgnames", prefix], limit: .seconds(60))
                .run(into: .memory(limit: 4 << 20))
            names += output.text.split(separator: "\n").map(String.init).filter(KernelCatalogWords.isPackage)
        }
        return try await packages(names: names)
    }

    /// Everything the index says of these packages.
    ///
    /// - Parameter candidates: only the version that apt itself would install, so none of backports unasked.
    func packages(names: [String], candidates: Bool = false) async throws -> PackageIndex {
        guard !names.isEmpty else { return PackageIndex(showing: "") }
        let which = candidates ? "--no-all-versions" : "--all-versions"
        // Exit code 100 with what is known on its output when one of the names is not.
        let output = try await tool("apt-cache", ["show", which, "--"] + names.sorted(), limit: .seconds(60))
            .runWhateverItReturns(into: .memory(limit: 32 << 20))
        return PackageIndex(showing: output.text)
    }

    /// Fetches packages into a folder.
    func download(_ packages: [PackageIndex.Package], into folder: String) async throws {
        let wanted = packages.map { "\($0.name)=\($0.version.text)" }
        let output = try await tool(
            "apt-get", ["download", "-q", "--"] + wanted, limit: .seconds(3600), folder: folder
        )
        .runWhateverItReturns()
        guard output.isSuccess else {
            throw ImageError(
                .fetch, "apt-get download could not fetch \(wanted.joined(separator: ", "))",
                hint: "check the network and the proxy settings, then try again", log: output.log.suffix(8))
        }
    }

    /// Fetches packages with all that they depend on, as if nothing were installed; those of `suite` before all others.
    ///
    /// - Returns: the files, or nil with the reason why there is no such set.
    func download(closureOf names: [String], suite: String) async throws -> Result<[String], KernelSelection.Reason> {
        let archives = "\(configuration.folder)/cache/archives"
        let options = ["-q", "-y", "--download-only", "--no-install-recommends", "-t", suite]
        let output = try await tool("apt-get", ["install"] + options + ["--"] + names, limit: .seconds(3600))
            .runWhateverItReturns()
        guard output.isSuccess else {
            if let lack = output.log.first(where: { $0.contains("Unable to locate") || $0.contains("held broken") }) {
                return .failure(KernelSelection.Reason(text: lack))
            }
            throw ImageError(
                .fetch, "apt-get could not fetch \(names.joined(separator: ", ")) of \(suite)",
                hint: "check the network and the proxy settings, then try again", log: output.log.suffix(8))
        }
        let found = try FileManager.default.contentsOfDirectory(atPath: archives).filter { $0.hasSuffix(".deb") }
        return .success(found.sorted().map { "\(archives)/\($0)" })
    }

    private static let networkWords = [
        "Could not resolve", "Temporary failure", "Could not connect", "Connection timed out", "Unable to connect",
        "Connection failed", "Network is unreachable",
    ]

    func tool(_ name: String, _ arguments: [String], limit: Duration, folder: String? = nil) -> Tool {
        var tool = Tool(name: name, arguments: arguments, folder: folder, timeLimit: limit)
        tool.environment["APT_CONFIG"] = configuration.configurationFile
        return tool
    }

    private static func machineSources() -> MachineSources {
        let parts = (try? FileManager.default.contentsOfDirectory(atPath: "/etc/apt/sources.list.d")) ?? []
        let paths = ["/etc/apt/sources.list"] + parts.sorted().map { "/etc/apt/sources.list.d/\($0)" }
        return MachineSources(
            files: paths.filter { $0.hasSuffix(".list") || $0.hasSuffix(".sources") }.compactMap { path in
                (try? String(contentsOfFile: path, encoding: .utf8)).map { (path, $0) }
            })
    }
}
