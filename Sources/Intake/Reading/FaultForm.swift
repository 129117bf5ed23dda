/// How IOMMUs report an access that they block, in the words of each age.
enum FaultForm {
    /// Of AMD's, from `address=` and `flags=` on.
    static let amd = [
        MessageForm("io_page_fault", by: "2.6.27 and later: drivers/iommu/amd/iommu.c, amd_iommu_report_page_fault"),
        MessageForm("invalid_device_request", by: "2.6.27 and later: drivers/iommu/amd/iommu.c, iommu_print_event"),
        MessageForm("rmp_page_fault", by: "5.15 and later: drivers/iommu/amd/iommu.c, amd_iommu_report_rmp_fault"),
    ]
    /// Of Intel's; until 4.2 the reason stood on a line of its own.
    static let intel = [
        MessageForm(
            "dmar", "request device", "fault addr",
            by: "2.6.24 and later: drivers/iommu/intel/dmar.c, dmar_fault_do_one")
    ]
    static let intelReason = [
        MessageForm("dmar", "[fault reason ", by: "2.6.24 to 4.2: drivers/iommu/dmar.c, dmar_fault_do_one"),
        MessageForm("dmar: reason ", " - ", by: "Xen: xen/drivers/passthrough/vtd/iommu.c, iommu_page_fault_do_one"),
    ]
    /// Of Arm's.
    static let arm = [
        MessageForm(
            "unhandled context fault", "iova=", by: "3.11 and later: drivers/iommu/arm/arm-smmu, arm_smmu_context_fault"
        ),
        MessageForm(
            "arm-smmu", "unexpected global fault",
            by: "3.11 and later: drivers/iommu/arm/arm-smmu, arm_smmu_global_fault"),
        MessageForm(
            "arm-smmu", "blocked unknown stream id",
            by: "5.2 and later: drivers/iommu/arm/arm-smmu, arm_smmu_global_fault"),
        MessageForm(
            "arm-smmu-v3", "event: ", " iova: ",
            by: "6.15 and later: drivers/iommu/arm/arm-smmu-v3, arm_smmu_dump_event"),
        MessageForm(
            "arm-smmu-v3", "event 0x", "received",
            by: "4.2 and later: drivers/iommu/arm/arm-smmu-v3, arm_smmu_evtq_thread"),
    ]
}
