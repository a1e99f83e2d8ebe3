/* SPDX-License-Identifier: GPL-2.0 */
/* Once there was one for each architecture. */

#ifndef _COMPAT_LINUX_UNALIGNED_H
#define _COMPAT_LINUX_UNALIGNED_H

#ifdef COMPAT_HAS_UNALIGNED
#include_next <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

#endif
