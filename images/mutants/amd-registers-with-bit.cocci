// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/generic_pt/fmt/amdv1.h
// function: amdv1pt_iommu_set_prot
// config: sme-amd
// wrong: entries of registers have the C-bit
// seen: peer-to-peer DMA on a host with SME reaches nothing
@@
@@
amdv1pt_iommu_set_prot(...)
{
<...
- if (pt_feature(common, PT_FEAT_AMDV1_ENCRYPT_TABLES) && !(iommu_prot & IOMMU_MMIO))
+ if (pt_feature(common, PT_FEAT_AMDV1_ENCRYPT_TABLES))
	pte = __sme_set(pte);
...>
}
