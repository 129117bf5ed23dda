// SPDX-License-Identifier: GPL-2.0
// file: arch/x86/kernel/pci-dma.c
// function: pci_swiotlb_detect
// config: options
// wrong: iommu=off builds a pool all the same
// seen: devices bounce where the user wanted no help
@@
@@
pci_swiotlb_detect(...)
{
<...
- if (!no_iommu && max_possible_pfn > MAX_DMA32_PFN)
+ if (max_possible_pfn > MAX_DMA32_PFN)
	x86_swiotlb_enable = true;
...>
}
