/* SPDX-License-Identifier: Apache-2.0 */
/* The answers by which Linux takes its processor for one with memory encryption. */
#include "shim.h"
#include "vmcb.h"

#define CR4_OSXSAVE (1ul << 18)
#define CR4_PKE (1ul << 22)

/* Intercept: CPUID. The processor's own answer, with memory encryption added and what belongs to the shim taken away. */
void handle_cpuid(const struct options *options, struct vmcb *vmcb, struct registers *registers)
{
	uint32_t leaf = (uint32_t)vmcb->rax, id[4];

	cpuid(leaf, (uint32_t)registers->rcx, id);
	switch (leaf) {
	case 1:
		/* What the operating system enabled shows Linux's CR4, not the shim's. */
		id[2] = (id[2] & ~(1u << 27)) | (vmcb->cr4 & CR4_OSXSAVE ? 1u << 27 : 0);
		/* SME is for bare metal, SEV for guests: the kernel asks for this bit before anything else. */
		id[2] = (id[2] & ~(1u << 31)) | (options->sev ? 1u << 31 : 0);
		break;
	case 7:
		id[2] = (id[2] & ~(1u << 4)) | (vmcb->cr4 & CR4_PKE ? 1u << 4 : 0);
		break;
	case 0x80000000:
		if (id[0] < 0x8000001f)
			id[0] = 0x8000001f;
		break;
	case 0x80000001:
		/* Linux is not to run guests beside the shim's own. */
		id[2] &= ~(1u << 2);
		break;
	case 0x8000000a:
		id[0] = id[1] = id[2] = id[3] = 0;
		break;
	case 0x8000001f:
		/* EAX: SME is bit 0, SEV bit 1. EBX: the C-bit's position, and one physical address bit less. */
		id[0] = options->sev ? 2 : 1;
		id[1] = options->c_bit | 1u << 6;
		id[2] = id[3] = 0;
		break;
	}
	vmcb->rax = id[0];
	registers->rbx = id[1];
	registers->rcx = id[2];
	registers->rdx = id[3];
	skip_instruction(vmcb, 2);
}

static uint64_t read_msr(const struct options *options, const struct vmcb *vmcb, uint32_t number)
{
	switch (number) {
	case MSR_EFER:
		/* Intercept: reading EFER. SVME is the shim's. */
		return vmcb->efer & ~EFER_SVME;
	case MSR_SYSCFG:
		/* Intercept: reading SYSCFG. Bit 23 says that the firmware allowed SME. */
		return options->sev ? 0 : 1ul << 23;
	case MSR_SEV_STATUS:
		/* Intercept: reading SEV_STATUS. Bit 0 says that SEV is on. */
		return options->sev ? 1 : 0;
	}
	return rdmsr(number);
}

/* Intercept: RDMSR and WRMSR of three registers. */
void handle_msr(const struct options *options, struct vmcb *vmcb, struct registers *registers)
{
	uint32_t number = (uint32_t)registers->rcx;

	if (!(vmcb->exit_information[0] & 1)) {
		uint64_t value = read_msr(options, vmcb, number);

		vmcb->rax = (uint32_t)value;
		registers->rdx = value >> 32;
	} else if (number == MSR_EFER) {
		uint64_t value = registers->rdx << 32 | (uint32_t)vmcb->rax;

		/* Writing EFER: SVME must stay, and LMA is the processor's to set. */
		vmcb->efer = (value & ~EFER_LMA) | EFER_SVME | (vmcb->efer & EFER_LMA);
	}
	/* SYSCFG and SEV_STATUS keep what they are whatever is written. */
	skip_instruction(vmcb, 2);
}
