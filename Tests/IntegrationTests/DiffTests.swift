import Foundation
import Testing

extension Integration {
    /// `dmaroute diff`, which boots nothing.
    @Suite(.timeLimit(.minutes(5))) struct DiffTests {
        private func diff(_ a: String, _ b: String, _ format: String) async throws -> Ended {
            try await Scratch.with { scratch in
                try await Tool.run(["diff", "--policy", a, "--policy", b, "--format", format], in: scratch)
            }
        }

        private struct Difference: Decodable {
            struct Smallest: Decodable {
                struct Boot: Decodable { var encryption: String, cmdline: String, kernel: String }
                struct Request: Decodable { var kind: String }
                var boot: Boot
                var request: Request
            }
            struct Route: Decodable { var path: String, message: String? }
            var rules: [String]
            var smallest: Smallest
            var a: [Route]?
            var b: [Route]?
            var points: Int
        }

        @Test func theReportedFailureIsFound() async throws {
            let ended = try await diff("series-v6", "linux-7.3", "json")
            #expect(ended.exit == .code(1))
            let found = try JSONDecoder().decode([Difference].self, from: Data(ended.output.utf8))
            let one = try #require(found.first)
            #expect(found.count == 1 && one.rules == ["series-v6/host-pool-matches"] && one.points > 1000)
            #expect(one.smallest.boot.encryption == "sme" && one.smallest.boot.cmdline == "swiotlb=force")
            #expect(one.smallest.boot.kernel == "linux-7.3" && one.smallest.request.kind == "map-single")
            #expect(one.a?.map(\.path) == ["refused"] && one.a?.first?.message == "silent")
            #expect(one.b?.map(\.path) == ["bounce"])
        }

        @Test func aPolicyAndItselfDoNotDiffer() async throws {
            let ended = try await diff("linux-7.3", "linux-7.3", "json")
            #expect(ended.exit == .code(0))
            #expect(ended.output.filter { !$0.isWhitespace } == "[]")
        }

        @Test func aMailIsPlainAndNarrow() async throws {
            let ended = try await diff("linux-7.2", "linux-7.3", "mail")
            #expect(ended.exit == .code(1))
            let lines = ended.output.split(separator: "\n")
            #expect(lines.count > 50 && lines.allSatisfy { $0.count <= 72 && $0.allSatisfy(\.isASCII) })
            #expect(ended.output.contains("dma-capable/wants-unencrypted"))
        }

        /// The command that a difference names shows it.
        @Test func aDifferenceCanBeHadAgain() async throws {
            let ended = try await diff("series-v6", "linux-7.3", "text")
            let line = try #require(
                ended.output.split(separator: "\n").first { $0.contains("again  dmaroute predict") })
            let words = line.split(separator: " ").dropFirst(2).map { $0.replacing("\"", with: "") }
            for (policy, path) in [("series-v6", "refused"), ("linux-7.3", "bounce")] {
                try await Scratch.with { scratch in
                    let predicted = try await Tool.run(
                        words.map { String($0) } + ["--policy", policy, "--format", "json"], in: scratch)
                    #expect(predicted.exit == .code(0) && predicted.output.contains("\"path\" : \"\(path)\""))
                }
            }
        }
    }
}
