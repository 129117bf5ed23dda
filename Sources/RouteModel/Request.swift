/// A DMA API call.
public enum RequestKind: String, Codable, Sendable, CaseIterable {
    case mapSingle = "map-single"
    case mapPage = "map-page"
    case mapSG = "map-sg"
    /// The registers of another device, which are no memory: `dma_map_resource()`.
    case mapResource = "map-resource"
    case allocCoherent = "alloc-coherent"
    case allocPages = "alloc-pages"
    case allocNoncontiguous = "alloc-noncontiguous"
    /// What a device's own driver does when it binds and reads from it; a driver that uses the DMA API not at all makes
    /// no call that could be named.
    case driverIO = "driver-io"

    /// Whether the kernel chooses the memory.
    public var allocates: Bool {
        switch self {
        case .allocCoherent, .allocPages, .allocNoncontiguous: true
        case .mapSingle, .mapPage, .mapSG, .mapResource, .driverIO: false
        }
    }

    /// Whether a buffer is mapped, which lies somewhere.
    public var hasPlace: Bool {
        switch self {
        case .mapSingle, .mapPage, .mapSG: true
        case .mapResource, .allocCoherent, .allocPages, .allocNoncontiguous, .driverIO: false
        }
    }
}

/// What the driver hands the device.
public enum HandedAddress: String, Codable, Sendable, CaseIterable {
    /// The `dma_addr_t` of the mapping, as every driver must.
    case mapped
    /// The physical address, without the address bit: the fault of a driver that goes around the DMA API.
    case physical
}

/// Whose view: `to-device` is what the device reads.
public enum Direction: String, Codable, Sendable, CaseIterable {
    case toDevice = "to-device"
    case fromDevice = "from-device"
    /// The device reads it and writes it.
    case bidirectional
}

/// Where the buffer of a streaming request lies, in guest-physical addresses.
public enum Place: String, Codable, Sendable, CaseIterable {
    /// [0, 16 MiB)
    case below16M = "below-16m"
    /// [16 MiB, 4 GiB)
    case below4G = "below-4g"
    /// [4 GiB, end of RAM)
    case above4G = "above-4g"
    /// Wholly above the device's streaming mask.
    case aboveMask = "above-mask"
    /// Of a scatterlist every second segment ``above4G``, the others ``below4G``.
    case mixed
}

/// How a scatterlist is cut into segments.
public enum Cut: String, Codable, Sendable, CaseIterable {
    case even
    /// Of n segments the i-th has i of n (n + 1) / 2 equal parts.
    case growing
}

/// How a caller keeps its buffer and the device in step, beside what the call and the unmap do by themselves.
public enum CPUSync: String, Codable, Sendable, CaseIterable {
    /// The call and the unmap do it.
    case atEnds = "at-ends"
    /// Nobody does at the end: the unmap has DMA_ATTR_SKIP_CPU_SYNC.
    case skipped
    /// `dma_sync_*_for_device()` and `dma_sync_*_for_cpu()` of all do, and the unmap has DMA_ATTR_SKIP_CPU_SYNC.
    case whole
    /// The same of the second half alone: `dma_sync_single_range_*()`.
    case half
}

/// How the device keeps to what it was given.
public enum Conduct: String, Codable, Sendable, CaseIterable {
    /// It moves while the buffer is mapped, and the way that the driver said.
    case whileMapped = "while-mapped"
    /// It moves after the unmap, which has DMA_ATTR_SKIP_CPU_SYNC: the fault of a driver that does not stop its device.
    case afterUnmap = "after-unmap"
    /// It writes what is mapped for it to read: a fault of the device, or malice.
    case backwards
}

/// One DMA API call as a config asks for it.
public struct Request: Hashable, Codable, Sendable {
    /// Call of the DMA API that is made.
    public var kind: RequestKind
    /// Bytes; for `map-sg` of the whole list.
    public var size: UInt64
    /// What the device may do with the buffer: read it, write it, or both.
    public var direction: Direction
    /// nil for allocations, where the kernel chooses, and for registers, which are below 4 GiB.
    public var place: Place?
    /// Entries of the scatterlist; 1 for every other kind.
    public var segments: Int
    /// How the scatterlist is cut into its segments; `even` for every other kind.
    public var cut: Cut
    /// Whether an allocation may not sleep (GFP_ATOMIC); false for every other kind.
    public var atomic: Bool
    /// What the driver hands the device.
    public var address: HandedAddress
    /// DMA_ATTR_* that the caller gives.
    public var attributes: DMAAttributes
    /// Mappings of the same size that the driver holds meanwhile.
    public var held: Int
    /// Bits of the masks that the driver had earlier, and mapped under; nil where it set its masks once.
    public var earlierMask: Int?
    /// The CPU that makes the call, from 0 on; nil for any.
    public var cpu: Int?
    /// How the buffer and the device are kept in step.
    public var sync: CPUSync
    /// Bytes by which the buffer lies within its first page; 0 for all that is not one buffer of memory.
    public var offset: UInt64
    /// How the device keeps to what it was given.
    public var moved: Conduct

    public init(
        kind: RequestKind, size: UInt64, direction: Direction, place: Place?, segments: Int = 1, cut: Cut = .even,
        atomic: Bool = false, address: HandedAddress = .mapped, attributes: DMAAttributes = [], held: Int = 0,
        earlierMask: Int? = nil, cpu: Int? = nil,
        sync: CPUSync = .atEnds, moved: Conduct = .whileMapped, offset: UInt64 = 0
    ) {
        self.kind = kind
        self.size = size
        self.direction = direction
        self.place = place
        self.segments = segments
        self.cut = cut
        self.atomic = atomic
        self.address = address
        self.attributes = attributes
        self.held = held
        self.earlierMask = earlierMask
        self.cpu = cpu
        self.sync = sync
        self.moved = moved
        self.offset = offset
    }
}

/// What is as usual is not written.
extension Request {
    private enum CodingKeys: String, CodingKey {
        case kind, size, direction, place, segments, cut, atomic, address, attributes, held, earlierMask, cpu, sync,
            moved, offset
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            kind: try values.decode(RequestKind.self, forKey: .kind),
            size: try values.decode(UInt64.self, forKey: .size),
            direction: try values.decode(Direction.self, forKey: .direction),
            place: try values.decodeIfPresent(Place.self, forKey: .place),
            segments: try values.decode(Int.self, forKey: .segments),
            cut: try values.decodeIfPresent(Cut.self, forKey: .cut) ?? .even,
            atomic: try values.decodeIfPresent(Bool.self, forKey: .atomic) ?? false,
            address: try values.decodeIfPresent(HandedAddress.self, forKey: .address) ?? .mapped,
            attributes: try values.decodeIfPresent(DMAAttributes.self, forKey: .attributes) ?? [],
            held: try values.decodeIfPresent(Int.self, forKey: .held) ?? 0,
            earlierMask: try values.decodeIfPresent(Int.self, forKey: .earlierMask),
            cpu: try values.decodeIfPresent(Int.self, forKey: .cpu),
            sync: try values.decodeIfPresent(CPUSync.self, forKey: .sync) ?? .atEnds,
            moved: try values.decodeIfPresent(Conduct.self, forKey: .moved) ?? .whileMapped,
            offset: try values.decodeIfPresent(UInt64.self, forKey: .offset) ?? 0)
    }

    /// Writes kind, size, direction and segments always, and of the rest only what is not as usual.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(kind, forKey: .kind)
        try values.encode(size, forKey: .size)
        try values.encode(direction, forKey: .direction)
        try values.encodeIfPresent(place, forKey: .place)
        try values.encode(segments, forKey: .segments)
        if cut != .even { try values.encode(cut, forKey: .cut) }
        if atomic { try values.encode(atomic, forKey: .atomic) }
        if address != .mapped { try values.encode(address, forKey: .address) }
        if !attributes.isEmpty { try values.encode(attributes, forKey: .attributes) }
        if held != 0 { try values.encode(held, forKey: .held) }
        try values.encodeIfPresent(earlierMask, forKey: .earlierMask)
        try values.encodeIfPresent(cpu, forKey: .cpu)
        if sync != .atEnds { try values.encode(sync, forKey: .sync) }
        if moved != .whileMapped { try values.encode(moved, forKey: .moved) }
        if offset != 0 { try values.encode(offset, forKey: .offset) }
    }
}
