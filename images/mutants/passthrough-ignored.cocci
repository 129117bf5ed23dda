// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/iommu.c
// function: iommu_set_default_passthrough
// config: passthrough
// wrong: iommu=pt is accepted and translates
// seen: a host that was to have no translation pays for it
@@
@@
iommu_set_default_passthrough(...)
{
<...
- iommu_def_domain_type = IOMMU_DOMAIN_IDENTITY;
+ iommu_def_domain_type = IOMMU_DOMAIN_DMA;
...>
}
