import Evidence
import Foundation
import GuestProtocol
import Journal
import Plan
import TestSupport
import Testing
import Verdict

@testable import Mutations
@testable import Runner

/// What changed evidence comes to, of the boot that was recorded.
@Suite struct QualificationTests {
    let attempt: Attempt

    init() throws { attempt = try Attempt() }

    private func recorded() -> QualifiedBoot {
        QualifiedBoot(
            attempt.boot, number: 1, folder: attempt.path, only: Set(attempt.boot.cells.map(\.id)),
            .init(policy: nil, kernel: RecordedKernel(), predictions: nil))
    }

    private func trial(_ file: EvidenceFile, _ change: (String) -> String) throws -> QualifiedBoot.Trial {
        let text = String(decoding: try attempt.content(file.rawValue), as: UTF8.self)
        let changed = change(text)
        #expect(changed != text)
        return recorded().trial(file, Mutation(.decimal, says: "changed", bytes: Array(changed.utf8)))
    }

    @Test func whatAVerdictRestsOnMustChangeIt() throws {
        let trial = try trial(.trace) {
            $0.replacing("size=12288 phys_addr=101a98000", with: "size=12388 phys_addr=101a98000")
        }
        #expect(trial.decisive.count == 1 && trial.survived.isEmpty && trial.unexplained.isEmpty)
    }

    @Test func whatNoVerdictRestsOnMustNot() throws {
        let times = try trial(.statistics) { $0.replacing("now ts:    17", with: "now ts:    19") }
        #expect(times.decisive.isEmpty && times.survived.isEmpty && times.unexplained.isEmpty)
        let memory = try trial(.facts) { $0.replacing("MemTotal=5034088", with: "MemTotal=5034089") }
        #expect(memory.decisive.isEmpty && memory.unexplained.isEmpty)
    }

    /// Every line between a request's marks is a place or has its reason.
    @Test func noLineBetweenTheMarksIsPassedOver() throws {
        let evidence = AttemptEvidence(AttemptInput(folder: attempt.path), of: attempt.boot.boot, attempt: 1)
        let lines = try attempt.lines("ftrace.txt").map { String(decoding: $0, as: UTF8.self) }
        for (number, judged) in zip(1..., attempt.judged()) {
            let resting = try #require(
                evidence.resting(of: judged.cell, in: attempt.boot, judged.judgement, policy: nil), "\(number)")
            let told = Set((resting.places + resting.none).filter { $0.file == .trace }.compactMap(\.line))
            let ordered = try #require(resting.places.first { $0.says.hasPrefix("ordered of cell") })
            let record = try attempt.lines("probe.jsonl")[try #require(ordered.line) - 1]
            let request = try #require(
                JSONDecoder().decode(ProbeRecord.self, from: Data(record)).order?.order.request)
            for mark in ["begin request=\(request) ", "begin release=\(request) "] {
                guard let first = lines.firstIndex(where: { $0.contains(mark) }) else { continue }
                let last = try #require(lines[first...].firstIndex { $0.contains("dmaroute: end") })
                for line in (first + 1)..<last { #expect(told.contains(line + 1), "\(lines[line])") }
            }
            #expect(
                Set(resting.places.map(\.file)).isSuperset(of: [.probe, .looks, .facts, .log, .trace, .statistics]))
        }
    }

    @Test func aRunIsChangedInAllItsFilesTheSameWayForOneSeed() throws {
        let run = try FakeRun()
        try run.run()
        let log = try run.folder.readLog()
        let qualification = EvidenceQualification(run: run.folder, log: log, plan: run.plan, policy: nil)
        let outcome = qualification.outcome(seed: 3, count: 2, files: [.looks, .statistics])
        #expect(outcome.boots == 1 && outcome.cells > 0)
        #expect(Set(outcome.figures.map(\.file)) == [.looks, .statistics])
        #expect(outcome.figures.allSatisfy { $0.mutations <= 2 && $0.caught <= $0.decisive })
        #expect(outcome.figures.reduce(0) { $0 + $1.mutations } >= 20)
        let again = qualification.outcome(seed: 3, count: 2, files: [.looks, .statistics])
        #expect(again.figures == outcome.figures && again.survivors == outcome.survivors)
    }

    @Test func whatComesOfAChangeIsCountedAndNamed() {
        var outcome = EvidenceQualification.Outcome(seed: 1)
        var trial = QualifiedBoot.Trial()
        trial.decisive = ["a", "b", "c"]
        trial.survived = ["b", "c"]
        trial.difference = "one became two"
        trial.unexplained = [("d", .forbidden, "why")]
        let mutation = Mutation(.exchange, line: 7, says: "changed", bytes: [])
        outcome.add(trial, of: mutation, in: .looks, attempt.boot)
        #expect(outcome.survivors.map(\.cell) == ["b"] && outcome.survivors.first?.cells == 2)
        #expect(outcome.survivors.first?.outcome == "one became two" && outcome.survivors.first?.line == 7)
        #expect(outcome.unexplained.map(\.outcome) == ["forbidden: why"])
    }
}
