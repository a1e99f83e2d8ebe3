/* SPDX-License-Identifier: GPL-2.0 */
/* User-space stand-in for the kernel header of this name: a warning is the end. */

#ifndef _SIM_LINUX_BUG_H
#define _SIM_LINUX_BUG_H

#include <stdlib.h>

#define WARN_ON_ONCE(condition)		\
({					\
	bool wrong = !!(condition);	\
					\
	if (wrong)			\
		abort();		\
	wrong;				\
})

#endif
