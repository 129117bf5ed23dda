import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Files

/// Output that a user named: whole in a regular file, in place where there is none.
@Suite struct WholeFileTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch(inMemory: true) }

    private func problem(_ body: () throws(FileProblem) -> Void) -> FileProblem? {
        #expect(throws: FileProblem.self) { try body() }
    }

    private func kind(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
    }

    @Test func aRegularFileIsReplacedAndKeepsItsRights() throws {
        let path = try scratch.write("old", to: "a")
        chmod(path, 0o640)
        try WholeFile.write(Data("new".utf8), to: path)
        #expect(try scratch.text("a") == "new" && scratch.names() == ["a"])
        var status = stat()
        stat(path, &status)
        #expect(status.st_mode & 0o7777 == 0o640)
        try WholeFile.write(Data("first".utf8), to: "\(scratch.path)/b")
        #expect(try scratch.text("b") == "first")
    }

    @Test func aLinkStaysAndWhatItLeadsToIsReplaced() throws {
        let path = try scratch.write("old", to: "folder/a")
        let link = "\(scratch.path)/link"
        symlink("folder/a", link)
        try WholeFile.write(Data("new".utf8), to: link)
        #expect(kind(link) == S_IFLNK && kind(path) == S_IFREG)
        #expect(try scratch.text("folder/a") == "new")
        symlink("folder/none", "\(scratch.path)/dangling")
        try WholeFile.write(Data("made".utf8), to: "\(scratch.path)/dangling")
        #expect(try scratch.text("folder/none") == "made" && kind("\(scratch.path)/dangling") == S_IFLNK)
        symlink("loop", "\(scratch.path)/loop")
        #expect(
            problem { () throws(FileProblem) in try WholeFile.write(Data(), to: "\(scratch.path)/loop") }?.number
                == ELOOP)
    }

    /// As root, this once put a regular file in the place of /dev/stdout.
    @Test func aDeviceStaysADevice() throws {
        let full = problem { () throws(FileProblem) in try WholeFile.write(Data("x".utf8), to: "/dev/full") }
        #expect(
            full?.message == "cannot write /dev/full: No space left on device"
                && full?.hint?.hasPrefix("make room") == true)
        #expect(kind("/dev/full") == S_IFCHR)
        try WholeFile.write(Data("x".utf8), to: "/dev/null")
        #expect(kind("/dev/null") == S_IFCHR)
    }

    @Test func aPipeIsWrittenInto() throws {
        let path = "\(scratch.path)/pipe"
        mkfifo(path, 0o600)
        let read = Mutex(Data())
        let thread = Thread {
            let pipe = FileHandle(forReadingAtPath: path)
            read.withLock { $0 = (try? pipe?.readToEnd()) ?? Data() }
        }
        thread.start()
        try WholeFile.write(Data("through".utf8), to: path)
        while !thread.isFinished { usleep(1000) }
        #expect(read.withLock { $0 } == Data("through".utf8) && kind(path) == S_IFIFO)
    }

    /// What /dev/stdout leads to.
    @Test func whatThisProcessHasOpenGoesOnWhereItIs() throws {
        let path = try scratch.write("", to: "a")
        let file = open(path, O_WRONLY)
        defer { close(file) }
        #expect(write(file, "one ", 4) == 4)
        try WholeFile.write(Data("two".utf8), to: "/proc/self/fd/\(file)")
        #expect(try scratch.text("a") == "one two")
    }

    @Test func anErrorNamesPathAndReasonAndWhatToDo() throws {
        let folder = problem { () throws(FileProblem) in try WholeFile.write(Data(), to: scratch.path) }
        #expect(folder?.message == "cannot write \(scratch.path): Is a directory" && folder?.hint == "name a file")
        let none = problem { () throws(FileProblem) in try WholeFile.write(Data(), to: "\(scratch.path)/no/such") }
        #expect(
            none?.description
                == "cannot write \(scratch.path)/no/such: No such file or directory\n  hint: make its folder first")
    }

    @Test func whatIsPutIntoAFolderOfOursFollowsNoLink() throws {
        let other = try scratch.write("other", to: "other")
        let path = "\(scratch.path)/result.json"
        symlink(other, path)
        try WholeFile.put(Data("{}".utf8), at: path)
        #expect(kind(path) == S_IFREG)
        #expect(try scratch.text("other") == "other" && scratch.text("result.json") == "{}")
        let growing = "\(scratch.path)/journal.jsonl"
        symlink(other, growing)
        #expect(throws: FileProblem.self) { _ = try GrowingFile(growing, after: 0) }
        _ = try GrowingFile(new: growing)
        #expect(kind(growing) == S_IFREG)
        #expect(try scratch.text("other") == "other")
    }

    /// Beside it stands its scratch file, whose name is longer.
    @Test(arguments: [
        String(repeating: "n", count: 252), String(repeating: "ж", count: 126),
        String(repeating: "e\u{301}", count: 84),
    ])
    func aNameAsLongAsAnyIsWritten(name: String) throws {
        try #require((250...255).contains(name.utf8.count))
        try WholeFile.write(Data("long".utf8), to: "\(scratch.path)/\(name)")
        #expect(scratch.names() == [name])
        let folder = try Folder(scratch.path)
        try folder.copy(name, to: #require(try folder.makingNew("copy")), limit: 9)
        #expect(try scratch.text("copy/\(name)") == "long")
    }

    private func status(_ path: String) -> stat {
        var status = stat()
        stat(path, &status)
        return status
    }

    /// What root writes would run as root.
    @Test func theRightToRunAsTheOwnerIsNotKept() throws {
        let path = try scratch.write("old", to: "a")
        chmod(path, 0o6755)
        try WholeFile.write(Data("new".utf8), to: path)
        #expect(status(path).st_mode & 0o7777 == 0o755)
    }

    /// Written by root, as under sudo, a user's file stays the user's.
    @Test(.enabled(if: getuid() == 0)) func aFileStaysItsOwners() throws {
        let path = try scratch.write("old", to: "a")
        #expect(chown(path, 65534, 65533) == 0 && chmod(path, 0o640) == 0)
        try WholeFile.write(Data("new".utf8), to: path)
        let now = status(path)
        #expect(now.st_uid == 65534 && now.st_gid == 65533 && now.st_mode & 0o7777 == 0o640)
        #expect(try scratch.text("a") == "new")
    }

    // MARK: full disks

    @Test(.enabled(if: SmallDisk.works)) func aFullDiskLeavesTheOldContent() throws {
        try SmallDisk.with(kibibytes: 64) { disk in
            try WholeFile.write(Data("old".utf8), to: "\(disk)/a")
            let failure = problem { () throws(FileProblem) in
                try WholeFile.write(Data(count: 100 << 10), to: "\(disk)/a")
            }
            #expect(failure?.message == "cannot write \(disk)/a: No space left on device")
            #expect(FileManager.default.contents(atPath: "\(disk)/a") == Data("old".utf8))
            #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == ["a"], "nothing is left over")
        }
    }

    @Test(.enabled(if: SmallDisk.works)) func aFullDiskLeavesNoHalfOfAPiece() throws {
        try SmallDisk.with(kibibytes: 64) { disk in
            let file = try GrowingFile(new: "\(disk)/j")
            let piece = Data(repeating: 1, count: 20 << 10)
            for _ in 0..<3 { try file.append(piece) }
            let failure = problem { () throws(FileProblem) in try file.append(piece) }
            #expect(failure?.message == "cannot write \(disk)/j: No space left on device")
            #expect(FileManager.default.contents(atPath: "\(disk)/j")?.count == 60 << 10)
            try file.append(Data([2]))
            #expect(FileManager.default.contents(atPath: "\(disk)/j")?.last == 2, "it goes on where it was")
        }
    }
}

/// A disk of a few kibibytes, for who may mount one.
enum SmallDisk {
    static let works: Bool = (try? with(kibibytes: 64) { _ in true }) ?? false

    static func with<Result>(kibibytes: Int, _ body: (String) throws -> Result) throws -> Result {
        try withScratch { scratch in
            guard mount("tmpfs", scratch.path, "tmpfs", 0, "size=\(kibibytes)k") == 0 else {
                throw CocoaError(.fileWriteNoPermission)
            }
            defer { umount2(scratch.path, Int32(MNT_DETACH)) }
            return try body(scratch.path)
        }
    }
}
