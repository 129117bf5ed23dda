import Foundation
import Files
import Journal
import Plan
import TestSupport
import Testing

@testable import Runner

/// Runs that come from elsewhere: what lies in their folders is anybody's.
@Suite struct ForeignRunTests {
    private func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// What a merge of a run whose attempt was changed comes to: names and links of the copied attempt.
    private func merged(_ change: (_ run: FakeRun, _ attempt: String) throws -> Void) throws -> (RunFolder, [String]) {
        let run = try FakeRun()
        try run.run()
        let attempt = try run.folder.attempt(1, of: run.plan.boots[0])
        try change(run, attempt)
        let new = try RunFolder(newIn: "\(run.scratch.path)/merged")
        _ = try RunMerge([run.folder]).write(to: new)
        let copy = try new.attempt(1, of: run.plan.boots[0])
        let links = names(copy).map { name in
            var status = stat()
            return lstat("\(copy)/\(name)", &status) == 0 ? "\(name) \(status.st_nlink)" : name
        }
        return (new, links)
    }

    @Test func evidenceIsCopiedAndNeverLinked() throws {
        let (_, links) = try merged { _, attempt in
            try Data("x".utf8).write(to: URL(fileURLWithPath: "\(attempt)/notes.txt"))
        }
        #expect(links.contains("ftrace.txt 1") && links.allSatisfy { $0.hasSuffix(" 1") })
        #expect(!links.contains { $0.hasPrefix("notes") }, "only what an attempt is known to leave")
    }

    /// A merge once put hard links of the coordinator's own files into the run.
    @Test func anAttemptThatIsALinkIsRefused() throws {
        let error = #expect(throws: FileProblem.self) {
            _ = try merged { run, attempt in
                try run.scratch.write("secret", to: "elsewhere/facts.txt")
                try FileManager.default.removeItem(atPath: attempt)
                symlink("\(run.scratch.path)/elsewhere", attempt)
            }
        }
        #expect(error?.message.hasSuffix("/attempt-1 is no folder") == true)
    }

    @Test(arguments: ["boots", "boots/KEY"]) func aFolderAboveThatIsALinkIsRefused(place: String) throws {
        #expect(throws: FileProblem.self) {
            _ = try merged { run, _ in
                let name = place.replacing("KEY", with: run.plan.boots[0].key.prefix(12))
                let (from, to) = ("\(run.folder.path)/\(name)", "\(run.scratch.path)/moved")
                try FileManager.default.moveItem(atPath: from, toPath: to)
                symlink(to, from)
            }
        }
    }

    @Test func evidenceThatIsALinkOrAPipeIsRefused() throws {
        for make in [{ symlink("/etc/passwd", $0) }, { mkfifo($0, 0o600) }] as [(String) -> Int32] {
            let error = #expect(throws: FileProblem.self) {
                _ = try merged { _, attempt in
                    unlink("\(attempt)/kmsg.txt")
                    #expect(make("\(attempt)/kmsg.txt") == 0)
                }
            }
            #expect(error?.message.hasSuffix("/kmsg.txt is no regular file") == true)
        }
    }

    @Test func evidenceThatIsTooLargeIsRefused() throws {
        let error = #expect(throws: FileProblem.self) {
            _ = try merged { _, attempt in truncate("\(attempt)/kmsg.txt", off_t(AttemptEvidence.limit) + 1) }
        }
        #expect(error?.message.contains("more than the 268435456 that any run leaves") == true)
    }

    /// A run that is gone on with may come from elsewhere too.
    @Test func anAttemptIsNotMadeBehindALink() throws {
        let run = try FakeRun()
        let outside = "\(run.scratch.path)/outside"
        try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: false)
        symlink(outside, "\(run.folder.path)/boots")
        #expect(throws: FileProblem.self) { try run.run() }
        #expect(names(outside).isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func aJournalThatIsAPipeIsNotWaitedFor() throws {
        let run = try FakeRun()
        mkfifo(run.folder.journal, 0o600)
        for read in [
            { _ = try JournalFile.read(run.folder.journal) }, { _ = try JournalFile.header(run.folder.journal) },
            { _ = try RunOutline(run.folder) }, { _ = try RunMerge([run.folder]) },
            { _ = try JournalFile(path: run.folder.journal, after: 0) },
        ] as [() throws -> Void] {
            let error = #expect(throws: RunnerError.self) { try read() }
            #expect(error?.message.contains("is no regular file") == true)
        }
    }
}
