// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/iommu.c
// function: iommu_map_sg
// config: intel
// wrong: the segments of a list are mapped as if they lay one behind the other
// seen: a device reads and writes what lies behind the first segment
@@
@@
iommu_map_sg(...)
{
<...
- if (len && s_phys != start + len)
+ if (len && i == nents)
  {
  ...
  }
...>
}
