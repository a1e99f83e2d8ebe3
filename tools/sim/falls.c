// SPDX-License-Identifier: GPL-2.0
/*
 * Fallback, as it must look from outside
 *
 * What is known of a port here is when it was last able to work, when it last
 * heard a LACPDU, and when it last heard data. What the engine makes of these may
 * lag behind by the timers of the Receive machine: a port is quiet for certain
 * only some time after it has fallen silent.
 */

#include "world.h"

#define HANDOVER	3000	/* ms that the carrier outlives fallback */

static const char * const falls[FALLS] = {
	[FALL_BEGAN] = "fallback began",
	[FALL_HEARD] = "ended by a LACPDU",
	[FALL_LACP] = "ended by a port that distributes",
	[FALL_DATA] = "moved to where data is heard",
	[FALL_BETTER] = "moved to a better port",
	[FALL_LOST] = "ended with its port's link",
	[FALL_SET] = "ended by a setting",
	[FALL_HANDOVER] = "the carrier stayed while LACP took over",
	[FALL_TIME_UP] = "the carrier was lost when LACP took too long",
	[FALL_BOTH] = "two fallback ports faced each other",
};

/**
 * fall_name() - what became of a fallback, in words
 * @fall: what
 */
const char *fall_name(enum fall fall)
{
	return falls[fall];
}

static void count(struct sys *sys, enum fall fall)
{
	sys->world->tally->falls[fall]++;
}

static bool works(const struct node *node)
{
	return node->lacp.lag && !node->lacp.leaving && node->sys->up &&
	       node->lacp.up && node->carrier && node->full_duplex;
}

/* Who is to be pulled leaves the fallback to others. */
static bool able(const struct node *node)
{
	return works(node) && !node->lacp.config.drain;
}

static bool has_data(const struct node *node)
{
	u64 heard = node->watch.data_heard;

	return heard != LACP_NEVER &&
	       node->sys->world->now < heard + DATA_RECENT;
}

/* The port could carry, whatever the timers were when it fell silent. */
static bool is_quiet(const struct node *node)
{
	const struct watch *watch = &node->watch;
	u64 wait = max_t(u64, node->sys->config.fallback_timeout,
			 SHORT_TIMEOUT);

	return able(node) && node->sys->world->now >=
	       max(watch->able_since, watch->silent_by) + wait;
}

/* Who distributes has no share before its partner has been told. */
static bool by_lacp(const struct sys *sys)
{
	const struct node *node;

	for_each_node(sys, node)
		if (node_distributes(node) && node->lacp.weight &&
		    !node->lacp.fallback)
			return true;
	return false;
}

static struct node *carries(struct sys *sys)
{
	struct node *node;

	for_each_node(sys, node)
		if (node->present && node->lacp.fallback)
			return node;
	return NULL;
}

static u32 how_many(const struct sys *sys)
{
	const struct node *node;
	u32 n = 0;

	for_each_node(sys, node)
		n += node->present && node->lacp.fallback;
	return n;
}

static void check_number(struct sys *sys)
{
	u8 fallback = sys->config.fallback;
	u32 n = how_many(sys);

	prop_check(sys->world, PROP_FALLBACK_PORTS,
		   !n || fallback == LACPMOD_FALLBACK_ALL ||
		   (n == 1 && fallback == LACPMOD_FALLBACK_SINGLE),
		   "%c has %u fallback ports", 'A' + sys->index, n);
	prop_check(sys->world, PROP_FALLBACK_ALONE, !n || !by_lacp(sys),
		   "%c has %u fallback ports beside one that carries by LACP",
		   'A' + sys->index, n);
}

static void check_begin(struct node *node)
{
	const struct watch *watch = &node->watch;
	struct world *world = node->sys->world;
	u64 quiet = max(watch->able_since, watch->lacpdu_heard);

	prop_check(world, PROP_FALLBACK_WAITS,
		   able(node) &&
		   world->now >= quiet + node->sys->config.fallback_timeout,
		   "%s carries without LACP after %llu ms", node_name(node),
		   (unsigned long long)(world->now - quiet));
	prop_check(world, PROP_FALLBACK_WAITS,
		   world->now >= node->sys->handover_until,
		   "%s takes over from a port that negotiates",
		   node_name(node));
	count(node->sys, FALL_BEGAN);
}

/* Why a port no longer carries; FALLS for no reason at all. */
static enum fall cause(const struct node *node)
{
	struct sys *sys = node->sys;
	const struct node *heir = carries(sys);

	if (!works(node))
		return FALL_LOST;
	if (node->watch.lacpdu_in_fallback)
		return FALL_HEARD;
	if (!able(node))
		return FALL_LOST;
	if (node->watch.fallback_set)
		return FALL_SET;
	if (by_lacp(sys))
		return FALL_LACP;
	if (!heir || sys->config.fallback != LACPMOD_FALLBACK_SINGLE)
		return FALLS;
	if (has_data(heir) && !has_data(node))
		return FALL_DATA;
	return sys->config.fallback_preempt &&
	       has_data(heir) == has_data(node) &&
	       lacp_port_id(&heir->lacp.actor) <
	       lacp_port_id(&node->lacp.actor) ? FALL_BETTER : FALLS;
}

static void check_end(struct node *node)
{
	struct sys *sys = node->sys;
	enum fall why = cause(node);

	prop_check(sys->world, PROP_FALLBACK_STAYS, why != FALLS,
		   "%s no longer carries, for no reason", node_name(node));
	if (why == FALLS)
		return;
	count(sys, why);
	if (why == FALL_HEARD)
		sys->handover_until = sys->world->now + HANDOVER;
}

static void look_at(struct node *node)
{
	struct watch *watch = &node->watch;
	struct sys *sys = node->sys;

	if (!works(node))
		watch->able_since = LACP_NEVER;
	else if (watch->able_since == LACP_NEVER)
		watch->able_since = sys->world->now;

	if (node->lacp.fallback && !watch->fell)
		check_begin(node);
	else if (!node->lacp.fallback && watch->fell)
		check_end(node);
	else if (node->lacp.fallback)
		prop_check(sys->world, PROP_FALLBACK_LEAVES,
			   !watch->lacpdu_in_fallback,
			   "%s has heard a LACPDU, and is still in fallback",
			   node_name(node));
	watch->fell = node->lacp.fallback;
	watch->fallback_set = false;
	watch->lacpdu_in_fallback = false;
}

/* No port that should carry is missing. */
static void check_missing(struct sys *sys)
{
	bool all = sys->config.fallback == LACPMOD_FALLBACK_ALL;
	struct world *world = sys->world;
	const struct node *node;

	if (sys->config.fallback == LACPMOD_FALLBACK_OFF || by_lacp(sys) ||
	    world->now < sys->handover_until || (!all && carries(sys)))
		return;
	for_each_node(sys, node)
		prop_check(world, PROP_FALLBACK_BEGINS,
			   node->lacp.fallback || !is_quiet(node),
			   "%s has been quiet for long, and does not carry",
			   node_name(node));
}

/* The one that carries is the right one. */
static void check_elected(struct sys *sys)
{
	const struct node *used = carries(sys), *node;
	bool preempt = sys->config.fallback_preempt;

	/* While another negotiates, nobody takes the fallback over. */
	if (!used || sys->config.fallback != LACPMOD_FALLBACK_SINGLE ||
	    sys->world->now < sys->handover_until)
		return;
	for_each_node(sys, node) {
		bool worse;

		if (node == used || !is_quiet(node))
			continue;
		if (has_data(node) != has_data(used))
			worse = has_data(used);
		else
			worse = !preempt || lacp_port_id(&used->lacp.actor) <
					    lacp_port_id(&node->lacp.actor);
		prop_check(sys->world, PROP_FALLBACK_BEST, worse,
			   "%s carries, and %s should", node_name(used),
			   node_name(node));
	}
}

/* Two that find nobody may well find each other: that is no fault. */
static void count_faces(struct sys *sys)
{
	const struct node *node, *other;

	for_each_node(sys, node) {
		other = node_other(node);
		if (node->present && node->lacp.fallback && other &&
		    other->sys != sys && other->present &&
		    other->lacp.fallback) {
			count(sys, FALL_BOTH);
			return;
		}
	}
}

static bool any_able(const struct sys *sys)
{
	const struct node *node;

	for_each_node(sys, node)
		if (works(node))
			return true;
	return false;
}

/**
 * fallback_carrier() - whether a LAG must have carrier
 * @sys: the system, after a run
 * @enough: whether the ports that distribute are as many and as fast as is asked
 *	for
 *
 * A LAG keeps the carrier that it had by fallback, while a port could carry and
 * LACP has not had its time.
 */
bool fallback_carrier(struct sys *sys, bool enough)
{
	bool held = sys->seen_carrier && any_able(sys) &&
		    sys->world->now < sys->handover_until;
	bool other = enough || how_many(sys);

	if (held && !other)
		count(sys, FALL_HANDOVER);
	else if (sys->seen_carrier && !other && any_able(sys) &&
		 sys->world->now == sys->handover_until)
		count(sys, FALL_TIME_UP);
	sys->seen_carrier = sys->up && (other || held);
	return sys->seen_carrier;
}

/**
 * fallback_check() - look at the fallback of a system after a run
 * @sys: the system
 */
void fallback_check(struct sys *sys)
{
	struct node *node;

	for_each_node(sys, node)
		if (node->lacp.lag)
			look_at(node);
	check_number(sys);
	if (!sys->world->late) {
		check_missing(sys);
		check_elected(sys);
	}
	if (sys->world->fallback)
		count_faces(sys);
}
