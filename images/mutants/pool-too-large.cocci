// SPDX-License-Identifier: GPL-2.0
// file: arch/x86/mm/mem_encrypt.c
// function: mem_encrypt_setup_arch
// config: sev
// wrong: a guest's pool takes 60 in 100 of its memory
// seen: a guest runs out of memory
@@
@@
mem_encrypt_setup_arch(...)
{
<...
- size = total_mem * 6 / 100;
+ size = total_mem * 60 / 100;
...>
}
