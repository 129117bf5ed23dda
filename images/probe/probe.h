/* SPDX-License-Identifier: GPL-2.0 */
/* What the probe's files share. Everything runs under the one lock of chardev.c. */
#ifndef DMAROUTE_INTERNAL_H
#define DMAROUTE_INTERNAL_H

#include <linux/dma-mapping.h>
#include <linux/list.h>
#include <linux/pci.h>
#include <linux/scatterlist.h>
#include <linux/types.h>

#include "dmaroute_probe.h"

/* Physically contiguous memory: `start` lies within a block of 2^order pages, which may be larger than asked for. */
struct piece {
	struct page *block;		/* NULL: registers of another device */
	unsigned int order;
	void *start;
	u32 bytes;
	phys_addr_t physical;		/* of registers */
	bool decrypted;
};

struct mapping {
	bool held;
	bool unmapped;			/* held, and nothing maps it any more */
	u32 kind;
	u32 size;
	u32 segments;
	u64 nonce;
	u32 flags;
	unsigned long attributes;
	u32 sync;			/* enum dmaroute_sync */
	enum dma_data_direction dir;
	struct piece *pieces;		/* one a segment; NULL for an allocation */
	void *cpu;			/* of an allocation */
	struct page *page;		/* of dma_alloc_pages() */
	struct sg_table *noncontiguous;
	dma_addr_t address;
	struct sg_table table;
	unsigned int mapped;		/* entries of the table that dma_map_sg() left */
};

/* Mappings that only use up what there is. */
struct ballast {
	struct piece piece;
	dma_addr_t *addresses;
	u32 count;
};

struct edu {
	struct list_head link;
	struct pci_dev *pci;
	void __iomem *registers;
	bool in_use;
	u32 index;
	bool loading;
	void *control;
	dma_addr_t control_address;
	bool control_is_mapped;		/* decrypted by hand, not allocated by the DMA API */
	u32 dma_bits;
	u32 coherent_bits;
	struct mapping mapping;
	struct ballast ballast;
};

extern struct list_head edu_devices;
extern struct mutex probe_lock;
extern u64 line_magic;

int edu_register(void);
void edu_unregister(void);
bool edu_is_busy(struct edu *edu);
int edu_start(struct edu *edu, dma_addr_t address, u32 length, bool from_device, bool is_control);
int edu_deafness(void);
void edu_wait(struct edu *edu);

int piece_get(struct piece *piece, size_t bytes, u32 offset, u64 low, u64 high);
void piece_put(struct piece *piece);
int piece_decrypt(struct piece *piece);
int registers_get(struct piece *piece, size_t bytes, u64 low, u64 high);
phys_addr_t memory_physical(const void *start);
void memory_dirty(size_t bytes);
u32 lines_left(const void *start, u32 bytes);
void lines_fill(void *start, u32 bytes, u64 offset, u64 nonce, u32 role);
bool line_is(const void *start, u64 offset, u64 nonce, u32 role);

int control_setup(struct edu *edu, struct dmaroute_setup *setup);
int control_load(struct edu *edu, const struct dmaroute_load *load);
int control_poll(struct edu *edu, struct dmaroute_poll *poll);
int control_store(struct edu *edu, const struct dmaroute_store *store);
int control_check(struct edu *edu, struct dmaroute_check *check);
void control_free(struct edu *edu);

bool attributes_of(u32 asked, unsigned long *attributes);
int call_make(struct device *dev, struct mapping *m, u32 *outcome);
void call_sync(struct device *dev, struct mapping *m, bool for_cpu);
void call_undo(struct device *dev, struct mapping *m);
void call_free(struct device *dev, struct mapping *m);

int ballast_hold(struct edu *edu, struct dmaroute_hold *hold);
void ballast_put(struct edu *edu);
int remask(struct edu *edu, struct dmaroute_remask *remask);

int mapping_address(const struct mapping *m, u32 offset, u32 length, dma_addr_t *address);
phys_addr_t mapping_physical(const struct mapping *m, u32 offset);
bool mapping_writes(const struct mapping *m);
u32 mapping_sync_start(const struct mapping *m);
void *mapping_line(const struct mapping *m, u32 offset);
void mapping_put(struct mapping *m);
bool map_is_valid(const struct dmaroute_map *map);
int mapping_make(struct edu *edu, struct dmaroute_map *map);
int mapping_move(struct edu *edu, const struct dmaroute_move *move);
int mapping_unmap(struct edu *edu);
int mapping_release(struct edu *edu, struct dmaroute_release *release);

void loss_cut(struct device *dev, const struct mapping *m, u32 offset, u32 length);

#endif
