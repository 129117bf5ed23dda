// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/mapping.c
// function: __dma_map_sg_attrs
// config: direct
// wrong: the trace tells one address of a list, whatever its length
// lies: only the trace; routes and bytes are right
// seen: who reads the trace misses the other segments
@@
@@
__dma_map_sg_attrs(...)
{
<...
- trace_dma_map_sg(dev, sg, nents, ents, dir, attrs);
+ trace_dma_map_sg(dev, sg, nents, 1, dir, attrs);
...>
}
