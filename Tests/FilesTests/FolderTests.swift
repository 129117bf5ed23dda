import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Files

/// Folders from elsewhere, in which anything may stand in any place.
@Suite struct FolderTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch(inMemory: true) }

    private func problem(_ body: () throws -> Void) -> FileProblem? {
        #expect(throws: FileProblem.self) { try body() }
    }

    @Test func noLevelIsReachedThroughALink() throws {
        try scratch.write("secret", to: "elsewhere/a")
        try scratch.write("own", to: "top/one/a")
        symlink("\(scratch.path)/elsewhere", "\(scratch.path)/top/two")
        symlink("../../elsewhere/a", "\(scratch.path)/top/one/b")
        let top = try Folder("\(scratch.path)/top")
        let one = try #require(try top.folder("one"))
        #expect(try one.size("a") == 3 && one.size("c") == nil && one.names() == ["a", "b"])
        #expect(try top.folder("three") == nil)
        let link = problem { _ = try top.folder("two") }
        #expect(link?.message == "\(scratch.path)/top/two is no folder")
        #expect(link?.hint?.hasPrefix("links and devices are not followed") == true)
        #expect(problem { _ = try top.making("two") } != nil)
        #expect(problem { _ = try one.size("b") }?.message == "\(scratch.path)/top/one/b is no regular file")
        for name in ["..", "one/a", ""] { #expect(problem { _ = try top.folder(name) } != nil, "\(name)") }
    }

    @Test func aNewFolderTakesNoOthersPlace() throws {
        let top = try Folder(scratch.path)
        #expect(try top.makingNew("one")?.names() == [])
        try scratch.write("x", to: "full/a")
        #expect(try top.makingNew("full") == nil && scratch.names("full") == ["a"])
        #expect(try top.makingNew("one") != nil, "one with nothing in it is nobody's")
        try scratch.write("x", to: "elsewhere/a")
        symlink("elsewhere", "\(scratch.path)/link")
        symlink("nowhere", "\(scratch.path)/dangling")
        for name in ["link", "dangling"] { #expect(try top.makingNew(name) == nil, "\(name)") }
        #expect(scratch.names() == ["dangling", "elsewhere", "full", "link", "one"])
    }

    @Test func copiesAreFilesOfTheirOwn() throws {
        let path = try scratch.write("evidence", to: "old/a")
        try scratch.write("smaller", to: "new/a")
        mkfifo("\(scratch.path)/old/pipe", 0o600)
        let (old, new) = (try Folder("\(scratch.path)/old"), try Folder("\(scratch.path)/new"))
        try old.copy("a", to: new, limit: 8)
        #expect(try scratch.text("new/a") == "evidence" && scratch.names("new") == ["a"])
        var status = stat()
        stat(path, &status)
        #expect(status.st_nlink == 1, "a link would let one run change another's evidence")
        #expect(problem { try old.copy("a", to: new, limit: 7) }?.message.contains("more than the 7 bytes") == true)
        #expect(problem { try old.copy("pipe", to: new, limit: 7) } != nil)
        #expect(scratch.names("new") == ["a"], "nothing is left over")
    }

    /// A reader of a pipe that nobody writes to would wait for ever.
    @Test(.timeLimit(.minutes(1))) func onlyRegularFilesAreRead() throws {
        let path = "\(scratch.path)/pipe"
        mkfifo(path, 0o600)
        #expect(problem { _ = try RegularFile.read(path, limit: 9) }?.message == "\(path) is no regular file")
        #expect(problem { _ = try GrowingFile(path, after: 0) } != nil)
        #expect(problem { _ = try RegularFile.read("/dev/zero", limit: 9) } != nil)
        try scratch.write("12345", to: "a")
        #expect(try RegularFile.read("\(scratch.path)/a", limit: 5) == Data("12345".utf8))
        #expect(
            problem { _ = try RegularFile.read("\(scratch.path)/a", limit: 4) }?.message.contains("more than the 4")
                == true)
        #expect(try RegularFile.beginning("\(scratch.path)/a", limit: 4).isCut)
        #expect(try !RegularFile.beginning("\(scratch.path)/a", limit: 5).isCut)
        #expect(
            try RegularFile.read("/proc/self/status", limit: 1 << 20).count > 100, "what has no size is read to its end"
        )
        #expect(problem { _ = try RegularFile.read("\(scratch.path)/none", limit: 9) }?.number == ENOENT)
    }

    @Test func aLockIsHeldByOne() throws {
        let path = "\(scratch.path)/known.yaml"
        let count = Mutex(0)
        let most = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            guard let lock = try? FileLock(besideFile: path) else { return }
            let now = count.withLock { count in
                count += 1
                return count
            }
            most.withLock { $0 = max($0, now) }
            usleep(2000)
            count.withLock { $0 -= 1 }
            withExtendedLifetime(lock) {}
        }
        #expect(most.withLock { $0 } == 1)
        let held = try FileLock(besideFile: path)
        #expect(
            problem { _ = try FileLock(besideFile: path, patience: .milliseconds(20)) }?.message
                == "\(path) is being changed by another process")
        withExtendedLifetime(held) {}
    }

    /// Opened, a pipe is waited for until somebody reads from it.
    @Test(.timeLimit(.minutes(1))) func aLockOpensNothing() throws {
        let pipe = "\(scratch.path)/pipe"
        mkfifo(pipe, 0o600)
        withExtendedLifetime(try FileLock(besideFile: pipe)) {}
    }

    @Test func foldersThatAUserNamesAreMade() throws {
        try Folder.make("\(scratch.path)/a/b/c/")
        try Folder.make("\(scratch.path)/a/b")
        #expect(scratch.names("a/b") == ["c"])
        let file = try scratch.write("", to: "file")
        for path in [file, "/dev/null", "\(file)/x"] {
            let problem = problem { () throws(FileProblem) in try Folder.make(path) }
            #expect(problem?.message == "cannot make the folder \(path): Not a directory")
            #expect(problem?.hint == "name a place below a folder")
        }
    }

    /// A name with such a `/` led through another folder.
    @Test(arguments: ["/\u{301}", "/\u{200d}"]) func aMarkHidesNoSlash(slash: String) throws {
        try scratch.write("x", to: "a/\(slash.unicodeScalars.dropFirst().map { String($0) }.joined())b")
        let problem = problem { () throws(FileProblem) in
            try Folder(scratch.path).copy("a\(slash)b", to: Folder(scratch.path), limit: 10)
        }
        #expect(problem != nil)
        #expect(throws: FileProblem.self) { _ = try Folder(scratch.path).making("a\(slash)c") }
    }
}
