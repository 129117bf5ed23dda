import Printing
import Files
import Foundation

/// The tar archive in which a node sends a run back.
///
/// Nothing in it is trusted: all of it is looked at before any of it is written, and one entry that no run has refuses
/// the whole.
struct RunArchive {
    /// Where an entry belongs.
    private enum Target {
        /// A folder, which is made when a file in it is.
        case folder
        case file([String], limit: Int)
        /// Known and not needed.
        case leftover
    }

    let path: String
    /// Bytes that it may have; none of it is packed, so what is taken out of it has no more.
    let limit: Int
    /// Bytes of the plan that the run is of.
    let planBytes: Int

    /// Takes the run out of the archive, into a folder of its own below `folder`.
    /// - Returns: the run's folder; nil where the archive holds none.
    /// - Throws: `RunnerError` where it holds anything else, or more than it may.
    func unpack(into folder: String) throws -> RunFolder? {
        var runs: Set<String> = []
        try walk { header, _ in
            let target = try target(of: header)
            if let name = header.parts?.first { runs.insert(name) }
            if case .file(_, let limit) = target, header.length > limit {
                throw refusal("\(named(header)) has \(header.length) bytes, more than any run leaves")
            }
        }
        guard runs.count <= 1 else { throw refusal("it holds \(runs.count) runs") }
        let top = try Folder(folder)
        try walk { header, read in
            guard case .file(let parts, let limit) = try target(of: header), let name = parts.last else { return }
            let place = try parts.dropLast().reduce(top) { try $0.making($1) }
            try place.put(name, limit: limit, read)
        }
        return runs.first.flatMap { try? RunFolder(existing: "\(folder)/\($0)") }
    }

    /// Goes through all entries; `visit` may read the bytes of one.
    private func walk(
        _ visit: (TarHeader, (UnsafeMutableRawBufferPointer) throws(FileProblem) -> Int) throws -> Void
    ) throws {
        let archive = try InputFile(path)
        guard archive.size <= limit else {
            throw refusal("it has \(archive.size) bytes, more than the \(limit) of this part")
        }
        var offset = 0
        while offset < archive.size {
            let head = try archive.bytes(at: offset, count: TarHeader.size)
            offset += TarHeader.size
            guard let header = try TarHeader(head) else { return }
            guard header.length <= archive.size - offset else { throw refusal("\(named(header)) is cut off") }
            var at = offset
            let end = offset + header.length
            try visit(header) { buffer throws(FileProblem) in
                let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, end - at)])
                guard !wanted.isEmpty else { return 0 }
                let count = try archive.read(at: at, into: wanted)
                at += count
                return count
            }
            offset += header.padded
        }
    }

    private func target(of header: TarHeader) throws -> Target {
        guard let parts = header.parts else { throw refusal("\(named(header)) leads out of its folder") }
        if case .other(let letter) = header.kind {
            throw refusal("\(named(header)) is neither a file nor a folder (tar's kind \(letter))")
        }
        guard let target = place(parts, isFolder: header.kind == .folder) else {
            throw refusal("\(named(header)) is nothing that a run leaves")
        }
        return target
    }

    /// nil for what no run has.
    private func place(_ parts: [String], isFolder: Bool) -> Target? {
        guard let run = parts.first else { return isFolder ? .folder : nil }
        guard RunShelf.isName(run) else { return nil }
        if parts.count <= 2, isFolder { return parts.count == 1 || parts[1] == "boots" ? .folder : nil }
        if parts.count == 2 {
            if RunContent.isLeftover(parts[1]) { return .leftover }
            if RunContent.results.contains(parts[1]) { return .leftover }
            return RunContent.top(planBytes: planBytes)[parts[1]].map { .file(parts, limit: $0) }
        }
        guard parts.count >= 3, parts[1] == "boots", RunContent.isBoot(parts[2]) else { return nil }
        guard parts.count >= 4 else { return isFolder ? .folder : nil }
        guard RunContent.attempt(parts[3]) != nil else { return nil }
        guard parts.count >= 5 else { return isFolder ? .folder : nil }
        // What a machine observed of itself, and what was kept of the guest that a snapshot was made of.
        if ["observed", "snapshot"].contains(parts[4]) {
            guard parts.count == 6 else { return parts.count == 5 && isFolder ? .folder : nil }
            let names = Set(RunContent.evidence.keys).union(["tracing.txt"])
            return !isFolder && (names.contains(parts[5]) || RunContent.isLeftover(parts[5])) ? .leftover : nil
        }
        guard parts.count == 5, !isFolder else { return nil }
        if RunContent.isLeftover(parts[4]) { return .leftover }
        return RunContent.evidence[parts[4]].map { .file(parts, limit: $0) }
    }

    private func named(_ header: TarHeader) -> String { Printable.line(header.name, limit: 120) }

    private func refusal(_ reason: String) -> RunnerError {
        RunnerError("the archive with the run is refused: \(reason)", hint: "do not trust what that node says")
    }
}
