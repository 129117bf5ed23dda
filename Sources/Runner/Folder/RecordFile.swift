import Foundation
import Journal

/// A file of JSON lines, written by one thread.
struct RecordFile<Record: Codable> {
    private let handle: FileHandle
    private let encoder = JSONLines.encoder()

    init(path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw RunnerError("cannot write \(path)") }
        self.handle = handle
    }

    func append(_ record: Record) throws {
        try handle.write(contentsOf: encoder.encode(record) + Data("\n".utf8))
    }

    /// Every record of a file; a line that is none ends the reading there, and is returned as what is wrong, as is a
    /// file that is missing, cut or larger than `limit` bytes.
    static func read(_ path: String, limit: Int) -> (records: [Record], broken: String?) {
        let name = URL(fileURLWithPath: path).lastPathComponent
        guard let file = RawFile.read(path, limit: limit) else { return ([], "there is no \(name)") }
        let newline = UInt8(ascii: "\n")
        let decoder = JSONDecoder()
        var records: [Record] = []
        for (number, line) in file.bytes.split(separator: newline).enumerated() {
            guard let record = try? decoder.decode(Record.self, from: Data(line)) else {
                return (records, "line \(number + 1) of \(name) cannot be read")
            }
            records.append(record)
        }
        if let why = file.damage(name) { return (records, why) }
        return (records, file.isWholeLines ? nil : "\(name) ends in the middle of a line")
    }
}

/// The beginning of a file whose size a guest decides.
struct RawFile {
    var bytes: Data
    /// The file goes on behind the limit.
    var isCut: Bool

    /// The file's first `limit` bytes; nil where there is none.
    static func read(_ path: String, limit: Int) -> RawFile? {
        var status = stat()
        // A pipe in its place would be waited for without end.
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let handle = FileHandle(forReadingAtPath: path)
        else { return nil }
        defer { try? handle.close() }
        guard let bytes = try? handle.read(upToCount: limit) ?? Data() else { return nil }
        return RawFile(bytes: bytes, isCut: bytes.count == limit && (try? handle.read(upToCount: 1))?.isEmpty == false)
    }

    /// Every line has its end.
    var isWholeLines: Bool { bytes.isEmpty || bytes.last == UInt8(ascii: "\n") }

    /// Why nobody should rely on what was read; nil where it is the whole file.
    func damage(_ name: String) -> String? {
        isCut ? "\(name) is larger than the \(bytes.count) bytes that are read of it" : nil
    }
}
