// SPDX-License-Identifier: GPL-2.0
/* Memory at the physical place asked for, and the lines written into it. */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/set_memory.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "probe.h"

/* 4 MiB: the largest block of every kernel's page allocator on x86. */
#define LARGEST_ORDER 10
#define FIRST_TRIES 64

static gfp_t zone_of(u64 high)
{
	if (high <= 1ULL << 24)
		return __GFP_DMA;
	if (high <= 1ULL << 32)
		return __GFP_DMA32;
	return 0;
}

static bool fits(struct piece *piece, size_t bytes, u32 offset, u64 low, u64 high)
{
	u64 base = page_to_phys(piece->block);
	u64 end = min_t(u64, base + (PAGE_SIZE << piece->order), high);
	u64 start = max_t(u64, base, PAGE_ALIGN(low));

	if (start >= end || end - start < offset + bytes)
		return false;
	piece->start = page_address(piece->block) + (start - base) + offset;
	return true;
}

/* What does not fit is kept until something does, so that the allocator cannot give it out again. */
static bool search(struct piece *piece, size_t bytes, u32 offset, u64 low, u64 high, gfp_t gfp,
		   unsigned long tries, struct list_head *rejected)
{
	while (tries--) {
		piece->block = alloc_pages(gfp | zone_of(high) | __GFP_NOWARN, piece->order);
		if (!piece->block)
			return false;
		if (fits(piece, bytes, offset, low, high))
			return true;
		list_add(&piece->block->lru, rejected);
	}
	return false;
}

static void free_rejected(struct list_head *rejected, unsigned int order)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, rejected, lru) {
		list_del(&page->lru);
		__free_pages(page, order);
	}
}

/* Tries blocks of the size needed, then, to get through all memory soon, the largest there are. */
int piece_get(struct piece *piece, size_t bytes, u32 offset, u64 low, u64 high)
{
	unsigned int order = get_order(offset + bytes);
	unsigned long all = totalram_pages() >> LARGEST_ORDER;
	LIST_HEAD(small);
	LIST_HEAD(large);
	bool found;

	if (order > LARGEST_ORDER)
		return -ENOMEM;
	piece->order = order;
	found = search(piece, bytes, offset, low, high, GFP_KERNEL | __GFP_NORETRY, FIRST_TRIES, &small);
	if (!found) {
		piece->order = LARGEST_ORDER;
		found = search(piece, bytes, offset, low, high, GFP_NOWAIT, all + 1, &large);
	}
	free_rejected(&small, order);
	free_rejected(&large, LARGEST_ORDER);
	if (!found)
		*piece = (struct piece) { };
	piece->bytes = bytes;
	return found ? 0 : -ENOMEM;
}

static unsigned long first_page_of(const struct piece *piece)
{
	return (unsigned long)piece->start & PAGE_MASK;
}

static int pages_of(const struct piece *piece)
{
	return PAGE_ALIGN(offset_in_page(piece->start) + piece->bytes) >> PAGE_SHIFT;
}

/* Shares the memory with the device, as a caller of DMA_ATTR_CC_SHARED says it did. Its content is lost by that. */
int piece_decrypt(struct piece *piece)
{
	if (!piece->block)
		return 0;	/* registers are never encrypted */
	piece->decrypted = true;
	return set_memory_decrypted(first_page_of(piece), pages_of(piece));
}

void piece_put(struct piece *piece)
{
	/* Lines of a past request must not be found in free memory. */
	if (piece->start)
		memset(piece->start, 0, piece->bytes);
	if (!piece->block) {
		if (piece->start)
			iounmap((void __iomem *)piece->start);
	} else if (!piece->decrypted || !set_memory_encrypted(first_page_of(piece), pages_of(piece))) {
		__free_pages(piece->block, piece->order);
	}	/* else its state is unknown, so it is lost */
	*piece = (struct piece) { };
}

phys_addr_t memory_physical(const void *start)
{
	if (is_vmalloc_addr(start))
		return PFN_PHYS(vmalloc_to_pfn(start)) + offset_in_page(start);
	return virt_to_phys((void *)start);
}

/* Leaves old bytes in free memory, which the page allocator gives out next. */
void memory_dirty(size_t bytes)
{
	unsigned int order = min_t(unsigned int, get_order(bytes), LARGEST_ORDER);
	unsigned long start = __get_free_pages(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN, order);

	if (!start)
		return;
	memset((void *)start, 0x5a, PAGE_SIZE << order);
	free_pages(start, order);
}

/* Lines that are not zero. */
u32 lines_left(const void *start, u32 bytes)
{
	u32 at, left = 0;

	for (at = 0; at < bytes; at += DMAROUTE_LINE)
		left += memchr_inv(start + at, 0, DMAROUTE_LINE) != NULL;
	return left;
}

/* `offset` is that of `start` in the whole buffer. */
void lines_fill(void *start, u32 bytes, u64 offset, u64 nonce, u32 role)
{
	u64 *word = start;
	u32 at;
	int i;

	for (at = 0; at < bytes; at += DMAROUTE_LINE)
		for (i = 0; i < 8; i++)
			*word++ = dmaroute_line_word(line_magic, nonce, role, offset + at, i);
}

bool line_is(const void *start, u64 offset, u64 nonce, u32 role)
{
	const u64 *word = start;
	int i;

	for (i = 0; i < 8; i++)
		if (READ_ONCE(word[i]) != dmaroute_line_word(line_magic, nonce, role, offset, i))
			return false;
	return true;
}
