// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/iommu.c
// function: iommu_get_default_domain_type
// config: passthrough
// wrong: a device that is not trusted gets the domain that the options say
// seen: with iommu=pt a device on an external port reaches all memory
@@
@@
iommu_get_default_domain_type(...)
{
<...
- untrusted = gdev->dev;
...>
}
