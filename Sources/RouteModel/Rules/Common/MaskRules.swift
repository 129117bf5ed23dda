/// Masks and the address limits they set.
enum MaskRules {
    private static let supported = "kernel/dma/direct.c:dma_direct_supported"

    static let streaming = RuleSpec(
        slot: .streamingMask, id: "mask/streaming-accepted",
        says: "dma_set_mask() takes a mask that reaches all of ZONE_DMA (24 bits), and any mask behind dma-iommu.",
        yes: "The streaming mask is accepted.", no: "The streaming mask is refused with -EIO.",
        cite: cite(supported), effect: .unbinds(when: false),
        body: .decision { $0[.translates] || accepted($0.streamingBits, $0) })

    static let coherent = RuleSpec(
        slot: .coherentMask, id: "mask/coherent-accepted",
        says: "dma_set_coherent_mask() takes a mask that reaches all of ZONE_DMA, and any mask behind dma-iommu.",
        yes: "The coherent mask is accepted.", no: "The coherent mask is refused with -EIO.",
        cite: cite(supported), effect: .unbinds(when: false),
        body: .decision { $0[.translates] || accepted($0.coherentBits, $0) })

    /// `mask >= min(last page of RAM, zone_dma_limit)`, or 32 bits and more.
    private static func accepted(_ bits: Int, _ situation: Situation) -> Bool {
        let last = situation.layout.end &- 1
        return bits >= 32 || Device.mask(bits) >= min(last, situation.zoneDMA)
    }

    static let streamingLimit = RuleSpec(
        slot: .streamingLimit, id: "limit/streaming",
        says: "A streaming address must not pass the streaming mask; no bus here sets a limit of its own.",
        cite: cite("include/linux/dma-direct.h:dma_capable"),
        body: .quantity({ limit($0, $0.streamingBits) }, wrong: { $1 >> 1 }))

    static let coherentLimit = RuleSpec(
        slot: .coherentLimit, id: "limit/coherent",
        says: "An allocation's address must not pass the coherent mask; no bus here sets a limit of its own.",
        cite: cite("kernel/dma/direct.c:dma_coherent_ok"),
        body: .quantity({ limit($0, $0.coherentBits) }, wrong: { $1 >> 1 }))

    static let lastDecides = RuleSpec(
        slot: .lastMaskDecides, id: "mask/last-set-decides",
        says:
            "A driver may change its masks at any time. The last ones decide; what was mapped under earlier ones leaves "
            + "no limit behind.",
        yes: "The masks that the driver set last decide.", no: "The driver's earlier masks still set a limit.",
        cite: cite("kernel/dma/mapping.c:dma_set_mask"), body: .decision { _ in true })

    private static func limit(_ situation: Situation, _ bits: Int) -> UInt64 {
        let remembered = situation[.lastMaskDecides] ? nil : situation.earlierBits
        return Device.mask(min(bits, remembered ?? bits))
    }

    static let wantsUnencrypted = RuleSpec(
        slot: .wantsUnencrypted, id: "dma-capable/wants-unencrypted",
        says: "A private address is never good enough for a device that needs unencrypted memory.",
        yes: "The device needs unencrypted memory, so no private address is good enough.",
        no: "The memory is shared, or the device needs no unencrypted memory.",
        cite: cite("include/linux/dma-direct.h:dma_capable", from: .v73),
        effect: .asksForCopy(when: true),
        body: .decision { $0[.forceUnencrypted] && !$0.attributes.contains(.ccShared) && !$0[.mmioShared] })

    static let reach = RuleSpec(
        slot: .reach, id: "dma-capable/in-reach",
        says: "The device uses a buffer itself when the last byte does not pass the address limit.",
        yes: "The buffer lies within the device's limit.", no: "The buffer passes the device's limit.",
        cite: cite("include/linux/dma-direct.h:dma_capable"),
        effect: .asksForCopy(when: false),
        body: .judgement { situation in
            let placed = situation.placedReach
            guard let seen = situation.seenReach else {
                return placed.map { RuleAnswer($0 == .whole) } ?? .open(.buffer)
            }
            // The addresses seen decide; they are a condition only where the place left it open.
            return placed == nil ? .byFact(.buffer, seen == .whole) : RuleAnswer(seen == .whole)
        })

    static let reachPartly = RuleSpec(
        slot: .reachPartly, id: "dma-direct/sg-by-segment",
        says: "Each segment of a scatterlist is judged alone; if one is refused the whole list is.",
        yes: "Some segments lie within the device's limit.", no: "No segment lies within the device's limit.",
        cite: cite("kernel/dma/direct.c:dma_direct_map_sg"),
        body: .judgement { situation in
            let placed = situation.placedReach
            guard let seen = situation.seenReach else {
                return placed.map { RuleAnswer($0 == .part) } ?? .open(.bufferPartly)
            }
            return placed == nil ? .byFact(.bufferPartly, seen == .part) : RuleAnswer(seen == .part)
        }, onlyPermits: true)
}
