import Subprocess
import SystemPackage

/// One run of a program of this machine, with a time limit, a certain end and bounded output.
struct Tool: Sendable {
    /// A name on the search path, or an absolute path.
    let name: String
    var arguments: [String]
    var folder: String?
    var environment: [String: String] = ToolEnvironment.standard()
    let timeLimit: Duration

    /// Where the output of a program goes.
    enum Sink: Sendable {
        /// Nowhere; its last lines are kept for errors.
        case log
        /// Into memory; more bytes than this are an error.
        case memory(limit: Int)
        /// Into a new file; more bytes than this are an error.
        case file(String, limit: Int)
    }

    /// What a program left behind.
    struct Output: Sendable {
        let status: TerminationStatus
        /// Of ``Sink/memory(limit:)``, else empty.
        let bytes: [UInt8]
        /// The last lines that it said.
        let log: [String]

        var isSuccess: Bool { status.isSuccess }
        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    /// Runs it to its end.
    ///
    /// - Parameter input: a file to read from; without one, nothing can be read.
    /// - Throws: ``ImageError`` when it is not installed, does not end in time, says too much or fails.
    func run(into sink: Sink = .log, input: String? = nil) async throws -> Output {
        let output = try await runWhateverItReturns(into: sink, input: input)
        guard output.isSuccess else { throw failure(output.status, log: output.log) }
        return output
    }

    /// Runs it to its end; a failure of the program is no error here.
    func runWhateverItReturns(into sink: Sink = .log, input: String? = nil) async throws -> Output {
        try await withinTimeLimit {
            if let input {
                let file = try FileDescriptor.open(FilePath(input), .readOnly)
                return try await drain(into: sink, .fileDescriptor(file, closeAfterSpawningProcess: true))
            }
            return try await drain(into: sink, .none)
        }
    }

    func failure(_ status: TerminationStatus, log: [String]) -> ImageError {
        ImageError(
            .content, "\(commandLine) failed (\(status))", hint: "its own words above say why",
            log: Array(log.suffix(20)))
    }

    var commandLine: String {
        let line = ([name] + arguments).joined(separator: " ")
        return line.count <= 200 ? line : "\(line.prefix(200))…"
    }

    func drain<Input: InputProtocol>(into sink: Sink, _ input: Input) async throws -> Output {
        let result = try await Subprocess.run(
            configuration, input: input, output: .sequence, error: .sequence
        ) { execution in
            async let said = ToolLog.tail(of: execution.standardError)
            let collected = try await ToolOutput.collect(execution.standardOutput, into: sink, of: name)
            return (collected.bytes, try await said + collected.tail)
        }
        let (bytes, log) = result.closureResult
        return Output(status: result.terminationStatus, bytes: bytes, log: log)
    }
}

extension Tool {
    var configuration: Configuration {
        var options = PlatformOptions()
        // A session of its own, so that the end reaches everything that it started.
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(3))
        ]
        return Configuration(
            executable: name.hasPrefix("/") ? .path(FilePath(name)) : .name(name),
            arguments: Arguments(arguments),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) })
            ),
            workingDirectory: folder.map { FilePath($0) },
            platformOptions: options)
    }

    /// Cancelling the program's task ends its process group by the teardown ladder, so this never waits longer than
    /// the limit and the ladder.
    func withinTimeLimit<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        do {
            return try await withThrowingTaskGroup(of: Value?.self) { group in
                group.addTask { try await body() }
                group.addTask {
                    try await Task.sleep(for: timeLimit)
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let value = first else { throw timeout }
                return value
            }
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw ImageError(
                .missingTool, "the program \(name) is not installed",
                hint: ToolPackages.debianPackage(of: name).map { "install the Debian package \($0)" })
        } catch let error as SubprocessError {
            if Task.isCancelled { throw CancellationError() }
            throw ImageError(.content, "\(commandLine) could not be run: \(error)")
        } catch let error as Errno {
            throw ImageError(.file, "\(commandLine) could not be run: \(error)")
        }
    }

    private var timeout: ImageError {
        ImageError(
            .timeLimit, "\(commandLine) was still running after \(timeLimit) and was ended",
            hint: "look whether the network or the disk is stuck, then try again")
    }
}
