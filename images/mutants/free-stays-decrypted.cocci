// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/direct.c
// function: dma_direct_free
// config: sev
// wrong: coherent memory is given back without being encrypted again
// seen: pages that the kernel uses as private later are shared with the hypervisor
@@
@@
dma_direct_free(...)
{
<...
- mark_mem_encrypted = true;
...>
}
