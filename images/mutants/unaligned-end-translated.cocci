// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/dma-iommu.c
// function: iova_unaligned
// config: untrusted
// wrong: only where a buffer begins is looked at, and not where it ends
// seen: a device that is not trusted reads what lies behind a part of a page
@@
@@
iova_unaligned(...)
{
- return iova_offset(iovad, phys | size);
+ return iova_offset(iovad, phys);
}
