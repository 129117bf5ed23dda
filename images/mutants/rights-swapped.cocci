// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/dma-iommu.c
// function: dma_info_to_prot
// config: intel
// wrong: what the device may write it may only read, and the other way round
// seen: the IOMMU refuses every one-way DMA
@@
@@
dma_info_to_prot(...)
{
<...
(
- return prot | IOMMU_READ;
+ return prot | IOMMU_WRITE;
|
- return prot | IOMMU_WRITE;
+ return prot | IOMMU_READ;
)
...>
}
