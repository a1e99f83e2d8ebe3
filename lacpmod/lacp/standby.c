// SPDX-License-Identifier: GPL-2.0
/*
 * Which ports of the group may be in use, and which stand by
 *
 * There are max_links places, and one more for each port in use that drains
 * (drain.c). They go to the ports whose partner is heard now, that are not held
 * down, withdrawn or to drain, and do not wait to be restored (restore.c), the best
 * first:
 *
 *  1. a port whose partner is not known to stay out of sync (yielded);
 *  2. where revertive is false, one that is attached already;
 *  3. by priority and number: our own, if our System ID is the lower one, else
 *     the partner's, so that both ends choose the same ports.
 *
 * Where these are fewer than min_links, slower together than min_bandwidth, or
 * none at all, ports that wait to be restored are called upon: they need wait no
 * longer, first those that have had their link back for long enough. Who drains is
 * about to go, and does not count. Nor need one wait that the partner has been in
 * sync on for FOLLOW_TIME (needed), where too few others are left without those that
 * it has been out of sync on for as long: it has chosen others than we have.
 *
 * A port that has a place and is attached, but whose partner is not in sync for
 * sync_timeout, or 2 s if that is more, while others stand by, yields: it ranks
 * behind them until its partner is in sync, or its link is lost. The group is given up
 * after all have been tried (group.c). Where the partner ranks and is in sync on a port
 * that stands by, it has chosen others than we have, and the port yields after
 * FOLLOW_TIME. No port yields to one that is too slow for min_bandwidth: the LAG would
 * go down for it, only to try the same again.
 *
 * Who follows goes by every LACPDU. Who ranks does not: the partner may be about
 * to give a port up for the one that we have just turned to, and two that turn to
 * each other at the same time would never meet. It believes what has been so for
 * AGREE_TIME, until when whoever follows has followed.
 *
 * when                                               then
 * -------------------------------------------------  ------------------------
 * held                                               no place
 * withdrawn                                          no place
 * restoring && !called upon                          no place
 * restoring                                          place; restoring=F
 * !max-links                                         place
 * !heard || other group || !wanted                   no place
 * among the best                                     place
 * at once                                            no place
 *
 * when                                               then
 * -------------------------------------------------  ------------------------
 * !port_enabled                                      yielded=F
 * Partner.Sync && (!we rank || in sync for 5 s)      yielded=F
 * !others suffice                                    -
 * others stand by && out of sync for sync-timeout    yielded=T; in vain anew
 * partner wants others && out of sync for 1 s        yielded=T; in vain anew
 * at once                                            -
 *
 * when                                               then
 * -------------------------------------------------  ------------------------
 * restoring && in sync for 1 s && too few agree      restoring=F
 * at once                                            -
 *
 * "in vain anew": where it yields to one that has not yielded vain_since is now, unless
 * another partner agrees already (group.c). "too few agree": those that have places and
 * do not drain are enough for min_links and min_bandwidth, and at least one, but not
 * without those out of sync for 1 s.
 */

#include "machines.h"

/*
 * ms: FOLLOW_TIME, and twice a LACPDU that is late by the transmit limit, the one
 * that says what we chose and the one that says that it was followed; and some.
 */
#define AGREE_TIME	5000

/**
 * lacp_usable() - whether a port could be in use if it had a place
 * @port: the port
 *
 * Return: whether its partner is heard, or assumed, under the LAG ID that won,
 * and nothing keeps it out but the want of a place, or a wait to be restored.
 */
bool lacp_usable(const struct lacp_port *port)
{
	return lacp_port_wanted(port) && lacp_partner_current(port) &&
	       lacp_in_group(port) && !port->held && !port->withdrawn;
}

/**
 * lacp_we_rank() - whether the ports are ranked as we see them
 * @lag: the LAG
 *
 * Return: whether our System ID is numerically the lower one. Who has no System ID is
 * assumed, or not able to rank.
 */
bool lacp_we_rank(const struct lacp_lag *lag)
{
	static const u8 nobody[LACP_ADDR_LEN];
	const struct lacp_config *config = &lag->config;
	const struct lacp_group *group = &lag->group;

	if (!memcmp(group->system, nobody, LACP_ADDR_LEN))
		return true;
	if (config->system_priority != group->system_priority)
		return config->system_priority < group->system_priority;
	return memcmp(config->system, group->system, LACP_ADDR_LEN) < 0;
}

static bool is_attached(const struct lacp_port *port)
{
	return port->mux >= LACPMOD_MUX_STATE_ATTACHED;
}

/* Whether port @a ranks before port @b. */
static bool goes_before(const struct lacp_port *a, const struct lacp_port *b)
{
	if (a->yielded != b->yielded)
		return b->yielded;
	if (a->restoring && lacp_back_for_long(a) != lacp_back_for_long(b))
		return lacp_back_for_long(a);
	if (!a->lag->config.revertive && is_attached(a) != is_attached(b))
		return is_attached(a);
	if (lacp_we_rank(a->lag))
		return lacp_port_id(&a->actor) < lacp_port_id(&b->actor);
	return lacp_port_id(&a->partner) < lacp_port_id(&b->partner);
}

/*
 * The best of those that have no place and are (not) restoring. A partner may
 * give two ports the same number: then the first goes before the second.
 */
static struct lacp_port *find_best(struct lacp_lag *lag, bool restoring)
{
	struct lacp_port *port, *best = NULL;

	lacp_for_each_port(lag, port) {
		if (port->slot || port->restoring != restoring ||
		    !lacp_usable(port))
			continue;
		if (!best || goes_before(port, best))
			best = port;
	}
	return best;
}

/* Give a place, if there is anybody. Who has one need wait no longer. */
static bool give_best(struct lacp_lag *lag, bool restoring,
		      struct lacp_capacity *given)
{
	struct lacp_port *best = find_best(lag, restoring);

	if (!best)
		return false;
	best->slot = true;
	best->restoring = false;
	lacp_capacity_add(given, best);
	return true;
}

/* Whom max_links does not limit need not be ranked. */
static void give_all(struct lacp_lag *lag, struct lacp_capacity *given)
{
	struct lacp_port *port;

	lacp_for_each_port(lag, port) {
		/* Nobody lacks the place of one that has no link, or partner. */
		port->slot = !port->restoring && !port->held &&
			     !port->withdrawn;
		if (port->slot && lacp_usable(port) && !lacp_drains(port))
			lacp_capacity_add(given, port);
	}
}

static void give_places(struct lacp_lag *lag)
{
	unsigned int places = lag->config.max_links ?: LACP_PORTS_MAX;
	struct lacp_capacity given = {};
	struct lacp_port *port;

	if (lag->config.max_links) {
		/* Who drains keeps a place until another has taken over. */
		lacp_for_each_port(lag, port)
			port->slot = lacp_drains(port);
		while (given.ports < places && give_best(lag, false, &given))
			;
	} else {
		give_all(lag, &given);
	}

	while (given.ports < places && !lacp_suffices(lag, &given) &&
	       give_best(lag, true, &given))
		;
}

static bool out_of_sync(const struct lacp_port *port)
{
	return port->selected == LACPMOD_SELECTED_SELECTED &&
	       port->mux == LACPMOD_MUX_STATE_ATTACHED &&
	       lacp_partner_alive(port) && !lacp_partner_sync(port);
}

/* When the partner is believed to agree to use the port, or LACP_NEVER. */
static u64 agrees_at(const struct lacp_port *port)
{
	if (port->sync_since == LACP_NEVER || !lacp_we_rank(port->lag))
		return port->sync_since;
	return port->sync_since + AGREE_TIME;
}

static void watch_sync(struct lacp_port *port)
{
	if (!lacp_partner_sync(port))
		port->sync_since = LACP_NEVER;
	else if (port->sync_since == LACP_NEVER)
		port->sync_since = port->lag->now;
	if (!lacp_port_enabled(port) || port->lag->now >= agrees_at(port))
		port->yielded = false;

	if (!out_of_sync(port))
		port->unsync_since = LACP_NEVER;
	else if (port->unsync_since == LACP_NEVER)
		port->unsync_since = port->lag->now;
}

/* The partner ranks, and wants a port that stands by. */
static bool partner_chose_others(const struct lacp_lag *lag)
{
	const struct lacp_port *port;

	if (lacp_we_rank(lag))
		return false;
	lacp_for_each_port(lag, port)
		if (lacp_usable(port) && !port->slot && !port->restoring &&
		    lacp_partner_sync(port))
			return true;
	return false;
}

/* Whether the LAG has enough with the best that stands by in its place, if any. */
static bool others_suffice(const struct lacp_port *port)
{
	struct lacp_port *best = find_best(port->lag, false);
	struct lacp_capacity others = {};
	const struct lacp_port *other;

	if (!best)
		return false;
	lacp_capacity_add(&others, best);
	lacp_for_each_port(port->lag, other)
		if (other != port && other->slot && lacp_usable(other))
			lacp_capacity_add(&others, other);
	return lacp_suffices(port->lag, &others);
}

/* When the port yields its place, or LACP_NEVER. */
static u64 yields_at(const struct lacp_port *port)
{
	const struct lacp_lag *lag = port->lag;

	if (!port->slot || port->yielded || port->unsync_since == LACP_NEVER ||
	    !others_suffice(port))
		return LACP_NEVER;
	if (partner_chose_others(lag))
		return port->unsync_since + LACP_FOLLOW_TIME;
	if (!lag->config.sync_timeout)
		return LACP_NEVER;
	return port->unsync_since + max(lag->config.sync_timeout, LACP_TALK_TIME);
}

/**
 * lacp_standby_tried() - when all ports that may get a place have been tried
 * @lag: the LAG
 *
 * Return: ms, LACP_NEVER while a port could yield to one that has not yielded itself, or
 * 0 if none is being tried. Whoever has just got its place has time for a LACPDU and its
 * answer.
 */
u64 lacp_standby_tried(const struct lacp_lag *lag)
{
	const struct lacp_port *port;
	u64 tried = 0;

	lacp_for_each_port(lag, port) {
		if (!port->slot || !lacp_usable(port) || lacp_partner_sync(port))
			continue;
		if (!port->yielded && others_suffice(port) &&
		    !find_best(port->lag, false)->yielded)
			return LACP_NEVER;
		tried = max(tried, LACP_TALK_TIME +
				   min(port->unsync_since, lag->now));
	}
	return tried;
}

static void count_standby(struct lacp_lag *lag)
{
	const struct lacp_port *port;

	lag->standby = 0;
	lacp_for_each_port(lag, port)
		lag->standby += lacp_usable(port) && !port->slot &&
				!port->restoring;
}

/* One at a time: whom it makes room for is counted before the next. */
static bool somebody_yields(struct lacp_lag *lag)
{
	struct lacp_port *port;

	lacp_for_each_port(lag, port) {
		if (lag->now < yields_at(port))
			continue;
		/* Whoever gets the place for the first time has the same time. */
		if (!find_best(lag, false)->yielded && !lacp_rival_agrees(lag))
			lag->vain_since = lag->now;
		port->yielded = true;
		return true;
	}
	return false;
}

/* When a port with a place that is out of sync has been so for long. */
static u64 disagrees_at(const struct lacp_port *port)
{
	return port->unsync_since == LACP_NEVER ?
	       LACP_NEVER : port->unsync_since + LACP_FOLLOW_TIME;
}

/* Whether a port has a place for long. */
static bool goes_on(const struct lacp_port *port)
{
	return port->slot && lacp_usable(port) && !lacp_drains(port);
}

/* Whether enough go on, but not without those on which the partner disagrees. */
static bool too_few_agree(const struct lacp_lag *lag)
{
	struct lacp_capacity all = {}, agree = {};
	const struct lacp_port *port;

	lacp_for_each_port(lag, port) {
		if (!goes_on(port))
			continue;
		lacp_capacity_add(&all, port);
		if (lag->now < disagrees_at(port))
			lacp_capacity_add(&agree, port);
	}
	return lacp_suffices(lag, &all) && !lacp_suffices(lag, &agree);
}

/*
 * When the partner is known to want a port that waits to be restored, or LACP_NEVER.
 * It may be about to say so of others: their LACPDUs come one after the other.
 */
static u64 asked_for_at(const struct lacp_port *port)
{
	if (!port->restoring || !lacp_usable(port) ||
	    port->sync_since == LACP_NEVER)
		return LACP_NEVER;
	return port->sync_since + LACP_FOLLOW_TIME;
}

/* When it is to be seen anew whether such a port need wait, or LACP_NEVER. */
static u64 needed_at(const struct lacp_port *port)
{
	const struct lacp_lag *lag = port->lag;
	u64 next = asked_for_at(port);
	const struct lacp_port *other;

	if (lag->now < next)
		return next;
	next = LACP_NEVER;
	lacp_for_each_port(lag, other)
		if (lag->now < disagrees_at(other))
			next = min(next, disagrees_at(other));
	return next;
}

/* All at once: the first that need not wait is of use to nobody yet. */
static bool some_are_needed(struct lacp_lag *lag)
{
	struct lacp_port *port;
	bool some = false;

	if (!too_few_agree(lag))
		return false;
	lacp_for_each_port(lag, port) {
		if (lag->now < asked_for_at(port))
			continue;
		port->restoring = false;
		some = true;
	}
	return some;
}

/**
 * lacp_standby_step() - say which ports of the group may be in use
 * @lag: the LAG, whose group is chosen
 */
void lacp_standby_step(struct lacp_lag *lag)
{
	struct lacp_port *port;

	lacp_for_each_port(lag, port)
		watch_sync(port);
	do {
		give_places(lag);
		count_standby(lag);
	} while (somebody_yields(lag) || some_are_needed(lag));
}

/**
 * lacp_standby_deadline() - when the places are to be given anew
 * @lag: the LAG
 *
 * Return: ms, or LACP_NEVER.
 */
u64 lacp_standby_deadline(const struct lacp_lag *lag)
{
	const struct lacp_port *port;
	u64 next = LACP_NEVER;

	lacp_for_each_port(lag, port) {
		next = min(next, lacp_restore_deadline(port));
		next = min(next, yields_at(port));
		next = min(next, needed_at(port));
		if (port->yielded)
			next = min(next, agrees_at(port));
	}
	return next;
}

/**
 * lacp_aggregatable() - what counts towards min-links and min-bandwidth
 * @lag: the LAG
 *
 * It is a partner that is heard, not one that is in sync: two ends that both
 * wait for min-links cannot wait for each other.
 *
 * Return: ports with a place whose partner is heard, or assumed.
 */
struct lacp_capacity lacp_aggregatable(const struct lacp_lag *lag)
{
	struct lacp_capacity able = {};
	const struct lacp_port *port;

	lacp_for_each_port(lag, port)
		if (port->slot && lacp_usable(port))
			lacp_capacity_add(&able, port);
	return able;
}
