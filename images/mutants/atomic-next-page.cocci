// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/pool.c
// function: __dma_alloc_from_pool
// config: sev
// wrong: the page that is returned is the one behind the allocation
// seen: the device writes into the neighbour's memory
@@
@@
__dma_alloc_from_pool(...)
{
<...
- return pfn_to_page(__phys_to_pfn(phys));
+ return pfn_to_page(__phys_to_pfn(phys) + 1);
...>
}
