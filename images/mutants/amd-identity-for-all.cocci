// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/amd/iommu.c
// function: amd_iommu_def_domain_type
// config: amd
// wrong: every device gets an identity domain
// seen: all devices reach all memory
@@
@@
amd_iommu_def_domain_type(...)
{
...
  if (pdev_pasid_supported(dev_data) && ...)
  { ... }
- return 0;
+ return IOMMU_DOMAIN_IDENTITY;
}
