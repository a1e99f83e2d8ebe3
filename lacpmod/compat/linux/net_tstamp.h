/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requests for hardware time stamps, which once were ioctls that each driver
 * read from user space itself.
 */

#ifndef _COMPAT_LINUX_NET_TSTAMP_H
#define _COMPAT_LINUX_NET_TSTAMP_H

#ifdef COMPAT_HAS_HWTSTAMP_OPS
#include_next <linux/net_tstamp.h>
#include <linux/netdevice.h>

#define NETDEV_HWTSTAMP_OPS(get, set)	\
	.ndo_hwtstamp_get = (get), .ndo_hwtstamp_set = (set),

/* What is asked by ioctl goes to these operations. */
static inline int
netdev_hwtstamp_ioctl(struct net_device *dev, struct ifreq *ifr, int cmd,
		      int (*get)(struct net_device *dev,
				 struct kernel_hwtstamp_config *config),
		      int (*set)(struct net_device *dev,
				 struct kernel_hwtstamp_config *config,
				 struct netlink_ext_ack *extack))
{
	return -EOPNOTSUPP;
}
#else
#include <linux/netdevice.h>
#include <linux/sockios.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <uapi/linux/net_tstamp.h>

struct kernel_hwtstamp_config {
	int flags;
	int tx_type;
	int rx_filter;
	struct ifreq *ifr;
};

#define NETDEV_HWTSTAMP_OPS(get, set)

static inline int compat_read_hwtstamp(struct kernel_hwtstamp_config *config)
{
	struct hwtstamp_config user;

	if (copy_from_user(&user, config->ifr->ifr_data, sizeof(user)))
		return -EFAULT;
	config->flags = user.flags;
	config->tx_type = user.tx_type;
	config->rx_filter = user.rx_filter;
	return 0;
}

static inline int compat_write_hwtstamp(struct kernel_hwtstamp_config *config)
{
	struct hwtstamp_config user = {
		.flags = config->flags,
		.tx_type = config->tx_type,
		.rx_filter = config->rx_filter,
	};

	return copy_to_user(config->ifr->ifr_data, &user, sizeof(user)) ?
	       -EFAULT : 0;
}

static inline int compat_lower_hwtstamp(struct net_device *dev,
					struct kernel_hwtstamp_config *config,
					int cmd)
{
	const struct net_device_ops *ops = dev->netdev_ops;
	struct ifreq ifr;
	int err;

	if (!netif_device_present(dev) || !ops->ndo_eth_ioctl)
		return -EOPNOTSUPP;
	strscpy_pad(ifr.ifr_name, dev->name, IFNAMSIZ);
	ifr.ifr_ifru = config->ifr->ifr_ifru;
	err = ops->ndo_eth_ioctl(dev, &ifr, cmd);
	return err ?: compat_read_hwtstamp(config);
}

static inline int
generic_hwtstamp_get_lower(struct net_device *dev,
			   struct kernel_hwtstamp_config *config)
{
	return compat_lower_hwtstamp(dev, config, SIOCGHWTSTAMP);
}

static inline int
generic_hwtstamp_set_lower(struct net_device *dev,
			   struct kernel_hwtstamp_config *config,
			   struct netlink_ext_ack *extack)
{
	return compat_lower_hwtstamp(dev, config, SIOCSHWTSTAMP);
}

/* In a driver's ndo_eth_ioctl(): what newer kernels have operations for. */
static inline int
netdev_hwtstamp_ioctl(struct net_device *dev, struct ifreq *ifr, int cmd,
		      int (*get)(struct net_device *dev,
				 struct kernel_hwtstamp_config *config),
		      int (*set)(struct net_device *dev,
				 struct kernel_hwtstamp_config *config,
				 struct netlink_ext_ack *extack))
{
	struct kernel_hwtstamp_config config = { .ifr = ifr };
	int err;

	switch (cmd) {
	case SIOCGHWTSTAMP:
		err = get(dev, &config);
		break;
	case SIOCSHWTSTAMP:
		err = compat_read_hwtstamp(&config) ?: set(dev, &config, NULL);
		break;
	default:
		return -EOPNOTSUPP;
	}
	return err ?: compat_write_hwtstamp(&config);
}
#endif

#endif
