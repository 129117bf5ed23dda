/// A way in which recorded evidence may come to differ from what was seen.
public enum MutationKind: String, Codable, Sendable, CaseIterable {
    /// One line is taken away.
    case deletion
    /// The file ends early, anywhere.
    case truncation
    /// Two lines change places.
    case exchange
    /// One digit of a decimal number is another.
    case decimal
    /// One digit of a hexadecimal number is another.
    case hexadecimal
    /// A line of another boot's file of that name comes in, beside a line or in its place.
    case foreignLine = "foreign-line"
    /// The file is another boot's of that name.
    case foreignFile = "foreign-file"
    /// Nothing is left of the file, or only an empty line, or there is no such file.
    case emptied
}

/// One file of evidence, changed.
public struct Mutation: Hashable, Sendable {
    /// Which way was taken.
    public var kind: MutationKind
    /// Number of the first line that differs, from 1; nil where the whole file does.
    public var line: Int?
    /// What was done, in a few words.
    public var says: String
    /// The file's new content; nil where the file is gone.
    public var bytes: [UInt8]?

    init(_ kind: MutationKind, line: Int? = nil, says: String, bytes: [UInt8]?) {
        self.kind = kind
        self.line = line
        self.says = says
        self.bytes = bytes
    }
}
