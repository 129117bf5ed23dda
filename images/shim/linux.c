/* SPDX-License-Identifier: Apache-2.0 */
/* Linux as its 64-bit boot protocol wants it: Documentation/arch/x86/boot.rst. */
#include "shim.h"

static uint8_t zero_page[PAGE] __attribute__((aligned(4096)));
static char command_line[PAGE] __attribute__((aligned(4096)));

/* Fields by their offset, which is the same in a bzImage and in the zero page. */
#define SETUP_SECTORS 0x1f1
#define MAGIC 0x202
#define PROTOCOL 0x206
#define LOADER 0x210
#define RAMDISK 0x218
#define RAMDISK_SIZE 0x21c
#define COMMAND_LINE 0x228
#define XLOADFLAGS 0x236
#define PREFERRED_ADDRESS 0x258
#define INIT_SIZE 0x260
#define E820_COUNT 0x1e8
#define E820 0x2d0
/* Documentation/arch/x86/zero-page.rst: the zero page's own table holds this many. */
#define E820_LIMIT 128

static uint16_t get16(const uint8_t *at) { return (uint16_t)(at[0] | at[1] << 8); }
static uint32_t get32(const uint8_t *at) { return get16(at) | (uint32_t)get16(at + 2) << 16; }
static uint64_t get64(const uint8_t *at) { return get32(at) | (uint64_t)get32(at + 4) << 32; }

static void put32(uint32_t offset, uint64_t value)
{
	uint32_t word = (uint32_t)value;

	memcpy(zero_page + offset, &word, 4);
}

static void check(const uint8_t *file, uint64_t size)
{
	if (size < 0x1000 || get32(file + MAGIC) != 0x53726448)
		stop("the first module is no bzImage");
	if (get16(file + PROTOCOL) < 0x20c || !(get16(file + XLOADFLAGS) & 1))
		stop("the first module is a bzImage without a 64-bit entry");
}

static void fill_zero_page(const struct machine *machine, const uint8_t *file, const struct module *initrd)
{
	memset(zero_page, 0, sizeof(zero_page));
	/* The header ends where its own jump leads; no release has one that is longer than this. */
	memcpy(zero_page + SETUP_SECTORS, file + SETUP_SECTORS, MAGIC + file[0x201] - SETUP_SECTORS);
	zero_page[LOADER] = 0xff;
	put32(RAMDISK, initrd->start);
	put32(RAMDISK_SIZE, initrd->size);
	put32(COMMAND_LINE, address(command_line));
	_Static_assert(RANGES <= E820_LIMIT, "the zero page holds the whole map");
	zero_page[E820_COUNT] = (uint8_t)machine->count;
	memcpy(zero_page + E820, machine->ranges, machine->count * sizeof(struct range));
}

void load_linux(const struct machine *machine, const struct module *kernel, const struct module *initrd,
		const char *line, struct linux_image *image)
{
	const uint8_t *file = pointer(kernel->start);
	uint64_t header, start, needed;
	size_t length = 0;

	check(file, kernel->size);
	header = ((file[SETUP_SECTORS] ? file[SETUP_SECTORS] : 4) + 1ul) * 512;
	start = get64(file + PREFERRED_ADDRESS);
	needed = get32(file + INIT_SIZE);
	if (header >= kernel->size || kernel->size - header > needed)
		stop("the bzImage is cut, or its header is wrong");
	if (start < 0x100000 || start > address(shim_start) || needed > address(shim_start) - start)
		stop("the kernel wants %x bytes at %x, where the shim stands", needed, start);
	while (line[length]) {
		if (length + 1 >= sizeof(command_line))
			stop("the command line is too long");
		command_line[length] = line[length];
		length++;
	}
	command_line[length] = 0;
	fill_zero_page(machine, file, initrd);
	memcpy(pointer(start), file + header, kernel->size - header);
	*image = (struct linux_image){
		.start = start, .size = kernel->size - header, .entry = start + 0x200,
		.zero_page = address(zero_page), .command_line = address(command_line), .initrd = *initrd,
	};
}
