// SPDX-License-Identifier: GPL-2.0
// file: include/linux/dma-direct.h
// function: dma_capable
// config: sev
// wrong: nobody asks whether the device needs unencrypted memory
// seen: a guest's private pages are handed to devices, and the bytes are lost
@@
@@
dma_capable(...)
{
...
- if (!(attrs & DMA_ATTR_CC_SHARED) && force_dma_unencrypted(dev))
-	return false;
...
}
