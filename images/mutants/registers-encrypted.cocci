// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/direct.c
// function: dma_direct_map_phys
// config: sme
// wrong: on a host with SME registers are taken for encrypted memory
// seen: peer-to-peer addresses carry a C-bit, and reach nothing
@@
@@
dma_direct_map_phys(...)
{
<...
- if (cc_platform_has(CC_ATTR_HOST_MEM_ENCRYPT))
-	attrs |= DMA_ATTR_CC_SHARED;
...>
}
