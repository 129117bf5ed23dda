import RouteModel

/// A key by which a config names what varies, in axes, exclude and include.
enum AttributeKey: String, CaseIterable, Sendable {
    case kernel, platform, encryption, viommu, cmdline, ram
    case device, model
    case dmaMask = "dma-mask"
    case coherentMask = "coherent-mask"
    case kind, size, direction, place, segments

    /// What `axes` multiplies.
    static let axes: [AttributeKey] = [.platform, .encryption, .viommu, .cmdline, .ram]
    /// What makes a boot.
    static let boot: [AttributeKey] = [.kernel] + axes

    static func names(_ keys: [AttributeKey]) -> [String] { keys.map(\.rawValue) }
}

/// One value of an ``AttributeKey``.
enum Attribute: Hashable, Sendable {
    case kernel(String)
    case platform(Platform)
    case encryption(Encryption)
    case viommu(VIOMMU)
    case cmdline(String)
    case ram(UInt64)
    case device(String)
    case model(String)
    case dmaMask(Int)
    case coherentMask(Int)
    case kind(RequestKind)
    case size(UInt64)
    case direction(Direction)
    case place(Place)
    case segments(Int)

    /// Gives a boot this value; those of devices and requests change nothing.
    func apply(to boot: inout Boot) {
        switch self {
        case .kernel(let value): boot.kernel = value
        case .platform(let value): boot.platform = value
        case .encryption(let value): boot.encryption = value
        case .viommu(let value): boot.viommu = value
        case .cmdline(let value): boot.cmdline = value
        case .ram(let value): boot.ram = value
        default: break
        }
    }

    /// Whether a boot has this value; nil for a value of devices or requests.
    func holds(_ boot: Boot) -> Bool? {
        switch self {
        case .kernel(let value): boot.kernel == value
        case .platform(let value): boot.platform == value
        case .encryption(let value): boot.encryption == value
        case .viommu(let value): boot.viommu == value
        case .cmdline(let value): boot.cmdline == value
        case .ram(let value): boot.ram == value
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
        case .kind(let value): request.kind == value
        case .size(let value): request.size == value
        case .direction(let value): request.direction == value
        case .place(let value): request.place == value
        case .segments(let value): request.segments == value
        default: true
        }
    }
}
