import Foundation
import TestSupport
import Testing

@testable import Images

@Suite struct ToolTests {
    static func shell(_ script: String, limit: Duration = .seconds(240)) -> Tool {
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

    /// What it starts sleeps far longer than the test may take and ignores SIGTERM, so a process that is gone was ended.
    /// However slow the machine, the limit is grown until the processes stood before it passed.
    @Test(.timeLimit(.minutes(30))) func theTimeLimitEndsAllThatItStarted() async throws {
        let scratch = try Scratch()
        let script = "trap '' TERM; sleep 3600 & echo $! $$ >\(scratch.path)/pids; sleep 3600"
        var started: [Substring] = []
        for limit in [1, 5, 25] where started.count < 2 {
            let error = await #expect(throws: ImageError.self) {
                try await Self.shell(script, limit: .seconds(limit)).run()
            }
            #expect(error?.kind == .timeLimit)
            let text = try? String(contentsOfFile: "\(scratch.path)/pids", encoding: .utf8)
            started = (text ?? "").split(whereSeparator: \.isWhitespace)
        }
        try #require(started.count == 2)
        while started.contains(where: Self.isAlive) { try await Task.sleep(for: .milliseconds(50)) }
    }

    /// Whether a process runs; one that nobody waited for has ended all the same.
    private static func isAlive(_ pid: Substring) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
        return stat.split(separator: ")").last?.split(separator: " ").first != "Z"
    }

    @Test(.timeLimit(.minutes(30))) func cancellingEndsIt() async throws {
        let task = Task { try await Self.shell("sleep 3600", limit: .seconds(3600)).run() }
        try await Task.sleep(for: .milliseconds(300))
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
    }

    @Test(.timeLimit(.minutes(30))) func endlessOutputIsBounded() async {
        let error = await #expect(throws: ImageError.self) {
            try await Self.shell("yes").run(into: .memory(limit: 100_000))
        }
        #expect(error?.message.contains("more than the 100000 bytes") == true)
    }

    @Test func longOutputIsDrainedAndItsEndKept() async throws {
        let output = try await Self.shell("seq 1 200000; echo end").run()
        #expect(output.log.last == "end")
        #expect(output.log.count < 10_000)
    }

    @Test(.timeLimit(.minutes(30))) func aPipeFailsWithEitherSide() async throws {
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
