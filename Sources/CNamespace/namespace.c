#define _GNU_SOURCE /* unshare, statx */
#include "CNamespace.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/mount.h>
#include <sys/stat.h>

/* In a chroot the root is mostly none: its mount cannot be named there. */
static bool root_is_a_mount(void)
{
    struct statx root;

    return statx(AT_FDCWD, "/", 0, 0, &root) == 0 && (root.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

int namespace_own_mounts(void)
{
    /* A namespace left cannot be entered again, so what would fail in the new one is looked at before. */
    if (!root_is_a_mount())
        return -EINVAL;
    if (unshare(CLONE_NEWNS) != 0)
        return -errno;
    return mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) == 0 ? 0 : -errno;
}
