// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/amd/iommu.c
// function: amd_iommu_iotlb_sync
// config: amd
// wrong: an unmap does not flush the IOTLB
// seen: a device goes on to use a page that the kernel gave to somebody else
@@
@@
amd_iommu_iotlb_sync(...)
{
<...
- amd_iommu_domain_flush_pages(dom, gather->start, gather->end,
-	iommu_pages_list_empty(&gather->freelist) ? 0 : CMD_INV_IOMMU_PAGES_PDE_MASK);
...>
}
