public import Foundation

/// How records and events are written, one a line.
public enum JSONLines {
    /// Encoder with sorted keys and no line breaks, so that equal values make equal lines.
    public static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    /// One line, with its end.
    public static func line(_ value: some Encodable) throws -> Data {
        try encoder().encode(value) + Data([UInt8(ascii: "\n")])
    }
}
