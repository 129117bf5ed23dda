public import RouteModel

/// The cell that stands here for what was reported.
public struct Configuration: Hashable, Sendable {
    public var boot: Boot
    public var device: Device
    public var request: Request

    public init(boot: Boot, device: Device, request: Request) {
        self.boot = boot
        self.device = device
        self.request = request
    }
}

/// Another value of one fact.
enum Change: Hashable, Sendable {
    case kernel(String)
    case platform(Platform)
    case encryption(Encryption)
    case viommu(VIOMMU)
    case cmdline(String)
    case ram(UInt64)
    case masks(streaming: Int, coherent: Int)
    /// Of the address bit.
    case bitPosition(Int)
    case place(Place)

    var text: String {
        switch self {
        case .kernel(let name): name
        case .platform(let platform): platform.rawValue
        case .encryption(let encryption): encryption.rawValue
        case .viommu(let viommu): viommu.rawValue
        case .cmdline(let options): options.isEmpty ? "no option" : options
        case .ram(let bytes): "\(bytes >> 20) MiB"
        case .masks(let streaming, let coherent):
            streaming == coherent ? "\(streaming) bits" : "\(streaming) bits, coherent \(coherent)"
        case .bitPosition(let bit): "\(bit)"
        case .place(let place): place.rawValue
        }
    }
}

extension Configuration {
    /// This configuration but for one value, and what must go with it.
    func with(_ change: Change) -> Configuration {
        var result = self
        switch change {
        case .kernel(let name): result.boot.kernel = name
        case .platform(let platform): result.boot.platform = platform
        case .encryption(let encryption):
            result.boot.encryption = encryption
            result.boot.platform = encryption == .sme ? .host : encryption == .none ? boot.platform : .guest
        case .viommu(let viommu): result.boot.viommu = viommu
        case .cmdline(let options): result.boot.cmdline = options
        case .ram(let bytes): result.boot.ram = bytes
        case .masks(let streaming, let coherent):
            result.device.dmaMask = streaming
            result.device.coherentMask = coherent
        case .bitPosition(let bit): result.boot.moveAddressBit(to: bit)
        case .place(let place): result.request.place = place
        }
        result.settle()
        return result
    }

    /// Puts the buffer where the machine has memory.
    mutating func settle() {
        guard let place = request.place else { return }
        let layout = boot.layout
        let mask: UInt64 = device.dmaMask >= 64 ? .max : (1 << UInt64(max(device.dmaMask, 0))) - 1
        if layout.range(of: place, mask: mask, size: request.size) == nil {
            request.place = place == .above4G || place == .aboveMask ? .below4G : .below16M
        }
        if request.place == .below16M { request.size = min(request.size, 1 << 20) }
    }

    /// Its options without those that the test accepts.
    static func options(_ cmdline: String, without drop: (String) -> Bool) -> String {
        cmdline.split(separator: " ").map(String.init).filter { !drop($0) }.joined(separator: " ")
    }

    func adding(_ option: String) -> Configuration {
        with(.cmdline(boot.cmdline.isEmpty ? option : boot.cmdline + " " + option))
    }

    func removing(_ option: String) -> Configuration {
        let name = option.prefix { $0 != "=" }
        return with(.cmdline(Self.options(boot.cmdline) { $0 == option || $0.prefix { $0 != "=" } == name }))
    }
}
