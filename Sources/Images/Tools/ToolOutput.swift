import Subprocess
import SystemPackage

/// Draining a program's output without ever holding more than a limit.
enum ToolOutput {
    static func collect(
        _ output: SubprocessOutputSequence, into sink: Tool.Sink, of name: String
    ) async throws -> (bytes: [UInt8], tail: [String]) {
        switch sink {
        case .log:
            return ([], try await ToolLog.tail(of: output))
        case .memory(let limit):
            var bytes: [UInt8] = []
            for try await chunk in output {
                guard bytes.count + chunk.count <= limit else { throw tooMuch(name, limit) }
                chunk.withUnsafeBytes { bytes.append(contentsOf: $0) }
            }
            return (bytes, [])
        case .file(let path, let limit):
            let file = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
            defer { try? file.close() }
            var count = 0
            for try await chunk in output {
                count += chunk.count
                guard count <= limit else { throw tooMuch(name, limit) }
                try chunk.withUnsafeBytes { _ = try file.writeAll($0) }
            }
            return ([], [])
        }
    }

    private static func tooMuch(_ name: String, _ limit: Int) -> ImageError {
        ImageError(.content, "\(name) gave more than the \(limit) bytes that were expected, and was ended")
    }
}

/// The last lines of an output of any length.
enum ToolLog {
    static let limit = 32 << 10

    static func tail(of output: SubprocessOutputSequence) async throws -> [String] {
        var bytes: [UInt8] = []
        for try await chunk in output {
            chunk.withUnsafeBytes { bytes.append(contentsOf: $0) }
            if bytes.count > 4 * limit { bytes.removeFirst(bytes.count - limit) }
        }
        return lines(bytes.suffix(limit))
    }

    /// Lines fit for a terminal: no control characters, none longer than a screen is wide a few times over.
    static func lines(_ bytes: some Sequence<UInt8>) -> [String] {
        String(decoding: Array(bytes), as: UTF8.self).split(whereSeparator: \.isNewline).map { line in
            String(
                String.UnicodeScalarView(
                    line.unicodeScalars.prefix(400).filter { $0.value >= 0x20 && $0.value != 0x7f }))
        }
    }
}
