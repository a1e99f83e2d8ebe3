// SPDX-License-Identifier: GPL-2.0
/*
 * Which partner a LAG goes on with
 *
 * A LAG is one Aggregator. Ports with the same LAG ID form a group, and one group
 * wins, as 802.1AX-2014 6.4.14 leaves it to the implementation:
 *
 *  - the present one, while it is in use, may have enough for min_links and
 *    min_bandwidth, and has a port that can be used, unless reselect asks for the
 *    better one;
 *  - else the best: before all else one that may have enough; then by bandwidth,
 *    number of ports, best port, or (stable) by nothing at all; among equals the
 *    present one, then the one with the lowest port number.
 *
 * A port can be used if it hears its partner, and is not held down, withdrawn or
 * given up, nor waits to be restored; but that one would be called upon if there were
 * too few others, so it counts for what a group may have.
 *
 * A group works while its partner agrees to use enough, by being in sync, or has time to
 * do so. Meanwhile a better one is one whose partner agrees already, and has done so for
 * FOLLOW_TIME: that needs nothing of us.
 *
 * A group is in use from when a port of it attaches until none is attached, nor
 * selected to attach again: a port that passes through DETACHED, because its own
 * identity or its partner's has changed, is no reason to choose anew.
 *
 * A group whose ports attach, but whose partner is not in sync on enough of them for
 * sync_timeout, or 2 s if that is more, is given up where there is another that may
 * have enough; where our System ID is the lower one aggregate_wait and 2 s later. With
 * max_links, unless the other agrees already, the time begins anew with each port that
 * gets the place of one that yields, and goes on, for as long again at most, while one
 * that stands by is still to be tried. The ports that the partner was not in sync on
 * count no longer, until it is, or their link is lost.
 *
 * A partner that is assumed counts as one that is heard. With same_speed, the
 * speed of a port is part of its LAG ID.
 *
 * group    on entry  leaves for
 * -------  --------  ----------------------------------------------------------
 * NONE     -         OTHER: other is better
 *                    PRESENT: heard
 *                    stay at once
 * PRESENT  -         stay: in use && usable && reselect lost
 *                    OTHER: other is better
 *                    stay: heard || remembered
 *                    NONE at once
 *
 * when                                               then
 * -------------------------------------------------  ------------------------
 * !port_enabled || Partner.Sync || !sync-timeout     given_up=F
 * other group || !late || !rival                     -
 * at once                                            given_up=T
 *
 * "late": ports of the group are attached and hear their partner, but for that long
 * it has not been in sync on enough of the group's ports that may be used. "rival":
 * another group may have enough.
 */

#include <linux/bits.h>

#include "machines.h"

#define ENOUGH	BIT_ULL(63)	/* before all that policies ask for */

static struct lacp_group group_of(const struct lacp_port *port)
{
	struct lacp_group group = {
		.valid = true,
		.individual = lacp_individual(port),
		.system_priority = port->partner.system_priority,
		.key = port->partner.key,
		.speed = port->lag->config.same_speed ? port->speed : 0,
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
	       a->key == b->key && a->speed == b->speed &&
	       a->own_port == b->own_port &&
	       a->port_priority == b->port_priority && a->port == b->port &&
	       !memcmp(a->system, b->system, LACP_ADDR_LEN);
}

/* Whether the port has a LAG ID that it could aggregate under. */
static bool has_lag_id(const struct lacp_port *port)
{
	if (lacp_partner_assumed(port))
		return port->config.mode != LACPMOD_PORT_MODE_OFF;
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

/* What a port adds to the merit of its group. */
static u64 port_merit(const struct lacp_port *port)
{
	switch (port->lag->config.selection) {
	case LACPMOD_SELECTION_BANDWIDTH:
		return port->speed;
	case LACPMOD_SELECTION_PORT_PRIORITY:
		return (1ULL << 32) - lacp_port_id(&port->actor);
	default:
		return 1;
	}
}

/* Whether a port has the LAG ID of a group, and hears its partner. */
static bool counts(const struct lacp_port *port, const struct lacp_group *group)
{
	return lacp_partner_alive(port) && lacp_port_wanted(port) &&
	       is_member(port, group);
}

/* Whether nothing keeps such a port out of use but a wait to be restored. */
static bool may_be_used(const struct lacp_port *port)
{
	return !port->held && !port->withdrawn && !port->given_up;
}

/*
 * When the partner is believed to agree to use a port, or LACP_NEVER. To whoever does not
 * use the port it may seem to agree to more ports than it does, while it changes its mind.
 */
static u64 agrees_at(const struct lacp_port *port)
{
	if (!lacp_partner_sync(port))
		return LACP_NEVER;
	if (lacp_in_group(port))
		return 0;
	return port->sync_since == LACP_NEVER ?
	       LACP_NEVER : port->sync_since + LACP_FOLLOW_TIME;
}

/* Whether a port adds to what a group may have, or its partner agrees to. */
static bool adds(const struct lacp_port *port, const struct lacp_group *group,
		 bool agreed)
{
	return counts(port, group) && may_be_used(port) &&
	       (!agreed || port->lag->now >= agrees_at(port));
}

/*
 * Whether there is no place for a port, where only so many may be in use: the fastest.
 * Who goes first is not known before the group is chosen.
 */
static bool is_spare(const struct lacp_port *port,
		     const struct lacp_group *group, bool agreed)
{
	const struct lacp_lag *lag = port->lag;
	const struct lacp_port *other;
	unsigned int before = 0;
	bool passed = false;

	if (!lag->config.max_links || !lag->config.min_bandwidth)
		return false;
	lacp_for_each_port(lag, other) {
		passed |= other == port;
		if (adds(other, group, agreed))
			before += passed ? other->speed > port->speed :
					   other->speed >= port->speed;
	}
	return before >= lag->config.max_links;
}

/* Whether the group may have enough, or its partner agrees to use enough. */
static bool is_enough(const struct lacp_lag *lag,
		      const struct lacp_group *group, bool agreed)
{
	struct lacp_capacity able = {};
	const struct lacp_port *port;

	lacp_for_each_port(lag, port)
		if (adds(port, group, agreed) &&
		    !is_spare(port, group, agreed))
			lacp_capacity_add(&able, port);
	return lacp_suffices(lag, &able);
}

/*
 * Of the group's ports that hear their partner; 0 if none does. Those that cannot be
 * used are better than nothing, and no more.
 */
static u64 group_merit(const struct lacp_lag *lag,
		       const struct lacp_group *group)
{
	u8 selection = lag->config.selection;
	bool sum = selection == LACPMOD_SELECTION_BANDWIDTH ||
		   selection == LACPMOD_SELECTION_COUNT;
	const struct lacp_port *port;
	bool any = false;
	u64 merit = 0;

	lacp_for_each_port(lag, port) {
		if (!counts(port, group))
			continue;
		any = true;
		if (port->restoring || !may_be_used(port))
			continue;
		merit = sum ? merit + port_merit(port) :
			      max(merit, port_merit(port));
	}
	/* Any port that can be used is worth more than all that cannot. */
	merit = merit ? merit + 1 : any;
	return is_enough(lag, group, false) ? merit | ENOUGH : merit;
}

/* Whether a group of that merit has a port that can be used, and may have enough. */
static bool is_usable(u64 merit)
{
	return merit > (ENOUGH | 1);
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

/**
 * lacp_group_attached() - whether the LAG is in use
 * @lag: the LAG
 *
 * Return: whether a port of the group that won is attached.
 */
bool lacp_group_attached(const struct lacp_lag *lag)
{
	const struct lacp_port *port;

	lacp_for_each_port(lag, port)
		if (port->mux >= LACPMOD_MUX_STATE_ATTACHED &&
		    lacp_in_group(port))
			return true;
	return false;
}

/* Whether the present group stays whatever others there are. */
static bool group_stays(const struct lacp_lag *lag, u64 merit)
{
	return lag->config.reselect == LACPMOD_RESELECT_LOST &&
	       (lag->in_use || lacp_group_attached(lag)) && is_usable(merit);
}

/* Another group: what is known of the best of them. */
enum rival { NO_RIVAL, MAY_HAVE_ENOUGH, AGREES_TO_ENOUGH };

static enum rival find_rival(const struct lacp_lag *lag)
{
	struct lacp_group last = lag->group, group;
	enum rival found = NO_RIVAL;
	const struct lacp_port *port;

	lacp_for_each_port(lag, port) {
		group = group_of(port);
		/* Most often ports of a group are next to each other. */
		if (same_group(&group, &lag->group) ||
		    same_group(&group, &last))
			continue;
		last = group;
		if (!is_enough(lag, &group, false))
			continue;
		if (is_enough(lag, &group, true))
			return AGREES_TO_ENOUGH;
		found = MAY_HAVE_ENOUGH;
	}
	return found;
}

/**
 * lacp_rival_agrees() - whether another partner agrees to use enough
 * @lag: the LAG
 */
bool lacp_rival_agrees(const struct lacp_lag *lag)
{
	return find_rival(lag) == AGREES_TO_ENOUGH;
}

/*
 * How long a partner has. Three in a ring, each of which has chosen the next, would
 * turn around for ever if all did at the same time: who ranks waits until one that
 * does not has turned, and is in sync.
 */
static u64 patience(const struct lacp_lag *lag)
{
	u64 time = max(lag->config.sync_timeout, LACP_TALK_TIME);

	if (lacp_we_rank(lag))
		time += lag->config.aggregate_wait + LACP_TALK_TIME;
	return time;
}

/*
 * Until when the group may be in vain. Where nobody else agrees either, all that stand
 * by are tried first; but one that comes and goes must not be tried for ever.
 */
static u64 in_vain_until(const struct lacp_lag *lag, enum rival rival)
{
	u64 time = patience(lag), until = lag->vain_since + time;

	if (rival == AGREES_TO_ENOUGH)
		return until;
	return min(max(until, lacp_standby_tried(lag)), until + time);
}

/* Whether the partner agrees to use enough of the group, or has time for it. */
static bool group_works(const struct lacp_lag *lag)
{
	if (!lag->in_use && !lacp_group_attached(lag))
		return false;
	if (is_enough(lag, &lag->group, true))
		return true;
	return is_enough(lag, &lag->group, false) &&
	       (lag->vain_since == LACP_NEVER ||
		lag->now < in_vain_until(lag, find_rival(lag)));
}

static struct lacp_group best_group(const struct lacp_lag *lag)
{
	u64 best_merit = group_merit(lag, &lag->group);
	struct lacp_group best = lag->group;
	const struct lacp_port *port;
	bool works;

	if (group_stays(lag, best_merit))
		return best;

	works = group_works(lag);
	lacp_for_each_port(lag, port) {
		struct lacp_group group;
		u64 merit;

		if (!lacp_partner_alive(port))
			continue;
		group = group_of(port);
		/* Most often all ports are of one group. */
		if (same_group(&group, &best) ||
		    (works && !is_enough(lag, &group, true)))
			continue;
		merit = group_merit(lag, &group);
		if (merit > best_merit) {
			best = group;
			best_merit = merit;
		}
	}
	if (!best_merit && !group_remembered(lag))
		memset(&best, 0, sizeof(best));
	return best;
}

/* Whether the group is attached, and of no use: its partner does not agree. */
static bool is_in_vain(const struct lacp_lag *lag)
{
	const struct lacp_port *port;

	lacp_for_each_port(lag, port)
		if (lacp_partner_alive(port) && lacp_in_group(port) &&
		    port->mux >= LACPMOD_MUX_STATE_ATTACHED)
			return !is_enough(lag, &lag->group, true);
	return false;
}

/* When the group is given up, or LACP_NEVER. */
static u64 gives_up_at(const struct lacp_lag *lag)
{
	enum rival rival;
	u64 until;

	if (lag->vain_since == LACP_NEVER || !is_in_vain(lag))
		return LACP_NEVER;
	rival = find_rival(lag);
	if (rival == NO_RIVAL)
		return LACP_NEVER;
	until = in_vain_until(lag, rival);
	/* It is not given up then, but a better one need not agree any longer. */
	if (!lag->config.sync_timeout && lag->now >= until)
		return LACP_NEVER;
	return until;
}

/**
 * lacp_group_deadline() - when the group is to be chosen anew
 * @lag: the LAG
 *
 * Return: ms, or LACP_NEVER.
 */
u64 lacp_group_deadline(const struct lacp_lag *lag)
{
	const struct lacp_port *port;
	u64 next = gives_up_at(lag);

	lacp_for_each_port(lag, port)
		if (lag->now < agrees_at(port))
			next = min(next, agrees_at(port));
	return next;
}

static bool may_be_given_up(const struct lacp_port *port)
{
	return lacp_port_enabled(port) && !lacp_partner_sync(port) &&
	       port->lag->config.sync_timeout;
}

static void give_up(struct lacp_lag *lag)
{
	struct lacp_port *port;

	lacp_for_each_port(lag, port)
		port->given_up &= may_be_given_up(port);
	if (lag->now < gives_up_at(lag))
		return;
	lacp_for_each_port(lag, port)
		port->given_up |= may_be_given_up(port) && lacp_in_group(port);
}

/**
 * lacp_group_choose() - choose the group that may be in use
 * @lag: the LAG
 *
 * lacp_restore_revert() is to follow for each port, and if one need not wait any
 * longer this again.
 */
void lacp_group_choose(struct lacp_lag *lag)
{
	bool had = lag->group.valid;
	struct lacp_group best;

	give_up(lag);
	best = best_group(lag);
	if (same_group(&best, &lag->group))
		return;
	lag->group = best;
	lag->in_use = false;
	lacp_event(lag, NULL, LACPMOD_EVENT_LAG_PARTNER, had, best.valid);
	lacp_restore_regroup(lag);
}

/**
 * lacp_group_used() - see whether the group is in use
 * @lag: the LAG, all of whose ports are selected, or not
 *
 * Return: whether it no longer is, and another may be chosen.
 */
bool lacp_group_used(struct lacp_lag *lag)
{
	bool was = lag->in_use, used = lacp_group_attached(lag);
	const struct lacp_port *port;

	lacp_for_each_port(lag, port)
		used |= was && port->selected == LACPMOD_SELECTED_SELECTED;
	lag->in_use = used;
	/* While one port takes the place of another, time goes on. */
	if (!lacp_group_attached(lag) ||
	    !is_enough(lag, &lag->group, false) ||
	    is_enough(lag, &lag->group, true))
		lag->vain_since = LACP_NEVER;
	else if (lag->vain_since == LACP_NEVER)
		lag->vain_since = lag->now;
	return was && !used;
}
