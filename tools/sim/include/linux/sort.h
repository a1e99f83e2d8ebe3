/* SPDX-License-Identifier: GPL-2.0 */
/* User-space stand-in for the kernel header of this name. */

#ifndef _SIM_LINUX_SORT_H
#define _SIM_LINUX_SORT_H

#include <stdlib.h>

static inline void sort(void *base, size_t num, size_t size,
			int (*compare)(const void *a, const void *b),
			void (*swap)(void *a, void *b, int size))
{
	qsort(base, num, size, compare);
}

#endif
