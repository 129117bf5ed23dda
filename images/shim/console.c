/* SPDX-License-Identifier: Apache-2.0 */
/* Lines on the first serial port, and the end of the machine where the shim cannot go on. */
#include <stdarg.h>

#include "shim.h"

#define PORT 0x3f8

static void put(char character)
{
	while (!(inb(PORT + 5) & 0x20))
		;
	outb(PORT, (uint8_t)character);
}

static void put_text(const char *text)
{
	for (; *text; text++)
		put(*text);
}

static void put_number(uint64_t number, unsigned int base)
{
	char digits[20];
	unsigned int count = 0;

	do {
		digits[count++] = "0123456789abcdef"[number % base];
		number /= base;
	} while (number);
	while (count)
		put(digits[--count]);
}

/* Knows %s, %u (64 bits) and %x (64 bits, with 0x). */
static void put_line(const char *format, va_list values)
{
	put_text("dmaroute-shim: ");
	for (; *format; format++) {
		if (*format != '%') {
			put(*format);
			continue;
		}
		switch (*++format) {
		case 's':
			put_text(va_arg(values, const char *));
			break;
		case 'u':
			put_number(va_arg(values, uint64_t), 10);
			break;
		default:
			put_text("0x");
			put_number(va_arg(values, uint64_t), 16);
		}
	}
	put_text("\r\n");
}

void say(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	put_line(format, values);
	va_end(values);
}

/* The chipset's reset register: with -no-reboot QEMU ends, and who started it sees that at once. */
_Noreturn void stop(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	put_line(format, values);
	va_end(values);
	outb(0xcf9, 0x02);
	outb(0xcf9, 0x06);
	for (;;)
		asm volatile("hlt");
}
