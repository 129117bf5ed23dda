// SPDX-License-Identifier: GPL-2.0
/* What a driver did before the call that is looked at. */
#include <linux/mm.h>

#include "probe.h"

static int map_once(struct device *dev, const struct piece *piece, dma_addr_t *address)
{
	*address = dma_map_single(dev, piece->start, piece->bytes, DMA_TO_DEVICE);
	return dma_mapping_error(dev, *address);
}

static bool is_size(u32 size)
{
	return size && size <= 1U << 22;
}

void ballast_put(struct edu *edu)
{
	struct ballast *b = &edu->ballast;

	while (b->count)
		dma_unmap_single(&edu->pci->dev, b->addresses[--b->count], b->piece.bytes, DMA_TO_DEVICE);
	kvfree(b->addresses);
	piece_put(&b->piece);
	b->addresses = NULL;
}

int ballast_hold(struct edu *edu, struct dmaroute_hold *hold)
{
	struct ballast *b = &edu->ballast;
	int err;

	if (!hold->count) {
		ballast_put(edu);
		return 0;
	}
	if (!is_size(hold->size) || hold->count > DMAROUTE_HELD_MOST)
		return -EINVAL;
	if (edu->mapping.held)
		return -EBUSY;
	ballast_put(edu);
	b->addresses = kvcalloc(hold->count, sizeof(*b->addresses), GFP_KERNEL);
	if (!b->addresses)
		return -ENOMEM;
	err = piece_get(&b->piece, hold->size, 0, hold->low, hold->high);
	if (err) {
		ballast_put(edu);
		return err;
	}
	while (b->count < hold->count && !map_once(&edu->pci->dev, &b->piece, &b->addresses[b->count]))
		b->count++;
	hold->served = b->count;
	return 0;
}

int remask(struct edu *edu, struct dmaroute_remask *remask)
{
	struct device *dev = &edu->pci->dev;
	struct piece piece = { };
	dma_addr_t address;
	int err;

	if (!is_size(remask->size) || remask->bits < 1 || remask->bits > 64)
		return -EINVAL;
	if (edu->mapping.held)
		return -EBUSY;
	err = piece_get(&piece, remask->size, 0, remask->low, remask->high);
	if (err)
		return err;
	remask->result = dma_set_mask(dev, DMA_BIT_MASK(remask->bits));
	dma_set_coherent_mask(dev, DMA_BIT_MASK(remask->bits));
	if (!map_once(dev, &piece, &address))
		dma_unmap_single(dev, address, piece.bytes, DMA_TO_DEVICE);
	piece_put(&piece);
	err = dma_set_mask(dev, DMA_BIT_MASK(edu->dma_bits));
	return err ? err : dma_set_coherent_mask(dev, DMA_BIT_MASK(edu->coherent_bits));
}
