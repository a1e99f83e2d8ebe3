// SPDX-License-Identifier: GPL-2.0
/*
 * Receive: what a port hears, and whose it is
 *
 * frame                            collecting       not collecting
 * -------------------------------  ---------------  --------------------------
 * LACPDU, Marker PDU               the protocol     the protocol
 * other slow protocols             the port         the port
 * other link-local control frames  the LAG (1)      the port
 * everything else                  the LAG          discarded and counted
 *
 * (1) Sockets that are bound to the port see them, too; a bridge or a router
 *     above the LAG must, for spanning tree and the like.
 *
 * "Everything else" is data, which the protocol hears of where it watches the
 * port for it; but not what every host says as soon as it has a link.
 */

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/jiffies.h>

#include "lag.h"

#define LAG_DATA_INTERVAL	HZ	/* well below LACP_DATA_RECENT */

/*
 * PACKET_HOST and PACKET_BROADCAST, of whose three bits these two are not set: one
 * test, which the compiler does not find by itself.
 */
static __always_inline bool lag_is_usual(const struct sk_buff *skb)
{
	const u8 bits = PKT_TYPE_MAX & ~(PKT_TYPE_MAX >> 2);

	return !(*((const u8 *)skb + PKT_TYPE_OFFSET) & bits);
}

static void lag_count(struct lag_frames __percpu *frames)
{
	struct lag_frames *here = this_cpu_ptr(frames);

	u64_stats_update_begin(&here->syncp);
	u64_stats_inc(&here->frames);
	u64_stats_update_end(&here->syncp);
}

static u64 lag_counted(const struct lag_frames __percpu *counts)
{
	u64 frames, sum = 0;
	unsigned int start;
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct lag_frames *here = per_cpu_ptr(counts, cpu);

		do {
			start = u64_stats_fetch_begin(&here->syncp);
			frames = u64_stats_read(&here->frames);
		} while (u64_stats_fetch_retry(&here->syncp, start));
		sum += frames;
	}
	return sum;
}

/**
 * lag_port_discarded() - frames discarded because the port did not collect
 * @port: the port
 */
u64 lag_port_discarded(const struct lag_port *port)
{
	return lag_counted(port->discarded);
}

/**
 * lag_get_stats64() - ndo_get_stats64 of a LAG
 * @dev: the LAG
 * @stats: all zero
 */
void lag_get_stats64(struct net_device *dev, struct rtnl_link_stats64 *stats)
{
	const struct lag *lag = netdev_priv(dev);

	dev_get_tstats64(dev, stats);
	stats->multicast = lag_counted(lag->multicast);
}

/* Tagged with a VLAN ID other than 0, it is no slow protocol of this link. */
static __always_inline bool lag_is_slow(const struct sk_buff *skb)
{
	return skb->protocol == htons(ETH_P_SLOW) &&
	       is_link_local_ether_addr(eth_hdr(skb)->h_dest) &&
	       !(skb_vlan_tag_present(skb) && skb_vlan_tag_get_id(skb));
}

static noinline rx_handler_result_t lag_rx_slow(struct lag_port *port,
						struct sk_buff *skb)
{
	unsigned int len = skb->len;

	/* The engine looks no further, whatever else a later version sent. */
	if (!pskb_may_pull(skb, min_t(unsigned int, len, LACP_PDU_LEN))) {
		dev_core_stats_rx_dropped_inc(port->dev);
		kfree_skb(skb);
		return RX_HANDLER_CONSUMED;
	}
	if (!lag_protocol_receive(port, skb->data, len))
		return RX_HANDLER_PASS;
	consume_skb(skb);
	return RX_HANDLER_CONSUMED;
}

static rx_handler_result_t lag_rx_deliver(struct net_device *dev,
					  struct sk_buff *skb)
{
	skb->dev = dev;
	dev_sw_netstats_rx_add(dev, skb->len);
	return RX_HANDLER_ANOTHER;
}

/*
 * Neighbour discovery and the management of multicast groups: a host says these
 * on all its ports, and means none of them.
 */
static bool lag_is_chatter(const struct sk_buff *skb)
{
	const struct ipv6hdr *ip6;
	const struct iphdr *ip;
	struct ipv6hdr ip6_copy;
	struct iphdr ip_copy;

	if (!is_multicast_ether_addr(eth_hdr(skb)->h_dest))
		return false;
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		ip = skb_header_pointer(skb, 0, sizeof(ip_copy), &ip_copy);
		return ip && ip->protocol == IPPROTO_IGMP;
	case htons(ETH_P_IPV6):
		ip6 = skb_header_pointer(skb, 0, sizeof(ip6_copy), &ip6_copy);
		return ip6 && (ip6->nexthdr == IPPROTO_ICMPV6 ||
			       ip6->nexthdr == IPPROTO_HOPOPTS);
	}
	return false;
}

/* Fallback asks which port hears data: no more often than need be. */
static void lag_note_data(struct lag_port *port, const struct sk_buff *skb)
{
	unsigned long now = jiffies;

	if (now - READ_ONCE(port->data_noted) < LAG_DATA_INTERVAL ||
	    lag_is_chatter(skb))
		return;
	WRITE_ONCE(port->data_noted, now);
	WRITE_ONCE(port->data_new, true);
	lag_protocol_kick(port->lag);
}

/* All ports but those that just collect. */
static noinline rx_handler_result_t
lag_rx_gated(struct lag_port *port, struct sk_buff *skb)
{
	u8 gate = READ_ONCE(port->gate);
	bool control = is_link_local_ether_addr(eth_hdr(skb)->h_dest);

	if (gate & LAG_GATE_WATCH && !control)
		lag_note_data(port, skb);
	if (gate & LAG_GATE_COLLECT)
		return lag_rx_deliver(port->lag->dev, skb);
	if (control)
		return RX_HANDLER_PASS;
	lag_count(port->discarded);
	kfree_skb(skb);
	return RX_HANDLER_CONSUMED;
}

/* Nobody else holds the frame: what becomes of it. */
static __always_inline rx_handler_result_t lag_rx_own(struct sk_buff *skb)
{
	struct lag_port *port = rcu_dereference(skb->dev->rx_handler_data);
	struct net_device *lag_dev;

	if (unlikely(lag_is_slow(skb)))
		return lag_rx_slow(port, skb);
	lag_dev = READ_ONCE(port->rx_dev);
	if (unlikely(!lag_dev))
		return lag_rx_gated(port, skb);
	return lag_rx_deliver(lag_dev, skb);
}

/* Somebody does: ours is a copy. Apart, so that lag_rx() needs no stack. */
static noinline rx_handler_result_t lag_rx_shared(struct sk_buff **pskb)
{
	struct sk_buff *skb = skb_clone(*pskb, GFP_ATOMIC);

	if (unlikely(!skb)) {
		dev_core_stats_rx_dropped_inc((*pskb)->dev);
		kfree_skb(*pskb);
		return RX_HANDLER_CONSUMED;
	}
	consume_skb(*pskb);
	*pskb = skb;
	return lag_rx_own(skb);
}

static __always_inline rx_handler_result_t lag_rx_any(struct sk_buff **pskb)
{
	if (unlikely(skb_shared(*pskb)))
		return lag_rx_shared(pskb);
	return lag_rx_own(*pskb);
}

/* What of it becomes the LAG's is counted. */
static noinline rx_handler_result_t lag_rx_multicast(struct sk_buff **pskb)
{
	rx_handler_result_t result = lag_rx_any(pskb);
	const struct lag *lag;

	if (result == RX_HANDLER_ANOTHER) {
		lag = netdev_priv((*pskb)->dev);
		lag_count(lag->multicast);
	}
	return result;
}

static noinline rx_handler_result_t lag_rx_unusual(struct sk_buff **pskb)
{
	u8 type = (*pskb)->pkt_type;

	if (type == PACKET_MULTICAST)
		return lag_rx_multicast(pskb);
	/* A socket of the port's own has sent it, and hears it as well. */
	if (type == PACKET_LOOPBACK)
		return RX_HANDLER_PASS;
	return lag_rx_any(pskb);
}

/**
 * lag_rx() - the receive handler of a port
 * @pskb: the frame, pulled up to the network header
 *
 * Context: softirq, RCU.
 * Return: what becomes of the frame.
 */
rx_handler_result_t lag_rx(struct sk_buff **pskb)
{
	if (unlikely(!lag_is_usual(*pskb)))
		return lag_rx_unusual(pskb);
	return lag_rx_any(pskb);
}
