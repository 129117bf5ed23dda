/// One line of ftrace's text that has to do with DMA.
public struct TraceEvent: Hashable, Sendable {
    public enum Kind: UInt8, Sendable {
        /// `dma:dma_map_phys`, `dma:dma_map_page`, `dma:dma_map_resource`.
        case map
        /// `dma:dma_map_sg`.
        case mapSG
        /// `dma:dma_map_sg_err`.
        case mapSGError
        /// `dma:dma_alloc`, `dma:dma_alloc_pages`, `dma:dma_alloc_sgt` and its failure.
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

    /// Functions that carry kprobes where a release lacks the event. Those of pages are those of registers too, and those
    /// of allocations are those of all three ways to allocate.
    public enum Function: UInt8, Sendable, CaseIterable {
        case none
        case mapPage
        case mapSG
        case unmapPage
        case unmapSG
        case alloc
        case free
        case poolMap
        case atomicPool
    }

    public var kind: Kind
    public var function: Function = .none
    /// Index into ``Trace/devices``; nil where the event names none.
    public var device: Int?
    /// `dma_addr_t`, IOVA, or a function's result.
    public var address: UInt64 = 0
    /// Physical address; for an allocation its virtual one.
    public var physical: UInt64 = 0
    /// Bytes.
    public var size: UInt64 = 0
    public var mark: Mark = .request
    /// Number of the request, for marks.
    public var request: UInt32 = 0
    /// Addresses of a scatterlist as mapped.
    public var addresses: [UInt64]?
    /// Where the line stands in the text.
    public var line: Range<Int>

    init(kind: Kind, line: Range<Int>) {
        self.kind = kind
        self.line = line
    }
}

/// What a boot's trace says.
public struct Trace: Sendable {
    public var events: [TraceEvent] = []
    /// Names of devices, by index.
    public var devices: [String] = []
    /// Lines that look like an event of ours and could not be read.
    public var unreadable = 0
    /// Events that the trace itself says are missing.
    public var lost: UInt64 = 0

    public init() {}
}
