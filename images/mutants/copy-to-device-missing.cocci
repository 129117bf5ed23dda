// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: swiotlb_bounce
// config: bounce
// wrong: nothing is copied into the pool
// seen: the device reads what was in the pool before
@@
@@
swiotlb_bounce(...)
{
<...
- memcpy(vaddr, phys_to_virt(orig_addr), size);
+ ;
...>
}
