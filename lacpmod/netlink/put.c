// SPDX-License-Identifier: GPL-2.0
/*
 * What replies and events are made of
 */

#include <linux/etherdevice.h>

#include "netlink.h"

/**
 * netlink_put_info() - describe one end of a link
 * @skb: the message
 * @attr: the attribute to nest it in
 * @info: the end
 *
 * Return: 0 or -EMSGSIZE.
 */
int netlink_put_info(struct sk_buff *skb, int attr,
		     const struct lacp_info *info)
{
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest ||
	    nla_put_u16(skb, LACPMOD_A_INFO_SYSTEM_PRIORITY,
			info->system_priority) ||
	    nla_put(skb, LACPMOD_A_INFO_SYSTEM, ETH_ALEN, info->system) ||
	    nla_put_u16(skb, LACPMOD_A_INFO_KEY, info->key) ||
	    nla_put_u16(skb, LACPMOD_A_INFO_PORT_PRIORITY,
			info->port_priority) ||
	    nla_put_u16(skb, LACPMOD_A_INFO_PORT, info->port) ||
	    nla_put_u8(skb, LACPMOD_A_INFO_STATE, info->state))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_group(struct sk_buff *skb, const struct lacp_group *group)
{
	if (nla_put_u16(skb, LACPMOD_A_ARGS_SYSTEM_PRIORITY,
			group->system_priority) ||
	    nla_put(skb, LACPMOD_A_ARGS_SYSTEM, ETH_ALEN, group->system) ||
	    nla_put_u16(skb, LACPMOD_A_ARGS_KEY, group->key))
		return -EMSGSIZE;
	return 0;
}

static int put_args(struct sk_buff *skb, const struct lacp_why *why)
{
	if (why->reason == LACPMOD_REASON_AGGREGATE_WAIT)
		return nla_put_u32(skb, LACPMOD_A_ARGS_LEFT, why->left);
	if (why->reason == LACPMOD_REASON_MIN_LINKS)
		return nla_put_u32(skb, LACPMOD_A_ARGS_HAVE, why->have) ?:
		       nla_put_u32(skb, LACPMOD_A_ARGS_NEED, why->need);
	return why->group.valid ? put_group(skb, &why->group) : 0;
}

/**
 * netlink_put_args() - say what a reason speaks of
 * @skb: the message
 * @attr: the attribute to nest it in
 * @why: the reason
 *
 * Return: 0 or -EMSGSIZE.
 */
int netlink_put_args(struct sk_buff *skb, int attr, const struct lacp_why *why)
{
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest || put_args(skb, why))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_lag_settings(struct sk_buff *skb, const struct lag *lag)
{
	const struct lacp_config *c = &lag->settings.lacp;

	if (nla_put_u32(skb, LACPMOD_A_LAG_IFINDEX, lag->dev->ifindex) ||
	    nla_put_string(skb, LACPMOD_A_LAG_IFNAME, lag->dev->name) ||
	    nla_put_u8(skb, LACPMOD_A_LAG_MODE, c->mode) ||
	    nla_put_u8(skb, LACPMOD_A_LAG_RATE, c->rate) ||
	    nla_put_u16(skb, LACPMOD_A_LAG_SYSTEM_PRIORITY,
			c->system_priority) ||
	    nla_put(skb, LACPMOD_A_LAG_SYSTEM, ETH_ALEN, c->system) ||
	    nla_put_u16(skb, LACPMOD_A_LAG_KEY, c->key) ||
	    nla_put_u8(skb, LACPMOD_A_LAG_HASH, lag->settings.hash) ||
	    nla_put_u8(skb, LACPMOD_A_LAG_MIN_LINKS, c->min_links) ||
	    nla_put_u32(skb, LACPMOD_A_LAG_AGGREGATE_WAIT,
			c->aggregate_wait) ||
	    nla_put_u8(skb, LACPMOD_A_LAG_MUX, c->mux))
		return -EMSGSIZE;
	return 0;
}

/* Under lag->lock. */
static int put_lag_state(struct sk_buff *skb, const struct lag *lag)
{
	const struct lacp_group *group = &lag->lacp.group;

	if (nla_put_u8(skb, LACPMOD_A_LAG_UP, lag->lacp.up) ||
	    nla_put_u8(skb, LACPMOD_A_LAG_CARRIER, lag->lacp.carrier) ||
	    nla_put_u32(skb, LACPMOD_A_LAG_SPEED, lag->lacp.speed) ||
	    nla_put_u32(skb, LACPMOD_A_LAG_PORTS, lag_ports(lag)) ||
	    nla_put_u32(skb, LACPMOD_A_LAG_DISTRIBUTING,
			lag->lacp.distributing))
		return -EMSGSIZE;
	if (!group->valid)
		return 0;
	if (nla_put_u16(skb, LACPMOD_A_LAG_PARTNER_SYSTEM_PRIORITY,
			group->system_priority) ||
	    nla_put(skb, LACPMOD_A_LAG_PARTNER_SYSTEM, ETH_ALEN,
		    group->system) ||
	    nla_put_u16(skb, LACPMOD_A_LAG_PARTNER_KEY, group->key))
		return -EMSGSIZE;
	return 0;
}

/**
 * netlink_put_lag() - describe a LAG
 * @skb: the message
 * @lag: the LAG
 *
 * Context: RTNL.
 * Return: 0 or -EMSGSIZE.
 */
int netlink_put_lag(struct sk_buff *skb, struct lag *lag)
{
	int err = put_lag_settings(skb, lag);

	if (err)
		return err;
	spin_lock_bh(&lag->lock);
	err = put_lag_state(skb, lag);
	spin_unlock_bh(&lag->lock);
	return err;
}

static int put_port_settings(struct sk_buff *skb, const struct lag_port *port)
{
	const struct lacp_port *p = &port->lacp;

	if (nla_put_u32(skb, LACPMOD_A_PORT_IFINDEX, port->dev->ifindex) ||
	    nla_put_string(skb, LACPMOD_A_PORT_IFNAME, port->dev->name) ||
	    nla_put_u32(skb, LACPMOD_A_PORT_LAG_IFINDEX,
			port->lag->dev->ifindex) ||
	    nla_put_string(skb, LACPMOD_A_PORT_LAG_IFNAME,
			   port->lag->dev->name) ||
	    nla_put_u16(skb, LACPMOD_A_PORT_PRIORITY, p->actor.port_priority) ||
	    nla_put_u16(skb, LACPMOD_A_PORT_NUMBER, p->actor.port) ||
	    nla_put_u8(skb, LACPMOD_A_PORT_UP, p->up) ||
	    nla_put_u8(skb, LACPMOD_A_PORT_LINK, p->link) ||
	    nla_put_u32(skb, LACPMOD_A_PORT_SPEED, p->speed) ||
	    nla_put_u8(skb, LACPMOD_A_PORT_FULL_DUPLEX, p->full_duplex))
		return -EMSGSIZE;
	return 0;
}

static int put_port_machines(struct sk_buff *skb, const struct lacp_port *p)
{
	if (nla_put_u8(skb, LACPMOD_A_PORT_SELECTED, p->selected) ||
	    nla_put_u8(skb, LACPMOD_A_PORT_RX_STATE, p->rx) ||
	    nla_put_u8(skb, LACPMOD_A_PORT_PERIODIC_STATE, p->periodic) ||
	    nla_put_u8(skb, LACPMOD_A_PORT_MUX_STATE, p->mux) ||
	    nla_put_u8(skb, LACPMOD_A_PORT_ACTOR_CHURN, p->actor_churn) ||
	    nla_put_u8(skb, LACPMOD_A_PORT_PARTNER_CHURN, p->partner_churn) ||
	    nla_put_u32(skb, LACPMOD_A_PORT_BUCKETS, p->buckets) ||
	    nla_put_u64_64bit(skb, LACPMOD_A_PORT_LINK_CHANGED,
			      p->link_changed, LACPMOD_A_PORT_PAD) ||
	    nla_put_u64_64bit(skb, LACPMOD_A_PORT_MUX_CHANGED, p->mux_changed,
			      LACPMOD_A_PORT_PAD))
		return -EMSGSIZE;
	if (netlink_put_info(skb, LACPMOD_A_PORT_ACTOR, &p->actor))
		return -EMSGSIZE;
	return netlink_put_info(skb, LACPMOD_A_PORT_PARTNER, &p->partner);
}

static int put_port_why(struct sk_buff *skb, const struct lacp_port *p)
{
	u64 now = lag_protocol_now();
	struct lacp_why why;

	lacp_port_why(p, &why);
	if (why.left)
		why.left = p->wait_while > now ? p->wait_while - now : 0;
	if (nla_put_u8(skb, LACPMOD_A_PORT_REASON, why.reason))
		return -EMSGSIZE;
	return netlink_put_args(skb, LACPMOD_A_PORT_ARGS, &why);
}

static int put_counter(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, LACPMOD_A_COUNTERS_PAD);
}

static int put_port_counters(struct sk_buff *skb, const struct lag_port *port)
{
	const struct lacp_counters *c = &port->lacp.counters;
	const struct {
		int attr;
		u64 value;
	} counters[] = {
		{ LACPMOD_A_COUNTERS_LACPDU_RX, c->lacpdu_rx },
		{ LACPMOD_A_COUNTERS_LACPDU_TX, c->lacpdu_tx },
		{ LACPMOD_A_COUNTERS_MARKER_RX, c->marker_rx },
		{ LACPMOD_A_COUNTERS_MARKER_RESPONSE_RX,
		  c->marker_response_rx },
		{ LACPMOD_A_COUNTERS_MARKER_RESPONSE_TX,
		  c->marker_response_tx },
		{ LACPMOD_A_COUNTERS_MARKER_LIMITED, c->marker_limited },
		{ LACPMOD_A_COUNTERS_UNKNOWN_RX, c->unknown_rx },
		{ LACPMOD_A_COUNTERS_ILLEGAL_RX, c->illegal_rx },
		{ LACPMOD_A_COUNTERS_REJECT_TRUNCATED,
		  c->reject[LACP_TRUNCATED] },
		{ LACPMOD_A_COUNTERS_REJECT_ACTOR_LENGTH,
		  c->reject[LACP_ACTOR_LENGTH] },
		{ LACPMOD_A_COUNTERS_REJECT_PARTNER_LENGTH,
		  c->reject[LACP_PARTNER_LENGTH] },
		{ LACPMOD_A_COUNTERS_REJECT_COLLECTOR_LENGTH,
		  c->reject[LACP_COLLECTOR_LENGTH] },
		{ LACPMOD_A_COUNTERS_REJECT_MARKER,
		  c->reject[LACP_BAD_MARKER] },
		{ LACPMOD_A_COUNTERS_OWN_SYSTEM_RX, c->own_system_rx },
		{ LACPMOD_A_COUNTERS_DATA_DISCARDED, lag_port_discarded(port) },
		{ LACPMOD_A_COUNTERS_TX_FAILED, port->tx_failed },
		{ LACPMOD_A_COUNTERS_MUX_CHANGES, c->mux_changes },
		{ LACPMOD_A_COUNTERS_ACTOR_CHURNS, c->actor_churns },
		{ LACPMOD_A_COUNTERS_PARTNER_CHURNS, c->partner_churns },
	};
	struct nlattr *nest = nla_nest_start(skb, LACPMOD_A_PORT_COUNTERS);
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < ARRAY_SIZE(counters); i++)
		if (put_counter(skb, counters[i].attr, counters[i].value))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * netlink_put_port() - describe a port
 * @skb: the message
 * @port: the port
 *
 * Context: RTNL.
 * Return: 0 or -EMSGSIZE.
 */
int netlink_put_port(struct sk_buff *skb, const struct lag_port *port)
{
	struct lag *lag = port->lag;
	int err;

	spin_lock_bh(&lag->lock);
	err = put_port_settings(skb, port) ?:
	      put_port_machines(skb, &port->lacp) ?:
	      put_port_why(skb, &port->lacp) ?:
	      put_port_counters(skb, port);
	spin_unlock_bh(&lag->lock);
	return err;
}
