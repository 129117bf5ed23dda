// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/direct.c
// function: dma_direct_map_phys
// config: bounce
// wrong: with swiotlb=force registers of another device are bounced like memory
// seen: peer-to-peer writes end in a copy
@@
@@
dma_direct_map_phys(...)
{
<...
- if (attrs & (DMA_ATTR_MMIO | DMA_ATTR_REQUIRE_COHERENT))
+ if (attrs & DMA_ATTR_REQUIRE_COHERENT)
	return DMA_MAPPING_ERROR;
...>
}
