import Foundation
import Plan
import TestSupport
import Testing

@testable import Runner

/// What a node sends back.
@Suite struct RunArchiveTests {
    private let scratch: Scratch
    private let boot = "0123456789ab"

    init() throws { scratch = try Scratch(inMemory: true) }

    /// An entry as tar writes it.
    private struct Entry {
        var name: String
        var kind: Character = "0"
        var content = ""
        var length: Int?
        var link = ""

        var bytes: [UInt8] {
            var head = [UInt8](repeating: 0, count: 512)
            func put(_ text: String, _ at: Int) { head.replaceSubrange(at..<at + text.utf8.count, with: text.utf8) }
            func octal(_ number: Int, _ digits: Int) -> String {
                let text = String(number, radix: 8)
                return String(repeating: "0", count: digits - text.count) + text
            }
            put(name, 0)
            put(octal(0o644, 7), 100)
            put(octal(length ?? content.utf8.count, 11), 124)
            put(String(kind), 156)
            put(link, 157)
            put("ustar  ", 257)
            put("        ", 148)
            put(octal(head.reduce(0) { $0 + Int($1) }, 6) + "\0 ", 148)
            let padding = (512 - content.utf8.count % 512) % 512
            return head + Array(content.utf8) + [UInt8](repeating: 0, count: padding)
        }
    }

    private func archive(_ entries: [Entry], limit: Int = 1 << 20, planBytes: Int = 9) throws -> RunArchive {
        let bytes = entries.flatMap(\.bytes) + [UInt8](repeating: 0, count: 1024)
        return RunArchive(path: try scratch.write(Data(bytes), to: "a.tar"), limit: limit, planBytes: planBytes)
    }

    private func unpack(_ archive: RunArchive) throws -> RunFolder? {
        try FileManager.default.createDirectory(atPath: "\(scratch.path)/out", withIntermediateDirectories: true)
        return try archive.unpack(into: "\(scratch.path)/out")
    }

    private var good: [Entry] {
        [
            Entry(name: "./", kind: "5"), Entry(name: "./2026-11-29-a/", kind: "5"),
            Entry(name: "./2026-11-29-a/plan.json", content: "{}"), Entry(name: "./2026-11-29-a/journal.jsonl"),
            Entry(
                name: "./2026-11-29-a/boots/\(boot)/attempt-1/facts.txt", content: String(repeating: "f", count: 600)),
            Entry(name: "./2026-11-29-a/boots/\(boot)/attempt-1/driven-0.img", content: "left"),
            Entry(name: "./2026-11-29-a/boots/\(boot)/attempt-1/observed/facts.txt", content: "x"),
        ]
    }

    private func refusal(_ entries: [Entry], limit: Int = 1 << 20, planBytes: Int = 9) throws -> String? {
        let archive = try archive(good + entries, limit: limit, planBytes: planBytes)
        let error = #expect(throws: RunnerError.self) { _ = try unpack(archive) }
        #expect(scratch.names("out").isEmpty, "refused whole")
        return error?.message
    }

    @Test func aRunIsTakenOut() throws {
        let run = try #require(try unpack(archive(good)))
        #expect(run.path == "\(scratch.path)/out/2026-11-29-a")
        #expect(scratch.names("out/2026-11-29-a") == ["boots", "journal.jsonl", "plan.json"])
        #expect(try scratch.text("out/2026-11-29-a/boots/\(boot)/attempt-1/facts.txt").count == 600)
        #expect(
            scratch.names("out/2026-11-29-a/boots/\(boot)/attempt-1") == ["facts.txt"], "what nobody needs stays out")
        #expect(try unpack(archive([])) == nil)
    }

    @Test(arguments: [
        "console.log", "device-trace.log", "domain.xml", "external-ports.aml", "qemu.log", "timings.json",
    ])
    func whatALabLeavesBesideTheEvidenceIsTaken(name: String) throws {
        let attempt = "2026-11-29-a/boots/\(boot)/attempt-1"
        #expect(try unpack(archive(good + [Entry(name: "./\(attempt)/\(name)", content: "x")])) != nil)
        #expect(scratch.names("out/\(attempt)") == [name, "facts.txt"].sorted())
    }

    @Test func whatTarItselfMakesOfARunIsTaken() throws {
        let run = try FakeRun()
        try run.run()
        let parent = (run.folder.path as NSString).deletingLastPathComponent
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/tar")
        tar.arguments = ["-C", parent, "-cf", "\(scratch.path)/run.tar", "."]
        try tar.run()
        tar.waitUntilExit()
        let taken = try #require(
            try unpack(RunArchive(path: "\(scratch.path)/run.tar", limit: 64 << 20, planBytes: run.folder.planSize)))
        #expect(try taken.readPlan() == run.plan)
        #expect(try JournalFile.read(taken.journal).count == run.events().count)
        let before = run.files()
        #expect(before.count > 6)
        let name = (taken.path as NSString).lastPathComponent
        #expect(scratch.names("out/\(name)/boots/\(run.plan.boots[0].key.prefix(12))/attempt-1") == before)
    }

    @Test(arguments: [
        ("2026-11-29-a/boots/0123456789ab/attempt-1", "2"), ("2026-11-29-a/plan.json", "1"),
        ("2026-11-29-a/journal.jsonl", "6"), ("2026-11-29-a/result.json", "3"), ("2026-11-29-a/result.json", "S"),
        ("2026-11-29-a/result.json", "L"), ("2026-11-29-a/result.json", "x"),
    ])
    func whatIsNeitherFileNorFolderIsRefused(name: String, kind: String) throws {
        let said = try refusal([Entry(name: name, kind: Character(kind), link: "/etc")])
        #expect(said?.contains("\(name) is neither a file nor a folder") == true)
    }

    @Test(arguments: [
        "/etc/passwd", "/\u{301}etc/x", "../x", "2026-11-29-a/boots/0123456789ab/attempt-1/.a/\u{301}../../x",
        "2026-11-29-a/../../x", "2026-11-29-a/boots/0123456789ab/attempt-1/../../../plan.json",
    ])
    func whatLeadsOutIsRefused(name: String) throws {
        #expect(try refusal([Entry(name: name)])?.contains("leads out of its folder") == true)
    }

    @Test(arguments: [
        "x", "2026-11-29-a/x", "2026-11-29-a/boots/x", "2026-11-29-a/boots/0123456789ab/x",
        "2026-11-29-a/boots/0123456789ab/attempt-x/facts.txt",
        "2026-11-29-a/boots/0123456789ab/attempt-1/authorized_keys",
        "2026-11-29-a/boots/0123456789ab/attempt-1/a/facts.txt",
        "2026-11-29-a/boots/0123456789ab/attempt-1/facts.txt/x",
        "home/plan.json", "2026-11-29-a/plan.json/x", "2026-11-29-a/boots/012345678\u{301}9a/attempt-1/facts.txt",
        "2026-11-29-a/boots/0123456789ab/attempt-1\u{200d}/facts.txt", "2026-11-2\u{200d}9-a/plan.json",
        "2026-11-29-a/boots/0123456789ab/attempt-1/driven-1\u{200d}.img",
    ])
    func whatNoRunLeavesIsRefused(name: String) throws {
        #expect(try refusal([Entry(name: name)])?.contains("is nothing that a run leaves") == true)
    }

    @Test func moreThanOneRunIsRefused() throws {
        #expect(try refusal([Entry(name: "2026-11-29-b/plan.json")])?.contains("it holds 2 runs") == true)
    }

    /// A node once could send a gigabyte of each, whatever it was asked for.
    @Test func noFileIsLargerThanThoseOfItsPlan() throws {
        #expect(try refusal([], planBytes: 1)?.contains("plan.json has 2 bytes, more than any run leaves") == true)
        for (name, length) in [("journal.jsonl", 17 << 20), ("predictions.jsonl", 2 << 20), ("part.json", 17 << 20)] {
            let entry = Entry(name: "2026-11-29-a/\(name)", content: String(repeating: "\n", count: length))
            #expect(try refusal([entry], limit: 64 << 20)?.contains("more than any run leaves") == true, "\(name)")
        }
    }

    @Test func resultsAreMadeAnew() throws {
        for name in ["result.json", "faults.json"] {
            _ = try unpack(archive(good + [Entry(name: "./2026-11-29-a/\(name)", content: "{}")]))
        }
        #expect(scratch.names("out/2026-11-29-a") == ["boots", "journal.jsonl", "plan.json"])
    }

    @Test func whatIsTooLargeOrCutOffIsRefused() throws {
        #expect(try refusal([], limit: 4096)?.contains("more than the 4096 of this part") == true)
        let long = Entry(name: "2026-11-29-a/result.json", length: 5000)
        #expect(try refusal([long])?.contains("is cut off") == true)
        let bytes = good.flatMap(\.bytes)
        let path = try scratch.write(Data(bytes.dropLast(700)), to: "cut.tar")
        #expect(throws: RunnerError.self) { _ = try unpack(RunArchive(path: path, limit: 1 << 20, planBytes: 9)) }
        let spoiled = try scratch.write(Data(bytes.enumerated().map { $0 == 3 ? $1 ^ 1 : $1 }), to: "spoiled.tar")
        #expect(throws: RunnerError.self) { _ = try unpack(RunArchive(path: spoiled, limit: 1 << 20, planBytes: 9)) }
    }

    /// Whatever the bytes are: an error or a run, and nothing outside of its folder.
    @Test(arguments: Dice.seeds()) func noArchiveWritesOutsideOfItsFolder(seed: Int) throws {
        var dice = Dice(seed)
        let bytes = good.flatMap(\.bytes)
        for _ in 0..<300 {
            var changed = bytes
            for _ in 0...Int.random(in: 0..<4, using: &dice) {
                changed[Int.random(in: 0..<changed.count, using: &dice)] = dice.any()
            }
            let path = try scratch.write(Data(changed), to: "fuzz.tar")
            _ = try? unpack(RunArchive(path: path, limit: 1 << 20, planBytes: 9))
            #expect(scratch.names().allSatisfy { $0 == "fuzz.tar" || $0 == "out" })
            #expect(scratch.names("out").allSatisfy(RunShelf.isName))
        }
    }

    /// As POSIX has long names: a beginning in a field of its own.
    private func header(_ name: String, prefix: String = "", kind: UInt8 = 0x30, length: String = "00000000005") throws
        -> TarHeader?
    {
        var head = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, _ at: Int) { head.replaceSubrange(at..<at + text.utf8.count, with: text.utf8) }
        put(name, 0)
        put(length, 124)
        head[156] = kind
        put("ustar\0" + "00", 257)
        put(prefix, 345)
        put("        ", 148)
        let sum = String(head.reduce(0) { $0 + Int($1) }, radix: 8)
        put(String(repeating: "0", count: 6 - sum.count) + sum + "\0 ", 148)
        return try TarHeader(head)
    }

    @Test func aLongNameHasABeginningOfItsOwn() throws {
        #expect(try header("facts.txt", prefix: "2026-11-29-a/boots")?.name == "2026-11-29-a/boots/facts.txt")
        #expect(try header("a")?.name == "a")
    }

    @Test func aFolderHasNoBytesAndAFileAsManyAsItSays() throws {
        #expect(try header("a", kind: 0x35)?.kind == .folder && header("a", kind: 0x35)?.length == 0)
        #expect(try header("a")?.kind == .file && header("a", kind: 0)?.kind == .file)
        #expect(try header("a")?.length == 5)
        #expect(try header("a", kind: 0x32)?.kind == .other(0x32))
        #expect(try header("a", length: "       17 ")?.length == 0o17)
        #expect(throws: RunnerError.self) { try header("a", length: "00000000008") }
        #expect(throws: RunnerError.self) { try header("a", length: "           ") }
    }

    @Test(arguments: [("0", 0), ("1", 512), ("777", 512), ("1000", 512), ("1001", 1024)])
    func blocksAreWhole(length: String, padded: Int) throws {
        let text = String(repeating: "0", count: 11 - length.count) + length
        #expect(try header("a", length: text)?.padded == padded)
    }

    @Test(
        arguments: [
            ("./a/b", ["a", "b"]), ("a//b/", ["a", "b"]), (".", []), ("/a", nil), ("a/../b", nil), ("..", nil),
            ("a..", ["a.."]),
        ] as [(String, [String]?)])
    func noNameLeadsOut(name: String, parts: [String]?) throws { #expect(try header(name)?.parts == parts) }

    @Test func aFileAsLargeAsAnyIsTaken() throws {
        let plan = Entry(name: "./2026-11-29-a/plan.json", content: "123456789")
        #expect(try unpack(archive([plan], planBytes: 9)) != nil)
        let bytes = [plan].flatMap(\.bytes).count + 1024
        #expect(try unpack(archive([plan], limit: bytes, planBytes: 9)) != nil)
        #expect(throws: RunnerError.self) { try unpack(archive([plan], limit: bytes - 1, planBytes: 9)) }
        #expect(throws: RunnerError.self) { try unpack(archive([plan], planBytes: 8)) }
    }
}
