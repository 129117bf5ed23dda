// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: swiotlb_map
// config: direct
// wrong: nobody asks whether the device reaches its copy
// seen: a device with 28 bits is given an address in the pool that it cuts off
@@
@@
swiotlb_map(...)
{
<...
- if (unlikely(!dma_capable(dev, dma_addr, size, true, attrs)))
+ if (0)
  {
  ...
  }
...>
}
