import Foundation
import Testing

extension Integration {
    @Suite(.timeLimit(.minutes(10))) struct InterruptionTests {
        private static let several = ["", "swiotlb=force", "swiotlb=noforce"]

        @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 143)] as [(Int32, Int32)])
        func aSignalEndsTheRunAndItsGuests(signal: Int32, exit: Int32) async throws {
            try await Scratch.with { scratch in
                let (run, guest) = try await begin(in: scratch)
                run.send(signal)
                let ended = try await run.wait(.seconds(10))
                #expect(ended.exit == .code(exit), "\(ended.errors)")
                #expect(!guest.isAlive)
                #expect(scratch.emulators.isEmpty)
                let session = try #require(guest.session)
                #expect(!FileManager.default.fileExists(atPath: session))
                try await expectWhole(try scratch.onlyRun(), scratch)
            }
        }

        @Test func aKilledRunsGuestIsEndedByTheNextAndNoOther() async throws {
            try await Scratch.with { live in
                let (other, others) = try await begin(in: live)
                // So that it cannot be over too soon; its lock is held and its guest runs.
                other.send(SIGSTOP)
                for next in [["gc", "--output", "runs"], ["run", "small.yaml"]] {
                    try await Scratch.with { scratch in
                        _ = try scratch.write(Config.small(), to: "small.yaml")
                        let orphan = try await killRun(in: scratch)
                        let ended = try await Tool.run(next, in: scratch)
                        #expect(ended.exit == .code(0), "\(ended.errors)")
                        #expect(!orphan.isAlive, "\(next[0]) left the orphan")
                        #expect(
                            next[0] != "gc" || ended.output.contains("ended  QEMU \(orphan.pid)"), "\(ended.output)")
                    }
                    #expect(others.isAlive, "\(next[0]) ended the guest of a run that lives")
                }
                other.send(SIGCONT)
                let ended = try await other.wait(.seconds(240))
                #expect(ended.exit == .code(0), "\(ended.errors)")
                #expect(try live.onlyRun().verdicts().agreeOnTwoSides > 0)
                #expect(!others.isAlive)
            }
        }

        /// Starts a run of several boots and waits for its first guest.
        private func begin(in scratch: Scratch) async throws -> (Started, Process) {
            let config = try scratch.write(Config.small(Self.several), to: "several.yaml")
            let run = try Tool.start(["run", config, "--jobs", "1", "--output", scratch.runs], in: scratch)
            return (run, try await run.until("it started a guest") { scratch.emulators.first })
        }

        private func killRun(in scratch: Scratch) async throws -> Process {
            let (run, guest) = try await begin(in: scratch)
            run.send(SIGKILL)
            #expect(try await run.wait(.seconds(10)).exit == .signal(SIGKILL))
            #expect(guest.isAlive, "QEMU died with its run, so there is no orphan to end")
            return guest
        }

        /// Every line of the journal is whole, no cell is judged twice, and the folder can be judged again.
        private func expectWhole(_ run: Run, _ scratch: Scratch) async throws {
            let judged = try run.journal().filter { $0.verdict != nil }.compactMap(\.cell)
            let planned = Set(try run.plan().cells)
            #expect(Set(judged).count == judged.count && planned.isSuperset(of: judged))
            #expect(judged.count < planned.count, "the run was over before the signal")
            #expect(!FileManager.default.fileExists(atPath: run.path + "/result.json"))
            let checked = try await Tool.run(["check", run.path, "--output", "\(scratch.path)/checked"], in: scratch)
            #expect(checked.exit == .code(3), "\(checked.errors)")
        }
    }
}
