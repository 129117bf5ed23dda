// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: swiotlb_memblock_alloc
// config: direct
// wrong: the pool is taken from anywhere in memory
// seen: in a large machine devices with 32 bits cannot reach the pool
@@
@@
swiotlb_memblock_alloc(...)
{
<...
- tlb = memblock_alloc_low(bytes, PAGE_SIZE);
+ tlb = memblock_alloc(bytes, PAGE_SIZE);
...>
}
