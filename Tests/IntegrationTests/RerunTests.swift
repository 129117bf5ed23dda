import Foundation
import Testing

extension Integration {
    @Suite(.timeLimit(.minutes(10))) struct RerunTests {
        @Test func oneCellIsBootedAgainFromTheSameKernelOnly() async throws {
            try await Scratch.with { scratch in
                let config = try scratch.write(Config.small(), to: "small.yaml")
                let first = try await Tool.run(["run", config, "--output", scratch.runs], in: scratch)
                #expect(first.exit == .code(0), "\(first.errors)")
                let run = try scratch.onlyRun()
                let cell = try #require(try run.plan().cells.last)

                let again = try await rerun(run, cell, to: "again", scratch)
                #expect(again.ended.exit == .code(0), "\(again.ended.errors)")
                #expect(try again.run.verdicts().mapValues(\.verdict) == [cell: "agree"])

                // As if the mirror had replaced the kernel since.
                let digest = try #require(try run.journal().first?.run?.kernels.first?.sha256["bzImage"])
                let journal = String(decoding: try run.bytes("journal.jsonl"), as: UTF8.self)
                let other = String(repeating: "0", count: 64)
                try Data(journal.replacingOccurrences(of: digest, with: other).utf8)
                    .write(to: URL(fileURLWithPath: run.path + "/journal.jsonl"))
                let gone = try await rerun(run, cell, to: "gone", scratch)
                #expect(gone.ended.exit == .code(77), "\(gone.ended.errors)")
                let line = try #require(try gone.run.verdicts()[cell])
                #expect(line.verdict == "unavailable" && line.attempts == 0)
                #expect(
                    line.reason?.text.contains("000000000000") == true, "the reason names the kernel that is missing")
            }
        }

        private func rerun(
            _ run: Run, _ cell: String, to name: String, _ scratch: Scratch
        ) async throws -> (ended: Ended, run: Run) {
            let output = "\(scratch.path)/\(name)"
            let ended = try await Tool.run(
                ["rerun", run.path, "--cell", "\(cell.prefix(12))", "--output", output], in: scratch)
            let folder = try #require(try FileManager.default.contentsOfDirectory(atPath: output).first)
            return (ended, Run(path: "\(output)/\(folder)"))
        }
    }
}
