import Foundation
import Testing

/// One run of harness-configs/quick.yaml for all tests of a suite.
struct QuickRunTrait: SuiteTrait, TestScoping {
    @TaskLocal static var current: (run: Run, ended: Ended, scratch: Scratch)?

    static func take() throws -> (run: Run, ended: Ended, scratch: Scratch) {
        try #require(current, "the quick matrix did not come to its end")
    }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Scratch.with { scratch in
            let ended = try await Tool.run(
                ["run", "\(Tool.root)/harness-configs/quick.yaml", "--output", scratch.runs], in: scratch,
                limit: .seconds(1500))
            try await Self.$current.withValue((try scratch.onlyRun(), ended, scratch)) { try await function() }
        }
    }
}

extension Trait where Self == QuickRunTrait {
    static var quickRun: Self { Self() }
}

extension Integration {
    @Suite(.quickRun, .timeLimit(.minutes(5))) struct QuickMatrixTests {
        @Test func everyCellIsAsPredicted() throws {
            let (run, ended, scratch) = try QuickRunTrait.take()
            #expect(ended.exit == .code(0), "\(ended.errors.suffix(4000))")
            let verdicts = try run.verdicts()
            #expect(verdicts.values.allSatisfy { $0.attempts == 1 })
            for status in ["forbidden", "absent", "corrupted", "sides-disagree", "error", "unavailable"] {
                #expect(verdicts.counts[status] == nil)
            }
            #expect(verdicts.agreeOnTwoSides * 100 >= verdicts.count * 98, "\(verdicts.counts)")
            #expect(try run.journal().last?.exit == 0)
            #expect(scratch.emulators.isEmpty)
        }

        @Test func itIsLargeEnoughAndCheapEnough() throws {
            let run = try QuickRunTrait.take().run
            let verdicts = try run.verdicts()
            let chains = Set(verdicts.values.flatMap { ($0.predicted ?? []).map { $0.because.map(\.rule) } })
            #expect(verdicts.count >= 300)
            #expect(chains.count >= 25)
            #expect(try run.plan().boots.count <= 24)
        }

        @Test(arguments: Integration.kernels.keys.sorted()) func theKernelRan(name: String) throws {
            let run = try QuickRunTrait.take().run
            let first = try #require(try run.journal().first)
            #expect(first.event == "run-begin")
            let kernel = try #require(first.run?.kernels.first { $0.name == name })
            #expect(kernel.release?.hasPrefix(Integration.kernels[name] ?? "?") == true)
            for file in ["bzImage", "vmlinux", "initrd", "probe"] {
                let digest = kernel.sha256[file] ?? ""
                #expect(digest.count == 64 && digest.allSatisfy(\.isHexDigit), "\(file): \(digest)")
            }
            let boots = try run.plan().boots.filter { $0.boot.kernel == name }
            let verdicts = try run.verdicts()
            #expect(boots.flatMap(\.cells).contains { verdicts[$0.id]?.verdict == "agree" })
            for boot in boots {
                let facts = try String(contentsOfFile: run.attempt(1, of: boot) + "/facts.txt", encoding: .utf8)
                #expect(facts.contains("uname.release=\(kernel.release ?? "?")\n"), "the guest itself says otherwise")
            }
        }

        /// Whether KVM runs guests here is a trial's matter; that it is known, and why not, is this one's.
        @Test func theJournalSaysWhatGuestsRanOn() throws {
            let header = try #require(try QuickRunTrait.take().run.journal().first?.run)
            #expect(["kvm", "tcg"].contains(header.accelerator))
            #expect(
                header.acceleratorReason?.contains("KVM") == true || header.acceleratorReason?.contains("kvm") == true)
        }

        @Test func checkingTheEvidenceGivesTheSameVerdicts() async throws {
            let (run, _, scratch) = try QuickRunTrait.take()
            let output = "\(scratch.path)/checked"
            let ended = try await Tool.run(["check", run.path, "--output", output], in: scratch)
            #expect(ended.exit == .code(0))
            let name = try #require(try FileManager.default.contentsOfDirectory(atPath: output).first)
            let again = try Run(path: "\(output)/\(name)").bytes("result.json")
            #expect(try again == run.bytes("result.json"))
        }
    }
}
