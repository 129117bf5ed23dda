import Foundation
import Testing

@testable import Images

@Suite struct CpioTests {
    struct Member: Equatable {
        let name: String
        let mode: Int
        let device: [Int]
        let content: [UInt8]
    }

    /// Reads an archive as the kernel does (init/initramfs.c): every field by its place.
    static func read(_ bytes: [UInt8]) throws -> [Member] {
        var members: [Member] = []
        var at = 0
        while true {
            try #require(bytes.count >= at + 110)
            try #require(Array(bytes[at..<(at + 6)]) == Array("070701".utf8))
            let fields = try (0..<13).map { index in
                let digits = String(decoding: bytes[(at + 6 + index * 8)..<(at + 14 + index * 8)], as: UTF8.self)
                return try #require(Int(digits, radix: 16))
            }
            let nameStart = at + 110
            let name = String(decoding: bytes[nameStart..<(nameStart + fields[11] - 1)], as: UTF8.self)
            try #require(bytes[nameStart + fields[11] - 1] == 0)
            let start = (nameStart + fields[11] + 3) & ~3
            if name == "TRAILER!!!" {
                #expect(start == bytes.count)
                return members
            }
            #expect(fields[2] == 0 && fields[3] == 0 && fields[5] == 0, "owner and time")
            members.append(
                Member(
                    name: name, mode: fields[1], device: [fields[9], fields[10]],
                    content: Array(bytes[start..<(start + fields[6])])))
            at = (start + fields[6] + 3) & ~3
        }
    }

    @Test(arguments: 0..<9) func whatIsWrittenIsRead(size: Int) throws {
        let content = (0..<size).map { UInt8($0) }
        let archive = try CpioWriter.archive([
            CpioEntry(path: "init", kind: .file(content, executable: true)),
            CpioEntry(path: "dev/console", kind: .characterDevice(major: 5, minor: 1)),
            CpioEntry(path: "dev", kind: .folder), CpioEntry(path: "a", kind: .file([1], executable: false)),
        ])
        #expect(
            try Self.read(archive) == [
                Member(name: "a", mode: 0o100644, device: [0, 0], content: [1]),
                Member(name: "dev", mode: 0o040755, device: [0, 0], content: []),
                Member(name: "dev/console", mode: 0o020600, device: [5, 1], content: []),
                Member(name: "init", mode: 0o100755, device: [0, 0], content: content),
            ])
    }

    @Test func theSameEntriesGiveTheSameBytes() throws {
        let entries = ["c", "b", "a"].map { CpioEntry(path: $0, kind: .folder) }
        #expect(try CpioWriter.archive(entries) == CpioWriter.archive(entries.reversed()))
    }

    @Test(arguments: ["", "/init", "a\u{0}b", "b"]) func pathsThatCannotBe(path: String) {
        let entries = [CpioEntry(path: path, kind: .folder), CpioEntry(path: "b", kind: .folder)]
        #expect(throws: ImageError.self) { try CpioWriter.archive(entries) }
    }

    @Test func theInitramfsHasWhatAGuestNeeds() throws {
        let archive = try Initramfs.archive(agent: [1, 2], probe: [3])
        let members = try Self.read(archive)
        #expect(
            members.map(\.name) == ["dev", "dev/console", "init", "modules", "probe.ko", "proc", "run", "sys", "tmp"])
        #expect(members.first { $0.name == "init" }?.mode == 0o100755)
    }
}
