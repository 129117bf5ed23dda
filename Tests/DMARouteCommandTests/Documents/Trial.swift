import Foundation

/// A shown command as it can be run here: without guests, runs or a network, and so that it ends in seconds.
struct Trial {
    let arguments: [String]
    /// Exit codes that are no failure of the document.
    let expected: Set<Int32>

    /// What is tried takes seconds; a loaded machine is given minutes.
    private static let limit: TimeInterval = 300
    /// Verbs that start nothing and read no run.
    private static let readers: Set = ["plan", "predict", "doctor"]
    /// Verbs that can be told to start nothing.
    private static let quiet = [
        "run": "--dry-run", "gc": "--dry-run", "bisect": "--predict", "reproduce": "--predict-only",
    ]

    /// - Returns: nil where the command needs a run, a kernel, a node or more time.
    init?(_ shown: ShownCommand) {
        let words = Array(shown.words.dropFirst())
        guard let verb = words.first, words.count > 1 || verb == "doctor", !words.contains(where: Self.isStandIn) else {
            return nil
        }
        if words.contains("--help") || words.contains("--version") {
            (arguments, expected) = (words, [0])
        } else if verb == "doctor" {
            // What is missing on this machine is its answer, not its failure.
            (arguments, expected) = (words, [0, 3])
        } else if Self.readers.contains(verb), !words.contains("--coverage") {
            (arguments, expected) = (words, [0])
        } else if verb == "diff", words.contains("--policy"), Self.named != nil {
            // A debug build takes minutes for the whole space. That there is a difference is the answer.
            (arguments, expected) = (words, [0, 1])
        } else if let flag = Self.quiet[verb] {
            (arguments, expected) = (words.contains(flag) ? words : words + [flag], [0, 1])
        } else {
            return nil
        }
    }

    /// What stands for something that the reader has and this machine has not.
    private static func isStandIn(_ word: String) -> Bool {
        word == "RUN" || word == "CONFIG" || word == "FILE" || word == "DIR" || word.contains("…")
            || word.hasPrefix("runs/20") || word.hasPrefix("plans/") && !word.contains(".yaml") || word == "--nodes"
            || word.contains("bzImage")
    }

    /// How a command ended, and what it said on standard error.
    struct Ended {
        var code: Int32
        var errors: String
    }

    /// Runs it in a folder of its own, from which configs and images are seen as from the source tree.
    func run() throws -> Ended {
        let files = FileManager.default
        let scratch = files.temporaryDirectory.appending(path: "dmaroute-documents-\(UUID().uuidString)")
        try files.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? files.removeItem(at: scratch) }
        for name in ["harness-configs", "images"] {
            try files.createSymbolicLink(
                atPath: scratch.path + "/" + name, withDestinationPath: Document.root + "/" + name)
        }
        // As the article on bug mails shows it.
        try Data("Command line: iommu=off\nDMA addr 0x345670000+4096 overflow (mask ffffffff, bus limit 0).\n".utf8)
            .write(to: scratch.appending(path: "report.txt"))
        let errors = scratch.path + "/errors"
        try Data().write(to: URL(fileURLWithPath: errors))
        let process = Process()
        process.executableURL = try Self.executable()
        process.arguments = arguments
        process.currentDirectoryURL = scratch
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        let end = Date(timeIntervalSinceNow: Self.limit)
        while process.isRunning, Date() < end { usleep(20_000) }
        guard !process.isRunning else {
            kill(process.processIdentifier, SIGKILL)
            throw Document.Missing("\(arguments) did not end in \(Self.limit) s")
        }
        let said = String(decoding: files.contents(atPath: errors) ?? Data(), as: UTF8.self)
        return Ended(code: process.terminationStatus, errors: said)
    }

    /// The command that DMAROUTE names, a release build.
    private static var named: String? { ProcessInfo.processInfo.environment["DMAROUTE"] }

    /// That one, else the build beside these tests.
    private static func executable() throws -> URL {
        if let named { return URL(fileURLWithPath: named) }
        let beside = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "dmaroute")
        guard FileManager.default.isExecutableFile(atPath: beside.path) else {
            throw Document.Missing(
                "there is no command \(beside.path): build it with swift build, or name it by DMAROUTE")
        }
        return beside
    }
}
