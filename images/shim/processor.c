/* SPDX-License-Identifier: Apache-2.0 */
#include "shim.h"

void check_processor(const struct options *options)
{
	uint32_t id[4];

	cpuid(0x80000000, 0, id);
	if (id[0] < 0x8000000a)
		stop("this is no AMD processor with SVM: use -cpu EPYC,+svm");
	cpuid(0x80000001, 0, id);
	if (!(id[2] & 1u << 2))
		stop("the processor has no SVM: add +svm to -cpu");
	if (!(id[3] & 1u << 26))
		stop("the processor has no pages of 1 GiB: use -cpu EPYC");
	cpuid(0x80000008, 0, id);
	if ((id[0] & 0xff) <= options->c_bit)
		stop("the processor has %u physical address bits, and the C-bit is bit %u: set phys-bits of -cpu",
		     (uint64_t)(id[0] & 0xff), (uint64_t)options->c_bit);
}
