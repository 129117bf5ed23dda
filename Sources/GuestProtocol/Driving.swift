/// A device that the kernel's own driver is to bind and do I/O with.
public struct DriveOrder: Hashable, Codable, Sendable {
    /// What is done, and by what it is verified: lines of this order's ``nonce``.
    public enum Traffic: UInt8, Codable, Sendable, CaseIterable {
        /// Lines of the role `fromDevice` are read from the disk's start, and as many of the role `original` are written
        /// behind them and read back.
        case disk
        /// Lines of the role `original` are sent to the network's gateway, which echoes them.
        case network
        /// Lines of the role `fromDevice`, one behind the other, are read from the kernel's random number generator.
        case random
        /// As many of them are read from the one port of a virtio console.
        case port
    }

    /// Number of the request within its boot; names it in traces and reports.
    public var request: UInt32
    /// PCI address of the device, `0000:00:04.0`.
    public var slot: String
    /// Modules that make up its driver and what that needs, in the order in which they are loaded; one that is loaded
    /// already is no error.
    public var modules: [String]
    /// Those whose drivers take the device, in order: of its PCI function, then of what that makes.
    public var drivers: [String]
    /// What the driver is made to move bytes by.
    public var traffic: Traffic
    /// Bytes to move one way; whole lines.
    public var bytes: UInt32
    /// Unique in the run.
    public var nonce: UInt64
    /// First address of the network, a /24 of IPv4 whose third address is the gateway; 0 for what is none.
    public var network: UInt32

    public init(
        request: UInt32, slot: String, modules: [String], drivers: [String] = [], traffic: Traffic = .disk,
        bytes: UInt32, nonce: UInt64, network: UInt32 = 0
    ) {
        self.request = request
        self.slot = slot
        self.modules = modules
        self.drivers = drivers
        self.traffic = traffic
        self.bytes = bytes
        self.nonce = nonce
        self.network = network
    }
}

/// What became of a ``DriveOrder``.
public struct DriveReport: Hashable, Codable, Sendable {
    /// How far the driver came.
    public enum Outcome: UInt8, Codable, Sendable, CaseIterable {
        /// The driver bound the device, and bytes were moved.
        case read
        /// The driver bound the device, and moving bytes failed.
        case failed
        /// No driver bound the device.
        case noDriver
        /// Loading the driver or moving bytes did not come to an end.
        case hangs
        /// The kernel has no such driver.
        case lacking
    }

    /// What the driver told the DMA API its device can address, in bits, as sysfs has it.
    public struct Masks: Hashable, Codable, Sendable {
        /// Bits of the streaming mask.
        public var streaming: UInt8
        /// Bits of the coherent mask.
        public var coherent: UInt8

        public init(streaming: UInt8, coherent: UInt8) {
            self.streaming = streaming
            self.coherent = coherent
        }
    }

    /// Number of the order's request.
    public var request: UInt32
    /// How far the driver came.
    public var outcome: Outcome
    /// Negative errno of what failed, else 0.
    public var errno: Int32
    /// Lines read from the device that hold what they should.
    public var right: UInt32
    /// Lines read from the device that do not.
    public var wrong: UInt32
    /// Lines that were given to the device and came back as they were.
    public var returned: UInt32
    /// Lines that were given to the device and came back otherwise or not at all.
    public var altered: UInt32
    /// After the driver took the device, or tried to; nil where sysfs does not say.
    public var masks: Masks?
    /// Kernel messages logged meanwhile, oldest first.
    public var log: [String]

    public init(
        request: UInt32, outcome: Outcome, errno: Int32 = 0, right: UInt32 = 0, wrong: UInt32 = 0, returned: UInt32 = 0,
        altered: UInt32 = 0, masks: Masks? = nil, log: [String] = []
    ) {
        self.request = request
        self.outcome = outcome
        self.errno = errno
        self.right = right
        self.wrong = wrong
        self.returned = returned
        self.altered = altered
        self.masks = masks
        self.log = log
    }
}

extension DriveOrder {
    /// Whether the device is one of virtio's, which tells of its queues.
    public var isVirtio: Bool { drivers.first == "virtio_pci" }
}

extension ByteWriter {
    mutating func put(_ order: DriveOrder) {
        put(order.request)
        put(order.slot)
        put(order.modules) { $0.put($1) }
        put(order.drivers) { $0.put($1) }
        put(order.traffic.rawValue)
        put(order.bytes)
        put(order.nonce)
        put(order.network)
    }

    mutating func put(_ report: DriveReport) {
        put(report.request)
        put(report.outcome.rawValue)
        put(report.errno)
        for lines in [report.right, report.wrong, report.returned, report.altered] { put(lines) }
        // A mask has a bit at least.
        put(report.masks?.streaming ?? 0)
        put(report.masks?.coherent ?? 0)
        put(report.log) { $0.put($1) }
    }
}

extension ByteReader {
    mutating func driveOrder() throws(ProtocolError) -> DriveOrder {
        DriveOrder(
            request: try integer(), slot: try text(), modules: try texts("number of modules"),
            drivers: try texts("number of drivers"), traffic: try choice("traffic of a drive"), bytes: try integer(),
            nonce: try integer(), network: try integer())
    }

    mutating func driveReport() throws(ProtocolError) -> DriveReport {
        DriveReport(
            request: try integer(), outcome: try choice("outcome of a drive"), errno: try integer(),
            right: try integer(), wrong: try integer(), returned: try integer(), altered: try integer(),
            masks: try masks(), log: try texts("number of log lines"))
    }

    private mutating func masks() throws(ProtocolError) -> DriveReport.Masks? {
        let masks = DriveReport.Masks(streaming: try integer(), coherent: try integer())
        return masks.streaming == 0 && masks.coherent == 0 ? nil : masks
    }

    private mutating func texts(_ what: String) throws(ProtocolError) -> [String] {
        try list(what, smallest: 4) { reader throws(ProtocolError) in try reader.text() }
    }
}
