/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two stores. RAM is the plain one; the encrypted one is a second memory that the machine has at 1 << C-bit. An
 * access with the C-bit reaches the second, whoever makes it, so that a wrong route loses data and can be seen to.
 */
#include "shim.h"

/* Where the shim sees the encrypted store: behind everything that RAM can be, in pages of 1 GiB. */
#define WINDOW REACH
#define PRESENT_WRITABLE_LARGE 0x83ul
#define PRESENT_WRITABLE 0x3ul

static uint64_t linux_pml4[512] __attribute__((aligned(4096)));
static uint64_t linux_pdpt[512] __attribute__((aligned(4096)));

void *encrypted(uint64_t physical) { return pointer(WINDOW + physical); }

void map_encrypted_store(const struct options *options)
{
	shim_pml4[1] = address(shim_encrypted_pdpt) | PRESENT_WRITABLE;
	for (uint64_t i = 0; i < REACH / GIB; i++) {
		/* RAM above 4 GiB, which only the check below looks at. */
		shim_pdpt[i] = i * GIB | PRESENT_WRITABLE_LARGE;
		shim_encrypted_pdpt[i] = (1ul << options->c_bit) + i * GIB + PRESENT_WRITABLE_LARGE;
	}
	asm volatile("movq %%cr3, %%rax; movq %%rax, %%cr3" : : : "rax", "memory");
}

static void check_at(const struct options *options, uint64_t physical)
{
	volatile uint64_t *plain = pointer(physical), *other = encrypted(physical);
	uint64_t kept_plain = *plain, kept_other = *other;
	bool is_memory, is_one;

	*plain = 0x706c61696e000000ul;
	*other = 0x656e637279707465ul;
	is_memory = *other == 0x656e637279707465ul;
	is_one = *plain == 0x656e637279707465ul;
	*other = kept_other;
	*plain = kept_plain;
	if (!is_memory)
		stop("there is no memory at %x: the encrypted store, -device virtio-pmem-pci,memaddr=1<<C-bit, must be as "
		     "large as RAM is high", physical | 1ul << options->c_bit);
	if (is_one && !options->one_store)
		stop("the memory at %x is that at %x: the two stores are one", physical | 1ul << options->c_bit, physical);
	if (!is_one && options->one_store)
		stop("dmaroute.shim.stores=one, and the memory at %x is its own", physical | 1ul << options->c_bit);
}

void check_stores(const struct options *options, const struct machine *machine)
{
	if (machine->end > REACH)
		stop("there is RAM up to %x, and the shim sees no more than %x; from 2,816 MiB of RAM on use the machine "
		     "pc-q35-7.0, which keeps it low", machine->end, REACH);
	if (machine->end > 1ul << options->c_bit)
		stop("there is RAM up to %x, beyond the C-bit %u", machine->end, (uint64_t)options->c_bit);
	if (options->one_store && options->sev)
		stop("dmaroute.shim.stores=one goes with SME alone: a SEV guest poisons the plain copies");
	check_at(options, address(shim_end) - PAGE);
	check_at(options, machine->low_end - PAGE);
	check_at(options, machine->end - PAGE);
	say("encrypted store at %x: %s", 1ul << options->c_bit,
	    options->one_store ? "the same memory as the plain one, as asked for" : "memory of its own up to the end of RAM");
}

static void copy(uint64_t start, uint64_t size) { memcpy(encrypted(start), pointer(start), size); }

/* A SEV guest runs from encrypted memory: its firmware would have put all this there. */
void move_into_encrypted_store(const struct machine *machine, const struct linux_image *image)
{
	copy(0, 0x100000);
	copy(image->start, image->size);
	copy(image->initrd.start, image->initrd.size);
	copy(address(shim_start), address(shim_end) - address(shim_start));
	/* ACPI's tables stand in reserved memory at the top of low RAM. */
	for (unsigned int i = 0; i < machine->count; i++) {
		const struct range *range = &machine->ranges[i];

		if (range->type != RAM && range->start >= machine->low_end && range->start + range->size <= 0xb0000000ul)
			copy(range->start, range->size);
	}
	/* What still read the plain copy would get this. */
	memset(pointer(image->start), 0xcc, image->size);
	memset(pointer(image->initrd.start), 0xcc, image->initrd.size);
	memset(pointer(image->zero_page), 0xcc, PAGE);
	memset(pointer(image->command_line), 0xcc, PAGE);
}

/* The page tables that a SEV guest begins with: the first 4 GiB, encrypted, and themselves in encrypted memory. */
uint64_t encrypted_page_tables(const struct options *options)
{
	uint64_t c_bit = 1ul << options->c_bit;

	linux_pml4[0] = address(linux_pdpt) | c_bit | PRESENT_WRITABLE;
	for (uint64_t i = 0; i < 4; i++)
		linux_pdpt[i] = i * GIB | c_bit | PRESENT_WRITABLE_LARGE;
	return address(linux_pml4) | c_bit;
}
