// SPDX-License-Identifier: GPL-2.0
/* Whether a map is one that the probe can make. */
#include "probe.h"

static bool are_segments_valid(const struct dmaroute_map *map)
{
	u32 n = map->segments, parts = n;

	if (map->kind != DMAROUTE_MAP_SG)
		return n == 1 && !map->other_high;
	if (!n || n > DMAROUTE_SEGMENTS)
		return false;
	if (map->flags & DMAROUTE_UNEVEN)
		parts = n * (n + 1) / 2;
	return map->size % parts == 0 && map->size / parts % DMAROUTE_LINE == 0;
}

static bool is_sync_valid(const struct dmaroute_map *map)
{
	if (map->sync == DMAROUTE_SYNC_AT_ENDS)
		return true;
	if (map->sync > DMAROUTE_SYNC_HALF || map->kind > DMAROUTE_MAP_SG || map->flags & DMAROUTE_PHYSICAL)
		return false;
	return map->sync != DMAROUTE_SYNC_HALF || map->kind != DMAROUTE_MAP_SG;
}

/* Of one buffer of memory, which lies anywhere within a page. */
static bool is_offset_valid(const struct dmaroute_map *map)
{
	if (!map->offset)
		return true;
	return map->offset < DMAROUTE_PAGE && map->offset % DMAROUTE_LINE == 0 && map->kind <= DMAROUTE_MAP_SG &&
	       map->segments == 1;
}

bool map_is_valid(const struct dmaroute_map *map)
{
	if (map->kind > DMAROUTE_ALLOC_NONCONTIGUOUS || map->direction > DMAROUTE_BIDIRECTIONAL ||
	    map->flags & ~(DMAROUTE_ATOMIC | DMAROUTE_PHYSICAL | DMAROUTE_UNEVEN | DMAROUTE_BACKWARDS))
		return false;
	if (map->flags & DMAROUTE_BACKWARDS && (map->kind > DMAROUTE_MAP_SG || map->direction != DMAROUTE_TO_DEVICE))
		return false;
	if (!map->size || map->size > 1U << 30 || map->size % DMAROUTE_LINE)
		return false;
	return is_offset_valid(map) && is_sync_valid(map) && are_segments_valid(map);
}
