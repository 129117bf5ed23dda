import ArgumentParser
import Files
import Foundation
import Intake
import Runner

/// Reads a report, and no more of it than is looked at.
enum ReportInput {
    /// Bytes that are read of what has no size, such as a pipe: it may have no end.
    static let limit = 1 << 30

    /// - Parameters:
    ///   - most: bytes that are looked at.
    ///   - limit: bytes that are read of what is no regular file.
    static func read(_ files: [String], most: Int = Pasted.most, limit: Int = ReportInput.limit) throws -> Pasted {
        guard !files.isEmpty else {
            return Pasted(files: [try read(.standardInput, "standard input", most, limit)], most: most)
        }
        return Pasted(
            files: try files.map { file in
                guard let handle = FileHandle(forReadingAtPath: file) else {
                    throw ValidationError("cannot read \(file): there is no such file, or it is none that can be read")
                }
                return try read(handle, file, most, limit)
            }, most: most)
    }

    /// The whole of a file, or the first and the last half of what is looked at; never more than that is held.
    private static func read(
        _ handle: FileHandle, _ name: String, _ most: Int, _ limit: Int
    ) throws -> Pasted.File {
        let half = most / 2
        var status = stat()
        fstat(handle.fileDescriptor, &status)
        var left = status.st_mode & S_IFMT == S_IFREG ? Int.max : limit
        var head: [UInt8] = []
        var pieces: [Data] = []
        var tail = 0
        var skipped = 0
        var isCut = false
        do {
            while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
                left -= piece.count
                guard left >= 0 else { throw endless(name, limit) }
                let room = min(half - head.count, piece.count)
                head += piece.prefix(room)
                guard room < piece.count else { continue }
                pieces.append(piece.dropFirst(room))
                tail += piece.count - room
                while let first = pieces.first, tail - first.count >= half {
                    isCut = true
                    skipped += first.count { $0 == 10 }
                    tail -= first.count
                    pieces.removeFirst()
                }
            }
        } catch let error as RunnerError {
            throw error
        } catch {
            let reason = FileProblem(foreign: error)?.message ?? "\(error)"
            throw RunnerError("cannot read \(name): \(reason)", hint: "name a file of text")
        }
        guard isCut else {
            for piece in pieces { head += piece }
            return Pasted.File(name: name, head: head)
        }
        return Pasted.File(name: name, head: head, tail: pieces.flatMap { $0 }, skipped: skipped)
    }

    private static func endless(_ name: String, _ limit: Int) -> RunnerError {
        RunnerError(
            "\(name) goes on behind \(limit >> 20) MiB, and no more is read of what is no regular file",
            hint: "write it into a file, or give the part that tells of the fault")
    }
}
