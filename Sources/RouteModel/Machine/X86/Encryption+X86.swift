extension Encryption {
    /// What the kernel says behind `Memory Encryption Features active: `; nil where it says nothing.
    ///
    /// Source: arch/x86/mm/mem_encrypt.c, print_mem_encrypt_feature_info.
    public var announced: String? {
        switch self {
        case .none: nil
        case .sme: "AMD SME"
        case .sev: "AMD SEV"
        case .sevES: "AMD SEV SEV-ES"
        case .sevSNP: "AMD SEV SEV-ES SEV-SNP"
        case .tdx: "Intel TDX"
        }
    }
}
