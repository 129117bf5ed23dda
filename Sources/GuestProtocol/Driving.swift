/// A disk that the kernel's own driver is to bind and read from.
public struct DriveOrder: Hashable, Codable, Sendable {
    /// Number of the request within its boot; names it in traces and reports.
    public var request: UInt32
    /// PCI address of the device, `0000:00:04.0`.
    public var slot: String
    /// Modules that make up its driver, in the order in which they are loaded; one that is loaded already is no error.
    public var modules: [String]
    /// Bytes to read from the disk's start; whole lines, which carry ``nonce`` and the role `fromDevice`.
    public var bytes: UInt32
    /// Unique in the run.
    public var nonce: UInt64

    public init(request: UInt32, slot: String, modules: [String], bytes: UInt32, nonce: UInt64) {
        self.request = request
        self.slot = slot
        self.modules = modules
        self.bytes = bytes
        self.nonce = nonce
    }
}

/// What became of a ``DriveOrder``.
public struct DriveReport: Hashable, Codable, Sendable {
    public enum Outcome: UInt8, Codable, Sendable, CaseIterable {
        /// The driver bound the device, and the bytes were read.
        case read
        /// The driver bound the device, and reading failed.
        case failed
        /// No driver bound the device.
        case noDriver
        /// Loading the driver or reading did not come to an end.
        case hangs
    }

    public var request: UInt32
    public var outcome: Outcome
    /// Negative errno of a failed read, else 0.
    public var errno: Int32
    /// Lines read that hold what they should.
    public var right: UInt32
    /// Lines read that do not.
    public var wrong: UInt32
    /// Kernel messages logged meanwhile, oldest first.
    public var log: [String]

    public init(request: UInt32, outcome: Outcome, errno: Int32, right: UInt32, wrong: UInt32, log: [String]) {
        self.request = request
        self.outcome = outcome
        self.errno = errno
        self.right = right
        self.wrong = wrong
        self.log = log
    }
}

extension ByteWriter {
    mutating func put(_ order: DriveOrder) {
        put(order.request)
        put(order.slot)
        put(order.modules) { $0.put($1) }
        put(order.bytes)
        put(order.nonce)
    }

    mutating func put(_ report: DriveReport) {
        put(report.request)
        put(report.outcome.rawValue)
        put(report.errno)
        put(report.right)
        put(report.wrong)
        put(report.log) { $0.put($1) }
    }
}

extension ByteReader {
    mutating func driveOrder() throws(ProtocolError) -> DriveOrder {
        DriveOrder(
            request: try integer(), slot: try text(),
            modules: try list("number of modules", smallest: 4) { reader throws(ProtocolError) in try reader.text() },
            bytes: try integer(), nonce: try integer())
    }

    mutating func driveReport() throws(ProtocolError) -> DriveReport {
        DriveReport(
            request: try integer(), outcome: try choice("outcome of a drive"), errno: try integer(),
            right: try integer(), wrong: try integer(),
            log: try list("number of log lines", smallest: 4) { reader throws(ProtocolError) in try reader.text() })
    }
}
