import Foundation
import Testing

/// A folder for one test. When the test is over, however it ends, every process that has a file below it open is killed
/// and it is removed.
struct Scratch: Sendable {
    let path: String

    /// Where the command is told to put its runs.
    var runs: String { path + "/runs" }

    static func with<Result>(_ body: (Scratch) async throws -> Result) async throws -> Result {
        // What QEMU's open files are called has every link followed.
        let parent = URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath().path
        let scratch = Scratch(path: "\(parent)/dmaroute-test-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(atPath: scratch.path, withIntermediateDirectories: false)
        defer { scratch.remove() }
        return try await body(scratch)
    }

    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }

    /// Guests whose console lies below.
    var emulators: [Process] { Process.using(path).filter(\.isEmulator) }

    /// The only run there is.
    func onlyRun() throws -> Run {
        let names = try FileManager.default.contentsOfDirectory(atPath: runs)
        try #require(names.count == 1, "\(names)")
        return Run(path: "\(runs)/\(names[0])")
    }

    private func remove() {
        // A process that is killed may just have started another.
        for _ in 0..<100 {
            let left = Process.using(path)
            if left.isEmpty { break }
            for process in left { kill(process.pid, SIGKILL) }
            usleep(20_000)
        }
        try? FileManager.default.removeItem(atPath: path)
    }
}
