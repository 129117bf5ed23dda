// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/direct.c
// function: dma_direct_supported
// config: direct
// wrong: a mask below 32 bits must reach all memory, whatever zones there are
// seen: drivers of devices with 28 bits find no DMA in large machines
@@
statement S;
@@
dma_direct_supported(...)
{
<...
- if (IS_ENABLED(CONFIG_ZONE_DMA)) S
...>
}
