// SPDX-License-Identifier: GPL-2.0
/* Prints the frequency of this processor's time stamp counter, kHz. */
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

#define TRIES	20
#define SPAN_NS	50000000

static int64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

/* Both clocks at one moment: as near as they were in the best of some tries. */
static void read_both(int64_t *ns, uint64_t *ticks)
{
	uint64_t best = UINT64_MAX;
	int i;

	for (i = 0; i < TRIES; i++) {
		uint64_t before = __rdtsc();
		int64_t now = now_ns();
		uint64_t after = __rdtsc();

		if (after - before >= best)
			continue;
		best = after - before;
		*ns = now;
		*ticks = before + best / 2;
	}
}

int main(void)
{
	const struct timespec span = { .tv_nsec = SPAN_NS };
	uint64_t ticks[2];
	int64_t ns[2];

	read_both(&ns[0], &ticks[0]);
	nanosleep(&span, NULL);
	read_both(&ns[1], &ticks[1]);
	printf("%llu\n", (unsigned long long)((ticks[1] - ticks[0]) * 1000000 /
					      (uint64_t)(ns[1] - ns[0])));
	return 0;
}
