import Evidence
import Foundation
import Journal
import RouteModel
import Testing

@testable import Plan
@testable import Report
@testable import Verdict

/// A route that only emulation brings to its end says so wherever it is told.
@Suite struct EmulationNoteTests {
    private static let says =
        "the bytes arrive in emulation alone. On hardware a device cannot use a guest's private page"

    private static func cell(
        _ kernel: String = "linux-7.2", _ encryption: Encryption = .sev, tState: Bool = false
    ) -> Cell {
        Cell(
            boot: Boot(
                kernel: kernel, platform: encryption == .sme ? .host : .guest, encryption: encryption,
                cmdline: "swiotlb=noforce", ram: 1 << 30),
            device: Device(name: "edu", dmaMask: 64, tState: tState), instance: 1,
            request: Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G))
    }

    /// What a kernel up to 7.2 does: the buffer's own address, with the C-bit.
    private static func judged(_ cell: Cell) throws -> JudgedCell {
        let view = SideView(
            paths: [.direct], addressBit: .set, memory: .encrypted, store: .encrypted, top: 0x8000_6a0_2fff,
            says: "the buffer's own address")
        let observation = Observation(
            cell: cell.id, guest: .saw(view), device: .saw(view), data: .intact, buffer: [0x6a0_2000...0x6a0_2fff],
            saidBefore: [])
        let judgement = Judge(policy: try #require(Policy.named(cell.boot.kernel))).judge(
            Point(boot: cell.boot, device: cell.device, request: cell.request), observation,
            facts: Facts(buffer: observation.buffer, saidBefore: Said()))
        return JudgedCell(cell: cell, attempt: 1, observation: observation, judgement: judgement)
    }

    @Test func whereEmulationAloneBringsTheBytesACellSaysSo() throws {
        let private1 = try Self.judged(Self.cell())
        #expect(private1.judgement.verdict == .agree)
        #expect(private1.judgement.emulationNote(private1.cell)?.hasPrefix(Self.says) == true)
        // A host's memory is private to nobody, and a device that has proven itself may see a guest's.
        for other in [Self.cell("linux-7.2", .sme), Self.cell(tState: true)] {
            let judged = try Self.judged(other)
            #expect(judged.judgement.verdict == .agree && judged.judgement.emulationNote(other) == nil)
        }
        // What a kernel refuses reaches nothing, and what was never run shows nothing.
        let refused = Self.cell("linux-7.3")
        #expect(Judgement(verdict: .agree, sides: 2, predicted: predicted(refused)).emulationNote(refused) == nil)
        let unrun = Judgement(verdict: .unavailable, sides: 0, predicted: predicted(Self.cell()))
        #expect(unrun.emulationNote(Self.cell()) == nil)
        // Of a driver the DMAs themselves tell.
        var driven = Judgement(verdict: .agree, sides: 2)
        driven.dmas = DMAFindings()
        #expect(driven.emulationNote(Self.cell()) == nil)
        driven.dmas?.inEmulationAlone = true
        #expect(driven.emulationNote(Self.cell()) != nil)
    }

    private func predicted(_ cell: Cell) -> [Judgement.Alternative] {
        let point = Point(boot: cell.boot, device: cell.device, request: cell.request)
        return (Policy.named(cell.boot.kernel)?.predict(point) ?? []).map(Judgement.Alternative.init)
    }

    private struct Record: Decodable {
        var onHardware: String?
        var parting: [String]
    }

    @Test func explainTellsItInTextAndJSON() throws {
        let told = Explanation(
            try Self.judged(Self.cell()), run: "runs/a", policy: "linux-7.2", version: nil, attempt: 1, files: [])
        let text = ExplanationText(told, colour: false).text
        #expect(text.contains("                 \(Self.says)"), "\(text)")
        let record = try JSONDecoder().decode(Record.self, from: JSONEncoder().encode(ExplanationRecord(told)))
        #expect(record.onHardware?.hasPrefix(Self.says) == true)
        let host = Explanation(
            try Self.judged(Self.cell("linux-7.2", .sme)), run: "runs/a", policy: "linux-7.2", version: nil, attempt: 1,
            files: [])
        #expect(!ExplanationText(host, colour: false).text.contains("On hardware"))
    }

    @Test func aFailureAndAPredictionTellItToo() throws {
        let judged = try Self.judged(Self.cell())
        var failed = judged.judgement
        failed.verdict = .sidesDisagree
        let text = FailureText(cell: judged.cell, judgement: failed, run: nil, colour: false).text
        #expect(text.contains("  hardware   \(Self.says)"), "\(text)")
        let policy = try #require(Policy.named("linux-7.2"))
        let records = PredictionRecord.records(of: judged.cell, policy: policy)
        #expect(records.first?.text.contains("  hardware  \(Self.says)") == true)
    }

    @Test func aRunTellsItOnceAKernel() throws {
        var flags = Flags()
        flags.name = "private"
        flags.kernel = ["linux-7.2"]
        flags.axes = ["platform": ["guest"], "encryption": ["sev"], "cmdline": ["swiotlb=noforce"], "ram": ["1GiB"]]
        flags.device = ["edu,dma-mask=64"]
        flags.request = ["map-single,size=4KiB,place=below-4g", "map-single,size=8KiB,place=below-4g"]
        let plan = try Config(flags: flags).plan(Catalogue(kernels: ["linux-7.2"], policies: []))
        let header = RunHeader(
            dmaroute: "0.1.0", plan: plan.digest, policy: .own, kernels: [], emulator: "QEMU", libvirt: "9.0.0",
            accelerator: "tcg", slowdown: 1, begun: "2026-11-22T03:00:07.125Z")
        let judgements = Dictionary(
            uniqueKeysWithValues: try plan.cells.map { ($0.id, try Self.judged($0).judgement) })
        let text = Summary(plan: plan, header: header, judgements: judgements, run: "runs/a").text(colour: false)
        let lines = text.split(separator: "\n").filter { $0.hasPrefix("emulated") }
        #expect(
            lines.count == 1 && lines.first?.hasPrefix("emulated  2 cells, linux-7.2: \(Self.says)") == true, "\(text)")
    }

    @Test func exploringCountsItAsBroken() throws {
        let space = ConfigurationSpace {
            $0.encryption == .sev && $0.viommu == .none && $0.cmdline == "swiotlb=noforce" && $0.ram == 1 << 30
        }
        for (name, isBroken) in [("linux-6.1", true), ("linux-7.2", true), ("linux-7.3", false)] {
            let policy = try #require(Policy.named(name))
            let exploration = Exploration(policy, over: space)
            let broken = exploration.broken.first { $0.key.id == .reachesOrRefused }
            #expect((broken != nil) == isBroken, "\(name)")
            let text = ExplorationRecord(policy, exploration, kernel: name, seconds: 0).text
            #expect(text.contains("          hardware  \(Self.says)") == isBroken, "\(text)")
            #expect(text.contains("a guest's private memory it never reaches."))
        }
    }
}
