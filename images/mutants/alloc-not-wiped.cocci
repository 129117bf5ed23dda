// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/direct.c
// function: dma_direct_alloc
// config: direct
// wrong: coherent memory is handed out as the last user left it
// seen: a driver that relies on zeroes, and its device, see old data of the kernel
@@
@@
dma_direct_alloc(...)
{
<...
- memset(cpu_addr, 0, size);
...>
}
