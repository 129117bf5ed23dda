// SPDX-License-Identifier: GPL-2.0
/* The control buffer: loads the device before a request, and takes out of it what it read. */
#include <linux/string.h>

#include "probe.h"

#define CONTROL_BYTES (DMAROUTE_SLOTS * DMAROUTE_PAGE)

int control_setup(struct edu *edu, struct dmaroute_setup *setup)
{
	struct device *dev = &edu->pci->dev;

	if (setup->dma_bits < 1 || setup->dma_bits > 64 || setup->coherent_bits < 1 || setup->coherent_bits > 64)
		return -EINVAL;
	control_free(edu);
	edu->index = setup->index;
	edu->in_use = true;
	setup->dma_mask = dma_set_mask(dev, DMA_BIT_MASK(setup->dma_bits));
	setup->coherent_mask = dma_set_coherent_mask(dev, DMA_BIT_MASK(setup->coherent_bits));
	setup->io_tlb = dev->dma_io_tlb_mem ? memory_physical(dev->dma_io_tlb_mem) : 0;
	edu->control = dma_alloc_coherent(dev, CONTROL_BYTES, &edu->control_address, GFP_KERNEL);
	if (!edu->control) {
		setup->control = -ENOMEM;
		return 0;
	}
	memset(edu->control, 0, CONTROL_BYTES);
	setup->control = 0;
	setup->control_address = edu->control_address;
	setup->control_physical = memory_physical(edu->control);
	return 0;
}

int control_load(struct edu *edu, const struct dmaroute_load *load)
{
	int err;

	if (load->role < DMAROUTE_FROM_DEVICE || load->role > DMAROUTE_CONTROL_AT_FINISH)
		return -EINVAL;
	if (!edu->control)
		return -ENOMEM;
	if (edu_is_busy(edu))
		return -EBUSY;
	lines_fill(edu->control, DMAROUTE_TRANSFER, 0, load->nonce, load->role);
	err = edu_start(edu, edu->control_address, DMAROUTE_TRANSFER, false, true);
	edu->loading = true;
	return err;
}

int control_poll(struct edu *edu, struct dmaroute_poll *poll)
{
	poll->result = edu_is_busy(edu) ? -EINPROGRESS : 0;
	if (!poll->result && edu->loading) {
		/* From here on a copy of these lines can only have come out of the device. */
		memset(edu->control, 0, DMAROUTE_PAGE);
		edu->loading = false;
	}
	return 0;
}

int control_store(struct edu *edu, const struct dmaroute_store *store)
{
	if (store->slot < 1 || store->slot >= DMAROUTE_SLOTS)
		return -EINVAL;
	if (!edu->control)
		return -ENOMEM;
	return edu_start(edu, edu->control_address + store->slot * DMAROUTE_PAGE, store->length, true,
			 true);
}

int control_check(struct edu *edu, struct dmaroute_check *check)
{
	u32 at;

	if (check->slot >= DMAROUTE_SLOTS)
		return -EINVAL;
	if (!edu->control)
		return -ENOMEM;
	check->right = 0;
	check->wrong = 0;
	for (at = 0; at < DMAROUTE_TRANSFER; at += DMAROUTE_LINE) {
		if (line_is(edu->control + check->slot * DMAROUTE_PAGE + at, at, check->nonce, check->role))
			check->right++;
		else
			check->wrong++;
	}
	return 0;
}

/* Ends the use of a device: what it holds, then its control buffer. */
void control_free(struct edu *edu)
{
	struct dmaroute_release release = { };

	mapping_release(edu, &release);
	if (edu->control) {
		edu_wait(edu);
		dma_free_coherent(&edu->pci->dev, CONTROL_BYTES, edu->control, edu->control_address);
	}
	edu->control = NULL;
	edu->in_use = false;
	edu->loading = false;
}
