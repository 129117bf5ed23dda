import Foundation
import Journal
import Plan
import Report
import RouteModel
import Runner
import TestSupport
import Testing
import Verdict

@testable import DMARouteCommand

/// What is told before anything starts.
struct DryTests: KeepsRuns {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    // MARK: dry runs and plans

    private static let cells = ["--kernel", "linux-7.3", "--device", "edu,dma-mask=32", "--request", "map-single"]

    @Test func aDryRunStartsNothing() async throws {
        let ran = await Ran.command(
            ["run", "--dry-run", "--output", runs, "--ram", "1GiB", "--ram", "2GiB"] + Self.cells)
        #expect(ran.code == 0 && ran.output == "would judge 2 cells in 2 boots; nothing was started\n")
        let part = await Ran.command(
            ["run", "--dry-run", "--output", runs, "--ram", "1GiB", "--ram", "2GiB", "--shard", "1/2"] + Self.cells)
        #expect(part.output == "would judge 1 cell in 1 boot; nothing was started\n")
        #expect(!FileManager.default.fileExists(atPath: runs))
        let json = await Ran.command(["run", "--dry-run", "--format", "json"] + Self.cells)
        #expect(try json.json(Plan.self).cellCount == 1)
    }

    @Test func aResumedOrRepeatedRunSaysWhatIsLeft() async throws {
        try make("2026-11-22-a", [.agree]) { $0.isEnded = false }
        let resumed = await Ran.command("run", "--resume", "\(runs)/2026-11-22-a", "--dry-run", "--known", "none")
        #expect(resumed.code == 0 && resumed.output == "would judge 2 cells in 1 boot; nothing was started\n")
        let again = await Ran.command("rerun", "\(runs)/2026-11-22-a", "--dry-run", "--known", "none")
        #expect(again.output == "would judge 2 cells in 1 boot; nothing was started\n")
        let cell = try SamplePlan.sizes(2).cells[0].shortID
        let one = await Ran.command("rerun", "\(runs)/2026-11-22-a", "--cell", cell, "--dry-run", "--known", "none")
        #expect(one.output == "would judge 1 cell in 1 boot; nothing was started\n")
        #expect(await Ran.command("rerun", "\(runs)/none", "--dry-run").code == 2)
    }

    @Test func severalCellsAreRepeatedTogether() async throws {
        let cells = try make().plan.cells.flatMap { ["--cell", $0.shortID] }
        let ran = await Ran.command(["rerun", "\(runs)/2026-11-22-a", "--dry-run", "--known", "none"] + cells)
        #expect(ran.code == 0 && ran.output == "would judge 2 cells in 1 boot; nothing was started\n", "\(ran.errors)")
    }

    /// Another policy would judge it otherwise.
    @Test(arguments: [["rerun"], ["run", "--resume"]]) func aRunWhosePolicyIsGoneIsNotGoneOnWith(verb: [String])
        async throws
    {
        try make("2026-11-22-a", [.agree]) {
            $0.header.policy = .named("linux-9.9")
            $0.isEnded = false
        }
        let ran = await Ran.command(verb + ["\(runs)/2026-11-22-a", "--dry-run", "--known", "none"])
        #expect(ran.code == 2 && ran.output.isEmpty)
        #expect(ran.errors.contains("was judged by a policy this dmaroute does not have: linux-9.9"))
    }

    @Test func whatThisMachineCannotRunCoversNoRule() throws {
        let plan = try SamplePlan.of { $0.axes["encryption"] = ["none", "sev"] }
        func encryptions(_ emulation: Emulation) -> [Encryption]? {
            CoverageRecord.points(of: plan, on: Capabilities(emulation))["linux-7.3"]?.map(\.boot.encryption)
        }
        #expect(encryptions(Emulation(shim: nil)) == [.none])
        #expect(encryptions(Emulation(shim: "/shim")) == [.none, .sev])
    }

    @Test func aPlanIsToldAndWritten() async throws {
        let folder = "\(scratch.path)/p"
        let ran = await Ran.command(["plan", "--output", folder] + Self.cells)
        #expect(
            ran.code == 0 && ran.output.contains("1 cell in 1 boot, up to ")
                && ran.output.contains("about 4 s on two cores"))
        let plan = try JSONDecoder().decode(Plan.self, from: Data(scratch.text("p/plan.json").utf8))
        #expect(ran.output.contains("digest \(plan.digest)\n"))
        #expect(
            await Ran.command(["plan", "--output", folder] + Self.cells).code == 0, "the same may be written again")
        let other = await Ran.command(["plan", "--output", folder, "--ram", "2GiB"] + Self.cells)
        #expect(other.code == 2, "a plan never changes")
        try make()
        let weighed = await Ran.command(
            ["plan", "--output", "\(scratch.path)/q", "--weights-from", "\(runs)/2026-11-22-a"] + Self.cells)
        #expect(weighed.code == 0 && scratch.names("q").contains("weights.json"))
    }

    @Test func aPlanOfAKernelOfOnesOwnTakesWhatARunTakes() async throws {
        let own = "\(scratch.path)/bzImage"
        try Self.packedKernel("7.3.4-mine (me@here) #2 SMP").write(to: URL(fileURLWithPath: own))
        let given = [
            "--kernel", own, "--policy", "linux-7.3", "--device", "edu,dma-mask=32", "--request", "map-single",
        ]
        let headers = ["--headers", "\(scratch.path)/tree", "--modules", "\(scratch.path)/modules"]
        let lack = "without --headers there is no probe, so 1 cell would be unavailable\n"
        let whole = await Ran.command(["plan"] + given + headers)
        #expect(whole.code == 0 && whole.output.contains("7.3.4-mine@"), "\(whole.errors)")
        #expect(!whole.output.contains(lack))
        let bare = await Ran.command(["plan"] + given)
        #expect(bare.code == 0 && bare.output == whole.output + lack, "\(bare.output)")
        // The plan is the kernel's and the cells' alone, as the run's is.
        let json = try await Ran.command(["plan", "--format", "json"] + given + headers).json(Plan.self)
        let run = try await Ran.command(["run", "--dry-run", "--format", "json"] + given + headers).json(Plan.self)
        #expect(json.digest == run.digest)
        #expect(await Ran.command(["predict"] + given + headers).output.contains("linux-7.3 allows"))
        for verb in [["plan"], ["predict"], ["run", "--dry-run"]] {
            let without = await Ran.command(verb + Self.cells + headers)
            #expect(
                without.code == 2 && without.errors.contains("--modules and --headers go with a --kernel"), "\(verb)")
        }
    }

    /// A bzImage that says what it is, and whose payload has a gzip's first bytes.
    private static func packedKernel(_ text: String) -> Data {
        var bytes = [UInt8](repeating: 0, count: 0x600)
        func put(_ value: some FixedWidthInteger, at offset: Int) {
            withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
        }
        put(UInt8(1), at: 0x1f1)
        bytes.replaceSubrange(0x202..<0x206, with: "HdrS".utf8)
        put(UInt16(0x20f), at: 0x206)
        put(UInt16(0x300), at: 0x20e)
        put(UInt32(64), at: 0x24c)
        put(UInt16(0x8b1f), at: 0x400)
        put(UInt32(1), at: 0x43c)
        bytes.replaceSubrange(0x500..<0x500 + text.utf8.count, with: text.utf8)
        return Data(bytes)
    }

    @Test func aPredictionNamesItsRulesAndItsPlaces() async throws {
        struct Record: Decodable {
            struct Step: Decodable { var rule: String, says: String, cite: String }
            var cell: String, policy: String
            var because: [Step]
        }
        let ran = await Ran.command(["predict", "--format", "json"] + Self.cells)
        let records = try ran.json([Record].self)
        #expect(
            ran.code == 0 && !records.isEmpty && records.allSatisfy { $0.policy == "linux-7.3" && !$0.because.isEmpty })
        #expect(records.flatMap(\.because).allSatisfy { !$0.cite.isEmpty && !$0.says.isEmpty })
        let other = await Ran.command(["predict", "--format", "json", "--policy", "linux-6.1"] + Self.cells)
        #expect(try other.json([Record].self).allSatisfy { $0.policy == "linux-6.1" })
        #expect(await Ran.command(["predict"] + Self.cells).output.contains("linux-7.3"))
    }
}
