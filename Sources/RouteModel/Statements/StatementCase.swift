/// What statements are judged by: a configuration, and what a kernel made of it, as it was seen or as a policy predicts it.
public struct StatementCase: Sendable {
    /// The machine that was run or is predicted.
    public var boot: Boot { didSet { addressBit = boot.addressBit } }
    /// The boot's; nil without encryption.
    private(set) var addressBit: AddressBit?
    /// The device that asked for DMA.
    public var device: Device
    /// The DMA API call that the route belongs to.
    public var request: Request
    /// What the kernel says is active, such as `AMD SME`.
    public var encryption: String?
    /// Whether the kernel's log tells of a bounce under memory encryption.
    public var tellsOfBounces: Bool
    /// What its pool says of itself; nil where that is not known.
    public var pool: PoolWord?
    /// Why the pool's state is not known.
    public var unread: String?
    /// sysfs' word for the default domain of the device's group; nil where it has none.
    public var groupType: String?
    /// nil where it is not known, or does not tell what the kernel does with memory of its own choice.
    public private(set) var route: TakenRoute?
    /// Whether a policy predicts it.
    public var isPredicted: Bool
    /// Whether it matters here that a device is trusted (T=1).
    public var heedsTrust: Bool
    /// Whether swiotlb=force was asked for, in a form that some release understands.
    let saysForce: Bool
    let saysPassthrough: Bool

    public init(
        boot: Boot, device: Device, request: Request, encryption: String?, tellsOfBounces: Bool, pool: PoolWord?,
        unread: String?, groupType: String?, route: TakenRoute?, isPredicted: Bool = false, heedsTrust: Bool = false
    ) {
        self.boot = boot
        addressBit = boot.addressBit
        self.device = device
        self.request = request
        self.encryption = encryption
        self.tellsOfBounces = tellsOfBounces
        self.pool = pool
        self.unread = unread
        self.groupType = groupType
        self.isPredicted = isPredicted
        self.heedsTrust = heedsTrust
        let options = boot.cmdline.split(separator: " ")
        saysForce = options.contains {
            $0.hasPrefix("swiotlb=") && $0.dropFirst(8).split(separator: ",").contains("force")
        }
        saysPassthrough = options.contains("iommu=pt")
        take(route, of: request)
    }

    /// Sets the request and its route. An address that the DMA API did not give tells nothing of the kernel; registers
    /// are no memory, and a driver that says by attributes what its memory is leaves the kernel no choice of which
    /// statements speak.
    mutating func take(_ route: TakenRoute?, of request: Request) {
        self.request = request
        let speaks = request.address == .mapped && request.kind != .mapResource && request.attributes.isEmpty
        self.route = speaks ? route : nil
    }

    /// A host whose kernel says that SME is active.
    var isHost: Bool { boot.platform == .host && encryption == Encryption.sme.announced }
    /// A guest whose kernel says that its memory is encrypted.
    var isGuest: Bool {
        guard boot.platform == .guest, let encryption else { return false }
        return encryption.hasPrefix("AMD SEV") || encryption.hasPrefix("Intel TDX")
    }
    var isPlain: Bool { boot.encryption == .none && encryption == nil }

    var isStreaming: Bool { [.mapSingle, .mapPage, .mapSG].contains(request.kind) }
    /// The pages of every kind of allocation are decrypted by one test of the device (kernel/dma/direct.c,
    /// dma_direct_alloc and dma_direct_alloc_pages).
    var isAllocation: Bool { request.kind.allocates }

    /// Whether the kernel bounces every streaming mapping of the direct path.
    var isForced: Bool { pool?.forceBounce ?? saysForce }

    /// Whether an IOMMU translates for the device.
    var isTranslated: Bool {
        route?.path == .translated || route?.path == .translatedBounce || groupType?.hasPrefix("DMA") == true
    }

    /// Whether addresses of this many bits reach encrypted memory.
    func reaches(_ bits: Int) -> Bool { addressBit?.letsReachEncrypted(bits) ?? true }

    /// The address bit as a list of masks ends with it.
    var bit: String { addressBit.map { ", \($0.text)" } ?? "" }

    /// As a reason says it.
    var masks: String { "streaming mask \(device.dmaMask) bits" + bit }
}

/// What a kernel's SWIOTLB pool says of itself.
public struct PoolWord: Hashable, Sendable {
    /// Slots of 2 KiB; 0 where no pool was built.
    public var slots: UInt64
    /// Physical; nil where no pool was built. Of a prediction the pool lies somewhere in it.
    public var range: ClosedRange<UInt64>?
    /// Whether every streaming mapping of the direct path is bounced (`io_tlb_mem.force_bounce`).
    public var forceBounce: Bool
    /// nil where the struct has no such member.
    public var ccShared: Bool?
    /// Members that could be a second label; nil where nobody can tell.
    public var otherLabels: [String]?
    /// Whether the kernel has `dev_cannot_reach_memory()`; nil where nobody can tell.
    public var hasReachTest: Bool?

    public init(
        slots: UInt64, range: ClosedRange<UInt64>?, forceBounce: Bool, ccShared: Bool?, otherLabels: [String]?,
        hasReachTest: Bool?
    ) {
        self.slots = slots
        self.range = range
        self.forceBounce = forceBounce
        self.ccShared = ccShared
        self.otherLabels = otherLabels
        self.hasReachTest = hasReachTest
    }
}
