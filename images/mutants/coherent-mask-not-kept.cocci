// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/mapping.c
// function: dma_set_coherent_mask
// config: direct
// wrong: the coherent mask is accepted and forgotten
// seen: rings stay below 4 GiB, or lie beyond a smaller mask
@@
@@
dma_set_coherent_mask(...)
{
<...
- dev->coherent_dma_mask = mask;
...>
}
