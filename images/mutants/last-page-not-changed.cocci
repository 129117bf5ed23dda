// SPDX-License-Identifier: GPL-2.0
// file: arch/x86/mm/pat/set_memory.c
// function: __set_memory_enc_pgtable
// config: sev
// wrong: of memory that is decrypted the last page stays encrypted
// seen: the end of a ring, or of the pool, is seen by one side only
@@
@@
__set_memory_enc_pgtable(...)
{
<...
- cpa.numpages = numpages;
+ cpa.numpages = numpages > 1 ? numpages - 1 : numpages;
...>
}
