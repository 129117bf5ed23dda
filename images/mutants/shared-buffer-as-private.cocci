// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/direct.c
// function: dma_direct_map_phys
// config: sev
// wrong: a buffer that the caller has decrypted is given the address of encrypted memory
// seen: the device uses another view of the buffer than its driver
@@
@@
dma_direct_map_phys(...)
{
<...
  if (attrs & DMA_ATTR_CC_SHARED)
-	dma_addr = phys_to_dma_unencrypted(dev, phys);
+	dma_addr = phys_to_dma_encrypted(dev, phys);
  else
	dma_addr = phys_to_dma_encrypted(dev, phys);
...>
}
