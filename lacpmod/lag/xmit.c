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
#include "quick.h"

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

/*
 * The port of this index, if frames can leave by it: this is for every frame. Who is
 * no port has an empty place.
 */
static __always_inline struct lag_port *lag_live_port(const struct lag *lag,
						      u8 index)
{
	struct lag_port *port = rcu_dereference_bh(lag->port[index]);

	return likely(port && lag_port_live(port->dev)) ? port : NULL;
}

/* That port, or another if it is dead; NULL where there is none. */
static struct lag_port *lag_find_port(struct lag *lag, u8 index, u32 cid)
{
	struct lag_port *port = lag_live_port(lag, index);

	if (port || index == LACP_NO_PORT)
		return port;
	/*
	 * Not where it has just gone; and a kernel that prints may hold whatever
	 * a timer needs.
	 */
	if (rcu_access_pointer(lag->port[index]) && !netpoll_tx_running(lag->dev))
		lag_protocol_kick(lag);
	return lag_other_port(lag, cid);
}

/**
 * lag_select_port() - the port that carries a conversation
 * @lag: the LAG
 * @cid: the conversation ID
 *
 * For those who cannot have their frames held: where it is on its way from one
 * port to another, this is the new one.
 *
 * Context: softirq, BH or interrupts disabled.
 * Return: a port that is up and has a link, or NULL if there is none.
 */
struct lag_port *lag_select_port(struct lag *lag, u32 cid)
{
	u8 index = READ_ONCE(lag->lacp.bucket[cid]);

	if (unlikely(index == LACP_HELD))
		index = READ_ONCE(lag->lacp.owner[cid]);
	return lag_find_port(lag, index, cid);
}

/* What not all LAGs need. */
static noinline int lag_xmit_flagged(struct sk_buff *skb,
				     struct net_device *dev, unsigned long cid,
				     struct lag_port *port)
{
	const struct lag *lag = netdev_priv(dev);
	u8 flags = READ_ONCE(lag->tx_flags);

	if (flags & LAG_TX_COUNT)
		lag_load_add(lag, cid, skb->len);
	/* See lag_select_queue(). */
	if (flags & LAG_TX_MULTI)
		skb_set_queue_mapping(skb, qdisc_skb_cb(skb)->slave_dev_queue_mapping);
	if (flags & LAG_TX_NETPOLL && netpoll_tx_running(dev))
		return lag_netpoll_xmit(port, skb);
	return dev_queue_xmit(skb);
}

static __always_inline netdev_tx_t lag_send(struct sk_buff *skb,
					    struct net_device *dev,
					    unsigned long cid,
					    struct lag_port *port)
{
	const struct lag *lag = netdev_priv(dev);
	unsigned int len = skb->len;
	int rc;

	skb->dev = port->dev;
	/* data_race: older flags do no harm; READ_ONCE() is an instruction more. */
	rc = unlikely(data_race(lag->tx_flags)) ?
	     lag_xmit_flagged(skb, dev, cid, port) : dev_queue_xmit(skb);
	if (likely(!net_xmit_eval(rc)))
		dev_sw_netstats_tx_add(dev, 1, len);
	else
		dev_core_stats_tx_dropped_inc(dev);
	return NETDEV_TX_OK;
}

/**
 * lag_send_by() - transmit a frame by the port that was chosen for it
 * @lag: the LAG
 * @index: the port's, or LACP_NO_PORT; one that is dead is passed over
 * @skb: the frame
 * @cid: its conversation ID
 *
 * Context: BH disabled, RCU.
 * Return: NETDEV_TX_OK.
 */
netdev_tx_t lag_send_by(struct lag *lag, u8 index, struct sk_buff *skb, u32 cid)
{
	struct lag_port *port = lag_find_port(lag, index, cid);

	if (port)
		return lag_send(skb, lag->dev, cid, port);
	dev_core_stats_tx_dropped_inc(lag->dev);
	dev_kfree_skb_any(skb);
	return NETDEV_TX_OK;
}

/* Its bucket names no port, or a dead one, or its frames are held. */
static noinline netdev_tx_t lag_xmit_rare(struct sk_buff *skb,
					  struct net_device *dev,
					  unsigned long cid)
{
	struct lag *lag = netdev_priv(dev);
	u8 index = READ_ONCE(lag->lacp.bucket[cid]);

	if (index == LACP_HELD) {
		/* What the kernel prints must not wait, and takes no lock. */
		if (netpoll_tx_running(dev))
			index = READ_ONCE(lag->lacp.owner[cid]);
		else
			index = lag_hold(lag, skb, cid);
		if (index == LACP_HELD)
			return NETDEV_TX_OK;
	}
	return lag_send_by(lag, index, skb, cid);
}

/*
 * A frame is hashed by lag_xmit(), or by another that this leaves it to, and sent by
 * lag_forward(). They go on to one another by a jump, in registers: only the last
 * needs a stack, for what it is to know when the frame is gone. The compiler sees
 * that without the tracer's hook, which is therefore here alone.
 */
static noinline netdev_tx_t lag_forward(struct sk_buff *skb,
					struct net_device *dev,
					unsigned long cid)
{
	const struct lag *lag = netdev_priv(dev);
	struct lag_port *port;

	port = lag_live_port(lag, READ_ONCE(lag->lacp.bucket[cid]));
	if (unlikely(!port))
		return lag_xmit_rare(skb, dev, cid);
	return lag_send(skb, dev, cid, port);
}

static noinline netdev_tx_t lag_xmit_thorough(struct sk_buff *skb,
					      struct net_device *dev)
{
	const struct lag *lag = netdev_priv(dev);

	return lag_forward(skb, dev, lag_hash_thorough(skb, &lag->hash));
}

static __always_inline netdev_tx_t lag_xmit_quick(struct sk_buff *skb,
						  struct net_device *dev,
						  long cid)
{
	return likely(cid != LAG_NOT_QUICK) ? lag_forward(skb, dev, cid) :
					      lag_xmit_thorough(skb, dev);
}

static notrace noinline netdev_tx_t lag_xmit_layer23(struct sk_buff *skb,
						     struct net_device *dev)
{
	const struct lag *lag = netdev_priv(dev);

	return lag_xmit_quick(skb, dev, lag_quick_layer23(skb, &lag->hash));
}

static notrace noinline netdev_tx_t lag_xmit_layer34(struct sk_buff *skb,
						     struct net_device *dev)
{
	const struct lag *lag = netdev_priv(dev);

	return lag_xmit_quick(skb, dev, lag_quick_layer34(skb, &lag->hash));
}

static notrace noinline netdev_tx_t lag_xmit_encap34(struct sk_buff *skb,
						     struct net_device *dev)
{
	const struct lag *lag = netdev_priv(dev);

	return lag_xmit_quick(skb, dev, lag_quick_encap34(skb, &lag->hash));
}

static notrace noinline netdev_tx_t lag_xmit_flow(struct sk_buff *skb,
						  struct net_device *dev)
{
	const struct lag *lag = netdev_priv(dev);

	return lag_xmit_quick(skb, dev, lag_quick_flow(skb, &lag->hash));
}

/**
 * lag_xmit() - transmit a frame through a LAG
 * @skb: the frame
 * @dev: the LAG
 *
 * Context: softirq or BH disabled, RCU; or netpoll, with interrupts disabled.
 * Return: NETDEV_TX_OK, the frame is always taken.
 */
notrace netdev_tx_t lag_xmit(struct sk_buff *skb, struct net_device *dev)
{
	const struct lag *lag = netdev_priv(dev);
	u8 way = READ_ONCE(lag->hash.way);

	/* In this order: who has the least to do is asked the least. */
	if (way == LACPMOD_HASH_LAYER2)
		return lag_xmit_quick(skb, dev, lag_quick_layer2(skb, &lag->hash));
	if (way == LACPMOD_HASH_LAYER34)
		return lag_xmit_layer34(skb, dev);
	if (way == LACPMOD_HASH_FLOW)
		return lag_xmit_flow(skb, dev);
	if (way == LACPMOD_HASH_LAYER23)
		return lag_xmit_layer23(skb, dev);
	if (way == LACPMOD_HASH_ENCAP34)
		return lag_xmit_encap34(skb, dev);
	return lag_xmit_thorough(skb, dev);
}

/**
 * lag_path() - which way a frame would leave
 * @lag: the LAG
 * @skb: the frame, its data at the Ethernet header
 * @port: result, NULL where it would be dropped
 * @live: result, whether the port that its conversation ID belongs to has a
 *	link; if not, @port is another
 *
 * Where its conversation is on its way from one port to another, this is the new
 * one: the frame would be held, and leave by it.
 *
 * Context: RTNL, or RCU with BH disabled, for as long as @port is used.
 * Return: its conversation ID.
 */
u32 lag_path(struct lag *lag, const struct sk_buff *skb,
	     struct lag_port **port, bool *live)
{
	u32 cid = lag_hash(skb, &lag->hash);
	struct lag_port *owner;
	u8 index;

	rcu_read_lock_bh();
	index = READ_ONCE(lag->lacp.owner[cid]);
	owner = rcu_dereference_bh(lag->port[index]);
	*live = owner && lag_port_live(owner->dev);
	*port = lag_find_port(lag, index, cid);
	rcu_read_unlock_bh();
	return cid;
}
