import Dispatch
import Foundation
import Lab
import Plan
import Runner
import TestSupport
import Testing

@testable import DMARouteCommand

/// What a terminal shows while a run goes on, and how the end of the input ends it.
struct TerminalTests {
    // MARK: terminals

    @Test func aTerminalsLineIsRewritten() async throws {
        let plan = try SamplePlan.of { $0.axes["ram"] = ["1GiB", "2GiB"] }
        let ran = await Ran.listening {
            let console = ProgressConsole(plan: plan, quiet: false, isTerminal: true)
            console.take(.started(plan.boots[0], attempt: 2))
            console.take(.started(plan.boots[1], attempt: 1))
            console.take(.finished(plan.boots[1], milliseconds: 1, judgements: []))
            console.take(.failed(plan.boots[0], attempt: 2, reason: "gone"))
            console.finish()
            return 0
        }
        let clear = "\r\u{1b}[K"
        let lines = ran.errors.components(separatedBy: clear)
        #expect(lines.count == 6 && lines[0] == "" && lines[5] == "")
        #expect(lines[1].hasPrefix("0/2 boots, 0/2 cells; linux-7.3") && lines[1].hasSuffix(" (attempt 2)"))
        #expect(!lines[1].contains("\n") && lines[2].contains(" | ") && lines[2].count <= 110)
        #expect(lines[3].contains("\n1/2 boots, 0/2 cells; "))
        #expect(lines[4].hasSuffix(": gone\n"), "nobody is left to wait for")
    }

    @Test func aLongLineOfATerminalIsCutAndNoneIsShownToTheQuiet() async throws {
        let plan = try SamplePlan.of { $0.axes["cmdline"] = [String(repeating: "x", count: 300)] }
        let loud = await Ran.listening {
            let console = ProgressConsole(plan: plan, quiet: false, isTerminal: true)
            console.take(.started(plan.boots[0], attempt: 1))
            return 0
        }
        #expect(loud.errors.dropFirst("\r\u{1b}[K".count).count == 110)
        let quiet = await Ran.listening {
            let console = ProgressConsole(plan: plan, quiet: true, isTerminal: true)
            console.take(.started(plan.boots[0], attempt: 1))
            console.finish()
            return 0
        }
        #expect(quiet.errors.isEmpty)
    }

    /// https://no-color.org
    @Test(arguments: [([:], true), (["NO_COLOR": ""], true), (["NO_COLOR": "0"], false)] as [([String: String], Bool)])
    func coloursAreForTerminalsThatWantThem(environment: [String: String], colours: Bool) {
        #expect(ProgressConsole.colours(isTerminal: true, environment) == colours)
        #expect(!ProgressConsole.colours(isTerminal: false, environment))
    }

    // MARK: input

    /// What stands there is read and ends nothing.
    @Test func whoeverIsTiedEndsWithItsInput() async {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            signal(SIGTERM, SIG_DFL)
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0, dup2(ends[0], STDIN_FILENO) == 0 else { exit(1) }
            let tie = Interruption.whenInputEnds()
            _ = write(ends[1], "ab", 2)
            usleep(50_000)
            close(ends[1])
            for _ in 0..<5000 { usleep(1000) }
            exit(withExtendedLifetime(tie) { 2 })
        }
        await #expect(processExitsWith: .success) {
            signal(SIGTERM, SIG_DFL)
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0, dup2(ends[0], STDIN_FILENO) == 0 else { exit(1) }
            let tie = Interruption.whenInputEnds()
            _ = write(ends[1], "ab", 2)
            usleep(100_000)
            exit(withExtendedLifetime(tie) { 0 })
        }
    }
}
