// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: swiotlb_update_mem_attributes
// config: sev
// wrong: only the first half of the pool is decrypted
// seen: under load a guest's devices lose data
@@
@@
swiotlb_update_mem_attributes(...)
{
<...
- ret = set_memory_decrypted((unsigned long)mem->vaddr, bytes >> PAGE_SHIFT);
+ ret = set_memory_decrypted((unsigned long)mem->vaddr, bytes >> (PAGE_SHIFT + 1));
...>
}
