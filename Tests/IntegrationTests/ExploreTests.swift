import Foundation
import Testing

extension Integration {
    /// The whole space, by the release build: the debug one takes minutes for it.
    @Suite(.timeLimit(.minutes(5))) struct ExploreTests {
        private struct Record: Decodable {
            struct Check: Decodable {
                struct Smallest: Decodable {
                    struct Boot: Decodable { var platform: String, encryption: String, viommu: String, cmdline: String }
                    struct Device: Decodable { var tState: Bool? }
                    var boot: Boot
                    var device: Device
                }
                var invariant: String
                var holds: Bool
                var points: Int
                var smallest: Smallest?
                var again: String?
            }
            var policy: String
            var points: Int
            var chains: Int
            var invariants: [Check]
        }

        @Test func invariantsHoldOrHaveASmallestCounterexample() async throws {
            try await Scratch.with { scratch in
                let ended = try await Tool.run(["explore", "--format", "json"], in: scratch, limit: .seconds(280))
                #expect(ended.exit == .code(0), "\(ended.errors.suffix(2000))")
                let records = try JSONDecoder().decode([Record].self, from: Data(ended.output.utf8))
                #expect(records.count == 10)
                for record in records {
                    #expect(record.points >= 1_000_000 && record.chains >= 300, "\(record)")
                    let checks = Dictionary(uniqueKeysWithValues: record.invariants.map { ($0.invariant, $0) })
                    #expect(checks["within-mask"]?.holds == true, "\(record)")
                    for check in record.invariants {
                        #expect(check.holds == (check.points == 0) && check.holds == (check.smallest == nil))
                    }
                    let trusted = try #require(checks["trusted-unshared"])
                    // No release knows of a device that has proven itself; what the mail asks for does.
                    #expect(trusted.holds == (record.policy == "seed"), "\(record)")
                    if let smallest = trusted.smallest {
                        #expect(smallest.boot.platform == "guest" && smallest.device.tState == true)
                    }
                }
            }
        }

        @Test func theFlagsOfACounterexampleShowItAgain() async throws {
            try await Scratch.with { scratch in
                let explored = try await Tool.run(
                    ["explore", "--policy", "linux-7.3", "--format", "json"], in: scratch, limit: .seconds(100))
                let records = try JSONDecoder().decode([Record].self, from: Data(explored.output.utf8))
                for check in try #require(records.first).invariants where !check.holds {
                    let flags = try #require(check.again)
                    let shown = try await Started(
                        ["/bin/bash", "-c", "exec \"$0\" predict --policy linux-7.3 \(flags)", try Tool.executable()],
                        in: scratch
                    ).wait(.seconds(60))
                    #expect(shown.exit == .code(0), "\(flags): \(shown.errors)")
                }
            }
        }
    }
}
