import Files
import Foundation
import Journal

/// A file of JSON lines, written by one thread.
struct RecordFile<Record: Codable> {
    private let file: GrowingFile
    private let encoder = JSONLines.encoder()

    init(path: String) throws { file = try GrowingFile(new: path) }

    func append(_ record: Record) throws {
        try file.append(encoder.encode(record) + Data("\n".utf8))
    }

    /// Every record of a file; a line that is none ends the reading there, and is returned as what is wrong, as is a
    /// file that is missing, cut or larger than `limit` bytes.
    /// - Parameter longest: bytes of a line, of which decoding takes many times as many.
    static func read(_ path: String, limit: Int, longest: Int = .max) -> (records: [Record], broken: String?) {
        records(
            of: RawFile.read(path, limit: limit), called: URL(fileURLWithPath: path).lastPathComponent,
            longest: longest)
    }

    /// The same of what was read before.
    static func records(
        of file: RawFile?, called name: String, longest: Int = .max
    ) -> (records: [Record], broken: String?) {
        guard let file else { return ([], "there is no \(name)") }
        let newline = UInt8(ascii: "\n")
        let decoder = JSONDecoder()
        var records: [Record] = []
        for (number, line) in file.bytes.split(separator: newline).enumerated() {
            guard line.count <= longest, let record = try? decoder.decode(Record.self, from: Data(line)) else {
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
        (try? RegularFile.beginning(path, limit: limit)).map { RawFile(bytes: $0.bytes, isCut: $0.isCut) }
    }

    /// Every line has its end.
    var isWholeLines: Bool { bytes.isEmpty || bytes.last == UInt8(ascii: "\n") }

    /// Why nobody should rely on what was read; nil where it is the whole file.
    func damage(_ name: String) -> String? {
        isCut ? "\(name) is larger than the \(bytes.count) bytes that are read of it" : nil
    }
}
