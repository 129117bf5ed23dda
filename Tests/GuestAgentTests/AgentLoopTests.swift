import Glibc
import GuestProtocol
import Testing

@testable import GuestAgent

/// An agent's life, as its harness sees it.
struct AgentLoopTests {
    @Test func theFirstWordSaysVersionAndRelease() throws {
        let said = try FakeHarness().talk([.finish])
        #expect(said.first == .hello(version: Codec.version, release: "7.3.4-test"))
        #expect(said.last == .end)
    }

    @Test func aKernelWithoutAReleaseIsUnknown() throws {
        let harness = try FakeHarness()
        harness.kernel.files["/proc/sys/kernel/osrelease"] = nil
        #expect(try harness.talk([.finish]).first == .hello(version: Codec.version, release: "unknown"))
    }

    @Test func whatWentWrongBeforeIsToldBehindTheHello() throws {
        let said = try FakeHarness().talk(problems: [Problem("one"), Problem("two")], [.finish])
        #expect(Array(said[1...2]) == [.problem("one"), .problem("two")])
    }

    @Test func everyCommandHasOneAnswerAndTheOrderStays() throws {
        let order = MapOrder.sample()
        let said = try FakeHarness().talk([
            .setUp(magic: 3, devices: [.edu]), .map([order]), .move(step: 0), .store(step: 0), .release, .finish,
        ])
        let kinds = said.prefix(6).map { String("\($0)".prefix { $0 != "(" }) }
        #expect(kinds == ["hello", "ready", "mapped", "moved", "moved", "released"])
        #expect(said.problems.isEmpty)
    }

    @Test func aProblemIsAnAnswerAndTheNextCommandIsTaken() throws {
        let said = try FakeHarness().talk([
            .map([.sample()]), .release, .move(step: 1), .store(step: 1), .setUp(magic: 1, devices: [.edu]), .finish,
        ])
        #expect(said.problems == Array(repeating: "a request came before setUp", count: 4))
        #expect(said.contains { if case .ready(let devices) = $0 { devices.count == 1 } else { false } })
        #expect(said.last == .end)
    }

    @Test func aDriveBeforeSetUpIsAProblem() throws {
        let drive = DriveOrder(request: 1, slot: FakeKernel.slot, modules: [], bytes: 64, nonce: 1)
        #expect(try FakeHarness().talk([.drive(drive), .finish]).problems == ["a drive came before setUp"])
    }

    @Test func whatComesBehindTheEndIsNotTaken() throws {
        let harness = try FakeHarness()
        let said = try harness.talk([.finish, .setUp(magic: 1, devices: [.edu])])
        #expect(said.last == .end)
        #expect(harness.kernel.calls("setup").isEmpty)
    }

    @Test func aFrameThatIsNoCommandEndsTheGuest() throws {
        let harness = try FakeHarness()
        try harness.put(Codec.encode(.setUp(magic: 1, devices: [])))
        try harness.put([99, 1, 2])
        let said = try harness.talk([.finish])
        #expect(said.problems.count == 1)
        #expect(said.problems[0].hasSuffix("; the guest ends"))
        #expect(said.last == .problem(said.problems[0]))
        #expect(said.files.isEmpty)
    }

    @Test(arguments: [("", 120), ("dmaroute.idle=7", 7)]) func silenceEndsTheGuest(words: String, seconds: Int) throws {
        let harness = try FakeHarness()
        let began = harness.kernel.now
        let said = try harness.talk(words, [.setUp(magic: 1, devices: [.edu])])
        #expect(said.last == .problem("no command for \(seconds) s; the guest ends"))
        #expect(abs(harness.kernel.now - began - seconds * 1000) < 1000)
    }

    @Test func filesComeInThisOrderAndWhole() throws {
        let harness = try FakeHarness()
        harness.kernel.say("one")
        harness.kernel.say("two", seconds: 12)
        let said = try harness.talk([.setUp(magic: 1, devices: [.edu]), .finish])
        #expect(said.files.map(\.name) == ["ftrace.txt", "trace-stats.txt", "kmsg.txt", "facts.txt"])
        #expect(said.file("ftrace.txt") == "the trace")
        #expect(said.file("trace-stats.txt") == "cpu0\noverrun: 0\ncommit overrun: 0\n")
        #expect(said.file("kmsg.txt") == "[1.000042] one\n[12.000042] two\n")
        #expect(said.file("facts.txt")?.hasSuffix("control.finish.0000:00:05.0=0\n") == true)
    }

    @Test func aLongFileComesInPieces() throws {
        let harness = try FakeHarness()
        let trace = String(repeating: "0123456789abcdef", count: 40_000)
        harness.kernel.put(trace, at: "\(FakeKernel.tracing)/trace")
        let said = try harness.talk([.setUp(magic: 1, devices: []), .finish])
        #expect(said.file("ftrace.txt") == trace)
        let pieces = said.compactMap { if case .file("ftrace.txt", let bytes) = $0 { bytes.count } else { nil } }
        #expect(pieces == [AgentChannel.piece, AgentChannel.piece, 640_000 - 2 * AgentChannel.piece])
    }

    @Test func aFileThatCannotBeReadIsAProblemAndTheOthersAreSent() throws {
        let harness = try FakeHarness()
        harness.kernel.readErrors["\(FakeKernel.tracing)/trace"] = EIO
        harness.kernel.say("still here")
        let said = try harness.talk([.setUp(magic: 1, devices: [.edu]), .finish])
        #expect(said.problems == ["read /sys/kernel/tracing/trace: Input/output error"])
        #expect(said.files.map(\.name) == ["trace-stats.txt", "kmsg.txt", "facts.txt"])
        #expect(said.last == .end)
    }

    @Test func aLogThatCanNoLongerBeReadIsAProblemAndTheFactsAreSent() throws {
        let harness = try FakeHarness()
        let before = harness.kernel.onWrite
        harness.kernel.onWrite = { kernel, path, text in
            before(kernel, path, text)
            kernel.openErrors["/dev/kmsg"] = EACCES
        }
        let said = try harness.talk([.setUp(magic: 1, devices: [.edu]), .finish])
        #expect(said.problems == ["open /dev/kmsg: Permission denied"])
        #expect(said.files.map(\.name) == ["ftrace.txt", "trace-stats.txt", "facts.txt"])
        #expect(said.last == .end)
    }

    @Test func withoutSetUpThereIsNoTraceToSend() throws {
        let harness = try FakeHarness()
        harness.kernel.say("x")
        #expect(try harness.talk([.finish]).files.map(\.name) == ["kmsg.txt", "facts.txt"])
    }

    @Test func aKernelWithoutALogEndsBeforeItsFirstWord() throws {
        let harness = try FakeHarness()
        harness.kernel.openErrors["/dev/kmsg"] = ENOENT
        let error = #expect(throws: Problem.self) { try harness.talk([.finish]) }
        #expect(error?.text == "open /dev/kmsg: No such file or directory")
    }

    @Test func aHarnessThatReadsNothingIsWaitedForAMinute() throws {
        let harness = try FakeHarness()
        harness.kernel.files["\(FakeKernel.tracing)/trace"] = [UInt8](repeating: 0x61, count: 8 << 20)
        let began = harness.kernel.now
        let said = try harness.talk("dmaroute.dma=off", [.setUp(magic: 1, devices: []), .finish])
        #expect((60_000..<60_100).contains(harness.kernel.now - began))
        #expect(said.problems.count == 1, "what is smaller still has room")
        #expect(said.last == .end)
    }

    @Test func aChannelThatNobodyMadeIsAProblem() throws {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: GuestChannel.bytes, alignment: 4096)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: 4096)
        defer { memory.deallocate() }
        #expect(throws: Problem.self) { try AgentChannel(memory, FakeKernel.guest()) }
    }

    @Test func aGuestWithoutTheChannelsDeviceSaysWhichOneItLacks() throws {
        let error = #expect(throws: Problem.self) { try AgentChannel(FakeKernel.guest()) }
        #expect(error?.text == "no PCI device 1af4:1110 in /sys/bus/pci/devices")
    }

    @Test func theChannelsDeviceIsSwitchedOnBeforeItIsMapped() throws {
        let kernel = FakeKernel.guest()
        kernel.add("0000:00:03.0", vendor: "0x1af4", device: "0x1110")
        let folder = "\(PCI.folder)/0000:00:03.0"
        kernel.put("0", at: "\(folder)/enable")
        let error = #expect(throws: Problem.self) { try AgentChannel(kernel) }
        #expect(kernel.calls == ["write \(folder)/enable 1"])
        #expect(error?.text == "open \(folder)/resource2: No such file or directory")
    }

    /// Pieces of what is made in memory.
    @Test func aLongLogComesWholeAndInPieces() throws {
        let harness = try FakeHarness()
        let messages = (0..<60).map { "\($0) " + String(repeating: "x", count: 7900 + $0) }
        for message in messages { harness.kernel.say(message) }
        let said = try harness.talk([.setUp(magic: 1, devices: []), .finish])
        let pieces = said.compactMap { if case .file("kmsg.txt", let bytes) = $0 { bytes.count } else { nil } }
        #expect(pieces.dropLast() == [AgentChannel.piece])
        #expect(said.file("kmsg.txt") == messages.map { "[1.000042] \($0)\n" }.joined())
    }

    @Test func atTheEndOnlyTheLogAndTheProbeAreOpen() throws {
        let harness = try FakeHarness()
        _ = try harness.talk("dmaroute.modules=nvme", [.setUp(magic: 1, devices: [.edu]), .finish])
        #expect(harness.kernel.opened.values.map(\.path).sorted() == ["/dev/dmaroute", "/dev/kmsg"])
        #expect(harness.kernel.flags["/dev/dmaroute"] == O_RDWR)
    }
}
