import Synchronization

/// What went wrong on any thread.
final class Failures: Sendable {
    private let said = Mutex<[String]>([])

    func add(_ text: String) { said.withLock { $0.append(text) } }
    var all: [String] { said.withLock { $0 } }
}
