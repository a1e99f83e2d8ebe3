/* SPDX-License-Identifier: GPL-2.0 */
/* User-space stand-in for the kernel header of this name. */

#ifndef _SIM_LINUX_LIMITS_H
#define _SIM_LINUX_LIMITS_H

#include_next <linux/limits.h>

#define U32_MAX		((__u32)~0U)

#endif
