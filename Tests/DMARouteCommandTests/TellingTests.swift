import Foundation
import Journal
import Plan
import Report
import RouteModel
import Runner
import TestSupport
import Testing
import Verdict

@testable import DMARouteCommand

/// Verbs that tell what runs came to.
struct TellingTests: KeepsRuns {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    // MARK: reports

    @Test(arguments: ReportFormat.allCases) func everyFormatIsWritten(format: ReportFormat) async throws {
        try make()
        let printed = await Ran.command("report", "\(runs)/2026-11-22-a", "--format", format.rawValue)
        #expect(printed.code == 0 && printed.errors.isEmpty)
        let file = "\(scratch.path)/out.\(format.rawValue)"
        let written = await Ran.command("report", "\(runs)/2026-11-22-a", "--format", "\(format.rawValue)=\(file)")
        #expect(written.code == 0 && written.output.isEmpty)
        #expect(
            try String(contentsOfFile: file, encoding: .utf8).isEmpty == false || format == .github
                || format == .timeline)
        if format == .ktap { #expect(printed.output.hasPrefix("KTAP version 1\n")) }
        if format == .junit { #expect(printed.output.contains("<testsuite")) }
        if format == .html { #expect(printed.output.contains("Content-Security-Policy")) }
    }

    @Test func aReportOfNothingSaysSo() async throws {
        let none = await Ran.command("report", "--output", runs, "--format", "ktap")
        #expect(none.code == 2 && none.errors.contains("there is no run in \(runs)"))
        try make()
        let newest = await Ran.command("report", "--output", runs, "--format", "ktap")
        #expect(newest.code == 0 && newest.output.hasPrefix("KTAP"))
        let bad = await Ran.command("report", "\(runs)/2026-11-22-a", "--format", "ktap=/no/such/folder/x")
        #expect(bad.code == 2 && bad.errors.contains("hint: name another file: --format ktap=FILE"))
        let origin = await Ran.command("report", "\(runs)/2026-11-22-a", "--format", "kcidb", "--origin", "No!")
        #expect(origin.code == 2 && origin.errors.contains("is no name of a system for KCIDB"))
    }

    // MARK: one cell

    @Test func explainNeedsDigitsOfExactlyOneCell() async throws {
        let run = try make()
        let cells = run.plan.cells
        let told = await Ran.command("explain", cells[1].shortID, "--output", runs)
        #expect(told.code == 0 && told.output.contains("forbidden") && told.output.contains("because of forbidden"))
        let json = await Ran.command("explain", cells[0].shortID, "--run", "\(runs)/2026-11-22-a", "--format", "json")
        struct Told: Decodable { var cell: String }
        #expect(try json.json(Told.self).cell == cells[0].id)
        #expect(await Ran.command("explain", "zzzz", "--output", runs).code == 2)
        #expect(
            await Ran.command("explain", "1f", "--output", "\(scratch.path)/none").errors.contains(
                "hint: name one with --run"))
    }

    @Test func explainNamesTheFilesOfTheAttemptThatWasSeen() async throws {
        let run = try make { $0.failures = ["QEMU is gone"] }
        let folder = try RunFolder(existing: "\(runs)/2026-11-22-a")
        for number in 1...2 {
            let attempt = try folder.attempt(number, of: run.plan.boots[0])
            _ = FileManager.default.createFile(atPath: "\(attempt)/kmsg.txt", contents: nil)
        }
        let told = await Ran.command("explain", run.plan.cells[0].shortID, "--output", runs)
        #expect(told.code == 0 && told.output.contains("/attempt-2/kmsg.txt"))
        #expect(!told.output.contains("/attempt-1/"))
    }

    @Test func promoteDeclaresAFailAndNothingElse() async throws {
        let run = try make()
        let cells = run.plan.cells
        let known = "\(scratch.path)/known.yaml"
        func promote(_ cell: String, _ change: [String: String] = [:]) async -> Ran {
            var words = [
                "--reason": "why", "--link": "https://example.org/1", "--expires": "2100-01-01", "--known": known,
            ]
            words.merge(change) { $1 }
            return await Ran.command(
                ["promote", "\(runs)/2026-11-22-a", "--cell", cell] + words.flatMap { [$0.key, $0.value] })
        }
        let good = await promote(cells[1].shortID)
        #expect(good.code == 0 && good.output.hasPrefix("\(known): forbidden of linux-7.3 is known until 2100-01-01: "))
        let text = try scratch.text("known.yaml")
        #expect(text.contains(cells[1].id) && text.contains("https://example.org/1") && text.contains("2100-01-01"))
        let agreed = await promote(cells[0].shortID)
        #expect(agreed.code == 2 && agreed.errors.contains("hint: there is nothing to declare"))
        for (change, says) in [
            (["--link": "ftp://x"], "--link is where it is discussed"), (["--reason": " "], "--reason says nothing"),
            (["--expires": "2020-01-01"], "that has not passed"),
            (["--expires": "2100-13-01"], "a day of the calendar"),
            (["--known": "none"], "--known names the file"),
        ] {
            let bad = await promote(cells[1].shortID, change)
            #expect(bad.code == 2 && bad.errors.contains(says), "\(bad.errors)")
        }
        #expect(await promote("xyz").errors.contains("never for a pattern or for several"))
        #expect(await promote("").code == 2)
        #expect(try scratch.text("known.yaml") == text)
        // Its last day is one of its days.
        let today = try Today.day()
        let last = await promote(cells[1].shortID, ["--expires": "\(today)", "--known": "\(scratch.path)/last.yaml"])
        #expect(try last.code == 0 || Today.day() != today, "\(last.errors)")
    }

    // MARK: history

    @Test func aHistoryTakesRunsInAndTellsWhatWentBad() async throws {
        try make("2026-11-21-a", [.agree, .agree]) { $0.header.begun = "2026-11-21T03:00:00.000Z" }
        try make("2026-11-22-a", [.agree, .forbidden])
        let file = "\(scratch.path)/h.sqlite"
        let taken = await Ran.command(
            "history", "import", "\(runs)/2026-11-21-a", "\(runs)/2026-11-22-a", "--history", file)
        #expect(taken.code == 0)
        let cell = try SamplePlan.sizes(2).cells[1]
        let told = await Ran.command("history", cell.shortID, "--history", file)
        #expect(told.code == 0 && told.output.contains("2026-11-21-a") && told.output.contains("forbidden"))
        let bad = await Ran.command("regressions", "--history", file)
        #expect(bad.code == 1 && bad.output.contains("2026-11-22-a"))
        #expect(await Ran.command("regressions", "2026-11-21-a", "--history", file).code == 0)
        #expect(await Ran.command("history", "--flaky", "--history", file).code == 0)
        #expect(await Ran.command("history", "--history", "\(scratch.path)/none.sqlite").code == 2)
    }

    @Test func aHistoryFollowsFaults() async throws {
        try make("2026-11-21-a", [.agree, .agree]) { $0.header.begun = "2026-11-21T03:00:00.000Z" }
        try make("2026-11-22-a", [.agree, .agree])
        let cell = try SamplePlan.sizes(2).cells[1]
        let fault = """
            [{"id": "61fe5f5a6b0d", "duty": "bytes-arrive", "class": "data-lost", "says": "data lost", "consequence": "It is.",
            "cells": ["\(cell.id)"], "observed": 1, "predicted": 1}]
            """
        try Data("[]".utf8).write(to: URL(fileURLWithPath: "\(runs)/2026-11-21-a/faults.json"))
        try Data(fault.utf8).write(to: URL(fileURLWithPath: "\(runs)/2026-11-22-a/faults.json"))
        let file = "\(scratch.path)/h.sqlite"
        _ = await Ran.command("history", "import", "\(runs)/2026-11-21-a", "\(runs)/2026-11-22-a", "--history", file)
        let told = await Ran.command("history", "--faults", "--history", file)
        #expect(told.code == 0 && told.output.contains("here since 2026-11-22-a, not in 2026-11-21-a"))
        let bad = await Ran.command("regressions", "--history", file)
        #expect(bad.code == 0 && bad.output.contains("1 new, 0 gone"))
        let failed = await Ran.command("regressions", "--history", file, "--fail-on-faults", "--known", "none")
        #expect(failed.code == 1)
        let known = "\(scratch.path)/known.yaml"
        try "- {fault: \"61fe5f5a6b0d\", reason: why, link: \"https://example.org/1\", expires: 9999-12-31}\n"
            .write(toFile: known, atomically: true, encoding: .utf8)
        let declared = await Ran.command("regressions", "--history", file, "--fail-on-faults", "--known", known)
        #expect(declared.code == 0)
        let page = await Ran.command("history", "--format", "html", "--history", file)
        #expect(page.code == 0 && page.output.hasPrefix("<!DOCTYPE html>") && page.output.contains("61fe5f5a6b0d"))
        let written = "\(scratch.path)/h.html"
        #expect(await Ran.command("history", "--format", "html=\(written)", "--history", file).code == 0)
        #expect(try scratch.text("h.html") == page.output)
        #expect(await Ran.command("history", "--format", "json=\(written)", "--history", file).code == 2)
        for wrong in [[cell.shortID], ["--flaky"], ["--faults"]] {
            #expect(await Ran.command(["history", "--format", "html", "--history", file] + wrong).code == 2)
        }
        #expect(await Ran.command("history", "--faults", "--flaky", "--history", file).code == 2)
    }

    // MARK: comparing

    @Test func twoRunsAreComparedCellByCell() async throws {
        try make("2026-11-21-a", [.agree, .agree])
        try make("2026-11-22-a", [.agree, .forbidden])
        let same = await Ran.command("diff", "\(runs)/2026-11-21-a", "\(runs)/2026-11-21-a")
        #expect(same.code == 0)
        let other = await Ran.command("diff", "\(runs)/2026-11-21-a", "\(runs)/2026-11-22-a", "--format", "json")
        struct Difference: Decodable {}
        #expect(other.code == 1)
        #expect(try other.json([Difference].self).count == 1)
        let pairs = try RunComparison.runs("\(runs)/2026-11-21-a", "\(runs)/2026-11-22-a").pairs
        #expect(pairs.map(\.a.verdict) == [.agree, .agree], "the first that is named is the first that is told")
        #expect(Set(pairs.map(\.b.verdict)) == [.agree, .forbidden])
        try SampleRun(SamplePlan.of(requests: ["alloc-coherent"]), [.agree]).write(to: "\(runs)/2026-11-23-a")
        let foreign = await Ran.command("diff", "\(runs)/2026-11-21-a", "\(runs)/2026-11-23-a")
        #expect(foreign.code == 2 && foreign.errors.contains("have no cell in common"))
        #expect(foreign.errors.contains("hint: dmaroute plan lists what a config asks for"))
        let kernels = await Ran.command(
            "diff", "\(runs)/2026-11-21-a", "--kernel", "linux-6.1", "--kernel", "linux-7.3")
        #expect(
            kernels.code == 2
                && kernels.errors.contains("has no two cells that differ in the kernels linux-6.1 and linux-7.3 alone"))
        #expect(await Ran.command("diff", "\(runs)/2026-11-21-a").code == 0, "all was as predicted")
    }
}
