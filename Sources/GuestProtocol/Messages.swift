/// One edu device to set up, named by its PCI address (`0000:00:05.0`).
public struct DeviceSetup: Hashable, Sendable {
    /// PCI address of the device.
    public var slot: String
    /// Bits of the streaming mask that the probe sets.
    public var dmaMaskBits: UInt8
    /// Bits of the coherent mask that the probe sets.
    public var coherentMaskBits: UInt8
    /// Whether it may still be on its way, so that the agent waits for it.
    public var comesLater: Bool

    public init(slot: String, dmaMaskBits: UInt8, coherentMaskBits: UInt8, comesLater: Bool = false) {
        self.slot = slot
        self.dmaMaskBits = dmaMaskBits
        self.coherentMaskBits = coherentMaskBits
        self.comesLater = comesLater
    }
}

/// What the harness tells the agent.
public enum Command: Hashable, Sendable {
    /// Arm tracing, bind the probe, set masks, and run a control DMA on every device. Answered by ``Report/ready(_:)``.
    case setUp(magic: UInt64, devices: [DeviceSetup])
    /// Map and hold, at most one order a device; loads each device with its nonce. Answered by ``Report/mapped(_:)``.
    case map([MapOrder])
    /// Every held mapping that has a page of this number moves it. Answered by ``Report/moved(_:)``.
    case move(step: UInt16)
    /// Every mapping whose device read this page stores what the device read into its control buffer.
    /// Answered by ``Report/moved(_:)``.
    case store(step: UInt16)
    /// Unmap and free everything held. Answered by ``Report/released(_:)``.
    case release
    /// Load a device's own driver and read by it. Answered by ``Report/driven(_:)``.
    case drive(DriveOrder)
    /// A second control DMA, then ``Report/file(name:bytes:)`` for each file, then ``Report/end``.
    case finish
}

/// How one device stood after ``Command/setUp(magic:devices:)``.
public struct DeviceReport: Hashable, Codable, Sendable {
    /// Index of the device in its ``Command/setUp(magic:devices:)``.
    public var device: UInt8
    /// 0, or the negative errno of the step that failed.
    public var bind: Int32
    /// What `dma_set_mask()` returned.
    public var dmaMask: Int32
    /// What `dma_set_coherent_mask()` returned.
    public var coherentMask: Int32
    /// Result of the control DMA.
    public var control: Int32
    /// `dma_addr_t` of the control buffer.
    public var controlAddress: UInt64
    /// Where the guest says that the kernel keeps the state of the pool by which this device bounces
    /// (`dev->dma_io_tlb_mem`), a physical address; nil where the device has none. A hint where to look, no more.
    public var ioTLB: UInt64?
    /// Bytes that `dma_max_mapping_size()` gave once the masks were set, `UInt64.max` for no limit; nil where no driver asked.
    public var maxMapping: UInt64?

    public init(
        device: UInt8, bind: Int32, dmaMask: Int32, coherentMask: Int32, control: Int32, controlAddress: UInt64,
        ioTLB: UInt64? = nil, maxMapping: UInt64? = nil
    ) {
        self.device = device
        self.bind = bind
        self.dmaMask = dmaMask
        self.coherentMask = coherentMask
        self.control = control
        self.controlAddress = controlAddress
        self.ioTLB = ioTLB
        self.maxMapping = maxMapping
    }
}

/// What the kernel made of one order.
public struct MapReport: Hashable, Codable, Sendable {
    /// What became of an order's call.
    public enum Outcome: UInt8, Codable, Sendable, CaseIterable {
        /// Mapped and held.
        case held
        /// The DMA API refused.
        case refused
        /// No buffer could be had in the place asked for; says nothing about routing.
        case noBuffer
        /// The device could not be loaded by its control DMA; says nothing about routing.
        case notLoaded
        /// The kernel has no attribute of that name, so nothing was called.
        case noAttribute
        /// What `dma_alloc_pages()` returned is no page; it is never used.
        case noPages
    }

    /// A contiguous part of a buffer, or of what a device was given for it.
    public struct Segment: Hashable, Codable, Sendable {
        /// Guest-physical address of the original memory; for an allocation of the memory allocated.
        public var physical: UInt64
        /// `dma_addr_t`.
        public var address: UInt64
        /// Bytes.
        public var length: UInt32
        /// Page-table entry by which the kernel maps the first page: in a buffer of the original memory, in a mapping of
        /// the memory that the address stands for where no IOMMU translates. 0 where it is not known.
        public var entry: UInt64

        public init(physical: UInt64, address: UInt64, length: UInt32, entry: UInt64 = 0) {
            self.physical = physical
            self.address = address
            self.length = length
            self.entry = entry
        }
    }

    /// Number of the order's request.
    public var request: UInt32
    /// What became of the call.
    public var outcome: Outcome
    /// Negative errno where the API gives one, else 0.
    public var errno: Int32
    /// The original buffer; its `address` fields are zero.
    public var buffer: [Segment]
    /// What the device was given; empty for a refusal. `physical` is zero here.
    public var mapping: [Segment]
    /// Kernel messages logged during the call, oldest first.
    public var log: [String]
    /// Kernel messages logged by what was done before the call.
    public var logBefore: [String]
    /// Of the mappings that were to be held meanwhile, those that the kernel made.
    public var served: UInt32
    /// Lines that a coherent allocation came with and that are not zero: old content, which its device can read.
    public var unwiped: UInt32

    public init(
        request: UInt32, outcome: Outcome, errno: Int32, buffer: [Segment], mapping: [Segment], log: [String],
        logBefore: [String] = [], served: UInt32 = 0, unwiped: UInt32 = 0
    ) {
        self.request = request
        self.outcome = outcome
        self.errno = errno
        self.buffer = buffer
        self.mapping = mapping
        self.log = log
        self.logBefore = logBefore
        self.served = served
        self.unwiped = unwiped
    }
}

/// How one device's transfer ended.
public struct MoveReport: Hashable, Codable, Sendable {
    /// Number of the order's request.
    public var request: UInt32
    /// 0, or a negative errno: `-ETIMEDOUT` when the device never said it was done.
    public var result: Int32
    /// Offset into the buffer, in bytes, and length of what was moved.
    public var offset: UInt32
    /// Bytes that were to be moved.
    public var length: UInt32

    public init(request: UInt32, result: Int32, offset: UInt32, length: UInt32) {
        self.request = request
        self.result = result
        self.offset = offset
        self.length = length
    }
}

/// What the CPU saw in the original buffer after the unmap.
public struct ReleaseReport: Hashable, Codable, Sendable {
    /// Number of the order's request.
    public var request: UInt32
    /// Lines of the moved pages that hold what they should.
    public var right: UInt32
    /// Lines of the moved pages that do not.
    public var wrong: UInt32
    /// Lines of the moved pages that are as the CPU left them, where the caller asked nobody to bring it the device's.
    public var kept: UInt32

    public init(request: UInt32, right: UInt32, wrong: UInt32, kept: UInt32 = 0) {
        self.request = request
        self.right = right
        self.wrong = wrong
        self.kept = kept
    }
}

/// What the agent tells the harness.
public enum Report: Hashable, Sendable {
    /// First word of a guest: the protocol's version and `uname -r`.
    case hello(version: UInt16, release: String)
    case ready([DeviceReport])
    case mapped([MapReport])
    case moved([MoveReport])
    case released([ReleaseReport])
    case driven(DriveReport)
    /// A piece of a file; pieces of one name are appended.
    case file(name: String, bytes: [UInt8])
    /// Something in the guest went wrong; the harness decides what it means.
    case problem(String)
    case end
}
