// SPDX-License-Identifier: GPL-2.0
// file: arch/x86/mm/pat/set_memory.c
// function: __set_memory_enc_pgtable
// config: sme
// wrong: decryption leaves the bit in the page tables
// seen: the CPU sees what it calls shared as private
@@
@@
__set_memory_enc_pgtable(...)
{
<...
- cpa.mask_clr = enc ? pgprot_decrypted(empty) : pgprot_encrypted(empty);
+ cpa.mask_clr = pgprot_decrypted(empty);
...>
}
