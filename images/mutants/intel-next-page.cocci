// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/generic_pt/fmt/vtdss.h
// function: vtdss_pt_install_leaf_entry
// config: intel
// wrong: an entry names the page behind the one that was meant
// seen: a device reads and writes its neighbour's memory
@@
@@
vtdss_pt_install_leaf_entry(...)
{
<...
- log2_div(oa, PT_GRANULE_LG2SZ)
+ (log2_div(oa, PT_GRANULE_LG2SZ) + 1)
...>
}
