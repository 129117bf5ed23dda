import Evidence
import Foundation
import History
import Journal
import Plan
import RouteModel
import Runner
import Verdict

/// Takes a hundred nights of 5,000 cells into a history and asks it. Times are what a clock shows: somebody waits for them.
struct HistoryBench {
    private static let nights = 100

    func figures() throws -> [Figure] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dmaroute-bench-history-\(getpid())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // 5 kernels × 10 boots × 5 devices × 20 requests.
        let plan = try FabricatedRun.plan(
            "nights", encryption: "none", requests: "direction: [to-device, from-device]")
        let run = try RunFolder(newIn: folder)
        try run.write(plan)
        // Lines that go as predicted all nights but the last.
        let good = try Self.lines(plan, verdict: .agree, to: run.journal)
        let bad = try Self.lines(plan, verdict: .forbidden, to: run.journal)
        let history = try History(path: folder + "/history.sqlite", creating: true)
        var seconds = 0.0
        for night in 0..<Self.nights {
            try Self.header(plan, night: night, to: run.journal)
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: run.journal))
            try file.seekToEnd()
            for (number, line) in zip(0..., night == Self.nights - 1 ? bad : good) {
                // Every tenth cell goes bad in the last night.
                try file.write(contentsOf: number % 20 < 2 ? line : good[number])
            }
            try file.close()
            seconds += try Self.seconds { _ = try history.add(RunOutline(run)) }
        }
        let cell = plan.cells[0].id
        let cells = "\(Self.nights) runs of \(plan.cellCount) cells"
        return [
            Figure("importing runs", seconds, "s", ceiling: 60, over: cells),
            Figure("a cell's history", try Self.seconds { _ = try history.cell(cell) }, "s", ceiling: 1, over: cells),
            Figure("the list of runs", try Self.seconds { _ = try history.runs() }, "s", ceiling: 1, over: cells),
            Figure("flakes", try Self.seconds { _ = try history.flakes() }, "s", ceiling: 1, over: cells),
            Figure(
                "regressions", try Self.seconds { _ = try history.regressions(in: nil) }, "s", ceiling: 1,
                over: "\(cells), a tenth of the last ones bad"),
        ]
    }

    private static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let begin = ContinuousClock.now
        try body()
        return (ContinuousClock.now - begin) / .seconds(1)
    }

    private static func header(_ plan: Plan, night: Int, to path: String) throws {
        let begun = Date(timeIntervalSince1970: 1_800_000_000 + Double(night) * 86_400).rfc3339
        let version = night == nights - 1 ? "7.3.4-1" : "7.3.3-1"
        try JournalFile(path: path).append(
            .runBegin(
                RunHeader(
                    dmaroute: "bench", plan: plan.digest, policy: .own,
                    kernels: Policy.releases.map {
                        .init(
                            name: $0.name, release: nil, version: version, sha256: [:], packages: [:], unavailable: nil)
                    }, emulator: "none", libvirt: "none", accelerator: "none", slowdown: 1, begun: begun)))
    }

    /// A journal's lines of every cell, an observation and what it came to, as long as those of a real run.
    private static func lines(_ plan: Plan, verdict: Verdict, to path: String) throws -> [Data] {
        let journal = try JournalFile(path: path)
        for boot in plan.boots {
            for cell in boot.cells {
                let line = String(repeating: "dma_map_phys: 0000:00:10.0 dma_addr=493c000 size=4096 ", count: 3)
                let view = SideView(paths: [.direct], top: 0x493_cfff, says: "the buffer itself", lines: [line, line])
                let observation = Observation(
                    cell: cell.id, guest: .saw(view), device: .saw(view), data: .intact, buffer: [], saidBefore: [])
                try journal.append(.observation(boot: boot.key, attempt: 1, observation))
                let judgement = judgement(cell, verdict)
                try journal.append(.cell(id: cell.id, boot: boot.key, attempts: 1, means: nil, judgement))
            }
        }
        let text = FileManager.default.contents(atPath: path) ?? Data()
        return text.split(separator: UInt8(ascii: "\n")).map { $0 + Data("\n".utf8) }
    }

    private static func judgement(_ cell: Cell, _ verdict: Verdict) -> Judgement {
        let point = Point(boot: cell.boot, device: cell.device, request: cell.request)
        let predicted = (Policy.named(cell.boot.kernel)?.predict(point) ?? []).map(Judgement.Alternative.init)
        return Judgement(
            verdict: verdict, sides: 2, route: verdict == .agree ? predicted.first?.allowed?.first : nil,
            predicted: predicted, guest: "dma_addr_t 0x493c000, the buffer's own", device: "device wrote to 0x493c000",
            reasons: verdict == .agree ? [] : [.side(.guest, .told("saw bounce at 0x493c000 where direct is allowed"))])
    }
}
