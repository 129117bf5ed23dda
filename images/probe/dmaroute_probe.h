/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What /dev/dmaroute takes. One opener at a time; closing it unmaps and frees everything.
 *
 * The order of calls for one device: SETUP once; LOAD, POLL until done; HOLD or REMASK where asked for; MAP; UNMAP where the device is
 * to move too late; then for each page MOVE, POLL, and STORE, POLL; RELEASE. A transfer takes the device about 100 ms, so LOAD, MOVE and
 * STORE only start it: devices work side by side. An ioctl returns 0 when its struct was filled in; results of the DMA API stand in the struct. -1 with errno:
 * EBADF/EFAULT as ever, EINVAL an argument that cannot be, ENODEV no such device, EBUSY a transfer is running or a
 * mapping is held, ENOENT nothing is held, ENOMEM no memory for the probe's own needs.
 */
#ifndef DMAROUTE_PROBE_H
#define DMAROUTE_PROBE_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define DMAROUTE_DEVICES 32	/* their indices: the caller chooses each in SETUP and uses it from then on */
#define DMAROUTE_SEGMENTS 1024
/* Bytes of one slot of the control buffer. */
#define DMAROUTE_PAGE 4096
/*
 * Bytes of the largest transfer. edu's buffer holds 4096, but QEMU 7.2 ends itself when a transfer reaches the buffer's
 * last byte (hw/misc/edu.c, edu_check_range).
 */
#define DMAROUTE_TRANSFER 4032
/* Slots of the control buffer. 0 is what LOAD fills and clears when done, STORE writes to the others. */
#define DMAROUTE_SLOTS 4
#define DMAROUTE_LINE 64
/* Transfers of one mapping in one direction. */
#define DMAROUTE_PARTS 32

enum dmaroute_kind {
	DMAROUTE_MAP_SINGLE,
	DMAROUTE_MAP_PAGE,
	DMAROUTE_MAP_SG,
	DMAROUTE_ALLOC_COHERENT,
	DMAROUTE_MAP_RESOURCE,
	DMAROUTE_ALLOC_PAGES,
	DMAROUTE_ALLOC_NONCONTIGUOUS,
};

enum dmaroute_direction {
	DMAROUTE_TO_DEVICE,
	DMAROUTE_FROM_DEVICE_ONLY,
	DMAROUTE_BIDIRECTIONAL,
};

/* DMA_ATTR_* of a call. */
enum dmaroute_attribute {
	DMAROUTE_CC_SHARED = 1,
	DMAROUTE_MMIO = 2,
	DMAROUTE_REQUIRE_COHERENT = 4,
	DMAROUTE_FORCE_CONTIGUOUS = 8,
};

enum dmaroute_outcome {
	DMAROUTE_HELD,
	DMAROUTE_REFUSED,	/* by the DMA API */
	DMAROUTE_NO_BUFFER,	/* no memory in [low, high) */
	DMAROUTE_NO_ATTRIBUTE,	/* the kernel has no attribute of this name, so nothing was called */
	DMAROUTE_NO_PAGES,	/* what dma_alloc_pages() returned is no page; it is never used, and lost */
};

/* Roles of a memory line; 3 to 6 come in through LOAD. */
enum dmaroute_role {
	DMAROUTE_ORIGINAL = 1,		/* buffer before the map */
	DMAROUTE_OVERWRITTEN = 2,	/* buffer after the map; an allocation as first filled */
	DMAROUTE_FROM_DEVICE = 3,
	DMAROUTE_BEFORE_TO_DEVICE = 4,
	DMAROUTE_CONTROL_AT_SETUP = 5,
	DMAROUTE_CONTROL_AT_FINISH = 6,
	DMAROUTE_SYNCED = 7,		/* buffer after the map, and before dma_sync_*_for_device() */
};

/* How buffer and device are kept in step. All but the first unmap with DMA_ATTR_SKIP_CPU_SYNC. */
enum dmaroute_sync {
	DMAROUTE_SYNC_AT_ENDS, DMAROUTE_SYNC_SKIPPED,
	DMAROUTE_SYNC_WHOLE,	/* dma_sync_single_for_*(), dma_sync_sg_for_*() */
	DMAROUTE_SYNC_HALF,	/* dma_sync_single_range_for_*() of the second half; of one piece only */
};

/*
 * Finds the edu at a PCI slot, sets its masks, gets its control buffer: by dma_alloc_coherent(), or from
 * pages decrypted by hand where that gives none that the device can read (control.c).
 */
struct dmaroute_setup {
	char slot[32];			/* in: "0000:00:10.0" */
	__u64 magic;			/* in: of every memory line; the last one given counts for all devices */
	__u32 index;			/* in */
	__u32 dma_bits;			/* in: 1 to 64 */
	__u32 coherent_bits;		/* in: 1 to 64 */
	__s32 bind;			/* out: 0, or -ENODEV: no edu bound there */
	__s32 dma_mask;			/* out: what dma_set_mask() returned */
	__s32 coherent_mask;		/* out: what dma_set_coherent_mask() returned */
	__s32 control;			/* out: 0, or -errno: no control buffer */
	__u32 reserved;
	__u64 control_address;		/* out: dma_addr_t */
	__u64 control_physical;		/* out: physical address of the memory allocated */
	__u64 io_tlb;			/* out: physical address of the struct io_tlb_mem that it bounces by; 0: none */
	__u64 max_mapping;		/* out: what dma_max_mapping_size() returned under these masks */
};

/* Fills slot 0 with lines and starts to transfer it into the device. */
struct dmaroute_load {
	__u32 index;
	__u32 role;
	__u64 nonce;
};

/* Asks for the end of the transfer that was started. */
struct dmaroute_poll {
	__u32 index;
	__s32 result;			/* out: 0 done, -EINPROGRESS */
};

struct dmaroute_segment {
	__u64 physical;			/* of the original memory; 0 in a mapping */
	__u64 address;			/* dma_addr_t; 0 in a buffer */
	__u32 length;
	__u32 reserved;
	/*
	 * Page-table entry by which the kernel maps the first page: of a buffer's own memory, of the memory that a mapping's
	 * address stands for. 0 where an IOMMU translates the address, or the address is of no memory.
	 */
	__u64 entry;
};

/* Flags of a map. */
#define DMAROUTE_ATOMIC 1		/* GFP_ATOMIC, for an allocation */
#define DMAROUTE_PHYSICAL 2		/* MOVE hands the device the buffer's physical address, as no driver may */
#define DMAROUTE_BACKWARDS 8	/* MOVE has the device write what is mapped for it to read */
#define DMAROUTE_UNEVEN 4		/* of n segments the i-th, from 1, has i parts of the n * (n + 1) / 2 there are */

/*
 * Gets a buffer that lies physically in [low, high) (each segment contiguous, page aligned; at most 4 MiB), fills it
 * with role 1, makes one DMA API call, and overwrites the buffer with role 2. An allocation is filled with role 2 only.
 * GFP_KERNEL unless flags say otherwise. With DMAROUTE_CC_SHARED the buffer is decrypted before, and encrypted again
 * when it is given up. What is synced for a device that reads has role 7 when it is synced. The buffer of MAP_RESOURCE is [low, high) of BAR 2 of the ivshmem device. What is held stays
 * until RELEASE.
 */
struct dmaroute_map {
	__u32 index;
	__u32 kind;			/* enum dmaroute_kind */
	__u32 direction;		/* enum dmaroute_direction */
	__u32 size;			/* bytes, whole lines, at most 1 GiB */
	__u32 segments;			/* of map-sg, whole lines each; else 1 */
	__u32 outcome;			/* out: enum dmaroute_outcome */
	__s32 result;			/* out: -errno where the API gives one */
	__u32 buffer_count;		/* out */
	__u32 mapping_count;		/* out: of map-sg what dma_map_sg() returned */
	__u32 flags;
	__u32 attributes;		/* enum dmaroute_attribute, or-ed */
	__u32 sync;			/* enum dmaroute_sync; of mappings of memory only */
	__u64 low;
	__u64 high;
	__u64 other_low;		/* of every second segment; both 0: as the others */
	__u64 other_high;
	__u32 offset;			/* of the buffer within its first page, whole lines; 0 unless it is one */
	__u32 unwiped;			/* out: lines that a coherent allocation came with and that are not zero */
	__u64 nonce;
	__u64 buffer;			/* in: struct dmaroute_segment [DMAROUTE_SEGMENTS], or 0 */
	__u64 mapping;			/* in: the same */
};

/*
 * Maps a second buffer, of which nothing is moved, `count` times as DMA_TO_DEVICE, and holds what it got until the next
 * HOLD; with a count of 0 that is all it does. Stops at the first refusal.
 */
struct dmaroute_hold {
	__u32 index;
	__u32 count;			/* at most DMAROUTE_HELD_MOST */
	__u32 size;
	__u32 served;			/* out */
	__u64 low;
	__u64 high;
};

#define DMAROUTE_HELD_MOST 65536

/* Sets both masks to so many bits, maps a buffer and unmaps it, and sets the masks of SETUP again. */
struct dmaroute_remask {
	__u32 index;
	__u32 bits;
	__u32 size;
	__s32 result;			/* out: what dma_set_mask() returned; of the mapping nothing is told */
	__u64 low;
	__u64 high;
};

/* Unmaps with DMA_ATTR_SKIP_CPU_SYNC what is held of memory: MOVE then is the DMA of a device that does not know of it. */
struct dmaroute_unmap {
	__u32 index;
	__u32 reserved;
};

/* Starts to transfer a part of what is held, between its dma_addr_t and the start of the device's buffer. */
struct dmaroute_move {
	__u32 index;
	__u32 offset;			/* bytes into the buffer, whole lines */
	__u32 length;			/* at most DMAROUTE_TRANSFER; must not cross a mapped segment's end */
	__u32 from_device;		/* whether the device writes */
};

/* Starts to transfer the start of the device's buffer into a slot of the control buffer. */
struct dmaroute_store {
	__u32 index;
	__u32 slot;			/* 1 to DMAROUTE_SLOTS - 1 */
	__u32 length;
	__u32 reserved;
};

/* Counts the lines of a slot that are, and are not, what they should be. */
struct dmaroute_check {
	__u32 index;
	__u32 slot;
	__u64 nonce;
	__u32 role;
	__u32 right;			/* out */
	__u32 wrong;			/* out */
	__u32 reserved;
};

struct dmaroute_part {
	__u32 offset;
	__u32 length;
};

/*
 * Unmaps, then looks at the original through the CPU (an allocation is looked at before it is freed), clears it and
 * every slot, frees. Of parts that overlap the later one counts. What is synced for the CPU is synced first.
 */
struct dmaroute_release {
	__u32 index;
	__u32 parts;			/* in: what was moved */
	struct dmaroute_part part[DMAROUTE_PARTS];
	__u32 right;			/* out: lines of the parts that hold what they should */
	__u32 wrong;			/* out */
	__u32 kept;			/* out: lines that hold role 2 still, where nothing was to bring the device's */
	__u32 reserved;
};

/* What a reader of raw kernel pointers in a trace needs. */
struct dmaroute_info {
	__u64 direct_map;		/* virtual address of physical 0 in the direct map */
	__u64 page_structs;		/* virtual address of the struct page of frame 0 */
	__u32 page_struct_bytes;	/* bytes of struct page */
	__u32 scatterlist_bytes;	/* bytes of struct scatterlist */
	__s32 no_dma;			/* the module parameter of that name */
	__u32 devices;			/* edu devices bound */
};

#define DMAROUTE_IOC_SETUP _IOWR('D', 1, struct dmaroute_setup)
#define DMAROUTE_IOC_LOAD _IOW('D', 2, struct dmaroute_load)
#define DMAROUTE_IOC_POLL _IOWR('D', 3, struct dmaroute_poll)
#define DMAROUTE_IOC_MAP _IOWR('D', 4, struct dmaroute_map)
#define DMAROUTE_IOC_MOVE _IOW('D', 5, struct dmaroute_move)
#define DMAROUTE_IOC_STORE _IOW('D', 6, struct dmaroute_store)
#define DMAROUTE_IOC_CHECK _IOWR('D', 7, struct dmaroute_check)
#define DMAROUTE_IOC_RELEASE _IOWR('D', 8, struct dmaroute_release)
#define DMAROUTE_IOC_INFO _IOR('D', 9, struct dmaroute_info)
#define DMAROUTE_IOC_HOLD _IOWR('D', 10, struct dmaroute_hold)
#define DMAROUTE_IOC_REMASK _IOWR('D', 11, struct dmaroute_remask)
#define DMAROUTE_IOC_UNMAP _IOW('D', 12, struct dmaroute_unmap)

/* Word `word` of a memory line; the harness's side of this is MemoryLine in Sources/GuestProtocol/Lines.swift. */
static inline __u64 dmaroute_line_word(__u64 magic, __u64 nonce, __u32 role, __u64 offset, unsigned int word)
{
	__u64 tag = (__u64)role << 56 | offset;
	__u64 mixed = nonce ^ tag ^ magic;
	unsigned int turn;

	if (word < 3)
		return word == 0 ? magic : word == 1 ? nonce : tag;
	/* Every byte of what follows differs from role to role, so that none that is lost is as the one before. */
	mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9ULL;
	mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebULL;
	mixed ^= mixed >> 31;
	turn = 7 * (word - 3) + 1;
	return mixed << turn | mixed >> (64 - turn);
}

#ifndef __KERNEL__
#include <sys/ioctl.h>

/* For callers whose language has neither the macros above nor variadic functions. */
static inline int dmaroute_do_setup(int fd, struct dmaroute_setup *s) { return ioctl(fd, DMAROUTE_IOC_SETUP, s); }
static inline int dmaroute_do_load(int fd, struct dmaroute_load *s) { return ioctl(fd, DMAROUTE_IOC_LOAD, s); }
static inline int dmaroute_do_poll(int fd, struct dmaroute_poll *s) { return ioctl(fd, DMAROUTE_IOC_POLL, s); }
static inline int dmaroute_do_map(int fd, struct dmaroute_map *s) { return ioctl(fd, DMAROUTE_IOC_MAP, s); }
static inline int dmaroute_do_move(int fd, struct dmaroute_move *s) { return ioctl(fd, DMAROUTE_IOC_MOVE, s); }
static inline int dmaroute_do_store(int fd, struct dmaroute_store *s) { return ioctl(fd, DMAROUTE_IOC_STORE, s); }
static inline int dmaroute_do_check(int fd, struct dmaroute_check *s) { return ioctl(fd, DMAROUTE_IOC_CHECK, s); }
static inline int dmaroute_do_release(int fd, struct dmaroute_release *s) { return ioctl(fd, DMAROUTE_IOC_RELEASE, s); }
static inline int dmaroute_do_hold(int fd, struct dmaroute_hold *s) { return ioctl(fd, DMAROUTE_IOC_HOLD, s); }
static inline int dmaroute_do_remask(int fd, struct dmaroute_remask *s) { return ioctl(fd, DMAROUTE_IOC_REMASK, s); }
static inline int dmaroute_do_unmap(int fd, struct dmaroute_unmap *s) { return ioctl(fd, DMAROUTE_IOC_UNMAP, s); }
static inline int dmaroute_do_info(int fd, struct dmaroute_info *s) { return ioctl(fd, DMAROUTE_IOC_INFO, s); }
#endif

#endif
