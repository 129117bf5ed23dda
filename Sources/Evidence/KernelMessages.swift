public import RouteModel

/// Reads what the kernel says when it refuses a DMA.
public enum KernelMessages {
    /// The refusal that a line of the kernel's log tells of, if it is one.
    ///
    /// Source: 7.3 kernel/dma/direct.c:dma_direct_map_phys, kernel/dma/swiotlb.c:swiotlb_map and
    /// swiotlb_tbl_map_single, drivers/iommu/dma-iommu.c:iommu_dma_map_swiotlb; the same texts in 6.1.
    public static func refusal(in line: String) -> Message? {
        if line.contains("swiotlb addr "), line.contains(" overflow (mask ") { return .swiotlbAddrOverflow }
        if line.contains("DMA addr "), line.contains(" overflow (mask ") { return .dmaAddrOverflow }
        if line.contains("swiotlb buffer is full (sz: ") { return .swiotlbFull }
        if line.contains("DMA bounce buffers are inactive") { return .bounceInactive }
        return nil
    }

    /// The range of the pool as `software IO TLB: mapped [mem 0x…-0x…] (64MB)` names it, whose end is the first byte
    /// behind (kernel/dma/swiotlb.c:swiotlb_print_info).
    public static func pool(in line: String) -> ClosedRange<UInt64>? {
        guard let start = line.firstRange(of: "software IO TLB: mapped [mem 0x")?.upperBound else { return nil }
        let rest = line[start...].prefix { $0 != "]" }
        let ends = rest.split(separator: "-", maxSplits: 1)
        guard ends.count == 2, ends[1].hasPrefix("0x"), let low = UInt64(ends[0], radix: 16),
            let high = UInt64(ends[1].dropFirst(2), radix: 16), low < high
        else { return nil }
        return low...(high - 1)
    }

    /// Whether a log has not lost its beginning (init/main.c, start_kernel, prints linux_banner first).
    public static func goesBackToTheStart(_ log: [String]) -> Bool { log.contains { $0.contains("Linux version ") } }

    /// Why a log cannot be all that the boot of these facts said until its end; nil where it can. One whose beginning was
    /// overwritten tells nothing of that.
    public static func damage(_ log: [String], _ facts: GuestFacts) -> String? {
        guard goesBackToTheStart(log) else { return nil }
        // init/main.c, run_init_process; behind all that the boot has to say of pool and encryption.
        guard log.contains(where: { $0.contains(" as init process") }) else {
            return "kmsg.txt ends before the kernel started /init"
        }
        // init/main.c, start_kernel.
        let told = log.lazy.compactMap { line in
            line.firstRange(of: "Kernel command line: ").map { String(line[$0.upperBound...]) }
        }.first
        guard let told, let line = facts.commandLine, facts.areWhole else { return nil }
        // A long one goes on in the next line of the log, behind a backslash.
        let isCut = told.hasSuffix(" \\")
        guard isCut ? !line.hasPrefix(told.dropLast(2)) : told != line else { return nil }
        return "kmsg.txt names another command line than /proc/cmdline"
    }
}
