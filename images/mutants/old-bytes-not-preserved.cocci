// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: swiotlb_tbl_map_single
// config: bounce
// wrong: a buffer for the device's writes is not copied into the pool first
// seen: where the device writes less than the whole buffer, other data of the kernel comes back
@@
@@
swiotlb_tbl_map_single(...)
{
<...
- swiotlb_bounce(dev, tlb_addr, mapping_size, DMA_TO_DEVICE, pool);
+ if (dir != DMA_FROM_DEVICE)
+	swiotlb_bounce(dev, tlb_addr, mapping_size, DMA_TO_DEVICE, pool);
...>
}
