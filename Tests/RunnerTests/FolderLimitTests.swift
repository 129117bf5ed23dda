import Foundation
import Journal
import Plan
import RouteModel
import TestSupport
import Testing
import Verdict

@testable import Files
@testable import Runner

/// Names, limits and refusals of what stands in a run's folder.
@Suite struct FolderLimitTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch(inMemory: true) }

    private func run(_ name: String = "2026-11-22-a", _ change: (inout SampleRun) -> Void = { _ in }) throws
        -> RunFolder
    {
        var run = SampleRun(try SamplePlan.sizes(2), [.agree, .forbidden])
        change(&run)
        try run.write(to: "\(scratch.path)/\(name)")
        return try RunFolder(existing: "\(scratch.path)/\(name)")
    }

    private func error(_ body: () throws -> Void) -> RunnerError? { #expect(throws: RunnerError.self) { try body() } }

    // MARK: names

    /// a to z, and then aa to zz.
    @Test func aDayHasSevenHundredAndTwoRuns() throws {
        let date = Date(timeIntervalSince1970: 1_795_000_000)
        let first = try RunFolder(newIn: scratch.path, date: date).path
        let day = first.dropLast(2)
        let letters = "abcdefghijklmnopqrstuvwxyz"
        let names = letters.map(String.init) + letters.flatMap { one in letters.map { "\(one)\($0)" } }
        for name in names.dropFirst().dropLast() { #expect(mkdir("\(day)-\(name)", 0o755) == 0) }
        #expect(try RunFolder(newIn: scratch.path, date: date).path == "\(day)-zz")
        let full = error { _ = try RunFolder(newIn: scratch.path, date: date) }
        #expect(
            full?.description == "\(scratch.path) holds too many runs of today\n  hint: remove some with dmaroute gc")
        #expect(
            RunShelf(path: scratch.path).before("\(URL(filePath: first).lastPathComponent.dropLast(1))aa").count == 26)
    }

    /// Whoever may look into the parent may look into a run, but for the process's mask.
    @Test func aRunsFolderIsLikeAnyOther() throws {
        let run = try RunFolder(newIn: scratch.path).path
        #expect(mkdir("\(scratch.path)/other", 0o755) == 0)
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(run) == mode("\(scratch.path)/other"))
    }

    /// Of proc nobody makes a folder, and so no letter is tried after the first.
    @Test func aFolderThatTakesNoRunSaysWhy() {
        let told = error { _ = try RunFolder(newIn: "/proc", date: Date(timeIntervalSince1970: 0)) }
        #expect(told?.message.hasPrefix("cannot create /proc/1970-01-01-a: ") == true)
    }

    @Test(arguments: [
        ("2026-11-22-a", true), ("2026-11-22-zz", true), ("2026-11-22-aaa", false), ("2026-11-22-", false),
        ("2026-11-22-A", false), ("2026-11-2-a", false), ("2026-11-22a", false), ("2026-11-22-a-b", false),
        ("26-11-22-a", false), ("2026-1b-22-a", false),
    ])
    func aRunIsKnownByItsName(name: String, isRun: Bool) { #expect(RunShelf.isName(name) == isRun) }

    @Test(
        arguments: [
            ("attempt-1", 1), ("attempt-12", 12), ("attempt-0", nil), ("attempt-", nil), ("attempt-x", nil),
            ("attempt--1", nil), ("attempt-+1", nil), ("try-1", nil), ("attempt-99999999999999999999", nil),
        ] as [(String, Int?)])
    func anAttemptIsKnownByItsNumber(name: String, number: Int?) { #expect(RunContent.attempt(name) == number) }

    @Test(arguments: [
        ("driven-3.img", true), ("driven-12.img", true), ("driven-123.img", false), ("driven-.img", false),
        ("driven-x.img", false), ("initrd.img", true), (".scratch", true), ("driven-3.raw", false),
        ("facts.txt", false),
    ])
    func whatACutRunLeavesIsKnown(name: String, isLeftover: Bool) { #expect(RunContent.isLeftover(name) == isLeftover) }

    @Test(arguments: [
        ("0123456789ab", true), ("0123456789a", false), ("0123456789abc", false), ("0123456789aG", false),
    ])
    func aBootIsKnownByTwelveDigits(name: String, isBoot: Bool) { #expect(RunContent.isBoot(name) == isBoot) }

    @Test func filesThatAGuestOrQEMUFillsHaveTheirLimits() {
        #expect(RunContent.evidence.count == 12)
        #expect(RunContent.evidence["facts.txt"] == 256 << 20 && RunContent.evidence["console.log"] == 256 << 20)
        #expect(RunContent.evidence["observed/facts.txt"] == nil && RunContent.evidence["result.json"] == nil)
        #expect(RunContent.top(planBytes: 7)["plan.json"] == 7 && RunContent.top(planBytes: 7)["part.json"] == 16 << 20)
        #expect(RunContent.results == ["result.json", "faults.json"])
    }

    @Test func limitsAreWhatWasMeasuredManyTimes() {
        let one = RunLimits(cells: 1, boots: 1)
        #expect(one.journal == 16 << 20 + 32 << 10 + 256 << 10 && one.predictions == 1 << 20 + 4 << 10)
        #expect(RunLimits(cells: 1, boots: 9).journal == one.journal, "a boot has a cell")
        #expect(RunLimits(cells: .max, boots: .max).journal == 1 << 30)
        #expect(RunLimits(cells: .max, boots: .max).predictions == 1 << 30)
        // A cell takes 128 bytes of a plan at the least, and a boot four times as many.
        let written = RunLimits(planBytes: 5120)
        #expect(written.journal == RunLimits(cells: 40, boots: 10).journal)
        #expect(RunLimits(planBytes: 5119).predictions == RunLimits(cells: 39, boots: 9).predictions)
    }

    // MARK: what is read

    private struct Record: Codable, Equatable { var x: Int }

    private func records(_ text: String?, limit: Int = 1000, longest: Int = .max) throws -> (Int, String?) {
        if let text { try scratch.write(text, to: "r.jsonl") }
        let read = RecordFile<Record>.read("\(scratch.path)/r.jsonl", limit: limit, longest: longest)
        return (read.records.count, read.broken)
    }

    @Test func recordsAreReadUpToTheFirstThatIsNone() throws {
        #expect(try records(nil) == (0, "there is no r.jsonl"))
        #expect(try records("") == (0, nil))
        #expect(try records("{\"x\":1}\n{\"x\":2}\n") == (2, nil))
        #expect(try records("{\"x\":1}\n{}\n{\"x\":2}\n") == (1, "line 2 of r.jsonl cannot be read"))
        #expect(try records("{\"x\":1}\n{\"x\":2}") == (2, "r.jsonl ends in the middle of a line"))
        #expect(
            try records("{\"x\":1}\n{\"x\":2}\n", limit: 8) == (
                1, "r.jsonl is larger than the 8 bytes that are read of it"
            ))
        #expect(try records("{\"x\":1}\n{\"x\":2}\n", limit: 16) == (2, nil))
        #expect(try records("{\"x\":1}\n{\"x\":22}\n", longest: 7) == (1, "line 2 of r.jsonl cannot be read"))
    }

    @Test func aPartThatCannotBeReadIsNotTheWhole() throws {
        let folder = try run()
        #expect(try folder.readPart() == nil)
        try FileManager.default.createDirectory(atPath: "\(folder.path)/part.json", withIntermediateDirectories: true)
        #expect(error { _ = try folder.readPart() } != nil)
    }

    @Test func aJournalThatIsNoFileIsNotSaidToBeMissing() throws {
        let folder = try run()
        try FileManager.default.removeItem(atPath: folder.journal)
        #expect(error { _ = try JournalFile.read(folder.journal) }?.message == "there is no \(folder.journal)")
        try FileManager.default.createDirectory(atPath: folder.journal, withIntermediateDirectories: true)
        for read in [{ _ = try JournalFile.read(folder.journal) }, { _ = try JournalFile.header(folder.journal) }] {
            let told = error(read)
            #expect(told?.message.hasPrefix("there is no") == false && told?.hint?.hasPrefix("name the folder") == true)
        }
    }

    @Test func aJournalIsReadNoFurtherThanItsLimit() throws {
        let journal = try run().journal
        let size = try Data(contentsOf: URL(filePath: journal)).count
        #expect(try JournalFile.read(journal, limit: size).count == 7)
        #expect(error { _ = try JournalFile.read(journal, limit: size - 1) } != nil)
    }

    @Test func aJournalThatDoesNotBeginWithTheRunHasNoHeader() throws {
        #expect(try JournalFile.header(scratch.write("", to: "empty")) == nil)
        let other = try scratch.write(JSONLines.line(Event.bootBegin(boot: "a", attempt: 1)), to: "other")
        #expect(try JournalFile.header(other) == nil)
        #expect(try JournalFile.header(scratch.write("{\"event\":\"run-begin\"", to: "half")) == nil)
        let bad = error { _ = try JournalFile.header(scratch.write("{}\n", to: "bad")) }
        #expect(bad?.message.hasPrefix("\(scratch.path)/bad:1: not a journal line: ") == true)
    }

    @Test func aFolderIsLockedAndNeverALinkToOne() throws {
        let folder = try run().path
        try FileManager.default.createSymbolicLink(atPath: "\(scratch.path)/link", withDestinationPath: folder)
        #expect(RunLock("\(scratch.path)/link") == nil && RunLock("\(folder)/plan.json") == nil)
    }

    @Test func roomIsToldOfWhatIsThere() {
        #expect(DiskRoom.free(scratch.path).map { $0 > 0 } == true)
        #expect(DiskRoom.free("\(scratch.path)/none") == nil)
        let exact = UInt64(DiskRoom.bytesPerBoot) * 2
        #expect(throws: Never.self) { try DiskRoom.check("/x", guests: 2) { _ in exact } }
        #expect(throws: FileProblem.self) { try DiskRoom.check("/x", guests: 2) { _ in exact - 1 } }
    }

    @Test func bytesOfARunAreThoseOfAllItsFiles() throws {
        for (name, count) in [("a", 1000), ("b/c", 200), ("b/d/e", 30)] {
            try scratch.write(Data(count: count), to: "sized/\(name)")
        }
        let folders = try ["", "/b", "/b/d"].map { folder in
            try FileManager.default.attributesOfItem(atPath: "\(scratch.path)/sized\(folder)")[.size] as? Int ?? 0
        }
        // The folders within count as well, by what they take themselves.
        #expect(RunShelf.bytes(in: "\(scratch.path)/sized") == Int64(1230 + folders[1] + folders[2]))
        #expect(RunShelf.bytes(in: "\(scratch.path)/none") == 0)
    }

    @Test func theNewestRunIsOneThatHasBegun() throws {
        _ = try run("2026-11-22-b")
        _ = try run("2026-11-22-aa")
        try FileManager.default.removeItem(atPath: try run("2026-11-22-ab").journal)
        try FileManager.default.removeItem(atPath: try run("2026-11-23-a").plan)
        let shelf = RunShelf(path: scratch.path)
        #expect(shelf.newest == "\(scratch.path)/2026-11-22-aa")
        #expect(shelf.all.map { String($0.suffix(3)) } == ["2-b", "-aa", "-ab"])
        #expect(shelf.before("2026-11-22-ab").map { String($0.suffix(3)) } == ["-aa", "2-b"], "the newest first")
        #expect(RunShelf(path: "\(scratch.path)/none").newest == nil)
    }
}
