import Foundation
import Testing

extension Integration {
    /// The pool's own state, read from guests' memory, on a kernel whose pool has a label and on one whose has none.
    @Suite(.timeLimit(.minutes(5))) struct StatementTests {
        private struct Look: Decodable {
            struct Pool: Decodable {
                struct Layout: Decodable {
                    struct Field: Decodable {
                        var name: String
                        var offset: Int
                    }

                    var fields: [Field]
                }

                var store: String
                var bytes: String
                var layout: Layout

                /// Two digits a byte.
                func byte(_ field: String) -> Substring? {
                    layout.fields.first { $0.name == field }.map { bytes.dropFirst(2 * $0.offset).prefix(2) }
                }
            }

            var moment: String
            var pools: [Pool]?
        }

        private static func looks(_ folder: String) throws -> [Look] {
            try Data(contentsOf: URL(fileURLWithPath: folder + "/ram.jsonl")).split(separator: UInt8(ascii: "\n"))
                .map { try JSONDecoder().decode(Look.self, from: Data($0)) }.filter { $0.pools != nil }
        }

        @Test func theLabelOfAHostsPoolIsReadAndHeldAgainstTheStatements() async throws {
            try await Scratch.with { scratch in
                let ended = try await Tool.run(
                    [
                        "run", "--kernel", "linux-7.2", "--kernel", "linux-7.3", "--platform", "host", "--encryption",
                        "sme", "--cmdline", "iommu=pt swiotlb=force", "--device", "edu,dma-mask=64", "--request",
                        "map-single", "--output", scratch.runs,
                    ], in: scratch, limit: .seconds(240))
                #expect(ended.exit == .code(0), "\(ended.output)")
                let run = try scratch.onlyRun()
                let verdicts = try run.verdicts()
                var found: [String: [String: String]] = [:]
                for boot in try run.plan().boots {
                    // Both stores are read, and the kernel's own data is in the encrypted one.
                    let pools = try Self.looks(run.attempt(1, of: boot)).map { look in
                        try #require(look.pools?.first { $0.store == "encrypted" })
                    }
                    #expect(pools.count == 2, "at set-up and at the end")
                    let isLabelled = boot.boot.kernel == "linux-7.3"
                    for pool in pools {
                        #expect(pool.byte("force_bounce") == "01")
                        #expect(pool.byte("cc_shared") == (isLabelled ? "01" : nil))
                    }
                    let line = try #require(verdicts[boot.cells[0].id])
                    #expect(line.verdict == "agree")
                    for statement in line.statements ?? [] {
                        #expect(!statement.reason.isEmpty)
                        found[boot.boot.kernel, default: [:]][statement.id] = statement.verdict
                    }
                }
                let old = try #require(found["linux-7.2"])
                let new = try #require(found["linux-7.3"])
                #expect(
                    old["HOST-0"] == "satisfied" && old["NAME-1"] == "not-implemented" && old["HOST-5"] == "satisfied")
                #expect(new["HOST-0"] == "violated" && new["NAME-1"] == "violated" && new["HOST-5"] == "partly")
                #expect(old["SEED-CFG"] == "satisfied" && new["SEED-CFG"] == "satisfied")
                #expect(ended.output.contains("NAME-1     not-implemented 1   violated 1"))
                let result = try #require(String(data: run.bytes("result.json"), encoding: .utf8))
                #expect(result.contains("\"HOST-0\" : \"violated\""))
            }
        }
    }
}
