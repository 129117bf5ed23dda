// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/intel/iommu.c
// function: domain_context_mapping_one
// config: intel
// wrong: a device of a translating domain is passed through
// seen: IOVAs reach memory as if they were physical
@@
@@
domain_context_mapping_one(...)
{
<...
- context_set_translation_type(context, translation);
+ context_set_translation_type(context, CONTEXT_TT_PASS_THROUGH);
...>
}
