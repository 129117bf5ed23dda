// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/mapping.c
// function: dma_map_phys
// config: intel
// wrong: a buffer that the caller calls shared is translated, where the release refuses it
// seen: what 7.3 does not support behind an IOMMU seems to work
@@
statement S;
@@
dma_map_phys(...)
{
<...
- if (is_cc_shared)
+ if (0)
	return DMA_MAPPING_ERROR;
  else S
...>
}
