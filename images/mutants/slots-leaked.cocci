// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: __swiotlb_tbl_unmap_single
// config: bounce
// wrong: an unmap gives no slots back
// seen: after some time the pool is full, and all I/O that bounces fails
@@
@@
__swiotlb_tbl_unmap_single(...)
{
<...
- swiotlb_release_slots(dev, tlb_addr, pool);
...>
}
