// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/iommu.c
// function: __iommu_map_domain_pgtbl
// config: virtio
// wrong: where a mapping takes more than one step, each step maps the first place
// seen: a device finds one part of a buffer in the place of another
@@
@@
__iommu_map_domain_pgtbl(...)
{
<...
- paddr += op_mapped;
...>
}
