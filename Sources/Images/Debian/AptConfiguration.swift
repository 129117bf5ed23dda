/// The texts of a private apt configuration: own sources, lists and cache, so that nothing of the machine's is touched.
struct AptConfiguration {
    /// An existing folder that belongs to this configuration alone.
    let folder: String
    let suites: [String]
    let sources: MachineSources
    /// What `apt-config dump` prints on this machine.
    let machineSettings: String
    var architecture = DebianArchitecture.usual

    static let keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"

    var configurationFile: String { "\(folder)/apt.conf" }
    var sourcesFile: String { "\(folder)/sources.list" }
    var statusFile: String { "\(folder)/status" }

    /// Every package must be signed by Debian's own keys, whatever keys the machine trusts for other vendors.
    var sourcesText: String {
        suites.map { suite in
            "deb [arch=\(architecture.name) signed-by=\(Self.keyring)] \(sources.mirror(ofSuite: suite)) \(suite) main\n"
        }.joined()
    }

    /// Ours stand after the machine's, so they win.
    var configurationText: String {
        (usual + passedOn + own).joined(separator: "\n") + "\n"
    }

    /// What holds unless the machine says otherwise.
    private var usual: [String] {
        ["Acquire::Retries \"3\";", "Acquire::http::Timeout \"30\";", "Acquire::https::Timeout \"30\";"]
    }

    private var own: [String] {
        [
            "Dir::Etc::main \"/dev/null\";",
            "Dir::Etc::parts \"/dev/null\";",
            "Dir::Etc::sourcelist \"\(sourcesFile)\";",
            "Dir::Etc::sourceparts \"/dev/null\";",
            "Dir::Etc::preferences \"/dev/null\";",
            "Dir::Etc::preferencesparts \"/dev/null\";",
            "Dir::State \"\(folder)/state\";",
            "Dir::State::lists \"\(folder)/lists\";",
            "Dir::State::status \"\(statusFile)\";",
            "Dir::State::extended_states \"\(folder)/extended_states\";",
            "Dir::Cache \"\(folder)/cache\";",
            // Read a few times a year: the room is worth more than the seconds.
            "Dir::Cache::pkgcache \"\";",
            "Dir::Cache::srcpkgcache \"\";",
            "Acquire::GzipIndexes \"true\";",
            "Dir::Log \"\(folder)\";",
            "APT::Architecture \"\(architecture.name)\";",
            "APT::Architectures \"\(architecture.name)\";",
            // apt would drop root for the user _apt, who cannot write to a folder in somebody's home.
            "APT::Sandbox::User \"root\";",
            "Acquire::Languages \"none\";",
            "Acquire::AllowInsecureRepositories \"false\";",
            "Acquire::AllowDowngradeToInsecureRepositories \"false\";",
            "Acquire::AllowWeakRepositories \"false\";",
        ]
    }

    /// The machine's ways to the network (proxies, time limits, certificates, validity checks), not what it fetches.
    private var passedOn: [String] {
        let left = ["IndexTargets", "Languages", "Changelogs", "CompressionTypes", "GzipIndexes", "cdrom"]
        return machineSettings.split(whereSeparator: \.isNewline).map(String.init).filter { line in
            guard line.hasPrefix("Acquire::"), line.hasSuffix("\";") else { return false }
            return !left.contains { line.dropFirst("Acquire::".count).hasPrefix($0) }
        }
    }
}
