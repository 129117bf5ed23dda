import Glibc

/// The kernel's log, record by record (/dev/kmsg, Documentation/ABI/testing/dev-kmsg).
struct KernelLog {
    /// Lines kept of one call: a warning with its stack trace has about 60.
    private static let limit = 200
    private static let most = 32 << 20

    private let system: any SystemCalls
    private let descriptor: Int32

    /// Starts behind the last record, or at the first one still kept.
    init(fromStart: Bool, _ system: any SystemCalls) throws(Problem) {
        self.system = system
        descriptor = try system.open("/dev/kmsg", O_RDONLY | O_NONBLOCK)
        if !fromStart { system.seekToEnd(of: descriptor) }
    }

    /// What has been logged since the last call, oldest first, without time and level.
    func fresh() -> [String] {
        var lines: [String] = []
        while let record = next() {
            if lines.count < Self.limit { lines.append(record.message) }
        }
        return lines
    }

    /// All that is still kept, in dmesg's form.
    static func whole(_ system: any SystemCalls) throws(Problem) -> [UInt8] {
        let log = try KernelLog(fromStart: true, system)
        defer { system.closeFile(log.descriptor) }
        return log.rest()
    }

    /// What is kept from here on, in dmesg's form; at most ``most`` bytes, while the kernel goes on speaking.
    func rest() -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < Self.most, let record = next() {
            let micros = String(record.microseconds % 1_000_000)
            let zeros = String(repeating: "0", count: 6 - micros.count)
            bytes += "[\(record.microseconds / 1_000_000).\(zeros)\(micros)] \(record.message)\n".utf8
        }
        return bytes
    }

    private func next() -> KernelLogRecord? {
        var buffer = [UInt8](repeating: 0, count: 8192)
        let count = buffer.withUnsafeMutableBytes { system.readFile(descriptor, into: $0) }
        if count > 0 { return KernelLogRecord(buffer[..<count]) }
        /// Records were overwritten before they were read: say so and go on with the oldest.
        return count == -Int(EPIPE) ? KernelLogRecord(message: "(kernel messages were lost)") : nil
    }
}

/// One record: `level,sequence,microseconds,flags;message` and lines of device properties, which are left out.
struct KernelLogRecord {
    var microseconds: UInt64 = 0
    var message: String

    init(message: String) {
        self.message = message
    }

    init(_ record: ArraySlice<UInt8>) {
        let line = record.prefix { $0 != UInt8(ascii: "\n") }
        let head = line.prefix { $0 != UInt8(ascii: ";") }
        message = String(decoding: line.dropFirst(head.count + 1), as: UTF8.self)
        let fields = head.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        if fields.count > 2 { microseconds = UInt64(String(decoding: fields[2], as: UTF8.self)) ?? 0 }
    }
}
