/// Commands and reports as bytes: a tag, then the fields in the order of their declaration, little-endian;
/// lists, strings and blobs behind a 32-bit count.
public enum Codec {
    /// Version of this encoding and of the meaning of the messages; said in ``Report/hello(version:release:)``.
    public static let version: UInt16 = 8

    /// The bytes of a command.
    public static func encode(_ command: Command) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(command)
        return writer.bytes
    }

    /// The bytes of a report.
    public static func encode(_ report: Report) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(report)
        return writer.bytes
    }

    /// - Throws: ``ProtocolError`` for any bytes that ``encode(_:)-(Command)`` does not make.
    public static func decodeCommand(_ bytes: [UInt8]) throws(ProtocolError) -> Command {
        var reader = ByteReader(bytes)
        let command = try reader.command()
        try reader.end()
        return command
    }

    /// - Throws: ``ProtocolError`` for any bytes that ``encode(_:)-(Report)`` does not make; a string that is not
    ///   UTF-8 is repaired instead.
    public static func decodeReport(_ bytes: [UInt8]) throws(ProtocolError) -> Report {
        var reader = ByteReader(bytes)
        let report = try reader.report()
        try reader.end()
        return report
    }
}
