import GuestProtocol

extension KernelProbe {
    /// The call itself, on every kernel: some are refused before any event of the kernel's own tells of them
    /// (kernel/dma/mapping.c:dma_map_page_attrs, dma_map_phys).
    static let calls: [KernelProbe] = [
        .entry(
            "map_page", "dma_map_page_attrs",
            "\(device) page=%si:x64 offset=%dx:u64 size=%cx:u64 dir=%r8:u32 attrs=%r9:x64"),
        .entry(
            "map_resource", "dma_map_resource",
            "\(device) phys_addr=%si:x64 size=%dx:u64 dir=%cx:u32 attrs=%r8:x64"),
    ]

    /// The DMA API where it has no trace events: before 6.12.
    static let api: [KernelProbe] = [
        .exit("map_page_ret", "dma_map_page_attrs", "dma_addr=$retval:x64"),
        .exit("map_resource_ret", "dma_map_resource", "dma_addr=$retval:x64"),
        .entry("alloc", "dma_alloc_attrs", "\(device) size=%si:u64 handle=%dx:x64 flags=%cx:x32 attrs=%r8:x64"),
        .exit("alloc_ret", "dma_alloc_attrs", "virt=$retval:x64"),
        .entry("free", "dma_free_attrs", "\(device) size=%si:u64 virt=%dx:x64 dma_addr=%cx:x64"),
        .entry("map_sg", "dma_map_sg_attrs", "\(device) sg=%si:x64 nents=%dx:s32 dir=%cx:u32 \(list(original))"),
        .exit("map_sg_ret", "dma_map_sg_attrs", "mapped=$retval:s32"),
        // It does not call dma_map_sg_attrs. struct sg_table: sgl at 0, orig_nents at 12 (include/linux/scatterlist.h).
        .entry(
            "map_sgtable", "dma_map_sgtable",
            "\(device) sg=+0(%si):x64 nents=+12(%si):s32 dir=%dx:u32 "
                + list {
                    "page\($0)=+\($1)(+0(%si)):x64 off\($0)=+\($1 + 8)(+0(%si)):u32 len\($0)=+\($1 + 12)(+0(%si)):u32"
                }
        ),
        .exit("map_sgtable_ret", "dma_map_sgtable", "error=$retval:s32"),
        .entry("alloc_pages", "dma_alloc_pages", "\(device) size=%si:u64 flags=%r8:x32"),
        .exit("alloc_pages_ret", "dma_alloc_pages", "page=$retval:x64"),
        .entry("alloc_noncontiguous", "dma_alloc_noncontiguous", "\(device) size=%si:u64 flags=%cx:x32"),
        .exit("alloc_noncontiguous_ret", "dma_alloc_noncontiguous", "virt=$retval:x64"),
        // What the allocation returned: a struct page, or a struct sg_table, whose first entry has the address at 16.
        .entry("free_pages", "dma_free_pages", "\(device) size=%si:u64 virt=%dx:x64 dma_addr=%cx:x64"),
        .entry(
            "free_noncontiguous", "dma_free_noncontiguous",
            "\(device) size=%si:u64 virt=%dx:x64 dma_addr=+16(+0(%dx)):x64"),
        .entry("unmap_sg", "dma_unmap_sg_attrs", "\(device) sg=%si:x64 nents=%dx:s32 dir=%cx:u32 \(list(mapped))"),
    ]

    /// Links pages to I/O virtual addresses that the caller holds, from 6.17 on, without any event of the DMA API.
    /// struct dma_iova_state begins with the address (include/linux/dma-mapping.h).
    static let links: [KernelProbe] = [
        .entry(
            "iova_link", "dma_iova_link",
            "\(device) iova=+0(%si):x64 phys_addr=%dx:x64 offset=%cx:u64 size=%r8:u64 dir=%r9:u32"),
        .exit("iova_link_ret", "dma_iova_link", "error=$retval:s32"),
    ]

    /// Entries of a scatterlist that are shown; those behind its end are what happens to lie there.
    private static let entries = 32

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
