/// The DMA API call of an order, as the probe knows it.
public enum CallKind: UInt8, Codable, Sendable, CaseIterable {
    case mapSingle, mapPage, mapSG, allocCoherent, mapResource, allocPages, allocNoncontiguous

    /// Whether the kernel chooses the memory.
    public var allocates: Bool {
        switch self {
        case .allocCoherent, .allocPages, .allocNoncontiguous: true
        case .mapSingle, .mapPage, .mapSG, .mapResource: false
        }
    }
}

/// What a device may do with what it is given, `enum dma_data_direction`.
public enum CallDirection: UInt8, Codable, Sendable, CaseIterable {
    case toDevice, fromDevice, bidirectional

    /// Whether the device reads.
    public var reads: Bool { self != .fromDevice }
    /// Whether the device writes.
    public var writes: Bool { self != .toDevice }
}

/// How a caller keeps its buffer and the device in step. All but the first unmap with DMA_ATTR_SKIP_CPU_SYNC.
public enum CallSync: UInt8, Codable, Sendable, CaseIterable {
    /// By the map and the unmap.
    case atEnds
    /// The unmap is to bring nothing.
    case skipped
    /// By `dma_sync_*()` of all.
    case whole
    /// By `dma_sync_single_range_*()` of the second half.
    case half
}

/// What was done before the call of an order; the kernel's answers to the call may depend on it.
public struct Prelude: Hashable, Codable, Sendable {
    /// Mappings of the same size that are made and held meanwhile.
    public var held: UInt32
    /// Bits of the masks that the driver had before, under which it mapped and unmapped a buffer; 0 for none.
    public var earlierMaskBits: UInt8

    public init(held: UInt32 = 0, earlierMaskBits: UInt8 = 0) {
        self.held = held
        self.earlierMaskBits = earlierMaskBits
    }

    /// Whether nothing precedes the call.
    public var isEmpty: Bool { held == 0 && earlierMaskBits == 0 }
}

/// One request to map and hold on one device.
public struct MapOrder: Hashable, Codable, Sendable {
    /// Number of the request within its boot; names it in traces and reports.
    public var request: UInt32
    /// Index into the devices of the ``Command/setUp(magic:devices:)``.
    public var device: UInt8
    /// The call of the DMA API.
    public var kind: CallKind
    /// What the device does with the buffer.
    public var direction: CallDirection
    /// Bytes; a multiple of 64.
    public var size: UInt32
    /// Entries of the scatterlist; 1 for every other kind.
    public var segments: UInt16
    /// Whether the segments grow: of n the i-th has i of n (n + 1) / 2 equal parts.
    public var uneven: Bool
    /// The buffer must lie in [low, high): physical addresses, for `map-resource` offsets in the channel's BAR. Both
    /// zero for an allocation.
    public var low: UInt64
    /// End of the range in which the buffer must lie; see ``low``.
    public var high: UInt64
    /// The same for every second segment; both zero where they lie as the others.
    public var otherLow: UInt64
    /// End of the range in which every second segment must lie; see ``otherLow``.
    public var otherHigh: UInt64
    /// Unique in the run.
    public var nonce: UInt64
    /// An allocation that may not sleep.
    public var atomic: Bool
    /// Hand the device the physical address, without the address bit, instead of the `dma_addr_t`.
    public var handsPhysical: Bool
    /// DMA_ATTR_*, by the probe's own numbers (`enum dmaroute_attribute`).
    public var attributes: UInt8
    /// What was done before the call.
    public var prelude: Prelude
    /// The processor that makes the call; nil for whichever the agent runs on.
    public var processor: UInt8?
    /// How much of the mapping its device moves.
    public var coverage: MoveCoverage
    /// How the buffer and the device are kept in step.
    public var sync: CallSync
    /// Whether the device writes what is mapped for it to read.
    public var isBackwards: Bool
    /// Of the buffer within its first page, bytes; a multiple of 64, and 0 unless it is one buffer of memory.
    public var offset: UInt16
    /// Whether its device moves only when the mapping was undone.
    public var isLate: Bool

    public init(
        request: UInt32, device: UInt8, kind: CallKind, direction: CallDirection, size: UInt32, segments: UInt16,
        uneven: Bool = false, low: UInt64, high: UInt64, otherLow: UInt64 = 0, otherHigh: UInt64 = 0, nonce: UInt64,
        atomic: Bool = false, handsPhysical: Bool = false, attributes: UInt8 = 0, prelude: Prelude = Prelude(),
        processor: UInt8? = nil, coverage: MoveCoverage = .whole, sync: CallSync = .atEnds, isLate: Bool = false,
        offset: UInt16 = 0, isBackwards: Bool = false
    ) {
        self.request = request
        self.device = device
        self.kind = kind
        self.direction = direction
        self.size = size
        self.segments = segments
        self.uneven = uneven
        self.low = low
        self.high = high
        self.otherLow = otherLow
        self.otherHigh = otherHigh
        self.nonce = nonce
        self.atomic = atomic
        self.handsPhysical = handsPhysical
        self.attributes = attributes
        self.prelude = prelude
        self.processor = processor
        self.coverage = coverage
        self.sync = sync
        self.isLate = isLate
        self.offset = offset
        self.isBackwards = isBackwards
    }

    /// What the call of the DMA API says that the device does.
    public var callDirection: CallDirection { isBackwards ? .toDevice : direction }

    /// Offset from which on a sync is asked for; the end of the buffer where none is (`mapping_sync_start()` of the probe).
    public var syncStart: UInt32 {
        let line = UInt32(MemoryLine.size)
        return switch sync {
        case .atEnds, .skipped: size
        case .whole: 0
        case .half: (size / 2 + line - 1) / line * line
        }
    }
}
