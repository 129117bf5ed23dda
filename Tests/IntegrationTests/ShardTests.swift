import Foundation
import Testing

extension Integration {
    @Suite(.timeLimit(.minutes(5))) struct ShardTests {
        /// Two shards of one plan, one of them terminated and resumed, come to what a run of the whole comes to.
        @Test func shardsThatAreMergedAreTheWhole() async throws {
            try await Scratch.with { scratch in
                let config = try scratch.write(
                    Config.small(["", "swiotlb=force", "swiotlb=noforce"]), to: "small.yaml")
                let plan = scratch.path + "/plan"
                let whole = try await Run.made(["run", config], to: "whole", scratch)
                #expect(whole.ended.exit == .code(0), "\(whole.ended.errors)")
                let made = try await Tool.run(
                    ["plan", config, "--output", plan, "--weights-from", whole.run.path], in: scratch)
                #expect(made.exit == .code(0), "\(made.errors)")
                let part = ["run", plan, "--weights", plan + "/weights.json", "--jobs", "1", "--shard"]

                let first = try await Run.made(part + ["1/2"], to: "first", scratch)
                #expect(first.ended.exit == .code(0), "\(first.ended.errors)")
                let second = try await terminated(part + ["2/2"], scratch)

                let early = try await merge([first.run, second], to: "early", scratch)
                #expect(early.ended.exit == .code(3))
                let missing = try whole.run.plan().cells.filter { early.ended.errors.contains($0.prefix(12)) }
                let done = try first.run.result().cells.map(\.cell)
                #expect(try Set(missing) == Set(whole.run.plan().cells).subtracting(done))

                let resumed = try await Tool.run(["run", "--resume", second.path], in: scratch)
                #expect(resumed.exit == .code(0), "\(resumed.errors)")
                let merged = try await merge([second, first.run, second], to: "merged", scratch)
                #expect(merged.ended.exit == .code(0), "\(merged.ended.errors)")
                #expect(try merged.run.bytes("result.json") == whole.run.bytes("result.json"))
                #expect(try merged.run.verdicts().agreeOnTwoSides == whole.run.plan().cells.count)

                let checked = try await Run.made(["check", merged.run.path], to: "checked", scratch)
                #expect(try checked.run.bytes("result.json") == whole.run.bytes("result.json"))
                // Nothing is left to do, and nothing is done.
                let journal = try second.bytes("journal.jsonl")
                #expect(try await Tool.run(["run", "--resume", second.path], in: scratch).exit == .code(0))
                #expect(try second.bytes("journal.jsonl") == journal)
            }
        }

        /// Ended by SIGTERM while its first guest runs.
        private func terminated(_ words: [String], _ scratch: Scratch) async throws -> Run {
            let output = scratch.path + "/second"
            let run = try Tool.start(words + ["--output", output], in: scratch)
            _ = try await run.until("it started a guest") { scratch.emulators.first }
            run.send(SIGTERM)
            let ended = try await run.wait(.seconds(10))
            #expect(ended.exit == .code(143), "\(ended.errors)")
            #expect(ended.errors.contains("run --resume"))
            let names = try FileManager.default.contentsOfDirectory(atPath: output)
            return Run(path: "\(output)/\(try #require(names.first))")
        }

        private func merge(
            _ runs: [Run], to name: String, _ scratch: Scratch
        ) async throws -> (ended: Ended, run: Run) {
            try await Run.made(["merge"] + runs.map(\.path), to: name, scratch)
        }

        @Test func runsOfAnotherPlanAreNotMerged() async throws {
            try await Scratch.with { scratch in
                var runs: [Run] = []
                for option in ["iommu=off", "swiotlb=noforce"] {
                    // Nothing is booted for them.
                    let config = Config.small([option]).replacingOccurrences(
                        of: "axes:", with: "axes:\n  encryption: [tdx]")
                    let file = try scratch.write(config, to: "tdx.yaml")
                    let made = try await Run.made(["run", file], to: "run-\(option)", scratch)
                    #expect(made.ended.exit == .code(77), "\(made.ended.errors)")
                    runs.append(made.run)
                }
                let ended = try await Tool.run(["merge"] + runs.map(\.path), in: scratch)
                #expect(ended.exit == .code(2) && ended.errors.contains("is of the plan"), "\(ended.errors)")
                #expect(!FileManager.default.fileExists(atPath: scratch.runs))
            }
        }
    }
}
