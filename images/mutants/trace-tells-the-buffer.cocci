// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/mapping.c
// function: dma_map_phys
// config: bounce
// wrong: the trace tells the buffer's address for the device's
// lies: only the trace; routes and bytes are right
// seen: who reads the trace takes a bounced mapping for a direct one
@@
@@
dma_map_phys(...)
{
<...
- trace_dma_map_phys(dev, phys, addr, size, dir, attrs);
+ trace_dma_map_phys(dev, phys, phys, size, dir, attrs);
...>
}
