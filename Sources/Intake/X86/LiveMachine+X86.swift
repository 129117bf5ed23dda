import RouteModel

/// What CPUID, MSRs and the names of IOMMUs tell on x86.
extension LiveMachine {
    /// eax, ebx, ecx, edx of a leaf; nil where the processor has none.
    private func registers(_ leaf: String) -> [UInt64]? {
        let values = facts["cpuid.\(leaf)"]?.first?.split(separator: " ").compactMap { Self.hexadecimal($0) }
        return values?.count == 4 ? values : nil
    }

    /// Source: arch/x86/include/asm/cpufeatures.h, X86_FEATURE_HYPERVISOR: bit 31 of ecx of leaf 1.
    var isGuest: Bool { (registers("0x1")?[2] ?? 0) >> 31 & 1 == 1 }

    /// Fn8000_001F of AMD's manual: ebx, bits 5:0, position of the address bit; nil where the processor has no such leaf.
    var bitPosition: Int? { registers("0x8000001f").map { Int($0[1] & 63) } }

    /// Names of `/sys/class/iommu`: `dmar0` (drivers/iommu/intel/dmar.c), `ivhd0` (drivers/iommu/amd/init.c), or that of
    /// the virtio device (drivers/iommu/virtio-iommu.c).
    var viommu: VIOMMU {
        guard let name = facts["iommu"]?.first else { return .none }
        return name.hasPrefix("dmar") ? .intel : name.hasPrefix("ivhd") ? .amd : .virtio
    }

    mutating func takeProcessorsWord() {
        let canSME = (registers("0x8000001f")?[0] ?? 0) & 3 != 0
        let isTDX = registers("0x21").map { $0[1] == 0x6574_6e49 && $0[3] == 0x5844_546c } ?? false
        if isTDX { boot.encryption = .tdx }
        guard canSME, !isTDX else { return }
        // MSR_AMD64_SEV: SEV, SEV-ES, SEV-SNP in bits 0 to 2 (arch/x86/include/asm/msr-index.h).
        let status = facts["msr.0xc0010131"]?.first.flatMap { Self.hexadecimal($0[...]) }
        switch status {
        case let status? where status & 4 != 0: boot.encryption = .sevSNP
        case let status? where status & 2 != 0: boot.encryption = .sevES
        case let status? where status & 1 != 0: boot.encryption = .sev
        default:
            unjudged =
                "the processor can encrypt memory, and whether the kernel uses that is not told: its log no longer goes "
                + "back to the start; observe soon after a boot"
        }
    }

    /// Source: arch/x86/mm/mem_encrypt.c, print_mem_encrypt_feature_info.
    static func encryption(_ words: String) -> Encryption {
        if words.contains("TDX") { return .tdx }
        if words.contains("SEV-SNP") { return .sevSNP }
        if words.contains("SEV-ES") { return .sevES }
        if words.contains("SEV") { return .sev }
        return words.contains("SME") ? .sme : .none
    }
}
