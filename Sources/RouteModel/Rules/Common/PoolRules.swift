/// The default SWIOTLB pool: whether there is one, how large, and where.
enum PoolRules {
    /// Bytes at the top of low RAM that may be taken before the pool is: page structures (1/64), tables, image, initrd.
    static func slack(_ lowEnd: UInt64) -> UInt64 { lowEnd / 16 + (128 << 20) }

    static let exists = RuleSpec(
        slot: .poolExists, id: "swiotlb/pool-exists",
        says: "The pool is built when it is wanted or bouncing is forced, unless swiotlb=noforce was said anywhere.",
        yes: "There is a pool.", no: "There is no pool.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_init_remap"),
        effect: .forbidsCopy(when: false),
        body: .decision { ($0[.forceAsked] || $0[.poolWanted]) && !$0[.noforceAsked] })

    static let force = RuleSpec(
        slot: .forceBounce, id: "swiotlb/force-bounce",
        says: "Every streaming mapping on the direct path is bounced when swiotlb=force was said and a pool is built.",
        yes: "Bouncing is forced.", no: "Bouncing is not forced.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_init_remap", from: .v73),
        body: .decision { $0[.forceAsked] && $0[.poolExists] })

    static let bytes = RuleSpec(
        slot: .poolBytes, id: "swiotlb/pool-size",
        says: "The pool has 64 MiB or the slabs of swiotlb=, rounded up to 128 slabs an area and to a power of two "
            + "when the areas are set.",
        cite: cite("kernel/dma/swiotlb.c:round_up_default_nslabs"),
        body: .quantity({ min($0.slabs.slabs, SlabCount.absurd) * SlabCount.slab }, wrong: { $1 / 2 }))

    static let floor = RuleSpec(
        slot: .poolFloor, id: "swiotlb/pool-near-top",
        says: "The pool is taken from the top of free memory below 4 GiB.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_memblock_alloc"),
        body: .quantity(
            { situation in
                let below =
                    situation.found.poolBytes + slack(situation.found.lowEnd) + crashKernel(situation)
                return situation.found.lowEnd > below ? situation.found.lowEnd - below : 0
            },
            wrong: { situation, _ in situation.found.lowEnd &- situation.found.poolBytes / 2 }))

    static let reach = RuleSpec(
        slot: .poolReach, id: "swiotlb/pool-in-reach",
        says: "A bounce is refused when the pool's address passes the device's limit.",
        yes: "The pool lies in the device's reach.", no: "The pool lies beyond the device's reach.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_map"),
        effect: .refuses(when: false),
        body: .judgement { situation in
            let least = situation.bounced.first
            if situation.found.lowEnd > 0, situation.found.lowEnd - 1 <= situation.found.limit { return .yes }
            let lowest = situation.found.poolFloor.addingReportingOverflow(least - 1)
            if lowest.overflow || lowest.partialValue > situation.found.limit { return .no }
            guard let pool = situation.facts.pool else { return .open(.poolReach) }
            if pool.upperBound <= situation.found.limit { return .byFact(.poolReach, true) }
            let first = pool.lowerBound.addingReportingOverflow(least - 1)
            return first.overflow || first.partialValue > situation.found.limit
                ? .byFact(.poolReach, false) : .open(.poolReach)
        })

    static let label = RuleSpec(
        slot: .poolLabel, id: "swiotlb/pool-label",
        says: "The pool is labelled cc_shared where memory is encrypted, on hosts as in guests.",
        yes: "The pool is labelled cc_shared.", no: "The pool is not labelled cc_shared.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_update_mem_attributes", from: .v73), body: .decision { $0[.encrypts] })

    static let fitsDevice = RuleSpec(
        slot: .poolFitsDevice, id: "swiotlb/pool-fits-device",
        says:
            "In a guest the pool's label must be what the device needs; on a host every device may use the pool, which "
            + "must be labelled.",
        yes: "The pool may be used for this device.",
        no: "The pool is not of the kind that the device needs, so the bounce is refused without a word.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_tbl_map_single", from: .v73),
        effect: .refuses(when: false),
        body: .decision { situation in
            guard situation[.encrypts] else { return true }
            return situation.encryption == .sme
                ? situation[.poolLabel] : situation[.poolLabel] == situation[.forceUnencrypted]
        })

    static let areas = RuleSpec(
        slot: .poolAreas, id: "swiotlb/areas-as-asked",
        says:
            "The pool has an area for each possible CPU, or as many as swiotlb= asks for, rounded up to a power of two.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_adjust_nareas", through: .v61),
        body: .quantity({ max($0.slabs.areas, 1) }, wrong: { $1 * 2 }))

    static let areasLimited = RuleSpec(
        slot: .poolAreas, id: "swiotlb/areas-limited",
        says:
            "The pool has an area for each possible CPU, or as many as swiotlb= asks for, rounded up to a power of two, "
            + "and never more than it has runs of 128 slots.",
        cite: cite("kernel/dma/swiotlb.c:limit_nareas", from: .v612),
        body: .quantity({ max($0.slabs.limitedAreas, 1) }, wrong: { $1 * 2 }))

    static let areaOfCPU = RuleSpec(
        slot: .areaOfCPU, id: "swiotlb/area-of-cpu",
        says:
            "The search for slots begins in the area of the CPU that makes the call, and goes on to others only where "
            + "that one is full.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_find_slots"),
        body: .quantity({ UInt64(max($0.cpu ?? 0, 0)) & ($0.found.poolAreas - 1) }, wrong: { $1 + 1 }))

    static let maxMapping = RuleSpec(
        slot: .maxMapping, id: "swiotlb/max-mapping",
        says: "A mapping has at most 128 slots of 2 KiB, and no more than an area.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_do_find_slots").then(
            "kernel/dma/swiotlb.c:swiotlb_search_pool_area", from: .v612),
        body: .quantity(
            { min(SlabCount.segment, $0.slabs.slabs / max($0.found.poolAreas, 1)) * SlabCount.slab },
            wrong: { $1 / 2 }))

    static let fits = RuleSpec(
        slot: .mappingFits, id: "swiotlb/mapping-fits",
        says: "A bounce that is larger than the largest mapping finds no slots.",
        yes: "The size is no more than the largest mapping.", no: "The size is more than the largest mapping.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_find_slots"),
        effect: .refuses(when: false), body: .decision { $0.bounced.largest <= $0.found.maxMapping })

    static let room = RuleSpec(
        slot: .poolRoom, id: "swiotlb/pool-has-room",
        says:
            "A bounce needs free slots. A request of up to a quarter of the pool finds them, but for a driver at work, "
            + "whose other mappings may fill a pool of up to 16 MiB.",
        yes: "The pool has room for it.", no: "The pool has no room for it.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_tbl_map_single"),
        effect: .refuses(when: false),
        body: .judgement { situation in
            let needed = situation.bounced.slots
            let slots = situation.found.poolBytes / SlabCount.slab
            let isBusy = situation.facts.isDriverAtWork && slots <= mostOfADriver
            return needed > slots ? .no : needed <= slots / 4 && !isBusy ? .yes : .open(.poolRoom)
        })

    /// Slots that a driver here holds at a time at most, far above what any was seen to: some 16 queues of 256 buffers of a
    /// page.
    private static let mostOfADriver: UInt64 = 8192

    /// Mappings of the request's size that the pool takes at a time, at most and at least: a search that does not begin at a
    /// run's first slot leaves one out in each area, and what another device holds lies in a run of its own at worst.
    static func capacity(_ situation: Situation) -> Capacity {
        let page = situation.pageSize
        let bytes = situation[.translates] ? (situation.size + page - 1) / page * page : situation.size
        let slots = Situation.slots(bytes)
        let taken = bytes < page ? slots : slots + slots % 2
        let run = SlabCount.segment
        guard taken > 0, taken <= run else { return Capacity(most: 0, least: 0) }
        let most = situation.found.poolBytes / SlabCount.slab / run * (run / taken)
        // virtio-iommu holds buffers of its own in the pool, as many as its queues have entries.
        let own = situation.iommu?.isParavirtual == true ? most : taken == run ? 0 : max(situation.found.poolAreas, 1)
        let others = min(most, situation.facts.heldByOthers)
        return Capacity(most: most, least: most - min(most, own + others * (run / taken)))
    }

    static let heldRoom = RuleSpec(
        slot: .heldRoom, id: "swiotlb/held-mappings-fit",
        says:
            "A mapping lies in one run of 128 slots, and from a page on begins at a page: the pool takes as many at a "
            + "time as fit into its runs, beside what other devices hold, and refuses the next.",
        yes: "The pool has room beside the mappings that are held.",
        no: "The mappings that are held leave no room in the pool.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_do_find_slots").then(
            "kernel/dma/swiotlb.c:swiotlb_search_pool_area", from: .v612),
        effect: .refuses(when: false),
        body: .judgement { situation in
            capacity(situation).holds(situation.mappings).map { $0 ? .yes : .no } ?? .open(.poolRoom)
        })
}
