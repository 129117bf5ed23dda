/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SEV hardware walks page tables through encrypted memory whatever CR3 says, and the kernel's decompressor relies on
 * it: it loads CR3 without the C-bit. Here the C-bit decides, so it is put in for as long as Linux leaves it out.
 */
#include "shim.h"
#include "vmcb.h"

#define ENTRY_ADDRESS 0x000ffffffffff000ul
#define PRESENT 1ul
#define LARGE (1ul << 7)

/* Whether the C-bit in CR3 was Linux's own, which then wants to read it back. */
static bool linux_set_it;

static const uint64_t *table(const struct options *options, uint64_t entry)
{
	uint64_t c_bit = 1ul << options->c_bit, physical = entry & ENTRY_ADDRESS;

	if ((physical & ~c_bit) >= REACH)
		stop("Linux's page tables lead to %x, and the shim sees no more than %x", physical & ~c_bit, REACH);
	return physical & c_bit ? encrypted(physical & ~c_bit) : pointer(physical);
}

/* A byte of Linux's memory, by Linux's own page tables (four levels: the processor has no five). */
static uint8_t byte_at(const struct options *options, const struct vmcb *vmcb, uint64_t at)
{
	uint64_t entry = vmcb->cr3;

	for (int shift = 39; shift >= 12; shift -= 9) {
		uint64_t below = (1ul << shift) - 1;

		entry = table(options, entry)[at >> shift & 511];
		if (!(entry & PRESENT))
			stop("Linux runs at %x, which its page tables do not map", at);
		if (shift == 12 || (shift <= 30 && entry & LARGE)) {
			const uint8_t *page = (const uint8_t *)table(options, entry & ~(below & ENTRY_ADDRESS));

			return page[at & below];
		}
	}
	stop("no end of Linux's page tables at %x", at);
}

static uint64_t *general(struct vmcb *vmcb, struct registers *registers, unsigned int number)
{
	uint64_t *const in_order[16] = {
		&vmcb->rax, &registers->rcx, &registers->rdx, &registers->rbx, &vmcb->rsp, &registers->rbp,
		&registers->rsi, &registers->rdi, &registers->r8, &registers->r9, &registers->r10, &registers->r11,
		&registers->r12, &registers->r13, &registers->r14, &registers->r15,
	};

	return in_order[number];
}

static void write_cr3(const struct options *options, struct vmcb *vmcb, uint64_t value)
{
	uint64_t c_bit = 1ul << options->c_bit;

	/* Bit 63 asks not to flush and is never part of CR3. */
	vmcb->cr3 = (value & ~(1ul << 63)) | c_bit;
	vmcb->tlb_control = 1;
	linux_set_it = value & c_bit;
	/* From here on Linux itself always sets it. */
	if (linux_set_it && vmcb->rip >> 63)
		vmcb->intercept_cr = 0;
}

/* Intercept: MOV to and from CR3, of the form [prefix] 0F 20|22 mod-rm; TCG decodes nothing for the hypervisor. */
void handle_cr3(const struct options *options, struct vmcb *vmcb, struct registers *registers)
{
	unsigned int length = 0, number;
	uint8_t prefix = 0, byte;

	while ((byte = byte_at(options, vmcb, vmcb->rip + length)) != 0x0f && length < 4) {
		prefix = byte;
		length++;
	}
	byte = byte_at(options, vmcb, vmcb->rip + length + 1);
	number = byte_at(options, vmcb, vmcb->rip + length + 2);
	if ((byte != 0x20 && byte != 0x22) || (number & 0x38) != 0x18)
		stop("Linux touched CR3 at %x by an instruction that is no MOV", vmcb->rip);
	/* REX.B reaches the upper eight registers. */
	number = (number & 7) | ((prefix & 0xf1) == 0x41 ? 8 : 0);
	if (byte == 0x22)
		write_cr3(options, vmcb, *general(vmcb, registers, number));
	else
		*general(vmcb, registers, number) = linux_set_it ? vmcb->cr3 : vmcb->cr3 & ~(1ul << options->c_bit);
	skip_instruction(vmcb, length + 3);
}
