import RouteModel

extension AttributeKey {
    /// The value that a scalar of a config gives to this key.
    func read(_ tree: Tree) throws(ConfigError) -> Located<Attribute> {
        Located(value: try attribute(tree), at: tree.at)
    }

    /// The values of a scalar or a list of scalars.
    func readMany(_ tree: Tree) throws(ConfigError) -> [Located<Attribute>] {
        var values: [Located<Attribute>] = []
        for item in try tree.many(rawValue) { values.append(try read(item)) }
        return values
    }

    private func attribute(_ tree: Tree) throws(ConfigError) -> Attribute {
        switch self {
        case .kernel: .kernel(try Name.kernel.read(tree))
        case .platform: .platform(try tree.word("platform", Platform.self))
        case .encryption: .encryption(try tree.word("kind of encryption", Encryption.self))
        case .means: .means(try tree.word("means of encryption", Means.self))
        case .cBit: .cBit(try tree.integer("c-bit", in: Limits.cBit))
        case .microcode: .microcode(try Microcode.read(tree))
        case .viommu: .viommu(try tree.word("vIOMMU", VIOMMU.self))
        case .passThrough: .passThrough(try tree.word("value of pass-through", Switch.self))
        case .cmdline: .cmdline(try KernelOptions.read(tree))
        case .ram: .ram(try IECSize.read(tree, "ram", in: Limits.ram, step: Limits.ramStep))
        case .maxmem: .maxmem(try IECSize.read(tree, "maxmem", in: Limits.maxmem, step: Limits.ramStep))
        case .emulator: .emulator(try tree.word("emulator", EmulatorName.self))
        case .device: .device(try Name.device.read(tree))
        case .model: .model(try tree.model().name)
        case .dmaMask: .dmaMask(try tree.integer("dma-mask (in bits)", in: Limits.mask))
        case .coherentMask: .coherentMask(try tree.integer("coherent-mask (in bits)", in: Limits.mask))
        case .iommuPlatform: .iommuPlatform(try tree.word("value of iommu-platform", Switch.self))
        case .untrusted: .untrusted(try tree.word("value of untrusted", Switch.self))
        case .tState: .tState(try tree.word("value of t-state", Switch.self))
        case .hotplug: .hotplug(try tree.word("value of hotplug", Switch.self))
        case .besideIOMMU: .besideIOMMU(try tree.word("value of beside-viommu", Switch.self))
        case .kind: .kind(try tree.word("kind of request", RequestKind.self))
        case .size: .size(try IECSize.read(tree, "size", in: Limits.size, step: Limits.sizeStep))
        case .direction: .direction(try tree.word("direction", Direction.self))
        case .place: .place(try tree.word("place", Place.self))
        case .segments: .segments(try tree.integer("segments", in: Limits.segments))
        case .cut: .cut(try tree.word("cut of a list", Cut.self))
        case .held: .held(try tree.integer("held", in: Limits.held))
        case .earlierMask: .earlierMask(try tree.integer("earlier-mask (in bits)", in: Limits.mask))
        case .gfp: .gfp(try tree.word("gfp", Gfp.self))
        case .address: .address(try tree.word("address to hand a device", HandedAddress.self))
        case .attributes: .attributes(try tree.word("set of attributes", AttributeSet.self))
        }
    }
}

extension Tree {
    /// The model of a device.
    func model() throws(ConfigError) -> DeviceModel {
        try word("model of a device that can be asked for", among: DeviceModel.all.map(\.name), DeviceModel.named)
    }
}
