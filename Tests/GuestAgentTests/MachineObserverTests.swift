import Glibc
import GuestProtocol
import TestSupport
import Testing

@testable import GuestAgent

/// The whole of an observation, on a kernel that answers and a folder that is real.
struct MachineObserverTests {
    private let kernel = FakeKernel.guest()
    private let scratch: Scratch
    private let told = Told()

    private final class Told {
        var lines: [String] = []
        /// What the observer did to its own process, and how many files of the kernel's were open then.
        var steps: [String] = []
        var signal: Int32 = 0
    }

    init() throws { scratch = try Scratch() }

    private static let name = "dmaroute_\(getpid())"
    private static let instance = "\(FakeKernel.tracing)/instances/\(name)"

    private func addTracing(_ trace: String) {
        kernel.put("", at: "\(FakeKernel.tracing)/instances/mine/trace")
        kernel.onFolder = { kernel, path in
            for file in ["buffer_size_kb", "tracing_on", "trace_marker", "events/swiotlb/enable"] {
                kernel.put("", at: "\(path)/\(file)")
            }
            kernel.put(trace, at: "\(path)/trace_pipe")
            kernel.put("overrun: 1\n", at: "\(path)/per_cpu/cpu0/stats")
        }
    }

    private func observe(seconds: Int = 2, maxSize: Int = 1 << 20, dropped: Int32 = 0) -> Int32 {
        var world = MachineObserver.World()
        world.system = kernel
        world.noteEnds = { [told] in told.steps.append("note ends") }
        world.endedBy = { [told] in told.signal }
        world.dropCapabilities = { [told, kernel] in
            told.steps.append("drop with \(kernel.opened.values.map(\.path).sorted())")
            return dropped
        }
        let options = ObserverOptions(folder: "\(scratch.path)/seen", seconds: seconds, maxSize: maxSize)
        return MachineObserver(options, world) { [told] in told.lines.append($0) }.run()
    }

    private func facts() throws -> [String] {
        try scratch.text("seen/facts.txt").split(separator: "\n").map(String.init)
    }

    @Test func anObservationLastsItsTimeAndLeavesItsFiles() throws {
        addTracing("one\ntwo\n")
        kernel.say("a message")
        let began = kernel.now
        #expect(observe() == 0)
        #expect((2010..<2050).contains(kernel.now - began), "ten milliseconds to settle, and two seconds")
        #expect(try scratch.text("seen/ftrace.txt") == "one\ntwo\n")
        #expect(try scratch.text("seen/kmsg.txt") == "[1.000042] a message\n")
        #expect(try scratch.text("seen/trace-stats.txt") == "cpu0\noverrun: 1\n")
        let facts = try facts()
        #expect(facts.prefix(3) == ["observe.format=1", "observe.seconds=2", "observe.max_size=1048576"])
        #expect(facts.contains("trace=armed") && facts.contains("pci.0000:00:05.0.id=1234:11e8"))
        #expect(facts.last == "observe.end=time")
        #expect(facts.count { $0.hasPrefix("observe.format") } == 1)
        #expect(
            told.lines.suffix(2) == [
                "\(scratch.path)/seen: 8 bytes of trace, ended by time",
                "judge it on any machine: dmaroute check \(scratch.path)/seen",
            ])
    }

    /// The log needs rights that are then given up; what the trace needs, an open tracefs gives.
    @Test func rightsAreGivenUpOnceTheLogIsOpenAndBeforeAnythingIsTraced() {
        addTracing("x\n")
        kernel.onFolder = { [told, before = kernel.onFolder] kernel, path in
            before(kernel, path)
            told.steps.append("instance")
        }
        _ = observe()
        #expect(told.steps == ["note ends", "drop with [\"/dev/kmsg\"]", "instance"])
    }

    @Test func theInstanceIsArmedWhileItIsPausedAndGoesWithItsProbesAlone() {
        addTracing("x\n")
        _ = observe()
        let on = kernel.calls("write \(Self.instance)/tracing_on")
        #expect(on.map { String($0.suffix(1)) } == ["0", "1", "0"])
        let start = kernel.calls.firstIndex(of: "write \(Self.instance)/tracing_on 1") ?? .max
        let enabled = kernel.calls.lastIndex { $0.hasSuffix("/enable 1") } ?? .max
        let mark = kernel.calls.firstIndex(of: "write \(Self.instance)/trace_marker dmaroute: agent") ?? .max
        #expect(enabled < start && start < mark)
        #expect(kernel.calls("make") == ["make \(Self.instance)"])
        #expect(kernel.calls("remove") == ["remove \(Self.instance)"])
        #expect(kernel.calls.contains("write \(FakeKernel.tracing)/kprobe_events -:\(Self.name)/pool_map"))
        #expect(kernel.flags["\(Self.instance)/trace_pipe"] == O_RDONLY | O_NONBLOCK)
        #expect(kernel.opened.values.map(\.path) == ["/dev/kmsg"])
    }

    @Test func aTraceThatIsLargeEnoughEndsItAndIsCutBehindALine() throws {
        addTracing(String(repeating: "0123456789\n", count: 20_000))
        let began = kernel.now
        #expect(observe(seconds: 100, maxSize: 65536) == 0)
        #expect(kernel.now - began < 100)
        #expect(try scratch.text("seen/ftrace.txt").utf8.count == 65536 / 11 * 11)
        #expect(try facts().last == "observe.end=size")
    }

    @Test func aTraceWithoutALineEndIsNone() throws {
        addTracing("half a line")
        _ = observe()
        #expect(try scratch.text("seen/ftrace.txt") == "")
    }

    @Test(arguments: [SIGINT, SIGTERM]) func aSignalEndsItAndIsTheExitCode(signal: Int32) throws {
        addTracing("x\n")
        kernel.later = [(kernel.now + 500, { [told] _ in told.signal = signal })]
        let began = kernel.now
        #expect(observe(seconds: 100) == 128 + signal)
        #expect((490..<600).contains(kernel.now - began))
        #expect(try facts().last == "observe.end=signal \(signal)")
        #expect(kernel.calls("remove") == ["remove \(Self.instance)"])
    }

    @Test func whatComesBetweenTheLastLookAndTheEndIsTaken() throws {
        addTracing("x\n")
        let before = kernel.onWrite
        kernel.onWrite = { kernel, path, text in
            before(kernel, path, text)
            guard path.hasSuffix("tracing_on"), text == "0", kernel.calls("write").count > 10 else { return }
            kernel.put("x\nlate\n", at: "\(Self.instance)/trace_pipe")
        }
        _ = observe()
        #expect(try scratch.text("seen/ftrace.txt") == "x\nlate\n")
    }

    @Test func withoutTimeNothingIsTraced() throws {
        addTracing("x\n")
        #expect(observe(seconds: 0) == 0)
        #expect(kernel.calls("make").isEmpty)
        #expect(try facts().last == "observe.end=nothing was traced")
        #expect(told.lines.first == "\(scratch.path)/seen: 0 bytes of trace, ended by nothing was traced")
    }

    @Test func whatMayNotBeDoneIsALackAndAllElseIsObserved() throws {
        kernel.openErrors["/dev/kmsg"] = EPERM
        #expect(observe(dropped: -EPERM) == 0)
        let lacks = [
            "open /dev/kmsg: Operation not permitted", "give up capabilities: Operation not permitted",
        ]
        #expect(
            try facts().filter { $0.hasPrefix("observe.lack=") }.prefix(2) == lacks.map { "observe.lack=\($0)" }[...])
        #expect(told.lines.prefix(2) == lacks.map { "not to be had: \($0)" }[...])
        #expect(try scratch.text("seen/kmsg.txt") == "")
        #expect(try facts().last == "observe.end=nothing was traced")
    }

    @Test func whatCannotBeArmedIsTold() {
        addTracing("x\n")
        _ = observe()
        #expect(told.lines.contains { $0.hasPrefix("not to be had: dma: open \(Self.instance)/events/dma/enable: ") })
    }

    /// A folder that cannot be made is the one thing that it cannot go without.
    @Test func withoutAFolderNothingIsObserved() throws {
        try scratch.write("mine", to: "seen/facts.txt")
        #expect(observe() == 2)
        #expect(told.lines.count == 1 && told.lines[0].hasPrefix("error: make the folder \(scratch.path)/seen, "))
        #expect(told.steps == ["note ends"])
    }

    @Test(arguments: [(1, 8192), (8, 8192), (16, 4096), (512, 128), (4096, 128)])
    func allProcessorsShareTheBuffers(processors: Int, kibibytes: Int) throws {
        addTracing("")
        let instance = try TracingInstance(root: FakeKernel.tracing, processors: processors, kernel)
        #expect(instance.tracing.place.bufferKiB == kibibytes)
        #expect(kernel.text(at: "\(Self.instance)/buffer_size_kb") == "\(kibibytes)")
    }

    @Test func whatCannotBeRemovedIsToldWithTheReason() throws {
        addTracing("")
        let instance = try TracingInstance(root: FakeKernel.tracing, processors: 1, kernel)
        kernel.writeErrors["\(FakeKernel.tracing)/kprobe_events"] = EBUSY
        let problems = instance.remove().map(\.text)
        #expect(problems.allSatisfy { $0 == "write \(FakeKernel.tracing)/kprobe_events: Device or resource busy" })
        #expect(problems.count == KernelProbe.pool.count + KernelProbe.calls.count + KernelProbe.api.count)
    }

    // MARK: the processor

    /// An AMD guest: leaf 1 says that there is a hypervisor, which has a leaf of its own.
    private func leaves(highest: UInt32, extended: UInt32, isGuest: Bool) -> [String] {
        Processor.leaves { leaf in
            switch leaf {
            case 0: [highest, 1, 2, 3]
            case 1: [0, 0, isGuest ? 1 << 31 : 1 << 30, 0]
            case 0x8000_0000: [extended, 0, 0, 0]
            default: [leaf, 0xab, 0, 0xffff_ffff]
            }
        }.map { "\($0.leaf)=\($0.values)" }
    }

    @Test func leavesThatAreThereAreTold() {
        #expect(
            leaves(highest: 0x21, extended: 0x8000_001f, isGuest: true) == [
                "0x0=0x21 0x1 0x2 0x3", "0x1=0x0 0x0 0x80000000 0x0", "0x21=0x21 0xab 0x0 0xffffffff",
                "0x40000000=0x40000000 0xab 0x0 0xffffffff", "0x80000000=0x8000001f 0x0 0x0 0x0",
                "0x8000001f=0x8000001f 0xab 0x0 0xffffffff",
            ])
    }

    @Test func leavesBeyondTheLastAreLeftOut() {
        func names(_ highest: UInt32, _ extended: UInt32, _ isGuest: Bool) -> [String] {
            leaves(highest: highest, extended: extended, isGuest: isGuest).map { String($0.prefix { $0 != "=" }) }
        }
        #expect(names(0x20, 0x8000_001e, false) == ["0x0", "0x1", "0x80000000"])
        #expect(names(0x21, 0x8000_0000, false) == ["0x0", "0x1", "0x21", "0x80000000"])
        #expect(names(0, 0, true) == ["0x0"], "of a leaf that is not there nobody asks who is below")
    }

    @Test func registersAreReadAtTheirNumber() {
        kernel.put("", at: "/dev/cpu/0/msr")
        kernel.sparse["/dev/cpu/0/msr"] = [
            0xc001_0010: [0, 0, 0x80, 0, 0, 0, 0, 0x01], 0xc001_0131: [3, 0, 0, 0, 0, 0, 0, 0],
        ]
        let read = Processor.modelRegisters(kernel)
        #expect(read.map(\.value) == ["0x100000000800000", "0x3"])
        #expect(kernel.opened.isEmpty)
        kernel.sparse["/dev/cpu/0/msr"] = [0xc001_0010: [1, 2, 3, 4]]
        #expect(Processor.modelRegisters(kernel)[0].value == "unreadable: read /dev/cpu/0/msr: Input/output error")
    }

    @Test func whoObservesAndWhichProcessorsThereCanBeAreTold() {
        kernel.put("0-7\n", at: "/sys/devices/system/cpu/possible")
        kernel.put("00001000-0009fbff : System RAM\n", at: "/proc/iomem")
        let lines = MachineFacts(observing: ObserverOptions(folder: "x"), kernel).text.split(separator: "\n")
        #expect(lines[1...3] == ["observe.seconds=10", "observe.max_size=67108864", "observe.user=\(geteuid())"])
        #expect(lines.contains("cpu.possible=0-7") && lines.contains("iomem.ram=0x00001000-0x0009fbff"))
        #expect(lines.contains("uname.release=7.3.4-test") && lines.contains("processors=2"))
    }
}
