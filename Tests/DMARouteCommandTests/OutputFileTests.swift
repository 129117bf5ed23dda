import Foundation
import Plan
import Runner
import TestSupport
import Testing
import Verdict

@testable import DMARouteCommand

/// Files that the command writes where it is told to.
struct OutputFileTests: KeepsRuns {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func kind(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
    }

    /// As root this once made a regular file of /dev/full.
    @Test func aReportLeavesWhatIsNoFileAsItIs() async throws {
        try make()
        let full = await Ran.command("report", "\(runs)/2026-11-22-a", "--format", "junit=/dev/full")
        #expect(
            full.code == 2
                && full.errors.contains("cannot write /dev/full: No space left on device\n  hint: name another file"))
        #expect(kind("/dev/full") == S_IFCHR)
        symlink("there.xml", "\(scratch.path)/link.xml")
        #expect(
            await Ran.command("report", "\(runs)/2026-11-22-a", "--format", "junit=\(scratch.path)/link.xml").code == 0)
        #expect(kind("\(scratch.path)/link.xml") == S_IFLNK && kind("\(scratch.path)/there.xml") == S_IFREG)
    }

    private func promote(_ cell: Cell, known: String) async -> Ran {
        await Ran.command(
            "promote", "\(runs)/2026-11-22-a", "--cell", cell.id, "--reason", "it is known", "--link",
            "https://lore.kernel.org/r/1", "--expires", "2999-12-31", "--known", known)
    }

    /// A list of known divergences is often a link into another repository.
    @Test func promoteLeavesALinkAndADeviceAsTheyAre() async throws {
        let cell = try make().plan.cells[1]
        let (there, link) = (try scratch.write("", to: "there/known.yaml"), "\(scratch.path)/link.yaml")
        symlink("there/known.yaml", link)
        #expect(await promote(cell, known: link).code == 0)
        #expect(kind(link) == S_IFLNK && kind(there) == S_IFREG)
        #expect(try scratch.text("there/known.yaml").contains(cell.id))
        #expect(scratch.names("there") == ["known.yaml"])
        for device in ["/dev/null", "/dev/full"] {
            #expect(await promote(cell, known: device).code != 0, "\(device) keeps no entry")
            #expect(kind(device) == S_IFCHR)
        }
    }

    /// A plan from elsewhere may have links where its job files go.
    @Test func jobFilesAreNotWrittenThroughLinks() async throws {
        let plan = "\(scratch.path)/plan"
        try PlanFolder(plan).write(SamplePlan.sizes(2), nil)
        try scratch.write("mine", to: "victim/file")
        try FileManager.default.createDirectory(atPath: "\(plan)/jobs", withIntermediateDirectories: false)
        symlink("\(scratch.path)/victim/file", "\(plan)/jobs/gitlab-ci.yml")
        #expect(await Ran.command("jobs", "gitlab", plan).code == 0)
        #expect(kind("\(plan)/jobs/gitlab-ci.yml") == S_IFREG)
        #expect(try scratch.text("victim/file") == "mine")
        try FileManager.default.removeItem(atPath: "\(plan)/jobs")
        symlink("\(scratch.path)/victim", "\(plan)/jobs")
        let refused = await Ran.command("jobs", "gitlab", plan)
        #expect(refused.code == 2 && refused.errors.contains("\(plan)/jobs is no folder"), "\(refused.errors)")
        #expect(scratch.names("victim") == ["file"])
    }

    /// Ten at once once ended well and lost five of their entries.
    @Test func noPromoteLosesAnothersEntry() async throws {
        let plan = try SamplePlan.sizes(10)
        try SampleRun(plan, plan.cells.map { _ in .forbidden }).write(to: "\(runs)/2026-11-22-a")
        let known = "\(scratch.path)/known.yaml"
        let codes = await withTaskGroup(of: Int32?.self) { group in
            for cell in plan.cells {
                group.addTask { [runs] in
                    await Ran.command(
                        "promote", "\(runs)/2026-11-22-a", "--cell", cell.id, "--reason", "it is known", "--link",
                        "https://lore.kernel.org/r/1", "--expires", "2999-12-31", "--known", known
                    ).code
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.allSatisfy { $0 == 0 } && codes.count == 10)
        let text = try scratch.text("known.yaml")
        #expect(plan.cells.allSatisfy { text.contains($0.id) })
    }
}
