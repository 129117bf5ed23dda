// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/direct.c
// function: dma_direct_map_sg
// config: bounce
// wrong: the last 64 bytes of each segment of a list are not mapped
// seen: a bounced list arrives with old bytes at the end of each segment
@@
@@
dma_direct_map_sg(...)
{
<...
- sg->dma_address = dma_direct_map_phys(dev, sg_phys(sg), sg->length, dir, attrs, false);
+ sg->dma_address = dma_direct_map_phys(dev, sg_phys(sg), sg->length - 64, dir, attrs, false);
...>
}
