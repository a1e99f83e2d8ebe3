// SPDX-License-Identifier: GPL-2.0
/*
 * Time stamps
 *
 * Those made in software are each port's own doing, on the way out, or the
 * kernel's, on the way in. Those made by hardware are by a clock of the port's:
 * a LAG can name a clock, and forward what is asked of it, while one port alone
 * carries traffic. With several, their clocks differ; they are asked one by one
 * then. What the hardware of a LAG is may change with the next failover, which
 * who asks for it has to accept by HWTSTAMP_FLAG_BONDED_PHC_INDEX, as with
 * bonding.
 */

#include <linux/mii.h>
#include <linux/net_tstamp.h>
#include <linux/netdevice.h>
#include <linux/phy.h>
#include <linux/rtnetlink.h>

#include "lag.h"

/*
 * The port that carries all traffic, held, or NULL where none does, or several.
 * Whoever asks which time stamps there are may do so without RTNL, as a socket does
 * that is to be bound to a clock (SOF_TIMESTAMPING_BIND_PHC); the engine forgets a
 * port before its device can go.
 */
static struct net_device *lag_hold_only(struct lag *lag)
{
	struct net_device *only = NULL;
	struct lacp_port *port;
	unsigned int n = 0;

	spin_lock_bh(&lag->lock);
	lacp_for_each_port(&lag->lacp, port) {
		if (!lacp_port_distributing(port))
			continue;
		only = lag_port_of(port)->dev;
		n++;
	}
	if (n != 1)
		only = NULL;
	dev_hold(only);
	spin_unlock_bh(&lag->lock);
	return only;
}

/* The port of an index, held, or NULL. */
static struct net_device *lag_hold_port(struct lag *lag, unsigned int i)
{
	struct net_device *dev = NULL;

	spin_lock_bh(&lag->lock);
	if (lag->lacp.by_index[i])
		dev = lag_port_of(lag->lacp.by_index[i])->dev;
	dev_hold(dev);
	spin_unlock_bh(&lag->lock);
	return dev;
}

/* Time stamps on the way out are the LAG's if every port makes them. */
static bool lag_stamps_tx(struct lag *lag)
{
	bool any = false, all = true;
	unsigned int i;

	for (i = 0; all && i < LACP_PORTS_MAX; i++) {
		struct net_device *dev = lag_hold_port(lag, i);
		struct kernel_ethtool_ts_info info = {};

		if (!dev)
			continue;
		any = true;
		all = !ethtool_get_ts_info_by_layer(dev, &info) &&
		      info.so_timestamping & SOF_TIMESTAMPING_TX_SOFTWARE;
		dev_put(dev);
	}
	return any && all;
}

/**
 * lag_get_ts_info() - which time stamps a LAG can give
 * @dev: the LAG
 * @info: filled in
 *
 * Context: RTNL, or a reference to the LAG and nothing else.
 * Return: 0 or the device's error.
 */
int lag_get_ts_info(struct net_device *dev, struct kernel_ethtool_ts_info *info)
{
	struct lag *lag = netdev_priv(dev);
	struct net_device *only = lag_hold_only(lag);
	int err;

	if (only) {
		err = ethtool_get_ts_info_by_layer(only, info);
		dev_put(only);
		return err;
	}

	info->so_timestamping = SOF_TIMESTAMPING_RX_SOFTWARE |
				SOF_TIMESTAMPING_SOFTWARE;
	if (lag_stamps_tx(lag))
		info->so_timestamping |= SOF_TIMESTAMPING_TX_SOFTWARE;
	info->phc_index = -1;
	return 0;
}

/**
 * lag_hwtstamp_get() - which frames the hardware gives time stamps to
 * @dev: the LAG
 * @config: filled in
 *
 * Context: RTNL.
 * Return: 0, -EOPNOTSUPP where not one port carries all traffic, or the port's
 * error.
 */
int lag_hwtstamp_get(struct net_device *dev,
		     struct kernel_hwtstamp_config *config)
{
	struct net_device *only = lag_hold_only(netdev_priv(dev));
	int err;

	if (!only)
		return -EOPNOTSUPP;
	err = generic_hwtstamp_get_lower(only, config);
	dev_put(only);
	if (!err)
		config->flags |= HWTSTAMP_FLAG_BONDED_PHC_INDEX;
	return err;
}

/**
 * lag_hwtstamp_set() - have the hardware give time stamps to frames
 * @dev: the LAG
 * @config: to which
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: 0, -EOPNOTSUPP where not one port carries all traffic or the flag is
 * missing that accepts that it will be another, or the port's error.
 */
int lag_hwtstamp_set(struct net_device *dev,
		     struct kernel_hwtstamp_config *config,
		     struct netlink_ext_ack *extack)
{
	struct net_device *only;
	int err;

	if (!(config->flags & HWTSTAMP_FLAG_BONDED_PHC_INDEX)) {
		NL_SET_ERR_MSG(extack, "a LAG's clock is its port's: ask with bonded-phc-index");
		return -EOPNOTSUPP;
	}
	only = lag_hold_only(netdev_priv(dev));
	if (!only) {
		NL_SET_ERR_MSG(extack, "not one port alone distributes: ask the ports");
		return -EOPNOTSUPP;
	}
	err = generic_hwtstamp_set_lower(only, config, extack);
	dev_put(only);
	if (!err)
		config->flags |= HWTSTAMP_FLAG_BONDED_PHC_INDEX;
	return err;
}

/**
 * lag_eth_ioctl() - what is asked of an Ethernet device by ioctl
 * @dev: the LAG
 * @ifr: the request
 * @cmd: of SIOCGMIIPHY and SIOCGMIIREG the link state alone; time stamps
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int lag_eth_ioctl(struct net_device *dev, struct ifreq *ifr, int cmd)
{
	struct mii_ioctl_data *mii = if_mii(ifr);

	switch (cmd) {
	case SIOCGMIIPHY:
		mii->phy_id = 0;
		fallthrough;
	case SIOCGMIIREG:
		mii->val_out = 0;
		if (mii->reg_num == MII_BMSR && netif_carrier_ok(dev))
			mii->val_out = BMSR_LSTATUS;
		return 0;
	}
	return netdev_hwtstamp_ioctl(dev, ifr, cmd, lag_hwtstamp_get,
				     lag_hwtstamp_set);
}
