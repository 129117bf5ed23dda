/// Something that people change besides options of the kernel, and the words that name it.
struct Circumstance: Sendable {
    var subject: Claim.Subject
    /// As the answer names it.
    var name: String
    /// Each in its words.
    var phrases: [[String]]

    init(subject: Claim.Subject, name: String, phrases: [String]) {
        self.subject = subject
        self.name = name
        // "Enabling Intel IOMMU" says the same of one maker's.
        let ofMakers = phrases.filter { $0.contains(" iommu") }.flatMap { phrase in
            ["intel", "amd"].map { phrase.replacing(" iommu", with: " \($0) iommu") }
        }
        self.phrases = (phrases + ofMakers).map { $0.split(separator: " ").map(String.init) }
    }

    /// Every one, what says more first.
    static let all: [Circumstance] = [
        Circumstance(
            subject: .atomicPool, name: "a larger coherent_pool",
            phrases: ["coherent pool", "coherent_pool", "coherent-pool"]),
        Circumstance(
            subject: .largerPool, name: "a larger pool",
            phrases: [
                "larger swiotlb", "bigger swiotlb", "swiotlb kernel parameter", "swiotlb parameter", "swiotlb option",
                "enlarge swiotlb", "enlarging swiotlb", "enlarge the swiotlb", "enlarging the swiotlb",
                "increasing swiotlb", "increase swiotlb", "increased swiotlb", "increasing the swiotlb",
                "increase the swiotlb", "increased the swiotlb", "raising swiotlb", "raising the swiotlb",
                "larger swiotlb buffer", "swiotlb size", "more swiotlb", "swiotlb buffer size", "larger bounce buffer",
                "larger pool", "bigger pool", "setting swiotlb", "set swiotlb", "changing swiotlb",
                "setting the swiotlb", "swiotlb to",
            ]),
        Circumstance(
            subject: .identity(true), name: "passthrough mode of the IOMMU",
            phrases: [
                "passthrough mode", "iommu passthrough", "pass-through mode", "iommu in passthrough",
                "config_iommu_default_passthrough=y", "identity mode", "identity domain",
            ]),
        Circumstance(
            subject: .identity(false), name: "translation by the IOMMU",
            phrases: ["translated mode", "translation mode", "config_iommu_default_passthrough is not set"]),
        Circumstance(
            subject: .iommu(on: false), name: "the IOMMU off",
            phrases: [
                "iommu disabled", "iommu is disabled", "disabled iommu", "disabled the iommu", "disabling iommu",
                "disabling the iommu", "disable iommu", "disable the iommu", "iommu off", "iommu turned off",
                "turn off iommu", "turn off the iommu", "turning off the iommu", "turning off iommu",
                "turned off the iommu", "turned off iommu", "iommu is off", "without iommu", "without the iommu",
                "without an iommu", "vt-d disabled", "vt-d off", "disable vt-d",
                "disabled vt-d", "disabling vt-d", "vt-d is disabled", "turning off vt-d", "turn off vt-d",
                "turned off vt-d", "amd-vi disabled", "disable amd-vi", "disabling amd-vi", "soft iommu",
                "software iommu", "no iommu", "iommu set to disabled", "iommu to disabled", "disabling hardware iommu",
                "disable hardware iommu", "disable the hardware iommu", "iommu switched off", "switching off the iommu",
            ]),
        Circumstance(
            subject: .iommu(on: true), name: "the IOMMU on",
            phrases: [
                "iommu enabled", "iommu is enabled", "enabled iommu", "enabled the iommu", "enabling iommu",
                "enabling the iommu", "enable iommu", "enable the iommu", "iommu is on", "using iommu",
                "using the iommu", "iommu turned on", "turning on the iommu", "turn on iommu", "with iommu",
                "with the iommu", "vt-d enabled", "vt-d on", "enabling vt-d", "enable vt-d", "enabled vt-d",
                "vt-d is enabled", "iommu support", "amd-vi enabled",
            ]),
    ]
}
