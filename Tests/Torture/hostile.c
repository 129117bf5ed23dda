/*
 * Guests that mean harm: /init of a guest in place of the agent. A table of rows, each what such a guest does; the row's
 * name stands behind the end of this file's own bytes, as `row=NAME`. Run as `hostile rows`, it prints the names.
 */
#define _GNU_SOURCE
#include "channel.h"

/* Answers as an agent whose every DMA went well, without making one, until a command with this tag comes. */
static void lie_until(int last)
{
    static uint8_t bytes[COMMANDS];
    uint32_t count, request = 0;

    hello();
    for (;;) {
        int tag = command(bytes, &count);
        if (tag == last)
            return;
        switch (tag) {
        case SET_UP: report(READY, "4144448888", U(1), U(0), U(0), U(0), U(0), U(0), U(0x1000000), U(0), U(0)); break;
        case MAP:
            request = number(bytes + 5);
            report(MAPPED, "44144884848848444", U(1), U(request), U(0), U(0), U(1), U(0x2000000), U(0), U(4096), U(0), U(1),
                U(0), U(0x2000000), U(4096), U(0), U(0), U(0), U(0));
            break;
        case MOVE:
        case STORE: report(MOVED, "44444", U(1), U(request), U(0), U(0), U(4096)); break;
        case RELEASE: report(RELEASED, "4444", U(1), U(request), U(64), U(0)); break;
        case FINISH:
            report(PIECE, "ss", "ftrace.txt", "");
            report(PIECE, "ss", "trace-stats.txt", "entries: 0\n");
            report(PIECE, "ss", "kmsg.txt", "");
            report(PIECE, "ss", "facts.txt", "");
            report(END, "");
            return;
        default: report(PROBLEM, "s", "no such command");
        }
    }
}

static void rest(void) { for (;;) pause(); }
static void off(void) { reboot(RB_POWER_OFF); }
static void again(void) { reboot(RB_AUTOBOOT); }
static void panics(void) { exit(1); }
static void sysrq(void) { put_file("/proc/sysrq-trigger", "c"); }
static void hello_and_off(void) { hello(), usleep(300000), off(); }

static void random_frames(void)
{
    uint8_t bytes[3000];
    for (;;) {
        for (unsigned i = 0; i < sizeof bytes; i++)
            bytes[i] = random();
        frame(sizeof bytes, bytes, 1 + random() % sizeof bytes);
    }
}

static void random_reports(void)
{
    uint8_t bytes[3000];
    for (hello();;) {
        uint32_t count = 1 + random() % sizeof bytes;
        for (unsigned i = 0; i < count; i++)
            bytes[i] = random() % 8 ? 0 : random();
        bytes[0] = HELLO + random() % 10;
        frame(count, bytes, count);
    }
}

static void endless_frame(void) { frame(UINT32_MAX, "x", 1), rest(); }
static void long_frame(void) { frame(LARGEST, "x", 1), rest(); }
static void empty_frames(void) { for (;;) frame(0, "", 0); }
static void index_ahead(void) { *word(COMMANDS + WRITTEN) = UINT64_MAX - 3, rest(); }
static void index_back(void) { hello(), *word(COMMANDS + WRITTEN) = 1, rest(); }
static void index_odd(void) { *word(COMMANDS + WRITTEN) = 3, rest(); }
static void index_dances(void)
{
    for (hello();;)
        *word(COMMANDS + WRITTEN) = written + random() % 100, *word(COMMANDS + READ) = random(), *word(READ) = random();
}
static void takes_what_is_not_there(void) { hello(), *word(READ) = UINT64_MAX / 2, rest(); }

/* The content changes while it is read. */
static void content_dances(void)
{
    uint32_t length = 60;
    hello();
    for (;; length = length == 60 ? UINT32_MAX : 60) {
        copy_in(written, &length, 4);
        *word(COMMANDS + WRITTEN) = written + 64;
    }
}

static void scribbles(void)
{
    for (;;)
        bar[random() % BAR_BYTES] = random();
}

static void other_version(void) { report(HELLO, "2s", U(7), "7.3.4"), rest(); }
static void hello_without_end(void) { for (;;) hello(); }

static const char control[] = "\033[2J\033]0;title\007\n::error::from the guest\n##[error]x\nsection_start:1:a\r\342\200\256gnp\302\233";
static void release_of_controls(void) { report(HELLO, "2s", U(6), control), rest(); }
static void problem_of_controls(void) { for (hello();;) report(PROBLEM, "s", control); }
static void console_of_controls(void)
{
    put_file("/dev/console", control);
    put_file("/dev/kmsg", control);
    panics();
}

static void console_without_end(void)
{
    static char text[65536];
    int fd = open("/dev/console", O_WRONLY);
    memset(text, 'A', sizeof text);
    while (write(fd, text, sizeof text) > 0)
        ;
}

static void many_devices(void)
{
    static uint8_t bytes[COMMANDS];
    uint32_t count;
    hello(), command(bytes, &count), report(READY, "4", U(UINT32_MAX)), rest();
}

static void answers_out_of_turn(void)
{
    static uint8_t bytes[COMMANDS];
    uint32_t count;
    hello(), command(bytes, &count), report(END, ""), rest();
}

static void files_elsewhere(void) { lie_until(FINISH), report(PIECE, "ss", "../../../../../tmp/escaped", "x"), report(END, ""), rest(); }
static void journal_as_file(void) { lie_until(FINISH), report(PIECE, "ss", "../../journal.jsonl", "x"), report(END, ""), rest(); }
static void facts_of_controls(void)
{
    lie_until(FINISH);
    report(PIECE, "ss", "facts.txt", control), report(PIECE, "ss", "kmsg.txt", control), report(PIECE, "ss", "ftrace.txt", control);
    report(END, ""), off();
}
static void pieces_without_end(void) { for (lie_until(FINISH);;) report(PIECE, "ss", "ftrace.txt", ""), usleep(20000); }
static void file_without_end(void)
{
    static char text[LARGEST - 100];
    memset(text, 'A', sizeof text - 1);
    for (lie_until(FINISH);;)
        report(PIECE, "ss", "ftrace.txt", text);
}
static void lies(void) { lie_until(0), rest(); }
static void lies_without_files(void) { lie_until(FINISH), report(END, ""), rest(); }
static void gone_at_map(void) { lie_until(MAP), off(); }
static void silent_at_release(void) { lie_until(RELEASE), rest(); }

#define ROW(name) {#name, name}
static const struct { const char *name; void (*act)(void); } rows[] = {
    ROW(rest), ROW(off), ROW(again), ROW(panics), ROW(sysrq), ROW(hello_and_off), ROW(random_frames), ROW(random_reports),
    ROW(endless_frame), ROW(long_frame), ROW(empty_frames), ROW(index_ahead), ROW(index_back), ROW(index_odd),
    ROW(index_dances), ROW(takes_what_is_not_there), ROW(content_dances), ROW(scribbles), ROW(other_version),
    ROW(hello_without_end), ROW(release_of_controls), ROW(problem_of_controls), ROW(console_of_controls),
    ROW(console_without_end), ROW(many_devices), ROW(answers_out_of_turn), ROW(files_elsewhere), ROW(journal_as_file),
    ROW(facts_of_controls), ROW(pieces_without_end), ROW(file_without_end), ROW(lies), ROW(lies_without_files),
    ROW(gone_at_map), ROW(silent_at_release),
};

int main(int count, char **words)
{
    char end[64] = "";
    int fd;

    if (count > 1 && !strcmp(words[1], "rows")) {
        for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
            puts(rows[i].name);
        return 0;
    }
    if (getpid() != 1)
        return 1;
    mount("proc", "/proc", "proc", 0, NULL), mount("sysfs", "/sys", "sysfs", 0, NULL), mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
    fd = open("/init", O_RDONLY);
    lseek(fd, -(off_t)sizeof end + 1, SEEK_END);
    if (read(fd, end, sizeof end - 1) <= 0)
        return 2;
    const char *name = memmem(end, sizeof end, "row=", 4);
    map_channel();
    if (bar && name)
        put_file("/dev/console", "hostile: "), put_file("/dev/console", name + 4), put_file("/dev/console", "\n");
    for (unsigned i = 0; bar && name && i < sizeof rows / sizeof *rows; i++)
        if (!strcmp(rows[i].name, name + 4))
            rows[i].act();
    rest();
}
