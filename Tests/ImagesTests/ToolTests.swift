import Foundation
import Testing

@testable import Images

@Suite struct ToolTests {
    static func shell(_ script: String, limit: Duration = .seconds(20)) -> Tool {
        Tool(name: "/bin/sh", arguments: ["-c", script], timeLimit: limit)
    }

    @Test func aMissingProgramNamesItsPackage() async {
        var tool = Tool(name: "zstd", arguments: [], timeLimit: .seconds(5))
        tool.environment["PATH"] = "/nowhere"
        let error = await #expect(throws: ImageError.self) { try await tool.run() }
        #expect(error?.kind == .missingTool)
        #expect(error?.hint == "install the Debian package zstd")
    }

    @Test func aFailureTellsItsLastWords() async {
        let error = await #expect(throws: ImageError.self) {
            try await Self.shell("for i in 1 2 3; do echo line $i >&2; done; printf '\\033[31mred' >&2; exit 3").run()
        }
        #expect(error?.log == ["line 1", "line 2", "line 3", "[31mred"])
    }

    @Test(.timeLimit(.minutes(1))) func theTimeLimitEndsAllThatItStarted() async throws {
        let scratch = try Scratch()
        let start = ContinuousClock.now
        let error = await #expect(throws: ImageError.self) {
            try await Self.shell(
                "trap '' TERM; (trap '' TERM; sleep 6; touch \(scratch.path)/alive) & sleep 60", limit: .seconds(1)
            ).run()
        }
        #expect(error?.kind == .timeLimit)
        #expect(ContinuousClock.now - start < .seconds(8))
        try await Task.sleep(for: .seconds(5))
        #expect(FileStamp(of: "\(scratch.path)/alive") == nil)
    }

    @Test(.timeLimit(.minutes(1))) func cancellingEndsIt() async throws {
        let task = Task { try await Self.shell("sleep 60", limit: .seconds(60)).run() }
        try await Task.sleep(for: .milliseconds(300))
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
    }

    @Test(.timeLimit(.minutes(1))) func endlessOutputIsBounded() async {
        let error = await #expect(throws: ImageError.self) {
            try await Self.shell("yes", limit: .seconds(30)).run(into: .memory(limit: 100_000))
        }
        #expect(error?.message.contains("more than the 100000 bytes") == true)
    }

    @Test func longOutputIsDrainedAndItsEndKept() async throws {
        let output = try await Self.shell("seq 1 200000; echo end").run()
        #expect(output.log.last == "end")
        #expect(output.log.count < 10_000)
    }

    @Test(.timeLimit(.minutes(1))) func aPipeFailsWithEitherSide() async throws {
        try await Self.shell("echo 1").run(into: Self.shell("grep -q 1"))
        await #expect(throws: ImageError.self) {
            try await Self.shell("exit 1").run(into: Self.shell("cat >/dev/null"))
        }
        await #expect(throws: ImageError.self) {
            try await Self.shell("echo 1").run(into: Self.shell("cat >/dev/null; exit 1"))
        }
    }

    @Test func makeflagsDoNotReachPrograms() { #expect(ToolEnvironment.standard()["MAKEFLAGS"] == nil) }
}
