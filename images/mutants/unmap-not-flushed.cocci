// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/dma-iommu.c
// function: __iommu_dma_unmap
// config: intel-strict
// wrong: with iommu.strict=1 an unmap does not flush the IOTLB
// seen: a device goes on to use a page that the kernel gave to somebody else
@@
@@
__iommu_dma_unmap(...)
{
<...
- if (!iotlb_gather.queued)
-	iommu_iotlb_sync(domain, &iotlb_gather);
...>
}
