// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: swiotlb_map
// config: bounce
// wrong: the trace does not tell of a bounce
// lies: only the trace; routes and bytes are right
// seen: who reads the trace cannot tell why the address is another
@@
@@
swiotlb_map(...)
{
<...
- trace_swiotlb_bounced(dev, phys_to_dma(dev, paddr), size);
...>
}
