import Foundation
import Testing

extension Integration {
    /// What a small run shows of rules and statements, and the proof of a verdict that a wrong policy brings about.
    @Suite(.timeLimit(.minutes(10))) struct ExplainTests {
        private struct Entry: Decodable {
            struct Cell: Decodable {
                var cell: String
                var verdict: String
            }

            var id: String
            var kind: String
            var cells: [Cell]
            var verdicts: [String: String]
        }

        private struct Proof: Decodable {
            struct Side: Decodable { var lines: [String] }

            var cell: String
            var verdict: String
            var guestSide: Side
            var parting: [String]
            struct Other: Decodable { var policy: String }

            var allowedBy: [Other]
            var files: [String]
        }

        @Test func aRunsRulesAndItsDivergenceAreTold() async throws {
            try await Scratch.with { scratch in
                // 6.1 maps directly where 7.3 would bounce: there the coherent mask decides on streaming mappings too.
                let ended = try await Tool.run(
                    [
                        "run", "--kernel", "linux-6.1", "--policy", "linux-7.3", "--platform", "host", "--encryption",
                        "sme", "--device", "edu,dma-mask=64,coherent-mask=32", "--request", "map-single", "--output",
                        scratch.runs,
                    ], in: scratch, limit: .seconds(240))
                #expect(ended.exit == .code(1), "\(ended.output)")
                let run = try scratch.onlyRun()
                let cell = try #require(try run.plan().cells.first)

                let rules = try await Tool.run(
                    ["rules", "--only", "rules", "--output", scratch.runs, "--format", "json"], in: scratch)
                #expect(rules.exit == .code(0), "\(rules.errors)")
                let entries = try JSONDecoder().decode([Entry].self, from: Data(rules.output.utf8))
                let rule = try #require(entries.first { $0.id == "dma-capable/wants-unencrypted" })
                #expect(rule.kind == "rule" && rule.cells.map(\.cell) == [cell])
                #expect(rule.cells.first?.verdict == "forbidden" && rule.verdicts == ["6.1": "forbidden"])

                let explained = try await Tool.run(
                    ["explain", "\(cell.prefix(4))", "--run", run.path, "--format", "json"], in: scratch)
                #expect(explained.exit == .code(0), "\(explained.errors)")
                let proof = try JSONDecoder().decode(Proof.self, from: Data(explained.output.utf8))
                #expect(proof.cell == cell && proof.verdict == "forbidden")
                #expect(proof.allowedBy.contains { $0.policy == "linux-6.1" })
                #expect(!proof.guestSide.lines.isEmpty && !proof.parting.isEmpty)
                #expect(proof.files.allSatisfy(FileManager.default.fileExists) && !proof.files.isEmpty)

                let unknown = try await Tool.run(["explain", "zz", "--output", scratch.runs], in: scratch)
                #expect(unknown.exit == .code(2) && unknown.errors.contains("begins with zz"))
            }
        }
    }
}
