// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/pool.c
// function: atomic_pool_expand
// config: sev
// wrong: the atomic pools are called shared and never decrypted
// seen: device and CPU each see their own bytes in what was allocated in an interrupt
@@
@@
atomic_pool_expand(...)
{
<...
- ret = set_memory_decrypted((unsigned long)page_to_virt(page), 1 << order);
+ ret = 0;
...>
}
