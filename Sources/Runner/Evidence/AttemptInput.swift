import Evidence
import Foundation

/// The raw files of one attempt, read, of which an attempt's evidence is decoded.
struct AttemptInput {
    /// Bytes read of any one file; a guest decides how large they are.
    static let limit = 256 << 20

    /// nil for a file that is not there.
    private var files: [EvidenceFile: RawFile] = [:]
    /// The records of `probe.jsonl`, and why they cannot be relied on.
    private(set) var probe: (records: [ProbeRecord], broken: String?) = ([], nil)
    /// The same of `ram.jsonl`.
    private(set) var looks: (records: [LookRecord], broken: String?) = ([], nil)

    init(folder: String) {
        for file in EvidenceFile.allCases {
            put(RawFile.read(folder + "/" + file.rawValue, limit: Self.limit), as: file)
        }
    }

    /// Content of a file; nil where it is not there.
    func bytes(_ file: EvidenceFile) -> [UInt8]? { files[file].map { [UInt8]($0.bytes) } }

    /// Why nobody should rely on a file; nil where it is whole or not there.
    func damage(_ file: EvidenceFile) -> String? { files[file]?.damage(file.rawValue) }

    /// The same with another content of one file, nil where the file is to be gone.
    func replacing(_ file: EvidenceFile, with bytes: [UInt8]?) -> AttemptInput {
        var other = self
        other.put(bytes.map { RawFile(bytes: Data($0), isCut: false) }, as: file)
        return other
    }

    private mutating func put(_ content: RawFile?, as file: EvidenceFile) {
        files[file] = content
        switch file {
        case .probe: probe = RecordFile<ProbeRecord>.records(of: content, called: file.rawValue)
        case .looks: looks = RecordFile<LookRecord>.records(of: content, called: file.rawValue)
        case .facts, .log, .trace, .statistics, .deviceTrace: break
        }
    }
}
