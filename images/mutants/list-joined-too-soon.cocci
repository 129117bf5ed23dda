// SPDX-License-Identifier: GPL-2.0
// file: drivers/iommu/dma-iommu.c
// function: __finalise_sg
// config: intel
// wrong: a segment's place is counted by its length, and not by the pages that it takes
// seen: of a list with parts of pages all but the first segment have wrong addresses
@@
@@
__finalise_sg(...)
{
<...
- dma_addr += s_iova_len;
+ dma_addr += s_length;
...>
}
