import Evidence
import Foundation
import Plan
import RouteModel
import TestSupport
import Verdict

@testable import Journal

/// A plan of 12 boots.
func smallPlan(_ extra: String = "") throws -> Plan {
    try Config.parse(
        text: """
            name: small
            kernels: [linux-6.1, linux-7.3]
            axes:
              viommu: [none, intel]
              encryption: [none, sev, tdx]
            devices:
              - {name: edu32, model: edu, dma-mask: 32}
            requests:
              - {kind: map-single, size: 4KiB, direction: to-device, place: below-4g}
              - {kind: alloc-coherent}
            \(extra)
            """, file: "c.yaml"
    ).plan(Catalogue(kernels: ["linux-6.1", "linux-7.3"], policies: []))
}

/// What a cell's evidence comes to; the same for every execution.
func evidence(_ cell: Cell) -> Judgement {
    let digit = cell.id.utf8.first ?? 0
    if cell.boot.encryption == .tdx {
        return Judgement(verdict: .unavailable, sides: 0, reasons: [.lack("no such processor")])
    }
    let route = Route(path: .direct, addressBit: .none, memory: .ordinary, limit: 0xffff_ffff)
    var judgement = Judgement(
        verdict: [.agree, .forbidden, .vacuous, .corrupted][Int(digit) % 4], sides: 2,
        route: digit % 2 == 0 ? route : nil, reasons: [.note("because of \(digit)")])
    if digit % 3 == 0 {
        judgement.statements = [
            StatementFinding(.host0, .violated, "seen"), StatementFinding(.guest1, .partly, "seen"),
        ]
    }
    return judgement
}

/// A run's journal, written as a run writes it.
struct FakeRun {
    let plan: Plan
    let part: Set<String>
    var journal = Data()
    var judge = evidence
    var header: RunHeader

    init(_ plan: Plan, part: Set<String>? = nil) {
        self.plan = plan
        self.part = part ?? Set(plan.boots.map(\.key))
        header = RunHeader(
            dmaroute: "0", plan: plan.digest, policy: .own,
            kernels: [
                .init(
                    name: "linux-6.1", release: "6.1", version: "1", sha256: ["bzImage": "aa"], packages: [:],
                    unavailable: nil)
            ],
            emulator: "QEMU 7.2", libvirt: "9", accelerator: "tcg", slowdown: 1)
    }

    /// Begins, or goes on where the journal ends, and comes to the end.
    mutating func run(_ dice: inout Dice) throws {
        let text = try JournalText(journal, of: plan)
        journal = Data(journal.prefix(text.length))
        let left = plan.boots.filter { boot in
            part.contains(boot.key) && !boot.cells.allSatisfy { text.closed.contains($0.id) }
        }
        guard !left.isEmpty || !text.isEnded else { return }
        header.session = RunHeader.newSession(Date(timeIntervalSince1970: Double(Int.random(in: 0...9, using: &dice))))
        try add([.runBegin(header)])
        for boot in left.shuffled(using: &dice) {
            guard boot.boot.encryption != .tdx else {
                try close(boot, 0)
                continue
            }
            var number = text.attempts[boot.key] ?? 0
            if let ended = text.ended[boot.key] {
                try close(boot, ended.attempt)
                continue
            }
            repeat {
                number += 1
                try add([.bootBegin(boot: boot.key, attempt: number)])
                guard Int.random(in: 0..<4, using: &dice) == 0 else { break }
                try add([.attemptFailed(boot: boot.key, attempt: number, reason: "bad luck")])
            } while true
            try add([.bootEnd(boot: boot.key, attempt: number, milliseconds: .random(in: 1...9999, using: &dice))])
            try close(boot, number)
        }
        try add([.runEnd(exit: 0, counts: [:], usage: nil)])
    }

    /// Kills it at some moment, which it notices at the next start.
    mutating func kill(_ dice: inout Dice) {
        journal = Data(journal.prefix(.random(in: 0...journal.count, using: &dice)))
    }

    private mutating func close(_ boot: PlannedBoot, _ attempt: Int) throws {
        try add(
            boot.cells.flatMap { cell -> [Event] in
                let view = SideView(paths: [.direct], says: "as the bus has it \(UInt64.random(in: .min ... .max))")
                let observation = Observation(
                    cell: cell.id, guest: .saw(view), device: .notWorking("no"), data: .intact, buffer: [],
                    saidBefore: [])
                let closing = Event.cell(
                    id: cell.id, boot: boot.key, attempts: attempt, means: boot.boot.means, judge(cell))
                return attempt == 0
                    ? [closing] : [.observation(boot: boot.key, attempt: attempt, observation), closing]
            })
    }

    private mutating func add(_ events: [Event]) throws { for event in events { journal += try JSONLines.line(event) } }

    func text() throws -> JournalText { try JournalText(journal, of: plan) }
}

extension Merge {
    static func of(_ parts: [JournalText], _ plan: Plan) throws -> Merge {
        var merge = Merge(plan: plan)
        for part in parts { try merge.add(part) }
        return merge
    }

    /// What is merged, as another merge reads it.
    func journal() throws -> Data {
        var all = Data()
        try write { all += $0 }
        if all.isEmpty { return all }
        return all + (try JSONLines.line(Event.runEnd(exit: 0, counts: [:], usage: nil)))
    }
}
