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

/* Whether all of it is RAM, of one range of the map. */
bool is_ram(const struct machine *machine, uint64_t start, uint64_t size)
{
	for (unsigned int i = 0; i < machine->count; i++) {
		const struct range *range = &machine->ranges[i];

		if (range->type == RAM && start >= range->start && start - range->start <= range->size &&
		    size <= range->size - (start - range->start))
			return true;
	}
	return false;
}

static void add_range(struct machine *machine, const struct map_entry *entry)
{
	uint64_t top = entry->start + entry->length;

	/* Two are kept for the shim itself, which splits one. */
	if (machine->count >= RANGES - 2)
		stop("the memory map has more than %u entries", (uint64_t)RANGES - 2);
	if (top < entry->start || entry->size < sizeof(*entry) - sizeof(entry->size))
		stop("the memory map is broken: %u bytes at %x in an entry of %u", entry->length, entry->start,
		     (uint64_t)entry->size);
	machine->ranges[machine->count++] = (struct range){entry->start, entry->length, entry->type};
	if (entry->type != RAM)
		return;
	if (top > machine->end)
		machine->end = top;
	if (top <= 4 * GIB && top > machine->low_end)
		machine->low_end = top;
}

static void read_map(const struct information *info, struct machine *machine)
{
	uint64_t at = info->map, end = at + info->map_size;

	while (at + sizeof(struct map_entry) <= end) {
		const struct map_entry *entry = pointer(at);

		add_range(machine, entry);
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

		if (range->type != RAM || range->start > start || top <= end)
			continue;
		range->size = start - range->start;
		machine->ranges[machine->count++] = (struct range){start, end - start, RESERVED};
		machine->ranges[machine->count++] = (struct range){end, top - end, RAM};
		return;
	}
	stop("there is too little RAM: the shim stands at %x and Linux needs some behind it", start);
}

static struct module read_module(const struct machine *machine, const struct module_entry *entry, const char *what)
{
	struct module module = {entry->start, (uint64_t)entry->end - entry->start};

	if (entry->end <= entry->start)
		stop("the %s, from %x to %x, is empty", what, (uint64_t)entry->start, (uint64_t)entry->end);
	if (module.start < address(shim_end) || !is_ram(machine, module.start, module.size))
		stop("the %s, from %x to %x, does not lie in RAM behind the shim at %x: give the machine more", what,
		     (uint64_t)entry->start, (uint64_t)entry->end, address(shim_end));
	return module;
}

static void copy_line(const char *given, char *line, size_t size)
{
	size_t length = 0;

	while (given[length]) {
		if (length + 1 >= size)
			stop("the command line has more than %u characters", (uint64_t)size - 1);
		line[length] = given[length];
		length++;
	}
	line[length] = 0;
}

void read_multiboot(uint32_t magic, uint64_t information, struct machine *machine, struct module *kernel,
		    struct module *initrd, char *line, size_t line_size)
{
	const struct information *info = pointer(information);
	const struct module_entry *modules;

	if (magic != 0x2badb002)
		stop("the boot loader speaks no multiboot: start the shim with QEMU's -kernel");
	if ((info->flags & 0x4c) != 0x4c)
		stop("the boot loader gave no command line, no modules or no memory map");
	read_map(info, machine);
	reserve_shim(machine);
	if (info->module_count != 2)
		stop("there are %u modules, and two are needed: -initrd \"BZIMAGE,INITRD\"", (uint64_t)info->module_count);
	/* QEMU puts both right behind the shim. */
	if (!is_ram(machine, info->modules, 2 * sizeof(*modules)) || !is_ram(machine, info->command_line, line_size))
		stop("the boot loader's own tables at %x do not lie in RAM: give the machine more", (uint64_t)info->modules);
	copy_line(pointer(info->command_line), line, line_size);
	modules = pointer(info->modules);
	*kernel = read_module(machine, &modules[0], "first module");
	*initrd = read_module(machine, &modules[1], "second module");
	if (kernel->start < initrd->start + initrd->size && initrd->start < kernel->start + kernel->size)
		stop("the two modules lie over each other at %x", initrd->start);
}
