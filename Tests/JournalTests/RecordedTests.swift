import Evidence
import Foundation
import Plan
import RouteModel
import Testing
import Verdict

@testable import Journal

extension Event {
    fileprivate var reasons: [Reason] {
        if case .cell(_, _, _, _, let judgement) = self { judgement.reasons } else { [] }
    }
}

/// Journals of before are read, resumed, merged and written as they were.
@Suite struct RecordedTests {
    /// But for the values that stand beside the sentences of reasons.
    @Test(arguments: Recorded.Name.allCases) func everyLineIsWrittenAsItWas(name: Recorded.Name) throws {
        for bytes in try JournalLines(Recorded.journal(name)) {
            let event = try JSONDecoder().decode(Event.self, from: bytes)
            let line = try JSONLines.line(event).dropLast()
            guard case .cell(_, _, _, _, let judgement) = event, !judgement.reasons.isEmpty else {
                #expect(line == bytes)
                continue
            }
            var written = try #require(JSONSerialization.jsonObject(with: line) as? [String: Any])
            #expect(written.removeValue(forKey: "reasons") != nil)
            let was = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
            #expect(written as NSDictionary == was as NSDictionary)
            #expect(try JSONDecoder().decode(Event.self, from: line).reasons == judgement.reasons)
        }
    }

    @Test func reasonsInSentencesAloneAreUnderstood() throws {
        let log = try #require(RunLog(name: "", plan: Recorded.plan(), events: Recorded.events(.check)))
        let reasons = log.cells.flatMap(\.judgement.reasons)
        let told = ["message/overflow-once", "message/overflow-site-per-caller"]
        #expect(Set(reasons.compactMap(\.rule)) == Set(told) && Set(reasons.compactMap(\.suspect)) == Set(told))
        let sides = Set(reasons.compactMap { if case .side(let side, _) = $0 { side } else { nil } })
        #expect(sides == [.guest, .kernel])
    }

    /// What a merge takes of a line is what the whole line says.
    @Test(arguments: Recorded.Name.allCases) func theHeadOfALineIsThatOfTheWhole(name: Recorded.Name) throws {
        let decoder = JSONDecoder()
        var closed = 0
        for bytes in try JournalLines(Recorded.journal(name)) {
            let line = try JournalLine(bytes, decoder)
            let whole = try decoder.decode(Event.self, from: bytes)
            #expect(line.event.boot == whole.boot && line.event.attempt == whole.attempt)
            switch whole {
            case .cell(let id, _, let attempts, let means, let judgement):
                let cell = try #require(line.closed)
                #expect(cell.id == id && cell.attempt == attempts)
                #expect(try cell.result.bytes() == RunResult.Cell(cell: id, means: means, judgement).bytes())
                #expect(cell.head.why == judgement.reason.first ?? judgement.cause)
                closed += 1
            case .observation(_, _, let observation):
                guard case .observation(_, _, let sighting) = line.event else {
                    Issue.record("an observation is read as something else")
                    continue
                }
                #expect(sighting.isSeen == (observation.guest.view != nil || observation.device.view != nil))
            case .runBegin, .bootBegin, .attemptFailed, .bootEnd, .runEnd: #expect(line.closed == nil)
            }
        }
        #expect(closed == 5)
    }

    @Test func aRunIsReadFromItsPlanAndItsJournal() throws {
        let plan = try Recorded.plan()
        let log = try #require(RunLog(name: "runs/a", plan: plan, events: Recorded.events(.run)))
        #expect(log.cells.map(\.cell) == plan.cells && log.open == 0)
        #expect(log.cells.allSatisfy { $0.attempt == 1 && $0.isObserved && $0.judgement.verdict == .agree })
        #expect(log.cells.allSatisfy { $0.observation?.cell == $0.cell.id })
        for boot in plan.boots {
            #expect(log.ended[boot.key] == [1] && log.attempt(at: boot) == 1)
            #expect((log.durations[boot.key] ?? 0) > 0)
        }
        let checked = try #require(RunLog(name: "runs/b", plan: plan, events: Recorded.events(.check)))
        #expect(checked.header.judges == "runs/2026-11-29-a" && checked.header.policy == .named("linux-6.1"))
        #expect(checked.cells.map(\.judgement.verdict).contains(.forbidden))
        #expect(RunLog(name: "runs/c", plan: plan, events: Array(try Recorded.events(.run).dropFirst())) == nil)
    }

    @Test func aRunThatWasCutOffGoesOnBehindWhatCounts() throws {
        let plan = try Recorded.plan()
        let whole = try Recorded.journal(.run)
        let text = try JournalText(whole, of: plan)
        #expect(text.isEnded && text.length == whole.count && text.closed == Set(plan.cells.map(\.id)))
        let cut = try JournalText(whole.dropLast(1), of: plan)
        #expect(!cut.isEnded && cut.closed == text.closed && cut.length < whole.count)
    }

    @Test func whatIsMergedIsWhatWasRun() throws {
        let plan = try Recorded.plan()
        let text = try JournalText(Recorded.journal(.run), of: plan)
        let merge = try Merge.of([text, text], plan)
        let log = try #require(RunLog(name: "", plan: plan, events: Recorded.events(.run)))
        let result = RunResult(
            plan: plan.digest, policy: log.header.policy,
            cells: log.cells.map { RunResult.Cell(cell: $0.cell.id, means: $0.cell.boot.means, $0.judgement) })
        #expect(try merge.result.json() == result.json() && merge.missing.isEmpty && merge.observed)
        let judged = try merge.judged()
        #expect(judged.map(\.cell) == plan.cells && judged.allSatisfy { $0.attempt == 1 })
        #expect(judged.map(\.judgement.predicted) == log.cells.map(\.judgement.predicted))
    }

    @Test(
        arguments: [
            (#"{"boot":"b","event":"boot-begin"}"#, EventName.bootBegin), (#"{"a":"\"event\":\"cell\"","b":1}"#, nil),
            (#"{"event":"boot-ended"}"#, nil), (#"{"event":""#, nil), ("", nil),
        ] as [(String, EventName?)])
    func anEventIsToldByItsBytes(line: String, name: EventName?) {
        #expect(EventName(in: Data(line.utf8)) == name)
    }

    @Test func aLineWithoutItsEndIsNone() {
        #expect(Array(JournalLines(Data("a\n\nb".utf8))) == [Data("a".utf8), Data()])
        #expect(Array(JournalLines(Data("x\na\nb\n".utf8).dropFirst(2))) == [Data("a".utf8), Data("b".utf8)])
    }
}
