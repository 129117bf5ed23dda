// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/dma-iommu.c
// function: __iommu_dma_alloc_noncontiguous
// config: intel-strict
// wrong: allocations are held against the streaming mask
// seen: a device with a narrower coherent mask is given rings that it does not reach
@@
@@
__iommu_dma_alloc_noncontiguous(...)
{
<...
- iova = iommu_dma_alloc_iova(domain, size, dev->coherent_dma_mask, dev);
+ iova = iommu_dma_alloc_iova(domain, size, dma_get_mask(dev), dev);
...>
}
