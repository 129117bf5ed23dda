import ArgumentParser
import Foundation
import History
import Lab
import Plan
import Runner
import TestSupport
import Testing
import Verdict

@testable import DMARouteCommand
@testable import Images

/// What a command's end says to a shell and to a reader.
struct ExitTests {
    private struct Unknown: Error, CustomStringConvertible { var description: String { "whatever" } }

    private func end(_ error: any Error) -> (code: Int32, says: String?)? { CommandExit.end(error, of: DMARoute.self) }

    @Test(arguments: [0, 1, 3, 4, 77] as [Int32]) func aCodeOnPurposeIsSilent(code: Int32) {
        let end = end(CommandExit.Code(value: code))
        #expect(end?.code == code && end?.says == nil)
    }

    @Test func whoWantsOutGets130() {
        for error in [CancellationError(), LabError(.cancelled, "interrupted")] as [any Error] {
            let end = end(error)
            #expect(end?.code == 130 && end?.says == nil)
        }
        #expect(RunExit.interrupted == 130 && RunExit.terminated == 143)
    }

    @Test func whatCannotBeBegunIsUsage() {
        let runner = end(RunnerError("no such run", hint: "name another"))
        #expect(runner?.code == 2 && runner?.says == "error: no such run\n  hint: name another")
        let refusal = end(CommandExit.Refusal("the disk is full", hint: "free some"))
        #expect(refusal?.code == 2 && refusal?.says == "error: the disk is full\n  hint: free some")
    }

    @Test func aConfigsErrorBeginsWithItsPlace() throws {
        do {
            _ = try SamplePlan.config("name: x\nkernels: [linux-9.9]\n")
            Issue.record("it is none")
        } catch {
            let end = end(error)
            #expect(end?.code == 2 && end?.says?.hasPrefix("c.yaml:") == true)
        }
    }

    @Test func aLabThatBreaksIsAnError() {
        let end = end(LabError(.hypervisor, "no libvirt", hint: "make setup"))
        #expect(end?.code == 3 && end?.says == "error: no libvirt\n  hint: make setup")
        #expect(self.end(Unknown())?.code == 3)
        #expect(self.end(Unknown())?.says == "error: whatever")
    }

    @Test func whatTheParserRefusesIsUsageWithTheWayOut() async {
        let ran = await Ran.command("run", "--no-such-flag")
        #expect(ran.code == 2 && ran.output.isEmpty)
        #expect(ran.errors.contains("Unknown option '--no-such-flag'") && ran.errors.contains("dmaroute run --help"))
    }

    @Test(arguments: [["--help"], ["run", "--help"], ["--version"], ["help", "plan"]])
    func helpIsNoFailure(words: [String]) async {
        #expect(await Ran.command(words).code == nil)
    }

    @Test func whatAUserNamesIsMadeSafeForATerminal() async {
        let ran = await Ran.command("check", "no\u{1b}]0;such\u{7}run")
        #expect(ran.code == 2)
        #expect(!ran.errors.contains("\u{1b}") && !ran.errors.contains("\u{7}") && ran.errors.contains("·]0;such·run"))
    }

    // MARK: the code of verdicts

    @Test(
        arguments: [
            ([.agree, .agree], 0), ([.agree, .forbidden], 1), ([.agree, .corrupted, .error], 1), ([.absent], 1),
            ([.agree, .error], 3), ([.agree, .vacuous], 3), ([.agree, .known], 0), ([.agree, .unexpectedlyAgree], 1),
            ([.unavailable, .unavailable], 77), ([.agree, .unavailable], 0),
        ] as [([Verdict], Int32)])
    func verdictsHaveTheirCode(verdicts: [Verdict], code: Int32) {
        #expect(RunExit.of(verdicts, observed: true) == code)
    }
}
