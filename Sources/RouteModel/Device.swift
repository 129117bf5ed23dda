/// What asks for DMA.
public struct Device: Hashable, Codable, Sendable {
    /// Name that a config gives the device, and that results call it by.
    public var name: String
    /// Name of a ``DeviceModel``.
    public var model: String
    /// Width of the streaming DMA mask in bits.
    public var dmaMask: Int
    /// Width of the coherent DMA mask in bits.
    public var coherentMask: Int
    /// Whether a virtio device demands the DMA API (VIRTIO_F_ACCESS_PLATFORM); nil for every other.
    public var iommuPlatform: Bool?
    /// Whether firmware says that it is plugged in from outside (`ExternalFacingPort`), so that the kernel does not
    /// trust it.
    public var untrusted: Bool
    /// Whether it is in TDISP's state T=1: proven to the guest, so that it may reach private memory. No release that has
    /// a policy has an input for it.
    public var tState: Bool
    /// Whether it is plugged in only after the guest is up. Its default domain is chosen as for any other when it turns
    /// up, so that no route depends on it.
    public var hotplugged: Bool
    /// Whether it hangs on a root bus that bypasses the IOMMU, where there is one.
    public var besideIOMMU: Bool

    /// - Parameter coherentMask: bits; nil for as many as the streaming mask has.
    public init(
        name: String, model: String = "edu", dmaMask: Int, coherentMask: Int? = nil, iommuPlatform: Bool? = nil,
        untrusted: Bool = false, tState: Bool = false, hotplugged: Bool = false, besideIOMMU: Bool = false
    ) {
        self.name = name
        self.model = model
        self.dmaMask = dmaMask
        self.coherentMask = coherentMask ?? dmaMask
        self.iommuPlatform = iommuPlatform
        self.untrusted = untrusted
        self.tState = tState
        self.hotplugged = hotplugged
        self.besideIOMMU = besideIOMMU
    }
}

extension Device {
    /// Whether the kernel's own driver makes its requests, so that it is asked for driver-io and nothing else.
    public var hasDriver: Bool { DeviceModel.named(model)?.traffic != nil }
}

/// What is as usual is not written.
extension Device {
    private enum CodingKeys: String, CodingKey {
        case name, model, dmaMask, coherentMask, iommuPlatform, untrusted, tState, hotplugged, besideIOMMU
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try values.decode(String.self, forKey: .name), model: try values.decode(String.self, forKey: .model),
            dmaMask: try values.decode(Int.self, forKey: .dmaMask),
            coherentMask: try values.decode(Int.self, forKey: .coherentMask),
            iommuPlatform: try values.decodeIfPresent(Bool.self, forKey: .iommuPlatform),
            untrusted: try values.decodeIfPresent(Bool.self, forKey: .untrusted) ?? false,
            tState: try values.decodeIfPresent(Bool.self, forKey: .tState) ?? false,
            hotplugged: try values.decodeIfPresent(Bool.self, forKey: .hotplugged) ?? false,
            besideIOMMU: try values.decodeIfPresent(Bool.self, forKey: .besideIOMMU) ?? false)
    }

    /// Writes the masks always, and of the rest only what is not as usual.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(name, forKey: .name)
        try values.encode(model, forKey: .model)
        try values.encode(dmaMask, forKey: .dmaMask)
        try values.encode(coherentMask, forKey: .coherentMask)
        try values.encodeIfPresent(iommuPlatform, forKey: .iommuPlatform)
        if untrusted { try values.encode(untrusted, forKey: .untrusted) }
        if tState { try values.encode(tState, forKey: .tState) }
        if hotplugged { try values.encode(hotplugged, forKey: .hotplugged) }
        if besideIOMMU { try values.encode(besideIOMMU, forKey: .besideIOMMU) }
    }
}

extension Device {
    /// `DMA_BIT_MASK(bits)` (include/linux/dma-mapping.h).
    public static func mask(_ bits: Int) -> UInt64 { bits >= 64 ? .max : (1 << UInt64(max(bits, 0))) - 1 }
}
