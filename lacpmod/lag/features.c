// SPDX-License-Identifier: GPL-2.0
/*
 * What a LAG offers to those above it: as much as its ports can do
 *
 * Offloads, headroom and the limits of a card's own segmentation are for the
 * kernel's helper to combine. Beyond it: the limits of segmentation that
 * somebody has set on a port, the MTU, and transmit queues. A LAG queues
 * nothing, but one that has a single queue would make the kernel forget the
 * receive queue of a frame that is forwarded, by which a port with many queues
 * chooses among them.
 */

#include <linux/if_vlan.h>
#include <linux/minmax.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/sch_generic.h>

#include "lag.h"

#define LAG_TX_QUEUES	16	/* as many as bonding and team have */

/**
 * lag_tx_queues() - how many transmit queues a new LAG may use
 */
unsigned int lag_tx_queues(void)
{
	return min_t(unsigned int, num_possible_cpus(), LAG_TX_QUEUES);
}

/**
 * lag_select_queue() - the transmit queue of a LAG that has several
 * @dev: the LAG
 * @skb: the frame
 * @sb_dev: not used
 *
 * The choice that matters is the port's own. For it lag_xmit() puts back what
 * the frame's mapping is here, if the LAG has several queues.
 *
 * Context: any, RCU.
 */
u16 lag_select_queue(struct net_device *dev, struct sk_buff *skb,
		     struct net_device *sb_dev)
{
	unsigned int queue = 0;

	BUILD_BUG_ON(sizeof(skb->queue_mapping) !=
		     sizeof(qdisc_skb_cb(skb)->slave_dev_queue_mapping));
	qdisc_skb_cb(skb)->slave_dev_queue_mapping = skb_get_queue_mapping(skb);

	if (skb_rx_queue_recorded(skb))
		queue = skb_get_rx_queue(skb);
	while (queue >= dev->real_num_tx_queues)
		queue -= dev->real_num_tx_queues;
	return queue;
}

static void lag_follow_queues(struct lag *lag)
{
	struct net_device *dev = lag->dev;
	struct lag_port *port;
	unsigned int i, n = 1;

	lag_for_each_port(lag, i, port)
		n = max(n, port->dev->real_num_tx_queues);
	n = min(n, dev->num_tx_queues);
	if (n != dev->real_num_tx_queues && netif_set_real_num_tx_queues(dev, n))
		netdev_warn(dev, "stays at %u transmit queues\n",
			    dev->real_num_tx_queues);
	lag_set_tx_flag(lag, LAG_TX_MULTI, dev->real_num_tx_queues > 1);
}

static void lag_follow_mtu(struct lag *lag)
{
	unsigned int i, lowest = ETH_MIN_MTU, highest = ETH_MAX_MTU;
	struct lag_port *port;

	lag_for_each_port(lag, i, port) {
		lowest = max(lowest, port->dev->min_mtu);
		/* 0 stands for no limit. */
		if (port->dev->max_mtu)
			highest = min(highest, port->dev->max_mtu);
	}
	lag->dev->min_mtu = lowest;
	lag->dev->max_mtu = highest;
}

/* What was set on the LAG itself stands, as far as its ports go along. */
static void lag_note_limit(struct lag_limit *limit, unsigned int now)
{
	if (now != limit->given)
		limit->wanted = now;
}

static unsigned int lag_give_limit(struct lag_limit *limit, unsigned int most)
{
	limit->given = min(limit->wanted, most);
	return limit->given;
}

static void lag_note_limits(struct lag *lag)
{
	const struct net_device *dev = lag->dev;

	lag_note_limit(&lag->gso_size, dev->gso_max_size);
	lag_note_limit(&lag->gso_ipv4_size, netdev_gso_ipv4_max_size(dev));
	lag_note_limit(&lag->gso_segs, dev->gso_max_segs);
}

static void lag_follow_limits(struct lag *lag)
{
	struct net_device *dev = lag->dev;
	unsigned int size = dev->tso_max_size, ipv4_size = dev->tso_max_size;
	unsigned int i, segs = dev->tso_max_segs;
	struct lag_port *port;

	lag_for_each_port(lag, i, port) {
		size = min(size, port->dev->gso_max_size);
		ipv4_size = min(ipv4_size, netdev_gso_ipv4_max_size(port->dev));
		segs = min_t(unsigned int, segs, port->dev->gso_max_segs);
	}
	/* The data path reads them without a lock. */
	WRITE_ONCE(dev->gso_max_size, lag_give_limit(&lag->gso_size, size));
	netdev_set_gso_ipv4_max_size(dev, lag_give_limit(&lag->gso_ipv4_size,
							 ipv4_size));
	WRITE_ONCE(dev->gso_max_segs, lag_give_limit(&lag->gso_segs, segs));
}

/**
 * lag_init_features() - what a LAG without ports offers
 * @lag: the LAG
 */
void lag_init_features(struct lag *lag)
{
	const struct net_device *dev = lag->dev;

	lag->gso_size.wanted = dev->gso_max_size;
	lag->gso_size.given = dev->gso_max_size;
	lag->gso_ipv4_size.wanted = netdev_gso_ipv4_max_size(dev);
	lag->gso_ipv4_size.given = lag->gso_ipv4_size.wanted;
	lag->gso_segs.wanted = dev->gso_max_segs;
	lag->gso_segs.given = dev->gso_max_segs;
	lag_follow_queues(lag);
}

/**
 * lag_compute_limits() - follow what the ports are limited to
 * @lag: the LAG, whose ports or their limits changed
 *
 * Context: RTNL.
 */
void lag_compute_limits(struct lag *lag)
{
	lag_note_limits(lag);
	lag_follow_limits(lag);
	lag_follow_mtu(lag);
	lag_follow_queues(lag);
}

/**
 * lag_compute_features() - follow what the ports can do
 * @lag: the LAG, whose ports or their features changed
 *
 * Context: RTNL.
 */
void lag_compute_features(struct lag *lag)
{
	lag_note_limits(lag);
	/* It lowers our limits below those of the cards, and never raises them. */
	netdev_compute_master_upper_features(lag->dev, true);
	lag_follow_limits(lag);
	lag_follow_mtu(lag);
	lag_follow_queues(lag);
	lag_compute_xdp_features(lag);
}

/**
 * lag_fix_features() - which of the features that are wanted a LAG can have
 * @dev: the LAG
 * @features: the features that are wanted
 *
 * Context: RTNL.
 */
netdev_features_t lag_fix_features(struct net_device *dev,
				   netdev_features_t features)
{
	struct lag *lag = netdev_priv(dev);
	netdev_features_t mask = features;
	struct lag_port *port;
	unsigned int i;

	features &= ~NETIF_F_ONE_FOR_ALL;
	features |= NETIF_F_ALL_FOR_ALL;
	lag_for_each_port(lag, i, port)
		features = netdev_increment_features(features,
						     port->dev->features, mask);
	return netdev_add_tso_features(features, mask);
}

/**
 * lag_setup_features() - what any LAG has to begin with
 * @dev: its net device, just allocated
 */
void lag_setup_features(struct net_device *dev)
{
	dev->hw_features = LAG_FEATURES | NETIF_F_HW_VLAN_CTAG_RX |
			   NETIF_F_HW_VLAN_STAG_RX;
	/* A LAG without filters would not have its ports let in all VLANs, but none. */
	dev->features |= dev->hw_features | NETIF_F_HW_VLAN_CTAG_TX |
			 NETIF_F_HW_VLAN_STAG_TX | NETIF_F_HW_VLAN_CTAG_FILTER |
			 NETIF_F_HW_VLAN_STAG_FILTER;
	netif_set_tso_max_size(dev, TSO_MAX_SIZE);
	netif_set_tso_max_segs(dev, TSO_MAX_SEGS);
}
