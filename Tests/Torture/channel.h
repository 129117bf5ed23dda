/*
 * The guest's end of the channel of Sources/GuestProtocol, for guests that mean harm: BAR 2 of the ivshmem device, a ring of
 * commands and one of reports.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BAR_BYTES = 16 << 20, COMMANDS = 1 << 20, HEADER = 4096, WRITTEN = 64, READ = 128, LARGEST = 512 << 10 };
enum { HELLO = 129, READY, MAPPED, MOVED, RELEASED, DRIVEN, PIECE, PROBLEM, END };
enum { SET_UP = 1, MAP, MOVE, STORE, RELEASE, DRIVE, FINISH };

static volatile uint8_t *bar;
static const uint64_t capacity = 7 * (1 << 20) - HEADER;
static uint64_t written, taken;

static volatile uint64_t *word(long offset) { return (volatile uint64_t *)(bar + offset); }

static void put_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY);

    if (fd >= 0 && write(fd, text, strlen(text)) < 0)
        perror(path);
    if (fd >= 0)
        close(fd);
}

static void map_channel(void)
{
    DIR *folder = opendir("/sys/bus/pci/devices");
    struct dirent *entry;

    while (folder && (entry = readdir(folder))) {
        char path[300], vendor[16] = "", device[16] = "";
        const char *names[] = {"vendor", "device"};
        char *values[] = {vendor, device};

        for (int i = 0; i < 2; i++) {
            snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/%s", entry->d_name, names[i]);
            int fd = open(path, O_RDONLY);
            if (fd >= 0 && read(fd, values[i], 15) < 0)
                perror(path);
            if (fd >= 0)
                close(fd);
        }
        if (strncmp(vendor, "0x1af4", 6) || strncmp(device, "0x1110", 6))
            continue;
        snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/enable", entry->d_name);
        put_file(path, "1");
        snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/resource2", entry->d_name);
        int fd = open(path, O_RDWR);
        void *memory = fd < 0 ? MAP_FAILED : mmap(NULL, BAR_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (memory != MAP_FAILED)
            bar = memory;
        return;
    }
}

static void copy_in(uint64_t at, const void *bytes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        bar[COMMANDS + HEADER + (at + i) % capacity] = ((const uint8_t *)bytes)[i];
}

/* A frame that says how long it is, and has as many bytes as there are. */
static void frame(uint32_t said, const void *bytes, uint32_t count)
{
    while (capacity - (written - *word(COMMANDS + READ)) < 4 + count)
        usleep(1000);
    copy_in(written, &said, 4);
    copy_in(written + 4, bytes, count);
    written += 4 + count;
    __sync_synchronize();
    *word(COMMANDS + WRITTEN) = written;
}

/* A report by its tag and fields: 1, 2, 4, 8 for integers of so many bytes, s for a string or blob behind its length. */
static void report(int tag, const char *fields, ...)
{
    static uint8_t bytes[LARGEST];
    uint32_t count = 1;
    va_list list;

    bytes[0] = tag;
    va_start(list, fields);
    for (; *fields; fields++) {
        uint64_t value;
        if (*fields == 's') {
            const char *text = va_arg(list, const char *);
            uint32_t length = strlen(text);
            memcpy(bytes + count, &length, 4);
            memcpy(bytes + count + 4, text, length);
            count += 4 + length;
            continue;
        }
        value = va_arg(list, uint64_t);
        memcpy(bytes + count, &value, *fields - '0');
        count += *fields - '0';
    }
    va_end(list);
    frame(count, bytes, count);
}

#define U(x) ((uint64_t)(x))
static void hello(void) { report(HELLO, "2s", U(6), "6.1.0-57-amd64"); }

/* The tag of the next command. */
static int command(uint8_t *bytes, uint32_t *count)
{
    const uint64_t room = COMMANDS - HEADER;

    while (*word(WRITTEN) == taken)
        usleep(1000);
    for (uint32_t i = 0; i < 4; i++)
        ((uint8_t *)count)[i] = bar[HEADER + (taken + i) % room];
    for (uint32_t i = 0; i < *count && i < COMMANDS; i++)
        bytes[i] = bar[HEADER + (taken + 4 + i) % room];
    taken += 4 + *count;
    *word(READ) = taken;
    return bytes[0];
}

static uint32_t number(const uint8_t *bytes)
{
    uint32_t value;
    memcpy(&value, bytes, 4);
    return value;
}
