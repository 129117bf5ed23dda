import Glibc
import GuestProtocol
import Synchronization
import Testing

@testable import GuestAgent

/// What stands right above the kernel's calls: files, the log, time, and work that may hang.
struct KernelCallTests {
    private let kernel = FakeKernel.guest()

    @Test func textLosesItsLastLineEndAlone() {
        kernel.put("a\n\n", at: "/x")
        #expect(kernel.text("/x") == "a\n")
        #expect(kernel.text("/none") == nil)
        kernel.put("", at: "/y")
        #expect(kernel.text("/y") == "")
    }

    @Test func anErrorNamesTheFileAndTheReason() {
        kernel.put("", at: "/x")
        kernel.writeErrors["/x"] = ENOSPC
        #expect(
            #expect(throws: Problem.self) { try kernel.write("1", to: "/x") }?.text
                == "write /x: No space left on device")
        kernel.readErrors["/x"] = EPERM
        #expect(#expect(throws: Problem.self) { try kernel.read("/x") }?.text == "read /x: Operation not permitted")
        #expect(
            #expect(throws: Problem.self) { try kernel.write("1", to: "/z") }?.text
                == "open /z: No such file or directory")
        #expect(kernel.opened.isEmpty, "nothing stays open")
    }

    @Test func appendingKeepsWhatIsThere() throws {
        kernel.put("a\n", at: "/x")
        try kernel.write("b", to: "/x", appending: true)
        #expect(kernel.text(at: "/x") == "a\nb\n")
        try kernel.write("c", to: "/x")
        #expect(kernel.text(at: "/x") == "c")
    }

    @Test func aFileIsHandedOnInPieces() throws {
        kernel.files["/x"] = [UInt8](repeating: 1, count: 150_000)
        var pieces: [Int] = []
        try kernel.read("/x", piece: 70_000) { piece throws(Problem) in pieces.append(piece.count) }
        #expect(pieces == [131_072, 18_928])
        kernel.put("", at: "/empty")
        try kernel.read("/empty", piece: 1) { _ throws(Problem) in throw Problem("an empty file has no piece") }
    }

    @Test func theLogIsFreshOnceAndLimited() throws {
        kernel.say("old")
        let log = try KernelLog(fromStart: false, kernel)
        #expect(log.fresh() == [])
        for number in 0..<250 { kernel.say("line \(number)") }
        #expect(log.fresh() == (0..<200).map { "line \($0)" })
        #expect(log.fresh() == [], "what was beyond is passed over")
        kernel.log.append(nil)
        kernel.say("next")
        #expect(log.fresh() == ["(kernel messages were lost)", "next"])
    }

    @Test func theWholeLogIsInDmesgsForm() throws {
        kernel.log = [
            Array("6,1,7,-;first\n".utf8), nil, Array("4,2,12000345,-;second; with a semicolon\n SUBSYSTEM=x\n".utf8),
        ]
        #expect(
            String(decoding: try KernelLog.whole(kernel), as: UTF8.self)
                == "[0.000007] first\n[0.000000] (kernel messages were lost)\n[12.000345] second; with a semicolon\n")
        #expect(kernel.opened.isEmpty)
    }

    @Test func aKernelThatNeverStopsSpeakingIsCutOff() throws {
        let long = Array("6,1,7,-;\(String(repeating: "x", count: 8000))\n".utf8)
        kernel.log = Array(repeating: long, count: 6000)
        let bytes = try KernelLog.whole(kernel).count
        #expect((32 << 20..<33 << 20).contains(bytes))
    }

    @Test func aDeadlinePausesMoreTheLongerItWaits() {
        let deadline = AgentDeadline(seconds: 1, kernel)
        var pauses: [Int] = []
        while true {
            let before = kernel.now
            guard deadline.pause() else { break }
            pauses.append(kernel.now - before)
        }
        #expect(pauses.first == 1 && pauses.max() == 4 && pauses.last == 4)
        #expect(pauses == pauses.sorted())
        #expect((1000..<1004).contains(pauses.reduce(0, +)))
        #expect(deadline.hasPassed)
        let now = kernel.now
        #expect(!deadline.pause(milliseconds: 50) && kernel.now == now, "nobody sleeps once it has passed")
    }

    @Test func anAnswerInTimeIsTaken() throws {
        #expect(try Abandonable.answer(within: 10) { [1, 2, 3] } == [1, 2, 3])
        #expect(try Abandonable.answer(within: 10) { [] } == nil)
        let late = try Abandonable.answer(within: 60) {
            usleep(150_000)
            return [4]
        }
        #expect(late == [4], "seconds are no milliseconds")
    }

    @Test func workThatHangsIsLeftBehind() throws {
        // The kernel's first process gets none.
        signal(SIGPIPE, SIG_IGN)
        let box = Box()
        let answer = try Abandonable.answer(within: 0) {
            while !box.isReleased.withLock({ $0 }) { usleep(1000) }
            return [1]
        }
        #expect(answer == nil)
        box.isReleased.withLock { $0 = true }
    }

    private final class Box: Sendable { let isReleased = Mutex(false) }

    @Test func failuresAreNegativeWhateverTheirSign() {
        #expect(Failure(5).errno == -5 && Failure(-5).errno == -5)
        #expect(Problem("x", errno: -2).text == Problem("x", errno: 2).text)
    }

    @Test(arguments: [
        ("virtio_blk", true), ("8139cp", true), ("", false), ("..", false), ("a/b", false), ("a b", false),
    ])
    func aModulesNameIsNoPath(name: String, isName: Bool) { #expect(KernelModule.isName(name) == isName) }

    @Test func modulesOfTheCommandLineAreNamesInTheirOrder() {
        let options = BootOptions(commandLine: "dmaroute.modules=b,../x,a,,c dmaroute.observe=9999")
        #expect(options.modules == ["b", "a", "c"])
        #expect(options.observeSeconds == 3600)
        #expect(BootOptions(commandLine: "dmaroute.observe=0").observeSeconds == 1)
        #expect(BootOptions(commandLine: "dmaroute.observe=x").observeSeconds == nil)
    }

    @Test func anErrorOfThisMachinesKernelKeepsItsReason() {
        let error = #expect(throws: Problem.self) { try LinuxCalls().read("/proc") }
        #expect(error?.text == "read /proc: Is a directory")
    }

    /// The same calls on this machine.
    @Test func thisMachinesKernelAnswers() throws {
        let linux = LinuxCalls()
        #expect(linux.text("/proc/sys/kernel/osrelease")?.isEmpty == false)
        #expect(linux.openFile("/no/such/file", O_RDONLY) == -ENOENT)
        #expect(linux.names(in: "/proc/self").contains("status") && linux.names(in: "/no/such") == [])
        #expect(linux.target(of: "/proc/self") == "\(getpid())")
        #expect(linux.target(of: "/proc/version") == nil)
        #expect(linux.exists("/proc/version") && !linux.exists("/proc/no-such"))
        #expect(linux.processors > 0)
        let before = linux.milliseconds
        linux.sleep(microseconds: 2000)
        #expect(linux.milliseconds > before)
        #expect(#expect(throws: Problem.self) { try linux.write("x", to: "/proc/version") } != nil)
    }

    @Test func aWriteThatTakesNotAllIsAnError() {
        kernel.put("", at: "/x")
        kernel.shortWrites["/x"] = 2
        #expect(
            #expect(throws: Problem.self) { try kernel.write("123", to: "/x") }?.text == "write /x: Input/output error")
        #expect(kernel.opened.isEmpty)
    }

    @Test func theLogIsReadWithoutWaiting() throws {
        _ = try KernelLog(fromStart: true, kernel)
        #expect(kernel.flags["/dev/kmsg"] == O_RDONLY | O_NONBLOCK)
    }
}
