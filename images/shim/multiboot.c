/* SPDX-License-Identifier: Apache-2.0 */
/* What the boot loader hands over: multiboot specification, version 0.6.96, section 3.3. */
#include "shim.h"

struct information {
	uint32_t flags, mem_lower, mem_upper, boot_device, command_line, module_count, modules;
	uint32_t symbols[4];
	uint32_t map_size, map;
} __attribute__((packed));

struct map_entry {
	uint32_t size;
	uint64_t start, length;
	uint32_t type;
} __attribute__((packed));

struct module_entry {
	uint32_t start, end, text, reserved;
} __attribute__((packed));

static void read_map(const struct information *info, struct machine *machine)
{
	uint64_t at = info->map, end = at + info->map_size;

	while (at + sizeof(struct map_entry) <= end) {
		const struct map_entry *entry = pointer(at);
		struct range *range = &machine->ranges[machine->count];

		/* One is kept for the shim itself, which splits another. */
		if (machine->count >= RANGES - 2)
			stop("the memory map has more than %u entries", (uint64_t)RANGES - 2);
		range->start = entry->start;
		range->size = entry->length;
		range->type = entry->type;
		machine->count++;
		if (entry->type == RAM) {
			uint64_t top = entry->start + entry->length;

			if (top > machine->end)
				machine->end = top;
			if (top <= 4 * GIB && top > machine->low_end)
				machine->low_end = top;
		}
		at += entry->size + 4ul;
	}
}

/* Linux must not use the memory that the shim lives in. */
static void reserve_shim(struct machine *machine)
{
	uint64_t start = address(shim_start) & ~(PAGE - 1), end = address(shim_end);

	for (unsigned int i = 0; i < machine->count; i++) {
		struct range *range = &machine->ranges[i];
		uint64_t top = range->start + range->size;

		if (range->type != RAM || range->start > start || top < end)
			continue;
		range->size = start - range->start;
		machine->ranges[machine->count++] = (struct range){start, end - start, RESERVED};
		machine->ranges[machine->count++] = (struct range){end, top - end, RAM};
		return;
	}
	stop("there is too little RAM: the shim stands at %x and Linux needs some behind it", start);
}

void read_multiboot(uint32_t magic, uint64_t information, struct machine *machine, struct module *kernel,
		    struct module *initrd, char *line, size_t line_size)
{
	const struct information *info = pointer(information);
	const struct module_entry *modules;
	const char *given;
	size_t length = 0;

	if (magic != 0x2badb002)
		stop("the boot loader speaks no multiboot: start the shim with QEMU's -kernel");
	if ((info->flags & 0x4c) != 0x4c)
		stop("the boot loader gave no command line, no modules or no memory map");
	if (info->module_count != 2)
		stop("there are %u modules, and two are needed: -initrd \"BZIMAGE,INITRD\"", (uint64_t)info->module_count);
	given = pointer(info->command_line);
	while (given[length]) {
		if (length + 1 >= line_size)
			stop("the command line has more than %u characters", (uint64_t)line_size - 1);
		line[length] = given[length];
		length++;
	}
	line[length] = 0;
	modules = pointer(info->modules);
	*kernel = (struct module){modules[0].start, modules[0].end - modules[0].start};
	*initrd = (struct module){modules[1].start, modules[1].end - modules[1].start};
	read_map(info, machine);
	reserve_shim(machine);
}
