/* SPDX-License-Identifier: GPL-2.0 */
/* What moved from feature and interface flags to fields of their own. */

#ifndef _COMPAT_LINUX_NETDEVICE_H
#define _COMPAT_LINUX_NETDEVICE_H

#include_next <linux/netdevice.h>

/* Transmit without the device's lock. */
static inline void netdev_set_lltx(struct net_device *dev)
{
#ifdef COMPAT_HAS_LLTX
	dev->lltx = true;
#else
	dev->features |= NETIF_F_LLTX;
#endif
}

/* The device stays in its network namespace. */
static inline void netdev_set_netns_immutable(struct net_device *dev)
{
#if defined(COMPAT_HAS_NETNS_IMMUTABLE)
	dev->netns_immutable = true;
#elif defined(COMPAT_HAS_NETNS_LOCAL)
	dev->netns_local = true;
#else
	dev->features |= NETIF_F_NETNS_LOCAL;
#endif
}

/*
 * No IPv6 autoconfiguration; older kernels know only bonding's flag for it. On
 * a bond itself that flag would tell bonding that the data of the device's
 * receive handler is its own: better an address too many there.
 */
static inline void netdev_set_no_addrconf(struct net_device *dev, bool on)
{
#ifdef COMPAT_HAS_NO_ADDRCONF
	if (on)
		dev->priv_flags |= IFF_NO_ADDRCONF;
	else
		dev->priv_flags &= ~IFF_NO_ADDRCONF;
#else
	if (dev->priv_flags & IFF_BONDING)
		return;
	if (on)
		dev->flags |= IFF_SLAVE;
	else
		dev->flags &= ~IFF_SLAVE;
#endif
}

static inline int netdev_set_address(struct net_device *dev, const u8 *addr,
				     struct netlink_ext_ack *extack)
{
#ifdef COMPAT_HAS_ADDRESS_STORAGE
	struct sockaddr_storage to = { .ss_family = dev->type };

	memcpy(to.__data, addr, dev->addr_len);
#else
	struct sockaddr to = { .sa_family = dev->type };

	memcpy(to.sa_data, addr, dev->addr_len);
#endif
	return dev_set_mac_address(dev, &to, extack);
}

#endif
