import Faults
import Foundation
import Plan
import RouteModel
import TestSupport
import Testing
import Verdict

@testable import DMARouteCommand

/// The verb that tells what kernels do wrong.
struct FaultsVerbTests: KeepsRuns {
    let scratch: Scratch
    private var folder: String { "\(runs)/2026-11-22-a" }

    init() throws { scratch = try Scratch() }

    private struct Told: Decodable {
        struct Kernels: Decodable { var with: [String], without: [String] }
        struct Place: Decodable { var release: String, file: String, function: String }

        var id: String
        var duty: String
        var `class`: String
        var consequence: String
        var kernels: Kernels
        var cells: [String]
        var observed: Int
        var predicted: Int
        var place: Place
        var again: String
    }

    /// A guest with encrypted memory behind an IOMMU, of which nothing was seen.
    private func makeGuest() throws {
        let plan = try SamplePlan.of(requests: ["map-single", "alloc-coherent"]) {
            $0.axes = ["encryption": ["sev"], "viommu": ["virtio"]]
        }
        try SampleRun(plan, []).write(to: folder)
    }

    @Test func everyFormatTellsTheSameFaults() async throws {
        try makeGuest()
        let told: [Told] = try await Ran.command("faults", folder, "--format", "json", "--known", "none").json()
        #expect(told.map(\.class) == ["data-lost", "refused-needlessly"])
        #expect(told.allSatisfy { $0.observed == 0 && $0.predicted == 1 && $0.cells.count == 1 })
        let text = await Ran.command("faults", folder, "--known", "none").output
        for fault in told {
            #expect(text.contains("FAULT \(fault.id)") && text.contains(fault.place.function))
            let mail = await Ran.command(
                "faults", folder, "--fault", fault.id, "--format", "mail", "--known", "none"
            ).output
            #expect(mail.contains("Subject: [BUG] iommu/dma: ") && mail.contains("\(fault.place.function)()"))
            #expect(mail.split(separator: "\n").allSatisfy { $0.count <= 72 }, "\(mail)")
            #expect(mail.contains("dmaroute run") && mail.contains("qemu-system") && mail.contains("Expected: "))
            // Who never heard of the harness knows what it is, which call is meant and who makes it.
            for words in [
                "dmaroute, a harness that boots", "For example: dma_", "edu (1234:11e8) has no driver",
                "It came between ",
                "-initrd INITRD",
            ] { #expect(mail.contains(words), "\(words): \(mail)") }
            #expect(!mail.contains("-device \\\n") && !mail.contains("below-4g"))
        }
        let first = try #require(told.first)
        #expect(first.kernels.without == ["linux-6.1"] && first.kernels.with.contains("linux-7.3"))
    }

    /// One commit alone is blamed; of several the reader is told all, and none is.
    @Test(arguments: [["iommu/dma: it breaks"], ["one", "two"]])
    func aTreeNamesPeopleAndCommits(changes: [String]) async throws {
        try makeGuest()
        let told: [Told] = try await Ran.command("faults", folder, "--format", "json", "--known", "none").json()
        let fault = try #require(told.first)
        let tree = try SampleTree(
            in: scratch, file: fault.place.file, function: fault.place.function,
            maintainers: "DMA\nM:\tJ\u{f6}rg Beispiel <j@example.org>\nL:\tlist@example.org\nF:\t\(fault.place.file)\n",
            changes: changes)
        let words = ["faults", folder, "--fault", fault.id, "--format", "mail", "--known", "none"]
        let mail = await Ran.command(words + ["--tree", tree.path]).output
        #expect(mail.contains("\nTo: =?utf-8?q?J=C3=B6rg_Beispiel?= <j@example.org>\nCc: list@example.org\nSubject: "))
        #expect(changes.allSatisfy { mail.contains(" (\"\($0)\")\n") } && !mail.contains("beside it"), "\(mail)")
        #expect(mail.contains("\nFixes: ") == (changes.count == 1), "\(mail)")
        let plain = await Ran.command(words).output
        #expect(!plain.contains("Fixes: ") && !plain.contains("To: "))
    }

    @Test func aKernelChoosesItsOwn() async throws {
        try makeGuest()
        let own = await Ran.command("faults", folder, "--kernel", "linux-6.1", "--known", "none")
        #expect(own.code == 0 && own.output == "no fault\n")
    }

    @Test func undeclaredFaultsFailWhereTheyAreAskedTo() async throws {
        try makeGuest()
        let told: [Told] = try await Ran.command("faults", folder, "--format", "json", "--known", "none").json()
        #expect(await Ran.command("faults", folder, "--known", "none").code == 0)
        #expect(await Ran.command("faults", folder, "--known", "none", "--fail-on-faults").code == RunExit.fail)
        let entries = told.map {
            "- {fault: \"\($0.id)\", reason: why, link: \"https://example.org/1\", expires: 9999-12-31}\n"
        }
        let known = "\(scratch.path)/known.yaml"
        try entries.joined().write(toFile: known, atomically: true, encoding: .utf8)
        let all = await Ran.command("faults", folder, "--known", known, "--fail-on-faults")
        #expect(all.code == 0 && all.output.contains("until 9999-12-31"))
        try entries.prefix(1).joined().write(toFile: known, atomically: true, encoding: .utf8)
        #expect(await Ran.command("faults", folder, "--known", known, "--fail-on-faults").code == RunExit.fail)
    }

    @Test func whatCannotBeAskedIsSaid() async throws {
        let none = await Ran.command("faults", "--output", runs)
        #expect(none.code == 2 && none.errors.contains("--predicted"))
        try makeGuest()
        let mail = await Ran.command("faults", folder, "--format", "mail")
        #expect(mail.code == 2 && mail.errors.contains("name it with --fault"))
        let unknown = await Ran.command("faults", folder, "--fault", "ffffffffffff", "--known", "none")
        #expect(unknown.code == 2 && unknown.errors.contains("0 faults begin with ffffffffffff"))
        let tree = await Ran.command("faults", folder, "--tree", scratch.path)
        #expect(tree.code == 2 && tree.errors.contains("--format mail"))
        let both = await Ran.command("faults", folder, "--predicted")
        #expect(both.code == 2 && both.errors.contains("leave the run out"))
    }

    @Test func whatTwoFaultsBeginWithNamesNone() async throws {
        try makeGuest()
        let ran = await Ran.command("faults", folder, "--fault", "", "--known", "none")
        #expect(ran.code == 2 && ran.errors.contains("2 faults begin with "))
    }

    /// The whole of it takes a debug build minutes.
    @Test func everySpaceIsSearchedAndMachinesBesideTheFirstAreInTheLast() throws {
        let policy = try #require(Policy.named("linux-7.3"))
        let one = ConfigurationSpace { boot in
            boot.encryption == .sev && boot.viommu == .virtio && boot.cmdline.isEmpty && boot.ram == 1 << 30
        }
        let none = ConfigurationSpace { _ in false }
        func found(_ spaces: [ConfigurationSpace]) -> [String] {
            FaultForecast.faults(FaultSearch.search([policy], over: spaces)).map(\.id)
        }
        #expect(found([none]).isEmpty && !found([one]).isEmpty && found([none, one]) == found([one]))
        let last = try #require(FaultSearch.spaces.last?[0].boot)
        #expect(FaultSearch.spaces.count == 2 && last.platform == .host)
        #expect(last.encryption == .sme && last.viommu == .virtio)
    }

    @Test(arguments: ["ktap", "junit", "kcidb", "github", "gitlab", "mail", "html"])
    func everyReportTellsThem(_ format: String) async throws {
        try makeGuest()
        let told: [Told] = try await Ran.command("faults", folder, "--format", "json", "--known", "none").json()
        let report = await Ran.command("report", folder, "--format", format)
        #expect(report.code == 0)
        // JUnit and KTAP tell of cells that have a verdict, and none has one here.
        let ids = ["junit", "ktap"].contains(format) ? [] : told.map(\.id)
        for id in ids { #expect(report.output.contains(id) || format == "github", "\(format)") }
        if format == "github" { #expect(report.output.contains("::warning title=FAULT data-lost")) }
    }

    /// A reader comes from a fault to its cells, and from a cell to its faults.
    @Test func thePageMarksTheCellsThatHaveOne() async throws {
        try makeGuest()
        let told: [Told] = try await Ran.command("faults", folder, "--format", "json", "--known", "none").json()
        let plan = try SamplePlan.of(requests: ["map-single", "alloc-coherent"]) {
            $0.axes = ["encryption": ["sev"], "viommu": ["virtio"]]
        }
        // Cells without a verdict are not on the page, and of one that nobody saw the fault is predicted.
        try SampleRun(plan, [.unavailable, .unavailable]).write(to: folder)
        let page = await Ran.command("report", folder, "--format", "html").output
        let begin = try #require(page.range(of: "id=\"data\">")).upperBound
        let end = try #require(page.range(of: "</script>", range: begin..<page.endIndex)).lowerBound
        struct Shown: Decodable {
            struct Head: Decodable { var faults: [Fault] }
            struct Fault: Decodable { var id: String, text: String }
            struct Cell: Decodable { var id: String, faults: [Int]? }
            var head: Head
            var cells: [Cell]
        }
        let data = try JSONDecoder().decode(Shown.self, from: Data(page[begin..<end].utf8))
        #expect(data.head.faults.map(\.id).sorted() == told.map(\.id).sorted())
        for fault in told {
            let number = try #require(data.head.faults.firstIndex { $0.id == fault.id })
            let marked = data.cells.filter { $0.faults?.contains(number) == true }.map(\.id)
            #expect(marked == fault.cells.map { String($0.prefix(12)) })
            // As the page's script knows a cell.
            #expect(
                page.contains("href=\"#cell=\(fault.cells[0].prefix(12))\"")
                    && page.contains("href=\"#fault=\(fault.id)\""))
        }
    }
}
