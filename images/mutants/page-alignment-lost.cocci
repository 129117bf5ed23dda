// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: swiotlb_search_pool_area
// config: bounce
// wrong: a buffer of a page or more need not begin at a page in the pool
// seen: devices that want whole pages are given halves
@@
@@
swiotlb_search_pool_area(...)
{
<...
- alloc_align_mask = PAGE_SIZE - 1;
+ alloc_align_mask = 0;
...>
}
