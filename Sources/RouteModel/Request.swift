/// A DMA API call.
public enum RequestKind: String, Codable, Sendable, CaseIterable {
    case mapSingle = "map-single"
    case mapPage = "map-page"
    case mapSG = "map-sg"
    case allocCoherent = "alloc-coherent"
    /// What a device's own driver does when it binds and reads from it; a driver that uses the DMA API not at all makes
    /// no call that could be named.
    case driverIO = "driver-io"
}

/// What the driver hands the device.
public enum HandedAddress: String, Codable, Sendable, CaseIterable {
    /// The `dma_addr_t` of the mapping, as every driver must.
    case mapped
    /// The physical address, without the C-bit: the fault of a driver that goes around the DMA API.
    case physical
}

/// Whose view: `to-device` is what the device reads.
public enum Direction: String, Codable, Sendable, CaseIterable {
    case toDevice = "to-device"
    case fromDevice = "from-device"
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
}

/// One DMA API call as a config asks for it.
public struct Request: Hashable, Codable, Sendable {
    public var kind: RequestKind
    /// Bytes; for `map-sg` of the whole list.
    public var size: UInt64
    public var direction: Direction
    /// nil for allocations: there the kernel chooses.
    public var place: Place?
    /// Entries of the scatterlist; 1 for every other kind.
    public var segments: Int
    /// Whether an allocation may not sleep (GFP_ATOMIC); false for every other kind.
    public var atomic: Bool
    public var address: HandedAddress

    public init(
        kind: RequestKind, size: UInt64, direction: Direction, place: Place?, segments: Int = 1, atomic: Bool = false,
        address: HandedAddress = .mapped
    ) {
        self.kind = kind
        self.size = size
        self.direction = direction
        self.place = place
        self.segments = segments
        self.atomic = atomic
        self.address = address
    }
}

/// What is as usual is not written.
extension Request {
    private enum CodingKeys: String, CodingKey { case kind, size, direction, place, segments, atomic, address }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            kind: try values.decode(RequestKind.self, forKey: .kind),
            size: try values.decode(UInt64.self, forKey: .size),
            direction: try values.decode(Direction.self, forKey: .direction),
            place: try values.decodeIfPresent(Place.self, forKey: .place),
            segments: try values.decode(Int.self, forKey: .segments),
            atomic: try values.decodeIfPresent(Bool.self, forKey: .atomic) ?? false,
            address: try values.decodeIfPresent(HandedAddress.self, forKey: .address) ?? .mapped)
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(kind, forKey: .kind)
        try values.encode(size, forKey: .size)
        try values.encode(direction, forKey: .direction)
        try values.encodeIfPresent(place, forKey: .place)
        try values.encode(segments, forKey: .segments)
        if atomic { try values.encode(atomic, forKey: .atomic) }
        if address != .mapped { try values.encode(address, forKey: .address) }
    }
}

/// What asks for DMA.
public struct Device: Hashable, Codable, Sendable {
    public var name: String
    /// `edu`, or `virtio-blk` with the kernel's own driver.
    public var model: String
    /// Width of the streaming DMA mask in bits.
    public var dmaMask: Int
    /// Width of the coherent DMA mask in bits.
    public var coherentMask: Int
    /// Whether a virtio device demands the DMA API (VIRTIO_F_ACCESS_PLATFORM); nil for every other.
    public var iommuPlatform: Bool?

    public init(
        name: String, model: String = "edu", dmaMask: Int, coherentMask: Int? = nil, iommuPlatform: Bool? = nil
    ) {
        self.name = name
        self.model = model
        self.dmaMask = dmaMask
        self.coherentMask = coherentMask ?? dmaMask
        self.iommuPlatform = iommuPlatform
    }
}
