/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SHIM_H
#define SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE 4096ul
#define GIB (1ul << 30)
/* RAM that the shim sees: one table of large pages for either store. */
#define REACH (512 * GIB)

/* What the words of the command line that begin with dmaroute.shim. ask for. */
struct options {
	bool sev;		/* else SME */
	unsigned int c_bit;
	bool one_store;		/* the two stores were made one on purpose */
};

/* RAM as the boot loader describes it: the multiboot map's types are those of e820. */
struct range {
	uint64_t start;
	uint64_t size;
	uint32_t type;
} __attribute__((packed));

#define RANGES 64
#define RAM 1
#define RESERVED 2

struct machine {
	struct range ranges[RANGES];
	unsigned int count;
	uint64_t low_end;	/* of RAM below 4 GiB */
	uint64_t end;		/* of all RAM */
};

struct module {
	uint64_t start;
	uint64_t size;
};

/* Fields of Linux's header by their offset, which is the same in a bzImage and in the zero page. */
#define SETUP_SECTORS 0x1f1
#define PARAGRAPHS 0x1f4
#define BOOT_FLAG 0x1fe
#define MAGIC 0x202
#define PROTOCOL 0x206
#define LOADER 0x210
#define RAMDISK 0x218
#define RAMDISK_SIZE 0x21c
#define COMMAND_LINE 0x228
#define ALIGNMENT 0x230
#define XLOADFLAGS 0x236
#define COMMAND_LINE_SIZE 0x238
#define PAYLOAD_OFFSET 0x248
#define PAYLOAD_LENGTH 0x24c
#define PREFERRED_ADDRESS 0x258
#define INIT_SIZE 0x260
#define HEADER_LIMIT 0x290

/* What a bzImage says of itself, in bytes. */
struct bzimage {
	uint64_t header;	/* where it ends */
	uint64_t setup;		/* before the protected-mode code, of which there is size */
	uint64_t size;
	uint64_t start;		/* where the code is to lie, and how much it takes there to unpack itself */
	uint64_t needed;
	uint64_t line_limit;	/* characters of a command line */
};

/* Where Linux and what belongs to it lies. */
struct linux_image {
	uint64_t start;
	uint64_t size;
	uint64_t entry;
	uint64_t zero_page;
	uint64_t command_line;
	struct module initrd;
};

/* In the order of entry.S. */
struct registers {
	uint64_t rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15;
};

/* console.c */
void say(const char *format, ...);
_Noreturn void stop(const char *format, ...);

/* options.c: takes the shim's own words out of the line and returns what is left of it. */
char *read_options(char *line, struct options *options);

/* multiboot.c */
void read_multiboot(uint32_t magic, uint64_t information, struct machine *machine, struct module *kernel,
		    struct module *initrd, char *line, size_t line_size);
bool is_ram(const struct machine *machine, uint64_t start, uint64_t size);

/* bzimage.c */
void read_bzimage(const struct module *kernel, struct bzimage *image);

/* faults.c */
#define EXCEPTIONS 32
void catch_faults(void);
_Noreturn void shim_fault(uint64_t vector, uint64_t rip);

/* linux.c */
void load_linux(const struct machine *machine, const struct module *kernel, const struct module *initrd,
		const char *line, struct linux_image *image);

/* stores.c */
void map_encrypted_store(const struct options *options);
void check_stores(const struct options *options, const struct machine *machine);
void *encrypted(uint64_t physical);
void move_into_encrypted_store(const struct machine *machine, const struct linux_image *image);
uint64_t encrypted_page_tables(const struct options *options);

/* processor.c */
void check_processor(const struct options *options);

/* vmcb.c */
void enter_linux(const struct options *options, const struct linux_image *image, uint64_t page_tables);

/* exits.c */
struct vmcb;
void handle_cpuid(const struct options *options, struct vmcb *vmcb, struct registers *registers);
void handle_msr(const struct options *options, struct vmcb *vmcb, struct registers *registers);

/* cr3.c */
void handle_cr3(const struct options *options, struct vmcb *vmcb, struct registers *registers);

extern char shim_start[], shim_load_end[], shim_end[];
extern char shim_faults[];
extern uint64_t shim_pml4[512], shim_pdpt[512], shim_encrypted_pdpt[512], shim_gdt[], shim_gdt_end[];

void vm_run(struct registers *registers, uint64_t vmcb);
_Noreturn void shim_main(uint32_t magic, uint32_t information);

void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);

static inline uint64_t address(const volatile void *pointer) { return (uint64_t)pointer; }
static inline void *pointer(uint64_t address) { return (void *)address; }

static inline void outb(uint16_t port, uint8_t value)
{
	asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint8_t inb(uint16_t port)
{
	uint8_t value;

	asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline uint64_t rdmsr(uint32_t number)
{
	uint32_t low, high;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number));
	return (uint64_t)high << 32 | low;
}

static inline void wrmsr(uint32_t number, uint64_t value)
{
	asm volatile("wrmsr" : : "c"(number), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)));
}

static inline void cpuid(uint32_t leaf, uint32_t subleaf, uint32_t out[4])
{
	asm volatile("cpuid" : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3]) : "a"(leaf), "c"(subleaf));
}

#endif
