import RouteModel

extension AttributeKey {
    /// A boot's value of this key as a config would write it; empty for a key of devices or requests.
    func text(of boot: Boot) -> String {
        switch self {
        case .kernel: boot.kernel
        case .platform: boot.platform.rawValue
        case .encryption: boot.encryption.rawValue
        case .means: boot.means?.rawValue ?? "none"
        case .cBit: boot.encryption.hasCBit ? "\(boot.cBit)" : "none"
        case .microcode: boot.microcode.map(Microcode.text) ?? "usual"
        case .viommu: boot.viommu.rawValue
        case .passThrough: boot.viommu == .intel ? (boot.hasPassThrough ? "on" : "off") : "none"
        case .cmdline: boot.cmdline
        case .ram: IECSize.text(boot.ram)
        case .maxmem: boot.maxmem.map(IECSize.text) ?? "none"
        case .emulator: boot.emulator?.rawValue ?? EmulatorName.installed.rawValue
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
        case .iommuPlatform: device.iommuPlatform.map { $0 ? "on" : "off" } ?? "none"
        case .untrusted: device.untrusted ? "on" : "off"
        case .tState: device.tState ? "on" : "off"
        case .hotplug: device.hotplugged ? "on" : "off"
        case .besideIOMMU: device.besideIOMMU ? "on" : "off"
        case .kind: request.kind.rawValue
        case .size: IECSize.text(request.size)
        case .direction: request.direction.rawValue
        case .place: request.place?.rawValue ?? "none"
        case .segments: "\(request.segments)"
        case .cut: request.cut.rawValue
        case .held: "\(request.held)"
        case .earlierMask: request.earlierMask.map { "\($0)" } ?? "none"
        case .gfp: request.kind.maySleep ? (request.atomic ? "atomic" : "kernel") : "none"
        case .address: request.address.rawValue
        case .attributes: request.attributes.text
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
        case .means: .means
        case .cBit: .cBit
        case .microcode: .microcode
        case .viommu: .viommu
        case .passThrough: .passThrough
        case .cmdline: .cmdline
        case .ram: .ram
        case .maxmem: .maxmem
        case .emulator: .emulator
        case .device: .device
        case .model: .model
        case .dmaMask: .dmaMask
        case .coherentMask: .coherentMask
        case .iommuPlatform: .iommuPlatform
        case .untrusted: .untrusted
        case .tState: .tState
        case .hotplug: .hotplug
        case .besideIOMMU: .besideIOMMU
        case .kind: .kind
        case .size: .size
        case .direction: .direction
        case .place: .place
        case .segments: .segments
        case .cut: .cut
        case .held: .held
        case .earlierMask: .earlierMask
        case .gfp: .gfp
        case .address: .address
        case .attributes: .attributes
        }
    }

    /// As a config would write it.
    var text: String {
        switch self {
        case .kernel(let value), .cmdline(let value), .device(let value), .model(let value): value
        case .platform(let value): value.rawValue
        case .encryption(let value): value.rawValue
        case .means(let value): value.rawValue
        case .viommu(let value): value.rawValue
        case .emulator(let value): value.rawValue
        case .microcode(let value): Microcode.text(value)
        case .ram(let value), .maxmem(let value), .size(let value): IECSize.text(value)
        case .cBit(let value), .dmaMask(let value), .coherentMask(let value), .segments(let value), .held(let value):
            "\(value)"
        case .earlierMask(let value): value.map { "\($0)" } ?? "none"
        case .cut(let value): value.rawValue
        case .iommuPlatform(let value), .untrusted(let value), .tState(let value), .hotplug(let value),
            .besideIOMMU(let value), .passThrough(let value):
            value.rawValue
        case .attributes(let value): value.rawValue
        case .gfp(let value): value.rawValue
        case .address(let value): value.rawValue
        case .kind(let value): value.rawValue
        case .direction(let value): value.rawValue
        case .place(let value): value.rawValue
        }
    }
}
