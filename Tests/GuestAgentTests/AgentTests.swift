import Glibc
import GuestProtocol
import Synchronization
import TestSupport
import Testing

@testable import GuestAgent

/// The agent as a process: what only a guest's first one does, and what it leaves to others.
struct AgentTests {
    private let kernel = FakeKernel.guest()

    /// What it did, in order; it finds no channel.
    private func life(process: pid_t, cmdline: String = "") -> [String] {
        kernel.put("\(cmdline)\n", at: "/proc/cmdline")
        let began = kernel.now
        let done = Done()
        Agent(
            process: process, system: kernel,
            mount: {
                done.add("mount")
                return []
            },
            happen: { done.add("\($0)") }, tell: { done.add($0) },
            powerOff: { [kernel] in done.add("off after \(kernel.now - began) ms") }
        ).run()
        return done.all
    }

    private final class Done {
        private(set) var all: [String] = []
        func add(_ text: String) { all.append(text) }
    }

    private static let lacking = "dmaroute-agent: no PCI device 1af4:1110 in /sys/bus/pci/devices\n"

    @Test func theFirstProcessSwitchesTheMachineOffFiveSecondsLater() {
        #expect(life(process: 1) == ["mount", Self.lacking, "off after 5000 ms"])
    }

    @Test func anyOtherProcessLeavesTheMachineAlone() {
        #expect(life(process: 2, cmdline: "dmaroute.fault=panic") == ["mount", Self.lacking])
        #expect(kernel.now == 5000)
    }

    @Test(arguments: ["hang", "panic", "flood"]) func aFaultHappensBeforeTheFirstWord(name: String) {
        #expect(life(process: 1, cmdline: "quiet dmaroute.fault=\(name)").prefix(3) == ["mount", name, Self.lacking])
    }

    @Test func whatCouldNotBeMountedIsToldTheHarness() throws {
        let scratch = try Scratch()
        let (harness, path) = try channel(in: scratch)
        var (commands, reports) = harness
        _ = try commands.send(Codec.encode(.finish))
        kernel.add("0000:00:03.0", vendor: "0x1af4", device: "0x1110")
        kernel.put("0", at: "\(PCI.folder)/0000:00:03.0/enable")
        kernel.put("", at: "\(PCI.folder)/0000:00:03.0/resource2")
        kernel.realFiles["\(PCI.folder)/0000:00:03.0/resource2"] = path
        Agent(process: 7, system: kernel, mount: { [Problem("one")] }, tell: { Issue.record("\($0)") }).run()
        var said: [Report] = []
        while let frame = try reports.receive() { said.append(try Codec.decodeReport(frame)) }
        #expect(said.prefix(2) == [.hello(version: Codec.version, release: "7.3.4-test"), .problem("one")])
        #expect(said.last == .end)
        let linux = LinuxCalls()
        let open = linux.names(in: "/proc/self/fd").compactMap { linux.target(of: "/proc/self/fd/\($0)") }
        #expect(!open.contains(path), "what is mapped needs no file any more")
        #expect(kernel.flags["\(PCI.folder)/0000:00:03.0/resource2"] == O_RDWR)
    }

    /// A channel in a file, and the harness's end of it.
    private func channel(in scratch: Scratch) throws -> ((Ring, Ring), String) {
        let path = try scratch.write("", to: "channel")
        #expect(truncate(path, off_t(GuestChannel.bytes)) == 0)
        let file = LinuxCalls().openFile(path, O_RDWR)
        defer { close(file) }
        let mapped = mmap(nil, GuestChannel.bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        let memory = try #require(mapped != MAP_FAILED ? mapped : nil)
        GuestChannel.format(memory)
        return (try GuestChannel.harness(memory), path)
    }

    @Test(arguments: [0, EBUSY, EPERM, ENODEV]) func whatIsMountedAlreadyIsNoProblem(result: Int32) {
        let asked = Mutex<[String]>([])
        let problems = Mounts.mountAll { kind, path in
            asked.withLock { $0.append("\(kind) \(path)") }
            return kind == "tracefs" ? result : 0
        }
        #expect(
            asked.withLock { $0 } == ["sysfs /sys", "tracefs /sys/kernel/tracing", "debugfs /sys/kernel/debug"])
        let reason = String(cString: strerror(result))
        #expect(
            problems.map(\.text)
                == (result == 0 || result == EBUSY ? [] : ["mount tracefs on /sys/kernel/tracing: \(reason)"]))
    }

    @Test func aPanicIsTheEndOfTheProcessWithItsReason() async throws {
        let end = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
            Fault.panic.happen()
        }
        let said = String(decoding: try #require(end).standardErrorContent, as: UTF8.self)
        #expect(said.contains("dmaroute-agent: panic was asked for\n"))
    }

    /// Nothing ends it but a signal.
    @Test func aHangSaysSoOnceAndStays() async throws {
        let end = await #expect(processExitsWith: .signal(SIGALRM), observing: [\.standardErrorContent]) {
            Self.alarm(milliseconds: 60)
            Fault.hang.happen()
        }
        #expect(Self.times("hang", in: try #require(end).standardErrorContent) == 1)
    }

    @Test func aFloodDoesNotStopSpeaking() async throws {
        let end = await #expect(processExitsWith: .signal(SIGALRM), observing: [\.standardErrorContent]) {
            Self.alarm(milliseconds: 60)
            Fault.flood.happen()
        }
        #expect(Self.times("flood", in: try #require(end).standardErrorContent) > 1)
    }

    private static func alarm(milliseconds: Int) {
        signal(SIGALRM, SIG_DFL)
        var timer = itimerval()
        timer.it_value.tv_usec = milliseconds * 1000
        setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
    }

    private static func times(_ fault: String, in bytes: [UInt8]) -> Int {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .count { $0 == "dmaroute-agent: \(fault) was asked for" }
    }

    /// What stays open would in the end be all that a process may have.
    @Test func workThatIsDoneLeavesNothingOpen() async {
        await #expect(processExitsWith: .success) {
            func open() -> Int { LinuxCalls().names(in: "/proc/self/fd").count }
            func work() throws {
                for _ in 0..<20 { _ = try Abandonable.answer(within: 30) { [1] } }
                for _ in 0..<20 { _ = try Abandonable.answer(within: 0) { [] } }
            }
            // What the process itself opens for the first of them stays open.
            try work()
            usleep(200_000)
            let before = open()
            try work()
            // The thread closes its end behind the answer.
            for _ in 0..<60_000 where open() >= before + 20 { usleep(1000) }
            exit(open() < before + 20 ? 0 : 1)
        }
    }

    @Test func anAnswerAsLongAsAPipeTakesItIsWhole() throws {
        let long = (0..<Int(PIPE_BUF)).map { UInt8(truncatingIfNeeded: $0) }
        #expect(try Abandonable.answer(within: 30) { long } == long)
    }
}
