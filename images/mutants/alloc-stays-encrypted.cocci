// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/direct.c
// function: dma_direct_alloc
// config: sev
// wrong: coherent memory for a device that needs it unencrypted is not decrypted
// seen: device and CPU each see their own bytes in a ring
@@
@@
dma_direct_alloc(...)
{
<...
- mark_mem_decrypt = true;
...>
}
