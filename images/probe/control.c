// SPDX-License-Identifier: GPL-2.0
/* The control buffer: loads the device before a request, and takes out of it what it read. */
#include <linux/cc_platform.h>
#include <linux/gfp.h>
#include <linux/iommu.h>
#include <linux/set_memory.h>
#include <linux/string.h>

#include "probe.h"

#define CONTROL_BYTES (DMAROUTE_SLOTS * DMAROUTE_PAGE)

/*
 * In a guest with encrypted memory dma-iommu gives private pages or, from 7.3 on, none (drivers/iommu/dma-iommu.c,
 * iommu_dma_alloc), and under SME encrypted ones. No translation makes those readable for a device but AMD's on a host,
 * whose entries carry the C-bit; so elsewhere the buffer is decrypted by hand and then mapped like any other page.
 */
static bool needs_decrypting(struct device *dev)
{
	struct iommu_domain *domain = iommu_get_domain_for_dev(dev);

	if (!cc_platform_has(CC_ATTR_MEM_ENCRYPT) || !domain || !(domain->type & __IOMMU_DOMAIN_PAGING))
		return false;
	/* AMD's driver names its own so (drivers/iommu/amd/init.c, iommu_init_pci). */
	return !strstarts(dev_name(dev->iommu->iommu_dev->dev), "ivhd");
}

static int allocate_decrypted(struct edu *edu)
{
	struct device *dev = &edu->pci->dev;
	unsigned int order = get_order(CONTROL_BYTES);
	unsigned long pages = __get_free_pages(GFP_KERNEL | __GFP_ZERO, order);

	if (!pages)
		return -ENOMEM;
	if (set_memory_decrypted(pages, 1 << order))
		return -EIO;	/* their state is unknown, so they are lost */
	edu->control_address = dma_map_single(dev, (void *)pages, CONTROL_BYTES, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(dev, edu->control_address)) {
		if (!set_memory_encrypted(pages, 1 << order))
			free_pages(pages, order);
		return -ENOMEM;
	}
	edu->control = (void *)pages;
	edu->control_is_mapped = true;
	return 0;
}

static int allocate(struct edu *edu)
{
	edu->control_is_mapped = false;
	if (needs_decrypting(&edu->pci->dev))
		return allocate_decrypted(edu);
	edu->control = dma_alloc_coherent(&edu->pci->dev, CONTROL_BYTES, &edu->control_address, GFP_KERNEL);
	return edu->control ? 0 : -ENOMEM;
}

static void free_control(struct edu *edu)
{
	struct device *dev = &edu->pci->dev;
	unsigned int order = get_order(CONTROL_BYTES);

	if (!edu->control_is_mapped) {
		dma_free_coherent(dev, CONTROL_BYTES, edu->control, edu->control_address);
		return;
	}
	dma_unmap_single(dev, edu->control_address, CONTROL_BYTES, DMA_BIDIRECTIONAL);
	if (!set_memory_encrypted((unsigned long)edu->control, 1 << order))
		free_pages((unsigned long)edu->control, order);
}

int control_setup(struct edu *edu, struct dmaroute_setup *setup)
{
	struct device *dev = &edu->pci->dev;

	if (setup->dma_bits < 1 || setup->dma_bits > 64 || setup->coherent_bits < 1 || setup->coherent_bits > 64)
		return -EINVAL;
	control_free(edu);
	edu->index = setup->index;
	edu->in_use = true;
	edu->dma_bits = setup->dma_bits;
	edu->coherent_bits = setup->coherent_bits;
	setup->dma_mask = dma_set_mask(dev, DMA_BIT_MASK(setup->dma_bits));
	setup->coherent_mask = dma_set_coherent_mask(dev, DMA_BIT_MASK(setup->coherent_bits));
	setup->max_mapping = dma_max_mapping_size(dev);
	setup->io_tlb = dev->dma_io_tlb_mem ? memory_physical(dev->dma_io_tlb_mem) : 0;
	setup->control = allocate(edu);
	if (setup->control)
		return 0;
	memset(edu->control, 0, CONTROL_BYTES);
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
	ballast_put(edu);
	if (edu->control) {
		edu_wait(edu);
		free_control(edu);
	}
	edu->control = NULL;
	edu->in_use = false;
	edu->loading = false;
}
