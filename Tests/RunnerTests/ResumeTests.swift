import Foundation
import GuestProtocol
import Journal
import Plan
import TestSupport
import Testing
import Verdict

@testable import Lab
@testable import Runner

/// A run that is killed at any moment and taken up again comes to what it would have come to.
@Suite struct ResumeTests {
    private static func plan() throws -> Plan {
        try SamplePlan.of(requests: ["map-single", "alloc-coherent"]) { $0.axes["ram"] = ["1GiB", "2GiB"] }
    }

    /// The second guest of a run dies once, so that the journal has every kind of event.
    private static func make(_ spec: GuestSpec, _ number: Int, _ recording: Recording) throws(LabError) -> FakeGuest {
        FakeGuest(spec, recording) { (command, honest) throws(LabError) in
            if number == 2, command == .finish { throw LabError(.panic, "the kernel panicked") }
            return honest
        }
    }

    private func closed(_ run: FakeRun) throws -> [String: Int] {
        Dictionary(
            try run.events().compactMap { if case .cell(let id, _, _, _, _) = $0 { (id, 1) } else { nil } },
            uniquingKeysWith: +)
    }

    /// The whole, and where each of its lines ends.
    private func whole() throws -> (journal: Data, ends: [Int], run: FakeRun) {
        let run = try FakeRun(Self.plan(), make: Self.make)
        try run.run()
        let journal = try Data(contentsOf: URL(fileURLWithPath: run.folder.journal))
        return (journal, journal.indices.filter { journal[$0] == 0x0a }.map { $0 + 1 }, run)
    }

    /// A run that was killed when its journal was this long.
    private func killed(at length: Int, of journal: Data, _ whole: FakeRun) throws -> FakeRun {
        let run = try FakeRun(
            Self.plan(), make: { (spec, _, recording) throws(LabError) in FakeGuest(spec, recording) })
        try FileManager.default.removeItem(atPath: run.folder.path)
        try FileManager.default.copyItem(atPath: whole.folder.path, toPath: run.folder.path)
        try journal.prefix(length).write(to: URL(fileURLWithPath: run.folder.journal))
        return run
    }

    @Test func itGoesOnFromEveryEventAndFromWithinEveryLine() throws {
        let (journal, ends, whole) = try whole()
        #expect(ends.count == 1 + 6 + 8)
        for end in [0] + ends {
            for length in [end, min(journal.count, end + 40)] {
                let run = try killed(at: length, of: journal, whole)
                run.options.resumption = try Resumption(run.folder)
                try run.run()
                #expect(
                    try closed(run) == Dictionary(uniqueKeysWithValues: run.plan.cells.map { ($0.id, 1) }), "\(length)")
                let again = try Resumption(run.folder)
                #expect(again.left.boots.isEmpty && !again.isEnded, "\(length)")
                #expect(try run.words().filter { $0 == "run-begin" }.count == 1, "\(length)")
            }
        }
    }

    @Test func anAttemptThatWasBegunKeepsItsNumber() throws {
        let (journal, ends, whole) = try whole()
        // Behind the begin of the first boot's attempt.
        let run = try killed(at: ends[1], of: journal, whole)
        run.options.resumption = try Resumption(run.folder)
        #expect(run.options.resumption?.attempts(run.plan.boots[1]) == 1, "the larger guest comes first")
        try run.run()
        #expect(Array(try run.words()[1...2]) == ["boot-begin 1", "boot-begin 2"])
        #expect(run.progress.first == "started 2")
    }

    @Test func evidenceThatIsThereIsJudgedWithoutAGuest() throws {
        let (journal, ends, whole) = try whole()
        // Behind the first boot's end, before its verdicts.
        let run = try killed(at: ends[2], of: journal, whole)
        run.options.resumption = try Resumption(run.folder)
        try run.run()
        #expect(run.lab.seen.specs.map { $0.ram >> 30 } == [1], "the other boot alone")
        #expect(run.progress.first == "finished 2")
        #expect(try run.words()[3...6].allSatisfy { $0 == "observation 1" || $0.hasSuffix(" 1") })
    }

    @Test func whatIsClosedIsNotMadeAgain() throws {
        let (journal, _, whole) = try whole()
        let run = try killed(at: journal.count, of: journal, whole)
        let resumption = try Resumption(run.folder)
        #expect(resumption.left.boots.isEmpty && resumption.header?.plan == run.plan.digest)
        #expect(resumption.length == journal.count)
        run.options.resumption = resumption
        try run.run()
        #expect(run.lab.seen.specs.isEmpty)
        #expect(try Data(contentsOf: URL(fileURLWithPath: run.folder.journal)) == journal)
    }

    @Test func attemptsOfBeforeDoNotCountAgainstThoseLeft() throws {
        let (journal, ends, whole) = try whole()
        let run = try killed(at: ends[1], of: journal, whole)
        let dying = try FakeRun(
            run.plan,
            script: { (command, honest) throws(LabError) in
                if command == .finish { throw LabError(.gone, "gone") }
                return honest
            })
        try FileManager.default.removeItem(atPath: dying.folder.path)
        try FileManager.default.copyItem(atPath: run.folder.path, toPath: dying.folder.path)
        // The second boot was not begun when the first was.
        try FileManager.default.removeItem(
            atPath: "\(dying.folder.path)/boots/\(dying.plan.boots[0].key.prefix(12))")
        dying.options.resumption = try Resumption(dying.folder)
        try dying.run()
        #expect(
            try dying.words().filter { $0.hasPrefix("attempt-failed") } == [
                "attempt-failed 2", "attempt-failed 3", "attempt-failed 1", "attempt-failed 2",
            ])
        #expect(Set(try dying.words().filter { $0.hasPrefix("cell") }) == ["cell error 3", "cell error 2"])
    }

    @Test func aRunWithoutAJournalBeginsFromTheStart() throws {
        let run = try FakeRun(Self.plan())
        let resumption = try Resumption(run.folder)
        #expect(resumption.header == nil && resumption.length == 0 && resumption.left.boots.count == 2)
        #expect(FileManager.default.fileExists(atPath: run.folder.journal))
    }

    // MARK: parts and merges

    @Test func partsThatAreMergedAreTheWhole() throws {
        let plan = try Self.plan()
        let whole = try FakeRun(plan)
        try whole.run()
        var parts: [RunFolder] = []
        var kept: [FakeRun] = []
        for boot in plan.boots {
            let part = try FakeRun(plan)
            try part.folder.write(plan, part: [boot.key])
            part.options.resumption = try Resumption(part.folder)
            #expect(part.options.resumption?.left.boots.map(\.key) == [boot.key])
            try part.run()
            parts.append(part.folder)
            kept.append(part)
        }
        for order in [parts, parts.reversed(), parts + [parts[0]]] {
            let new = try RunFolder(newIn: "\(whole.scratch.path)/merged")
            let merge = try RunMerge(order)
            _ = try merge.write(to: new)
            let merged = try JournalFile.read(new.journal).compactMap { event in
                if case .cell(let id, _, let attempts, _, let judgement) = event {
                    "\(id) \(attempts) \(judgement.verdict)"
                } else {
                    nil
                }
            }
            let expected = try whole.events().compactMap { event in
                if case .cell(let id, _, let attempts, _, let judgement) = event {
                    "\(id) \(attempts) \(judgement.verdict)"
                } else {
                    nil
                }
            }
            #expect(Set(merged) == Set(expected) && merged.count == expected.count)
            for boot in plan.boots {
                let names = try FileManager.default.contentsOfDirectory(atPath: new.attempt(1, of: boot)).sorted()
                #expect(names.contains("ftrace.txt") && names.contains("probe.jsonl"))
            }
        }
    }

    /// A part may come from another machine, and a link of it lead to any file of this one.
    @Test func aMergeTakesNoLinkForAFile() throws {
        let part = try FakeRun(Self.plan())
        try part.run()
        let boot = part.plan.boots[0]
        let secret = try part.scratch.write("mine", to: "secret")
        for name in ["ftrace.txt", "stray.txt"] {
            let path = try "\(part.folder.attempt(1, of: boot))/\(name)"
            try? FileManager.default.removeItem(atPath: path)
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: secret)
        }
        let new = try RunFolder(newIn: "\(part.scratch.path)/merged")
        let error = #expect(throws: (any Error).self) { try RunMerge([part.folder]).write(to: new) }
        #expect(error.map { "\($0)" }?.contains("is no regular file") == true)
        let all = FileManager.default.enumerator(atPath: new.path)?.compactMap { $0 as? String } ?? []
        for name in all {
            #expect(FileManager.default.contents(atPath: "\(new.path)/\(name)") != Data("mine".utf8), "\(name)")
        }
    }

    @Test func aPartThatTellsOfABootThatItWasNotGivenIsRefused() throws {
        let run = try FakeRun(Self.plan())
        try run.run()
        try run.folder.write(run.plan, part: [run.plan.boots[0].key])
        let error = #expect(throws: RunnerError.self) { try RunMerge([run.folder]) }
        #expect(error?.message.contains("which its part.json does not name") == true)
    }

    @Test func aPartOfAnotherPlanIsRefused() throws {
        let one = try FakeRun(Self.plan())
        let other = try FakeRun(SamplePlan.of())
        try one.run()
        try other.run()
        let error = #expect(throws: RunnerError.self) { try RunMerge([one.folder, other.folder]) }
        #expect(error?.message.contains("is of the plan \(other.plan.digest.prefix(12))") == true)
        #expect(error?.hint?.hasPrefix("merge runs of one plan") == true)
        #expect(throws: RunnerError.self) { try RunMerge([]) }
    }

    @Test func aPartThatLacksABootIsNamed() throws {
        let plan = try Self.plan()
        let part = try FakeRun(plan)
        try part.folder.write(plan, part: [plan.boots[0].key])
        part.options.resumption = try Resumption(part.folder)
        try part.run()
        let merge = try RunMerge([part.folder])
        #expect(Set(merge.merge.missing.flatMap(\.cells).map(\.id)) == Set(plan.boots[1].cells.map(\.id)))
    }
}
