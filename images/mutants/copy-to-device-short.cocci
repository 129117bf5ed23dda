// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: swiotlb_bounce
// config: bounce
// wrong: the last byte is not copied into the pool
// seen: the device reads an old byte at the end of each buffer
@@
@@
swiotlb_bounce(...)
{
<...
- memcpy(vaddr, phys_to_virt(orig_addr), size);
+ memcpy(vaddr, phys_to_virt(orig_addr), size - 1);
...>
}
