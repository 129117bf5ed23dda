import Files
import Foundation

/// Where the command writes: its standard streams, or for who listens in the same task what listens.
enum Streams {
    /// Takes what would be written to standard output and to standard error.
    @TaskLocal static var listener: (@Sendable (_ data: Data, _ isError: Bool) -> Void)?

    static func answer(_ data: Data) throws(FileProblem) {
        if let listener { return listener(data, false) }
        try OpenStream.write(data, to: STDOUT_FILENO, called: "the answer to standard output")
    }

    static func complain(_ data: Data) {
        if let listener { return listener(data, true) }
        // Nobody is left to tell where standard error is closed.
        try? OpenStream.write(data, to: STDERR_FILENO, called: "standard error")
    }
}
