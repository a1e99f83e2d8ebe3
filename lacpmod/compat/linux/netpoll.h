/* SPDX-License-Identifier: GPL-2.0 */
/* What a device is told of those who will send through it without waiting. */

#ifndef _COMPAT_LINUX_NETPOLL_H
#define _COMPAT_LINUX_NETPOLL_H

#include_next <linux/netpoll.h>

/* The operation NAME, of a function that is told the device alone. */
#ifdef COMPAT_HAS_NETPOLL_SETUP_DEV
#define DEFINE_NETPOLL_SETUP(name, setup)				\
static int name(struct net_device *dev)					\
{									\
	return setup(dev);						\
}
#else
#define DEFINE_NETPOLL_SETUP(name, setup)				\
static int name(struct net_device *dev, struct netpoll_info *info)	\
{									\
	return setup(dev);						\
}
#endif

#endif
