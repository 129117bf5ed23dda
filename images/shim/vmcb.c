/* SPDX-License-Identifier: Apache-2.0 */
/* Linux as the guest of a hypervisor that does nothing but give its processor an identity. */
#include "shim.h"
#include "vmcb.h"

static struct vmcb vmcb __attribute__((aligned(4096)));
static uint8_t host_state[PAGE] __attribute__((aligned(4096)));
static uint8_t msr_permissions[2 * PAGE] __attribute__((aligned(4096)));

/* Two bits a register, read and write; all others stay the processor's own. */
static void intercept_msr(uint32_t number)
{
	uint32_t bit = (number & 0x1fff) * 2 + (number >= 0xc0010000 ? 0x1000 : 0x800) * 8;

	msr_permissions[bit / 8] |= (uint8_t)(3u << bit % 8);
}

static struct segment flat(uint16_t selector, uint16_t attributes)
{
	return (struct segment){selector, attributes, 0xffffffff, 0};
}

/*
 * The interrupt flag, NMI, HLT and ports are not intercepted: Linux has them as if nobody stood below it. Nested paging
 * is off, so Linux's page tables are the processor's.
 */
static void set_up(const struct options *options, const struct linux_image *image, uint64_t page_tables)
{
	intercept_msr(MSR_EFER);
	intercept_msr(MSR_SYSCFG);
	intercept_msr(MSR_SEV_STATUS);
	vmcb.intercept[0] = INTERCEPT_CPUID | INTERCEPT_MSR | INTERCEPT_SHUTDOWN;
	/* VMRUN refuses to start without it. */
	vmcb.intercept[1] = INTERCEPT_VMRUN;
	if (options->sev)
		vmcb.intercept_cr = INTERCEPT_CR3_READ | INTERCEPT_CR3_WRITE;
	vmcb.msr_permissions = address(msr_permissions);
	vmcb.asid = 1;
	vmcb.cs = flat(0x10, 0xa9b);
	vmcb.ds = vmcb.es = vmcb.ss = flat(0x18, 0xc93);
	vmcb.gdtr = (struct segment){0, 0, (uint32_t)(address(shim_gdt_end) - address(shim_gdt) - 1), address(shim_gdt)};
	vmcb.ldtr = (struct segment){0, 0x82, 0, 0};
	vmcb.tr = (struct segment){0, 0x8b, 0xffff, 0};
	vmcb.efer = 0x900 | EFER_SVME | EFER_LMA;
	vmcb.cr0 = 0x80000011;
	vmcb.cr4 = 0x620;
	vmcb.cr3 = page_tables;
	vmcb.dr6 = 0xffff0ff0;
	vmcb.dr7 = 0x400;
	vmcb.pat = 0x0007040600070406ul;
	vmcb.rflags = 2;
	vmcb.rip = image->entry;
}

void enter_linux(const struct options *options, const struct linux_image *image, uint64_t page_tables)
{
	struct registers registers = {.rsi = image->zero_page};

	set_up(options, image, page_tables);
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SVME);
	wrmsr(MSR_HSAVE_PA, address(host_state));
	for (;;) {
		vmcb.tlb_control = 0;
		vm_run(&registers, address(&vmcb));
		switch (vmcb.exit_code) {
		case EXIT_CPUID:
			handle_cpuid(options, &vmcb, &registers);
			break;
		case EXIT_MSR:
			handle_msr(options, &vmcb, &registers);
			break;
		case EXIT_CR3_READ:
		case EXIT_CR3_WRITE:
			handle_cr3(options, &vmcb, &registers);
			break;
		case EXIT_SHUTDOWN:
			stop("Linux shut down: a triple fault near %x", vmcb.rip);
		default:
			stop("the processor left Linux for reason %x at %x", vmcb.exit_code, vmcb.rip);
		}
	}
}
