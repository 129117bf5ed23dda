/// A DMA API call.
public enum RequestKind: String, Codable, Sendable, CaseIterable {
    case mapSingle = "map-single"
    case mapPage = "map-page"
    case mapSG = "map-sg"
    case allocCoherent = "alloc-coherent"
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

    public init(kind: RequestKind, size: UInt64, direction: Direction, place: Place?, segments: Int = 1) {
        self.kind = kind
        self.size = size
        self.direction = direction
        self.place = place
        self.segments = segments
    }
}

/// What asks for DMA.
public struct Device: Hashable, Codable, Sendable {
    public var name: String
    /// `edu` here; real drivers come with their own names.
    public var model: String
    /// Width of the streaming DMA mask in bits.
    public var dmaMask: Int
    /// Width of the coherent DMA mask in bits.
    public var coherentMask: Int

    public init(name: String, model: String = "edu", dmaMask: Int, coherentMask: Int? = nil) {
        self.name = name
        self.model = model
        self.dmaMask = dmaMask
        self.coherentMask = coherentMask ?? dmaMask
    }
}
