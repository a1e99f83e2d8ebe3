// SPDX-License-Identifier: GPL-2.0
/*
 * Why a port does not distribute
 *
 * The first reason that applies, from the cable upwards. Nothing is stored for
 * it: what the machines' variables say is the reason.
 */

#include "machines.h"

static u8 local_reason(const struct lacp_port *port)
{
	if (port->leaving)
		return LACPMOD_REASON_RELEASED;
	if (!port->lag->up)
		return LACPMOD_REASON_LAG_DOWN;
	if (!port->up)
		return LACPMOD_REASON_PORT_DOWN;
	if (!port->link)
		return LACPMOD_REASON_NO_LINK;
	if (port->config.mode == LACPMOD_PORT_MODE_OFF)
		return LACPMOD_REASON_LACP_OFF;
	if (!port->full_duplex && lacp_on(port))
		return LACPMOD_REASON_HALF_DUPLEX;
	if (port->held)
		return LACPMOD_REASON_HELD_DOWN;
	if (port->withdrawn)
		return port->drained ? LACPMOD_REASON_DRAINED :
				       LACPMOD_REASON_DRAINING;
	return LACPMOD_REASON_NONE;
}

static bool somebody_falls_back(const struct lacp_lag *lag)
{
	const struct lacp_port *port;

	lacp_for_each_port(lag, port)
		if (port->fallback)
			return true;
	return false;
}

/* No partner was heard, and none is assumed. */
static u8 silence_reason(const struct lacp_port *port)
{
	if (!port->fallback && lacp_fallback_eligible(port) &&
	    lacp_fallback_needed(port->lag)) {
		if (port->lag->config.fallback == LACPMOD_FALLBACK_SINGLE &&
		    somebody_falls_back(port->lag))
			return LACPMOD_REASON_FALLBACK_OTHER;
		return LACPMOD_REASON_FALLBACK_WAIT;
	}
	if (!(port->actor.state & LACPMOD_STATE_ACTIVITY))
		return LACPMOD_REASON_BOTH_PASSIVE;
	return LACPMOD_REASON_NO_PARTNER;
}

/* A looped cable leads to a port of ours, of which the LACPDU speaks. */
static u8 own_system_reason(const struct lacp_port *port)
{
	const struct lacp_port *other;

	lacp_for_each_port(port->lag, other)
		if (port->partner.key == other->actor.key &&
		    port->partner.port == other->actor.port &&
		    port->partner.port_priority == other->actor.port_priority)
			return LACPMOD_REASON_LOOPED;
	return LACPMOD_REASON_DUPLICATE_SYSTEM;
}

static u8 partner_reason(const struct lacp_port *port)
{
	if (lacp_partner_assumed(port))
		return LACPMOD_REASON_NONE;
	if (!lacp_has_partner(port))
		return silence_reason(port);
	if (port->rx == LACPMOD_RX_STATE_EXPIRED)
		return LACPMOD_REASON_PARTNER_SILENT;
	if (port->looped)
		return own_system_reason(port);
	return LACPMOD_REASON_NONE;
}

static u8 group_reason(const struct lacp_port *port)
{
	const struct lacp_group *group = &port->lag->group;

	/* Before Selection has run there is no group to differ from. */
	if (lacp_in_group(port) || !group->valid)
		return LACPMOD_REASON_NONE;
	if (group->system_priority != port->partner.system_priority ||
	    memcmp(group->system, port->partner.system, LACP_ADDR_LEN))
		return LACPMOD_REASON_OTHER_SYSTEM;
	if (group->key != port->partner.key)
		return LACPMOD_REASON_OTHER_KEY;
	if (group->speed && group->speed != port->speed)
		return LACPMOD_REASON_OTHER_SPEED;
	return LACPMOD_REASON_INDIVIDUAL;
}

/* Which of the two is not met; in between, as long as nobody knows, the first. */
static u8 shortage(const struct lacp_lag *lag)
{
	struct lacp_capacity able = lacp_aggregatable(lag);

	if (able.ports >= lag->config.min_links &&
	    able.bandwidth < lag->config.min_bandwidth)
		return LACPMOD_REASON_MIN_BANDWIDTH;
	return LACPMOD_REASON_MIN_LINKS;
}

static u8 standby_reason(const struct lacp_port *port)
{
	if (port->slot)
		return shortage(port->lag);
	if (!port->restoring)
		return LACPMOD_REASON_STANDBY;
	return lacp_restore_time(port) > port->lag->now ?
	       LACPMOD_REASON_WAIT_TO_RESTORE : LACPMOD_REASON_NOT_REVERTING;
}

static u8 mux_reason(const struct lacp_port *port)
{
	if (port->selected == LACPMOD_SELECTED_UNSELECTED &&
	    port->mux != LACPMOD_MUX_STATE_DETACHED)
		return LACPMOD_REASON_RESELECTING;
	if (port->selected == LACPMOD_SELECTED_STANDBY)
		return standby_reason(port);
	if (port->mux <= LACPMOD_MUX_STATE_WAITING)
		return LACPMOD_REASON_AGGREGATE_WAIT;
	if (!lacp_partner_sync(port))
		return LACPMOD_REASON_PARTNER_NOT_IN_SYNC;
	return LACPMOD_REASON_PARTNER_NOT_COLLECTING;
}

/* The wait that a reason speaks of; LACP_NEVER where it has no end. */
static u64 end_of_wait(const struct lacp_port *port, u8 reason)
{
	switch (reason) {
	case LACPMOD_REASON_AGGREGATE_WAIT:
		return lacp_ready_time(port);
	case LACPMOD_REASON_WAIT_TO_RESTORE:
		return lacp_restore_time(port);
	case LACPMOD_REASON_HELD_DOWN:
		return port->held_until;
	case LACPMOD_REASON_FALLBACK_WAIT:
		return max(lacp_fallback_time(port), port->lag->carrier_until);
	}
	return LACP_NEVER;
}

static void fill_args(const struct lacp_port *port, struct lacp_why *why)
{
	const struct lacp_lag *lag = port->lag;
	u64 end = end_of_wait(port, why->reason);

	if (end != LACP_NEVER)
		why->left = min_t(u64, max(end, lag->now) - lag->now, U32_MAX);

	switch (why->reason) {
	case LACPMOD_REASON_OTHER_SYSTEM:
	case LACPMOD_REASON_OTHER_KEY:
	case LACPMOD_REASON_OTHER_SPEED:
	case LACPMOD_REASON_INDIVIDUAL:
		why->group = lag->group;
		break;
	case LACPMOD_REASON_MIN_LINKS:
		why->have = lacp_aggregatable(lag).ports;
		why->need = lag->config.min_links;
		break;
	case LACPMOD_REASON_MIN_BANDWIDTH:
		why->have = lacp_aggregatable(lag).bandwidth;
		why->need = lag->config.min_bandwidth;
		break;
	case LACPMOD_REASON_STANDBY:
		why->need = lag->config.max_links;
		break;
	case LACPMOD_REASON_PARTNER_NOT_IN_SYNC:
		if (port->unsync_since != LACP_NEVER)
			why->since = min_t(u64, lag->now - port->unsync_since,
					   U32_MAX);
		break;
	}
}

/**
 * lacp_port_why() - why a port does not distribute
 * @port: the port
 * @why: filled with the reason and its arguments, as of the last lacp_run()
 */
void lacp_port_why(const struct lacp_port *port, struct lacp_why *why)
{
	memset(why, 0, sizeof(*why));
	if (lacp_port_distributing(port)) {
		if (lacp_drains(port))
			why->reason = LACPMOD_REASON_DRAINING;
		return;
	}

	why->reason = local_reason(port);
	if (why->reason == LACPMOD_REASON_NONE)
		why->reason = partner_reason(port);
	if (why->reason == LACPMOD_REASON_NONE)
		why->reason = group_reason(port);
	if (why->reason == LACPMOD_REASON_NONE)
		why->reason = mux_reason(port);
	fill_args(port, why);
}
