/// What `dma_max_mapping_size()` tells a driver.
enum SizeRules {
    /// `swiotlb_max_mapping_size()` of a device without min_align_mask.
    private static let most = SlabCount.segment * SlabCount.slab

    static let limited = RuleSpec(
        slot: .maxMappingSize, id: "limit/max-mapping-size",
        says: "A driver is told of 256 KiB where there is a pool and bouncing is forced or the mask does not reach all "
            + "RAM, or where dma-iommu does not trust the device; of no limit elsewhere.",
        cite: cite("kernel/dma/direct.c:dma_direct_max_mapping_size"),
        body: .quantity({ size($0, $0[.forceBounce] || addressingLimited($0)) }, wrong: { $1 == most ? .max : most }))

    static let limitedOrUnencrypted = RuleSpec(
        slot: .maxMappingSize, id: "limit/max-mapping-size-or-unencrypted",
        says:
            "A driver is told of 256 KiB where there is a pool and bouncing is forced, the mask does not reach all RAM "
            + "or the device needs unencrypted memory, or where dma-iommu does not trust the device; of no limit "
            + "elsewhere.",
        cite: cite("kernel/dma/direct.c:dma_direct_max_mapping_size", from: .v73),
        body: .quantity(
            { size($0, $0[.forceBounce] || addressingLimited($0) || $0[.forceUnencrypted]) },
            wrong: { $1 == most ? .max : most }))

    private static func size(_ situation: Situation, _ bounces: Bool) -> UInt64 {
        let limited = situation[.translates] ? situation.untrusted : situation[.poolExists] && bounces
        return limited ? most : .max
    }

    /// `dma_addressing_limited()`: the mask against `dma_direct_get_required_mask()`, which counts the address bit
    /// where addresses carry it.
    private static func addressingLimited(_ situation: Situation) -> Bool {
        let last = max(situation.layout.end, 1) - 1
        var required = 64 - last.leadingZeroBitCount
        if situation[.encrypts], let bit = situation.addressBit,
            bit.offset(encrypted: !situation[.forceUnencrypted]) > 0
        {
            required = max(required, bit.position + 1)
        }
        return situation.streamingBits < required
    }
}
