/* SPDX-License-Identifier: Apache-2.0 */
/* An exception of the shim's own is a fault of its code: said, where it would else be a silent reset. */
#include "shim.h"

struct gate {
	uint16_t low;
	uint16_t selector;
	uint16_t attributes;
	uint16_t middle;
	uint32_t high;
	uint32_t unused;
} __attribute__((packed));

static struct gate gates[EXCEPTIONS] __attribute__((aligned(16)));

void catch_faults(void)
{
	struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) table = {sizeof(gates) - 1, address(gates)};

	for (unsigned int i = 0; i < EXCEPTIONS; i++) {
		uint64_t entry = address(shim_faults) + i * 16;

		/* A 64-bit interrupt gate of the most privileged level. */
		gates[i] = (struct gate){(uint16_t)entry, 0x10, 0x8e00, (uint16_t)(entry >> 16), (uint32_t)(entry >> 32), 0};
	}
	asm volatile("lidt %0" : : "m"(table));
}

_Noreturn void shim_fault(uint64_t vector, uint64_t rip)
{
	uint64_t touched;

	asm volatile("movq %%cr2, %0" : "=r"(touched));
	stop("the shim itself failed: exception %u at %x, and the last page fault was for %x", vector, rip, touched);
}
