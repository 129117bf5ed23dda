import ArgumentParser
import Foundation
import Testing

@testable import DMARouteCommand

/// All verbs, by the command's own list of them.
struct VerbsTests {
    static let names = DMARoute.configuration.subcommands.map { $0._commandName }

    @Test func everyVerbSaysWhatItIsFor() {
        for verb in DMARoute.configuration.subcommands {
            #expect(!verb.configuration.abstract.isEmpty, "\(verb)")
            #expect(verb.configuration.abstract.hasSuffix("."), "\(verb)")
        }
        #expect(DMARoute.configuration.subcommands.count > 20)
        #expect(Set(Self.names).count == Self.names.count)
    }

    @Test(arguments: names) func everyVerbsHelpHasAnExampleOfIt(name: String) throws {
        let verb = try #require(DMARoute.configuration.subcommands.first { $0._commandName == name })
        let help = DMARoute.helpMessage(for: verb, columns: 120)
        #expect(help.contains("USAGE: dmaroute \(name)"))
        let examples = try #require(help.range(of: "EXAMPLES")).upperBound
        #expect(help[examples...].contains("dmaroute \(name)"))
    }

    /// Each is what a user would type, so each must be understood.
    @Test func everyExampleIsUnderstood() throws {
        let all =
            DMARoute.configuration.subcommands.flatMap { Examples.lines(of: $0.configuration.discussion) }
            + Examples.lines(of: DMARoute.configuration.discussion)
        #expect(all.count > 40)
        for example in all {
            let words = Examples.words(example)
            #expect(words.first == "dmaroute", "\(example)")
            #expect(throws: Never.self, "\(example)") { try DMARoute.parseAsRoot(Array(words.dropFirst())) }
        }
    }

    @Test func completionsKnowEveryVerb() {
        for shell in CompletionShell.allCases {
            let script = DMARoute.completionScript(for: shell)
            for name in Self.names { #expect(script.contains(name), "\(name) in \(shell.rawValue)") }
        }
    }

    @Test(arguments: [
        (["run", "x.yaml", "--jobs", "0"], "--jobs is 1 to 64"),
        (["run", "x.yaml", "--jobs", "65"], "--jobs is 1 to 64"),
        (["run", "x.yaml", "--attempts", "0"], "--attempts is 1 to 10"),
        (["run", "x.yaml", "--attempts", "11"], "--attempts is 1 to 10"),
        (["run", "x.yaml", "--boot-limit", "3601"], "--boot-limit is 1 to 3600"),
        (["run", "x.yaml", "--boot-limit", "0"], "--boot-limit is 1 to 3600"),
        (["run", "x.yaml", "--connect", "qemu+ssh://there/system"], "--connect takes a libvirt URI of this machine"),
        (["run", "x.yaml", "--shard", "3/2"], "--shard is I/N with I from 1 to N"),
        (["run", "x.yaml", "--shard", "1/2", "--boots", "b"], "--shard and --boots do not go together"),
        (["run", "x.yaml", "--weights", "w.json"], "--weights goes with --shard"),
        (["run", "x.yaml", "--resume", "runs/x"], "a run that is resumed has its cells"),
        (["run", "--resume", "runs/x", "--device", "edu"], "a run that is resumed has its cells"),
        (["run", "--resume", "runs/x", "--shard", "1/2"], "a run that is resumed has its cells"),
        (["run", "--resume", "runs/x", "--nodes", "n.yaml"], "--nodes goes without --resume"),
        (["run", "x.yaml", "--nodes", "n.yaml", "--modules", "m"], "--nodes goes without --resume"),
        (["run", "x.yaml", "--nodes", "n.yaml", "--connect", "qemu:///system"], "--nodes goes without --resume"),
        (["run", "x.yaml", "--sides", "all"], "'--sides <sides>'"),
        (["run", "x.yaml", "--isolation", "some"], "--isolation"),
        (["plan", "x.yaml", "--weights-from", "r"], "--weights-from needs --output"),
        (["diff", "--policy", "linux-7.3"], "give --policy twice"), (["diff"], "give --policy twice"),
        (["diff", "--policy", "linux-7.3", "--policy", "linux-9.9"], "no policy is called linux-9.9"),
        (["diff", "a", "b", "c"], "name two runs, or one run"),
        (["diff", "a", "--kernel", "k"], "name two runs, or one run"),
        (["diff", "a", "b", "--kernel", "k", "--kernel", "l"], "name two runs, or one run"),
        (["diff", "a", "--policy", "linux-7.3"], "of runs what was seen is compared"),
        (["diff", "a", "--format", "mail"], "of runs what was seen is compared"),
        (["diff", "--kernel", "k"], "--kernel chooses cells of a run"),
        (["check", "r", "--negate", "--policy", "linux-7.3"], "--negate goes by each kernel's own policy"),
        (["gc", "--keep", "-1"], "--keep"), (["jobs", "slurm", "p", "--shards", "0"], "--shards is 1 to"),
        (["jobs", "slurm", "p", "--jobs", "65"], "--jobs is 1 to 64"), (["jobs", "cron", "p"], "cron"),
        (["jobs", "github", "a${{ b }}"], "cannot stand in a job file"),
        (["jobs", "github", "p", "--command", "a\nb"], "cannot stand in a job file"),
        (["history", "abc", "--flaky"], "--flaky is asked of all cells"), (["report", "r", "--format", "pdf"], "pdf"),
        (["report", "r", "--format", "html="], "html="), (["fly"], "fly"),
    ])
    func whatCannotBeMeantIsRefusedBeforeAnythingHappens(words: [String], says: String) async {
        let ran = await Ran.command(words)
        #expect(ran.code == 2 && ran.output.isEmpty, "\(words)")
        #expect(ran.errors.contains(says), "\(ran.errors)")
    }
}

/// Command lines in a help text.
enum Examples {
    /// Those behind EXAMPLES; a backslash at a line's end goes on in the next, and words behind two spaces explain.
    static func lines(of discussion: String) -> [String] {
        guard let start = discussion.range(of: "EXAMPLES\n") else { return [] }
        var lines: [String] = []
        var goesOn = false
        for line in discussion[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false) {
            let text = line.drop { $0 == " " }
            guard !text.isEmpty else { break }
            let command = text.hasSuffix("\\") ? text.dropLast().trimmingCharacters(in: .whitespaces) : String(text)
            if goesOn, let last = lines.popLast() {
                lines.append(last + " " + command)
            } else {
                lines.append(command)
            }
            goesOn = text.hasSuffix("\\")
        }
        return lines.filter { $0.hasPrefix("dmaroute") }
    }

    /// As a shell makes words, up to what explains or comes next.
    static func words(_ line: String) -> [String] {
        let command = line.range(of: "  ").map { line[..<$0.lowerBound] } ?? line[...]
        var words: [String] = []
        var word: String?
        var quote: Character?
        for letter in command {
            if let open = quote {
                if letter == open { quote = nil } else { word = (word ?? "") + String(letter) }
            } else if letter == "\"" || letter == "'" {
                quote = letter
                word = word ?? ""
            } else if letter == " " {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(letter)
            }
        }
        if let word { words.append(word) }
        return Array(words.prefix { $0 != "&&" && $0 != "|" })
    }
}
