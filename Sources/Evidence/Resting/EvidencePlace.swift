/// A piece of a boot's evidence, with what is read there.
public struct EvidencePlace: Hashable, Codable, Sendable {
    /// The file of an attempt that holds it.
    public var file: EvidenceFile
    /// Number of its line, from 1; nil for what the file as a whole says, such as a count of its lines.
    public var line: Int?
    /// What is read there, or why nothing is.
    public var says: String

    public init(_ file: EvidenceFile, line: Int? = nil, _ says: String) {
        self.file = file
        self.line = line
        self.says = says
    }
}

/// Files of an attempt that verdicts are judged from.
public enum EvidenceFile: String, Codable, Sendable, CaseIterable {
    case probe = "probe.jsonl"
    case looks = "ram.jsonl"
    case facts = "facts.txt"
    case log = "kmsg.txt"
    case trace = "ftrace.txt"
    case statistics = "trace-stats.txt"
    case deviceTrace = "device-trace.log"
}

/// What of a boot's evidence the verdict on one cell rests on, and why the rest of what stands beside it is none.
public struct Resting: Hashable, Codable, Sendable {
    /// In the order of the files, and in them of the lines.
    public var places: [EvidencePlace] = []
    /// Lines within the cell's marks that nothing is read of, each with the reason.
    public var none: [EvidencePlace] = []

    public init() {}

    /// What is read, wherever it stands: evidence of equal values can only come to an equal verdict.
    public var values: [String] { places.map { $0.file.rawValue + " " + $0.says } }
}
