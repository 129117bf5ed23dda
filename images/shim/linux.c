/* SPDX-License-Identifier: Apache-2.0 */
/* Linux as its 64-bit boot protocol wants it: Documentation/arch/x86/boot.rst. */
#include "shim.h"

static uint8_t zero_page[PAGE] __attribute__((aligned(4096)));
static char command_line[PAGE] __attribute__((aligned(4096)));

/* Documentation/arch/x86/zero-page.rst: the zero page's own table, and how much it holds. */
#define E820_COUNT 0x1e8
#define E820 0x2d0
#define E820_LIMIT 128

static void put32(uint32_t offset, uint64_t value)
{
	uint32_t word = (uint32_t)value;

	memcpy(zero_page + offset, &word, 4);
}

static void fill_zero_page(const struct machine *machine, const struct module *kernel, const struct bzimage *bzimage,
			   const struct module *initrd)
{
	memset(zero_page, 0, sizeof(zero_page));
	memcpy(zero_page + SETUP_SECTORS, pointer(kernel->start + SETUP_SECTORS), bzimage->header - SETUP_SECTORS);
	zero_page[LOADER] = 0xff;
	put32(RAMDISK, initrd->start);
	put32(RAMDISK_SIZE, initrd->size);
	put32(COMMAND_LINE, address(command_line));
	_Static_assert(RANGES <= E820_LIMIT, "the zero page holds the whole map");
	zero_page[E820_COUNT] = (uint8_t)machine->count;
	memcpy(zero_page + E820, machine->ranges, machine->count * sizeof(struct range));
}

/* A line that is longer than the kernel takes is not cut by all of them: 7.3 hangs without a word. */
static void copy_line(const char *line, uint64_t limit)
{
	uint64_t length = 0;

	while (line[length])
		length++;
	if (length > limit || length >= sizeof(command_line))
		stop("the command line has %u characters without the shim's own, and this kernel takes %u", length,
		     limit < sizeof(command_line) ? limit : sizeof(command_line) - 1);
	memcpy(command_line, line, length + 1);
}

void load_linux(const struct machine *machine, const struct module *kernel, const struct module *initrd,
		const char *line, struct linux_image *image)
{
	struct bzimage bzimage;

	read_bzimage(kernel, &bzimage);
	if (bzimage.start < 0x100000 || bzimage.start > address(shim_start) ||
	    bzimage.needed > address(shim_start) - bzimage.start)
		stop("the kernel wants %x bytes at %x, and there are only those from 0x100000 to the shim at %x",
		     bzimage.needed, bzimage.start, address(shim_start));
	if (!is_ram(machine, bzimage.start, bzimage.needed))
		stop("the kernel wants %x bytes at %x, where not all is RAM", bzimage.needed, bzimage.start);
	copy_line(line, bzimage.line_limit);
	fill_zero_page(machine, kernel, &bzimage, initrd);
	memcpy(pointer(bzimage.start), pointer(kernel->start + bzimage.setup), bzimage.size);
	*image = (struct linux_image){
		.start = bzimage.start, .size = bzimage.size, .entry = bzimage.start + 0x200,
		.zero_page = address(zero_page), .command_line = address(command_line), .initrd = *initrd,
	};
}
