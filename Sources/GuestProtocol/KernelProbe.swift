/// One kprobe event, as /sys/kernel/tracing/kprobe_events takes it (Documentation/trace/kprobetrace.rst).
public struct KernelProbe: Hashable, Sendable {
    public let name: String
    /// `p` at a function's entry, `r` at its return.
    private let kind: String
    /// The function and the fields.
    private let place: String

    /// - Parameter group: the folder below `events` that it shall stand in.
    public func definition(in group: String) -> String { "\(kind):\(group)/\(name) \(place)" }

    /// At a function's entry. The arguments are in rdi, rsi, rdx, rcx, r8, r9.
    public static func entry(_ name: String, _ function: String, _ fields: String) -> KernelProbe {
        KernelProbe(name: name, kind: "p", place: "\(function) \(fields)")
    }

    public static func exit(_ name: String, _ function: String, _ fields: String) -> KernelProbe {
        KernelProbe(name: name, kind: "r", place: "\(function) \(fields)")
    }

    /// `struct device` begins with its kobject, and that with its name (include/linux/device.h, kobject.h).
    public static let device = "dev=+0(+0(%di)):string"
}

extension KernelProbe {
    /// Where bounce buffers and unencrypted memory that must not sleep come from, on every kernel; the return value is
    /// the physical address in the pool.
    public static let pool: [KernelProbe] = [
        .entry("pool_map", "swiotlb_tbl_map_single", "\(device) phys_addr=%si:x64 size=%dx:u64"),
        .exit("pool_map_ret", "swiotlb_tbl_map_single", "phys_addr=$retval:x64"),
        // No event of any kernel tells an atomic pool's page from another; the return value is its struct page.
        .entry("atomic_pool", "dma_alloc_from_pool", "\(device) size=%si:u64"),
        .exit("atomic_pool_ret", "dma_alloc_from_pool", "page=$retval:x64"),
    ]

    /// What a device's driver says of its reach, on every kernel: no event tells when.
    public static let masks: [KernelProbe] = [
        .entry("set_mask", "dma_set_mask", "\(device) mask=%si:x64"),
        .exit("set_mask_ret", "dma_set_mask", "error=$retval:s32"),
        .entry("set_coherent_mask", "dma_set_coherent_mask", "\(device) mask=%si:x64"),
        .exit("set_coherent_mask_ret", "dma_set_coherent_mask", "error=$retval:s32"),
    ]

    /// Words of a kernel's command line that make it trace DMA from its first driver on: all events, and of the probes
    /// those without which a mapping cannot be judged. Where there is no event of the DMA API, before 6.12, there is
    /// none of them from before /init either.
    public static let bootWords = [
        "trace_event=dma:*,swiotlb:*,iommu:map", "trace_buf_size=\(bufferKiB)K",
        "kprobe_event="
            + (masks + pool).map { probe in String(probe.definition(in: group).map { $0 == " " ? "," : $0 }) }
            .joined(separator: ";"),
    ]

    /// Of the probes of a guest's agent.
    public static let group = "dmaroute"

    /// Of a trace, for each CPU.
    public static let bufferKiB = 8192
}
