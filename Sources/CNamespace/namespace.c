#define _GNU_SOURCE /* unshare */
#include "CNamespace.h"

#include <errno.h>
#include <sched.h>
#include <sys/mount.h>

int namespace_own_mounts(void)
{
    if (unshare(CLONE_NEWNS) != 0)
        return -errno;
    return mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) == 0 ? 0 : -errno;
}
