/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The octets that a fuzzer gives, read one after the other
 */

#ifndef _FUZZ_TAPE_H
#define _FUZZ_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * Say what does not hold, and stop so that the fuzzer keeps the input. Not by stderr,
 * which may be what lacpmodctl has in its place.
 */
#define MUST(holds, ...)						\
	do {								\
		if (holds)						\
			break;						\
		dprintf(2, "%s:%d: not so: %s: ", __FILE__, __LINE__,	\
			#holds);					\
		dprintf(2, __VA_ARGS__);				\
		dprintf(2, "\n");					\
		abort();						\
	} while (0)

/**
 * struct tape - what is left to be read
 * @at: the next octet
 * @end: behind the last one
 */
struct tape {
	const uint8_t *at;
	const uint8_t *end;
};

static inline size_t tape_left(const struct tape *tape)
{
	return tape->end - tape->at;
}

/* The next octet; 0 at the end. */
static inline uint8_t tape_u8(struct tape *tape)
{
	return tape->at < tape->end ? *tape->at++ : 0;
}

static inline uint16_t tape_u16(struct tape *tape)
{
	uint16_t high = tape_u8(tape);

	return high << 8 | tape_u8(tape);
}

static inline uint32_t tape_u32(struct tape *tape)
{
	uint32_t high = tape_u16(tape);

	return high << 16 | tape_u16(tape);
}

/* One of 0 to @n - 1. */
static inline unsigned int tape_below(struct tape *tape, unsigned int n)
{
	return tape_u8(tape) % n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
