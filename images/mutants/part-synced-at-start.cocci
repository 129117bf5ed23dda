// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: swiotlb_bounce
// config: bounce
// wrong: a part of a buffer is synced at the start of its slot's buffer
// seen: drivers that sync a part of a mapping find the bytes of another part
@@
@@
swiotlb_bounce(...)
{
<...
- orig_addr += tlb_offset;
...>
}
