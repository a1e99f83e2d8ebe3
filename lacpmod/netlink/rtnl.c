// SPDX-License-Identifier: GPL-2.0
/*
 * The link kind "lacp", for ip link
 *
 * A LAG that is made this way has the default settings, which the
 * generic-netlink family can change.
 */

#include <linux/etherdevice.h>
#include <linux/module.h>

#include "netlink.h"

static int netlink_validate(struct nlattr *tb[], struct nlattr *data[],
			    struct netlink_ext_ack *extack)
{
	if (!tb[IFLA_ADDRESS])
		return 0;
	if (nla_len(tb[IFLA_ADDRESS]) != ETH_ALEN) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_ADDRESS],
				    "a MAC address has 6 octets");
		return -EINVAL;
	}
	if (!is_valid_ether_addr(nla_data(tb[IFLA_ADDRESS]))) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_ADDRESS],
				    "a LAG needs an individual MAC address");
		return -EADDRNOTAVAIL;
	}
	return 0;
}

struct rtnl_link_ops netlink_link_ops = {
	.kind = LAG_KIND,
	.priv_size = sizeof(struct lag),
	.setup = lag_setup,
	.get_num_tx_queues = lag_tx_queues,
	.validate = netlink_validate,
};

/**
 * netlink_alloc_lag() - begin to make a LAG
 * @net: its network namespace
 * @name: its name
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: the net device, to be registered or freed, or an error pointer.
 */
struct net_device *netlink_alloc_lag(struct net *net, const char *name,
				     struct netlink_ext_ack *extack)
{
	struct net_device *dev;

	/* Who has waited for RTNL while all LAGs went would leave one behind. */
	if (!module_is_live(THIS_MODULE)) {
		NL_SET_ERR_MSG(extack, "the module is being unloaded");
		return ERR_PTR(-ENODEV);
	}
	if (!dev_valid_name(name)) {
		NL_SET_ERR_MSG(extack, "this is no valid name for a net device");
		return ERR_PTR(-EINVAL);
	}
	if (__dev_get_by_name(net, name)) {
		NL_SET_ERR_MSG(extack, "a net device of this name exists already");
		return ERR_PTR(-EEXIST);
	}

	dev = alloc_netdev_mqs(sizeof(struct lag), name, NET_NAME_USER,
			       lag_setup, lag_tx_queues(), 1);
	if (!dev)
		return ERR_PTR(-ENOMEM);
	dev_net_set(dev, net);
	dev->rtnl_link_ops = &netlink_link_ops;
	return dev;
}

/**
 * netlink_register_lag() - have a LAG be there
 * @dev: its net device; set by default unless lag_preset() was told otherwise
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: 0 or a negative error, then the net device is to be freed.
 */
int netlink_register_lag(struct net_device *dev,
			 struct netlink_ext_ack *extack)
{
	int err = register_netdevice(dev);

	if (err && strchr(dev->name, '%'))
		NL_SET_ERR_MSG(extack, "a name with % stands for a number as %d, once");
	return err;
}
