import Files
import Foundation
import GRDB
import Plan
import Runner
import TestSupport
import Testing
import Verdict

@testable import History

@Suite struct HistoryTests {
    @Test func aRunIsTakenInOnce() throws {
        try withScratch { scratch in
            let folder = scratch.path
            let history = try History(path: folder + "/h.sqlite", creating: true)
            #expect(try history.add(Made().write(folder)) == .new)
            #expect(try history.add(Made().write(folder)) == .alreadyThere)
            // A copy is the same run.
            #expect(try history.add(Made().write(folder + "/elsewhere")) == .alreadyThere)
            #expect(try history.add(Made(begun: "2026-11-22T03:00:00.001Z").write(folder)) == .new)
            // Of before runs noted when they began: the whole journal tells them apart.
            #expect(try history.add(Made(begun: nil).write(folder)) == .new)
            #expect(try history.add(Made(begun: nil).write(folder)) == .alreadyThere)
            #expect(try history.add(Made(begun: nil, verdicts: [.absent]).write(folder)) == .new)
            #expect(try history.add(Made(judges: "runs/x").write(folder)) == .noRun)
            #expect(try history.runs().count == 4)
        }
    }

    @Test func aRunThatWentOnReplacesWhatItWas() throws {
        try withScratch { scratch in
            let folder = scratch.path
            let history = try History(path: folder + "/h.sqlite", creating: true)
            #expect(try history.add(Made(verdicts: [.error], isEnded: false).write(folder)) == .new)
            #expect(try history.runs().map(\.exit) == [nil])
            #expect(try history.add(Made(verdicts: [.agree, .agree, .agree]).write(folder)) == .again)
            #expect(try history.runs().map(\.statuses) == [["PASS": 3]])
            #expect(try history.cell(Made.cell(0)).runs.map(\.verdict) == ["agree"])
        }
    }

    @Test func aCellIsToldOverItsRuns() throws {
        try withScratch { scratch in
            let folder = scratch.path
            let history = try History(path: folder + "/h.sqlite", creating: true)
            for day in [3, 1, 2] {
                let made = Made(
                    name: "2026-11-0\(day)-a", begun: "2026-11-0\(day)T03:00:00.000Z",
                    version: day == 3 ? "7.3.4-1" : "7.3.3-1", verdicts: [day == 3 ? .forbidden : .agree])
                try history.add(made.write(folder))
            }
            let told = try history.cell(String(Made.cell(0).prefix(12)))
            #expect(told.runs.map(\.run) == ["2026-11-03-a", "2026-11-02-a", "2026-11-01-a"])
            #expect(told.runs.map(\.verdict) == ["forbidden", "agree", "agree"])
            #expect(told.runs.map(\.kernel) == ["7.3.4-1", "7.3.3-1", "7.3.3-1"])
            #expect(told.runs[0].says == "because of 0x…")
            #expect(told.text.contains("2026-11-01-a to 2026-11-02-a, 2 runs"))
            #expect(throws: HistoryError.self) { try history.cell("") }
            #expect(throws: HistoryError.self) { try history.cell("%") }
        }
    }

    /// Everything that a journal says is a value, never a part of a statement.
    @Test func hostileTextIsKeptAsItIs() throws {
        try withScratch { scratch in
            let folder = scratch.path
            let history = try History(path: folder + "/h.sqlite", creating: true)
            let text = "'); DROP TABLE run; -- ? :run \" % _"
            let run = try Made(policy: text, version: text, verdicts: [.absent], reason: text, failures: [text]).write(
                folder)
            #expect(try history.add(run) == .new)
            let entry = try #require(try history.cell(Made.cell(0)).runs.first)
            #expect(entry.says == text && entry.policy == text && entry.kernel == text)
            #expect(try history.flakes().boots.map(\.lastFailure) == [text])
            #expect(throws: HistoryError.self) { try history.regressions(in: text) }
            #expect(try history.runs().count == 1)
            // SQLite ends a text at its first NUL in many places.
            try history.add(Made(begun: nil, verdicts: [.absent], reason: "a\u{0}b").write(folder))
            #expect(try history.cell(Made.cell(0)).runs.map(\.says).contains("a·b"))
        }
    }

    @Test func aCellThatIsNotInThePlanTakesNothingIn() throws {
        try withScratch { scratch in
            let folder = scratch.path
            let history = try History(path: folder + "/h.sqlite", creating: true)
            try Made().write(folder)
            let journal = folder + "/2026-11-22-a/journal.jsonl"
            let text = try String(contentsOfFile: journal, encoding: .utf8)
            try text.replacing(Made.cell(1), with: String(repeating: "0", count: 64))
                .write(toFile: journal, atomically: true, encoding: .utf8)
            let run = try RunOutline(RunFolder(existing: folder + "/2026-11-22-a"))
            #expect(throws: HistoryError.self) { try history.add(run) }
            #expect(try history.runs().isEmpty)
        }
    }
}

@Suite struct RegressionTests {
    /// Takes in one run a day, as a night after night would leave them, in a disorder.
    private func told(_ days: [Made]) throws -> Regressions {
        try withScratch { scratch in
            let folder = scratch.path
            let history = try History(path: folder + "/h.sqlite", creating: true)
            let named = days.enumerated().map { day, made in
                var made = made
                made.name = "2026-11-0\(day + 1)-a"
                made.begun = "2026-11-0\(day + 1)T03:00:00.000Z"
                return made
            }
            for made in named.reversed() { try history.add(made.write(folder)) }
            return try history.regressions(in: nil)
        }
    }

    @Test func betweenTheLastGoodRunAndTheFirstBad() throws {
        let told = try told([
            Made(version: "7.3.2-1", verdicts: [.agree, .agree, .forbidden]),
            Made(version: "7.3.3-1", verdicts: [.agree, .agree, .forbidden]),
            Made(version: "7.3.4-1", verdicts: [.unavailable, .absent, .forbidden]),
            Made(version: "7.3.5-1", verdicts: [.forbidden, .absent, .forbidden]),
            Made(version: "7.3.6-1", verdicts: [.forbidden, .forbidden, .forbidden, .agree]),
        ])
        #expect(told.run == "2026-11-05-a" && told.neverGood == 1)
        let found = told.regressions.map { [$0.good.run, $0.bad.run, $0.changed.joined(), $0.verdict] }
        let expected = [
            ["2026-11-02-a", "2026-11-03-a", "linux-7.3 7.3.3-1..7.3.4-1 (git log v7.3.3..v7.3.4)", "forbidden"],
            ["2026-11-02-a", "2026-11-04-a", "linux-7.3 7.3.3-1..7.3.5-1 (git log v7.3.3..v7.3.5)", "forbidden"],
        ]
        #expect(Set(found) == Set(expected))
        #expect(Set(told.regressions.flatMap(\.cells).map(\.cell)) == Set([try Made.cell(0), try Made.cell(1)]))
    }

    @Test func aGoodRunBetweenTwoBadOnesIsTheLast() throws {
        let told = try told([
            Made(verdicts: [.agree]), Made(verdicts: [.absent]), Made(verdicts: [.agree]), Made(verdicts: [.known]),
            Made(dmaroute: "0.2.0", verdicts: [.absent]),
        ])
        let only = try #require(told.regressions.first)
        #expect(told.regressions.count == 1 && only.good.run == "2026-11-03-a" && only.bad.run == "2026-11-05-a")
        // The kernel is the same, so it is not named.
        #expect(only.changed == ["dmaroute 0.1.0..0.2.0"])
    }

    @Test func anotherPolicysVerdictIsNoneOfThis() throws {
        #expect(try told([Made(policy: "seed", verdicts: [.agree]), Made(verdicts: [.absent])]).neverGood == 1)
        #expect(try told([Made(verdicts: [.absent]), Made(verdicts: [.agree])]).regressions.isEmpty)
    }

    @Test func flakesAreCountedByAttempts() throws {
        try withScratch { scratch in
            let folder = scratch.path
            let history = try History(path: folder + "/h.sqlite", creating: true)
            func add(_ day: Int, _ made: Made) throws {
                var made = made
                (made.name, made.begun) = ("2026-11-0\(day)-a", "2026-11-0\(day)T03:00:00.000Z")
                try history.add(made.write(folder))
            }
            try add(1, Made(verdicts: [.agree, .agree], attempts: 3, failures: ["old", "it hung"]))
            try add(2, Made(verdicts: [.agree, .agree]))
            try add(3, Made(verdicts: [.agree, .absent]))
            try add(4, Made(version: "7.3.4-1", verdicts: [.forbidden, .absent]))
            let flakes = try history.flakes()
            #expect(flakes.boots.map { [$0.runs, $0.attempts, $0.failed] } == [[4, 6, 2]])
            #expect(flakes.boots.first?.lastFailure == "it hung")
            // The first cell changed with its kernel, the second without anything.
            #expect(flakes.cells.map(\.cell) == [try Made.cell(1)])
            #expect(flakes.cells.first?.verdicts == ["agree": 2, "absent": 1])
        }
    }
}

@Suite struct FileTests {
    @Test func whatIsNoHistoryIsLeftAlone() throws {
        try withScratch { scratch in
            let folder = scratch.path
            let text = folder + "/text"
            try Data(repeating: 65, count: 5000).write(to: URL(fileURLWithPath: text))
            #expect(throws: HistoryError.self) { try History(path: text, creating: true) }
            let other = folder + "/other"
            try DatabaseQueue(path: other).write { try $0.execute(sql: "CREATE TABLE bookmarks (url TEXT)") }
            let before = FileManager.default.contents(atPath: other)
            #expect(throws: HistoryError.self) { try History(path: other, creating: true) }
            #expect(FileManager.default.contents(atPath: other) == before)
            #expect(throws: HistoryError.self) { try History(path: folder + "/none", creating: false) }
            #expect(!FileManager.default.fileExists(atPath: folder + "/none"))
            #expect(throws: HistoryError.self) { try History(path: folder + "/no/folder", creating: true) }
        }
    }

    /// A file of an earlier version keeps its rows, one of a later version is refused, a step that fails changes nothing.
    @Test func filesGrowWithTheSchema() throws {
        try withScratch { scratch in
            let folder = scratch.path
            let path = folder + "/h.sqlite"
            try History(path: path, creating: true).add(Made().write(folder))
            var next = Schema()
            next.steps += ["ALTER TABLE run ADD COLUMN note TEXT; CREATE TABLE half (a); SELECT nonsense"]
            #expect(throws: DatabaseError.self) { try History(path: path, creating: false, schema: next) }
            #expect(try History(path: path, creating: false).runs().count == 1)
            next.steps[next.steps.count - 1] = "ALTER TABLE run ADD COLUMN note TEXT"
            #expect(try History(path: path, creating: false, schema: next).runs().count == 1)
            #expect(try History(path: path, creating: false, schema: next).runs().count == 1)
            #expect(throws: HistoryError.self) { try History(path: path, creating: false) }
        }
    }

    /// Six at once, each of whom finds no file, and each of whom has the same runs.
    @Test func manyMayImportAtOnce() throws {
        try withScratch { scratch in
            let folder = scratch.path
            let runs = try (1...8).map { day in
                try Made(name: "2026-11-0\(day)-a", begun: "2026-11-0\(day)T03:00:00.000Z").write(folder)
            }
            let path = folder + "/h.sqlite"
            let failures = Failures()
            DispatchQueue.concurrentPerform(iterations: 6) { number in
                do {
                    let history = try History(path: path, creating: true)
                    for run in number.isMultiple(of: 2) ? runs : runs.reversed() { try history.add(run) }
                } catch {
                    failures.add("\(error)")
                }
            }
            #expect(failures.all.isEmpty, "\(failures.all)")
            let history = try History(path: path, creating: false)
            #expect(try history.runs().map(\.statuses) == Array(repeating: ["PASS": 2], count: 8))
        }
    }

    /// SQLite's words name neither the file nor what to do.
    @Test func aFullOrBrokenDiskIsToldAsTheFiles() throws {
        try withScratch { scratch in
            let path = scratch.path + "/h.sqlite"
            let history = try History(path: path, creating: true)
            _ = try history.add(Made().write(scratch.path))
            _ = try history.write { try Int.fetchOne($0, sql: "PRAGMA max_page_count = 1") }
            #expect {
                for number in 1...300 {
                    _ = try history.add(Made(begun: "2026-11-22T03:00:00.\(100 + number)Z").write(scratch.path))
                }
            } throws: {
                "\($0)" == "cannot write \(path): No space left on device\n  hint: make room there, or name a place on "
                    + "another disk" && $0 is FileProblem
            }
            let broken = History.problem(DatabaseError(resultCode: .SQLITE_IOERR, message: "disk I/O error"), path)
            #expect(broken?.message == "cannot write \(path): Input/output error" && broken?.hint != nil)
            let damaged = History.problem(DatabaseError(resultCode: .SQLITE_CORRUPT, message: "malformed"), path)
            #expect(damaged?.message == "\(path) is damaged: malformed" && damaged?.hint != nil)
        }
    }
}
