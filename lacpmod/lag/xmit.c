// SPDX-License-Identifier: GPL-2.0
/*
 * Transmit: one hash, one bucket, one look at the port's state
 *
 * A port that has lost its link, or was set down, is passed over from the very
 * next frame on, whoever else may have noticed: the frame leaves by another
 * port, and the protocol is told to look.
 */

#include <linux/etherdevice.h>
#include <linux/netpoll.h>
#include <net/sch_generic.h>

#include "lag.h"

static bool lag_port_usable(const struct lag_port *port)
{
	return port && READ_ONCE(port->lacp.weight) &&
	       lag_port_live(port->dev);
}

/* The usable port after @skip others, or the last if they were that few. */
static struct lag_port *lag_nth_usable(const struct lag *lag, u32 skip)
{
	struct lag_port *last = NULL;
	unsigned int i;

	for (i = 0; i < LACP_PORTS_MAX; i++) {
		struct lag_port *port = rcu_dereference_bh(lag->port[i]);

		if (!lag_port_usable(port))
			continue;
		last = port;
		if (!skip--)
			break;
	}
	return last;
}

/* The bucket's port is dead: spread its frames over those that are not. */
static struct lag_port *lag_other_port(const struct lag *lag, u32 cid)
{
	unsigned int i, usable = 0;

	for (i = 0; i < LACP_PORTS_MAX; i++)
		usable += lag_port_usable(rcu_dereference_bh(lag->port[i]));
	return usable ? lag_nth_usable(lag, cid % usable) : NULL;
}

static noinline struct lag_port *lag_pass_over(struct lag *lag,
					       const struct lag_port *dead,
					       u32 cid)
{
	if (!dead && READ_ONCE(lag->lacp.bucket[cid]) == LACP_NO_PORT)
		return NULL;
	/*
	 * Not where it has just gone; and a kernel that prints may hold whatever
	 * a timer needs.
	 */
	if (dead && !netpoll_tx_running(lag->dev))
		lag_protocol_kick(lag);
	return lag_other_port(lag, cid);
}

/* What is rare is kept out of line: this is for every frame. */
static __always_inline struct lag_port *lag_choose_port(struct lag *lag,
							u32 cid)
{
	u8 index = READ_ONCE(lag->lacp.bucket[cid]);
	struct lag_port *port = rcu_dereference_bh(lag->port[index]);

	if (likely(port && lag_port_live(port->dev)))
		return port;
	return lag_pass_over(lag, port, cid);
}

/**
 * lag_select_port() - the port that carries a conversation
 * @lag: the LAG
 * @cid: the conversation ID
 *
 * Context: softirq, BH or interrupts disabled.
 * Return: a port that is up and has a link, or NULL if there is none.
 */
struct lag_port *lag_select_port(struct lag *lag, u32 cid)
{
	return lag_choose_port(lag, cid);
}

/* To keep what the hash was, in case it is to be counted, would cost all LAGs. */
static void lag_count(const struct lag *lag, const struct sk_buff *skb)
{
	lag_load_add(lag, lag_hash(skb, &lag->hash), skb->len);
}

/* What not all LAGs need. */
static noinline int lag_xmit_flagged(struct net_device *dev,
				     struct lag_port *port,
				     struct sk_buff *skb)
{
	const struct lag *lag = netdev_priv(dev);
	u8 flags = READ_ONCE(lag->tx_flags);

	if (flags & LAG_TX_COUNT)
		lag_count(lag, skb);
	/* See lag_select_queue(). */
	if (flags & LAG_TX_MULTI)
		skb_set_queue_mapping(skb, qdisc_skb_cb(skb)->slave_dev_queue_mapping);
	if (flags & LAG_TX_NETPOLL && netpoll_tx_running(dev))
		return lag_netpoll_xmit(port, skb);
	return dev_queue_xmit(skb);
}

/**
 * lag_xmit() - transmit a frame through a LAG
 * @skb: the frame
 * @dev: the LAG
 *
 * Context: softirq or BH disabled, RCU; or netpoll, with interrupts disabled.
 * Return: NETDEV_TX_OK, the frame is always taken.
 */
netdev_tx_t lag_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct lag *lag = netdev_priv(dev);
	unsigned int len = skb->len;
	struct lag_port *port;
	int rc;

	port = lag_choose_port(lag, lag_hash(skb, &lag->hash));
	if (unlikely(!port)) {
		dev_core_stats_tx_dropped_inc(dev);
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}

	skb->dev = port->dev;
	/* data_race: older flags do no harm; READ_ONCE() is an instruction more. */
	rc = unlikely(data_race(lag->tx_flags)) ? lag_xmit_flagged(dev, port, skb) :
					dev_queue_xmit(skb);
	if (likely(!net_xmit_eval(rc)))
		dev_sw_netstats_tx_add(dev, 1, len);
	else
		dev_core_stats_tx_dropped_inc(dev);
	return NETDEV_TX_OK;
}

/**
 * lag_path() - which way a frame would leave
 * @lag: the LAG
 * @skb: the frame, its data at the Ethernet header
 * @port: result, NULL where it would be dropped
 * @live: result, whether the port that its conversation ID belongs to has a
 *	link; if not, @port is another
 *
 * Context: RTNL, or RCU with BH disabled, for as long as @port is used.
 * Return: its conversation ID.
 */
u32 lag_path(struct lag *lag, const struct sk_buff *skb,
	     struct lag_port **port, bool *live)
{
	u32 cid = lag_hash(skb, &lag->hash);
	struct lag_port *owner;

	rcu_read_lock_bh();
	owner = rcu_dereference_bh(lag->port[READ_ONCE(lag->lacp.bucket[cid])]);
	*live = owner && lag_port_live(owner->dev);
	*port = lag_select_port(lag, cid);
	rcu_read_unlock_bh();
	return cid;
}
