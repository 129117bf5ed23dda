/// Every combination of values at which routing changes, for exploration and for measuring speed.
public struct ConfigurationSpace: Sendable {
    private let boots: [ParsedBoot]
    private let devices: [Device]
    private let requests: [Request]

    static let commandLines = [
        "", "iommu=off", "iommu=pt", "iommu=nopt", "iommu=soft", "iommu=pt,usedac,off", "iommu=off,soft",
        "iommu=usedac,off", "iommu.passthrough=1", "iommu.passthrough=enable", "iommu.strict=1", "iommu.strict=enable",
        "intel_iommu=off", "intel_iommu=on,strict", "intel_iommu=off iommu=pt", "swiotlb=force", "swiotlb=noforce",
        "swiotlb=force swiotlb=noforce", "swiotlb=force,track_hiwater", "swiotlb=noforce,track_hiwater",
        "swiotlb=any", "swiotlb=64M,force", "swiotlb=128,force", "swiotlb=1024,force", "swiotlb=65536,4,force",
        "swiotlb=,4 swiotlb=128,force", "swiotlb=9999999,force", "iommu=pt swiotlb=force", "iommu=off swiotlb=force",
        "iommu=off swiotlb=noforce", "iommu=pt swiotlb=noforce", "iommu=soft swiotlb=131072", "mem=1G", "swiotlb",
    ]
    static let memory: [UInt64] = [512 << 20, 1 << 30, 2 << 30, 5 << 30, 17 << 30]
    static let masks = [
        (23, 23), (24, 24), (28, 28), (28, 64), (30, 30), (31, 32), (32, 32), (32, 64), (64, 32), (64, 24),
        (64, 64), (47, 47), (48, 48),
    ]
    static let sizes: [UInt64] = [256, 4096, 65536, 256 << 10, (256 << 10) + 4096, 1 << 20, 8 << 20]

    public init() {
        var boots: [ParsedBoot] = []
        for commandLine in Self.commandLines {
            for ram in Self.memory {
                for viommu in commandLine.isEmpty ? VIOMMU.allCases : [.none, .intel] {
                    let boot = Boot(kernel: "", viommu: viommu, cmdline: commandLine, ram: ram)
                    boots.append(ParsedBoot(boot))
                }
            }
        }
        boots += Self.machines().map { ParsedBoot($0) }
        self.boots = boots
        devices = Self.masks.map { Device(name: "edu\($0)c\($1)", dmaMask: $0, coherentMask: $1) }
        requests = Self.requests()
    }

    /// Hosts and guests with memory encryption, and the IOMMUs that go with them; some that cannot be.
    private static func machines() -> [Boot] {
        let kinds: [(Platform, Encryption, VIOMMU, Int, UInt32?)] = [
            (.host, .sme, .none, 47, nil), (.host, .sme, .none, 51, nil), (.host, .sme, .amd, 47, nil),
            (.host, .sme, .amd, 47, 0x0800_1204), (.guest, .sev, .none, 47, nil), (.guest, .sev, .virtio, 47, nil),
            (.guest, .sevSNP, .none, 51, nil), (.guest, .tdx, .none, 47, nil), (.host, .none, .amd, 47, nil),
            (.guest, .none, .virtio, 47, nil), (.guest, .sme, .none, 47, nil), (.host, .sme, .intel, 47, nil),
        ]
        let options = [
            "", "iommu=pt", "iommu=off", "iommu.strict=1", "swiotlb=force", "swiotlb=noforce", "swiotlb=1024",
            "iommu=pt swiotlb=force", "amd_iommu=off",
        ]
        return kinds.flatMap { platform, encryption, viommu, cBit, microcode in
            options.map { cmdline in
                Boot(
                    kernel: "", platform: platform, encryption: encryption, viommu: viommu, cmdline: cmdline,
                    ram: memory[0], cBit: cBit, microcode: microcode,
                    maxmem: encryption == .none ? 16 << 30 : nil)
            }
        }
    }

    private static func requests() -> [Request] {
        var requests: [Request] = []
        for size in sizes {
            for kind in RequestKind.allCases where kind != .driverIO {
                for place in kind == .allocCoherent ? [nil] : Place.allCases.map(Optional.some) {
                    for segments in kind == .mapSG ? [1, 4] : [1] {
                        requests.append(
                            Request(
                                kind: kind, size: size, direction: size % 8192 == 0 ? .toDevice : .fromDevice,
                                place: place, segments: segments))
                    }
                }
            }
        }
        for size in [sizes[1], sizes[3]] {
            requests.append(
                Request(kind: .allocCoherent, size: size, direction: .fromDevice, place: nil, atomic: true))
        }
        return requests
    }

    public var count: Int { boots.count * devices.count * requests.count }

    /// - Precondition: `0..<count` holds the position.
    public subscript(position: Int) -> Point {
        let request = position % requests.count
        let device = position / requests.count % devices.count
        let boot = boots[position / requests.count / devices.count]
        return Point(boot, device: devices[device], request: requests[request])
    }

    /// Points in an order that the seed decides.
    /// - Parameters:
    ///   - limit: how many at most.
    ///   - existing: leave out buffers that the machine does not have.
    public func shuffled(seed: UInt64, limit: Int = .max, existing: Bool = true) -> [Point] {
        var order = Array(0..<count)
        var random = SplitMix64(state: seed)
        order.shuffle(using: &random)
        return Array(order.lazy.map { self[$0] }.filter { !existing || Self.exists($0) }.prefix(max(limit, 0)))
    }

    private static func exists(_ point: Point) -> Bool {
        guard let place = point.request.place else { return true }
        let mask = Situation.mask(point.device.dmaMask)
        return RAMLayout(ram: point.boot.ram).range(of: place, mask: mask, size: point.request.size) != nil
    }

    /// All boots of the space.
    public var allBoots: [Boot] { boots.map(\.boot) }
}

/// A small generator whose numbers are the same everywhere.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
