// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/direct.c
// function: dma_coherent_ok
// config: direct
// wrong: no allocation is held against the coherent mask
// seen: a device with a small mask may be given memory that it does not reach
@@
@@
dma_coherent_ok(...)
{
...
- return dma_addr + size - 1 <= min_not_zero(dev->coherent_dma_mask, dev->bus_dma_limit);
+ return dma_addr + size - 1 <= DMA_BIT_MASK(64);
}
