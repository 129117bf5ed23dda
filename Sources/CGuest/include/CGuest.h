/* What a guest's /init needs below Swift: system calls that glibc hides behind variadic functions or leaves out. */
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

#endif
