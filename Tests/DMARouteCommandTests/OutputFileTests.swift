import Foundation
import Plan
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
