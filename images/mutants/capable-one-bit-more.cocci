// SPDX-License-Identifier: GPL-2.0
// file: include/linux/dma-direct.h
// function: dma_capable
// config: direct
// wrong: the limit is one bit wider than the mask
// seen: a device with 32 bits is given addresses above 4 GiB, which it cuts off
@@
@@
dma_capable(...)
{
...
- return end <= min_not_zero(*dev->dma_mask, dev->bus_dma_limit);
+ return end <= min_not_zero(*dev->dma_mask, dev->bus_dma_limit) * 2 + 1;
}
