// SPDX-License-Identifier: GPL-2.0
/*
 * Fallback: ports that carry traffic for a partner that speaks no LACP
 *
 * A server that boots from the network is such a partner, until its operating
 * system is up. What a port does for it is to assume that it is in sync, as
 * Partner_Admin values could say; everything else follows.
 *
 * A port is eligible if it works, is not held down, and knows of no partner. It
 * is ready when that has been so for fallback_timeout. While some port carries
 * by LACP, none is used: one that distributes, and has told its partner so. Else
 *
 *  - "all" uses every port that is ready;
 *  - "single" uses one of them: first one that has received data within
 *    LACP_DATA_RECENT, then the present one (unless fallback_preempt), then by
 *    priority and number. So traffic on another port takes the fallback there,
 *    if there is none on the present one.
 *
 * A port that hears a LACPDU leaves, and negotiates. For 3 s the LAG keeps its
 * carrier meanwhile, so that what is above it sees nothing of it, and no other
 * port takes the fallback over.
 *
 * when                                               then
 * -------------------------------------------------  ------------------------
 * off || others carry                                fallback=F
 * !eligible || !ready                                fallback=F
 * !fallback && handover                              fallback=F
 * all || elected                                     fallback=T; Partner in sync
 * at once                                            fallback=F
 *
 * Who leaves is UNSELECTED, and assumes of a partner what Partner_Admin says.
 */

#include "machines.h"

#define CARRIER_HOLD	3000	/* ms that a handover may take */

/**
 * lacp_fallback_eligible() - whether a port knows of no partner
 * @port: the port
 *
 * A partner that was heard before gets the time to be heard again.
 */
bool lacp_fallback_eligible(const struct lacp_port *port)
{
	return port->lag->config.fallback != LACPMOD_FALLBACK_OFF &&
	       lacp_port_wanted(port) && lacp_port_enabled(port) &&
	       lacp_enabled(port) && !port->held && !port->withdrawn &&
	       !lacp_has_partner(port) && !lacp_partner_assumed(port) &&
	       (port->rx == LACPMOD_RX_STATE_DEFAULTED ||
		port->rx == LACPMOD_RX_STATE_EXPIRED);
}

/**
 * lacp_fallback_time() - when an eligible port is ready
 * @port: the port
 *
 * Return: ms.
 */
u64 lacp_fallback_time(const struct lacp_port *port)
{
	return port->quiet_since + port->lag->config.fallback_timeout;
}

static bool is_ready(const struct lacp_port *port)
{
	return lacp_fallback_eligible(port) &&
	       port->lag->now >= lacp_fallback_time(port);
}

/* While a port negotiates no other takes the fallback over. */
static bool may_carry(const struct lacp_port *port)
{
	return is_ready(port) &&
	       (port->fallback || port->lag->now >= port->lag->carrier_until);
}

static bool has_data(const struct lacp_port *port)
{
	return port->data_heard != LACP_NEVER &&
	       port->lag->now < port->data_heard + LACP_DATA_RECENT;
}

/* Whether port @a is the better one to carry. */
static bool goes_before(const struct lacp_port *a, const struct lacp_port *b)
{
	if (a->config.drain != b->config.drain)
		return b->config.drain;
	if (has_data(a) != has_data(b))
		return has_data(a);
	if (!a->lag->config.fallback_preempt && a->fallback != b->fallback)
		return a->fallback;
	return lacp_port_id(&a->actor) < lacp_port_id(&b->actor);
}

static const struct lacp_port *elect(const struct lacp_lag *lag)
{
	const struct lacp_port *port, *best = NULL;

	lacp_for_each_port(lag, port)
		if (may_carry(port) && (!best || goes_before(port, best)))
			best = port;
	return best;
}

/**
 * lacp_fallback_needed() - whether no port carries by LACP
 * @lag: the LAG
 *
 * Who has just left fallback has lost its place, and will stop.
 */
bool lacp_fallback_needed(const struct lacp_lag *lag)
{
	const struct lacp_port *port;

	lacp_for_each_port(lag, port)
		if (lacp_may_share(port) && !port->fallback &&
		    port->selected == LACPMOD_SELECTED_SELECTED)
			return false;
	return true;
}

static void begin(struct lacp_port *port)
{
	port->fallback = true;
	port->partner.state |= LACP_STATE_MUX;
	port->counters.fallbacks++;
	lacp_event(port->lag, port, LACPMOD_EVENT_PORT_FALLBACK, false, true);
}

static void end(struct lacp_port *port)
{
	port->fallback = false;
	port->partner.state &= ~LACP_STATE_MUX;
	if (port->rx == LACPMOD_RX_STATE_DEFAULTED)
		port->partner.state |= port->partner_admin.state &
				       LACP_STATE_MUX;
	lacp_unselect(port);
	lacp_event(port->lag, port, LACPMOD_EVENT_PORT_FALLBACK, true, false);
}

/**
 * lacp_fallback_heard() - a port hears a LACPDU
 * @port: the port
 */
void lacp_fallback_heard(struct lacp_port *port)
{
	struct lacp_lag *lag = port->lag;

	if (!port->fallback)
		return;
	lag->carrier_until = lag->now + CARRIER_HOLD;
	end(port);
}

static void set_watched(struct lacp_port *port)
{
	bool on = port->lag->config.fallback == LACPMOD_FALLBACK_SINGLE &&
		  lacp_fallback_eligible(port);

	if (on == port->watched)
		return;
	port->watched = on;
	port->lag->ops->watch(port, on);
}

/**
 * lacp_fallback_step() - choose the ports that carry for want of LACP
 * @lag: the LAG
 */
void lacp_fallback_step(struct lacp_lag *lag)
{
	bool all = lag->config.fallback == LACPMOD_FALLBACK_ALL;
	const struct lacp_port *elected = NULL;
	struct lacp_port *port;

	if (lacp_fallback_needed(lag))
		elected = elect(lag);

	lacp_for_each_port(lag, port) {
		bool on = elected && (all ? may_carry(port) : port == elected);

		if (on && !port->fallback)
			begin(port);
		else if (!on && port->fallback)
			end(port);
		set_watched(port);
	}
}

static u64 port_deadline(const struct lacp_port *port)
{
	const struct lacp_lag *lag = port->lag;
	u64 now = lag->now;

	if (!lacp_fallback_eligible(port))
		return LACP_NEVER;
	if (now < lacp_fallback_time(port))
		return lacp_fallback_time(port);
	if (!port->fallback && now < lag->carrier_until)
		return lag->carrier_until;
	if (has_data(port))
		return port->data_heard + LACP_DATA_RECENT;
	return LACP_NEVER;
}

/**
 * lacp_fallback_deadline() - when the choice may become another by itself
 * @lag: the LAG
 *
 * Return: ms, or LACP_NEVER.
 */
u64 lacp_fallback_deadline(const struct lacp_lag *lag)
{
	const struct lacp_port *port;
	u64 next = LACP_NEVER;

	lacp_for_each_port(lag, port)
		next = min(next, port_deadline(port));
	return next;
}
