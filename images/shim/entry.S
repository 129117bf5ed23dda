/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the boot loader's 32-bit protected mode into long mode, and the one instruction that C has no word for: VMRUN.
 */
#define MAGIC 0x1badb002
/* Bit 0: modules on page boundaries; bit 1: a memory map; bit 16: the addresses stand here and not in an ELF header. */
#define FLAGS 0x00010003

	.section .multiboot, "ax"
	.balign 4
multiboot_header:
	.long MAGIC
	.long FLAGS
	.long -(MAGIC + FLAGS)
	.long multiboot_header
	.long shim_start
	.long shim_load_end
	.long shim_end
	.long shim_entry

	.code32
	.globl shim_entry
shim_entry:
	cli
	movl	$boot_stack_end, %esp
	movl	%eax, boot_magic
	movl	%ebx, boot_information
	/* Identity of the first 4 GiB in pages of 1 GiB, enough to run C in. */
	movl	$shim_pdpt + 3, shim_pml4
	movl	$0x00000083, shim_pdpt
	movl	$0x40000083, shim_pdpt + 8
	movl	$0x80000083, shim_pdpt + 16
	movl	$0xc0000083, shim_pdpt + 24
	/* CR4.PAE, OSFXSR and OSXMMEXCPT. */
	movl	$0x620, %eax
	movl	%eax, %cr4
	movl	$shim_pml4, %eax
	movl	%eax, %cr3
	/* EFER.LME and NXE; SVME comes when C knows that the processor has SVM. */
	movl	$0xc0000080, %ecx
	xorl	%edx, %edx
	movl	$0x900, %eax
	wrmsr
	movl	$0x80000011, %eax
	movl	%eax, %cr0
	lgdt	shim_gdt_pointer
	ljmp	$0x10, $long_mode

	.code64
long_mode:
	movl	$0x18, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs
	movl	$boot_stack_end, %esp
	movl	boot_magic, %edi
	movl	boot_information, %esi
	call	shim_main
1:	hlt
	jmp	1b

	.text
/*
 * void vm_run(struct registers *registers, unsigned long vmcb)
 *
 * Runs Linux until it does something that is intercepted. RAX, RSP, RIP, RFLAGS and what decides addressing travel in
 * the VMCB; the other general registers are exchanged here. FS, GS, TR and the SYSCALL registers stay Linux's own.
 */
	.globl vm_run
vm_run:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	pushq	%rdi
	movq	%rsi, %rax
	movq	0(%rdi), %rbx
	movq	8(%rdi), %rcx
	movq	16(%rdi), %rdx
	movq	24(%rdi), %rsi
	movq	40(%rdi), %rbp
	movq	48(%rdi), %r8
	movq	56(%rdi), %r9
	movq	64(%rdi), %r10
	movq	72(%rdi), %r11
	movq	80(%rdi), %r12
	movq	88(%rdi), %r13
	movq	96(%rdi), %r14
	movq	104(%rdi), %r15
	movq	32(%rdi), %rdi
	vmrun	%rax
	xchgq	%rdi, (%rsp)
	movq	%rbx, 0(%rdi)
	movq	%rcx, 8(%rdi)
	movq	%rdx, 16(%rdi)
	movq	%rsi, 24(%rdi)
	movq	%rbp, 40(%rdi)
	movq	%r8, 48(%rdi)
	movq	%r9, 56(%rdi)
	movq	%r10, 64(%rdi)
	movq	%r11, 72(%rdi)
	movq	%r12, 80(%rdi)
	movq	%r13, 88(%rdi)
	movq	%r14, 96(%rdi)
	movq	%r15, 104(%rdi)
	popq	%rax
	movq	%rax, 32(%rdi)
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret

/* An entry of 16 bytes for each exception; those that push no error code push a zero for one. */
	.balign 16
	.globl shim_faults
shim_faults:
	vector = 0
	.rept	32
	.balign 16
	.if	!((0x60227d00 >> vector) & 1)
	pushq	$0
	.endif
	pushq	$vector
	jmp	fault
	vector = vector + 1
	.endr

fault:
	popq	%rdi
	popq	%rsi
	popq	%rsi
	/* The address of the instruction; only the vector and it are said. */
	andq	$-16, %rsp
	call	shim_fault

	.data
	.balign 16
/* The 64-bit boot protocol asks for code at selector 0x10 and data at 0x18. */
	.globl shim_gdt
shim_gdt:
	.quad	0, 0
	.quad	0x00af9b000000ffff
	.quad	0x00cf93000000ffff
	.globl shim_gdt_end
shim_gdt_end:
shim_gdt_pointer:
	.word	shim_gdt_end - shim_gdt - 1
	.quad	shim_gdt

	.bss
	.balign 4096
	.globl shim_pml4, shim_pdpt, shim_encrypted_pdpt
shim_pml4:
	.skip	4096
shim_pdpt:
	.skip	4096
shim_encrypted_pdpt:
	.skip	4096
boot_magic:
	.skip	4
boot_information:
	.skip	4
	.balign 16
	.skip	16384
boot_stack_end:

	.section .note.GNU-stack, "", @progbits
