/// virtio devices and their drivers.
enum VirtioRules {
    static let accepted = RuleSpec(
        slot: .virtioAccepted, id: "virtio/access-platform-required",
        says: "A guest with encrypted memory lets no virtio driver bind a device that does not demand the DMA API "
            + "(VIRTIO_F_ACCESS_PLATFORM).",
        yes: "The driver may bind the device.",
        no:
            "The guest's memory is encrypted and the device does not demand the DMA API, so its driver is not let near it.",
        cite: cite("drivers/virtio/virtio.c:virtio_features_ok"),
        effect: .unbinds(when: false), body: .decision { !$0[.encrypts] || $0.encryption == .sme || $0.demandsAPI })

    /// Slots that virtio-iommu's driver keeps for events: one for each entry of the event queue as QEMU has it
    /// (hw/virtio/virtio-iommu.c, `VIOMMU_DEFAULT_QUEUE_SIZE`).
    static let eventSlots: UInt64 = 256

    static let iommuUnserved = RuleSpec(
        slot: .viommuUnserved, id: "virtio/iommu-unserved",
        says:
            "virtio-iommu maps its own buffers by the DMA API. Where a guest with encrypted memory has no pool, or one of "
            + "fewer slots than the event queue has entries, they are refused; then it does not come up, and what is "
            + "behind it waits for it without driver.",
        yes:
            "There is no room for virtio-iommu's own buffers, so it does not come up, and what is behind it gets no driver.",
        no: "There is a pool for virtio-iommu's own buffers.",
        cite: cite("drivers/iommu/virtio-iommu.c:viommu_fill_evtq", from: .v73),
        effect: .unbinds(when: true),
        body: .decision { situation in
            situation[.encrypts] && situation.platform == .guest
                && (!situation[.poolExists] || situation.slabs.slabs < eventSlots)
        })

    /// Whether the events leave nothing of the pool: then virtio-iommu comes up, and its requests are refused.
    static func isUsedUp(_ situation: Situation) -> Bool {
        situation.iommu?.isParavirtual == true && situation.platform == .guest && situation.encryption != .none
            && situation.slabs.slabs == eventSlots
    }

    /// QEMU's virtio-iommu hands on what the request names (hw/virtio/virtio-iommu.c, virtio_iommu_translate).
    static let requestEncrypted = RuleSpec(
        slot: .requestEncrypted, id: "iommu/map-request-c-bit",
        says:
            "virtio-iommu's driver fills no page tables: its MAP request names the page by its bare physical address, "
            + "without the \(AddressBit.usualName), whatever the page is.",
        yes: "virtio-iommu's MAP request names the page by an address with the \(AddressBit.usualName).",
        no:
            "virtio-iommu's MAP request names the page by its bare physical address, so the device sees it as memory "
            + "that is not encrypted.",
        cite: cite("drivers/iommu/virtio-iommu.c:viommu_map_pages", from: .v612),
        body: .decision { _ in false })

    static let usesAPI = RuleSpec(
        slot: .virtioUsesAPI, id: "virtio/uses-dma-api",
        says:
            "A virtio driver uses the DMA API only for a device that demands it; every other gets physical addresses.",
        yes: "The device demands the DMA API.",
        no:
            "The device does not demand the DMA API, so it gets physical addresses, which carry no \(AddressBit.usualName).",
        cite: cite("drivers/virtio/virtio_ring.c:vring_use_dma_api").then(
            "drivers/virtio/virtio_ring.c:vring_use_map_api", from: .v618),
        body: .decision { $0.demandsAPI })
}
