// SPDX-License-Identifier: GPL-2.0
/* One DMA API call, held until it is released. */
#include <linux/dma-direct.h>
#include <linux/iommu.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "probe.h"

static u32 piece_bytes(const struct mapping *m)
{
	return m->size / m->segments;
}

/* The CPU's view of the line at an offset of the buffer. */
static void *line_at(const struct mapping *m, u32 offset)
{
	if (!m->pieces)
		return m->cpu + offset;
	return m->pieces[offset / piece_bytes(m)].start + offset % piece_bytes(m);
}

static void fill(const struct mapping *m, u32 role)
{
	u32 i;

	if (!m->pieces)
		lines_fill(m->cpu, m->size, 0, m->nonce, role);
	for (i = 0; m->pieces && i < m->segments; i++)
		lines_fill(m->pieces[i].start, piece_bytes(m), (u64)i * piece_bytes(m), m->nonce, role);
}

static void put_buffer(struct mapping *m)
{
	u32 i;

	for (i = 0; m->pieces && i < m->segments; i++) {
		/* Lines of a past request must not be found in free memory. */
		if (m->pieces[i].block)
			memset(m->pieces[i].start, 0, piece_bytes(m));
		piece_put(&m->pieces[i]);
	}
	kvfree(m->pieces);
	m->pieces = NULL;
	sg_free_table(&m->table);
}

static int get_buffer(struct mapping *m, u64 low, u64 high)
{
	struct scatterlist *entry;
	int err = 0;
	u32 i;

	m->pieces = kvcalloc(m->segments, sizeof(*m->pieces), GFP_KERNEL);
	if (!m->pieces)
		return -ENOMEM;
	for (i = 0; !err && i < m->segments; i++)
		err = piece_get(&m->pieces[i], piece_bytes(m), low, high);
	if (!err && m->kind == DMAROUTE_MAP_SG)
		err = sg_alloc_table(&m->table, m->segments, GFP_KERNEL);
	if (err) {
		put_buffer(m);
		return err;
	}
	if (m->kind == DMAROUTE_MAP_SG)
		for_each_sg(m->table.sgl, entry, m->segments, i)
			sg_set_buf(entry, m->pieces[i].start, piece_bytes(m));
	return 0;
}

/* The call under test. Returns 0, or what there is of an errno: dma_map_sg() and an allocation give none. */
static int call(struct device *dev, struct mapping *m, bool *refused)
{
	int err = 0;

	switch (m->kind) {
	case DMAROUTE_MAP_SINGLE:
		m->address = dma_map_single(dev, m->pieces[0].start, m->size, m->dir);
		err = dma_mapping_error(dev, m->address);
		break;
	case DMAROUTE_MAP_PAGE:
		m->address = dma_map_page(dev, virt_to_page(m->pieces[0].start), 0, m->size, m->dir);
		err = dma_mapping_error(dev, m->address);
		break;
	case DMAROUTE_MAP_SG:
		m->mapped = dma_map_sg(dev, m->table.sgl, m->segments, m->dir);
		*refused = m->mapped == 0;
		return 0;
	default:
		m->cpu = dma_alloc_coherent(dev, m->size, &m->address,
					    m->flags & DMAROUTE_ATOMIC ? GFP_ATOMIC : GFP_KERNEL);
		*refused = !m->cpu;
		return 0;
	}
	*refused = err != 0;
	return err;
}

/* The kernel's own page-table entry of an address, whatever the size of its page. */
static u64 entry_of(const void *address)
{
	unsigned int level;
	pte_t *entry = lookup_address((unsigned long)address, &level);

	return entry ? pte_val(*entry) : 0;
}

static u64 entry_of_mapped(struct device *dev, dma_addr_t address)
{
	struct iommu_domain *domain = iommu_get_domain_for_dev(dev);
	phys_addr_t physical = dma_to_phys(dev, address);

	if (domain && domain->type & __IOMMU_DOMAIN_PAGING)
		return 0;
	return pfn_valid(PHYS_PFN(physical)) ? entry_of(__va(physical)) : 0;
}

/* Adds to a caller's array, joining what is contiguous; counts what has no room too. */
static int add(u64 array, u32 *count, struct dmaroute_segment *last, const struct dmaroute_segment *next, bool join)
{
	if (join && *count && last->physical + last->length == next->physical) {
		last->length += next->length;
	} else {
		*last = *next;
		(*count)++;
	}
	if (!array || *count > DMAROUTE_SEGMENTS)
		return 0;
	if (copy_to_user(u64_to_user_ptr(array + (*count - 1) * sizeof(*last)), last, sizeof(*last)))
		return -EFAULT;
	return 0;
}

static int report_buffer(const struct mapping *m, struct dmaroute_map *map)
{
	struct dmaroute_segment last = { }, next = { };
	u32 step = m->pieces ? piece_bytes(m) : PAGE_SIZE;
	u32 offset;
	int err = 0;

	for (offset = 0; !err && offset < m->size; offset += step) {
		next.physical = memory_physical(line_at(m, offset));
		next.entry = entry_of(line_at(m, offset));
		next.length = min(step, m->size - offset);
		err = add(map->buffer, &map->buffer_count, &last, &next, !m->pieces);
	}
	return err;
}

static int report_mapping(struct device *dev, const struct mapping *m, struct dmaroute_map *map)
{
	struct dmaroute_segment last = { }, next = { .address = m->address, .length = m->size };
	struct scatterlist *entry;
	unsigned int i;
	int err = 0;

	next.entry = entry_of_mapped(dev, next.address);
	if (m->kind != DMAROUTE_MAP_SG)
		return add(map->mapping, &map->mapping_count, &last, &next, false);
	for_each_sg(m->table.sgl, entry, m->mapped, i) {
		next.address = sg_dma_address(entry);
		next.length = sg_dma_len(entry);
		next.entry = entry_of_mapped(dev, next.address);
		err = add(map->mapping, &map->mapping_count, &last, &next, false);
		if (err)
			break;
	}
	return err;
}

static bool is_valid(const struct dmaroute_map *map)
{
	if (map->kind > DMAROUTE_ALLOC_COHERENT || map->from_device > 1 ||
	    map->flags & ~(DMAROUTE_ATOMIC | DMAROUTE_PHYSICAL))
		return false;
	if (!map->size || map->size > 1U << 30 || map->size % DMAROUTE_LINE)
		return false;
	if (map->kind != DMAROUTE_MAP_SG)
		return map->segments == 1;
	return map->segments && map->segments <= DMAROUTE_SEGMENTS && map->size % map->segments == 0 &&
	       map->size / map->segments % DMAROUTE_LINE == 0;
}

int mapping_make(struct edu *edu, struct dmaroute_map *map)
{
	struct mapping *m = &edu->mapping;
	bool refused = false;
	int err;

	if (!is_valid(map))
		return -EINVAL;
	if (m->held)
		return -EBUSY;
	map->result = 0;
	map->buffer_count = 0;
	map->mapping_count = 0;
	*m = (struct mapping) {
		.kind = map->kind, .size = map->size, .segments = map->segments, .nonce = map->nonce,
		.flags = map->flags,
		.dir = map->from_device ? DMA_FROM_DEVICE : DMA_TO_DEVICE,
	};
	if (m->kind != DMAROUTE_ALLOC_COHERENT) {
		map->outcome = DMAROUTE_NO_BUFFER;
		map->result = get_buffer(m, map->low, map->high);
		if (map->result)
			return 0;
		fill(m, DMAROUTE_ORIGINAL);
	}
	map->result = call(&edu->pci->dev, m, &refused);
	map->outcome = refused ? DMAROUTE_REFUSED : DMAROUTE_HELD;
	if (refused) {
		err = m->pieces ? report_buffer(m, map) : 0;
		put_buffer(m);
		return err;
	}
	m->held = true;
	/* Against the rules of the DMA API on purpose: what the device reads now tells a bounce from the original. */
	fill(m, DMAROUTE_OVERWRITTEN);
	err = report_buffer(m, map);
	return err ? err : report_mapping(&edu->pci->dev, m, map);
}

int mapping_move(struct edu *edu, const struct dmaroute_move *move)
{
	struct mapping *m = &edu->mapping;
	struct scatterlist *entry;
	u32 offset = move->offset;
	unsigned int i;

	if (!m->held)
		return -ENOENT;
	if (offset >= m->size || move->length > m->size - offset)
		return -EINVAL;
	if (m->flags & DMAROUTE_PHYSICAL)
		return edu_start(edu, memory_physical(line_at(m, offset)), move->length, m->dir == DMA_FROM_DEVICE,
				 false);
	if (m->kind != DMAROUTE_MAP_SG)
		return edu_start(edu, m->address + offset, move->length, m->dir == DMA_FROM_DEVICE, false);
	for_each_sg(m->table.sgl, entry, m->mapped, i) {
		if (offset < sg_dma_len(entry)) {
			if (move->length > sg_dma_len(entry) - offset)
				return -EINVAL;
			return edu_start(edu, sg_dma_address(entry) + offset, move->length,
					 m->dir == DMA_FROM_DEVICE, false);
		}
		offset -= sg_dma_len(entry);
	}
	return -EINVAL;
}

/* The part, counted from the end, that wrote the line at an offset last. */
static bool is_overwritten(const struct dmaroute_release *release, u32 part, u32 offset)
{
	while (++part < release->parts)
		if (offset >= release->part[part].offset &&
		    offset - release->part[part].offset < release->part[part].length)
			return true;
	return false;
}

static void look(const struct mapping *m, struct dmaroute_release *release)
{
	bool from = m->dir == DMA_FROM_DEVICE;
	u32 part, at, offset;
	bool right;

	for (part = 0; part < release->parts; part++) {
		for (at = 0; at < release->part[part].length; at += DMAROUTE_LINE) {
			offset = release->part[part].offset + at;
			if (is_overwritten(release, part, offset))
				continue;
			right = line_is(line_at(m, offset), from ? at : offset, m->nonce,
					from ? DMAROUTE_FROM_DEVICE : DMAROUTE_OVERWRITTEN);
			release->right += right;
			release->wrong += !right;
		}
	}
}

static bool are_parts_valid(const struct mapping *m, const struct dmaroute_release *release)
{
	const struct dmaroute_part *part = release->part;
	u32 i;

	if (release->parts > ARRAY_SIZE(release->part))
		return false;
	for (i = 0; i < release->parts; i++, part++)
		if (part->offset % DMAROUTE_LINE || part->length % DMAROUTE_LINE || part->offset > m->size ||
		    part->length > m->size - part->offset)
			return false;
	return true;
}

int mapping_release(struct edu *edu, struct dmaroute_release *release)
{
	struct device *dev = &edu->pci->dev;
	struct mapping *m = &edu->mapping;

	release->right = 0;
	release->wrong = 0;
	if (!m->held)
		return -ENOENT;
	if (!are_parts_valid(m, release))
		return -EINVAL;
	edu_wait(edu);
	switch (m->kind) {
	case DMAROUTE_MAP_SINGLE:
		dma_unmap_single(dev, m->address, m->size, m->dir);
		break;
	case DMAROUTE_MAP_PAGE:
		dma_unmap_page(dev, m->address, m->size, m->dir);
		break;
	case DMAROUTE_MAP_SG:
		dma_unmap_sg(dev, m->table.sgl, m->segments, m->dir);
		break;
	}
	look(m, release);
	if (m->kind == DMAROUTE_ALLOC_COHERENT) {
		memset(m->cpu, 0, m->size);
		dma_free_coherent(dev, m->size, m->cpu, m->address);
	}
	put_buffer(m);
	m->held = false;
	if (edu->control)
		memset(edu->control, 0, DMAROUTE_SLOTS * DMAROUTE_PAGE);
	return 0;
}
