// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: swiotlb_update_mem_attributes
// config: sev
// wrong: the pool is called shared and never decrypted
// seen: all that a guest's devices do ends in ciphertext
@@
@@
swiotlb_update_mem_attributes(...)
{
<...
- ret = set_memory_decrypted((unsigned long)mem->vaddr, bytes >> PAGE_SHIFT);
+ ret = 0;
...>
}
