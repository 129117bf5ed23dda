// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/direct.c
// function: dma_direct_unmap_sg
// config: bounce
// wrong: the last segment of a list is never unmapped
// seen: what the device wrote there does not come back, and the pool loses slots
@@
iterator name for_each_sg;
@@
dma_direct_unmap_sg(...)
{
<...
- for_each_sg(sgl, sg, nents, i)
+ for_each_sg(sgl, sg, nents - 1, i)
  {
  ...
  }
...>
}
