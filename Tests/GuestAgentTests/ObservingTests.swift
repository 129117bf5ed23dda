import Foundation
import GuestProtocol
import TestSupport
import Testing

@testable import GuestAgent

/// An observer's folder, and what it leaves in tracefs.
struct ObservingTests {
    private let scratch: Scratch
    private let linux = LinuxCalls()

    init() throws { scratch = try Scratch() }

    @Test func theFolderIsItsOwnersAloneAndItsFilesStandFromTheBeginning() throws {
        let path = "\(scratch.path)/observed"
        let folder = try EvidenceFolder(making: path, linux)
        #expect(scratch.names("observed") == ["facts.txt", "ftrace.txt", "kmsg.txt", "trace-stats.txt"])
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o700)
        try folder.append(Array("a=".utf8), to: "facts.txt")
        try folder.append("1\n".utf8, to: "facts.txt")
        #expect(throws: Problem.self) { try folder.append([1], to: "other.txt") }
        try folder.close()
        #expect(try scratch.text("observed/facts.txt") == "a=1\n" && scratch.names("observed").count == 4)
        #expect(throws: Problem.self) { try folder.append([1], to: "facts.txt") }
    }

    @Test func aFolderThatIsThereIsNotTouched() throws {
        try scratch.write("mine", to: "observed/facts.txt")
        let error = #expect(throws: Problem.self) { try EvidenceFolder(making: "\(scratch.path)/observed", linux) }
        #expect(
            error?.text.hasPrefix("make the folder \(scratch.path)/observed, which must not be there yet: ") == true)
        #expect(try scratch.text("observed/facts.txt") == "mine")
    }

    @Test func tracefsIsFoundWhereItIsMounted() throws {
        let kernel = FakeKernel.guest()
        kernel.put("", at: "/sys/kernel/debug/tracing/instances/x/trace")
        #expect(try TracingInstance.root(kernel) == "/sys/kernel/debug/tracing")
        kernel.put("", at: "\(FakeKernel.tracing)/instances/x/trace")
        #expect(try TracingInstance.root(kernel) == FakeKernel.tracing)
        let error = #expect(throws: Problem.self) { try TracingInstance.root(FakeKernel()) }
        #expect(error?.text == "this kernel has no tracefs (CONFIG_FTRACE)")
    }

    /// No process has this number: the kernel's largest is 4,194,304 (include/linux/threads.h).
    private static let dead = "dmaroute_99999999"

    @Test func whatAKilledObserverLeftGoesAndAllElseStays() throws {
        let living = "dmaroute_\(ProcessInfo.processInfo.processIdentifier)"
        for name in [Self.dead, living, "mine", "dmaroute_x"] {
            try FileManager.default.createDirectory(
                atPath: "\(scratch.path)/instances/\(name)", withIntermediateDirectories: true)
        }
        let probes =
            "p:\(Self.dead)/pool_map f x=1\nr16:\(Self.dead)/pool_map_ret f x=1\np:\(living)/pool_map f x=1\np:mine/x f\n"
        try scratch.write(probes, to: "kprobe_events")
        #expect(TracingInstance.removeLeftovers(root: scratch.path, linux) == [Self.dead])
        #expect(scratch.names("instances") == ["dmaroute_x", living, "mine"].sorted())
        let written = try scratch.text("kprobe_events").dropFirst(probes.count)
        #expect(written == "-:\(Self.dead)/pool_map-:\(Self.dead)/pool_map_ret", "and no other probe is named")
    }

    @Test func probesOfAGroupWhoseNameOnlyBeginsLikeADeadOnesStay() throws {
        try scratch.write("p:\(Self.dead)/x f\np:\(Self.dead)_too/x f\n", to: "kprobe_events")
        #expect(TracingInstance.removeLeftovers(root: scratch.path, linux) == [Self.dead])
        #expect(try scratch.text("kprobe_events").hasSuffix("f\n-:\(Self.dead)/x"))
    }

    @Test func anInstanceThatCannotBeRemovedIsNotSaidToBe() throws {
        try scratch.write("", to: "instances/\(Self.dead)/busy")
        #expect(TracingInstance.removeLeftovers(root: scratch.path, linux).isEmpty)
    }

    @Test func anInstanceWithoutItsPipeLeavesNothing() throws {
        try scratch.write("", to: "kprobe_events")
        try FileManager.default.createDirectory(atPath: "\(scratch.path)/instances", withIntermediateDirectories: true)
        #expect(throws: Problem.self) { try TracingInstance(root: scratch.path, processors: 2, linux) }
        #expect(scratch.names("instances").isEmpty)
    }

    @Test func aTraceIsTakenUpToItsLimitAndTheRestStays() throws {
        let kernel = FakeKernel.guest()
        try FileManager.default.createDirectory(atPath: "\(scratch.path)/instances", withIntermediateDirectories: true)
        let name = "dmaroute_\(ProcessInfo.processInfo.processIdentifier)"
        kernel.put(String(repeating: "x", count: 200_000), at: "\(scratch.path)/instances/\(name)/trace_pipe")
        let instance = try TracingInstance(root: scratch.path, processors: 2, kernel)
        var text: [UInt8] = []
        instance.drain(into: &text, limit: 100_000)
        #expect(text.count == 100_000)
        instance.drain(into: &text, limit: 300_000)
        #expect(text.count == 200_000)
        #expect(instance.remove().isEmpty && scratch.names("instances").isEmpty)
    }

    @Test(arguments: [["--help"], ["-h"]]) func helpIsAsked(words: [String]) {
        #expect(ObserverCommand.run(words) == 0)
    }

    @Test(arguments: [[], ["--seconds", "3601", "x"], ["a", "b"]] as [[String]]) func nonsenseIsUsage(words: [String]) {
        #expect(ObserverCommand.run(words) == 2)
    }

    /// Who reads standard output takes what stands there for what was asked.
    @Test func helpIsAnAnswerAndUsageAComplaint() async throws {
        let help = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
        ) {
            exit(ObserverCommand.run(["--help"]))
        }
        let asked = try said(help)
        #expect(asked.output.contains("usage: ") && !asked.errors.contains("usage: "))
        let usage = await #expect(
            processExitsWith: .exitCode(2), observing: [\.standardOutputContent, \.standardErrorContent]
        ) {
            exit(ObserverCommand.run(["a", "b"]))
        }
        let wrong = try said(usage)
        #expect(wrong.errors.contains("error: one folder is written, and b would be a second\nusage: "))
        #expect(!wrong.output.contains("usage: "))
    }

    @Test func anObserverThatCannotBeginEndsWithTwo() async {
        await #expect(processExitsWith: .exitCode(2)) { exit(ObserverCommand.run(["/"])) }
    }

    private func said(_ result: ExitTest.Result?) throws -> (output: String, errors: String) {
        let result = try #require(result)
        return (
            String(decoding: result.standardOutputContent, as: UTF8.self),
            String(decoding: result.standardErrorContent, as: UTF8.self)
        )
    }

    @Test(arguments: [("64KiB", 65536), ("256MiB", 256 << 20), ("1MiB", 1 << 20)]) func sizesInTheirRange(
        text: String, bytes: Int
    ) {
        #expect(ObserverOptions.bytes(text) == bytes)
    }

    @Test(arguments: ["63KiB", "257MiB", "64", "64KB", "-1MiB", "KiB"]) func sizesBeyondItAreNone(text: String) {
        #expect(ObserverOptions.bytes(text) == nil)
    }

    @Test func secondsKeepTheirRange() throws {
        #expect(try ObserverOptions(words: ["x", "--seconds=0"]).seconds == 0)
        #expect(try ObserverOptions(words: ["x", "--seconds=3600"]).seconds == 3600)
        #expect(
            #expect(throws: Problem.self) { try ObserverOptions(words: ["x", "--seconds=3601"]) }?.text
                == "--seconds is 0 to 3600")
    }
}
