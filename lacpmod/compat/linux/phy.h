/* SPDX-License-Identifier: GPL-2.0 */
/* Which time stamps a device can give, or its PHY. */

#ifndef _COMPAT_LINUX_PHY_H
#define _COMPAT_LINUX_PHY_H

#include_next <linux/phy.h>

#ifndef COMPAT_HAS_TS_INFO_BY_LAYER
#include <linux/net_tstamp.h>
#include <linux/netdevice.h>

static inline int
ethtool_get_ts_info_by_layer(struct net_device *dev,
			     struct kernel_ethtool_ts_info *info)
{
	if (phy_has_tsinfo(dev->phydev))
		return phy_ts_info(dev->phydev, info);
	if (dev->ethtool_ops->get_ts_info)
		return dev->ethtool_ops->get_ts_info(dev, info);
	info->so_timestamping = SOF_TIMESTAMPING_RX_SOFTWARE |
				SOF_TIMESTAMPING_SOFTWARE;
	info->phc_index = -1;
	return 0;
}
#endif

#endif
