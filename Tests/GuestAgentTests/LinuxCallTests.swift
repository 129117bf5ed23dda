import CProbe
import Foundation
import GuestProtocol
import TestSupport
import Testing

@testable import GuestAgent

/// The calls of this machine's kernel, in a scratch folder and on descriptors that are none.
struct LinuxCallTests {
    private let linux = LinuxCalls()
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func bytes(_ file: Int32, at offset: Int?, count: Int) -> [UInt8] {
        var buffer = [UInt8](repeating: 0xff, count: count)
        let read = buffer.withUnsafeMutableBytes { buffer in
            offset.map { linux.readFile(file, into: buffer, at: $0) } ?? linux.readFile(file, into: buffer)
        }
        return Array(buffer.prefix(max(0, read)))
    }

    @Test func readsAndWritesAtAnOffsetLeaveTheFilesOwn() throws {
        let file = linux.openFile(try scratch.write("0123456789", to: "x"), O_RDWR)
        defer { linux.closeFile(file) }
        #expect(bytes(file, at: 7, count: 5) == Array("789".utf8))
        let written = [UInt8]("ab".utf8).withUnsafeBytes { linux.writeFile(file, $0, at: 4) }
        #expect(written == 2)
        #expect(bytes(file, at: nil, count: 6) == Array("0123ab".utf8))
        #expect(bytes(file, at: nil, count: 1) == Array("6".utf8))
        linux.seekToEnd(of: file)
        #expect(bytes(file, at: nil, count: 1).isEmpty)
        let more = [UInt8]("c".utf8).withUnsafeBytes { linux.writeFile(file, $0) }
        #expect(more == 1)
        #expect(try scratch.text("x") == "0123ab6789c")
    }

    @Test func writingReplacesAndAppendingAdds() throws {
        let path = try scratch.write("a long text", to: "x")
        try linux.write("b", to: path)
        try linux.write("c", to: path, appending: true)
        #expect(try scratch.text("x") == "bc")
        #expect(linux.text(path) == "bc")
    }

    @Test func namesAreSortedAndFoldersAreTheirOwners() throws {
        for name in ["b", "c", "a", ".d"] { try scratch.write("", to: "folder/\(name)") }
        #expect(linux.names(in: "\(scratch.path)/folder") == [".d", "a", "b", "c"])
        let made = "\(scratch.path)/made"
        #expect(linux.makeFolder(made) == 0 && linux.makeFolder(made) == -EEXIST)
        #expect(try FileManager.default.attributesOfItem(atPath: made)[.posixPermissions] as? Int == 0o700)
        #expect(linux.removeFolder("\(scratch.path)/folder") == -ENOTEMPTY)
        #expect(linux.removeFolder(made) == 0 && !linux.exists(made))
    }

    @Test func aLongLinkIsReadWhole() throws {
        let link = "\(scratch.path)/link"
        let target = "/" + String(repeating: "x", count: 3000)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
        #expect(linux.target(of: link) == target)
    }

    /// A clock of milliseconds that never goes back.
    @Test func theClockIsTheKernelsOwn() {
        func now() -> Int {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
        }
        let before = now()
        let seen = linux.milliseconds
        #expect((before...now()).contains(seen))
    }

    @Test func whatIsNoFileIsAnErrorOfEachCall() {
        let word: [UInt8] = [0]
        #expect(bytes(-1, at: nil, count: 1).isEmpty)
        #expect(word.withUnsafeBytes { linux.writeFile(-1, $0) } == -Int(EBADF))
        #expect(word.withUnsafeBytes { linux.writeFile(-1, $0, at: 0) } == -Int(EBADF))
        #expect(linux.send(-1, 0x7f00_0001, word) == -EBADF)
        #expect(linux.openDirect("/no/such/disk") == -ENOENT)
        #expect(linux.loadModule(-1, "") < 0)
        #expect(linux.echoSocket("no-such0") < 0)
        #expect(linux.networkUp("no-such0", 0x7f00_0001) < 0)
        #expect(linux.removeFolder("/no/such") == -ENOENT)
    }

    /// A file that is no probe: the request's number is none of its.
    @Test func everyRequestOfTheProbesReachesItsFile() {
        let file = linux.openFile("/dev/null", O_RDWR)
        defer { linux.closeFile(file) }
        var (setup, load, poll, map) = (dmaroute_setup(), dmaroute_load(), dmaroute_poll(), dmaroute_map())
        var (move, store, check) = (dmaroute_move(), dmaroute_store(), dmaroute_check())
        var (release, hold, remask, info) = (dmaroute_release(), dmaroute_hold(), dmaroute_remask(), dmaroute_info())
        var unmap = dmaroute_unmap()
        let results = [
            linux.ask(file, &setup), linux.ask(file, &load), linux.ask(file, &poll), linux.ask(file, &map),
            linux.ask(file, &move), linux.ask(file, &store), linux.ask(file, &check), linux.ask(file, &release),
            linux.ask(file, &hold), linux.ask(file, &remask), linux.ask(file, &info),
            linux.ask(file, &unmap),
        ]
        #expect(results == Array(repeating: -ENOTTY, count: 12))
    }

    /// Of a thread of its own, which ends with the process.
    @Test func aThreadStaysOnItsProcessorUntilItIsLetGo() async {
        await #expect(processExitsWith: .success) {
            func allowed() -> Int { LinuxCalls().text("/proc/thread-self/status").map(Self.processors) ?? 0 }
            let all = allowed()
            let first = LinuxCalls().text("/proc/thread-self/status").flatMap(Self.firstProcessor) ?? 0
            guard LinuxCalls().runOn(first) == 0, allowed() == 1, LinuxCalls().runOn(-1) == 0, allowed() == all,
                LinuxCalls().runOn(1023) == -EINVAL
            else { exit(1) }
            exit(0)
        }
    }

    /// Of `Cpus_allowed_list:	0-3,8`.
    private static func ranges(_ status: String) -> [ClosedRange<Int>] {
        let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") } ?? ""
        return line.split(whereSeparator: { ":\t, ".contains($0) }).dropFirst().compactMap { part in
            let ends = part.split(separator: "-").compactMap { Int($0) }
            return ends.first.map { $0...(ends.last ?? $0) }
        }
    }

    private static func processors(_ status: String) -> Int { ranges(status).map(\.count).reduce(0, +) }
    private static func firstProcessor(_ status: String) -> Int32? { ranges(status).first.map { Int32($0.lowerBound) } }
}
