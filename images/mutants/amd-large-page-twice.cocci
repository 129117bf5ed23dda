// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/generic_pt/fmt/amdv1.h
// function: amdv1pt_install_leaf_entry
// config: amd
// wrong: an entry of a large page tells twice its size
// seen: a device reaches the neighbour of a large buffer, or another place
@@
@@
amdv1pt_install_leaf_entry(...)
{
<...
- oalog2_to_int(oasz_lg2 - PT_GRANULE_LG2SZ - 1)
+ oalog2_to_int(oasz_lg2 - PT_GRANULE_LG2SZ)
...>
}
