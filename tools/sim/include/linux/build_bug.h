/* SPDX-License-Identifier: GPL-2.0 */
/* User-space stand-in for the kernel header of this name. */

#ifndef _SIM_LINUX_BUILD_BUG_H
#define _SIM_LINUX_BUILD_BUG_H

#include <linux/compiler.h>
#include <linux/stddef.h>

#define BUILD_BUG_ON(condition)	_Static_assert(!(condition), #condition)
#define BUILD_BUG_ON_ZERO(condition) \
	(0 * sizeof(char[(condition) ? -1 : 1]))
#define BUILD_BUG_ON_MSG(condition, message) \
	_Static_assert(!(condition), message)

#define static_assert(condition, ...) \
	_Static_assert(condition, "" __VA_ARGS__ #condition)

#endif
