// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: swiotlb_init_remap
// config: bounce
// wrong: swiotlb=force builds no pool where no device needs one
// seen: the option does nothing in small machines
@@
@@
swiotlb_init_remap(...)
{
<...
- if (!addressing_limit && !swiotlb_force_bounce)
+ if (!addressing_limit)
	return;
...>
}
