import Foundation
import Journal
import Plan
import RouteModel
import Runner
import Verdict

/// A run made of nothing but its verdicts.
struct Made {
    var name = "2026-11-22-a"
    var begun: String? = "2026-11-22T03:00:00.000Z"
    var policy = "own"
    var version: String? = "7.3.3-1"
    var dmaroute = "0.1.0"
    var judges: String?
    /// In the plan's order.
    var verdicts: [Verdict] = [.agree, .agree]
    var reason = "because of 0x1000"
    var attempts = 1
    var failures: [String] = []
    var isEnded = true
    /// Written as its faults.json; nil: it has none.
    var faults: [MadeFault]?

    static func plan() throws -> Plan {
        var flags = Flags()
        flags.kernel = ["linux-7.3"]
        flags.device = ["edu,dma-mask=32"]
        flags.request = (1...6).map { "map-single,size=\(4 * $0)KiB" }
        return try Config(flags: flags).plan(Catalogue(kernels: ["linux-7.3"], policies: []))
    }

    static func cell(_ index: Int) throws -> String { try plan().cells[index].id }

    /// Writes it below `shelf`.
    @discardableResult func write(_ shelf: String) throws -> RunOutline {
        let path = "\(shelf)/\(name)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let plan = try Self.plan()
        let encoder = JSONEncoder()
        try encoder.encode(plan).write(to: URL(fileURLWithPath: path + "/plan.json"))
        let header = RunHeader(
            dmaroute: dmaroute, plan: plan.digest, policy: PolicyChoice(policy),
            kernels: [
                .init(
                    name: "linux-7.3", release: "7.3", version: version, sha256: [:], packages: [:], unavailable: nil)
            ], emulator: "QEMU 7.2.22", libvirt: "9.0.0", accelerator: "tcg", slowdown: 1, judges: judges, begun: begun)
        let journal = try JournalFile(path: path + "/journal.jsonl")
        try journal.append(.runBegin(header))
        let boot = plan.boots[0].key
        for (number, failure) in zip(1..., failures) {
            try journal.append(.attemptFailed(boot: boot, attempt: number, reason: failure))
        }
        try journal.append(.bootEnd(boot: boot, attempt: failures.count + 1, milliseconds: 8000))
        for (cell, verdict) in zip(plan.cells, verdicts) {
            let route =
                verdict == .agree ? Route(path: .bounce, addressBit: .none, memory: .ordinary, limit: .max) : nil
            let judgement = Judgement(
                verdict: verdict, sides: 2, route: route, reasons: route == nil ? [.note(reason)] : [])
            try journal.append(.cell(id: cell.id, boot: boot, attempts: attempts, means: nil, judgement))
        }
        if isEnded { try journal.append(.runEnd(exit: 0, counts: [:], usage: nil)) }
        if let faults {
            try encoder.encode(faults).write(to: URL(fileURLWithPath: path + "/faults.json"))
        }
        return try RunOutline(RunFolder(existing: path))
    }
}

/// A fault as `dmaroute faults --format json` writes it, as far as a history reads it.
struct MadeFault: Encodable {
    struct Place: Encodable {
        var release = "7.3"
        var file = "kernel/dma/direct.c"
        var function = "dma_direct_alloc"
    }

    var id = "61fe5f5a6b0d"
    var duty = "bytes-arrive"
    var `class` = "data-lost"
    var says = "data of DMA mappings lost on hosts with SME"
    var consequence = "The bytes do not arrive."
    var cells: [String]
    var observed = 1
    var predicted = 1
    var place: Place? = Place()

    /// - Parameter cells: by their places in the plan.
    init(_ cells: Int..., id: String = "61fe5f5a6b0d") throws {
        self.id = id
        self.cells = try cells.map(Made.cell)
    }
}
