/* SPDX-License-Identifier: Apache-2.0 */
#include "shim.h"

/* Eight bytes at a time: byte by byte it takes an emulated processor ten seconds to move a kernel. */
void *memcpy(void *to, const void *from, size_t size)
{
	void *target = to;
	size_t words = size / 8, rest = size % 8;

	asm volatile("rep movsq" : "+D"(target), "+S"(from), "+c"(words) : : "memory");
	asm volatile("rep movsb" : "+D"(target), "+S"(from), "+c"(rest) : : "memory");
	return to;
}

void *memset(void *to, int byte, size_t size)
{
	void *target = to;
	size_t words = size / 8, rest = size % 8;
	uint64_t word = 0x0101010101010101ul * (uint8_t)byte;

	asm volatile("rep stosq" : "+D"(target), "+c"(words) : "a"(word) : "memory");
	asm volatile("rep stosb" : "+D"(target), "+c"(rest) : "a"(word) : "memory");
	return to;
}
