// SPDX-License-Identifier: GPL-2.0
/*
 * Selection logic (802.1AX-2014 6.4.14)
 *
 * A LAG is one Aggregator, so Selection decides which ports use it. Ports with
 * the same LAG ID form a group, and one group wins:
 *
 *  - the present one, once one of its ports is attached and while one of them
 *    hears its partner;
 *  - else the one with the most bandwidth; among equals the present one, then
 *    the one with the lowest port number.
 *
 * group    on entry  leaves for
 * -------  --------  ----------------------------------------------------------
 * NONE     -         OTHER: other has more
 *                    PRESENT: heard
 *                    stay at once
 * PRESENT  -         stay: attached && heard
 *                    OTHER: other has more
 *                    stay: heard || remembered
 *                    NONE at once
 *
 * state        on entry  leaves for
 * -----------  --------  ------------------------------------------------------
 * UNSELECTED   -         stay: no partner
 *                        stay: !wanted || !LACP_Enabled || looped ||
 *                          other LAG ID
 *                        stay: !DETACHED
 *                        SELECTED: min-links
 *                        STANDBY at once
 * SELECTED     -         UNSELECTED: no partner
 *                        UNSELECTED: !wanted || !LACP_Enabled || looped ||
 *                          other LAG ID
 *                        STANDBY: !min-links
 * STANDBY      -         UNSELECTED: no partner
 *                        UNSELECTED: !wanted || !LACP_Enabled || looped ||
 *                          other LAG ID
 *                        SELECTED: min-links
 *
 * "min-links": as many ports could aggregate as are asked for. In STANDBY the Mux
 * gets as far as WAITING, so that the partner is not told to send into a closed
 * door. A port whose LAG ID changed passes through UNSELECTED and DETACHED before
 * it is selected again (NOTE 2).
 *
 * What counts for min-links is a partner that is heard, not one that is in
 * sync: two ends that both wait for min-links cannot wait for each other.
 *
 * A port that hears its own System never joins: two ports of one System that
 * are connected to each other must not share an Aggregator.
 *
 * Ready: the aggregate wait of every waiting port is over. It ends early when
 * every port that is set up has heard the same partner, for then no other can
 * come. And it ends at last when the first of the ports has waited for twice
 * its length, so that a port that comes and goes cannot hold up the others.
 *
 * when                                                  then
 * ----------------------------------------------------  ----------------------
 * twice the wait                                        Ready=T
 * all heard                                             Ready=T
 * every WAITING port's wait_while                       Ready=T
 * at once                                               Ready=F
 */

#include "machines.h"

static struct lacp_group group_of(const struct lacp_port *port)
{
	struct lacp_group group = {
		.valid = true,
		.individual = lacp_individual(port),
		.system_priority = port->partner.system_priority,
		.key = port->partner.key,
	};

	memcpy(group.system, port->partner.system, LACP_ADDR_LEN);
	if (group.individual) {
		group.own_port = port->actor.port;
		group.port_priority = port->partner.port_priority;
		group.port = port->partner.port;
	}
	return group;
}

/* Only individual links have an @own_port. */
static bool same_group(const struct lacp_group *a, const struct lacp_group *b)
{
	return a->valid == b->valid &&
	       a->system_priority == b->system_priority &&
	       a->key == b->key && a->own_port == b->own_port &&
	       a->port_priority == b->port_priority && a->port == b->port &&
	       !memcmp(a->system, b->system, LACP_ADDR_LEN);
}

/* Whether the port has a LAG ID that it could aggregate under. */
static bool has_lag_id(const struct lacp_port *port)
{
	return lacp_has_partner(port) && !port->looped && lacp_enabled(port);
}

static bool is_member(const struct lacp_port *port,
		      const struct lacp_group *group)
{
	struct lacp_group own;

	if (!has_lag_id(port))
		return false;
	own = group_of(port);
	return same_group(&own, group);
}

/**
 * lacp_in_group() - whether a port has the LAG ID that won
 * @port: the port
 */
bool lacp_in_group(const struct lacp_port *port)
{
	return is_member(port, &port->lag->group);
}

/* Bandwidth of the group's ports that hear their partner, Mb/s; 0 if none. */
static u32 group_speed(const struct lacp_lag *lag,
		       const struct lacp_group *group)
{
	const struct lacp_port *port;
	u32 speed = 0;

	lacp_for_each_port(lag, port)
		if (lacp_partner_alive(port) && lacp_port_wanted(port) &&
		    is_member(port, group))
			speed += port->speed;
	return speed;
}

/* Whether any port, even one without link, still belongs to the group. */
static bool group_remembered(const struct lacp_lag *lag)
{
	const struct lacp_port *port;

	lacp_for_each_port(lag, port)
		if (lacp_in_group(port))
			return true;
	return false;
}

static bool group_attached(const struct lacp_lag *lag)
{
	const struct lacp_port *port;

	lacp_for_each_port(lag, port)
		if (port->mux >= LACPMOD_MUX_STATE_ATTACHED &&
		    lacp_in_group(port))
			return true;
	return false;
}

static struct lacp_group best_group(const struct lacp_lag *lag)
{
	u32 best_speed = group_speed(lag, &lag->group);
	struct lacp_group best = lag->group;
	const struct lacp_port *port;

	if (best_speed && group_attached(lag))
		return best;

	lacp_for_each_port(lag, port) {
		struct lacp_group group;
		u32 speed;

		if (!lacp_partner_alive(port))
			continue;
		group = group_of(port);
		speed = group_speed(lag, &group);
		if (speed > best_speed) {
			best = group;
			best_speed = speed;
		}
	}
	if (!best_speed && !group_remembered(lag))
		memset(&best, 0, sizeof(best));
	return best;
}

static void choose_group(struct lacp_lag *lag)
{
	struct lacp_group best = best_group(lag);
	bool had = lag->group.valid;

	if (same_group(&best, &lag->group))
		return;
	lag->group = best;
	lacp_event(lag, NULL, LACPMOD_EVENT_LAG_PARTNER, had, best.valid);
}

/**
 * lacp_aggregatable() - how many ports count towards min-links
 * @lag: the LAG
 *
 * Return: ports of the winning group whose partner is heard.
 */
u8 lacp_aggregatable(const struct lacp_lag *lag)
{
	const struct lacp_port *port;
	u8 n = 0;

	lacp_for_each_port(lag, port)
		n += lacp_port_wanted(port) && lacp_port_enabled(port) &&
		     port->rx == LACPMOD_RX_STATE_CURRENT &&
		     lacp_in_group(port);
	return n;
}

static u8 verdict(const struct lacp_port *port, bool enough)
{
	if (!lacp_port_wanted(port) || !lacp_in_group(port))
		return LACPMOD_SELECTED_UNSELECTED;
	return enough ? LACPMOD_SELECTED_SELECTED : LACPMOD_SELECTED_STANDBY;
}

static void set_selected(struct lacp_port *port, u8 to)
{
	u8 from = port->selected;

	port->selected = to;
	lacp_trace_transition(port, LACP_MACHINE_SELECTED, from, to);
	lacp_event(port->lag, port, LACPMOD_EVENT_PORT_SELECTED, from, to);
}

/**
 * lacp_unselect() - the port's LAG ID is about to change
 * @port: the port
 */
void lacp_unselect(struct lacp_port *port)
{
	if (port->selected != LACPMOD_SELECTED_UNSELECTED)
		set_selected(port, LACPMOD_SELECTED_UNSELECTED);
}

/**
 * lacp_selection_step() - choose the group, and Selected for every port
 * @lag: the LAG
 *
 * Only the Mux looks at Selected, and it comes next: nobody need know whether
 * anything changed.
 */
void lacp_selection_step(struct lacp_lag *lag)
{
	struct lacp_port *port;
	bool enough;

	choose_group(lag);
	enough = lag->config.min_links <= 1 ||
		 lacp_aggregatable(lag) >= lag->config.min_links;
	lacp_for_each_port(lag, port) {
		u8 to = verdict(port, enough);

		if (to == port->selected)
			continue;
		if (port->selected == LACPMOD_SELECTED_UNSELECTED &&
		    port->mux != LACPMOD_MUX_STATE_DETACHED)
			continue;
		set_selected(port, to);
	}
}

static bool waits(const struct lacp_port *port)
{
	return port->mux == LACPMOD_MUX_STATE_WAITING &&
	       port->selected == LACPMOD_SELECTED_SELECTED;
}

static bool all_heard(const struct lacp_lag *lag)
{
	const struct lacp_port *port;

	lacp_for_each_port(lag, port)
		if (lacp_port_wanted(port) &&
		    (port->rx != LACPMOD_RX_STATE_CURRENT ||
		     !lacp_in_group(port)))
			return false;
	return true;
}

/**
 * lacp_ready() - the Ready variable: waiting ports may attach
 * @lag: the LAG
 */
bool lacp_ready(const struct lacp_lag *lag)
{
	const struct lacp_port *port;

	if (lag->now >= lag->waiting_since + 2 * lag->config.aggregate_wait ||
	    all_heard(lag))
		return true;

	lacp_for_each_port(lag, port)
		if (waits(port) && lag->now < port->wait_while)
			return false;
	return true;
}

/**
 * lacp_ready_deadline() - when lacp_ready() becomes true by itself
 * @lag: the LAG
 *
 * Return: ms, or LACP_NEVER where no port waits.
 */
u64 lacp_ready_deadline(const struct lacp_lag *lag)
{
	u64 bound = lag->waiting_since + 2 * lag->config.aggregate_wait;
	const struct lacp_port *port;
	bool any = false;
	u64 last = 0;

	lacp_for_each_port(lag, port) {
		if (!waits(port))
			continue;
		any = true;
		if (port->wait_while > last)
			last = port->wait_while;
	}
	return any ? min(last, bound) : LACP_NEVER;
}
