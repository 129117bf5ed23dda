// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: swiotlb_search_pool_area
// config: bounce
// wrong: the last slot of a mapping stays free for others
// seen: two mappings share a slot, and each gets the other's bytes
@@
@@
swiotlb_search_pool_area(...)
{
<...
- for (i = slot_index; i < slot_index + nslots; i++)
+ for (i = slot_index; i < slot_index + nslots - 1; i++)
  {
  ...
  }
...>
}
