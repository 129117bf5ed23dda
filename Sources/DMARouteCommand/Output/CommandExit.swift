import ArgumentParser
import Foundation
import History
import Images
import Lab
import Plan
import Runner
import Synchronization
import Verdict

/// How the command ends: what it says, and the exit code.
enum CommandExit {
    /// A code that a command ends with on purpose.
    struct Code: Error {
        var value: Int32
    }

    /// What was asked for cannot be begun; nothing was started.
    struct Refusal: Error, CustomStringConvertible {
        var description: String

        init(_ message: String, hint: String) { description = "\(message)\n  hint: \(hint)" }
    }

    static func exit(_ error: any Error, of command: DMARoute.Type) -> Never {
        switch error {
        case let code as Code: Foundation.exit(code.value)
        case is CancellationError: Foundation.exit(Interruption.code)
        case let error as LabError where error.kind == .cancelled: Foundation.exit(Interruption.code)
        case is ConfigError, is Refusal, is CatalogError, is RunnerError, is HistoryError:
            complain(error is ConfigError ? "\(error)" : "error: \(error)")
            Foundation.exit(RunExit.usage)
        case let error as ImageError where error.kind == .usage:
            complain("\(error)")
            Foundation.exit(RunExit.usage)
        default: break
        }
        let code = command.exitCode(for: error)
        if code == .success || error is CleanExit { command.exit(withError: error) }
        if code == .validationFailure {
            complain(command.fullMessage(for: error))
            Foundation.exit(RunExit.usage)
        }
        complain(error is ImageError ? "\(error)" : "error: \(error)")
        Foundation.exit(RunExit.missOrError)
    }

    static func complain(_ text: String) {
        // Nobody is left to tell where standard error is closed.
        try? FileHandle.standardError.write(contentsOf: Data((Printable.text(text) + "\n").utf8))
    }
}

/// Ctrl-C and SIGTERM.
enum Interruption {
    private static let terminated = Atomic(false)

    static var code: Int32 {
        terminated.load(ordering: .acquiring) ? RunExit.terminated : RunExit.interrupted
    }

    /// Ends this process as by SIGTERM when its standard input ends: for one that another machine started, which may die.
    static func whenInputEnds() -> any DispatchSourceProtocol {
        let source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: .global())
        source.setEventHandler {
            var byte: UInt8 = 0
            guard read(STDIN_FILENO, &byte, 1) <= 0 else { return }
            kill(getpid(), SIGTERM)
            source.cancel()
        }
        source.resume()
        return source
    }

    /// Cancels on the first signal, so that guests are ended and folders stay whole.
    static func cancel(_ cancellation: Cancellation) -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                terminated.store(number == SIGTERM, ordering: .releasing)
                cancellation.cancel()
            }
            source.resume()
            return source
        }
    }
}
