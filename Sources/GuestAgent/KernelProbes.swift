/// One kprobe event, as /sys/kernel/tracing/kprobe_events takes it (Documentation/trace/kprobetrace.rst).
struct KernelProbe {
    var name: String
    /// `p` at a function's entry, `r` at its return.
    private var kind: String
    /// The function and the fields.
    private var place: String

    func definition(in group: String) -> String { "\(kind):\(group)/\(name) \(place)" }

    /// At a function's entry. The arguments are in rdi, rsi, rdx, rcx, r8, r9.
    static func entry(_ name: String, _ function: String, _ fields: String) -> KernelProbe {
        KernelProbe(name: name, kind: "p", place: "\(function) \(fields)")
    }

    static func exit(_ name: String, _ function: String, _ fields: String) -> KernelProbe {
        KernelProbe(name: name, kind: "r", place: "\(function) \(fields)")
    }
}

extension KernelProbe {
    /// `struct device` begins with its kobject, and that with its name (include/linux/device.h, kobject.h).
    private static let device = "dev=+0(+0(%di)):string"

    /// The DMA API where it has no trace events: before 6.12.
    static let api: [KernelProbe] = [
        .entry(
            "map_page", "dma_map_page_attrs",
            "\(device) page=%si:x64 offset=%dx:u64 size=%cx:u64 dir=%r8:u32 attrs=%r9:x64"),
        .exit("map_page_ret", "dma_map_page_attrs", "dma_addr=$retval:x64"),
        .entry("unmap_page", "dma_unmap_page_attrs", "\(device) dma_addr=%si:x64 size=%dx:u64 dir=%cx:u32"),
        .entry("alloc", "dma_alloc_attrs", "\(device) size=%si:u64 handle=%dx:x64 flags=%cx:x32 attrs=%r8:x64"),
        .exit("alloc_ret", "dma_alloc_attrs", "virt=$retval:x64"),
        .entry("free", "dma_free_attrs", "\(device) size=%si:u64 virt=%dx:x64 dma_addr=%cx:x64"),
        .entry("map_sg", "dma_map_sg_attrs", "\(device) sg=%si:x64 nents=%dx:s32 dir=%cx:u32 \(list(original))"),
        .exit("map_sg_ret", "dma_map_sg_attrs", "mapped=$retval:s32"),
        .entry("unmap_sg", "dma_unmap_sg_attrs", "\(device) sg=%si:x64 nents=%dx:s32 dir=%cx:u32 \(list(mapped))"),
    ]

    /// Where bounce buffers and unencrypted memory that must not sleep come from, on every kernel; the return value is
    /// the physical address in the pool.
    static let pool: [KernelProbe] = [
        .entry("pool_map", "swiotlb_tbl_map_single", "\(device) phys_addr=%si:x64 size=%dx:u64"),
        .exit("pool_map_ret", "swiotlb_tbl_map_single", "phys_addr=$retval:x64"),
        // No event of any kernel tells an atomic pool's page from another; the return value is its struct page.
        .entry("atomic_pool", "dma_alloc_from_pool", "\(device) size=%si:u64"),
        .exit("atomic_pool_ret", "dma_alloc_from_pool", "page=$retval:x64"),
    ]

    /// Entries of a scatterlist that are shown; those behind its end are what happens to lie there.
    private static let entries = 8

    private static func list(_ fields: (Int, Int) -> String) -> String {
        (0..<entries).map { fields($0, 32 * $0) }.joined(separator: " ")
    }

    /// struct scatterlist: page_link at 0, offset at 8, length at 12 (include/linux/scatterlist.h; 32 bytes).
    private static func original(_ index: Int, _ at: Int) -> String {
        "page\(index)=+\(at)(%si):x64 off\(index)=+\(at + 8)(%si):u32 len\(index)=+\(at + 12)(%si):u32"
    }

    /// dma_address at 16, dma_length at 24.
    private static func mapped(_ index: Int, _ at: Int) -> String {
        "dma\(index)=+\(at + 16)(%si):x64 dmalen\(index)=+\(at + 24)(%si):u32"
    }
}
