// SPDX-License-Identifier: GPL-2.0
// file: kernel/dma/pool.c
// function: dma_guess_pool
// config: sev
// wrong: an allocation without a limit is served from the pool below 16 MiB first
// seen: devices that need that memory find none
@@
@@
dma_guess_pool(...)
{
<...
- return __dma_guess_pool(&atomic_pool_kernel, &atomic_pool_dma32, &atomic_pool_dma);
+ return __dma_guess_pool(&atomic_pool_dma, &atomic_pool_dma32, &atomic_pool_kernel);
...>
}
