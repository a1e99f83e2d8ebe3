// SPDX-License-Identifier: GPL-2.0
/*
 * The LAG's net device: life, and what it passes on to its ports
 */

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/module.h>
#include <linux/netpoll.h>
#include <linux/rtnetlink.h>
#include <net/netdev_lock.h>
#include <net/netns/generic.h>
#include <net/sch_generic.h>

#include "lag.h"

/**
 * struct lag_net - LAGs of a network namespace
 * @lags: the list, under RTNL
 * @changes: how often a LAG or a port has come or gone, under RTNL
 */
struct lag_net {
	struct list_head lags;
	u32 changes;
};

static unsigned int lag_net_id __read_mostly;

static struct list_head *lag_list(const struct net *net)
{
	struct lag_net *ln = net_generic(net, lag_net_id);

	return &ln->lags;
}

/**
 * lag_next() - walk the LAGs of a network namespace
 * @net: the namespace
 * @lag: the previous LAG, or NULL to begin
 *
 * Context: RTNL.
 * Return: the next LAG, or NULL.
 */
struct lag *lag_next(const struct net *net, struct lag *lag)
{
	struct list_head *head = lag_list(net);
	struct list_head *next = lag ? lag->list.next : head->next;

	ASSERT_RTNL();
	return next == head ? NULL : list_entry(next, struct lag, list);
}

/**
 * lag_note_change() - a LAG or a port has come or gone
 * @net: its network namespace
 *
 * Context: RTNL.
 */
void lag_note_change(const struct net *net)
{
	struct lag_net *ln = net_generic(net, lag_net_id);

	ln->changes++;
}

/**
 * lag_changes() - whether LAGs or ports have come or gone
 * @net: the network namespace
 *
 * Context: RTNL.
 * Return: a number that is another since.
 */
u32 lag_changes(const struct net *net)
{
	const struct lag_net *ln = net_generic(net, lag_net_id);

	return ln->changes;
}

/* What ports receive */

/*
 * Ports receive what the LAG receives for as long as it is set up: when it goes
 * its lists are emptied before we hear of it, so they would never forget.
 * Under the LAG's address lock.
 */
static int lag_sync_filters(struct lag *lag)
{
	unsigned int i;
	int err = 0;

	if (!netif_running(lag->dev))
		return 0;
	rcu_read_lock();
	for (i = 0; i < LACP_PORTS_MAX; i++) {
		struct lag_port *port = rcu_dereference(lag->port[i]);

		if (!port)
			continue;
		err = lag_port_sync_addrs(port) ?: err;
	}
	rcu_read_unlock();
	return err;
}

static void lag_unsync_filters(struct lag *lag)
{
	struct lag_port *port;
	unsigned int i;

	lag_for_each_port(lag, i, port)
		lag_port_unsync_addrs(port);
}

/* Under the LAG's address lock, not RTNL. */
static void lag_set_rx_mode(struct net_device *dev)
{
	struct lag *lag = netdev_priv(dev);

	if (!lag_sync_filters(lag))
		return;
	/* No memory, and nobody to tell: try again where it is less scarce. */
	set_bit(LAG_FILTERS, &lag->flags);
	lag_schedule_work(lag);
}

/**
 * lag_retry_filters() - have ports receive an address that they missed
 * @lag: the LAG
 *
 * Context: RTNL.
 */
void lag_retry_filters(struct lag *lag)
{
	int err;

	if (!test_and_clear_bit(LAG_FILTERS, &lag->flags))
		return;
	netif_addr_lock_bh(lag->dev);
	err = lag_sync_filters(lag);
	netif_addr_unlock_bh(lag->dev);
	if (err)
		netdev_warn(lag->dev, "a port does not receive all addresses of the LAG: error %d\n",
			    err);
}

/*
 * Neighbours that a LAG may have got are told where we are: with its carrier,
 * or with another partner. As long as the partner is the same, it learns for
 * the LAG as a whole which of its ports carries what.
 */

/**
 * lag_tell_peers() - if they are to be told, and can be, tell neighbours
 * @lag: the LAG
 *
 * Has protocols above say where their addresses are, and which multicast groups
 * they receive.
 *
 * Context: RTNL.
 */
void lag_tell_peers(struct lag *lag)
{
	struct net_device *dev = lag->dev;

	if (!netif_running(dev) || !netif_carrier_ok(dev) ||
	    qdisc_tx_is_noop(dev) ||
	    !test_and_clear_bit(LAG_PEERS, &lag->flags))
		return;
	call_netdevice_notifiers(NETDEV_NOTIFY_PEERS, dev);
	call_netdevice_notifiers(NETDEV_RESEND_IGMP, dev);
}

/* Operations of the net device */

static int lag_open(struct net_device *dev)
{
	struct lag *lag = netdev_priv(dev);

	lag_protocol_lock(lag);
	lacp_set_up(&lag->lacp, true);
	lag_protocol_unlock(lag);
	return 0;
}

static int lag_stop(struct net_device *dev)
{
	struct lag *lag = netdev_priv(dev);

	lag_protocol_lock(lag);
	lacp_set_up(&lag->lacp, false);
	lag_protocol_unlock(lag);
	lag_unsync_filters(lag);
	return 0;
}

static int lag_set_mac_address(struct net_device *dev, void *p)
{
	const struct sockaddr *sa = p;
	const u8 *addr = (const u8 *)sa->sa_data;
	struct lag *lag = netdev_priv(dev);
	struct lag_port *port;
	unsigned int i;
	int err = 0;

	if (!is_valid_ether_addr(addr))
		return -EADDRNOTAVAIL;

	lag_for_each_port(lag, i, port) {
		err = lag_port_set_addr(port, addr, NULL);
		if (err)
			break;
	}
	if (!err) {
		eth_hw_addr_set(dev, addr);
		return 0;
	}

	/* The last one, too: it may have taken it, and not been opened again. */
	do {
		port = rtnl_dereference(lag->port[i]);
		if (port)
			lag_port_set_addr(port, dev->dev_addr, NULL);
	} while (i--);
	return err;
}

static int lag_change_mtu(struct net_device *dev, int mtu)
{
	struct lag *lag = netdev_priv(dev);
	struct lag_port *port;
	unsigned int i;
	int err = 0;

	lag_for_each_port(lag, i, port) {
		err = lag_port_set_mtu(port, mtu);
		if (err)
			break;
	}
	if (!err) {
		WRITE_ONCE(dev->mtu, mtu);
		return 0;
	}

	while (i--) {
		port = rtnl_dereference(lag->port[i]);
		if (port)
			lag_port_set_mtu(port, dev->mtu);
	}
	return err;
}

static void lag_change_rx_flags(struct net_device *dev, int change)
{
	struct lag *lag = netdev_priv(dev);
	struct lag_port *port;
	unsigned int i;

	lag_for_each_port(lag, i, port)
		lag_port_set_rx_flags(port, dev->flags);
}

static int lag_vlan_add(struct net_device *dev, __be16 proto, u16 vid)
{
	struct lag *lag = netdev_priv(dev);
	struct lag_port *port;
	unsigned int i;
	int err = 0;

	lag_for_each_port(lag, i, port) {
		err = vlan_vid_add(port->dev, proto, vid);
		if (err)
			break;
	}
	if (!err)
		return 0;

	while (i--) {
		port = rtnl_dereference(lag->port[i]);
		if (port)
			vlan_vid_del(port->dev, proto, vid);
	}
	return err;
}

static int lag_vlan_del(struct net_device *dev, __be16 proto, u16 vid)
{
	struct lag *lag = netdev_priv(dev);
	struct lag_port *port;
	unsigned int i;

	lag_for_each_port(lag, i, port)
		vlan_vid_del(port->dev, proto, vid);
	return 0;
}

static int lag_add_slave(struct net_device *dev, struct net_device *port_dev,
			 struct netlink_ext_ack *extack)
{
	return lag_port_add(netdev_priv(dev), port_dev, NULL, extack);
}

static int lag_del_slave(struct net_device *dev, struct net_device *port_dev)
{
	struct lag_port *port = lag_port_get(port_dev);

	if (!port || port->lag->dev != dev)
		return -EINVAL;
	lag_port_del(port);
	return 0;
}

static void lag_free_stats(struct lag *lag, struct net_device *dev)
{
	free_percpu(lag->multicast);
	free_percpu(dev->tstats);
}

static int lag_alloc_stats(struct lag *lag, struct net_device *dev)
{
	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	lag->multicast = netdev_alloc_pcpu_stats(struct lag_frames);
	if (dev->tstats && lag->multicast)
		return 0;
	lag_free_stats(lag, dev);
	return -ENOMEM;
}

static int lag_dev_init(struct net_device *dev)
{
	struct lag *lag = netdev_priv(dev);
	int err;

	err = lag_alloc_stats(lag, dev);
	if (err)
		return err;

	netdev_lockdep_set_classes(dev);
	if (is_zero_ether_addr(dev->dev_addr))
		eth_hw_addr_random(dev);

	lag->dev = dev;
	err = lag_init_settings(lag);
	if (err) {
		lag_free_stats(lag, dev);
		return err;
	}
	lag_init_features(lag);
	lag_protocol_init(lag);
	lag_rebalance_init(lag);
	list_add_tail(&lag->list, lag_list(dev_net(dev)));
	lag_note_change(dev_net(dev));
	return 0;
}

static void lag_dev_uninit(struct net_device *dev)
{
	struct lag *lag = netdev_priv(dev);
	struct lag_port *port;
	unsigned int i;

	lag_for_each_port(lag, i, port)
		lag_port_del(port);
	lag_exit_xdp(lag);
	lag_rebalance_exit(lag);
	lag_protocol_exit(lag);
	lag_load_exit(lag);
	list_del(&lag->list);
	lag_note_change(dev_net(dev));
	/* Of one that could not be registered nobody has heard. */
	if (dev->reg_state == NETREG_UNREGISTERING)
		lag_protocol_notify(lag, NULL, LACPMOD_EVENT_LAG_REMOVED);
}

static void lag_dev_free(struct net_device *dev)
{
	lag_free_stats(netdev_priv(dev), dev);
}

#ifdef CONFIG_NET_POLL_CONTROLLER
DEFINE_NETPOLL_SETUP(lag_netpoll_setup_op, lag_netpoll_setup)
#endif

static const struct net_device_ops lag_netdev_ops = {
	.ndo_init = lag_dev_init,
	.ndo_uninit = lag_dev_uninit,
	.ndo_open = lag_open,
	.ndo_stop = lag_stop,
	.ndo_select_queue = lag_select_queue,
	.ndo_start_xmit = lag_xmit,
	.ndo_features_check = passthru_features_check,
	.ndo_fix_features = lag_fix_features,
	.ndo_get_stats64 = lag_get_stats64,
	.ndo_set_mac_address = lag_set_mac_address,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_change_mtu = lag_change_mtu,
	.ndo_set_rx_mode = lag_set_rx_mode,
	.ndo_change_rx_flags = lag_change_rx_flags,
	.ndo_vlan_rx_add_vid = lag_vlan_add,
	.ndo_vlan_rx_kill_vid = lag_vlan_del,
	.ndo_add_slave = lag_add_slave,
	.ndo_del_slave = lag_del_slave,
	.ndo_get_xmit_slave = lag_get_xmit_slave,
	.ndo_sk_get_lower_dev = lag_sk_get_lower_dev,
	.ndo_bpf = lag_bpf,
	.ndo_xdp_xmit = lag_xdp_xmit,
#ifdef CONFIG_NET_POLL_CONTROLLER
	.ndo_poll_controller = lag_poll_controller,
	.ndo_netpoll_setup = lag_netpoll_setup_op,
	.ndo_netpoll_cleanup = lag_netpoll_cleanup,
#endif
	.ndo_eth_ioctl = lag_eth_ioctl,
	NETDEV_HWTSTAMP_OPS(lag_hwtstamp_get, lag_hwtstamp_set)
};

static const struct device_type lag_type = {
	.name = LAG_KIND,
};

/**
 * lag_is_lag() - whether a net device is one of ours
 * @dev: the net device
 */
bool lag_is_lag(const struct net_device *dev)
{
	return dev->netdev_ops == &lag_netdev_ops;
}

/**
 * lag_setup() - make a LAG of a net device that has just been allocated
 * @dev: the net device, with a struct lag as its private part
 */
void lag_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &lag_netdev_ops;
	dev->ethtool_ops = &lag_ethtool_ops;
	dev->needs_free_netdev = true;
	dev->priv_destructor = lag_dev_free;
	dev->max_mtu = ETH_MAX_MTU;
	SET_NETDEV_DEVTYPE(dev, &lag_type);

	dev->priv_flags |= IFF_UNICAST_FLT | IFF_NO_QUEUE |
			   IFF_LIVE_ADDR_CHANGE;
	dev->priv_flags &= ~(IFF_XMIT_DST_RELEASE | IFF_TX_SKB_SHARING);
	/* The ports belong to the namespace, so does the LAG. */
	netdev_set_netns_immutable(dev);
	netdev_set_lltx(dev);

	lag_setup_features(dev);
	netif_carrier_off(dev);
}

static int __net_init lag_net_init(struct net *net)
{
	INIT_LIST_HEAD(lag_list(net));
	return 0;
}

static struct pernet_operations lag_net_ops = {
	.init = lag_net_init,
	.id = &lag_net_id,
	.size = sizeof(struct lag_net),
};

static void lag_own_event(struct lag *lag, unsigned long event)
{
	switch (event) {
	case NETDEV_REGISTER:
		lag_protocol_notify(lag, NULL, LACPMOD_EVENT_LAG_ADDED);
		/* What waits holds the device, which would not be waited for before. */
		lag_rebalance_set(lag);
		break;
	case NETDEV_CHANGE:
		/* With its carrier, the LAG has got its queues. */
		lag_tell_peers(lag);
		break;
	}
}

static int lag_notify(struct notifier_block *nb, unsigned long event,
		      void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct lag_port *port = lag_port_get(dev);

	if (lag_is_lag(dev))
		lag_own_event(netdev_priv(dev), event);
	return port ? lag_port_event(port, event) : NOTIFY_DONE;
}

static struct notifier_block lag_notifier = {
	.notifier_call = lag_notify,
};

/**
 * lag_init() - before the first LAG
 * @callbacks: what the room above wants to hear of
 *
 * Return: 0 or a negative error.
 */
int lag_init(const struct lag_callbacks *callbacks)
{
	int err;

	err = lag_protocol_start(callbacks);
	if (err)
		return err;
	err = register_pernet_subsys(&lag_net_ops);
	if (err)
		goto err_pernet;
	err = register_netdevice_notifier(&lag_notifier);
	if (err)
		goto err_notifier;
	return 0;

err_notifier:
	unregister_pernet_subsys(&lag_net_ops);
err_pernet:
	lag_protocol_stop();
	return err;
}

/**
 * lag_exit() - after the last LAG
 */
void lag_exit(void)
{
	unregister_netdevice_notifier(&lag_notifier);
	unregister_pernet_subsys(&lag_net_ops);
	lag_protocol_stop();
}
