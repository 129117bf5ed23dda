// SPDX-License-Identifier: GPL-2.0
// file: arch/x86/kernel/pci-dma.c
// function: pci_swiotlb_detect
// config: direct
// wrong: a pool is built only where there is memory above 64 GiB
// seen: devices with 32 bits cannot use memory above 4 GiB
@@
@@
pci_swiotlb_detect(...)
{
<...
- if (!no_iommu && max_possible_pfn > MAX_DMA32_PFN)
+ if (!no_iommu && max_possible_pfn > 16 * MAX_DMA32_PFN)
	x86_swiotlb_enable = true;
...>
}
