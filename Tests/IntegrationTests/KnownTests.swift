import Foundation
import Testing

extension Integration {
    /// 6.1 takes `swiotlb=force,track_hiwater` for no keyword that it knows, and 7.3 takes it for force: judged by 7.3's
    /// policy it parts from it.
    @Suite(.timeLimit(.minutes(10))) struct KnownTests {
        private static let why = ["--reason", "6.1 knows no second keyword", "--link", "https://lore.kernel.org/r/1@x"]
        private static let last = ["--expires", "9999-12-31"]

        @Test func whatIsDeclaredIsKnownAndWhatIsNoLongerSoFails() async throws {
            try await Scratch.with { scratch in
                let first = try await run(["--policy", "linux-7.3", "--known", "none"], to: "first", scratch)
                #expect(first.ended.exit == .code(1), "\(first.ended.errors)")
                let cell = try #require(try first.run.plan().cells.first)
                #expect(try first.run.verdicts()[cell]?.verdict == "forbidden")

                let known = try scratch.write("# Nobody's but ours.\n", to: "known.yaml")
                let promote = ["promote", first.run.path, "--cell", String(cell.prefix(12)), "--known", known]
                for (flags, word) in [
                    (Self.why, "--expires"), (Self.last + Self.why.prefix(2), "--link"),
                    (Self.last + Self.why.suffix(2), "--reason"),
                    (Self.last + Self.why.prefix(2) + ["--link", "lore"], "--link"),
                    (Self.why + ["--expires", "2020-01-01"], "--expires"),
                    (Self.why + Self.last + ["--cell", String(cell.prefix(12))], "several"),
                ] {
                    let refused = try await Tool.run(promote + flags, in: scratch)
                    #expect(refused.exit == .code(2) && refused.errors.contains(word), "\(refused.errors)")
                }
                #expect(try String(contentsOfFile: known, encoding: .utf8) == "# Nobody's but ours.\n")
                let promoted = try await Tool.run(promote + Self.why + Self.last, in: scratch)
                #expect(promoted.exit == .code(0), "\(promoted.errors)")
                let text = try String(contentsOfFile: known, encoding: .utf8)
                #expect(text.hasPrefix("# Nobody's but ours.\n- policy: linux-7.3\n") && text.contains(cell))

                let again = try await Run.made(["rerun", first.run.path, "--known", known], to: "again", scratch)
                #expect(again.ended.exit == .code(0), "\(again.ended.errors)")
                #expect(again.ended.output.contains("XFAIL known 1") && again.ended.output.contains("lore.kernel.org"))
                #expect(try again.run.verdicts()[cell]?.verdict == "known")
                let journal = String(decoding: try again.run.bytes("journal.jsonl"), as: UTF8.self)
                #expect(journal.contains("\"link\":\"https://lore.kernel.org/r/1@x\""))

                try await theOthers(first.run, cell, text, scratch)
            }
        }

        /// The same evidence, judged with other declarations.
        private func theOthers(_ run: Run, _ cell: String, _ text: String, _ scratch: Scratch) async throws {
            let own = try scratch.write(text.replacingOccurrences(of: "linux-7.3", with: "linux-6.1"), to: "own.yaml")
            let agrees = try await Run.made(
                ["check", run.path, "--policy", "own", "--known", own], to: "agrees", scratch)
            #expect(agrees.ended.exit == .code(1), "\(agrees.ended.errors)")
            #expect(try agrees.run.verdicts()[cell]?.verdict == "unexpectedly-agree")
            let other = try scratch.write(
                text.replacingOccurrences(of: "forbidden", with: "corrupted"), to: "other.yaml")
            let differs = try await Run.made(["check", run.path, "--known", other], to: "differs", scratch)
            #expect(try differs.ended.exit == .code(1) && differs.run.verdicts()[cell]?.verdict == "forbidden")

            let old = try scratch.write(text.replacingOccurrences(of: "9999-12-31", with: "2020-01-01"), to: "old.yaml")
            let expired = try await Tool.run(["check", run.path, "--known", old], in: scratch)
            #expect(expired.exit == .code(2))
            #expect(expired.errors.contains("old.yaml:8:12: error: this declaration ended with 2020-01-01"))
            // What agrees cannot be declared.
            let plain = try await Run.made(
                ["check", run.path, "--policy", "linux-6.1", "--known", "none"], to: "plain", scratch)
            let refused = try await Tool.run(
                ["promote", plain.run.path, "--cell", cell, "--known", own] + Self.why + Self.last, in: scratch)
            #expect(refused.exit == .code(2) && refused.errors.contains("is agree in"), "\(refused.errors)")
        }

        private func run(
            _ more: [String], to name: String, _ scratch: Scratch
        ) async throws -> (ended: Ended, run: Run) {
            try await Run.made(
                [
                    "run", "--kernel", "linux-6.1", "--cmdline", "swiotlb=force,track_hiwater", "--device",
                    "edu,dma-mask=64", "--request", "map-single",
                ] + more, to: name, scratch)
        }
    }
}
