import Foundation
import Journal
import Plan
import Printing
import Report
import Runner
import TestSupport
import Testing
import Verdict

@testable import DMARouteCommand

/// Words of guests, of journals and of paths on their way to who reads what verbs write: a terminal, a CI's output, a page.
struct HostileWordsTests: KeepsRuns {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private static let turned = "run\u{202e}s\u{200d}\u{1b}[2J"
    /// As wide as a line of a mail, so that wrapping begins one with what follows.
    private static let words =
        [20, 35, 44, 50, 57, 62, 68].map { count in
            String(repeating: "w", count: count) + " ::error title=pwn::guest_says_so "
                + String(repeating: "v", count: 50)
                + " ##[error]guest section_start:1:x \(turned)"
        } + ["::error::first", "##[error]first\n::error::second\r\n::error::third"]

    /// A run of which each text that a guest or a journal has a hand in would be a command.
    private func hostile() throws -> SampleRun {
        try make("2026-11-22-a", [.forbidden, .corrupted]) { run in
            for index in run.judgements.indices {
                run.judgements[index].reasons = Self.words.map { .note($0) }
                run.judgements[index].guest = Self.words[0]
                run.judgements[index].device = Self.words[8]
            }
            run.failures = [Self.words[8]]
            run.header.emulator = Self.words[7]
            run.header.accelerator = Self.words[1]
            run.header.kernels[0].version = Self.words[0]
        }
    }

    private func expectHarmless(_ text: String, _ what: String, isShown: Bool = true) {
        for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
            let line = String(line)
            #expect(Printable.uncommanded(line) == line, "\(what): \(line.prefix(100))")
        }
        guard isShown else { return }
        let hidden = text.unicodeScalars.filter { Printable.printable($0) != $0 && $0 != "\n" && $0 != "\t" }
        #expect(hidden.isEmpty, "\(what): \(hidden.prefix(5).map { String($0.value, radix: 16) })")
    }

    @Test(arguments: ReportFormat.allCases.filter { $0 != .timeline }) func noReportCommandsACI(format: ReportFormat)
        async throws
    {
        _ = try hostile()
        let folder = "\(scratch.path)/\(Self.turned)"
        try FileManager.default.moveItem(atPath: runs, toPath: folder)
        let file = "\(scratch.path)/out"
        let printed = await Ran.command("report", "\(folder)/2026-11-22-a", "--format", format.rawValue)
        let written = await Ran.command("report", "\(folder)/2026-11-22-a", "--format", "\(format.rawValue)=\(file)")
        #expect(printed.code == 0 && written.code == 0 && !printed.output.isEmpty)
        #expect(try printed.output == scratch.text("out"))
        if format == .github {
            let lines = printed.output.split(separator: "\n")
            #expect(
                lines.allSatisfy { $0.hasPrefix("::error ") || $0.hasPrefix("::warning ") || $0.hasPrefix("::notice ") }
            )
            #expect(lines.allSatisfy { $0.ranges(of: "::").count >= 2 })
        } else {
            expectHarmless(printed.output, format.rawValue)
        }
    }

    @Test func noVerbsTextHidesOrCommands() async throws {
        let run = try hostile()
        let folder = "\(runs)/2026-11-22-a"
        let cell = run.plan.cells[0].shortID
        for words in [
            ["explain", cell, "--run", folder], ["explain", cell, "--run", folder, "--format", "json"],
            ["rules", folder, "--only", "rules"], ["check", folder, "--output", "\(scratch.path)/\(Self.turned)"],
            ["faults", folder], ["diff", folder, folder], ["merge", folder, "--output", "\(scratch.path)/merged"],
            ["plan", folder], ["history", "import", folder, "--history", "\(scratch.path)/h"],
            ["history", "--flaky", "--history", "\(scratch.path)/h"],
            ["regressions", "--history", "\(scratch.path)/h"],
            ["gc", "--keep", "0", "--dry-run", "--output", "\(scratch.path)/\(Self.turned)"],
            ["explain", "0", "--run", "\(scratch.path)/\(Self.turned)/::error::"], ["jobs", "slurm", Self.turned],
        ] {
            let ran = await Ran.command(words)
            #expect(!(ran.output + ran.errors).isEmpty, "\(words)")
            expectHarmless(ran.output, words[0])
            expectHarmless(ran.errors, words[0])
        }
    }

    /// A guest's console stands in the reason of an attempt that failed, line by line.
    @Test func noLineOfAGuestsConsoleCommandsACI() async throws {
        let plan = try SamplePlan.of()
        let boot = try #require(plan.boots.first)
        let ran = await Ran.listening {
            let console = ProgressConsole(plan: plan, quiet: false)
            console.take(.failed(boot, attempt: 1, reason: "no answer\n    ::error::guest\n    ##[error]guest\u{202e}"))
            console.take(.skipped(boot, reason: "::error::guest"))
            console.say("::warning::guest\u{200d}")
            console.finish()
            return 0
        }
        expectHarmless(ran.errors, "run")
        #expect(ran.errors.contains("·:error::guest"))
    }

    @Test func nothingThatIsAnsweredOrComplainedOfHides() async {
        let ran = await Ran.listening {
            StandardOutput.write("a\u{202e}b\n::error::c\u{1b}]0;x\u{7}")
            CommandExit.complain("a\u{202e}b\n::error::c\u{1b}]0;x\u{7}")
            return 0
        }
        #expect(ran.output == "a·b\n·:error::c·]0;x·\n" && ran.errors == ran.output)
    }

    // MARK: what is offered to be pasted

    @Test func whatIsOfferedToBePastedIsOneCommand() async throws {
        let name = "it's $(touch HURT);x"
        let run = try make("2026-11-22-a", [.forbidden, .corrupted])
        try FileManager.default.moveItem(atPath: runs, toPath: "\(scratch.path)/\(name)")
        let folder = "\(scratch.path)/\(name)/2026-11-22-a"
        let quoted = ShellWord.quoted(folder)
        #expect(quoted.hasPrefix("'"))
        for words in [
            ["explain", run.plan.cells[0].shortID, "--run", folder], ["report", folder, "--format", "gitlab"],
            ["merge", folder, "--output", "\(scratch.path)/\(name)"],
        ] {
            let told = await Ran.command(words).output.replacing("\\\\", with: "\\")
            #expect(told.contains("dmaroute "))
            for command in told.matches(of: /dmaroute (rerun|explain [0-9a-f]+ --run) (.*)/) {
                #expect(command.2.hasPrefix("'\(scratch.path)/it'\\''s $(touch HURT);x/2026-"), "\(command.0)")
            }
        }
    }
}
