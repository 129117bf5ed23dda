import ArgumentParser
import DMARouteCommand
import Foundation
import Testing

extension Integration {
    @Suite(.timeLimit(.minutes(2))) struct HelpTests {
        static let verbs = DMARoute.configuration.subcommands.map { $0._commandName }

        @Test func theHelpNamesEveryVerb() async throws {
            try await Scratch.with { scratch in
                let ended = try await Tool.run(["--help"], in: scratch)
                #expect(ended.exit == .code(0))
                #expect(ended.output.contains("EXAMPLES") && ended.output.contains("EXIT CODES"))
                for verb in Self.verbs {
                    #expect(ended.output.contains("\n  \(verb) "), "\(verb)")
                }
            }
        }

        @Test(arguments: verbs) func everyVerbsHelpHasAnExample(verb: String) async throws {
            try await Scratch.with { scratch in
                let ended = try await Tool.run([verb, "--help"], in: scratch)
                #expect(ended.exit == .code(0))
                let help = try #require(ended.output.range(of: "EXAMPLES").map { ended.output[$0.upperBound...] })
                #expect(help.contains("dmaroute \(verb)"))
            }
        }

        @Test(arguments: ["bash", "zsh", "fish"]) func completionsAreGenerated(shell: String) async throws {
            try await Scratch.with { scratch in
                let ended = try await Tool.run(["--generate-completion-script", shell], in: scratch)
                #expect(ended.exit == .code(0))
                for verb in Self.verbs { #expect(ended.output.contains(verb)) }
                guard shell == "bash" else { return }
                let script = try scratch.write(ended.output, to: "completion.bash")
                #expect(
                    try await Started(["/bin/bash", "-n", script], in: scratch).wait(.seconds(20)).exit == .code(0))
            }
        }

        @Test(
            arguments: [
                ["fly"], ["run"], ["run", "--no-such-flag"], ["run", "--jobs"], ["run", "--jobs", "0"],
                ["run", "--attempts", "11"], ["run", "--boot-limit", "0"], ["run", "no-such.yaml"], ["check"],
                ["check", "no-such-run"], ["rerun", "no-such-run"], ["rules", "no-such-run"], ["explain", "1f0c"],
                ["gc", "--keep", "-1"], ["merge"], ["merge", "no-such-run"], ["run", "--resume", "no-such-run"],
                ["run", "--shard", "0/2", "no-such.yaml"], ["run", "no-such.yaml", "--resume", "no-such-run"],
                ["predict", "--kernel", "linux-9.9", "--device", "edu,dma-mask=32", "--request", "alloc-coherent"],
                [
                    "run", "--policy", "linux-9.9", "--kernel", "linux-7.3", "--device", "edu", "--request",
                    "alloc-coherent",
                ],
                ["images", "linux-9.9"], ["diff", "--policy", "linux-7.3"],
                ["diff", "--policy", "linux-7.3", "--policy", "linux-9.9"],
            ])
        func aUsageErrorExitsWithTwo(arguments: [String]) async throws {
            try await Scratch.with { scratch in
                let ended = try await Tool.run(arguments, in: scratch)
                #expect(ended.exit == .code(2), "\(ended.errors)")
                #expect(!ended.errors.isEmpty && ended.output.isEmpty)
                #expect(!FileManager.default.fileExists(atPath: scratch.path + "/runs"))
            }
        }
    }
}
