// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/direct.c
// function: dma_direct_map_phys
// config: direct
// wrong: a mapping that must be coherent is bounced all the same
// seen: a driver that polls its buffer never sees the device's writes
@@
@@
dma_direct_map_phys(...)
{
<...
- if (is_swiotlb_active(dev) && !(attrs & DMA_ATTR_REQUIRE_COHERENT))
+ if (is_swiotlb_active(dev))
	return swiotlb_map(dev, phys, size, dir, attrs);
...>
}
