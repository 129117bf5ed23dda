import Foundation
import TestSupport
import Testing

@testable import Runner

/// Folders of runs with nodes, of which some were killed.
@Suite struct NodeScratchTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch(inMemory: true) }

    @Test func whatADeadRunLeftIsRemovedAndALiveOneStays() throws {
        let live = try NodeScratch(below: scratch.path)
        try scratch.write("part", to: "dmaroute-nodes-dead/one/runs-1.tar")
        try scratch.write("mine", to: "elsewhere/file")
        symlink("\(scratch.path)/elsewhere", "\(scratch.path)/dmaroute-nodes-link")
        symlink("\(scratch.path)/elsewhere", "\(scratch.path)/dmaroute-nodes-dead/one/link")
        try scratch.write("no folder", to: "dmaroute-nodes-file")
        #expect(NodeScratch.removeDead(below: scratch.path) == ["\(scratch.path)/dmaroute-nodes-dead"])
        #expect(
            scratch.names()
                == [
                    "dmaroute-nodes-file", "dmaroute-nodes-link", (live.path as NSString).lastPathComponent,
                    "elsewhere",
                ]
                .sorted())
        #expect(scratch.names("elsewhere") == ["file"])
        live.remove()
        #expect(!FileManager.default.fileExists(atPath: live.path))
    }

    @Test func aNewOneIsThisUsersAloneAndRemovesDeadOnes() throws {
        try scratch.write("part", to: "dmaroute-nodes-dead/file")
        let new = try NodeScratch(below: scratch.path)
        var status = stat()
        #expect(stat(new.path, &status) == 0 && status.st_mode & 0o777 == 0o700)
        #expect(scratch.names() == [(new.path as NSString).lastPathComponent])
        let error = #expect(throws: RunnerError.self) { try NodeScratch(below: "\(scratch.path)/none") }
        #expect(error?.hint == "set TMPDIR to a folder that you may write to")
    }

    @Test(.enabled(if: getuid() == 0)) func anothersIsLeftAlone() throws {
        try scratch.write("theirs", to: "dmaroute-nodes-other/file")
        #expect(chown("\(scratch.path)/dmaroute-nodes-other", 65534, 65534) == 0)
        #expect(NodeScratch.removeDead(below: scratch.path).isEmpty)
        #expect(scratch.names() == ["dmaroute-nodes-other"])
    }
}
