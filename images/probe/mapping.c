// SPDX-License-Identifier: GPL-2.0
/* One DMA API call, held until it is released. */
#include <linux/dma-direct.h>
#include <linux/iommu.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "probe.h"

static u32 bytes_of(const struct mapping *m, u32 segment)
{
	if (m->flags & DMAROUTE_UNEVEN)
		return m->size / (m->segments * (m->segments + 1) / 2) * (segment + 1);
	return m->size / m->segments;
}

static const struct piece *piece_at(const struct mapping *m, u32 *offset)
{
	const struct piece *piece = m->pieces;

	while (*offset >= piece->bytes)
		*offset -= piece++->bytes;
	return piece;
}

/* The CPU's view of the line at an offset of the buffer. */
void *mapping_line(const struct mapping *m, u32 offset)
{
	if (!m->pieces)
		return m->cpu + offset;
	return piece_at(m, &offset)->start + offset;
}

phys_addr_t mapping_physical(const struct mapping *m, u32 offset)
{
	u32 within = offset;

	if (m->kind == DMAROUTE_MAP_RESOURCE)
		return piece_at(m, &within)->physical + within;
	return memory_physical(mapping_line(m, offset));
}

static void fill(const struct mapping *m, u32 role)
{
	u32 i, offset = 0;

	if (!m->pieces)
		lines_fill(m->cpu, m->size, 0, m->nonce, role);
	for (i = 0; m->pieces && i < m->segments; offset += m->pieces[i++].bytes)
		lines_fill(m->pieces[i].start, m->pieces[i].bytes, offset, m->nonce, role);
}

void mapping_put(struct mapping *m)
{
	u32 i;

	for (i = 0; m->pieces && i < m->segments; i++)
		piece_put(&m->pieces[i]);
	kvfree(m->pieces);
	m->pieces = NULL;
	sg_free_table(&m->table);
}

static int get_piece(struct mapping *m, u32 i, const struct dmaroute_map *map)
{
	bool other = map->other_high && i % 2;
	int err;

	if (m->kind == DMAROUTE_MAP_RESOURCE)
		return registers_get(&m->pieces[i], bytes_of(m, i), map->low, map->high);
	err = piece_get(&m->pieces[i], bytes_of(m, i), map->offset, other ? map->other_low : map->low,
			other ? map->other_high : map->high);
	if (!err && map->attributes & DMAROUTE_CC_SHARED)
		err = piece_decrypt(&m->pieces[i]);
	return err;
}

static int get_buffer(struct mapping *m, const struct dmaroute_map *map)
{
	struct scatterlist *entry;
	int err = 0;
	u32 i;

	m->pieces = kvcalloc(m->segments, sizeof(*m->pieces), GFP_KERNEL);
	if (!m->pieces)
		return -ENOMEM;
	for (i = 0; !err && i < m->segments; i++)
		err = get_piece(m, i, map);
	if (!err && m->kind == DMAROUTE_MAP_SG)
		err = sg_alloc_table(&m->table, m->segments, GFP_KERNEL);
	if (err) {
		mapping_put(m);
		return err;
	}
	if (m->kind == DMAROUTE_MAP_SG)
		for_each_sg(m->table.sgl, entry, m->segments, i)
			sg_set_buf(entry, m->pieces[i].start, m->pieces[i].bytes);
	return 0;
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
	u32 offset, i = 0;
	int err = 0;

	for (offset = 0; !err && offset < m->size; offset += next.length) {
		next.physical = mapping_physical(m, offset);
		next.entry = entry_of(mapping_line(m, offset));
		next.length = m->pieces ? m->pieces[i++].bytes : min_t(u32, PAGE_SIZE, m->size - offset);
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

/* Whether the device is to write. */
bool mapping_writes(const struct mapping *m)
{
	return m->dir != DMA_TO_DEVICE || m->flags & DMAROUTE_BACKWARDS;
}

/* Offset from which on a sync is asked for: the end of the buffer where none is. */
u32 mapping_sync_start(const struct mapping *m)
{
	switch (m->sync) {
	case DMAROUTE_SYNC_WHOLE:
		return 0;
	case DMAROUTE_SYNC_HALF:
		return round_up(m->size / 2, DMAROUTE_LINE);
	default:
		return m->size;
	}
}

static bool allocates(u32 kind)
{
	return kind == DMAROUTE_ALLOC_COHERENT || kind == DMAROUTE_ALLOC_PAGES || kind == DMAROUTE_ALLOC_NONCONTIGUOUS;
}

static const enum dma_data_direction directions[] = {
	[DMAROUTE_TO_DEVICE] = DMA_TO_DEVICE,
	[DMAROUTE_FROM_DEVICE_ONLY] = DMA_FROM_DEVICE,
	[DMAROUTE_BIDIRECTIONAL] = DMA_BIDIRECTIONAL,
};

int mapping_make(struct edu *edu, struct dmaroute_map *map)
{
	struct mapping *m = &edu->mapping;
	int err;

	if (!map_is_valid(map))
		return -EINVAL;
	if (m->held)
		return -EBUSY;
	map->result = 0;
	map->unwiped = 0;
	map->buffer_count = 0;
	map->mapping_count = 0;
	*m = (struct mapping) {
		.kind = map->kind, .size = map->size, .segments = map->segments, .nonce = map->nonce,
		.flags = map->flags, .sync = map->sync, .dir = directions[map->direction],
	};
	if (!attributes_of(map->attributes, &m->attributes)) {
		map->outcome = DMAROUTE_NO_ATTRIBUTE;
		return 0;
	}
	if (!allocates(m->kind)) {
		map->outcome = DMAROUTE_NO_BUFFER;
		map->result = get_buffer(m, map);
		if (map->result)
			return 0;
		fill(m, DMAROUTE_ORIGINAL);
	}
	if (m->kind == DMAROUTE_ALLOC_COHERENT)
		memory_dirty(m->size);
	map->result = call_make(&edu->pci->dev, m, &map->outcome);
	if (map->outcome != DMAROUTE_HELD) {
		err = m->pieces ? report_buffer(m, map) : 0;
		mapping_put(m);
		return err;
	}
	m->held = true;
	if (m->kind == DMAROUTE_ALLOC_COHERENT)
		map->unwiped = lines_left(m->cpu, m->size);
	if (m->dir != DMA_FROM_DEVICE && mapping_sync_start(m) < m->size) {
		fill(m, DMAROUTE_SYNCED);
		call_sync(&edu->pci->dev, m, false);
	}
	/* Against the rules of the DMA API on purpose: what the device reads now tells a bounce from the original. */
	fill(m, DMAROUTE_OVERWRITTEN);
	err = report_buffer(m, map);
	return err ? err : report_mapping(&edu->pci->dev, m, map);
}

/* The dma_addr_t of a part; -EINVAL where it crosses a mapped segment's end. */
int mapping_address(const struct mapping *m, u32 offset, u32 length, dma_addr_t *address)
{
	struct scatterlist *entry;
	unsigned int i;

	if (m->kind != DMAROUTE_MAP_SG) {
		*address = m->address + offset;
		return 0;
	}
	for_each_sg(m->table.sgl, entry, m->mapped, i) {
		if (offset < sg_dma_len(entry)) {
			*address = sg_dma_address(entry) + offset;
			return length > sg_dma_len(entry) - offset ? -EINVAL : 0;
		}
		offset -= sg_dma_len(entry);
	}
	return -EINVAL;
}

int mapping_move(struct edu *edu, const struct dmaroute_move *move)
{
	struct mapping *m = &edu->mapping;
	dma_addr_t address;
	int err;

	if (!m->held)
		return -ENOENT;
	if (move->offset >= m->size || move->length > m->size - move->offset)
		return -EINVAL;
	if (mapping_writes(m) ? !move->from_device && m->dir != DMA_BIDIRECTIONAL : move->from_device)
		return -EINVAL;
	if (m->flags & DMAROUTE_PHYSICAL)
		return edu_start(edu, mapping_physical(m, move->offset), move->length, move->from_device, false);
	err = mapping_address(m, move->offset, move->length, &address);
	if (err)
		return err;
	if (!move->from_device)
		loss_cut(&edu->pci->dev, m, move->offset, move->length);
	return edu_start(edu, address, move->length, move->from_device, false);
}
