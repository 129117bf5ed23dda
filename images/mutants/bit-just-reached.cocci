// SPDX-License-Identifier: GPL-2.0
// file: arch/x86/mm/mem_encrypt.c
// function: force_dma_unencrypted
// config: sme
// wrong: a mask that ends just below the C-bit counts as reaching it
// seen: a device is given addresses with a bit that it does not have
@@
@@
force_dma_unencrypted(...)
{
<...
- if (dma_dev_mask <= dma_enc_mask)
+ if (dma_dev_mask < dma_enc_mask)
	return true;
...>
}
