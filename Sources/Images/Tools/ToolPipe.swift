import Glibc
import Subprocess
import SystemPackage

extension Tool {
    /// Runs this program with its output into another one's input, both to their ends.
    func run(into second: Tool) async throws {
        let (reading, writing) = try FileDescriptor.pipe()
        // Closed on exec, so that the reader does not itself hold the writing end open and wait forever.
        for end in [reading, writing] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.write(to: writing) }
            group.addTask { try await second.read(from: reading) }
            defer { group.cancelAll() }
            try await group.waitForAll()
        }
    }

    private func write(to end: FileDescriptor) async throws {
        let output = try await withinTimeLimit {
            let result = try await Subprocess.run(
                configuration, input: .none, output: .fileDescriptor(end, closeAfterSpawningProcess: true),
                error: .sequence
            ) { try await ToolLog.tail(of: $0.standardError) }
            return Output(status: result.terminationStatus, bytes: [], log: result.closureResult)
        }
        guard output.status.isSuccess else { throw failure(output.status, log: output.log) }
    }

    private func read(from end: FileDescriptor) async throws {
        let output = try await withinTimeLimit {
            try await drain(into: .log, .fileDescriptor(end, closeAfterSpawningProcess: true))
        }
        guard output.status.isSuccess else { throw failure(output.status, log: output.log) }
    }
}
