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
	if (!port->full_duplex)
		return LACPMOD_REASON_HALF_DUPLEX;
	return LACPMOD_REASON_NONE;
}

static u8 partner_reason(const struct lacp_port *port)
{
	if (!lacp_has_partner(port))
		return LACPMOD_REASON_NO_PARTNER;
	if (port->rx == LACPMOD_RX_STATE_EXPIRED)
		return LACPMOD_REASON_PARTNER_SILENT;
	if (port->looped)
		return LACPMOD_REASON_LOOPED;
	return LACPMOD_REASON_NONE;
}

static u8 group_reason(const struct lacp_port *port)
{
	const struct lacp_group *group = &port->lag->group;

	if (lacp_in_group(port))
		return LACPMOD_REASON_NONE;
	/* Before Selection has run there is no group to differ from. */
	if (!group->valid)
		return LACPMOD_REASON_RESELECTING;
	if (group->system_priority != port->partner.system_priority ||
	    memcmp(group->system, port->partner.system, LACP_ADDR_LEN))
		return LACPMOD_REASON_OTHER_SYSTEM;
	if (group->key != port->partner.key)
		return LACPMOD_REASON_OTHER_KEY;
	return LACPMOD_REASON_INDIVIDUAL;
}

static u8 mux_reason(const struct lacp_port *port)
{
	if (port->selected == LACPMOD_SELECTED_UNSELECTED)
		return LACPMOD_REASON_RESELECTING;
	if (port->selected == LACPMOD_SELECTED_STANDBY)
		return LACPMOD_REASON_MIN_LINKS;
	if (port->mux <= LACPMOD_MUX_STATE_WAITING)
		return LACPMOD_REASON_AGGREGATE_WAIT;
	if (!lacp_partner_sync(port))
		return LACPMOD_REASON_PARTNER_NOT_IN_SYNC;
	return LACPMOD_REASON_PARTNER_NOT_COLLECTING;
}

static void fill_args(const struct lacp_port *port, struct lacp_why *why)
{
	const struct lacp_lag *lag = port->lag;

	switch (why->reason) {
	case LACPMOD_REASON_OTHER_SYSTEM:
	case LACPMOD_REASON_OTHER_KEY:
	case LACPMOD_REASON_INDIVIDUAL:
		why->group = lag->group;
		break;
	case LACPMOD_REASON_MIN_LINKS:
		why->have = lacp_aggregatable(lag);
		why->need = lag->config.min_links;
		break;
	case LACPMOD_REASON_AGGREGATE_WAIT:
		if (port->mux == LACPMOD_MUX_STATE_WAITING)
			why->left = max(port->wait_while, lag->now) -
				    lag->now;
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
	if (lacp_port_distributing(port))
		return;

	why->reason = local_reason(port);
	if (why->reason == LACPMOD_REASON_NONE)
		why->reason = partner_reason(port);
	if (why->reason == LACPMOD_REASON_NONE)
		why->reason = group_reason(port);
	if (why->reason == LACPMOD_REASON_NONE)
		why->reason = mux_reason(port);
	fill_args(port, why);
}
