// SPDX-License-Identifier: GPL-2.0
/*
 * What only a driver sees of a LAG, for selftests
 *
 * Parameters, in /sys/module/lag_peek/parameters, all of the network namespace
 * and the files of who writes:
 *
 * xmit_slave  write DEV HEX, a frame from the Ethernet header on; read the ports
 *             that netdev_get_xmit_slave() names for it: as things are, and as
 *             if all ports carried traffic
 * sk_lower    write DEV FD, a socket; read what netdev_sk_get_lowest_dev() says
 * room        write DEV; read its hard_header_len, needed_headroom and
 *             needed_tailroom
 * events      read what was notified of devices named lag*, and of their ports,
 *             a line each, which empties it; and that a "lagport" was asked for
 *             its speed while others are told that it has gone down or up
 *
 * And a device, of the link kind "lagport": Ethernet whose frames are counted
 * and dropped, with 4 transmit queues, time stamps made by hardware (clock 7),
 * and limits of its own; without XDP, netpoll, and VLAN 4000. It takes another
 * address only while it is down. It offers LRO, off to begin with. Its speed is
 * what ethtool sets, of which nobody is told. One that is named restless* closes and
 * opens itself when it hears that it has got a master, or has none any more.
 */

#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/net_tstamp.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/rtnetlink.h>

#define FRAME_MAX	128
#define EVENTS_MAX	3500	/* of the page that a parameter may fill */

static char answer[64];
static char events[EVENTS_MAX];
static size_t events_len;
static DEFINE_SPINLOCK(events_lock); /* events, events_len */

static int get_answer(char *buffer, const struct kernel_param *kp)
{
	return sysfs_emit(buffer, "%s\n", answer);
}

/* The device that the first word names, and where the second begins. */
static struct net_device *find(const char *value, const char **rest)
{
	char name[IFNAMSIZ] = "";
	int at = 0;

	if (sscanf(value, "%15s %n", name, &at) != 1)
		return NULL;
	*rest = value + at;
	return dev_get_by_name(current->nsproxy->net_ns, name);
}

static const char *name_of(const struct net_device *dev)
{
	return dev ? dev->name : "none";
}

static struct sk_buff *frame_of(struct net_device *dev, const char *hex)
{
	size_t len = strcspn(hex, "\n") / 2;
	struct sk_buff *skb;

	if (len < ETH_HLEN || len > FRAME_MAX)
		return NULL;
	skb = alloc_skb(FRAME_MAX, GFP_KERNEL);
	if (!skb)
		return NULL;
	if (hex2bin(skb_put(skb, len), hex, len)) {
		kfree_skb(skb);
		return NULL;
	}
	skb->dev = dev;
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	skb->protocol = eth_hdr(skb)->h_proto;
	return skb;
}

static int ask_xmit_slave(const char *value, const struct kernel_param *kp)
{
	const char *hex;
	struct net_device *dev = find(value, &hex);
	struct sk_buff *skb;

	if (!dev)
		return -ENODEV;
	skb = frame_of(dev, hex);
	if (!skb) {
		dev_put(dev);
		return -EINVAL;
	}
	rcu_read_lock();
	snprintf(answer, sizeof(answer), "%s %s",
		 name_of(netdev_get_xmit_slave(dev, skb, false)),
		 name_of(netdev_get_xmit_slave(dev, skb, true)));
	rcu_read_unlock();
	kfree_skb(skb);
	dev_put(dev);
	return 0;
}

static int ask_sk_lower(const char *value, const struct kernel_param *kp)
{
	const char *rest;
	struct net_device *dev = find(value, &rest);
	struct socket *sock;
	int fd, err;

	if (!dev)
		return -ENODEV;
	err = kstrtoint(rest, 10, &fd);
	if (err)
		goto out;
	sock = sockfd_lookup(fd, &err);
	if (!sock)
		goto out;
	rcu_read_lock();
	strscpy(answer, name_of(netdev_sk_get_lowest_dev(dev, sock->sk)),
		sizeof(answer));
	rcu_read_unlock();
	sockfd_put(sock);
out:
	dev_put(dev);
	return err;
}

static int ask_room(const char *value, const struct kernel_param *kp)
{
	const char *rest;
	struct net_device *dev = find(value, &rest);

	if (!dev)
		return -ENODEV;
	snprintf(answer, sizeof(answer), "%u %u %u", dev->hard_header_len,
		 dev->needed_headroom, dev->needed_tailroom);
	dev_put(dev);
	return 0;
}

static const struct kernel_param_ops xmit_slave_ops = {
	.set = ask_xmit_slave,
	.get = get_answer,
};

static const struct kernel_param_ops sk_lower_ops = {
	.set = ask_sk_lower,
	.get = get_answer,
};

static const struct kernel_param_ops room_ops = {
	.set = ask_room,
	.get = get_answer,
};

module_param_cb(xmit_slave, &xmit_slave_ops, NULL, 0600);
MODULE_PARM_DESC(xmit_slave, "which port a frame would leave by");
module_param_cb(sk_lower, &sk_lower_ops, NULL, 0600);
MODULE_PARM_DESC(sk_lower, "which port a socket's frames leave by");
module_param_cb(room, &room_ops, NULL, 0600);
MODULE_PARM_DESC(room, "what a device needs around a frame");

/* Notifications */

static __printf(2, 3) void note(const struct net_device *dev, const char *fmt,
				...)
{
	va_list args;

	spin_lock_bh(&events_lock);
	va_start(args, fmt);
	events_len += scnprintf(events + events_len, EVENTS_MAX - events_len,
				"%s ", dev->name);
	events_len += vscnprintf(events + events_len, EVENTS_MAX - events_len,
				 fmt, args);
	va_end(args);
	spin_unlock_bh(&events_lock);
}

static void note_upper(const struct net_device *dev, void *ptr)
{
	const struct netdev_notifier_changeupper_info *info = ptr;
	const struct netdev_lag_upper_info *lag = info->upper_info;

	if (!info->master)
		return;
	if (info->linking && lag)
		note(dev, "joins %s tx %d hash %d\n", info->upper_dev->name,
		     lag->tx_type, lag->hash_type);
	else if (!info->linking)
		note(dev, "leaves %s\n", info->upper_dev->name);
}

static int notified(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	const struct netdev_notifier_changelowerstate_info *lower = ptr;
	const struct netdev_lag_lower_state_info *state;
	bool is_lag = !strncmp(dev->name, "lag", 3);

	switch (event) {
	case NETDEV_CHANGEUPPER:
		note_upper(dev, ptr);
		break;
	case NETDEV_CHANGELOWERSTATE:
		state = lower->lower_state_info;
		if (state)
			note(dev, "link %u tx %u\n", state->link_up,
			     state->tx_enabled);
		break;
	case NETDEV_CHANGEINFODATA:
		if (is_lag)
			note(dev, "info\n");
		break;
	case NETDEV_NOTIFY_PEERS:
		if (is_lag)
			note(dev, "peers\n");
		break;
	case NETDEV_RESEND_IGMP:
		if (is_lag)
			note(dev, "igmp\n");
		break;
	}
	return NOTIFY_DONE;
}

/* As drivers do that must set up their hardware anew. */
static int restless(struct notifier_block *nb, unsigned long event, void *ptr)
{
	const struct netdev_notifier_changeupper_info *info = ptr;
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	if (event != NETDEV_CHANGEUPPER || !info->master ||
	    strncmp(dev->name, "restless", 8) || !netif_running(dev))
		return NOTIFY_DONE;
	dev_close(dev);
	return notifier_from_errno(dev_open(dev, NULL));
}

static struct notifier_block notifier = {
	.notifier_call = notified,
};

static int get_events(char *buffer, const struct kernel_param *kp)
{
	int len;

	spin_lock_bh(&events_lock);
	len = sysfs_emit(buffer, "%.*s", (int)events_len, events);
	events_len = 0;
	spin_unlock_bh(&events_lock);
	return len;
}

static const struct kernel_param_ops events_ops = {
	.get = get_events,
};

module_param_cb(events, &events_ops, NULL, 0400);
MODULE_PARM_DESC(events, "what was notified");

/* The device */

struct lagport {
	int tx_type, rx_filter;
	u32 speed;
	unsigned long told; /* NETDEV_UP or NETDEV_DOWN, while others hear of it */
};

static const struct net_device_ops lagport_ops;

static int told_first(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct lagport *port = netdev_priv(dev);

	if (dev->netdev_ops == &lagport_ops &&
	    (event == NETDEV_UP || event == NETDEV_DOWN))
		port->told = event;
	return NOTIFY_DONE;
}

static int told_last(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct lagport *port = netdev_priv(dev);

	if (dev->netdev_ops == &lagport_ops)
		port->told = 0;
	return NOTIFY_DONE;
}

static struct notifier_block restless_notifier = {
	.notifier_call = restless,
};

static struct notifier_block first_notifier = {
	.notifier_call = told_first,
	.priority = INT_MAX,
};

static struct notifier_block last_notifier = {
	.notifier_call = told_last,
	.priority = INT_MIN,
};

static netdev_tx_t lagport_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev_sw_netstats_tx_add(dev, 1, skb->len);
	consume_skb(skb);
	return NETDEV_TX_OK;
}

static int lagport_hwtstamp_get(struct net_device *dev,
				struct kernel_hwtstamp_config *config)
{
	const struct lagport *port = netdev_priv(dev);

	config->flags = 0;
	config->tx_type = port->tx_type;
	config->rx_filter = port->rx_filter;
	return 0;
}

static int lagport_hwtstamp_set(struct net_device *dev,
				struct kernel_hwtstamp_config *config,
				struct netlink_ext_ack *extack)
{
	struct lagport *port = netdev_priv(dev);

	port->tx_type = config->tx_type;
	port->rx_filter = config->rx_filter;
	return 0;
}

/*
 * Older kernels leave it to the driver to read the request, and to answer it:
 * an answer that goes astray on its way through a LAG would be missed.
 */
static int lagport_ioctl(struct net_device *dev, struct ifreq *ifr, int cmd)
{
	return netdev_hwtstamp_ioctl(dev, ifr, cmd, lagport_hwtstamp_get,
				     lagport_hwtstamp_set);
}

static int lagport_ts_info(struct net_device *dev,
			   struct kernel_ethtool_ts_info *info)
{
	info->so_timestamping = SOF_TIMESTAMPING_TX_SOFTWARE |
				SOF_TIMESTAMPING_RX_SOFTWARE |
				SOF_TIMESTAMPING_SOFTWARE |
				SOF_TIMESTAMPING_TX_HARDWARE |
				SOF_TIMESTAMPING_RX_HARDWARE |
				SOF_TIMESTAMPING_RAW_HARDWARE;
	info->phc_index = 7;
	info->tx_types = BIT(HWTSTAMP_TX_OFF) | BIT(HWTSTAMP_TX_ON);
	info->rx_filters = BIT(HWTSTAMP_FILTER_NONE) | BIT(HWTSTAMP_FILTER_ALL);
	return 0;
}

static int lagport_get_link(struct net_device *dev,
			    struct ethtool_link_ksettings *ks)
{
	const struct lagport *port = netdev_priv(dev);

	if (port->told)
		note(dev, "asked for its speed, while told of going %s\n",
		     port->told == NETDEV_UP ? "up" : "down");
	ks->base.speed = port->speed;
	ks->base.duplex = DUPLEX_FULL;
	return 0;
}

static int lagport_set_link(struct net_device *dev,
			    const struct ethtool_link_ksettings *ks)
{
	struct lagport *port = netdev_priv(dev);

	port->speed = ks->base.speed;
	return 0;
}

static int lagport_init(struct net_device *dev)
{
	struct lagport *port = netdev_priv(dev);

	port->speed = SPEED_1000;
	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	return dev->tstats ? 0 : -ENOMEM;
}

static void lagport_free(struct net_device *dev)
{
	free_percpu(dev->tstats);
}

static int lagport_vlan_add(struct net_device *dev, __be16 proto, u16 vid)
{
	return vid == 4000 ? -ENOSPC : 0;
}

static int lagport_vlan_del(struct net_device *dev, __be16 proto, u16 vid)
{
	return 0;
}

static const struct net_device_ops lagport_ops = {
	.ndo_init = lagport_init,
	.ndo_start_xmit = lagport_xmit,
	.ndo_get_stats64 = dev_get_tstats64,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_vlan_rx_add_vid = lagport_vlan_add,
	.ndo_vlan_rx_kill_vid = lagport_vlan_del,
	.ndo_eth_ioctl = lagport_ioctl,
	NETDEV_HWTSTAMP_OPS(lagport_hwtstamp_get, lagport_hwtstamp_set)
};

static const struct ethtool_ops lagport_ethtool_ops = {
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = lagport_get_link,
	.set_link_ksettings = lagport_set_link,
	.get_ts_info = lagport_ts_info,
};

static unsigned int lagport_queues(void)
{
	return 4;
}

static void lagport_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &lagport_ops;
	dev->ethtool_ops = &lagport_ethtool_ops;
	dev->needs_free_netdev = true;
	dev->priv_destructor = lagport_free;
	dev->priv_flags |= IFF_DISABLE_NETPOLL | IFF_NO_QUEUE;
	dev->features |= NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_TSO;
	dev->hw_features |= dev->features | NETIF_F_LRO;
	dev->features |= NETIF_F_HW_VLAN_CTAG_FILTER;
	netdev_set_lltx(dev);
	dev->needed_headroom = 48;
	dev->needed_tailroom = 16;
	dev->min_mtu = 500;
	dev->max_mtu = 9216;
	netif_set_tso_max_size(dev, 16384);
	netif_set_tso_max_segs(dev, 12);
	eth_hw_addr_random(dev);
}

static struct rtnl_link_ops lagport_link_ops = {
	.kind = "lagport",
	.priv_size = sizeof(struct lagport),
	.setup = lagport_setup,
	.get_num_tx_queues = lagport_queues,
};

static int __init lag_peek_init(void)
{
	int err;

	err = register_netdevice_notifier(&notifier);
	if (err)
		return err;
	err = register_netdevice_notifier(&first_notifier);
	if (err)
		goto err_first;
	err = register_netdevice_notifier(&last_notifier);
	if (err)
		goto err_last;
	err = register_netdevice_notifier(&restless_notifier);
	if (err)
		goto err_restless;
	err = rtnl_link_register(&lagport_link_ops);
	if (err)
		goto err_link;
	return 0;

err_link:
	unregister_netdevice_notifier(&restless_notifier);
err_restless:
	unregister_netdevice_notifier(&last_notifier);
err_last:
	unregister_netdevice_notifier(&first_notifier);
err_first:
	unregister_netdevice_notifier(&notifier);
	return err;
}

static void __exit lag_peek_exit(void)
{
	rtnl_link_unregister(&lagport_link_ops);
	unregister_netdevice_notifier(&restless_notifier);
	unregister_netdevice_notifier(&last_notifier);
	unregister_netdevice_notifier(&first_notifier);
	unregister_netdevice_notifier(&notifier);
}

module_init(lag_peek_init);
module_exit(lag_peek_exit);

MODULE_DESCRIPTION("What only a driver sees of a LAG, for the selftests of lacpmod");
MODULE_LICENSE("GPL");
