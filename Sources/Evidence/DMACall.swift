public import RouteModel

/// One call of the DMA API that a device's own driver made, with its fields and the route it got, as the kernel's trace
/// shows them.
public struct DMACall: Sendable {
    /// Sort of call of the DMA API; never `driverIO`.
    public var kind: RequestKind
    /// Bytes; of a list those of the entries that the trace shows.
    public var size: UInt64
    /// Direction that the driver gave; `none` where the trace does not tell.
    public var flow: TraceEvent.Flow
    /// DMA_ATTR_* that the driver gave, of those that decide routes.
    public var attributes: DMAAttributes
    /// Whether an allocation may not sleep, as flags without `__GFP_DIRECT_RECLAIM` say; without meaning for a mapping.
    public var isAtomic: Bool
    /// Physical ranges of the buffer, one an entry; nil for memory that the kernel chooses, and where the trace does
    /// not tell.
    public var buffer: [ClosedRange<UInt64>]?
    /// The masks as the driver had set them by then; nil where the trace does not tell.
    public var masks: DMAMasks?
    /// The route as far as the trace tells of it.
    public var seen: Seen
    /// Whether it was made before /init.
    public var isEarly: Bool

    /// What the trace shows of the route.
    public enum Seen: Hashable, Sendable {
        case route(SideView)
        /// Too little to tell, in a sentence.
        case untold(String)

        /// What was seen of the route; nil where the trace tells too little.
        public var view: SideView? {
            if case .route(let view) = self { return view }
            return nil
        }
    }

    /// Which of a list's paths stands for the call in counts; `untold` where the trace does not tell.
    public var path: String {
        guard let view = seen.view else { return "untold" }
        return view.paths.first?.rawValue ?? "none that can be"
    }
}

/// What a device can reach, as its driver told the kernel: highest addresses.
public struct DMAMasks: Hashable, Sendable {
    /// Highest address that a mapping may have, as given to `dma_set_mask()`.
    public var streaming: UInt64
    /// Highest address that an allocation may have, as given to `dma_set_coherent_mask()`.
    public var coherent: UInt64

    public init(streaming: UInt64, coherent: UInt64) {
        self.streaming = streaming
        self.coherent = coherent
    }

    /// Those of every PCI device before its driver says otherwise (drivers/pci/probe.c, pci_setup_device and
    /// pci_device_add).
    static let pci = DMAMasks(streaming: 0xffff_ffff, coherent: 0xffff_ffff)
}

/// Calls that no rule can tell apart, and how many there were.
///
/// Rules hold addresses against masks, and ask whether a buffer fills its pages; so where in its page it begins, how long
/// it is and how many bits its last address has are all that is told apart of a place.
public struct DMACallGroup: Sendable {
    /// The first of them.
    public var call: DMACall
    /// How many calls the group stands for.
    public var count: Int
    /// Of them, those before /init.
    public var early: Int
    /// Of them, those whose addresses the device was seen to use.
    public var confirmed: Int
    /// The first one's line in the trace.
    public var line: String

    /// Whether the pool served it.
    public var isBounced: Bool {
        call.seen.view?.paths.contains(where: \.isBounce) ?? false
    }

    struct Key: Hashable {
        private struct Place: Hashable {
            var offset: UInt64
            var length: UInt64
            var bits: Int
        }

        private let kind: RequestKind
        private let size: UInt64
        private let flow: TraceEvent.Flow
        private let attributes: DMAAttributes
        private let isAtomic: Bool
        private let masks: DMAMasks?
        private let places: [Place]?
        private let paths: [Path]
        private let others: [Path]
        private let addressBit: BitState?
        private let memory: MemoryState?
        private let topBits: Int?
        private let untold: String?

        init(_ call: DMACall) {
            kind = call.kind
            size = call.size
            flow = call.flow
            attributes = call.attributes
            isAtomic = call.isAtomic
            masks = call.masks
            places = call.buffer?.map {
                Place(
                    offset: $0.lowerBound & 4095, length: $0.upperBound &- $0.lowerBound,
                    bits: $0.upperBound.bitWidth - $0.upperBound.leadingZeroBitCount)
            }
            let view = call.seen.view
            paths = view?.paths ?? []
            others = view?.others ?? []
            addressBit = view?.addressBit
            memory = view?.memory
            topBits = view?.top.map { $0.bitWidth - $0.leadingZeroBitCount }
            if case .untold(let why) = call.seen { untold = why } else { untold = nil }
        }
    }
}
