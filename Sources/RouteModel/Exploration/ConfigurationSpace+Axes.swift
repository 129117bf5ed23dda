/// The values of the space. In every list the usual comes first, and what stands later counts as larger.
extension ConfigurationSpace {
    /// For machines without encryption, where most of a command line can be seen.
    private static let commandLines = [
        "", "swiotlb=force", "swiotlb=noforce", "iommu=pt", "iommu=off", "iommu=soft", "iommu=nopt",
        "iommu.passthrough=1", "iommu.strict=1", "iommu.forcedac=1", "intel_iommu=off", "intel_iommu=forcedac",
        "amd_iommu=off", "amd_iommu=fullflush", "iommu.passthrough=enable", "iommu.strict=enable",
        "iommu.forcedac=enable",
        "swiotlb=force,track_hiwater", "swiotlb=noforce,track_hiwater", "swiotlb=any", "swiotlb=64M,force",
        "swiotlb=128,force", "swiotlb=1024,force", "swiotlb=65536,4,force", "swiotlb=9999999,force",
        "intel_iommu=on,strict", "iommu=pt,usedac,off", "iommu=off,soft", "iommu=usedac,off", "coherent_pool=4K",
        "mem=1G",
        "swiotlb", "iommu=pt swiotlb=force", "iommu=pt swiotlb=noforce", "iommu=off swiotlb=force",
        "iommu=off swiotlb=noforce", "swiotlb=force swiotlb=noforce", "intel_iommu=off iommu=pt",
        "iommu=soft swiotlb=131072", "swiotlb=,4 swiotlb=128,force",
    ]
    /// For all other machines.
    private static let shortCommandLines = [
        "", "swiotlb=force", "swiotlb=noforce", "iommu=pt", "iommu=off", "iommu.strict=1", "iommu.forcedac=1",
        "swiotlb=1024", "amd_iommu=off", "coherent_pool=4K", "swiotlb=force,track_hiwater", "iommu=pt swiotlb=force",
        "iommu=pt swiotlb=noforce", "iommu=off swiotlb=noforce",
    ]
    private static let memory: [UInt64] = [1 << 30, 5 << 30, 2 << 30, 512 << 20, 17 << 30]
    private static let masks = [
        (64, 64), (32, 32), (64, 32), (32, 64), (48, 48), (47, 47), (30, 30), (31, 32), (28, 28), (28, 64), (24, 24),
        (64, 24), (23, 23),
    ]
    private static let sizes: [UInt64] = [4096, 256, 65536, 256 << 10, (256 << 10) + 4096, 1 << 20, 8 << 20]
    private static let places: [Place] = [.below4G, .above4G, .aboveMask, .below16M]

    /// Hosts and guests, with memory encryption and IOMMUs; some that cannot be. The address bit and the microcode count only
    /// where they are not the usual ones.
    private static let machines: [(boot: Boot, weight: Int)] = {
        let kinds: [(Platform, Encryption, VIOMMU, Int, UInt32?)] = [
            (.guest, .none, .none, 47, nil), (.guest, .none, .intel, 47, nil), (.guest, .none, .amd, 47, nil),
            (.guest, .none, .virtio, 47, nil), (.host, .none, .amd, 47, nil), (.host, .sme, .none, 47, nil),
            (.host, .sme, .amd, 47, nil), (.guest, .sev, .none, 47, nil), (.guest, .sev, .virtio, 47, nil),
            (.guest, .sevES, .none, 47, nil), (.guest, .sevSNP, .none, 51, nil), (.guest, .tdx, .none, 47, nil),
            (.guest, .tdx, .virtio, 47, nil), (.host, .sme, .none, 51, nil), (.host, .sme, .amd, 47, 0x0800_1204),
            (.guest, .sme, .none, 47, nil), (.host, .sme, .intel, 47, nil),
        ]
        let machines = kinds.enumerated().map { number, kind in
            let (platform, encryption, viommu, position, microcode) = kind
            var boot = Boot(
                kernel: "", platform: platform, encryption: encryption, viommu: viommu, ram: memory[0],
                microcode: microcode)
            let isMoved = boot.addressBit.map { $0.position != position } ?? false
            boot.moveAddressBit(to: position)
            // A host with SME differs in one thing: without a hypervisor bit there is no SEV, and the reverse.
            let differs = [encryption != .none || platform != .guest, viommu != .none, isMoved, microcode != nil]
            return (boot, differs.count { $0 } * Weighed<Boot>.difference + number)
        }
        let without = Boot(kernel: "", viommu: .intel, ram: memory[0], passThrough: false)
        return machines + [(without, 2 * Weighed<Boot>.difference + machines.count)]
    }()

    /// A host that is told otherwise of its encryption and then again what every such host is told, which releases read
    /// differently.
    private static let toldTwice: Weighed<Boot> = {
        let boot = Boot(
            kernel: "", platform: .host, encryption: .sme, cmdline: "mem_encrypt=off mem_encrypt=on", ram: memory[0])
        return Weighed(value: boot, weight: 3 * Weighed<Boot>.difference + shortCommandLines.count)
    }()

    static let boots: [Weighed<Boot>] = multiplied + [toldTwice]

    private static let multiplied: [Weighed<Boot>] = machines.flatMap { machine, weight in
        let plain =
            machine.encryption == .none && [.none, .intel].contains(machine.viommu)
            && machine.passThrough == nil
        return (plain ? commandLines : shortCommandLines).enumerated().flatMap { number, commandLine in
            let options = commandLine.split(separator: " ").count * Weighed<Boot>.difference + number
            return memory.enumerated().flatMap { place, ram in
                let more = place == 0 ? 0 : Weighed<Boot>.difference + place
                var boot = machine
                boot.cmdline = commandLine
                boot.ram = ram
                let usual = Weighed(value: boot, weight: weight + options + more)
                guard plain, machine.viommu == .none else { return [usual] }
                return [usual]
                    + larger(boot, at: (number, place)).map {
                        Weighed(value: $0, weight: usual.weight + Weighed<Boot>.difference)
                    }
            }
        }
    }

    /// The same with memory to be plugged in, for the first command lines, and with four CPUs, each of which has an area of
    /// the pool, where the command line makes the pool small.
    private static func larger(_ boot: Boot, at place: (commandLine: Int, memory: Int)) -> [Boot] {
        var growing = boot
        growing.maxmem = 16 << 30
        var wide = boot
        wide.cpus = 4
        let grows = boot.ram < Architecture.usual.memoryMap.split && place.commandLine < 3
        let isSmall = place.memory == 0 && boot.cmdline.contains("swiotlb=1")
        return (grows ? [growing] : []) + (isSmall ? [wide] : [])
    }

    /// A host with encrypted memory behind an IOMMU that only a guest has.
    static let moreBoots: [Weighed<Boot>] = shortCommandLines.enumerated().flatMap { number, commandLine in
        memory.enumerated().map { place, ram in
            let boot = Boot(
                kernel: "", platform: .host, encryption: .sme, viommu: .virtio, cmdline: commandLine, ram: ram)
            let words = commandLine.split(separator: " ").count + (place == 0 ? 0 : 1) + 2
            return Weighed(value: boot, weight: words * Weighed<Boot>.difference + number + place + machines.count)
        }
    }

    static let devices: [Weighed<Device>] = {
        func device(_ number: Int, untrusted: Bool = false, tState: Bool = false) -> Weighed<Device> {
            let (mask, coherent) = masks[number]
            let differs = [mask != 64, coherent != mask, untrusted, tState].count { $0 }
            let name = "edu\(mask)" + (coherent == mask ? "" : "c\(coherent)")
            return Weighed(
                value: Device(
                    name: name, dmaMask: mask, coherentMask: coherent, untrusted: untrusted, tState: tState),
                weight: differs * Weighed<Device>.difference + number)
        }
        return masks.indices.map { device($0) } + (0..<4).map { device($0, untrusted: true) }
            + (0..<2).map { device($0, tState: true) } + [device(0, untrusted: true, tState: true)]
            + [true, false].map { demands in
                Weighed(
                    value: Device(name: "virtio-blk", model: "virtio-blk", dmaMask: 64, iommuPlatform: demands),
                    weight: (demands ? 1 : 2) * Weighed<Device>.difference + masks.count)
            }
    }()

    static let requests: [Weighed<Request>] = {
        var requests: [Weighed<Request>] = []
        func add(
            _ kind: RequestKind, _ sizes: [UInt64], _ places: [Place?] = [nil], segments: Int = 1, cut: Cut = .even,
            atomic: Bool = false, held: Int = 0, earlierMask: Int? = nil, sync: CPUSync = .atEnds,
            moved: Conduct = .whileMapped, direction: Direction = .fromDevice, _ attributes: DMAAttributes = []
        ) {
            for size in sizes {
                for place in places {
                    let differs =
                        [
                            kind != .mapSingle, size != 4096, place != .below4G && place != nil, segments != 1,
                            cut != .even, atomic, held != 0, earlierMask != nil, sync != .atEnds,
                            moved != .whileMapped,
                        ].count { $0 } + attributes.words.count
                    let request = Request(
                        kind: kind, size: size, direction: direction, place: place, segments: segments, cut: cut,
                        atomic: atomic, attributes: attributes, held: held, earlierMask: earlierMask, sync: sync,
                        moved: moved)
                    requests.append(
                        Weighed(value: request, weight: differs * Weighed<Request>.difference + requests.count))
                }
            }
        }
        let (near, far) = (Array(places.prefix(2)), places)
        add(.mapSingle, sizes, far)
        add(.mapPage, [sizes[0], sizes[5]], far)
        add(.mapSG, [sizes[0]], far)
        add(.mapSG, sizes, far, segments: 4)
        add(.mapResource, [sizes[0], sizes[2]])
        add(.allocCoherent, sizes)
        add(.allocCoherent, [sizes[0], sizes[2], sizes[3], sizes[6]], atomic: true)
        add(.allocPages, [sizes[0], sizes[6]])
        add(.allocPages, [sizes[0], sizes[2]], atomic: true)
        add(.allocNoncontiguous, [sizes[0], sizes[6]])
        for attributes in [DMAAttributes.ccShared, .requireCoherent, .mmio, [.ccShared, .requireCoherent]] {
            add(.mapSingle, [sizes[0], sizes[1], sizes[5]], near, attributes)
        }
        for attributes in [DMAAttributes.ccShared, .requireCoherent] {
            add(.mapSG, [sizes[0], sizes[2]], near, segments: 4, attributes)
        }
        add(.driverIO, [sizes[2]])
        add(.mapPage, [sizes[0]], near, .mmio)
        add(.mapResource, [sizes[0]], [nil], .ccShared)
        add(.mapSG, [65536], [.mixed], segments: 4)
        add(.mapSG, [40 << 10, 1 << 20], [.mixed], segments: 4, cut: .growing)
        add(.allocCoherent, [sizes[0], sizes[6]], [nil], .forceContiguous)
        // One less than 64 MiB have room for, and so many.
        for held in [255, 256] { add(.mapSingle, [sizes[3]], near, held: held) }
        for mask in [24, 32] { add(.mapSingle, [sizes[0]], near, earlierMask: mask) }
        for sync in CPUSync.allCases where sync != .atEnds { add(.mapSingle, [sizes[0]], [near[0]], sync: sync) }
        add(.mapSingle, [sizes[0]], [near[0]], moved: .afterUnmap)
        add(.mapSingle, [sizes[0]], [near[0]], moved: .backwards, direction: .toDevice)
        return requests
    }()
}
