/* SPDX-License-Identifier: GPL-2.0 */
/* User-space stand-in for the kernel header of this name. */

#ifndef _SIM_LINUX_BITS_H
#define _SIM_LINUX_BITS_H

#define BIT_ULL(n)	(1ULL << (n))

#endif
