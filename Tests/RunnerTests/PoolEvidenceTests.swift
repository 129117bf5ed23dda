import Evidence
import Foundation
import Journal
import Plan
import RouteModel
import TestSupport
import Testing
import Verdict

@testable import Runner

/// The pool's state among an attempt's looks: what it says is held against the prediction, damage to it is not.
@Suite struct PoolEvidenceTests {
    let attempt: Attempt

    init() throws { attempt = try Attempt() }

    /// As 7.3.4 lays the struct out; the pool is the one that the recorded log names.
    private func record(label: UInt8) -> PoolRecord {
        let fields: [(String, String, Int, Int)] = [
            ("force_bounce", "bool", 80, 1), ("for_alloc", "bool", 81, 1), ("cc_shared", "bool", 82, 1),
            ("defpool.start", "phys_addr_t", 0, 8), ("defpool.end", "phys_addr_t", 8, 8),
            ("defpool.nslabs", "unsigned long", 24, 8),
        ]
        var bytes = [UInt8](repeating: 0, count: 112)
        for (at, value) in [(0, UInt64(0x7ab9_f000)), (8, 0x7eb9_f000), (24, 32768)] {
            for byte in 0..<8 { bytes[at + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte)) }
        }
        bytes[82] = label
        return PoolRecord(
            address: 0x400_0e00, store: .plain, bytes: bytes,
            layout: PoolLayout(
                size: 112,
                fields: fields.map { PoolLayout.Field(name: $0.0, type: $0.1, offset: $0.2, size: $0.3) }, functions: []
            )
        )
    }

    private func line(_ moment: LookRecord.Moment, label: UInt8) throws -> [UInt8] {
        let record = LookRecord(moment: moment, requests: [], pools: [record(label: label)])
        return [UInt8](try JSONLines.encoder().encode(record)) + [UInt8(ascii: "\n")]
    }

    private func judged(_ lines: [UInt8]...) throws -> [JudgedCell] {
        try attempt.judged("ram.jsonl", as: attempt.content("ram.jsonl") + lines.flatMap { $0 })
    }

    private func finding(_ judged: [JudgedCell]) -> Set<StatementFinding?> {
        Set(judged.map { $0.judgement.statements?.first { $0.id == "NOCC-1" } })
    }

    @Test func aPoolWithoutEncryptionIsOrdinaryMemory() throws {
        let judged = try judged(line(.setUp, label: 0), line(.finish, label: 0))
        #expect(judged.agreeing == judged.count)
        #expect(
            finding(judged).allSatisfy { $0?.verdict == .satisfied && $0?.reason.contains("cc_shared is 0") == true })
    }

    @Test func aLabelThatThePolicyDoesNotPredictFailsWhatIsServedFromThePool() throws {
        let judged = try judged(line(.setUp, label: 1), line(.finish, label: 1))
        let served = judged.filter { one in
            one.judgement.predicted.contains { $0.allowed?.contains { $0.path == .bounce } == true }
        }
        #expect(!served.isEmpty && served.count < judged.count)
        #expect(served.allSatisfy { $0.judgement.verdict == .forbidden })
        #expect(served.allSatisfy { $0.judgement.reason.first?.hasPrefix("kernel side: the pool's label") == true })
        #expect(judged.agreeing == judged.count - served.count)
        #expect(finding(judged).allSatisfy { $0?.verdict == .violated })
    }

    @Test func twoLooksThatDifferSayNothing() throws {
        let judged = try judged(line(.setUp, label: 0), line(.finish, label: 1))
        #expect(judged.allSatisfy { $0.judgement.verdict == .traceLost })
        #expect(finding(judged).allSatisfy { $0 == nil || $0?.verdict == .notObservable })
    }

    /// One character of one look, whatever it is: nobody is accused for it.
    @Test(arguments: Dice.seeds()) func aDamagedLookAccusesNobody(seed: Int) throws {
        let whole = try line(.setUp, label: 0)
        let other = try line(.finish, label: 0)
        var chance = Dice(seed)
        for at in whole.indices.dropLast().shuffled(using: &chance).prefix(30) {
            var bytes = whole
            bytes[at] =
                [UInt8(ascii: "1"), UInt8(ascii: "f"), UInt8(ascii: "9"), 0x22].randomElement(using: &chance) ?? 0
            let judged = try judged(bytes, other)
            #expect(!judged.contains { $0.judgement.verdict == .forbidden }, "byte \(at)")
        }
    }
}
