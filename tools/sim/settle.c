// SPDX-License-Identifier: GPL-2.0
/*
 * What must have come of a world that was left alone
 *
 * The bound, from the moment that nothing is lost or changed any more, is the
 * sum of what may have to happen one after the other:
 *
 *   timeout + 3 s     an end that no longer speaks is CURRENT, then EXPIRED,
 *                     until it is DEFAULTED; the timeout is 30 s times the
 *                     largest timeout multiplier if anybody was ever slow, else
 *                     1 s times that
 *   the same again    if two Systems are passive: one of them may believe that
 *                     the other is still active, and keeps talking to it until
 *                     then, so that only now the other begins to time out
 *   30 s or 1 s       the next periodic LACPDU corrects what a lost one had
 *                     left wrong
 *   2 * wait          the longest aggregate wait, at its worst
 *   30 s + timeout    with fallback, until it is forgotten which port heard data,
 *                     and the port that carries then has been quiet for long
 *   3 * (10 s + 5 s + 2 * wait)
 *                     among more than two systems, each of which may give up a
 *                     partner that has chosen another, and so may the next
 *   5 s               who we are, an answer, in sync, collecting: each at most
 *                     a second late by the transmit limit, and the cables
 */

#include "world.h"

#define TALK_TIME	5000

static bool two_are_passive(const struct world *world)
{
	const struct sys *sys;
	u32 n = 0;

	for_each_sys(world, sys)
		n += sys->config.mode == LACPMOD_MODE_PASSIVE;
	return n > 1;
}

/*
 * Waiting to restore, eight ports that yield one after the other, and 5 s until
 * who ranks believes that the partner agrees on another.
 */
#define CHOICES_TIME	(5000 + 8 * 5000 + 5000)

/* The default of sync-timeout, which is the longest, and to begin anew. */
#define TURN_TIME	(10000 + TALK_TIME)

/* The longest fallback-timeout that systems choose. */
#define FALLBACK_MAX	20000

/**
 * settle_bound() - how long a world may take to settle, ms
 * @world: the world
 */
u64 settle_bound(const struct world *world)
{
	u64 period = world->slow ? 30000 : 1000;
	u64 timeout = world->multiplier * period;
	u64 silence = timeout + SHORT_TIMEOUT;

	if (two_are_passive(world))
		silence *= 2;
	if (world->choices)
		silence += CHOICES_TIME;
	if (world->systems > 2)
		silence += 3 * (TURN_TIME + 2 * world->longest_wait);
	if (world->fallback)
		silence += DATA_RECENT + FALLBACK_MAX;
	return silence + period + 2 * world->longest_wait + TALK_TIME;
}

/* Whether @sys has chosen the partner that @far is. */
static bool has_chosen(const struct sys *sys, const struct sys *far)
{
	const struct lacp_group *group = &sys->lag.group;

	return group->valid && !group->individual &&
	       group->system_priority == far->config.system_priority &&
	       group->key == far->config.key &&
	       !memcmp(group->system, far->config.system, LACP_ADDR_LEN);
}

/* How many links to the chosen partner could work. */
static u32 able(const struct sys *sys)
{
	const struct node *node;
	u32 n = 0;

	for_each_node(sys, node)
		n += node_works(node) &&
		     has_chosen(sys, node_other(node)->sys);
	return n;
}

/* What as many of them as may be in use have together: the slowest, or fastest. */
static u32 able_speed(const struct sys *sys, bool fastest)
{
	u32 speed[NODES_MAX], n = 0, sum = 0, i;
	const struct node *node;

	for_each_node(sys, node) {
		if (!node_works(node) ||
		    !has_chosen(sys, node_other(node)->sys))
			continue;
		for (i = n++; i; i--) {
			if (fastest ? speed[i - 1] > node->speed :
				      speed[i - 1] < node->speed)
				break;
			speed[i] = speed[i - 1];
		}
		speed[i] = node->speed;
	}
	if (sys->config.max_links)
		n = min(n, (u32)sys->config.max_links);
	for (i = 0; i < n; i++)
		sum += speed[i];
	return sum;
}

static bool has_enough(const struct sys *sys)
{
	return able(sys) >= sys->config.min_links &&
	       able_speed(sys, false) >= sys->config.min_bandwidth;
}

/* Whether it is for the ranks to say if the links in use are fast enough. */
static bool ranks_decide(const struct sys *sys)
{
	return able_speed(sys, false) < sys->config.min_bandwidth &&
	       able_speed(sys, true) >= sys->config.min_bandwidth;
}

static bool node_in_sync(const struct node *node)
{
	return (node->lacp.actor.state & LACP_STATE_MUX) == LACP_STATE_MUX &&
	       (node->lacp.partner.state & LACP_STATE_MUX) == LACP_STATE_MUX;
}

/* A link is in use at both ends or at none; which, is not said here. */
static bool check_half(struct world *world, const struct node *node)
{
	const struct node *other = node_other(node);
	bool on = lacp_port_distributing(&node->lacp) && !node->lacp.fallback;

	return prop_check(world, PROP_SETTLES,
			  on == (node_works(node) && node_in_sync(node)) &&
			  (!on || lacp_port_distributing(&other->lacp)),
			  "%s: own state 0x%02x, partner's 0x%02x",
			  node_name(node), node->lacp.actor.state,
			  node->lacp.partner.state);
}

/* How many links the two ends of a LAG allow each other, if both have enough. */
static u32 allowed(const struct sys *a, const struct sys *b)
{
	u32 n = able(a);

	if (!has_enough(a) || !has_enough(b))
		return 0;
	if (a->config.max_links)
		n = min(n, (u32)a->config.max_links);
	if (b->config.max_links)
		n = min(n, (u32)b->config.max_links);
	return n;
}

/* Who shares its System ID with another shares the partner's places with it. */
static bool is_rivalled(const struct world *world, const struct sys *sys,
			const struct sys *far)
{
	const struct sys *other;

	for_each_sys(world, other)
		if (other != sys && has_chosen(far, other))
			return true;
	return false;
}

/* Who does not revert waits for others to fail, not for time to pass. */
static bool waits_for_ever(const struct node *node)
{
	const struct lacp_config *config = &node->sys->config;

	return node->lacp.restoring && !config->revertive && !config->max_links;
}

/* Whether a link that could be in use waits so at either end. */
static bool some_wait_for_ever(const struct sys *sys)
{
	const struct node *node;

	for_each_node(sys, node)
		if (node_works(node) && (waits_for_ever(node) ||
					 waits_for_ever(node_other(node))))
			return true;
	return false;
}

/* Whether a link waits that the partner would use. */
static bool some_are_needed(const struct sys *sys)
{
	const struct node *node;

	for_each_node(sys, node)
		if (node_works(node) && node->lacp.restoring &&
		    node->lacp.partner.state & LACPMOD_STATE_SYNCHRONIZATION)
			return true;
	return false;
}

/*
 * Two that have chosen each other use as many links as both allow; or at least
 * one, where others would do its work if it failed.
 */
static bool check_places(struct world *world, const struct sys *sys)
{
	const struct sys *far = NULL;
	const struct node *node;
	u32 n = 0;

	for_each_node(sys, node) {
		if (!node_works(node) || !sys->alive)
			continue;
		n += lacp_port_distributing(&node->lacp) &&
		     !node->lacp.fallback;
		if (!has_chosen(sys, node_other(node)->sys))
			continue;
		/* Two that share a System ID are limited each for itself. */
		if (far && far != node_other(node)->sys)
			return true;
		far = node_other(node)->sys;
	}
	if (!far || !has_chosen(far, sys) || is_rivalled(world, sys, far) ||
	    ranks_decide(sys) || ranks_decide(far))
		return true;
	if (n && n < allowed(sys, far) && some_wait_for_ever(sys))
		return prop_check(world, PROP_SETTLES,
				  sys->lag.suffices || !some_are_needed(sys),
				  "%c is down, and has a port that waits",
				  'A' + sys->index);
	return prop_check(world, PROP_SETTLES, n == allowed(sys, far),
			  "%c uses %u links, it and its partner allow %u",
			  'A' + sys->index, n, allowed(sys, far));
}

static bool check_node(struct world *world, const struct node *node)
{
	const struct node *other = node_other(node);
	const struct sys *sys = node->sys;
	bool wanted;

	if (!sys->alive || !node->present)
		return true;
	if (world->choices)
		return check_half(world, node);
	wanted = node_works(node) && has_chosen(sys, other->sys) &&
		 has_chosen(other->sys, sys) && has_enough(sys) &&
		 has_enough(other->sys);
	if (wanted)
		return prop_check(world, PROP_SETTLES, node_in_sync(node),
				  "%s should distribute to %s: own state 0x%02x, partner's 0x%02x",
				  node_name(node), node_name(other),
				  node->lacp.actor.state,
				  node->lacp.partner.state);
	return prop_check(world, PROP_SETTLES,
			  !lacp_port_distributing(&node->lacp) ||
			  node->lacp.fallback,
			  "%s should not distribute", node_name(node));
}

static bool may_be_used(const struct node *node, const struct sys *far)
{
	return node_works(node) && node_other(node)->sys == far &&
	       !node->lacp.held && !node->lacp.withdrawn &&
	       !node->lacp.given_up;
}

/* Whether a link counts, or the far end agrees to use it as well. */
static bool adds(const struct node *node, const struct sys *far, bool agreed)
{
	return may_be_used(node, far) &&
	       (!agreed ||
		node->lacp.partner.state & LACPMOD_STATE_SYNCHRONIZATION);
}

/* How many links to the same system go before this one where the fastest do. */
static u32 faster_ones(const struct sys *sys, const struct node *than,
		       bool agreed)
{
	const struct node *node;
	u32 n = 0;

	for_each_node(sys, node)
		n += adds(node, node_other(than)->sys, agreed) &&
		     (node->speed > than->speed ||
		      (node->speed == than->speed &&
		       node->lacp.actor.port < than->lacp.actor.port));
	return n;
}

/* Whether the links to @far that could be used, or it agrees on, are enough for @sys. */
static bool could_do(const struct sys *sys, const struct sys *far, bool agreed)
{
	const struct lacp_config *config = &sys->config;
	const struct node *node;
	u32 n = 0, speed = 0;

	for_each_node(sys, node) {
		if (!adds(node, far, agreed))
			continue;
		if (config->max_links && config->min_bandwidth &&
		    faster_ones(sys, node, agreed) >= config->max_links)
			continue;
		n++;
		speed += node->speed;
	}
	return n && n >= config->min_links && speed >= config->min_bandwidth;
}

/**
 * struct choice - what comes of the partner that a system has chosen
 * @any: there is a link that works
 * @chosen: one leads to the partner
 * @mutual: which has chosen the system, too
 * @enough: it may be enough
 * @agreed: and the partner agrees on enough
 * @other: another may be enough
 * @offer: and agrees
 */
struct choice {
	bool any, chosen, mutual, enough, agreed, other, offer;
};

static struct choice look_at_choice(const struct sys *sys)
{
	struct choice choice = {};
	const struct node *node;

	for_each_node(sys, node) {
		const struct sys *far;

		if (!node_works(node))
			continue;
		far = node_other(node)->sys;
		choice.any = true;
		choice.other |= could_do(sys, far, false);
		choice.offer |= could_do(sys, far, true);
		if (!has_chosen(sys, far))
			continue;
		choice.chosen = true;
		choice.mutual |= has_chosen(far, sys);
		choice.enough |= could_do(sys, far, false);
		choice.agreed |= could_do(sys, far, true);
	}
	return choice;
}

/* Whoever has a link that could work has chosen one of its partners. */
static bool check_choice(struct world *world, const struct sys *sys)
{
	const struct lacp_config *config = &sys->config;
	struct choice is;

	if (!sys->alive)
		return true;
	is = look_at_choice(sys);
	if (is.any && is.chosen && !is.mutual) {
		world->tally->rivals++;
		world->tally->stuck += is.offer;
	}
	return prop_check(world, PROP_SETTLES, !is.any || is.chosen,
			  "%c has chosen a partner that is not there",
			  'A' + sys->index) &&
	       prop_check(world, PROP_SETTLES,
			  is.enough || !is.other || config->same_speed,
			  "%c has chosen a partner with too little, where there is another",
			  'A' + sys->index) &&
	       prop_check(world, PROP_SETTLES,
			  is.agreed || !is.offer || !config->sync_timeout ||
			  config->same_speed,
			  "%c holds to a partner that does not agree, where another does",
			  'A' + sys->index);
}

/**
 * settle_check() - whether a world has come to what it should
 * @world: the world
 *
 * Two ends that have chosen each other, and both have links enough for it, use
 * every link between them that could work, or as many as both allow. No other
 * port distributes.
 */
bool settle_check(struct world *world)
{
	const struct node *node;
	struct sys *sys;

	for_each_sys(world, sys) {
		if (!check_choice(world, sys))
			return false;
		if (world->choices && !check_places(world, sys))
			return false;
		for_each_node(sys, node)
			if (!check_node(world, node))
				return false;
	}
	return true;
}

/* The end whose System ID is the lower one ranks, by its own port IDs. */
static bool ranks(const struct sys *sys, const struct sys *far)
{
	const struct lacp_config *a = &sys->config, *b = &far->config;

	if (a->system_priority != b->system_priority)
		return a->system_priority < b->system_priority;
	return memcmp(a->system, b->system, LACP_ADDR_LEN) < 0;
}

static bool better(const struct lacp_port *a, const struct lacp_port *b)
{
	if (a->actor.port_priority != b->actor.port_priority)
		return a->actor.port_priority < b->actor.port_priority;
	return a->actor.port < b->actor.port;
}

/* Whether nothing but its rank can keep a port from being in use. */
static bool could_serve(const struct sys *sys, const struct node *node)
{
	return node_works(node) && !node->lacp.yielded &&
	       has_chosen(sys, node_other(node)->sys) &&
	       has_chosen(node_other(node)->sys, sys);
}

static void check_ranks(struct world *world, const struct sys *sys)
{
	const struct node *used, *spare;

	for_each_node(sys, used) {
		if (!could_serve(sys, used) ||
		    !lacp_port_distributing(&used->lacp) ||
		    !ranks(sys, node_other(used)->sys) ||
		    !node_other(used)->sys->config.revertive)
			continue;
		for_each_node(sys, spare)
			if (could_serve(sys, spare) &&
			    !lacp_port_distributing(&spare->lacp))
				prop_check(world, PROP_RANKING,
					   better(&used->lacp, &spare->lacp),
					   "%s stands by for %s",
					   node_name(spare), node_name(used));
	}
}

/**
 * settle_ranks() - whether the best ports are in use
 * @world: the world, that has settled
 *
 * Who does not revert keeps the ports that it has.
 */
void settle_ranks(struct world *world)
{
	struct sys *sys;

	for_each_sys(world, sys)
		if (sys->alive && sys->config.revertive &&
		    sys->config.max_links)
			check_ranks(world, sys);
}
