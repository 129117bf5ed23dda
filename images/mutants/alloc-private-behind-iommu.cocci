// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/mapping.c
// function: dma_alloc_attrs
// config: sev-virtio
// wrong: nobody notes that the allocation must be shared
// seen: behind an IOMMU a guest's rings stay private, and the device sees other bytes
@@
@@
dma_alloc_attrs(...)
{
<...
- if (force_dma_unencrypted(dev))
-	attrs |= __DMA_ATTR_ALLOC_CC_SHARED;
...>
}
