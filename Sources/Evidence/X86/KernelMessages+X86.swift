/// What x86 alone says.
extension KernelMessages {
    /// Whether the line tells of active memory encryption.
    ///
    /// What a line of the log says is active, such as `AMD SME` (arch/x86/mm/mem_encrypt.c, mem_encrypt_init).
    public static func encryption(in line: String) -> String? {
        guard let words = line.firstRange(of: "Memory Encryption Features active: ") else { return nil }
        return String(line[words.upperBound...])
    }

    /// Whether the line is the one behind which the kernel says where its pool lies; it does so only where it wants a
    /// pool unforced (arch/x86/kernel/pci-dma.c:pci_iommu_init).
    public static func announcesPool(_ line: String) -> Bool { line.contains("Using software bounce buffering for IO") }
}
