import ArgumentParser
import Digests
import Foundation
import Journal
import Plan
import Report
import RouteModel
import Runner
import Search
import TestSupport
import Testing
import Verdict

@testable import DMARouteCommand
@testable import Images

/// The end of a run: what is written, said, and given to the shell.
struct ConclusionTests {
    private func conclude(
        _ verdicts: [Verdict], of plan: Plan? = nil, observed: Bool = true, json: Bool = false, quiet: Bool = false,
        judges: String? = nil,
        _ look: (Scratch, RunFolder) throws -> Void = { _, _ in }
    ) async throws -> Ran {
        let scratch = try Scratch()
        let plan = try plan ?? SamplePlan.sizes(verdicts.count)
        let folder = try RunFolder(newIn: "\(scratch.path)/runs", date: Date(timeIntervalSince1970: 1_795_000_000))
        try folder.write(plan)
        var header = SampleRun(plan, []).header
        header.judges = judges
        let cells = zip(plan.cells, verdicts).map {
            JudgedCell(cell: $0, attempt: 1, observation: nil, judgement: SampleRun.judgement($1))
        }
        let common = try CommonOptions.parse((json ? ["--format", "json"] : []) + (quiet ? ["--quiet"] : []))
        let conclusion = RunConclusion(
            plan: plan, header: header, cells: cells, folder: folder, common: common, observed: observed)
        let journal = try JournalFile(path: folder.journal)
        let ran = await Ran.listening {
            do {
                try conclusion.write(to: journal)
                return 0
            } catch {
                return CommandExit.end(error, of: DMARoute.self)?.code
            }
        }
        try look(scratch, folder)
        return ran
    }

    @Test(
        arguments: [
            ([.agree], true, 0), ([.agree, .forbidden], true, 1), ([.agree, .vacuous], true, 3), ([.error], false, 3),
            ([.unavailable], false, 77), ([.vacuous], false, 4),
        ] as [([Verdict], Bool, Int32)])
    func theShellGetsTheCodeOfTheVerdicts(verdicts: [Verdict], observed: Bool, code: Int32) async throws {
        let ran = try await conclude(verdicts, observed: observed)
        #expect(ran.code == code && ran.errors.isEmpty)
        #expect(ran.output.hasSuffix(": exit \(code)\n"))
    }

    @Test func theResultHasVerdictsAndTheJournalItsEnd() async throws {
        _ = try await conclude([.agree, .forbidden]) { _, folder in
            let text = try String(contentsOfFile: folder.result, encoding: .utf8)
            let result = try JSONDecoder().decode(ResultFile.self, from: Data(text.utf8))
            #expect(Set(result.cells.map(\.verdict)) == ["agree", "forbidden"])
            for word in ["attempt", "node", "milliseconds"] { #expect(!text.contains(word), "it merges byte for byte") }
            guard case .runEnd(let exit, let counts, let usage)? = try JournalFile.read(folder.journal).last else {
                Issue.record("the journal has no end")
                return
            }
            #expect(exit == 1 && counts == ["agree": 1, "forbidden": 1] && usage != nil)
        }
    }

    @Test func theResultSaysByWhatMeansACellWasEncrypted() async throws {
        let plan = try SamplePlan.of { $0.axes["encryption"] = ["none", "sev"] }
        struct Result: Decodable {
            struct Cell: Decodable { var cell: String, means: String? }
            var cells: [Cell]
        }
        let result = try await conclude([.agree, .agree], of: plan, json: true).json(Result.self)
        let emulated = result.cells.filter { $0.means == "emulated" }.map(\.cell)
        #expect(emulated == plan.cells.filter { $0.boot.encryption == .sev }.map(\.id) && emulated.count == 1)
        #expect(result.cells.count == 2 && result.cells.count { $0.means == nil } == 1)
    }

    @Test func jsonIsTheWholeAnswerAndWordsStandAside() async throws {
        let ran = try await conclude([.agree, .forbidden], json: true)
        #expect(ran.code == 1)
        #expect(try ran.json(ResultFile.self).cells.count == 2)
        #expect(ran.errors.contains("forbidden"))
        #expect(try await conclude([.agree], json: true, quiet: true).errors.isEmpty)
    }

    @Test func aRunTellsTheFirstFailuresAndACheckTellsAll() async throws {
        let many = [Verdict](repeating: .forbidden, count: Summary.told + 5)
        func told(_ ran: Ran) -> Int { ran.output.components(separatedBy: "because of forbidden").count - 1 }
        let (run, check) = (try await conclude(many), try await conclude(many, judges: "runs/x"))
        #expect(told(run) > 0 && told(run) < told(check))
        #expect(told(check) == many.count)
    }

    // MARK: small parts

    @Test func jsonDocumentsAreSortedAndEnd() throws {
        struct Value: Encodable { var b = "a/b", a = 1 }
        let text = String(decoding: try StandardOutput.json(Value()), as: UTF8.self)
        #expect(text == "{\n  \"a\" : 1,\n  \"b\" : \"a/b\"\n}\n")
    }

    @Test func aPlanNamesEachKernelOnce() throws {
        let plan = try SamplePlan.config(
            """
            name: two
            kernels: [linux-7.3, linux-6.1]
            axes: {ram: [1GiB, 2GiB]}
            devices: [{name: edu32, model: edu, dma-mask: 32}]
            requests: [{kind: alloc-coherent}]
            """)
        #expect(plan.boots.count == 4 && plan.kernelNames == ["linux-7.3", "linux-6.1"])
    }

    @Test func theHeaderSaysWhichKernelItWas() {
        let missing = RunHeader.Kernel("linux-7.3", nil)
        #expect(missing.unavailable == "not in images/kernels.yaml" && missing.sha256.isEmpty && missing.version == nil)
        let gone = RunHeader.Kernel("linux-7.3", .unavailable("Debian dropped it"))
        #expect(gone.unavailable == "Debian dropped it" && gone.release == nil)
    }

    /// By the probe's a check knows whether requests of the probe's could be made.
    @Test(arguments: [true, false]) func theHeaderNamesTheFilesThatAKernelIsMadeOf(hasProbe: Bool) {
        func file(_ name: String) -> KernelImage.File { .init(path: "/nowhere/\(name)", sha256: Digest(of: name)) }
        let image = KernelImage(
            name: "linux-7.3", series: "7.3", release: "7.3.4", version: "7.3.4-1", packages: [],
            packed: file(KernelImage.packedName), vmlinux: file("vmlinux"), initrd: file("initrd"),
            probe: hasProbe ? file("probe") : nil, modules: [], agent: Digest(of: "agent"),
            probeSource: Digest(of: "source"))
        let kernel = RunHeader.Kernel("linux-7.3", .ready(image))
        let names = [KernelImage.packedName, "vmlinux", "initrd"] + (hasProbe ? ["probe"] : [])
        #expect(kernel.sha256 == Dictionary(uniqueKeysWithValues: names.map { ($0, "\(Digest(of: $0))") }))
        #expect(kernel.release == "7.3.4" && kernel.version == "7.3.4-1" && kernel.unavailable == nil)
    }

    @Test func aCandidateHasWhatWasAskedBeforeItInItsBoot() throws {
        let plan = try SamplePlan.sizes(3)
        let candidate = Candidate(plan.cells[1], in: plan)
        #expect(candidate.beside.map(\.request.size) == [4096] && candidate.target.request.size == 8192)
        #expect(candidate.on("linux-6.1").boot.kernel == "linux-6.1" && candidate.boot.kernel == "linux-7.3")
        #expect(Candidate(plan.cells[0], in: plan).beside.isEmpty)
    }

    @Test func whatBlocksRunsElsewhereAndItsErrorComesBack() async throws {
        let name = try await Blocking.run { Thread.isMainThread }
        #expect(!name)
        await #expect(throws: RunnerError.self) { try await Blocking.run { throw RunnerError("no") } }
    }

    @Test func forecastsStandAtTheirNumber() {
        let box = ForecastBox(2)
        #expect(box.all.map(\.count) == [0, 0])
        box.put([], at: 1)
        #expect(box.all.count == 2)
    }
}
