// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/dma-iommu.c
// function: dma_info_to_prot
// config: intel
// wrong: a device may write what it is only to read
// seen: a faulty or malicious device changes what it was to send
@@
@@
dma_info_to_prot(...)
{
<...
- return prot | IOMMU_READ;
+ return prot | IOMMU_READ | IOMMU_WRITE;
...>
}
