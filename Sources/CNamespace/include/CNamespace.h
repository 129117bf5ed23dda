/* System calls that Swift's module of glibc leaves out. */
#ifndef CNAMESPACE_H
#define CNAMESPACE_H

/*
 * Gives the calling thread, and the threads that it starts, a view of their own of what is mounted where: what they mount
 * nobody else sees, what others mount they see too. 0, or -errno.
 */
int namespace_own_mounts(void);

#endif
