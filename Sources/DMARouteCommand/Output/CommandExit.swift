import Printing
import ArgumentParser
import Files
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
        guard let end = end(error, of: command) else { command.exit(withError: error) }
        if let says = end.says { complain(says) }
        Foundation.exit(end.code)
    }

    /// What an error comes to: the exit code, and what is said of it; nil where it is no failure, as for `--help`.
    static func end(_ error: any Error, of command: DMARoute.Type) -> (code: Int32, says: String?)? {
        switch error {
        case let code as Code: return (code.value, nil)
        case is CancellationError: return (Interruption.code, nil)
        case let error as LabError where error.kind == .cancelled: return (Interruption.code, nil)
        case is ConfigError, is Refusal, is CatalogError, is RunnerError, is HistoryError:
            return (RunExit.usage, error is ConfigError ? "\(error)" : "error: \(error)")
        case let error as ImageError where error.kind == .usage: return (RunExit.usage, "\(error)")
        default: break
        }
        let code = command.exitCode(for: error)
        if code == .success || error is CleanExit { return nil }
        if code == .validationFailure { return (RunExit.usage, command.fullMessage(for: error)) }
        return (RunExit.missOrError, error is ImageError ? "\(error)" : "error: \(FileProblem.text(of: error))")
    }

    static func complain(_ text: String) {
        Streams.complain(Data((Printable.text(text) + "\n").utf8))
    }
}

/// Ctrl-C, SIGTERM, and SIGHUP where nobody has it ignored, as nohup(1) does.
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

    /// Looked at once: later it is this process that ignores it.
    private static let isHangUpIgnored: Bool = {
        let before = signal(SIGHUP, SIG_IGN)
        signal(SIGHUP, before)
        return unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }()

    /// Does what starts programs, which are ended when the user wants out.
    /// - Throws: `CancellationError` then, whatever the programs' end came to.
    static func running<Value: Sendable>(
        _ cancellation: Cancellation, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let work = Task { try await body() }
        let watch = Task {
            while !cancellation.isCancelled { try await Task.sleep(for: .milliseconds(50)) }
            work.cancel()
        }
        defer { watch.cancel() }
        do {
            return try await work.value
        } catch {
            throw cancellation.isCancelled ? CancellationError() : error
        }
    }

    /// Cancels on the first signal, so that guests are ended and folders stay whole.
    static func cancel(_ cancellation: Cancellation) -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM, SIGHUP].filter { $0 != SIGHUP || !isHangUpIgnored }.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                terminated.store(number != SIGINT, ordering: .releasing)
                cancellation.cancel()
            }
            source.resume()
            return source
        }
    }
}
