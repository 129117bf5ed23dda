import Foundation
import Synchronization
import Testing

@testable import Images

extension Tag {
    @Tag static var integration: Self
}

enum Paths {
    /// The images folder of the package under test.
    static var images: String {
        if let given = ProcessInfo.processInfo.environment["DMAROUTE_IMAGES"] { return given }
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return package.appending(path: "images").path
    }

    /// The agent that DMAROUTE_AGENT names, else an executable that stands for it.
    static func agent() async throws -> String {
        if let given = ProcessInfo.processInfo.environment["DMAROUTE_AGENT"] { return given }
        let folder = FileManager.default.temporaryDirectory.path + "/dmaroute-images-tests"
        let path = "\(folder)/agent"
        if FileManager.default.fileExists(atPath: path) { return path }
        try CacheFiles.makeFolder(folder)
        try CacheFiles.write("int main(void) { return 0; }\n", to: "\(path).c")
        _ = try await Tool(name: "gcc", arguments: ["-static", "-o", path, "\(path).c"], timeLimit: .seconds(60)).run()
        return path
    }
}

final class Steps: Sendable {
    private let steps = Mutex<[String]>([])

    func add(_ step: ImageProgress) { steps.withLock { $0.append("\(step)") } }
    var all: [String] { steps.withLock { $0 } }
}
