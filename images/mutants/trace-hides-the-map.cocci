// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/iommu.c
// function: iommu_map_nosync
// config: intel
// wrong: the trace does not tell of a translation
// lies: only the trace; routes and bytes are right
// seen: who reads the trace finds an address that nothing explains
@@
@@
iommu_map_nosync(...)
{
<...
- trace_map(iova, paddr, mapped);
...>
}
