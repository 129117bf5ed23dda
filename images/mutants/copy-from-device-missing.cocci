// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: swiotlb_bounce
// config: bounce
// wrong: nothing is copied out of the pool
// seen: the driver never sees what its device wrote
@@
@@
swiotlb_bounce(...)
{
<...
- memcpy(phys_to_virt(orig_addr), vaddr, size);
...>
}
