// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/dma-iommu.c
// function: iommu_dma_unmap_phys
// config: untrusted
// wrong: a bounced mapping behind an IOMMU ends without its copy
// seen: what the device wrote does not come back, and the pool loses slots
@@
@@
iommu_dma_unmap_phys(...)
{
<...
- swiotlb_tbl_unmap_single(dev, phys, size, dir, attrs);
...>
}
