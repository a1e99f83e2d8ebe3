// SPDX-License-Identifier: GPL-2.0
/*
 * ethtool: the LAG as a link of its own
 */

#include <linux/ethtool.h>
#include <linux/netdevice.h>

#include "lag.h"

static int lag_get_link_ksettings(struct net_device *dev,
				  struct ethtool_link_ksettings *cmd)
{
	struct lag *lag = netdev_priv(dev);
	u32 speed;

	spin_lock_bh(&lag->lock);
	speed = lag->lacp.speed;
	spin_unlock_bh(&lag->lock);

	cmd->base.duplex = speed ? DUPLEX_FULL : DUPLEX_UNKNOWN;
	cmd->base.speed = speed ? speed : SPEED_UNKNOWN;
	cmd->base.port = PORT_OTHER;
	return 0;
}

static void lag_get_drvinfo(struct net_device *dev,
			    struct ethtool_drvinfo *info)
{
	strscpy(info->driver, "lacpmod", sizeof(info->driver));
}

const struct ethtool_ops lag_ethtool_ops = {
	.get_drvinfo = lag_get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = lag_get_link_ksettings,
	.get_ts_info = lag_get_ts_info,
};
