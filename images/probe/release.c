// SPDX-License-Identifier: GPL-2.0
/* The end of a mapping, and what the CPU then finds in its buffer. */
#include <linux/string.h>

#include "probe.h"

/* The part, counted from the end, that wrote the line at an offset last. */
static bool is_overwritten(const struct dmaroute_release *release, u32 part, u32 offset)
{
	while (++part < release->parts)
		if (offset >= release->part[part].offset &&
		    offset - release->part[part].offset < release->part[part].length)
			return true;
	return false;
}

/* Whether the line is as the CPU left it, where nobody was asked to bring it the device's. */
static bool is_kept(const struct mapping *m, u32 offset)
{
	bool is_due = m->unmapped || m->flags & DMAROUTE_BACKWARDS || m->sync != DMAROUTE_SYNC_AT_ENDS;

	return is_due && mapping_writes(m) && offset < mapping_sync_start(m) &&
	       line_is(mapping_line(m, offset), offset, m->nonce, DMAROUTE_OVERWRITTEN);
}

static void look(const struct mapping *m, struct dmaroute_release *release)
{
	bool from = mapping_writes(m);
	u32 part, at, offset;
	bool right, kept;

	for (part = 0; part < release->parts; part++) {
		for (at = 0; at < release->part[part].length; at += DMAROUTE_LINE) {
			offset = release->part[part].offset + at;
			if (is_overwritten(release, part, offset))
				continue;
			right = line_is(mapping_line(m, offset), from ? at : offset, m->nonce,
					from ? DMAROUTE_FROM_DEVICE : DMAROUTE_OVERWRITTEN);
			kept = !right && is_kept(m, offset);
			release->right += right;
			release->kept += kept;
			release->wrong += !right && !kept;
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

int mapping_unmap(struct edu *edu)
{
	struct mapping *m = &edu->mapping;

	if (!m->held)
		return -ENOENT;
	if (m->kind > DMAROUTE_MAP_SG)
		return -EINVAL;
	if (m->unmapped)
		return -EBUSY;
	m->unmapped = true;
	call_undo(&edu->pci->dev, m);
	return 0;
}

int mapping_release(struct edu *edu, struct dmaroute_release *release)
{
	struct device *dev = &edu->pci->dev;
	struct mapping *m = &edu->mapping;
	u32 i;

	release->right = 0;
	release->wrong = 0;
	release->kept = 0;
	if (!m->held)
		return -ENOENT;
	if (!are_parts_valid(m, release))
		return -EINVAL;
	edu_wait(edu);
	for (i = 0; m->dir != DMA_TO_DEVICE && i < release->parts; i++)
		loss_cut(dev, m, release->part[i].offset, release->part[i].length);
	if (!m->unmapped) {
		if (m->dir != DMA_TO_DEVICE)
			call_sync(dev, m, true);
		call_undo(dev, m);
	}
	look(m, release);
	call_free(dev, m);
	mapping_put(m);
	m->held = false;
	if (edu->control)
		memset(edu->control, 0, DMAROUTE_SLOTS * DMAROUTE_PAGE);
	return 0;
}
