/// What patches to a file of the kernel are marked with.
enum Subsystem {
    private static let prefixes = [
        ("drivers/iommu/dma-iommu.c", "iommu/dma"), ("drivers/iommu/amd", "iommu/amd"),
        ("drivers/iommu/intel", "iommu/vt-d"), ("drivers/iommu/generic_pt", "iommupt"),
        ("drivers/iommu/virtio-iommu.c", "iommu/virtio"), ("drivers/iommu/iova.c", "iommu/iova"),
        ("drivers/iommu", "iommu"), ("kernel/dma/swiotlb.c", "swiotlb"), ("include/linux/swiotlb.h", "swiotlb"),
        ("kernel/dma/direct", "dma-direct"), ("include/linux/dma-direct.h", "dma-direct"),
        ("kernel/dma/mapping.c", "dma-mapping"), ("kernel/dma", "dma-mapping"), ("drivers/virtio", "virtio"),
        ("mm/", "mm"),
    ]

    /// A file that no prefix is known for is marked with its folder.
    static func prefix(of file: String) -> String {
        if let known = prefixes.first(where: { file.hasPrefix($0.0) }) { return known.1 }
        let folders = file.split(separator: "/").dropLast().filter { $0 != "arch" && $0 != "kernel" && $0 != "drivers" }
        return folders.joined(separator: "/")
    }
}
