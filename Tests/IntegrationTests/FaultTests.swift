import Foundation
import Testing

extension Integration {
    /// Guests that break; one that does not, beside them, goes its way.
    @Suite(.timeLimit(.minutes(10))) struct FaultTests {
        @Test func aGuestThatBreaksEndsWithItsConsoleKept() async throws {
            let faults = [
                "dmaroute.fault=hang": "hang was asked for", "dmaroute.fault=panic": "Attempted to kill init",
                "dmaroute.fault=flood": "flood was asked for",
            ]
            try await Scratch.with { scratch in
                let config = try scratch.write(Config.small(faults.keys.sorted() + [""]), to: "faults.yaml")
                let ended = try await Tool.run(
                    ["run", config, "--attempts", "1", "--boot-limit", "20", "--output", scratch.runs], in: scratch)
                #expect(ended.exit == .code(3), "\(ended.errors)")
                #expect(scratch.emulators.isEmpty)
                let run = try scratch.onlyRun()
                let verdicts = try run.verdicts()
                let journal = try run.journal()
                #expect(Set(try run.plan().boots.map(\.boot.cmdline)) == Set(faults.keys).union([""]))
                for boot in try run.plan().boots {
                    let cells = boot.cells.compactMap { verdicts[$0.id] }
                    guard let words = faults[boot.boot.cmdline] else {
                        #expect(cells.allSatisfy { $0.verdict == "agree" })
                        continue
                    }
                    let name = boot.boot.cmdline
                    #expect(cells.allSatisfy { $0.verdict == "error" && $0.attempts == 1 }, "\(name)")
                    #expect(cells.allSatisfy { $0.reason?.text.contains(words) == true }, "\(name)")
                    let failed = journal.filter { $0.event == "attempt-failed" && $0.boot == boot.key }
                    #expect(failed.count == 1 && failed[0].reason?.text.contains(words) == true, "\(name)")
                    let console = try Data(contentsOf: URL(fileURLWithPath: run.attempt(1, of: boot) + "/console.log"))
                    #expect(console.count < 128 << 20, "\(name)")
                    let head = String(decoding: console.prefix(1 << 20), as: UTF8.self)
                    #expect(head.contains("Linux version") && head.contains("was asked for"), "\(name)")
                }
            }
        }

        @Test func everyAttemptIsKept() async throws {
            try await Scratch.with { scratch in
                let config = try scratch.write(Config.small(["dmaroute.fault=panic"]), to: "panic.yaml")
                let ended = try await Tool.run(
                    ["run", config, "--attempts", "2", "--output", scratch.runs], in: scratch)
                #expect(ended.exit == .code(3), "\(ended.output)")
                let run = try scratch.onlyRun()
                #expect(try run.verdicts().values.allSatisfy { $0.verdict == "error" && $0.attempts == 2 })
                let boot = try #require(try run.plan().boots.first)
                for number in 1...2 {
                    let console = try String(
                        contentsOfFile: run.attempt(number, of: boot) + "/console.log", encoding: .utf8)
                    #expect(console.contains("---[ end Kernel panic"))
                }
            }
        }
    }
}
