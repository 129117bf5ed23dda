#define _GNU_SOURCE /* O_DIRECT, CPU_SET */
#include "CGuest.h"

#include <cpuid.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/random.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int guest_load_module(int fd, const char *parameters)
{
    return syscall(SYS_finit_module, fd, parameters, 0) == 0 ? 0 : -errno;
}

int guest_open(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);
    return fd >= 0 ? fd : -errno;
}

int guest_open_direct(const char *path)
{
    return guest_open(path, O_RDWR | O_DIRECT);
}

void guest_power_off(void)
{
    sync();
    reboot(RB_POWER_OFF);
}

static volatile sig_atomic_t ended_by;

static void note_end(int number)
{
    ended_by = number;
}

void guest_note_ends(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = note_end};

    signal(SIGPIPE, SIG_IGN);
    for (unsigned int i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        sigaction(numbers[i], &action, NULL);
}

int guest_ended_by(void)
{
    return ended_by;
}

void guest_cpuid(unsigned int leaf, unsigned int registers[4])
{
    __cpuid_count(leaf, 0, registers[0], registers[1], registers[2], registers[3]);
}

int guest_run_on(int processor)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    for (int number = 0; number < CPU_SETSIZE; number++)
        if (processor < 0 || number == processor)
            CPU_SET(number, &set);
    return sched_setaffinity(0, sizeof set, &set) == 0 ? 0 : -errno;
}

int guest_drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {};

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return -errno;
    return syscall(SYS_capset, &header, none) == 0 ? 0 : -errno;
}

/* Swift seeds its hashes by getrandom(), which waits until the kernel has gathered entropy: more than a second on an
   emulated processor without RDRAND. Nothing in this guest is secret, so what is at hand counts as entropy. */
static void seed_random(void)
{
    struct {
        int bits, bytes;
        char seed[64];
    } pool = {.bits = 512, .bytes = 64};
    int fd = open("/dev/random", O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return;
    ioctl(fd, RNDADDENTROPY, &pool);
    close(fd);
}

/* The static Swift runtime reads /proc before main and aborts without it, so /proc is mounted before that. */
static void mount_early(int argc, char **argv, char **environment)
{
    (void)argc, (void)argv, (void)environment;
    if (getpid() != 1)
        return;
    mkdir("/proc", 0555);
    mount("proc", "/proc", "proc", 0, 0);
    mkdir("/dev", 0755);
    mount("devtmpfs", "/dev", "devtmpfs", 0, 0);
    seed_random();
}

__attribute__((section(".preinit_array"), used)) static void (*const before_main)(int, char **, char **) = mount_early;
