/// What an observer is asked for.
public struct ObserverOptions: Equatable, Sendable {
    /// Folder to make and to write into.
    public var folder: String
    /// How long to trace; 0 reads the configuration and traces nothing.
    public var seconds = 10
    /// Bytes of trace that are kept; tracing ends when it has so many.
    public var maxSize = 64 << 20

    /// Seconds that an observation may take.
    public static let secondsRange = 0...3600
    /// Bytes that an observation's trace may have.
    public static let sizeRange = (64 << 10)...(256 << 20)

    public init(folder: String, seconds: Int = 10, maxSize: Int = 64 << 20) {
        self.folder = folder
        self.seconds = seconds
        self.maxSize = maxSize
    }

    /// - Parameter words: as on a command line, without the command's name.
    /// - Throws: `Problem` that says what is wrong with them.
    init(words: [String]) throws(Problem) {
        var folder: String?
        var rest = words[...]
        self.folder = ""
        while let word = rest.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            switch parts[0] {
            case "--seconds", "--max-size":
                guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                    throw Problem("\(word) needs a value")
                }
                try take(parts[0], value)
            case _ where word.hasPrefix("-"): throw Problem("there is no option \(word)")
            case _ where folder != nil: throw Problem("one folder is written, and \(word) would be a second")
            default: folder = word
            }
        }
        guard let folder, !folder.isEmpty else { throw Problem("name the folder to write") }
        self.folder = folder
    }

    private mutating func take(_ option: String, _ value: String) throws(Problem) {
        if option == "--seconds" {
            guard let seconds = Int(value), Self.secondsRange.contains(seconds) else {
                throw Problem("--seconds is \(Self.secondsRange.lowerBound) to \(Self.secondsRange.upperBound)")
            }
            self.seconds = seconds
        } else {
            guard let size = Self.bytes(value) else {
                throw Problem("--max-size is 64KiB to 256MiB, as a number with KiB or MiB")
            }
            maxSize = size
        }
    }

    /// `64MiB`, `500KiB`; nil where it is no such size or out of range.
    public static func bytes(_ text: String) -> Int? {
        guard let unit = ["KiB": 1 << 10, "MiB": 1 << 20][String(text.suffix(3))], let number = Int(text.dropLast(3)),
            (1...(1 << 20)).contains(number), sizeRange.contains(number * unit)
        else { return nil }
        return number * unit
    }
}
