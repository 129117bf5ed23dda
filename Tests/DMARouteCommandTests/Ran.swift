import Foundation
import Synchronization

@testable import DMARouteCommand

/// How a command ended, and what it wrote meanwhile.
struct Ran {
    /// nil where the parser itself had the answer, as for `--help`.
    var code: Int32?
    var output: String
    var errors: String

    /// Does what the words ask for in this process.
    static func command(_ words: String...) async -> Ran { await command(words) }

    static func command(_ words: [String]) async -> Ran {
        await listening {
            do {
                try await DMARoute.run(words)
                return 0
            } catch {
                guard let end = CommandExit.end(error, of: DMARoute.self) else { return nil }
                if let says = end.says { CommandExit.complain(says) }
                return end.code
            }
        }
    }

    /// What is written while something is done.
    static func listening(_ body: () async -> Int32?) async -> Ran {
        let heard = Heard()
        let code = await Streams.$listener.withValue({ data, isError in heard.add(data, isError) }, operation: body)
        return Ran(code: code, output: heard.text(false), errors: heard.text(true))
    }

    private final class Heard: Sendable {
        private let said = Mutex((output: Data(), errors: Data()))

        func add(_ data: Data, _ isError: Bool) {
            said.withLock { if isError { $0.errors += data } else { $0.output += data } }
        }

        func text(_ isError: Bool) -> String {
            said.withLock { String(decoding: isError ? $0.errors : $0.output, as: UTF8.self) }
        }
    }

    /// The answer as JSON.
    func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(output.utf8))
    }
}
