/* What a guest's /init and an observer need below Swift: system calls that glibc hides behind variadic functions or leaves out. */
#ifndef CGUEST_H
#define CGUEST_H

/* finit_module(2): 0, or -errno. */
int guest_load_module(int fd, const char *parameters);

/* Opens a file and returns its descriptor, or -errno. */
int guest_open(const char *path, int flags);

/* As guest_open, to read past the page cache. */
int guest_open_direct(const char *path);

/* reboot(2) with RB_POWER_OFF after sync(2); returns only when the kernel refused. */
void guest_power_off(void);

/* From now on SIGINT, SIGTERM and SIGHUP are noted and end nothing, and SIGPIPE is ignored. */
void guest_note_ends(void);

/* The number of the last signal noted, or 0. */
int guest_ended_by(void);

/* CPUID, subleaf 0, as eax, ebx, ecx, edx; of a leaf that the processor does not have it means nothing. */
void guest_cpuid(unsigned int leaf, unsigned int registers[4]);

/* Gives up every capability of the calling thread for good: 0, or -errno. Files are then opened by owner and mode. */
int guest_drop_capabilities(void);

#endif
