// SPDX-License-Identifier: GPL-2.0
/*
 * Events: what changed, from what to what, and why
 */

#include <linux/etherdevice.h>

#include "../lacp/balance.h"
#include "netlink.h"

static int put_names(struct sk_buff *skb, const struct lag *lag,
		     const struct lag_port *port)
{
	if (nla_put_u32(skb, LACPMOD_A_EVENT_LAG_IFINDEX, lag->dev->ifindex) ||
	    nla_put_string(skb, LACPMOD_A_EVENT_LAG_IFNAME, lag->dev->name))
		return -EMSGSIZE;
	if (!port)
		return 0;
	if (nla_put_u32(skb, LACPMOD_A_EVENT_PORT_IFINDEX,
			port->dev->ifindex) ||
	    nla_put_string(skb, LACPMOD_A_EVENT_PORT_IFNAME, port->dev->name))
		return -EMSGSIZE;
	return netlink_put_info(skb, LACPMOD_A_EVENT_PARTNER,
				&port->lacp.partner);
}

/* Whom the LAG aggregates with; nothing where it is nobody. */
static int put_lag_partner(struct sk_buff *skb, const struct lacp_group *group)
{
	struct lacp_info info = {
		.system_priority = group->system_priority,
		.key = group->key,
		.port_priority = group->port_priority,
		.port = group->port,
	};

	if (!group->valid)
		return 0;
	ether_addr_copy(info.system, group->system);
	return netlink_put_info(skb, LACPMOD_A_EVENT_PARTNER, &info);
}

/**
 * netlink_event_has_values() - whether an event is a change of something
 * @event: the event
 *
 * Return: whether it has a value before and one after, and a reason.
 */
bool netlink_event_has_values(const struct lacp_event *event)
{
	switch (event->type) {
	case LACPMOD_EVENT_LAG_ADDED:
	case LACPMOD_EVENT_LAG_REMOVED:
	case LACPMOD_EVENT_PORT_ADDED:
	case LACPMOD_EVENT_PORT_REMOVED:
	case LACPMOD_EVENT_LAG_REBALANCED:
		return false;
	}
	return true;
}

static int put_event(struct sk_buff *skb, const struct lag *lag,
		     const struct lag_port *port,
		     const struct lacp_event *event)
{
	if (nla_put_u8(skb, LACPMOD_A_EVENT_TYPE, event->type) ||
	    nla_put_u64_64bit(skb, LACPMOD_A_EVENT_TIME, event->time,
			      LACPMOD_A_EVENT_PAD))
		return -EMSGSIZE;
	if (put_names(skb, lag, port))
		return -EMSGSIZE;
	if (!netlink_event_has_values(event))
		return 0;
	if (nla_put_u8(skb, LACPMOD_A_EVENT_FROM, event->from) ||
	    nla_put_u8(skb, LACPMOD_A_EVENT_TO, event->to) ||
	    nla_put_u8(skb, LACPMOD_A_EVENT_REASON, event->why.reason))
		return -EMSGSIZE;
	if (event->type == LACPMOD_EVENT_LAG_PARTNER)
		return put_lag_partner(skb, &event->why.group);
	/* A LAG has no reason of its own, whose arguments these would be. */
	if (!port)
		return 0;
	return netlink_put_args(skb, LACPMOD_A_EVENT_ARGS, &event->why);
}

/* What was moved for what it carries, and what is to come of it. */
static int put_balance(struct sk_buff *skb, const struct lacp_balance *b)
{
	if (!b)
		return 0;
	if (nla_put_u32(skb, LACPMOD_A_EVENT_MOVED, b->moved) ||
	    nla_put_u32(skb, LACPMOD_A_EVENT_BUSIEST_BEFORE,
			b->busiest_before) ||
	    nla_put_u32(skb, LACPMOD_A_EVENT_BUSIEST_AFTER, b->busiest_after))
		return -EMSGSIZE;
	return 0;
}

/*
 * What the above puts at most: for a port, for a reason with arguments. What is
 * told of a LAG is less.
 */
static size_t event_size(void)
{
	size_t name = nla_total_size(sizeof(u32)) + nla_total_size(IFNAMSIZ);

	return nla_total_size(sizeof(u8)) +		/* type */
	       nla_total_size_64bit(sizeof(u64)) +	/* time */
	       2 * name +				/* LAG, port */
	       nla_total_size(netlink_info_size()) +	/* partner */
	       3 * nla_total_size(sizeof(u8)) +		/* from, to, reason */
	       nla_total_size(netlink_args_size());	/* args */
}

/* With no more room than that: where it is too small, this is to show at once. */
static struct sk_buff *alloc_event(void)
{
	size_t size = nlmsg_total_size(genlmsg_total_size(event_size()));
	struct sk_buff *skb = alloc_skb(size, GFP_ATOMIC);

	if (skb)
		skb_reserve(skb, skb_tailroom(skb) - size);
	return skb;
}

/* Those who listen are to know that they have missed something. */
static void lose_event(struct net *net)
{
	genl_set_err(&lacpmod_family, net, 0, LACPMOD_NLGRP_EVENTS, -ENOBUFS);
}

/* Often under lag->lock: nothing here sleeps. */
static void send_with(struct lag *lag, struct lag_port *port,
		      const struct lacp_event *event,
		      const struct lacp_balance *balance)
{
	struct net *net = dev_net(lag->dev);
	struct sk_buff *skb;
	void *hdr;

	if (!genl_has_listeners(&lacpmod_family, net, LACPMOD_NLGRP_EVENTS))
		return;
	skb = alloc_event();
	if (!skb) {
		lose_event(net);
		return;
	}
	hdr = genlmsg_put(skb, 0, 0, &lacpmod_family, 0, LACPMOD_CMD_EVENT);
	if (!hdr || put_event(skb, lag, port, event) ||
	    put_balance(skb, balance)) {
		nlmsg_free(skb);
		lose_event(net);
		return;
	}
	genlmsg_end(skb, hdr);
	genlmsg_multicast_netns(&lacpmod_family, net, skb, 0,
				LACPMOD_NLGRP_EVENTS, GFP_ATOMIC);
}

static void send_event(struct lag *lag, struct lag_port *port,
		       const struct lacp_event *event)
{
	send_with(lag, port, event, NULL);
}

static void send_rebalanced(struct lag *lag, const struct lacp_balance *b)
{
	const struct lacp_event event = {
		.type = LACPMOD_EVENT_LAG_REBALANCED,
		.time = lag_protocol_now(),
	};

	send_with(lag, NULL, &event, b);
}

const struct lag_callbacks netlink_callbacks = {
	.event = send_event,
	.rebalanced = send_rebalanced,
};
