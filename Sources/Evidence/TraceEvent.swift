public import RouteModel

/// One line of ftrace's text that has to do with DMA.
public struct TraceEvent: Hashable, Sendable {
    /// Sort of line: an event of the kernel, a probed function, or a mark of the agent.
    public enum Kind: UInt8, Sendable {
        /// `dma:dma_map_phys`, `dma:dma_map_page`, `dma:dma_map_resource`.
        case map
        /// `dma:dma_map_sg`.
        case mapSG
        /// `dma:dma_map_sg_err`.
        case mapSGError
        /// `dma:dma_alloc`, `dma:dma_alloc_pages`, `dma:dma_alloc_sgt` and its failure; ``TraceEvent/function`` tells which.
        case alloc
        /// `swiotlb:swiotlb_bounced`; its address is the original one, and it comes before success is known.
        case bounced
        /// `iommu:map`.
        case iommuMap
        /// Entry of a function that a kprobe stands on; ``TraceEvent/function`` names it.
        case call
        /// Return of such a function.
        case result
        /// The agent's mark before a call; ``TraceEvent/mark`` says which.
        case begin
        /// The agent's mark behind it.
        case end
        /// The agent's first mark: what stands before it is from before /init, or from before an observer's tracing was
        /// whole.
        case agent
    }

    /// What the agent is about to call.
    public enum Mark: UInt8, Sendable {
        /// The DMA API call of a request.
        case request
        /// Its unmap or free.
        case release
        /// The allocation of a device's control buffer.
        case control
    }

    /// Functions that carry kprobes where a release lacks the event. What a call returned is known by its own probe, so none
    /// stands on the unmapping of pages: where an interrupt hits a probe, the kernel counts a miss.
    public enum Function: UInt8, Sendable, CaseIterable {
        case none
        case mapPage
        case mapSG
        case unmapSG
        case alloc
        case free
        case poolMap
        case atomicPool
        case mapSGTable
        case mapResource
        case allocPages
        case allocNoncontiguous
        case iovaLink
        case setMask
        case setCoherentMask

        /// Whether it is a driver's request for a mapping or memory, or gives one back.
        var isRequest: Bool {
            switch self {
            case .poolMap, .atomicPool, .setMask, .setCoherentMask: false
            default: true
            }
        }
    }

    /// Whose view: what the device may do with the buffer.
    public enum Flow: UInt8, Sendable, CaseIterable {
        case bidirectional
        case toDevice
        case fromDevice
        case none
    }

    /// What only a driver's calls are asked for.
    public struct Details: Hashable, Sendable {
        /// Direction of a call; `none` where the line does not tell.
        public var flow: Flow = .none
        /// DMA_ATTR_* of a call, of those that decide routes.
        public var attributes: DMAAttributes = []
        /// 7.3 says of an allocation that it is of decrypted memory (ALLOC_CC_SHARED).
        public var isShared = false
        /// Whether an allocation may not sleep.
        public var isAtomic = false
        /// Of a list: physical addresses of its entries, or pointers to their `struct page` where the release has no
        /// event for it.
        public var origins: [UInt64] = []
        /// Of a list: where in their pages its entries begin, where ``origins`` are pages.
        public var offsets: [UInt64] = []
        /// Of a list: bytes of each mapped entry, or of each original one where the release has no event for it.
        public var sizes: [UInt64] = []
        /// Entries of a list that the line does not show.
        public var hidden = 0
        /// Where a list stands in the kernel's memory; 0 where the line does not tell.
        public var list: UInt64 = 0

        /// Details of a line that tells none.
        public init() {}
    }

    /// What the line tells of: an event of the kernel, a probed function, or a mark of the agent.
    public var kind: Kind
    /// The function of which the line tells; `none` where the kind alone says it.
    public var function: Function = .none
    /// Index into ``Trace/devices``; nil where the event names none.
    public var device: Int?
    /// `dma_addr_t`, IOVA, or a function's result.
    public var address: UInt64 = 0
    /// Physical address; for an allocation its virtual one.
    public var physical: UInt64 = 0
    /// Bytes.
    public var size: UInt64 = 0
    /// What a mark of kind ``TraceEvent/Kind/begin`` announces; without meaning for every other kind.
    public var mark: Mark = .request
    /// Number of the request, for marks.
    public var request: UInt32 = 0
    /// Addresses of a scatterlist as mapped.
    public var addresses: [UInt64]?
    /// Of calls of the DMA API.
    public var details: Details?
    /// Who ran, and on which CPU: task, CPU, and whether an interrupt had come in. What one of them does comes in order.
    public var context: UInt64 = 0
    /// Where the line stands in the text.
    public var line: Range<Int>

    init(kind: Kind, line: Range<Int>) {
        self.kind = kind
        self.line = line
    }
}

/// What a boot's trace says.
public struct Trace: Sendable {
    /// The lines that have to do with DMA, in their order.
    public var events: [TraceEvent] = []
    /// Names of devices, by index.
    public var devices: [String] = []
    /// Lines of any event, of ours or not.
    public var lines: UInt64 = 0
    /// Lines that look like an event of ours and could not be read.
    public var unreadable = 0
    /// Events that the trace itself says are missing.
    public var lost: UInt64 = 0
    /// The first line whose time is before that of the line above it; nil where there is none.
    var backwards: Range<Int>?
    /// Time of the last line, in microseconds.
    var time: UInt64 = 0

    /// A trace without a line.
    public init() {}
}
