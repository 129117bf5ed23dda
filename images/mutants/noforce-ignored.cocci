// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: swiotlb_init_remap
// config: options
// wrong: swiotlb=noforce builds a pool all the same
// seen: devices bounce although the user forbade it
@@
@@
swiotlb_init_remap(...)
{
<...
- if (swiotlb_force_disable)
-	return;
...>
}
