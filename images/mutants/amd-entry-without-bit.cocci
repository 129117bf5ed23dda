// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/generic_pt/fmt/amdv1.h
// function: amdv1pt_iommu_set_prot
// config: sme-amd
// wrong: entries of memory have no C-bit
// seen: on a host with SME devices read and write ciphertext
@@
@@
amdv1pt_iommu_set_prot(...)
{
<...
- pte = __sme_set(pte);
+ pte = __sme_clr(pte);
...>
}
