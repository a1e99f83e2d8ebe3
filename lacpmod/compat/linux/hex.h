/* SPDX-License-Identifier: GPL-2.0 */
/* Once it was a part of linux/kernel.h. */

#ifndef _COMPAT_LINUX_HEX_H
#define _COMPAT_LINUX_HEX_H

#ifdef COMPAT_HAS_HEX
#include_next <linux/hex.h>
#else
#include <linux/kernel.h>
#endif

#endif
