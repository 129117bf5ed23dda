// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/dma-iommu.c
// function: iommu_dma_map_swiotlb
// config: untrusted
// wrong: what is behind a copy in its page is not wiped
// seen: a device that is not trusted reads old data of the kernel
@@
@@
iommu_dma_map_swiotlb(...)
{
<...
- memset((void *)start, 0, iova_align(iovad, start) - start);
...>
}
