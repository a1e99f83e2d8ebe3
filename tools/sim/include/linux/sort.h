/* SPDX-License-Identifier: GPL-2.0 */
/*
 * User-space stand-in for the kernel header of this name. Which of two the kernel
 * compares with which is its own business: an order that goes by that is the end.
 */

#ifndef _SIM_LINUX_SORT_H
#define _SIM_LINUX_SORT_H

#include <stdlib.h>

static inline int sort_sign(int n)
{
	return n < 0 ? -1 : n > 0;
}

static inline void sort(void *base, size_t num, size_t size,
			int (*compare)(const void *a, const void *b),
			void (*swap)(void *a, void *b, int size))
{
	const char *at = base;

	qsort(base, num, size, compare);
	for (; num > 1; num--, at += size) {
		int forth = compare(at, at + size);
		int back = compare(at + size, at);

		if (sort_sign(forth) != -sort_sign(back))
			abort();
	}
}

#endif
