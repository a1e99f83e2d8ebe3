// SPDX-License-Identifier: GPL-2.0
/*
 * Selection logic (802.1AX-2014 6.4.14): which ports use the Aggregator
 *
 * Ports of the group that was chosen (group.c) do, as far as there are places
 * (standby.c).
 *
 * state        on entry  leaves for
 * -----------  --------  ------------------------------------------------------
 * UNSELECTED   -         stay: !wanted || goodbye
 *                        stay: !DETACHED
 *                        SELECTED: fallback
 *                        stay: no partner
 *                        stay: off || !LACP_Enabled && !assumed || looped ||
 *                          other LAG ID
 *                        SELECTED: min-links && min-bandwidth && place
 *                        STANDBY at once
 * SELECTED     -         UNSELECTED: !wanted || goodbye
 *                        stay: fallback
 *                        UNSELECTED: no partner
 *                        UNSELECTED: off || !LACP_Enabled && !assumed ||
 *                          looped || other LAG ID
 *                        STANDBY: !min-links || !min-bandwidth || !place
 * STANDBY      -         UNSELECTED: !wanted || goodbye
 *                        SELECTED: fallback
 *                        UNSELECTED: no partner
 *                        UNSELECTED: off || !LACP_Enabled && !assumed ||
 *                          looped || other LAG ID
 *                        SELECTED, wait_while=aggregate wait: lacked &&
 *                          min-links && min-bandwidth && place
 *                        SELECTED: min-links && min-bandwidth && place
 *
 * "no partner" is one that is neither heard nor assumed, "off" the port's own
 * mode. "min-links": as many ports could aggregate as are asked for, and
 * "min-bandwidth": they are as fast together. "place": standby.c gave the port
 * one. In STANDBY the Mux gets as far as WAITING, so that the partner is not told
 * to send into a closed door. "lacked": until now min-links or min-bandwidth was
 * not met; who has stood by for that would else attach before those that it has
 * waited for. A port whose LAG ID changed passes through UNSELECTED and DETACHED
 * before it is selected again (NOTE 2).
 *
 * A port that hears its own System never joins: two ports of one System that
 * are connected to each other must not share an Aggregator.
 *
 * Ready: the aggregate wait of every waiting port is over. It ends early when
 * every port that is set up has heard the same partner, for then no other can
 * come. And it ends at last when the first of the ports has waited for twice
 * its length, so that a port that comes and goes cannot hold up the others. A
 * port that takes the place of another need not wait for others at all, nor does
 * one that carries for want of LACP, or where LACP is not spoken.
 *
 * when                                                  then
 * ----------------------------------------------------  ----------------------
 * fallback || static                                    Ready=T
 * promoted                                              Ready=T
 * twice the wait                                        Ready=T
 * all heard                                             Ready=T
 * every WAITING port's wait_while                       Ready=T
 * at once                                               Ready=F
 */

#include "machines.h"

/* Whether a port need not wait to be restored after all. */
static bool some_revert(struct lacp_lag *lag)
{
	struct lacp_port *port;
	bool some = false;

	lacp_for_each_port(lag, port)
		some |= lacp_restore_revert(port);
	return some;
}

/* Whether the group may be in use. Who is alone need not hear its partner now. */
static bool has_enough(const struct lacp_lag *lag)
{
	const struct lacp_config *config = &lag->config;
	struct lacp_capacity able = lacp_aggregatable(lag);

	return able.bandwidth >= config->min_bandwidth &&
	       (config->min_links <= 1 || able.ports >= config->min_links);
}

static u8 verdict(const struct lacp_port *port, bool enough)
{
	if (!lacp_port_wanted(port) || port->goodbye)
		return LACPMOD_SELECTED_UNSELECTED;
	if (port->fallback)
		return LACPMOD_SELECTED_SELECTED;
	if (!lacp_in_group(port))
		return LACPMOD_SELECTED_UNSELECTED;
	return enough && port->slot ? LACPMOD_SELECTED_SELECTED :
				      LACPMOD_SELECTED_STANDBY;
}

static void set_selected(struct lacp_port *port, u8 to)
{
	u8 from = port->selected;

	port->selected = to;
	port->promoted = from == LACPMOD_SELECTED_STANDBY &&
			 to == LACPMOD_SELECTED_SELECTED &&
			 lacp_group_attached(port->lag);
	lacp_trace_transition(port, LACP_MACHINE_SELECTED, from, to);
	lacp_event(port->lag, port, LACPMOD_EVENT_PORT_SELECTED, from, to);
}

/**
 * lacp_unselect() - the port's LAG ID is about to change
 * @port: the port
 */
void lacp_unselect(struct lacp_port *port)
{
	port->given_up = false;
	if (port->selected != LACPMOD_SELECTED_UNSELECTED)
		set_selected(port, LACPMOD_SELECTED_UNSELECTED);
}

/**
 * lacp_selection_step() - choose the group, and Selected for every port
 * @lag: the LAG
 *
 * Only the Mux looks at Selected, and it comes next: nobody need know whether
 * anything changed.
 *
 * Return: whether to do so again, because the group is no longer in use.
 */
bool lacp_selection_step(struct lacp_lag *lag)
{
	bool lacked = !lag->enough;
	struct lacp_port *port;

	lacp_for_each_port(lag, port) {
		lacp_restore_step(port);
		lacp_drain_begin(port);
	}
	do {
		lacp_group_choose(lag);
	} while (some_revert(lag));
	lacp_fallback_step(lag);
	lacp_standby_step(lag);
	lag->enough = has_enough(lag);
	lacp_for_each_port(lag, port) {
		u8 from = port->selected, to = verdict(port, lag->enough);

		if (to == from || (from == LACPMOD_SELECTED_UNSELECTED &&
				   port->mux != LACPMOD_MUX_STATE_DETACHED))
			continue;
		if (lacked && from == LACPMOD_SELECTED_STANDBY &&
		    to == LACPMOD_SELECTED_SELECTED && !port->fallback)
			lacp_mux_wait(port);
		set_selected(port, to);
	}
	return lacp_group_used(lag);
}

/**
 * lacp_waits() - whether a port waits for others to attach
 * @port: the port
 */
bool lacp_waits(const struct lacp_port *port)
{
	return port->mux == LACPMOD_MUX_STATE_WAITING &&
	       port->selected == LACPMOD_SELECTED_SELECTED;
}

static bool all_heard(const struct lacp_lag *lag)
{
	const struct lacp_port *port;

	lacp_for_each_port(lag, port)
		if (lacp_port_wanted(port) && lacp_on(port) &&
		    !(lacp_partner_current(port) && lacp_in_group(port)))
			return false;
	return true;
}

/* When the wait that ports have in common is over. */
static u64 common_ready(const struct lacp_lag *lag)
{
	u64 bound = lag->waiting_since + 2 * lag->config.aggregate_wait;
	const struct lacp_port *port;
	u64 last = 0;

	lacp_for_each_port(lag, port)
		if (lacp_waits(port) && port->wait_while > last)
			last = port->wait_while;
	return min(last, bound);
}

/**
 * lacp_ready_time() - when a port may attach if nothing else happens
 * @port: the port, that waits
 *
 * Return: ms.
 */
u64 lacp_ready_time(const struct lacp_port *port)
{
	const struct lacp_lag *lag = port->lag;

	if (port->promoted || port->fallback)
		return lag->now;
	return common_ready(lag);
}

/**
 * lacp_ready() - the Ready variable: a waiting port may attach
 * @port: the port
 */
bool lacp_ready(const struct lacp_port *port)
{
	return port->lag->now >= lacp_ready_time(port) || all_heard(port->lag);
}

/**
 * lacp_ready_deadline() - when lacp_ready() becomes true by itself
 * @lag: the LAG
 *
 * Return: ms, or LACP_NEVER where no port waits.
 */
u64 lacp_ready_deadline(const struct lacp_lag *lag)
{
	const struct lacp_port *port;
	u64 next = LACP_NEVER;

	lacp_for_each_port(lag, port)
		if (lacp_waits(port))
			next = min(next, lacp_ready_time(port));
	return next;
}
