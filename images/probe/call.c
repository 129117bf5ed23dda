// SPDX-License-Identifier: GPL-2.0
/* The DMA API call that is looked at, and what undoes it. */
#include <linux/mm.h>

#include "probe.h"

static const struct {
	u32 asked;
	unsigned long given;
} known[] = {
#ifdef DMA_ATTR_CC_SHARED
	{ DMAROUTE_CC_SHARED, DMA_ATTR_CC_SHARED },
#endif
#ifdef DMA_ATTR_MMIO
	{ DMAROUTE_MMIO, DMA_ATTR_MMIO },
#endif
#ifdef DMA_ATTR_REQUIRE_COHERENT
	{ DMAROUTE_REQUIRE_COHERENT, DMA_ATTR_REQUIRE_COHERENT },
#endif
	{ DMAROUTE_FORCE_CONTIGUOUS, DMA_ATTR_FORCE_CONTIGUOUS },
};

/* Whether this kernel has all that is asked for. */
bool attributes_of(u32 asked, unsigned long *attributes)
{
	unsigned int i;

	*attributes = 0;
	for (i = 0; i < ARRAY_SIZE(known); i++) {
		if (asked & known[i].asked)
			*attributes |= known[i].given;
		asked &= ~known[i].asked;
	}
	return asked == 0;
}

static gfp_t gfp_of(const struct mapping *m)
{
	return m->flags & DMAROUTE_ATOMIC ? GFP_ATOMIC : GFP_KERNEL;
}

/* In 6.12 and 6.18 a page of an atomic pool comes as its virtual address (kernel/dma/direct.c, dma_direct_alloc_from_pool). */
static void alloc_pages_of(struct device *dev, struct mapping *m, u32 *outcome)
{
	m->page = dma_alloc_pages(dev, m->size, &m->address, m->dir, gfp_of(m));
	if (!m->page)
		return;
	if (pfn_valid(page_to_pfn(m->page)))
		m->cpu = page_address(m->page);
	else
		*outcome = DMAROUTE_NO_PAGES;
}

static void alloc_noncontiguous_of(struct device *dev, struct mapping *m)
{
	m->noncontiguous = dma_alloc_noncontiguous(dev, m->size, m->dir, gfp_of(m), m->attributes);
	if (!m->noncontiguous)
		return;
	m->address = sg_dma_address(m->noncontiguous->sgl);
	m->cpu = dma_vmap_noncontiguous(dev, m->size, m->noncontiguous);
	if (m->cpu)
		return;
	dma_free_noncontiguous(dev, m->size, m->noncontiguous, m->dir);
	m->noncontiguous = NULL;
}

/* Returns 0, or what there is of an errno: dma_map_sg() and an allocation give none. */
int call_make(struct device *dev, struct mapping *m, u32 *outcome)
{
	int err = 0;

	*outcome = DMAROUTE_HELD;
	switch (m->kind) {
	case DMAROUTE_MAP_SINGLE:
		m->address = dma_map_single_attrs(dev, m->pieces[0].start, m->size, m->dir, m->attributes);
		err = dma_mapping_error(dev, m->address);
		break;
	case DMAROUTE_MAP_PAGE:
		m->address = dma_map_page_attrs(dev, virt_to_page(m->pieces[0].start),
						offset_in_page(m->pieces[0].start), m->size, m->dir,
						m->attributes);
		err = dma_mapping_error(dev, m->address);
		break;
	case DMAROUTE_MAP_RESOURCE:
		m->address = dma_map_resource(dev, m->pieces[0].physical, m->size, m->dir, m->attributes);
		err = dma_mapping_error(dev, m->address);
		break;
	case DMAROUTE_MAP_SG:
		m->mapped = dma_map_sg_attrs(dev, m->table.sgl, m->segments, m->dir, m->attributes);
		if (!m->mapped)
			*outcome = DMAROUTE_REFUSED;
		return 0;
	case DMAROUTE_ALLOC_COHERENT:
		m->cpu = dma_alloc_attrs(dev, m->size, &m->address, gfp_of(m), m->attributes);
		break;
	case DMAROUTE_ALLOC_PAGES:
		alloc_pages_of(dev, m, outcome);
		break;
	case DMAROUTE_ALLOC_NONCONTIGUOUS:
		alloc_noncontiguous_of(dev, m);
		break;
	}
	if (err || (!m->pieces && !m->cpu && *outcome == DMAROUTE_HELD))
		*outcome = DMAROUTE_REFUSED;
	return err;
}

static void sync_list(struct device *dev, struct mapping *m, bool for_cpu)
{
	if (for_cpu)
		dma_sync_sg_for_cpu(dev, m->table.sgl, m->segments, m->dir);
	else
		dma_sync_sg_for_device(dev, m->table.sgl, m->segments, m->dir);
}

/* Syncs what the caller asks to be synced. */
void call_sync(struct device *dev, struct mapping *m, bool for_cpu)
{
	u32 start = mapping_sync_start(m);

	if (start >= m->size)
		return;
	if (m->kind == DMAROUTE_MAP_SG)
		sync_list(dev, m, for_cpu);
	else if (for_cpu)
		dma_sync_single_range_for_cpu(dev, m->address, start, m->size - start, m->dir);
	else
		dma_sync_single_range_for_device(dev, m->address, start, m->size - start, m->dir);
}

/* Ends a mapping; an allocation is looked at first, and so freed by call_free(). */
void call_undo(struct device *dev, struct mapping *m)
{
	unsigned long attributes = m->attributes;

	if (m->unmapped || m->sync != DMAROUTE_SYNC_AT_ENDS)
		attributes |= DMA_ATTR_SKIP_CPU_SYNC;
	switch (m->kind) {
	case DMAROUTE_MAP_SINGLE:
		dma_unmap_single_attrs(dev, m->address, m->size, m->dir, attributes);
		break;
	case DMAROUTE_MAP_PAGE:
		dma_unmap_page_attrs(dev, m->address, m->size, m->dir, attributes);
		break;
	case DMAROUTE_MAP_RESOURCE:
		dma_unmap_resource(dev, m->address, m->size, m->dir, attributes);
		break;
	case DMAROUTE_MAP_SG:
		dma_unmap_sg_attrs(dev, m->table.sgl, m->segments, m->dir, attributes);
		break;
	}
}

void call_free(struct device *dev, struct mapping *m)
{
	if (!m->cpu)
		return;
	memset(m->cpu, 0, m->size);
	switch (m->kind) {
	case DMAROUTE_ALLOC_COHERENT:
		dma_free_attrs(dev, m->size, m->cpu, m->address, m->attributes);
		break;
	case DMAROUTE_ALLOC_PAGES:
		dma_free_pages(dev, m->size, m->page, m->address, m->dir);
		break;
	case DMAROUTE_ALLOC_NONCONTIGUOUS:
		dma_vunmap_noncontiguous(dev, m->cpu);
		dma_free_noncontiguous(dev, m->size, m->noncontiguous, m->dir);
		break;
	}
	m->cpu = NULL;
}
