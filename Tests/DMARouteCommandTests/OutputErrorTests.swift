import Foundation
import Plan
import Runner
import TestSupport
import Testing

@testable import DMARouteCommand

/// What a verb says where it cannot write: path, reason and what to do.
struct OutputErrorTests: KeepsRuns {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func aPlaceThatIsNoFolderIsNamed() async throws {
        try make()
        let pipe = "\(scratch.path)/pipe"
        mkfifo(pipe, 0o600)
        for (words, path) in [
            (["merge", "\(runs)/2026-11-22-a", "--output", "/dev/null"], "/dev/null"),
            (["check", "\(runs)/2026-11-22-a", "--output", pipe], pipe),
            (["plan", "\(runs)/2026-11-22-a", "--output", pipe], pipe),
        ] {
            let ran = await Ran.command(words)
            #expect(ran.code == 2 && ran.output.isEmpty)
            #expect(
                ran.errors
                    == "error: cannot make the folder \(path): Not a directory\n  hint: choose another with --output\n")
        }
    }

    @Test func whatFoundationSaysIsToldAsEverythingElse() throws {
        let none = "\(scratch.path)/none"
        let error = #expect(throws: (any Error).self) { try FileManager.default.removeItem(atPath: none) }
        let end = CommandExit.end(try #require(error), of: DMARoute.self)
        #expect(end?.code == 3)
        #expect(end?.says?.contains("\(none): No such file or directory\n  hint: ") == true)
    }

    /// A folder without plan.json is no run, and gc would leave it.
    @Test func aMergeThatFailsLeavesNothing() async throws {
        let run = try make()
        let attempt = try RunFolder(existing: "\(runs)/2026-11-22-a").attempt(1, of: run.plan.boots[0])
        symlink("/etc/passwd", "\(attempt)/facts.txt")
        let ran = await Ran.command("merge", "\(runs)/2026-11-22-a", "--output", "\(scratch.path)/merged")
        #expect(ran.code == 3 && ran.errors.contains("\(attempt)/facts.txt is no regular file\n  hint: "))
        #expect(scratch.names("merged").isEmpty)
    }
}
