import RouteModel

/// A key by which a config names what varies, in axes, exclude and include.
enum AttributeKey: String, CaseIterable, Sendable {
    case kernel, platform, encryption, means
    case cBit = "c-bit"
    case microcode, viommu
    case passThrough = "pass-through"
    case cmdline, ram, maxmem, emulator
    case device, model
    case dmaMask = "dma-mask"
    case coherentMask = "coherent-mask"
    case iommuPlatform = "iommu-platform"
    case untrusted
    case tState = "t-state"
    case hotplug
    case besideIOMMU = "beside-viommu"
    case kind, size, direction, place, segments, cut, gfp, address, attributes, held
    case earlierMask = "earlier-mask"

    /// What `axes` multiplies.
    static let axes: [AttributeKey] = [
        .platform, .encryption, .means, .cBit, .microcode, .viommu, .passThrough, .cmdline, .ram, .maxmem,
        .emulator,
    ]
    /// What makes a boot.
    static let boot: [AttributeKey] = [.kernel] + axes

    static func names(_ keys: [AttributeKey]) -> [String] { keys.map(\.rawValue) }
}

/// One value of an ``AttributeKey``.
enum Attribute: Hashable, Sendable {
    case kernel(String)
    case platform(Platform)
    case encryption(Encryption)
    case means(Means)
    case cBit(Int)
    case microcode(UInt32)
    case viommu(VIOMMU)
    case passThrough(Switch)
    case cmdline(String)
    case ram(UInt64)
    case maxmem(UInt64)
    case emulator(EmulatorName)
    case device(String)
    case model(String)
    case dmaMask(Int)
    case coherentMask(Int)
    case iommuPlatform(Switch)
    case untrusted(Switch)
    case tState(Switch)
    case hotplug(Switch)
    case besideIOMMU(Switch)
    case kind(RequestKind)
    case size(UInt64)
    case direction(Direction)
    case place(Place)
    case segments(Int)
    case cut(Cut)
    case gfp(Gfp)
    case address(HandedAddress)
    case attributes(AttributeSet)
    case held(Int)
    case earlierMask(Int?)

    /// Gives a boot this value; those of devices and requests change nothing.
    func apply(to boot: inout Boot) {
        switch self {
        case .kernel(let value): boot.kernel = value
        case .platform(let value): boot.platform = value
        case .encryption(let value): boot.encryption = value
        case .means(let value): boot.askedMeans = value == .emulated ? nil : value
        case .cBit(let value): boot.cBit = value
        case .microcode(let value): boot.microcode = value
        case .viommu(let value): boot.viommu = value
        case .passThrough(let value): boot.passThrough = value == .on ? nil : false
        case .cmdline(let value): boot.cmdline = value
        case .ram(let value): boot.ram = value
        case .maxmem(let value): boot.maxmem = value
        case .emulator(let value): boot.emulator = value.emulator
        default: break
        }
    }

    /// Whether a boot has this value; nil for a value of devices or requests.
    func holds(_ boot: Boot) -> Bool? {
        switch self {
        case .kernel(let value): boot.kernel == value
        case .platform(let value): boot.platform == value
        case .encryption(let value): boot.encryption == value
        case .means(let value): boot.means == value
        case .cBit(let value): boot.encryption.hasCBit && boot.cBit == value
        case .microcode(let value): boot.microcode == value
        case .viommu(let value): boot.viommu == value
        case .passThrough(let value): boot.viommu == .intel && boot.hasPassThrough == (value == .on)
        case .cmdline(let value): boot.cmdline == value
        case .ram(let value): boot.ram == value
        case .maxmem(let value): boot.maxmem == value
        case .emulator(let value): boot.emulator == value.emulator
        default: nil
        }
    }

    /// Whether a device and a request have this value; true for a value of boots.
    func holds(_ device: Device, _ request: Request) -> Bool {
        switch self {
        case .device(let value): device.name == value
        case .model(let value): device.model == value
        case .dmaMask(let value): device.dmaMask == value
        case .coherentMask(let value): device.coherentMask == value
        case .iommuPlatform(let value): device.iommuPlatform == (value == .on)
        case .untrusted(let value): device.untrusted == (value == .on)
        case .tState(let value): device.tState == (value == .on)
        case .hotplug(let value): device.hotplugged == (value == .on)
        case .besideIOMMU(let value): device.besideIOMMU == (value == .on)
        case .kind(let value): request.kind == value
        case .size(let value): request.size == value
        case .direction(let value): request.direction == value
        case .place(let value): request.place == value
        case .segments(let value): request.segments == value
        case .cut(let value): request.cut == value
        case .held(let value): request.held == value
        case .earlierMask(let value): request.earlierMask == value
        case .gfp(let value): request.kind.maySleep && request.atomic == (value == .atomic)
        case .address(let value): request.address == value
        case .attributes(let value): request.attributes == value.attributes
        default: true
        }
    }
}

/// As QEMU writes a property that is set or not.
enum Switch: String, CaseIterable, Sendable {
    case on, off
}

/// A QEMU as a config names it.
enum EmulatorName: String, CaseIterable, Sendable {
    /// The machine's own.
    case installed
    case qemu10 = "qemu-10"
    case qemu11 = "qemu-11"

    var emulator: Emulator? { Emulator(rawValue: rawValue) }
}

/// Whether an allocation may sleep: GFP_KERNEL or GFP_ATOMIC.
enum Gfp: String, CaseIterable, Sendable {
    case kernel, atomic
}

/// Sets of DMA_ATTR_* that a request can have.
enum AttributeSet: String, CaseIterable, Sendable {
    case none
    case ccShared = "cc-shared"
    case mmio
    case requireCoherent = "require-coherent"
    case ccSharedCoherent = "cc-shared+require-coherent"
    case forceContiguous = "force-contiguous"

    var attributes: DMAAttributes {
        switch self {
        case .none: []
        case .ccShared: .ccShared
        case .mmio: .mmio
        case .requireCoherent: .requireCoherent
        case .ccSharedCoherent: [.ccShared, .requireCoherent]
        case .forceContiguous: .forceContiguous
        }
    }

    /// Whether it can be given to what allocates, and to what maps.
    func suits(_ group: RequestKinds.Group) -> Bool {
        self == .none || (self == .forceContiguous) == (group == .allocation)
    }
}

extension RequestKind {
    /// Whether the caller says if it may sleep.
    var maySleep: Bool { self == .allocCoherent || self == .allocPages }
}

extension DMAAttributes {
    /// As a config would write it.
    var text: String { isEmpty ? AttributeSet.none.rawValue : words.map(\.rawValue).joined(separator: "+") }
}
