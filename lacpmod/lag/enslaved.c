// SPDX-License-Identifier: GPL-2.0
/*
 * What a port's device bears while it is enslaved, and gets back
 *
 * It has the LAG's MAC address and MTU, receives what the LAG receives, runs no
 * IPv6 autoconfiguration and no LRO. It is closed and opened again on the way in
 * and out: not every device takes a new address while it runs.
 */

#include <linux/etherdevice.h>
#include <linux/inetdevice.h>
#include <linux/net.h>
#include <net/addrconf.h>
#include <net/netdev_lock.h>

#include "lag.h"

const u8 lag_slow_addr[ETH_ALEN] = {
	0x01, 0x80, 0xc2, 0x00, 0x00, 0x02
};

/* A bond with fail_over_mac says yes, and keeps its own. */
static int lag_port_change_addr(struct net_device *dev, const u8 *addr,
				struct netlink_ext_ack *extack)
{
	u8 assign_type = dev->addr_assign_type;
	int err;

	err = netdev_set_address(dev, addr, extack);
	if (err || ether_addr_equal(dev->dev_addr, addr))
		return err;
	dev->addr_assign_type = assign_type;
	return -EOPNOTSUPP;
}

static int lag_port_reopen(struct lag_port *port, const u8 *addr,
			   struct netlink_ext_ack *extack)
{
	int err, open_err;

	dev_close(port->dev);
	err = lag_port_change_addr(port->dev, addr, extack);
	open_err = dev_open(port->dev, extack);
	return err ? err : open_err;
}

/*
 * An address that the device has made up, or has from a device below it as a VLAN
 * does, may change any time, and nobody is asked. One that was set stays.
 */
static void lag_port_pin_addr(struct net_device *dev)
{
	if (dev->addr_assign_type == NET_ADDR_STOLEN ||
	    dev->addr_assign_type == NET_ADDR_RANDOM)
		dev->addr_assign_type = NET_ADDR_SET;
}

/**
 * lag_port_set_addr() - give a port the LAG's MAC address
 * @port: the port
 * @addr: the address
 * @extack: says why not, may be NULL
 *
 * A device that refuses while it runs is closed and opened again.
 *
 * Context: RTNL.
 * Return: 0 or the device's error.
 */
int lag_port_set_addr(struct lag_port *port, const u8 *addr,
		      struct netlink_ext_ack *extack)
{
	int err;

	if (ether_addr_equal(port->dev->dev_addr, addr)) {
		lag_port_pin_addr(port->dev);
		return 0;
	}
	port->changing = true;
	err = lag_port_change_addr(port->dev, addr, extack);
	if (err == -EBUSY && netif_running(port->dev))
		err = lag_port_reopen(port, addr, extack);
	port->changing = false;
	return err;
}

/**
 * lag_port_set_mtu() - give a port the LAG's MTU
 * @port: the port
 * @mtu: octets
 *
 * Context: RTNL.
 * Return: 0 or the device's error.
 */
int lag_port_set_mtu(struct lag_port *port, int mtu)
{
	int err;

	port->changing = true;
	err = dev_set_mtu(port->dev, mtu);
	port->changing = false;
	return err;
}

/**
 * lag_port_set_rx_flags() - receive what the LAG wants to receive
 * @port: the port
 * @flags: IFF_PROMISC and IFF_ALLMULTI as the LAG has them
 *
 * Context: RTNL.
 */
void lag_port_set_rx_flags(struct lag_port *port, unsigned int flags)
{
	int promisc = !!(flags & IFF_PROMISC);
	int allmulti = !!(flags & IFF_ALLMULTI);

	if (promisc != port->promisc &&
	    !dev_set_promiscuity(port->dev, promisc - port->promisc))
		port->promisc = promisc;
	if (allmulti != port->allmulti &&
	    !dev_set_allmulti(port->dev, allmulti - port->allmulti))
		port->allmulti = allmulti;
}

/**
 * lag_port_sync_addrs() - receive the addresses that the LAG receives
 * @port: the port
 *
 * Context: under the LAG's address lock.
 * Return: 0, or -ENOMEM where one is missing.
 */
int lag_port_sync_addrs(struct lag_port *port)
{
	int uc = dev_uc_sync_multiple(port->dev, port->lag->dev);
	int mc = dev_mc_sync_multiple(port->dev, port->lag->dev);

	return uc ?: mc;
}

/**
 * lag_port_unsync_addrs() - forget the addresses that the LAG receives
 * @port: the port
 *
 * Context: RTNL.
 */
void lag_port_unsync_addrs(struct lag_port *port)
{
	dev_uc_unsync(port->dev, port->lag->dev);
	dev_mc_unsync(port->dev, port->lag->dev);
}

/**
 * lag_port_leave_filters() - receive only what the device itself wants
 * @port: the port
 *
 * Context: RTNL.
 */
void lag_port_leave_filters(struct lag_port *port)
{
	lag_port_unsync_addrs(port);
	lag_port_set_rx_flags(port, 0);
	dev_mc_del(port->dev, lag_slow_addr);
}

/**
 * lag_port_join_filters() - receive what the LAG receives, and LACPDUs
 * @port: the port
 *
 * Context: RTNL.
 * Return: 0 or a negative error, then nothing is left of it.
 */
int lag_port_join_filters(struct lag_port *port)
{
	struct net_device *lag_dev = port->lag->dev;
	int err;

	err = dev_mc_add(port->dev, lag_slow_addr);
	if (err)
		return err;
	lag_port_set_rx_flags(port, lag_dev->flags);
	netif_addr_lock_bh(lag_dev);
	if (netif_running(lag_dev))
		err = lag_port_sync_addrs(port);
	netif_addr_unlock_bh(lag_dev);
	if (err)
		lag_port_leave_filters(port);
	return err;
}

/*
 * The address, and where it was from: a VLAN follows the device below it again. But
 * a bond or a LAG that has lost all that was below it must not have what it had
 * from there.
 */
static int lag_port_restore_addr(struct lag_port *port)
{
	struct net_device *dev = port->dev;
	int err = 0;

	if (port->addr_from_below && list_empty(&dev->adj_list.lower)) {
		eth_random_addr(port->orig_addr);
		port->orig_assign_type = NET_ADDR_RANDOM;
	}
	if (!ether_addr_equal(dev->dev_addr, port->orig_addr))
		err = lag_port_change_addr(dev, port->orig_addr, NULL);
	if (!err)
		dev->addr_assign_type = port->orig_assign_type;
	return err;
}

/**
 * lag_port_take_over() - give the device the LAG's address and MTU, and open it
 * @port: the port
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: 0 or a negative error, then the device is as it was.
 */
int lag_port_take_over(struct lag_port *port, struct netlink_ext_ack *extack)
{
	struct net_device *dev = port->dev;
	int err;

	dev_close(dev);
	err = dev_set_mtu(dev, port->lag->dev->mtu);
	if (err) {
		NL_SET_ERR_MSG(extack, "the device refuses the LAG's MTU");
		goto err_mtu;
	}
	err = lag_port_set_addr(port, port->lag->dev->dev_addr, extack);
	if (err) {
		NL_SET_ERR_MSG(extack, "the device refuses the LAG's MAC address");
		goto err_addr;
	}
	netdev_set_no_addrconf(dev, true);
	err = dev_open(dev, extack);
	if (err)
		goto err_open;
	dev_disable_lro(dev);
	return 0;

err_open:
	netdev_set_no_addrconf(dev, false);
	lag_port_restore_addr(port);
err_addr:
	dev_set_mtu(dev, port->orig_mtu);
err_mtu:
	if (port->was_up)
		dev_open(dev, NULL);
	return err;
}

/* Nobody is left who could be told by an error. */
static void lag_port_check_own(const struct lag_port *port, const char *what,
			       int err)
{
	if (err)
		netdev_warn(port->dev, "released, but without its own %s: error %d\n",
			    what, err);
}

/*
 * To a device that leaves the namespace IPv4 and IPv6 have said goodbye: told
 * of a new MTU they would greet it as a new one, and stay behind when it has
 * gone. So nobody is told.
 */
static int lag_port_restore_mtu_quietly(struct lag_port *port)
{
	struct net_device *dev = port->dev;
	int err = 0;

	netdev_lock_ops(dev);
	if (dev->netdev_ops->ndo_change_mtu)
		err = dev->netdev_ops->ndo_change_mtu(dev, port->orig_mtu);
	else
		WRITE_ONCE(dev->mtu, port->orig_mtu);
	netdev_unlock_ops(dev);
	return err;
}

static bool lag_port_forwards(const struct lag_port *port)
{
	struct in_device *ip = __in_dev_get_rtnl(port->dev);
	struct inet6_dev *ip6 = __in6_dev_get(port->dev);

	return (ip && IN_DEV_FORWARD(ip)) ||
	       (ip6 && READ_ONCE(ip6->cnf.forwarding));
}

/*
 * Whoever forwards can have none, nor whoever has an XDP program: either may have
 * begun since it was taken.
 */
static void lag_port_restore_lro(struct lag_port *port)
{
	struct net_device *dev = port->dev;

	if (!port->had_lro || lag_port_forwards(port) ||
	    dev_xdp_prog_count(dev))
		return;
	netdev_lock_ops(dev);
	dev->wanted_features |= NETIF_F_LRO;
	netdev_update_features(dev);
	netdev_unlock_ops(dev);
}

/**
 * lag_port_give_back() - give the device back what was its own
 * @port: the port
 * @reopen: open it if it was; false where it leaves the namespace or goes
 *
 * Context: RTNL.
 */
void lag_port_give_back(struct lag_port *port, bool reopen)
{
	struct net_device *dev = port->dev;
	int err;

	/* A device that is being unregistered needs nothing any more. */
	if (dev->reg_state != NETREG_REGISTERED) {
		netdev_set_no_addrconf(dev, false);
		return;
	}
	dev_close(dev);
	netdev_set_no_addrconf(dev, false);
	lag_port_check_own(port, "MAC address", lag_port_restore_addr(port));
	err = reopen ? dev_set_mtu(dev, port->orig_mtu) :
		       lag_port_restore_mtu_quietly(port);
	lag_port_check_own(port, "MTU", err);
	lag_port_restore_lro(port);
	err = port->was_up && reopen ? dev_open(dev, NULL) : 0;
	lag_port_check_own(port, "being up", err);
}

/**
 * lag_port_warn_addr() - say so where a port has left its address behind
 * @port: the port, released
 *
 * The others go on with it, and so do those who know the LAG by it.
 *
 * Context: RTNL.
 */
void lag_port_warn_addr(const struct lag_port *port)
{
	const struct net_device *lag_dev = port->lag->dev;
	struct net_device *dev = port->dev;

	if (dev->reg_state == NETREG_REGISTERED && lag_ports(port->lag) &&
	    ether_addr_equal(dev->dev_addr, lag_dev->dev_addr) &&
	    net_ratelimit())
		netdev_warn(dev, "has left, but its MAC address %pM is still in use by %s: set another on one of them\n",
			    dev->dev_addr, lag_dev->name);
}
