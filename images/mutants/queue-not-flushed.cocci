// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/dma-iommu.c
// function: fq_flush_iotlb
// config: intel
// wrong: IOVAs are used again without a flush of the IOTLB
// seen: a device reaches the page of the IOVA's last user
@@
@@
fq_flush_iotlb(...)
{
<...
- cookie->fq_domain->ops->flush_iotlb_all(cookie->fq_domain);
...>
}
