/* SPDX-License-Identifier: Apache-2.0 */
#include "shim.h"

static const char prefix[] = "dmaroute.shim.";

static bool begins(const char *text, const char *with)
{
	while (*with)
		if (*text++ != *with++)
			return false;
	return true;
}

static bool equals(const char *text, size_t length, const char *other)
{
	while (length && *other && *text == *other)
		text++, other++, length--;
	return !length && !*other;
}

static unsigned int number(const char *text, size_t length)
{
	unsigned int value = 0;

	for (; length && *text >= '0' && *text <= '9' && value < 1000; text++, length--)
		value = value * 10 + (unsigned int)(*text - '0');
	return length ? 0 : value;
}

static void take(const char *word, size_t length, struct options *options, bool *mode)
{
	if (equals(word, length, "mode=sme") || equals(word, length, "mode=sev")) {
		options->sev = word[length - 1] == 'v';
		*mode = true;
	} else if (length > 6 && begins(word, "c-bit=")) {
		options->c_bit = number(word + 6, length - 6);
	} else if (equals(word, length, "stores=one")) {
		options->one_store = true;
	} else {
		stop("the command line has an option dmaroute.shim.* that does not exist; known: mode=sme, mode=sev, "
		     "c-bit=N, stores=one");
	}
}

char *read_options(char *line, struct options *options)
{
	char *from = line, *to = line;
	bool mode = false;

	/* QEMU's line begins with the name of the file that it loaded: no option, so it must not reach Linux. */
	while (*from && *from != ' ')
		from++;
	while (*from) {
		char *word;

		while (*from == ' ')
			from++;
		word = from;
		while (*from && *from != ' ')
			from++;
		if (begins(word, prefix)) {
			take(word + sizeof(prefix) - 1, (size_t)(from - word) - (sizeof(prefix) - 1), options, &mode);
			continue;
		}
		if (to != line && from != word)
			*to++ = ' ';
		while (word != from)
			*to++ = *word++;
	}
	*to = 0;
	if (!mode)
		stop("say dmaroute.shim.mode=sme or dmaroute.shim.mode=sev on the command line");
	if (options->c_bit < 32 || options->c_bit > 51)
		stop("say the C-bit on the command line: dmaroute.shim.c-bit=47, or any from 32 to 51 that the processor has");
	return line;
}
