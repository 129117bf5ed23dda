// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: swiotlb_bounce
// config: bounce
// wrong: the last byte is not copied out of the pool
// seen: the driver finds an old byte at the end of what its device wrote
@@
@@
swiotlb_bounce(...)
{
<...
- memcpy(phys_to_virt(orig_addr), vaddr, size);
+ memcpy(phys_to_virt(orig_addr), vaddr, size - 1);
...>
}
