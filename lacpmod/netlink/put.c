// SPDX-License-Identifier: GPL-2.0
/*
 * What replies and events are made of
 */

#include <linux/etherdevice.h>

#include "netlink.h"

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
	switch (why->reason) {
	case LACPMOD_REASON_AGGREGATE_WAIT:
	case LACPMOD_REASON_WAIT_TO_RESTORE:
	case LACPMOD_REASON_HELD_DOWN:
	case LACPMOD_REASON_FALLBACK_WAIT:
		return nla_put_u32(skb, LACPMOD_A_ARGS_LEFT, why->left);
	case LACPMOD_REASON_PARTNER_NOT_IN_SYNC:
		return nla_put_u32(skb, LACPMOD_A_ARGS_SINCE, why->since);
	case LACPMOD_REASON_MIN_LINKS:
	case LACPMOD_REASON_MIN_BANDWIDTH:
		return nla_put_u32(skb, LACPMOD_A_ARGS_HAVE, why->have) ?:
		       nla_put_u32(skb, LACPMOD_A_ARGS_NEED, why->need);
	case LACPMOD_REASON_STANDBY:
		return nla_put_u32(skb, LACPMOD_A_ARGS_NEED, why->need);
	}
	return why->group.valid ? put_group(skb, &why->group) : 0;
}

/**
 * netlink_args_size() - how much the arguments of a reason take at most
 *
 * Return: octets of attributes in the nest.
 */
size_t netlink_args_size(void)
{
	/* Those of a group are the most. */
	return 2 * nla_total_size(sizeof(u16)) + nla_total_size(ETH_ALEN);
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

static int put_lag_names(struct sk_buff *skb, const struct lag *lag)
{
	if (nla_put_u32(skb, LACPMOD_A_LAG_IFINDEX, lag->dev->ifindex) ||
	    nla_put_string(skb, LACPMOD_A_LAG_IFNAME, lag->dev->name))
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
			lag->lacp.distributing) ||
	    nla_put_u32(skb, LACPMOD_A_LAG_STANDBY, lag->lacp.standby) ||
	    nla_put_u32(skb, LACPMOD_A_LAG_FALLBACK_PORTS,
			lag->lacp.fallback_ports) ||
	    nla_put_u8(skb, LACPMOD_A_LAG_SHARES_BY_LOAD,
		       lag->lacp.rebalanced))
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

/* What is measured of the conversation IDs, and has come of it. */
static int put_load(struct sk_buff *skb, const struct lag *lag)
{
	if (nla_put_u32(skb, LACPMOD_A_LAG_REBALANCED, lag->rebalanced))
		return -EMSGSIZE;
	if (!lag->settings.bucket_counters)
		return 0;
	return nla_put_u32(skb, LACPMOD_A_LAG_MEASURED,
			   lag_load_measured(lag));
}

static int put_move(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, LACPMOD_A_MOVES_PAD);
}

/* Under lag->lock. */
static int put_lag_moves(struct sk_buff *skb, struct lag *lag)
{
	struct nlattr *nest = nla_nest_start(skb, LACPMOD_A_LAG_MOVES);
	const struct lacp_moves *moves = &lag->lacp.moves;
	u64 held, released;

	spin_lock_bh(&lag->held.lock);
	held = lag->frames_held;
	released = lag->frames_released;
	spin_unlock_bh(&lag->held.lock);

	if (!nest ||
	    put_move(skb, LACPMOD_A_MOVES_MOVED, moves->moved) ||
	    put_move(skb, LACPMOD_A_MOVES_HELD, held) ||
	    put_move(skb, LACPMOD_A_MOVES_RELEASED, released) ||
	    put_move(skb, LACPMOD_A_MOVES_FLUSHES, moves->flushes) ||
	    put_move(skb, LACPMOD_A_MOVES_TIMEOUTS, moves->timeouts) ||
	    put_move(skb, LACPMOD_A_MOVES_OVERFLOWS, moves->overflows))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
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
	int err;

	err = put_lag_names(skb, lag) ?:
	      netlink_put_lag_settings(skb, &lag->settings) ?:
	      put_load(skb, lag);
	if (err)
		return err;
	spin_lock_bh(&lag->lock);
	err = put_lag_state(skb, lag) ?: put_lag_moves(skb, lag);
	spin_unlock_bh(&lag->lock);
	return err;
}

static int put_port_names(struct sk_buff *skb, const struct lag_port *port)
{
	const struct net_device *lag_dev = port->lag->dev;

	if (nla_put_u32(skb, LACPMOD_A_PORT_IFINDEX, port->dev->ifindex) ||
	    nla_put_string(skb, LACPMOD_A_PORT_IFNAME, port->dev->name) ||
	    nla_put_u32(skb, LACPMOD_A_PORT_LAG_IFINDEX, lag_dev->ifindex) ||
	    nla_put_string(skb, LACPMOD_A_PORT_LAG_IFNAME, lag_dev->name))
		return -EMSGSIZE;
	return 0;
}

static int put_port_link(struct sk_buff *skb, const struct lacp_port *p)
{
	if (nla_put_u8(skb, LACPMOD_A_PORT_UP, p->up) ||
	    nla_put_u8(skb, LACPMOD_A_PORT_LINK, p->link) ||
	    nla_put_u32(skb, LACPMOD_A_PORT_SPEED, p->speed) ||
	    nla_put_u8(skb, LACPMOD_A_PORT_SPEED_KNOWN, p->speed_known) ||
	    nla_put_u8(skb, LACPMOD_A_PORT_FULL_DUPLEX, p->full_duplex) ||
	    nla_put_u64_64bit(skb, LACPMOD_A_PORT_LINK_CHANGED,
			      p->link_changed, LACPMOD_A_PORT_PAD))
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
	    nla_put_u64_64bit(skb, LACPMOD_A_PORT_MUX_CHANGED, p->mux_changed,
			      LACPMOD_A_PORT_PAD) ||
	    nla_put_u8(skb, LACPMOD_A_PORT_FALLBACK, p->fallback) ||
	    nla_put_u32(skb, LACPMOD_A_PORT_BUCKETS, p->buckets) ||
	    nla_put_u32(skb, LACPMOD_A_PORT_CONVERGENCE, p->convergence) ||
	    nla_put_u32(skb, LACPMOD_A_PORT_CONVERGENCE_MAX,
			p->convergence_max))
		return -EMSGSIZE;
	if (netlink_put_info(skb, LACPMOD_A_PORT_ACTOR, &p->actor))
		return -EMSGSIZE;
	return netlink_put_info(skb, LACPMOD_A_PORT_PARTNER, &p->partner);
}

/* The engine counts as of its last run: so much has passed since. */
static void bring_up_to_date(struct lacp_why *why, u64 last_run)
{
	u32 passed = min_t(u64, lag_protocol_now() - last_run, U32_MAX);

	why->left -= min(why->left, passed);
	if (why->reason == LACPMOD_REASON_PARTNER_NOT_IN_SYNC)
		why->since += min(passed, U32_MAX - why->since);
}

static int put_port_why(struct sk_buff *skb, const struct lacp_port *p)
{
	struct lacp_why why;

	lacp_port_why(p, &why);
	bring_up_to_date(&why, p->lag->now);
	if (nla_put_u8(skb, LACPMOD_A_PORT_REASON, why.reason))
		return -EMSGSIZE;
	return netlink_put_args(skb, LACPMOD_A_PORT_ARGS, &why);
}

static int put_pdu(struct sk_buff *skb, int attr, int time_attr,
		   const struct lag_pdu *pdu)
{
	if (!pdu->time)
		return 0;
	return nla_put(skb, attr, sizeof(pdu->octets), pdu->octets) ?:
	       nla_put_u64_64bit(skb, time_attr, pdu->time,
				 LACPMOD_A_PORT_PAD);
}

static int put_port_pdus(struct sk_buff *skb, const struct lag_port *port)
{
	return put_pdu(skb, LACPMOD_A_PORT_LAST_RX,
		       LACPMOD_A_PORT_LAST_RX_TIME, &port->last_rx) ?:
	       put_pdu(skb, LACPMOD_A_PORT_LAST_TX,
		       LACPMOD_A_PORT_LAST_TX_TIME, &port->last_tx);
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
		{ LACPMOD_A_COUNTERS_LACPDU_LIMITED, c->lacpdu_limited },
		{ LACPMOD_A_COUNTERS_FLAPS, c->flaps },
		{ LACPMOD_A_COUNTERS_HOLDS, c->holds },
		{ LACPMOD_A_COUNTERS_FALLBACKS, c->fallbacks },
		{ LACPMOD_A_COUNTERS_CONVERGENCES, c->convergences },
		{ LACPMOD_A_COUNTERS_DATA_DISCARDED, lag_port_discarded(port) },
		{ LACPMOD_A_COUNTERS_TX_FAILED, port->tx_failed },
		{ LACPMOD_A_COUNTERS_MUX_CHANGES, c->mux_changes },
		{ LACPMOD_A_COUNTERS_ACTOR_CHURNS, c->actor_churns },
		{ LACPMOD_A_COUNTERS_PARTNER_CHURNS, c->partner_churns },
		{ LACPMOD_A_COUNTERS_MARKER_TX, c->marker_tx },
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
	err = put_port_names(skb, port) ?:
	      netlink_put_port_settings(skb, &port->lacp.config) ?:
	      put_port_link(skb, &port->lacp) ?:
	      put_port_machines(skb, &port->lacp) ?:
	      put_port_why(skb, &port->lacp) ?:
	      put_port_pdus(skb, port) ?:
	      put_port_counters(skb, port);
	spin_unlock_bh(&lag->lock);
	return err;
}

static int put_entry(struct sk_buff *skb, const struct lacp_event *event)
{
	struct nlattr *nest = nla_nest_start(skb, LACPMOD_A_PORT_HISTORY);

	if (!nest ||
	    nla_put_u8(skb, LACPMOD_A_ENTRY_TYPE, event->type) ||
	    nla_put_u64_64bit(skb, LACPMOD_A_ENTRY_TIME, event->time,
			      LACPMOD_A_ENTRY_PAD))
		return -EMSGSIZE;
	if (netlink_event_has_values(event) &&
	    (nla_put_u8(skb, LACPMOD_A_ENTRY_FROM, event->from) ||
	     nla_put_u8(skb, LACPMOD_A_ENTRY_TO, event->to)))
		return -EMSGSIZE;
	if (nla_put_u8(skb, LACPMOD_A_ENTRY_REASON, event->why.reason) ||
	    netlink_put_args(skb, LACPMOD_A_ENTRY_ARGS, &event->why))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * netlink_history_size() - how much a port's history takes at most
 *
 * Return: octets of attributes.
 */
size_t netlink_history_size(void)
{
	size_t entry = 4 * nla_total_size(sizeof(u8)) +
		       nla_total_size_64bit(sizeof(u64)) +
		       nla_total_size(netlink_args_size());

	return LAG_HISTORY_LEN * nla_total_size(entry);
}

/**
 * netlink_put_history() - tell what has happened to a port
 * @skb: the message
 * @port: the port
 *
 * Context: RTNL.
 * Return: 0 or -EMSGSIZE.
 */
int netlink_put_history(struct sk_buff *skb, const struct lag_port *port)
{
	const struct lag_history *history = &port->history;
	struct lag *lag = port->lag;
	unsigned int i;
	int err = 0;

	spin_lock_bh(&lag->lock);
	for (i = 0; i < lag_history_len(history) && !err; i++)
		err = put_entry(skb, lag_history_get(history, i));
	spin_unlock_bh(&lag->lock);
	return err;
}
