/* SPDX-License-Identifier: GPL-2.0 */
/* Some devices have a lock of their own below RTNL, from 6.15 on. */

#ifndef _COMPAT_NET_NETDEV_LOCK_H
#define _COMPAT_NET_NETDEV_LOCK_H

#ifdef COMPAT_HAS_NETDEV_LOCK
#include_next <net/netdev_lock.h>
#else
#include <linux/netdevice.h>

static inline void netdev_lock_ops(struct net_device *dev)
{
}

static inline void netdev_unlock_ops(struct net_device *dev)
{
}
#endif

#endif
