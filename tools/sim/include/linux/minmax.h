/* SPDX-License-Identifier: GPL-2.0 */
/* User-space stand-in for the kernel header of this name. */

#ifndef _SIM_LINUX_MINMAX_H
#define _SIM_LINUX_MINMAX_H

#define min(a, b) ({							\
	__typeof__(a) _min_a = (a);					\
	__typeof__(b) _min_b = (b);					\
	(void)(&_min_a == &_min_b);					\
	_min_a < _min_b ? _min_a : _min_b; })
#define max(a, b) ({							\
	__typeof__(a) _max_a = (a);					\
	__typeof__(b) _max_b = (b);					\
	(void)(&_max_a == &_max_b);					\
	_max_a > _max_b ? _max_a : _max_b; })

#define min_t(type, a, b)	min((type)(a), (type)(b))
#define max_t(type, a, b)	max((type)(a), (type)(b))
#define clamp(value, low, high)	min(max(value, low), high)
#define swap(a, b) \
	do { __typeof__(a) _swap = (a); (a) = (b); (b) = _swap; } while (0)

#endif
