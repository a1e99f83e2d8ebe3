// SPDX-License-Identifier: GPL-2.0
/*
 * A port: how a net device joins a LAG, and how it leaves
 */

#include <linux/bitmap.h>
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/rtnetlink.h>

#include "lag.h"

/**
 * lag_port_get() - the port that a net device is
 * @dev: the net device
 *
 * Context: RTNL.
 * Return: the port, or NULL if it is no port of a LAG.
 */
struct lag_port *lag_port_get(const struct net_device *dev)
{
	ASSERT_RTNL();
	if (rtnl_dereference(dev->rx_handler) != lag_rx)
		return NULL;
	return rtnl_dereference(dev->rx_handler_data);
}

/**
 * lag_ports() - how many ports a LAG has
 * @lag: the LAG
 *
 * Context: RTNL.
 */
unsigned int lag_ports(const struct lag *lag)
{
	struct lag_port *port;
	unsigned int i, n = 0;

	lag_for_each_port(lag, i, port)
		n++;
	return n;
}

/* Numbers */

/**
 * lag_number_used() - whether a port of a namespace has a port number
 * @net: the namespace
 * @number: the number
 * @except: a port that does not count, or NULL
 *
 * Context: RTNL, under which alone the engine's lists of ports change.
 */
bool lag_number_used(const struct net *net, u16 number,
		     const struct lacp_port *except)
{
	const struct lacp_port *port;
	struct lag *lag = NULL;

	while ((lag = lag_next(net, lag)))
		lacp_for_each_port(&lag->lacp, port)
			if (port != except && port->actor.port == number)
				return true;
	return false;
}

static int lag_check_number(const struct net *net, u16 number,
			    const struct lacp_port *except,
			    struct netlink_ext_ack *extack)
{
	if (!lag_number_used(net, number, except))
		return 0;
	NL_SET_ERR_MSG(extack, "another port of this namespace has this port number");
	return -EEXIST;
}

/* The lowest, found in one pass: there may be thousands of ports; 0 if none is left. */
static int lag_free_number(const struct net *net)
{
	unsigned long *used = bitmap_zalloc(U16_MAX + 1, GFP_KERNEL);
	const struct lacp_port *port;
	struct lag *lag = NULL;
	unsigned int number;

	if (!used)
		return -ENOMEM;
	__set_bit(0, used);	/* is none */
	while ((lag = lag_next(net, lag)))
		lacp_for_each_port(&lag->lacp, port)
			__set_bit(port->actor.port, used);
	number = find_first_zero_bit(used, U16_MAX + 1);
	bitmap_free(used);
	return number <= U16_MAX ? number : 0;
}

static int lag_free_index(const struct lag *lag)
{
	int i;

	for (i = 0; i < LACP_PORTS_MAX; i++)
		if (!rtnl_dereference(lag->port[i]))
			return i;
	return -ENOSPC;
}

/* The LAG's own MAC address */

static int lag_change_addr(struct lag *lag, const u8 *addr, u8 assign_type,
			   struct netlink_ext_ack *extack)
{
	struct net_device *dev = lag->dev;
	int err;

	err = netdev_set_address(dev, addr, extack);
	if (err)
		return err;
	dev->addr_assign_type = assign_type;
	return 0;
}

/* A LAG that is a port itself has the address of the LAG above it. */
static bool lag_has_own_addr(const struct lag *lag)
{
	return !lag_port_get(lag->dev);
}

/* The first port gives the LAG its address, unless one was set. */
static int lag_adopt_addr(struct lag *lag, const struct net_device *port_dev,
			  struct netlink_ext_ack *extack)
{
	struct lag_settings settings = lag->settings;
	int err;

	if (lag_ports(lag))
		return 0;
	if (lag->dev->addr_assign_type != NET_ADDR_SET &&
	    lag_has_own_addr(lag)) {
		err = lag_change_addr(lag, port_dev->dev_addr, NET_ADDR_STOLEN,
				      extack);
		if (err)
			return err;
	}
	/* Nobody is there yet: the System ID may follow. */
	return lag_configure(lag, &settings, extack);
}

/**
 * struct lag_identity - what a LAG was before its first port came
 * @addr: MAC address
 * @assign_type: where it was from, NET_ADDR_*
 * @settings: all settings, with the System ID
 */
struct lag_identity {
	u8 addr[ETH_ALEN] __aligned(2);
	u8 assign_type;
	struct lag_settings settings;
};

static void lag_save_identity(const struct lag *lag, struct lag_identity *old)
{
	ether_addr_copy(old->addr, lag->dev->dev_addr);
	old->assign_type = lag->dev->addr_assign_type;
	old->settings = lag->settings;
}

/* The first port did not come after all. */
static void lag_restore_identity(struct lag *lag,
				 const struct lag_identity *old)
{
	if (lag_ports(lag))
		return;
	if (lag->dev->addr_assign_type != old->assign_type)
		lag_change_addr(lag, old->addr, old->assign_type, NULL);
	lag_apply(lag, &old->settings);
}

/* The last port has taken its address along. */
static void lag_return_addr(struct lag *lag)
{
	u8 addr[ETH_ALEN];

	if (lag_ports(lag) || lag->dev->addr_assign_type != NET_ADDR_STOLEN ||
	    !lag_has_own_addr(lag))
		return;
	eth_random_addr(addr);
	lag_change_addr(lag, addr, NET_ADDR_RANDOM, NULL);
}

/* Joining */

static int lag_port_refuse(struct netlink_ext_ack *extack, const char *why,
			   int err)
{
	/* All callers pass literals, as NL_SET_ERR_MSG() itself wants. */
	if (extack)
		extack->_msg = why;
	return err;
}

static int lag_port_check(const struct lag *lag, struct net_device *dev,
			  struct netlink_ext_ack *extack)
{
	if (dev == lag->dev)
		return lag_port_refuse(extack, "a LAG cannot be its own port",
				       -ELOOP);
	if (dev->flags & IFF_LOOPBACK || dev->type != ARPHRD_ETHER ||
	    dev->addr_len != ETH_ALEN)
		return lag_port_refuse(extack, "only an Ethernet device can be a port",
				       -EINVAL);
	if (lag_port_get(dev))
		return lag_port_refuse(extack, "the device is a port of a LAG already",
				       -EBUSY);
	if (netdev_master_upper_dev_get(dev))
		return lag_port_refuse(extack, "the device has a master already, release it first",
				       -EBUSY);
	if (dev->priv_flags & IFF_NO_RX_HANDLER)
		return lag_port_refuse(extack, "the device does not hand on what it receives",
				       -EINVAL);
	if (netdev_is_rx_handler_busy(dev))
		return lag_port_refuse(extack, "another driver has the device's receive path",
				       -EBUSY);
	if (netdev_has_upper_dev(lag->dev, dev))
		return lag_port_refuse(extack, "the device is stacked upon this LAG",
				       -ELOOP);
	if (netdev_has_upper_dev(dev, lag->dev))
		return lag_port_refuse(extack, "the device is below this LAG already",
				       -EBUSY);
	if (dev->features & NETIF_F_VLAN_CHALLENGED && vlan_uses_dev(lag->dev))
		return lag_port_refuse(extack, "the device cannot carry the VLANs of this LAG",
				       -EPERM);
	if (!is_valid_ether_addr(dev->dev_addr))
		return lag_port_refuse(extack, "the device has no MAC address",
				       -EADDRNOTAVAIL);
	return 0;
}

static struct lag_port *lag_port_alloc(struct lag *lag, struct net_device *dev)
{
	struct lag_port *port = kzalloc(sizeof(*port), GFP_KERNEL);

	if (!port)
		return NULL;
	port->discarded = netdev_alloc_pcpu_stats(struct lag_frames);
	if (!port->discarded) {
		kfree(port);
		return NULL;
	}
	port->dev = dev;
	port->lag = lag;
	port->was_up = dev->flags & IFF_UP;
	port->had_lro = dev->wanted_features & NETIF_F_LRO;
	port->orig_mtu = dev->mtu;
	ether_addr_copy(port->orig_addr, dev->dev_addr);
	port->orig_assign_type = dev->addr_assign_type;
	port->addr_from_below = dev->addr_assign_type == NET_ADDR_STOLEN &&
				!list_empty(&dev->adj_list.lower);
	return port;
}

static void lag_port_free(struct lag_port *port)
{
	free_percpu(port->discarded);
	kfree(port);
}

static int lag_port_link_upper(struct lag_port *port,
			       struct netlink_ext_ack *extack)
{
	static const enum netdev_lag_hash types[] = {
		[LACPMOD_HASH_LAYER2] = NETDEV_LAG_HASH_L2,
		[LACPMOD_HASH_LAYER23] = NETDEV_LAG_HASH_L23,
		[LACPMOD_HASH_LAYER34] = NETDEV_LAG_HASH_L34,
		[LACPMOD_HASH_ENCAP23] = NETDEV_LAG_HASH_E23,
		[LACPMOD_HASH_ENCAP34] = NETDEV_LAG_HASH_E34,
		[LACPMOD_HASH_VLAN_SRCMAC] = NETDEV_LAG_HASH_VLAN_SRCMAC,
		[LACPMOD_HASH_FLOW] = NETDEV_LAG_HASH_UNKNOWN,
		[LACPMOD_HASH_C_VID] = NETDEV_LAG_HASH_UNKNOWN,
		[LACPMOD_HASH_S_VID] = NETDEV_LAG_HASH_UNKNOWN,
	};
	struct netdev_lag_upper_info info = {
		.tx_type = NETDEV_LAG_TX_TYPE_HASH,
		.hash_type = types[port->lag->settings.hash],
	};

	return netdev_master_upper_dev_link(port->dev, port->lag->dev, port,
					    &info, extack);
}

/* What the device may refuse, as long as it goes on as before. */
static int lag_port_prepare(struct lag_port *port,
			    struct netlink_ext_ack *extack)
{
	int err;

	err = lag_port_check_xdp(port, extack);
	if (err)
		return err;
	err = vlan_vids_add_by_dev(port->dev, port->lag->dev);
	if (err) {
		NL_SET_ERR_MSG(extack, "the device refuses a VLAN of the LAG");
		return err;
	}
	err = lag_port_join_netpoll(port, extack);
	if (err)
		vlan_vids_del_by_dev(port->dev, port->lag->dev);
	return err;
}

static void lag_port_unprepare(struct lag_port *port)
{
	lag_port_leave_netpoll(port);
	vlan_vids_del_by_dev(port->dev, port->lag->dev);
}

/* Tie the device to the LAG; it receives for it from here on. */
static int lag_port_attach(struct lag_port *port,
			   struct netlink_ext_ack *extack)
{
	struct net_device *dev = port->dev;
	int err;

	err = netdev_rx_handler_register(dev, lag_rx, port);
	if (err)
		return err;
	err = lag_port_link_upper(port, extack);
	if (err)
		goto err_upper;
	err = lag_port_join_filters(port);
	if (err)
		goto err_filters;
	err = lag_port_join_xdp(port, extack);
	if (err)
		goto err_xdp;
	return 0;

err_xdp:
	lag_port_leave_filters(port);
err_filters:
	netdev_upper_dev_unlink(dev, port->lag->dev);
err_upper:
	netdev_rx_handler_unregister(dev);
	return err;
}

static void lag_port_detach(struct lag_port *port)
{
	lag_port_leave_filters(port);
	netdev_upper_dev_unlink(port->dev, port->lag->dev);
	/* Waits for those who are in lag_rx(). */
	netdev_rx_handler_unregister(port->dev);
	/* Not before: what it lets through is all that the LAG is to see. */
	lag_port_leave_xdp(port);
	lag_port_unprepare(port);
}

/* Let the protocol begin. */
static void lag_port_start(struct lag_port *port, u8 index,
			   const struct lacp_port_config *settings)
{
	struct lag *lag = port->lag;

	lag_protocol_lock(lag);
	lacp_port_add(&lag->lacp, &port->lacp, index, settings,
		      lag_protocol_now());
	rcu_assign_pointer(lag->port[index], port);
	lag_protocol_notify(lag, port, LACPMOD_EVENT_PORT_ADDED);
	lag_protocol_unlock(lag);
	lag_note_change(dev_net(lag->dev));
	/* Not all who have the LAG receive a group take RTNL. */
	set_bit(LAG_FILTERS, &lag->flags);
	lag_retry_filters(lag);
	lag_port_read_speed(port);
	lag_compute_features(lag);
	/* Who sends by the device itself, as netconsole does, may have to stop. */
	call_netdevice_notifiers(NETDEV_JOIN, port->dev);
}

/**
 * lag_port_defaults() - what a new port begins with
 * @net: its network namespace, where its number will be unique
 * @settings: result, with number 0 where none is left
 *
 * Context: RTNL.
 * Return: 0 or -ENOMEM.
 */
int lag_port_defaults(const struct net *net, struct lacp_port_config *settings)
{
	int number = lag_free_number(net);

	if (number < 0)
		return number;
	*settings = lacp_default_port_config(number);
	return 0;
}

/**
 * lag_port_add() - enslave a net device
 * @lag: the LAG
 * @dev: the net device
 * @settings: all settings, or NULL for the defaults
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: 0 or a negative error, then device and LAG are as they were; where
 * its driver refuses, as the LAG's MTU or MAC address, the device has been down.
 */
int lag_port_add(struct lag *lag, struct net_device *dev,
		 const struct lacp_port_config *settings,
		 struct netlink_ext_ack *extack)
{
	struct lacp_port_config own;
	struct lag_identity old;
	struct lag_port *port;
	int index, err;

	err = lag_port_check(lag, dev, extack);
	if (err)
		return err;
	if (settings)
		own = *settings;
	else
		err = lag_port_defaults(dev_net(dev), &own);
	if (err)
		return err;
	if (!own.number)
		return lag_port_refuse(extack, "no port number is left in this namespace",
				       -ENOSPC);
	err = lag_check_number(dev_net(dev), own.number, NULL, extack);
	if (err)
		return err;
	index = lag_free_index(lag);
	if (index < 0)
		return lag_port_refuse(extack, "the LAG has as many ports as it can have",
				       index);

	port = lag_port_alloc(lag, dev);
	if (!port)
		return -ENOMEM;
	err = lag_port_prepare(port, extack);
	if (err)
		goto err_prepare;
	lag_save_identity(lag, &old);
	err = lag_adopt_addr(lag, dev, extack) ?:
	      lag_port_take_over(port, extack);
	if (err)
		goto err_take_over;
	err = lag_port_attach(port, extack);
	if (err)
		goto err_attach;
	lag_port_start(port, index, &own);
	return 0;

err_attach:
	lag_port_give_back(port, true);
err_take_over:
	lag_restore_identity(lag, &old);
	lag_port_unprepare(port);
err_prepare:
	lag_port_free(port);
	return err;
}

/* Say goodbye, and take the port out of the protocol and the data path. */
static void lag_port_stop(struct lag_port *port)
{
	struct lag *lag = port->lag;

	lag_protocol_lock(lag);
	lacp_port_leave(&port->lacp);
	lag_protocol_unlock(lag);
	lag_protocol_sent(port);

	lag_protocol_lock(lag);
	lacp_port_remove(&port->lacp);
	lag_protocol_notify(lag, port, LACPMOD_EVENT_PORT_REMOVED);
	lag_protocol_unlock(lag);
	RCU_INIT_POINTER(lag->port[port->lacp.index], NULL);
	lag_note_change(dev_net(lag->dev));
}

static void lag_port_release(struct lag_port *port, bool reopen)
{
	struct lag *lag = port->lag;

	lag_port_stop(port);
	lag_port_detach(port);
	lag_port_give_back(port, reopen);
	if (lag->dev->reg_state == NETREG_REGISTERED) {
		lag_return_addr(lag);
		lag_port_warn_addr(port);
		lag_compute_features(lag);
	}
	/* lag_port_detach() has waited for all who read lag->port[]. */
	lag_port_free(port);
}

/**
 * lag_port_del() - release a port
 * @port: the port, gone when this returns
 *
 * Context: RTNL.
 */
void lag_port_del(struct lag_port *port)
{
	lag_port_release(port, true);
}

/**
 * lag_port_configure() - change a port's settings
 * @port: the port
 * @settings: all settings, changed or not
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: 0; -EEXIST where another port of the namespace has the number; or
 * -EBUSY where the port is to drain, and what it carries cannot go to others.
 */
int lag_port_configure(struct lag_port *port,
		       const struct lacp_port_config *settings,
		       struct netlink_ext_ack *extack)
{
	struct lag *lag = port->lag;
	int err;

	err = lag_check_number(dev_net(port->dev), settings->number,
			       &port->lacp, extack);
	if (err)
		return err;

	lag_protocol_lock(lag);
	if (!settings->drain || port->lacp.config.drain ||
	    lacp_port_can_drain(&port->lacp))
		lacp_port_configure(&port->lacp, settings, lag_protocol_now());
	else
		err = -EBUSY;
	lag_protocol_unlock(lag);
	if (err)
		NL_SET_ERR_MSG(extack, "drain: others fall short of min-links or min-bandwidth");
	return err;
}

/**
 * lag_port_restore() - have a port used again, whatever has happened to it
 * @port: the port
 *
 * Context: RTNL.
 */
void lag_port_restore(struct lag_port *port)
{
	lag_protocol_lock(port->lag);
	lacp_port_restore(&port->lacp, lag_protocol_now());
	lag_protocol_unlock(port->lag);
}

/* The device has another address, by itself or as we want it. */
static void lag_port_keep_addr(struct lag_port *port)
{
	int err;

	if (port->changing)
		return;
	err = lag_port_set_addr(port, port->lag->dev->dev_addr, NULL);
	if (err)
		netdev_warn(port->dev, "does not keep its LAG's MAC address: error %d\n",
			    err);
}

/**
 * lag_port_event() - something happens to the net device of a port
 * @port: the port, gone after NETDEV_UNREGISTER
 * @event: NETDEV_*
 *
 * Context: RTNL.
 * Return: NOTIFY_DONE, or NOTIFY_BAD for what a port must not do.
 */
int lag_port_event(struct lag_port *port, unsigned long event)
{
	switch (event) {
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
	case NETDEV_GOING_DOWN:
		lag_port_link_event(port, event);
		break;
	case NETDEV_FEAT_CHANGE:
	case NETDEV_XDP_FEAT_CHANGE:
		lag_compute_features(port->lag);
		break;
	case NETDEV_UNREGISTER:
		/* Or it moves to another namespace: no place to open it. */
		lag_port_release(port, false);
		break;
	case NETDEV_PRECHANGEMTU:
	case NETDEV_PRE_CHANGEADDR:
		/* They follow the LAG's. */
		return port->changing ? NOTIFY_DONE : NOTIFY_BAD;
	case NETDEV_CHANGEADDR:
		/* Not all ask before: a bond that has lost its last slave. */
		lag_port_keep_addr(port);
		break;
	case NETDEV_PRE_TYPE_CHANGE:
		return NOTIFY_BAD;
	case NETDEV_RESEND_IGMP:
		/* The multicast memberships are the LAG's. */
		call_netdevice_notifiers(event, port->lag->dev);
		break;
	}
	return NOTIFY_DONE;
}
