/* What a guest's /init and an observer need below Swift: system calls that glibc hides behind variadic functions or leaves out. */
#ifndef CGUEST_H
#define CGUEST_H

#include <stddef.h>
#include <stdint.h>

/* finit_module(2): 0, or -errno. */
int guest_load_module(int fd, const char *parameters);

/* Opens a file and returns its descriptor, or -errno. */
int guest_open(const char *path, int flags);

/* As guest_open, to read and write past the page cache. */
int guest_open_direct(const char *path);

/* Gives a network interface its address in a /24 of IPv4 and switches it on: 0, or -errno. */
int guest_network_up(const char *name, uint32_t address);

/* A raw socket for ICMP over this interface alone, whose reads give up after 100 ms: its descriptor, or -errno. */
int guest_echo_socket(const char *name);

/* Sends bytes to an address of IPv4: 0, or -errno. */
int guest_send(int fd, uint32_t address, const void *bytes, size_t count);

/* reboot(2) with RB_POWER_OFF after sync(2); returns only when the kernel refused. */
void guest_power_off(void);

/* From now on SIGINT, SIGTERM and SIGHUP are noted and end nothing, and SIGPIPE is ignored. */
void guest_note_ends(void);

/* The number of the last signal noted, or 0. */
int guest_ended_by(void);

/* CPUID, subleaf 0, as eax, ebx, ecx, edx; of a leaf that the processor does not have it means nothing. */
void guest_cpuid(unsigned int leaf, unsigned int registers[4]);

/* Keeps the calling thread on one processor, or with a negative number on none in particular: 0, or -errno. */
int guest_run_on(int processor);

/* Gives up every capability of the calling thread for good: 0, or -errno. Files are then opened by owner and mode. */
int guest_drop_capabilities(void);

#endif
