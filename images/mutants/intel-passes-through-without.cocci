// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/intel/iommu.c
// function: device_def_domain_type
// config: passthrough
// wrong: an IOMMU that cannot pass through is asked to
// seen: with iommu=pt devices of such a machine do no DMA
@@
@@
device_def_domain_type(...)
{
<...
- if (!ecap_pass_through(iommu->ecap))
-	return IOMMU_DOMAIN_DMA;
...>
}
