/* SPDX-License-Identifier: GPL-2.0 */
/* Messages that name what they speak of. */

#ifndef _COMPAT_LINUX_NETLINK_H
#define _COMPAT_LINUX_NETLINK_H

#include_next <linux/netlink.h>

#ifndef COMPAT_HAS_ERR_MSG_FMT
#include <linux/kernel.h>

/*
 * Older kernels keep no more than a pointer. Two that are refused for the same
 * reason at the same time may read each other's words, which always end.
 */
#define NL_SET_ERR_MSG_FMT(extack, fmt, args...) do {			\
	static char compat_message[80];					\
	struct netlink_ext_ack *compat_extack = (extack);		\
									\
	if (compat_extack) {						\
		snprintf(compat_message, sizeof(compat_message), fmt,	\
			 ##args);					\
		compat_extack->_msg = compat_message;			\
	}								\
} while (0)
#endif

#endif
