/// What the policies speak about. These rules stand in a chain only where they end the walk.
enum ScopeRules {
    static let options = RuleSpec(
        slot: .modelledOptions, id: "scope/known-options",
        says:
            "No option on the command line moves memory, processors or tables, or leaves out code, in ways the policy "
            + "does not follow.",
        no: "The command line is too long, moves memory, processors or tables, leaves out code, or stops the kernel "
            + "(swiotlb or coherent_pool without a value).",
        cite: cite("init/main.c:do_early_param"),
        body: .decision { $0.options.beyond == nil && MemoryMap.most >= $0.ram && sparesMemory($0) })

    /// Large pages leave most memory to everybody else.
    private static func sparesMemory(_ situation: Situation) -> Bool {
        situation.options.largePages == 0
            || situation.options.largePages <= situation.ram / 4 / (situation.pageSize << 9)
    }

    static let request = RuleSpec(
        slot: .modelledRequest, id: "scope/known-request",
        says: "The request is one that this machine can have: masks of 1 to 64 bits, a buffer that exists, and "
            + "attributes that go with the call.",
        no:
            "This machine cannot have such a request: a mask, a size, a place or an attribute that does not exist in it.",
        cite: cite("include/linux/dma-mapping.h:DMA_BIT_MASK"),
        body: .decision { isKnown($0) })

    static func isKnown(_ situation: Situation) -> Bool {
        let masks = 1...64
        guard masks.contains(situation.streamingBits), masks.contains(situation.coherentBits),
            situation.size > 0, situation.segments > 0
        else { return false }
        let attributes = situation.attributes
        switch situation.kind {
        case .allocNoncontiguous: if situation.atomic || !attributes.isEmpty { return false }
        case .allocCoherent: if !attributes.isSubset(of: .forceContiguous) { return false }
        case .allocPages, .driverIO: if !attributes.isEmpty { return false }
        // The registers of a device are 512 KiB at most here.
        case .mapResource:
            return situation.size <= 512 << 10 && attributes.isSubset(of: [.ccShared, .requireCoherent])
        // A list that calls its pages MMIO is taken for registers, whatever it is.
        case .mapSG: if !attributes.isSubset(of: [.ccShared, .requireCoherent]) { return false }
        case .mapSingle, .mapPage: if attributes.contains(.forceContiguous) { return false }
        }
        guard isPreceded(situation) else { return false }
        if situation.place == .mixed, situation.kind != .mapSG || situation.segments < 2 { return false }
        if situation.kind.allocates { return situation.size <= situation.ram / 4 }
        guard let place = situation.place else { return false }
        let mask = Device.mask(situation.streamingBits)
        return situation.layout.range(of: place, mask: mask, size: situation.size) != nil
    }

    /// Only a streaming mapping of one buffer can follow on others of its size, or on earlier masks.
    private static func isPreceded(_ situation: Situation) -> Bool {
        guard situation.held != 0 || situation.earlierBits != nil else { return true }
        let isOne = situation.kind == .mapSingle || situation.kind == .mapPage
        return isOne && (0...65536).contains(situation.held) && (1...64).contains(situation.earlierBits ?? 1)
    }

    static let pool = RuleSpec(
        slot: .modelledPool, id: "scope/pool-certainly-fits",
        says: "Low memory certainly has room for a pool of this size.",
        no: "How large the pool becomes depends on what low memory has room for, or on how much RAM firmware keeps.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_init_remap"),
        body: .decision { situation in
            let slack = PoolRules.slack(situation.layout.lowEnd) + PoolRules.crashKernel(situation)
            let slabs = situation.slabs.slabs
            guard slabs > 0, slabs < SlabCount.absurd else { return false }
            guard PoolRules.shareIsCertain(situation) else { return false }
            return slabs * SlabCount.slab + slack <= situation.layout.lowEnd
        })
}
