// SPDX-License-Identifier: GPL-2.0
/* Bytes that are lost on purpose, as by a kernel that copies too little: a harness must miss them. */
#include <linux/dma-direct.h>
#include <linux/iommu.h>
#include <linux/module.h>
#include <linux/string.h>

#include "probe.h"

static bool cut_copies;
module_param(cut_copies, bool, 0444);
MODULE_PARM_DESC(cut_copies, "lose all but the first line of what a bounce copies");

static phys_addr_t reached(struct device *dev, dma_addr_t address)
{
	struct iommu_domain *domain = iommu_get_domain_for_dev(dev);

	if (domain && domain->type & __IOMMU_DOMAIN_PAGING)
		return iommu_iova_to_phys(domain, address);
	return dma_to_phys(dev, address);
}

/* Clears what a part of a mapping has outside the buffer itself, but for its first line. */
void loss_cut(struct device *dev, const struct mapping *m, u32 offset, u32 length)
{
	dma_addr_t address;
	phys_addr_t place;
	u32 at;

	if (!cut_copies || m->unmapped || m->flags & DMAROUTE_PHYSICAL || m->kind == DMAROUTE_MAP_RESOURCE)
		return;
	for (at = DMAROUTE_LINE; at < length; at += DMAROUTE_LINE) {
		if (mapping_address(m, offset + at, DMAROUTE_LINE, &address))
			return;
		place = reached(dev, address);
		if (place == mapping_physical(m, offset + at) || !pfn_valid(PHYS_PFN(place)))
			continue;
		memset(phys_to_virt(place), 0, DMAROUTE_LINE);
	}
}
