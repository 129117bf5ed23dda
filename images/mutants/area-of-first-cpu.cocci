// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/swiotlb.c
// function: swiotlb_find_slots
// config: areas
// wrong: each CPU looks in the first area of the pool first
// seen: CPUs wait for one lock
@@
@@
swiotlb_find_slots(...)
{
<...
- i = start = raw_smp_processor_id() & (pool->nareas - 1);
+ i = start = 0;
...>
}
