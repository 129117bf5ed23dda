import Foundation
import Lab
import TestSupport
import Testing

@testable import DMARouteCommand

/// Verbs that start programs, and who wants out meanwhile.
@Suite struct VerbInterruptionTests {
    @Test(.timeLimit(.minutes(1))) func whatIsAtWorkIsCancelled() async throws {
        let cancellation = Cancellation()
        let begin = ContinuousClock.now
        let work = Task {
            try await Interruption.running(cancellation) { try await Task.sleep(for: .seconds(3600)) }
        }
        cancellation.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
        #expect(ContinuousClock.now - begin < .seconds(30))
        struct Broken: Error {}
        await #expect(throws: CancellationError.self, "whatever a program's end is told as") {
            try await Interruption.running(cancellation) { throw Broken() }
        }
        await #expect(throws: Broken.self) {
            try await Interruption.running(Cancellation()) { throw Broken() }
        }
        #expect(try await Interruption.running(Cancellation()) { 7 } == 7)
    }

    private static let command: String? = {
        let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
        let path = "\(folder)/dmaroute"
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    /// Its programs once lived on, with the lock on the cache free and their folder left.
    @Test(
        .enabled(if: command != nil), .timeLimit(.minutes(2)),
        arguments: [(SIGTERM, 143), (SIGHUP, 143), (SIGINT, 130)] as [(Int32, Int32)]
    ) func imagesEndsItsPrograms(number: Int32, code: Int32) throws {
        let scratch = try Scratch()
        // Whatever apt is asked for takes for ever.
        for name in ["apt-get", "apt-config", "apt-cache", "apt"] {
            let path = try scratch.write(
                "#!/bin/sh\necho $$ >>'\(scratch.path)/pids'\nsleep 1000 & wait\n", to: "bin/\(name)")
            chmod(path, 0o755)
        }
        let process = Process()
        // Another test may have had signals ignored here, which what is started inherits.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["--default-signal", try #require(Self.command), "images", "linux-6.1"]
        process.environment = ["PATH": "\(scratch.path)/bin:/usr/bin:/bin", "HOME": scratch.path]
        process.standardError = FileHandle.nullDevice
        try process.run()
        while (try? scratch.text("pids"))?.hasSuffix("\n") != true {
            try #require(process.isRunning, "it ended before any program was started")
            usleep(10_000)
        }
        kill(process.processIdentifier, number)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == code)
        for pid in try scratch.text("pids").split(separator: "\n").compactMap({ pid_t($0) }) {
            // Of its session nobody is left, whatever has reaped them.
            for _ in 0..<500 where kill(-pid, 0) == 0 { usleep(10_000) }
            #expect(kill(-pid, 0) != 0, "\(pid) lives on")
        }
        #expect(scratch.names(".cache/dmaroute/tmp").isEmpty)
    }
}
