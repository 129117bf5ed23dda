// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/dma-iommu.c
// function: iommu_dma_alloc_iova
// config: intel
// wrong: IOVAs are taken from the whole range, whatever the device's mask
// seen: a device with 32 bits is given addresses that it cuts off
@@
@@
iommu_dma_alloc_iova(...)
{
<...
- dma_limit = min_not_zero(dma_limit, dev->bus_dma_limit);
+ dma_limit = DMA_BIT_MASK(64);
...>
}
