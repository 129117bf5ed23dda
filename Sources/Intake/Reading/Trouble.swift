/// What a kernel says of DMA that is neither a mapping refused for its address or its size, nor an access that an IOMMU
/// blocks.
enum Trouble: String, Sendable, CaseIterable {
    case interrupt = "an interrupt that was blocked"
    case misuse = "a driver that misuses the DMA API"
    case bounds = "a driver that reaches beyond its mapping"
    case tables = "an IOMMU's tables at odds with its driver"
    case stall = "an IOMMU or a device that does not answer"
    case firmware = "firmware's table of IOMMUs broken"
    case addressSpace = "an IOMMU's addresses used up"
    case atomicPool = "the pool for atomic allocations used up"
    case mask = "a DMA mask refused"
    case hypervisor = "a hypervisor that does without the IOMMU"

    /// Every form, by what it tells.
    static let forms: [(trouble: Trouble, forms: [MessageForm])] = [
        (.interrupt, interrupts), (.misuse, misuses), (.bounds, excesses), (.tables, damages), (.stall, stalls),
        (.hypervisor, hypervisors), (.firmware, firmwares), (.addressSpace, shortages), (.atomicPool, depletions),
        (.mask, masks),
    ]

    private static let interrupts = [
        MessageForm(
            "intr-remap", "request device", by: "2.6.32 and later: drivers/iommu/intel/dmar.c, dmar_fault_do_one"),
        MessageForm("intr-remap:[fault reason", by: "2.6.32 to 4.2: drivers/iommu/dmar.c, dmar_fault_do_one"),
    ]
    private static let misuses = [
        MessageForm("dma-api: ", "device driver ", by: "2.6.30 and later: kernel/dma/debug.c, check_unmap and others"),
        MessageForm("dma-api: ", "mapping sg segment", by: "3.16 and later: kernel/dma/debug.c, check_sg_segment"),
        MessageForm("dma-api: ", "overlapping mappings", by: "3.14 and later: kernel/dma/debug.c, add_dma_entry"),
        MessageForm("dma-api: ", "cacheline", by: "3.14 and later: kernel/dma/debug.c, active_cacheline_insert"),
    ]
    private static let excesses = [
        MessageForm(
            "buffer overflow detected. allocation size", by: "5.14 and later: kernel/dma/swiotlb.c, swiotlb_bounce"),
        MessageForm("access before mapping start detected", by: "5.14 and later: kernel/dma/swiotlb.c, swiotlb_bounce"),
        MessageForm("invalid sizes (mapping:", by: "5.3 to 6.9: kernel/dma/swiotlb.c, swiotlb_tbl_map_single"),
    ]
    private static let damages = [
        MessageForm(
            "dma pte for vpfn", "already set", by: "2.6.31 and later: drivers/iommu/intel/iommu.c, __domain_mapping"),
        MessageForm("illegal_dev_table_entry", by: "2.6.27 and later: drivers/iommu/amd/iommu.c, iommu_print_event"),
        MessageForm("dev_tab_hardware_error", by: "2.6.27 and later: drivers/iommu/amd/iommu.c, iommu_print_event"),
        MessageForm("page_tab_hardware_error", by: "2.6.27 and later: drivers/iommu/amd/iommu.c, iommu_print_event"),
        MessageForm("illegal_command_error", by: "2.6.27 and later: drivers/iommu/amd/iommu.c, iommu_print_event"),
    ]
    private static let stalls = [
        MessageForm("completion-wait loop timed out", by: "2.6.31 and later: drivers/iommu/amd/iommu.c, wait_on_sem"),
        MessageForm("iotlb_inv_timeout", by: "2.6.27 and later: drivers/iommu/amd/iommu.c, iommu_print_event"),
        MessageForm("command_hardware_error", by: "2.6.27 and later: drivers/iommu/amd/iommu.c, iommu_print_event"),
        MessageForm("invalidation time-out error", by: "5.18 and later: drivers/iommu/intel/dmar.c, qi_dump_fault"),
        MessageForm("invalidation completion error", by: "5.18 and later: drivers/iommu/intel/dmar.c, qi_dump_fault"),
        MessageForm(
            "cmd_sync timeout", by: "4.2 and later: drivers/iommu/arm/arm-smmu-v3, arm_smmu_cmdq_issue_cmdlist"),
        MessageForm("tlb sync timed out", by: "3.11 and later: drivers/iommu/arm/arm-smmu, __arm_smmu_tlb_sync"),
    ]
    private static let firmwares = [
        MessageForm(
            "your bios is broken; dmar reported", by: "2.6.32 and later: drivers/iommu/intel/dmar.c, warn_invalid_dmar"),
        MessageForm("parse dmar table failure", by: "2.6.28 and later: drivers/iommu/intel/dmar.c, dmar_table_init"),
        MessageForm("no, wrong or broken ivrs", by: "2.6.27 and later: drivers/iommu/amd/init.c"),
        MessageForm("your bios is broken and requested", by: "2.6.36 and later: drivers/iommu/intel/iommu.c, RMRR"),
    ]
    private static let hypervisors = [
        MessageForm("(xen)", "i/o virtualisation disabled", by: "Xen: xen/drivers/passthrough/iommu.c, iommu_setup"),
        MessageForm("(xen)", "ivhd error", by: "Xen: xen/drivers/passthrough/amd/iommu_acpi.c"),
        MessageForm("(xen)", "amd-vi: error initialization", by: "Xen: xen/drivers/passthrough/amd/iommu_init.c"),
    ]
    private static let shortages = [
        MessageForm("-page iova for ", " failed", by: "2.6.24 to 5.5: drivers/iommu/intel-iommu.c, intel_alloc_iova"),
        MessageForm(
            "dmar: device ", " request: ", "--- failed",
            by: "3.x to 5.5: drivers/iommu/intel-iommu.c, __intel_map_single"),
        MessageForm("out of iommu space for", by: "2.6 and later: arch/x86/kernel/amd_gart_64.c, iommu_full"),
        MessageForm("iommu_alloc failed, tbl", by: "2.6.24 and later: arch/powerpc/kernel/iommu.c, iommu_map_page"),
    ]
    private static let depletions = [
        MessageForm("dma coherent pool depleted", by: "5.8 and later: kernel/dma/pool.c, dma_alloc_from_pool"),
        MessageForm(
            "atomic dma coherent pool is too small", by: "3.7 to 4.x: arch/arm/mm/dma-mapping.c, __alloc_from_pool"),
        MessageForm("failed to get suitable pool", by: "5.8 and later: kernel/dma/pool.c, dma_alloc_from_pool"),
    ]
    private static let masks = [
        MessageForm("no suitable dma mask", by: "drivers, when dma_set_mask() fails"),
        MessageForm("no suitable dma available", by: "drivers, when dma_set_mask() fails"),
        MessageForm("no usable dma configuration", by: "drivers, when dma_set_mask() fails"),
        MessageForm("busmaster dma not supported", by: "drivers, when dma_set_mask() fails"),
        MessageForm("dma mask", "not supported", by: "drivers, when dma_set_mask() fails"),
        MessageForm("set dma mask", "failed", by: "drivers, when dma_set_mask() fails"),
        MessageForm("failed to set", "dma mask", by: "drivers, when dma_set_mask() fails"),
    ]

    /// Whether a mapping or an allocation failed by it, so that it weighs more than a driver's complaint.
    var isShortage: Bool {
        switch self {
        case .addressSpace, .atomicPool, .mask: true
        default: false
        }
    }

    /// What the message means, in a sentence or two.
    var says: String {
        switch self {
        case .interrupt:
            "What was blocked is an interrupt, not a DMA: the interrupt's source is not the one that the IOMMU's table names for it. No mapping has a part in it."
        case .misuse:
            "The kernel's checker of the DMA API (CONFIG_DMA_API_DEBUG) found a driver that breaks the API's rules: a driver's bug, whatever way its DMA goes. No mapping was refused."
        case .bounds:
            "A driver (or the layer above it) reaches beyond what it mapped, and the pool's code noticed as it copied: a bug there, and no mapping was refused for want of room."
        case .tables:
            "The IOMMU's tables and what its driver believes of them do not agree: a bug of the IOMMU's driver or damage by something else. No mapping was refused or sent another way."
        case .stall:
            "The IOMMU waits for an answer to a command, as to forget what it had cached: the device (often one that was reset or is gone) or the IOMMU does not answer. No mapping was refused."
        case .firmware:
            "Firmware's table of the machine's IOMMUs is broken, so the kernel does without that IOMMU: devices go the direct way, and those that do not reach all memory bounce."
        case .hypervisor:
            "Xen could not use the machine's IOMMU, as firmware's table of it is not what Xen takes, and does without it: guests get no devices of their own. That is Xen's and firmware's matter, and no mapping was refused."
        case .addressSpace:
            "The addresses that an IOMMU can give are used up or in pieces: the device holds more mappings than fit, or never releases them. That is the IOMMU's own store, not SWIOTLB's pool."
        case .atomicPool:
            "The pool for coherent allocations that may not sleep is used up: it is another one than SWIOTLB's. A larger one is asked for by coherent_pool=, such as coherent_pool=4M."
        case .mask:
            "The kernel refused the DMA mask that the driver asked for, so that the driver did not start: no mapping was tried. It refuses a mask that does not cover what the direct way or the IOMMU must reach."
        }
    }
}

extension Reading {
    mutating func readTrouble(_ line: Pasted.Line) {
        let text = line.text
        guard let found = Trouble.forms.first(where: { $0.forms.match(text) })?.trouble else { return }
        if note("message", found.rawValue, line) { troubles.append(line.noted(found, isPrinted: !line.isSentence)) }
    }
}
