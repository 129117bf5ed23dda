extension Pasted.Line {
    /// What kernels and machines print, and people do not write.
    private static let marks: [StaticString] = [
        "linux version ", "command line: ", "memory encryption features", "software io tlb", "bios-e820", "dmar: ",
        "amd-vi: ", "pci-dma: ", "iommu: ", "qemu-system", "hypervisor detected:", "swiotlb buffer is full (",
        "overflow (mask", " overflow 0x", "boot_image=", "grub_cmdline_linux=", "grub_cmdline_linux_default=",
        "config_", "[mem 0x", "<domain", "dmi: ",
        "kern ", "tainted", "call trace", "out of sw-iommu space",
        "kernel panic - ", "not syncing",
    ]

    /// Whether a machine printed it; what is left is somebody's own words.
    var isMachineText: Bool {
        stamped || Self.marks.contains { text.has($0) }
            || Self.flags.contains { flag in text.find(flag).map { $0 == 0 || text[$0 - 1] == 32 } ?? false }
    }

    /// Flags of QEMU's, and no ends of words such as `cross-device`.
    private static let flags: [StaticString] = ["-device ", "-machine ", "-object "]

    private static let small: Set<String> = [
        "the", "a", "to", "i", "my", "it", "is", "with", "when", "after", "and", "makes", "works", "adding", "without",
        "again", "but", "helps", "if", "this",
    ]

    /// Whether somebody wrote it, and a message stands in the midst of it.
    var isSentence: Bool {
        guard !stamped, !(Self.marks + Self.flags).contains(where: { text.starts($0) }) else { return false }
        return text.words.count { Self.small.contains(String(decoding: $0.bytes, as: UTF8.self)) } > 2
    }

    /// Whether it announces what stands below it.
    var isHeading: Bool { !isMachineText && text.bytes.last == UInt8(ascii: ":") && text.count < 160 }
}
