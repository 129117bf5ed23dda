/* What a guest's /init needs below Swift: system calls that glibc hides behind variadic functions or leaves out. */
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

#endif
