// SPDX-License-Identifier: GPL-2.0
// file: arch/x86/mm/mem_encrypt.c
// function: force_dma_unencrypted
// config: sme-amd
// wrong: the mask decides behind an IOMMU too
// seen: on a host with SME no ring can be allocated behind an IOMMU
@@
@@
force_dma_unencrypted(...)
{
<...
- cc_platform_has(CC_ATTR_HOST_MEM_ENCRYPT) && !use_dma_iommu(dev)
+ cc_platform_has(CC_ATTR_HOST_MEM_ENCRYPT)
...>
}
