// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/generic_pt/fmt/vtdss.h
// function: vtdss_pt_install_leaf_entry
// config: intel
// wrong: an entry of a large page is taken for a table
// seen: of buffers of 2 MiB and more the IOMMU finds no page
@@
@@
vtdss_pt_install_leaf_entry(...)
{
<...
- if (pts->level != 0)
-	entry |= VTDSS_FMT_PS;
...>
}
