// SPDX-License-Identifier: GPL-2.0
// file: include/linux/dma-direct.h
// function: dma_capable
// config: direct
// wrong: only the first byte is held against the mask
// seen: a buffer that begins within the mask and ends beyond it is not bounced
@@
@@
dma_capable(...)
{
- dma_addr_t end = addr + size - 1;
+ dma_addr_t end = addr;
...
}
