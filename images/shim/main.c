/* SPDX-License-Identifier: Apache-2.0 */
#include "shim.h"

static struct machine machine;
static char line[4096];

_Noreturn void shim_main(uint32_t magic, uint32_t information)
{
	struct options options = {0};
	struct module kernel, initrd;
	struct linux_image image;
	const char *rest;
	uint64_t page_tables = address(shim_pml4);

	catch_faults();
	read_multiboot(magic, information, &machine, &kernel, &initrd, line, sizeof(line));
	rest = read_options(line, &options);
	check_processor(&options);
	map_encrypted_store(&options);
	check_stores(&options, &machine);
	load_linux(&machine, &kernel, &initrd, rest, &image);
	if (options.sev)
		page_tables = encrypted_page_tables(&options);
	say("%s, C-bit %u: kernel of %u bytes at %x, initrd of %u bytes at %x, shim from %x to %x",
	    options.sev ? "SEV" : "SME", (uint64_t)options.c_bit, image.size, image.start, initrd.size, initrd.start,
	    address(shim_start), address(shim_end));
	if (options.sev) {
		move_into_encrypted_store(&machine, &image);
		say("kernel, initrd, tables and the first MiB are in the encrypted store; their plain copies are poisoned");
	}
	enter_linux(&options, &image, page_tables);
	stop("Linux came back");
}
