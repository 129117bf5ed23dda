import RouteModel

extension AttributeKey {
    /// A boot's value of this key as a config would write it; empty for a key of devices or requests.
    func text(of boot: Boot) -> String {
        switch self {
        case .kernel: boot.kernel
        case .platform: boot.platform.rawValue
        case .encryption: boot.encryption.rawValue
        case .viommu: boot.viommu.rawValue
        case .cmdline: boot.cmdline
        case .ram: IECSize.text(boot.ram)
        default: ""
        }
    }

    /// A device's or request's value of this key as a config would write it; empty for a key of boots.
    func text(of device: Device, _ request: Request) -> String {
        switch self {
        case .device: device.name
        case .model: device.model
        case .dmaMask: "\(device.dmaMask)"
        case .coherentMask: "\(device.coherentMask)"
        case .kind: request.kind.rawValue
        case .size: IECSize.text(request.size)
        case .direction: request.direction.rawValue
        case .place: request.place?.rawValue ?? "none"
        case .segments: "\(request.segments)"
        default: ""
        }
    }
}

extension Attribute {
    var key: AttributeKey {
        switch self {
        case .kernel: .kernel
        case .platform: .platform
        case .encryption: .encryption
        case .viommu: .viommu
        case .cmdline: .cmdline
        case .ram: .ram
        case .device: .device
        case .model: .model
        case .dmaMask: .dmaMask
        case .coherentMask: .coherentMask
        case .kind: .kind
        case .size: .size
        case .direction: .direction
        case .place: .place
        case .segments: .segments
        }
    }

    /// As a config would write it.
    var text: String {
        switch self {
        case .kernel(let value), .cmdline(let value), .device(let value), .model(let value): value
        case .platform(let value): value.rawValue
        case .encryption(let value): value.rawValue
        case .viommu(let value): value.rawValue
        case .ram(let value), .size(let value): IECSize.text(value)
        case .dmaMask(let value), .coherentMask(let value), .segments(let value): "\(value)"
        case .kind(let value): value.rawValue
        case .direction(let value): value.rawValue
        case .place(let value): value.rawValue
        }
    }
}
