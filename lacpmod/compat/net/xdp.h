/* SPDX-License-Identifier: GPL-2.0 */
/* Which XDP a device can do; older kernels find out when they are asked for it. */

#ifndef _COMPAT_NET_XDP_H
#define _COMPAT_NET_XDP_H

#include_next <net/xdp.h>
#include <linux/netdevice.h>

#ifndef COMPAT_HAS_XDP_FEATURES
#define NETDEV_XDP_ACT_BASIC		0
#define NETDEV_XDP_ACT_REDIRECT		0
#define NETDEV_XDP_ACT_NDO_XMIT		0
#define NETDEV_XDP_ACT_RX_SG		0
#define NETDEV_XDP_ACT_NDO_XMIT_SG	0

static inline void xdp_set_features_flag(struct net_device *dev,
					 unsigned int features)
{
}
#endif

static inline unsigned int netdev_xdp_features(const struct net_device *dev)
{
#ifdef COMPAT_HAS_XDP_FEATURES
	return dev->xdp_features;
#else
	return 0;
#endif
}

#endif
