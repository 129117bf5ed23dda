/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bzImage by its own header, Documentation/arch/x86/boot.rst. Nothing stands between Linux and the shim's memory, so
 * that a file which is not what it says of itself would end in silence; it is refused here.
 */
#include "shim.h"

static uint32_t get(const uint8_t *at, unsigned int bytes)
{
	uint32_t value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

/* What boot.rst lists under payload_offset, and LZO, which it forgets. */
static bool has_magic(const uint8_t *payload)
{
	static const uint16_t known[] = {0x8b1f, 0x9e1f, 0x5a42, 0x005d, 0x37fd, 0x4c89, 0x2102, 0xb528, 0x457f};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (get(payload, 2) == known[i])
			return true;
	return false;
}

/* The packed kernel inside: where it is not, the sizes before it are wrong, and by its own size it must fit. */
static void check_payload(const uint8_t *file, const struct bzimage *image)
{
	uint64_t offset = get(file + PAYLOAD_OFFSET, 4), length = get(file + PAYLOAD_LENGTH, 4), unpacked;

	if (offset > image->size || length < 8 || length > image->size - offset)
		stop("the bzImage's payload of %u bytes at %u lies outside its %u bytes", length, offset, image->size);
	if (!has_magic(file + image->setup + offset))
		stop("the bzImage has no packed kernel behind its %u bytes of setup: its header is wrong", image->setup);
	/* The last word of the payload, which the kernel's build takes its own sizes from (boot/compressed/mkpiggy.c). */
	unpacked = get(file + image->setup + offset + length - 4, 4);
	if (unpacked > image->needed)
		stop("the bzImage unpacks to %u bytes and asks for %u: its header is wrong", unpacked, image->needed);
}

void read_bzimage(const struct module *kernel, struct bzimage *image)
{
	const uint8_t *file = pointer(kernel->start);
	uint32_t alignment;

	if (kernel->size < PAGE || get(file + BOOT_FLAG, 2) != 0xaa55 || get(file + MAGIC, 4) != 0x53726448)
		stop("the first module, of %u bytes, is no bzImage", kernel->size);
	if (get(file + PROTOCOL, 2) < 0x20c || !(get(file + XLOADFLAGS, 2) & 1))
		stop("the first module is a bzImage without a 64-bit entry");
	/* It ends where its own jump leads, behind the last field read here and before what the zero page has there. */
	image->header = MAGIC + file[MAGIC - 1];
	if (image->header < INIT_SIZE + 4 || image->header > HEADER_LIMIT)
		stop("the bzImage's header ends at %x, and at most %x is known", image->header, (uint64_t)HEADER_LIMIT);
	image->setup = ((file[SETUP_SECTORS] ? file[SETUP_SECTORS] : 4) + 1ul) * 512;
	image->size = get(file + PARAGRAPHS, 4) * 16ul;
	if (!image->size || image->setup + image->size > kernel->size)
		stop("the bzImage is cut: it says %u bytes and has %u", image->setup + image->size, kernel->size);
	image->start = get(file + PREFERRED_ADDRESS, 4) | (uint64_t)get(file + PREFERRED_ADDRESS + 4, 4) << 32;
	image->needed = get(file + INIT_SIZE, 4);
	alignment = get(file + ALIGNMENT, 4);
	if (!alignment || alignment & (alignment - 1) || image->start & (alignment - 1))
		stop("the bzImage wants to lie at %x in steps of %x: its header is wrong", image->start, (uint64_t)alignment);
	if (image->size > image->needed)
		stop("the bzImage has %u bytes and asks for %u: its header is wrong", image->size, image->needed);
	image->line_limit = get(file + COMMAND_LINE_SIZE, 4);
	check_payload(file, image);
}
