/* SPDX-License-Identifier: Apache-2.0 */
/* The virtual machine control block: AMD64 Architecture Programmer's Manual, volume 2, appendix B. */
#ifndef VMCB_H
#define VMCB_H

#include <stddef.h>
#include <stdint.h>

struct segment {
	uint16_t selector;
	uint16_t attributes;
	uint32_t limit;
	uint64_t base;
};

struct vmcb {
	uint32_t intercept_cr;		/* low half reads, high half writes */
	uint32_t intercept_dr;
	uint32_t intercept_exceptions;
	uint32_t intercept[2];
	uint8_t unused_014[0x48 - 0x14];
	uint64_t msr_permissions;	/* 0x48 */
	uint64_t tsc_offset;
	uint32_t asid;			/* 0x58 */
	uint32_t tlb_control;
	uint64_t virtual_interrupt;	/* 0x60 */
	uint64_t interrupt_shadow;	/* 0x68 */
	uint64_t exit_code;		/* 0x70 */
	uint64_t exit_information[2];
	uint64_t exit_interrupt;
	uint64_t nested_paging;		/* 0x90 */
	uint8_t unused_098[0x400 - 0x98];
	struct segment es, cs, ss, ds, fs, gs, gdtr, ldtr, idtr, tr;	/* 0x400 */
	uint8_t unused_4a0[0x4cb - 0x4a0];
	uint8_t cpl;
	uint32_t unused_4cc;
	uint64_t efer;			/* 0x4d0 */
	uint8_t unused_4d8[0x548 - 0x4d8];
	uint64_t cr4;			/* 0x548 */
	uint64_t cr3;
	uint64_t cr0;
	uint64_t dr7;
	uint64_t dr6;
	uint64_t rflags;		/* 0x570 */
	uint64_t rip;
	uint8_t unused_580[0x5d8 - 0x580];
	uint64_t rsp;			/* 0x5d8 */
	uint8_t unused_5e0[0x5f8 - 0x5e0];
	uint64_t rax;			/* 0x5f8 */
	uint8_t unused_600[0x668 - 0x600];
	uint64_t pat;			/* 0x668 */
	uint8_t unused_670[0x1000 - 0x670];
};

_Static_assert(offsetof(struct vmcb, msr_permissions) == 0x48, "control area");
_Static_assert(offsetof(struct vmcb, exit_code) == 0x70, "control area");
_Static_assert(offsetof(struct vmcb, nested_paging) == 0x90, "control area");
_Static_assert(offsetof(struct vmcb, cpl) == 0x4cb, "state save area");
_Static_assert(offsetof(struct vmcb, rflags) == 0x570, "state save area");
_Static_assert(offsetof(struct vmcb, rax) == 0x5f8, "state save area");
_Static_assert(sizeof(struct vmcb) == 0x1000, "one page");

#define INTERCEPT_CPUID (1u << 18)
#define INTERCEPT_MSR (1u << 28)
#define INTERCEPT_SHUTDOWN (1u << 31)
#define INTERCEPT_VMRUN (1u << 0)
#define INTERCEPT_CR3_READ (1u << 3)
#define INTERCEPT_CR3_WRITE (1u << 19)

#define EXIT_CR3_READ 0x003
#define EXIT_CR3_WRITE 0x013
#define EXIT_CPUID 0x072
#define EXIT_MSR 0x07c
#define EXIT_SHUTDOWN 0x07f

#define MSR_EFER 0xc0000080u
#define MSR_SYSCFG 0xc0010010u
#define MSR_HSAVE_PA 0xc0010117u
#define MSR_SEV_STATUS 0xc0010131u

#define EFER_SVME (1ul << 12)
#define EFER_LMA (1ul << 10)

/* TCG saves no address of the next instruction, and those intercepted have two bytes. */
static inline void skip_instruction(struct vmcb *vmcb, unsigned int bytes)
{
	vmcb->rip += bytes;
	vmcb->interrupt_shadow = 0;
}

#endif
