/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who reads a device's settings holds its instance lock, where there is one;
 * and which time stamps a device can give, or its PHY.
 */

#ifndef _COMPAT_LINUX_ETHTOOL_H
#define _COMPAT_LINUX_ETHTOOL_H

#include_next <linux/ethtool.h>

#ifndef COMPAT_HAS_NETIF_LINK_KSETTINGS
#define netif_get_link_ksettings	__ethtool_get_link_ksettings
#endif

#ifndef COMPAT_HAS_TS_INFO_BY_LAYER
#define kernel_ethtool_ts_info	ethtool_ts_info
#endif

#endif
