// SPDX-License-Identifier: GPL-2.0
/*
 * Properties that hold after every run of an engine, in every history
 */

#include <stdarg.h>
#include <stdio.h>

#include "world.h"

static const char * const names[PROPS] = {
	[PROP_LIMIT] = "never more than three LACPDUs in any second",
	[PROP_MARKERS] = "never more than five Markers, and Responses, in any second",
	[PROP_ONE_ASKED] = "one LACPDU a run",
	[PROP_NTT] = "NTT is never lost: it leaves within a second",
	[PROP_DEADLINE] = "a deadline is never in the past",
	[PROP_IDEMPOTENT] = "a run without input changes nothing",
	[PROP_SILENCE] = "after silence a port leaves within the timeout",
	[PROP_PASSIVE_SILENT] = "passive, hearing no active end: sends nothing",
	[PROP_PASSIVE_DOWN] = "passive at both ends: never distributes",
	[PROP_ONE_GROUP] = "who distributes has the group's partner",
	[PROP_ONE_PARTNER] = "all who distribute have last heard the same partner, in sync",
	[PROP_ATTACHED] = "who is attached is selected, and all have one LAG ID",
	[PROP_NO_LOOP] = "never distributes to its own System",
	[PROP_ABLE] = "never sends or distributes where it cannot",
	[PROP_BUCKETS] = "buckets name distributing ports, and add up",
	[PROP_BALANCE] = "shares follow weights, equal ones differ by one bucket",
	[PROP_MOVES] = "only the buckets that must move do",
	[PROP_HELD] = "buckets follow their owners within hold-time, and at once from a lost port",
	[PROP_CARRIER] = "carrier while min-links ports of min-bandwidth distribute, or by fallback",
	[PROP_COLLECT] = "flags and collecting follow the Mux",
	[PROP_GATE] = "what is sent before the other end knows better is collected",
	[PROP_TOLD_FIRST] = "data is sent to who has been told to collect",
	[PROP_SHARES] = "who distributes sends data within a second",
	[PROP_DRAINED] = "who drains is withdrawn within a second, and carries nothing",
	[PROP_LISTED] = "ports stand in the order of their numbers, and under their index",
	[PROP_VOID_SHORT] = "distributing: the other end collects, or says no within 1.2 s",
	[PROP_VOID_LONG] = "distributing: the other end collects, or the timeout ends it",
	[PROP_GOODBYE] = "a goodbye ends distribution at the other end",
	[PROP_SETTLES] = "left alone, it settles within the bound",
	[PROP_STEADY] = "settled, it stays so",
	[PROP_PLACES] = "no more ports are in use than max-links allows",
	[PROP_STANDBY] = "ports stand by only while as many are chosen as max-links allows",
	[PROP_RANKING] = "settled, no better port stands by, as the ranking end sees it",
	[PROP_FALLBACK_PORTS] = "fallback: no port if it is off, one at most if single",
	[PROP_FALLBACK_ALONE] = "fallback: no port while one distributes by LACP",
	[PROP_FALLBACK_WAITS] = "fallback: begins after its timeout without a LACPDU",
	[PROP_FALLBACK_BEGINS] = "fallback: begins when nobody has been heard for long",
	[PROP_FALLBACK_LEAVES] = "fallback: who hears a LACPDU leaves it",
	[PROP_FALLBACK_STAYS] = "fallback: who carries does so until there is a reason",
	[PROP_FALLBACK_BEST] = "fallback: the port that hears data carries, or the best",
	[PROP_SCENE] = "a scene goes as told",
};

/**
 * prop_name() - a property in words
 * @prop: the property
 */
const char *prop_name(enum prop prop)
{
	return names[prop];
}

/**
 * prop_fails() - what prop_check() does where a property does not hold
 * @world: the world; keeps the first failure
 * @prop: the property
 * @format: what is seen
 */
void prop_fails(struct world *world, enum prop prop, const char *format, ...)
{
	struct failure *failure = &world->failure;
	va_list args;

	if (failure->failed)
		return;

	failure->failed = true;
	failure->prop = prop;
	failure->time = world->now;
	va_start(args, format);
	vsnprintf(failure->text, sizeof(failure->text), format, args);
	va_end(args);
	trace(world, "FAILED: %s: %s", names[prop], failure->text);
}

static void check_distributing(struct node *node)
{
	const struct lacp_info *partner = &node->lacp.partner;
	const struct lacp_lag *lag = &node->sys->lag;
	const struct lacp_group *group = &lag->group;
	struct world *world = node->sys->world;
	const struct watch *watch = &node->watch;

	prop_check(world, PROP_ABLE,
		   node->sys->up && node->up && node->carrier &&
		   node->full_duplex,
		   "%s distributes, but cannot work", node_name(node));
	/* Nobody is heard, and nobody is assumed to be somebody. */
	if (node->lacp.fallback)
		return;
	prop_check(world, PROP_SILENCE,
		   world->now < watch->heard + watch->timeout,
		   "%s distributes %llu ms after the last LACPDU",
		   node_name(node),
		   (unsigned long long)(world->now - watch->heard));
	prop_check(world, PROP_PASSIVE_DOWN, watch->active_last,
		   "%s distributes, and neither end is active",
		   node_name(node));
	/* Fallback goes on until the partner has been told. */
	prop_check(world, PROP_ONE_GROUP,
		   group->valid && group->key == partner->key &&
		   group->system_priority == partner->system_priority &&
		   !memcmp(group->system, partner->system, LACP_ADDR_LEN) &&
		   (!group->individual ||
		    lag->distributing - lag->fallback_ports <= 1),
		   "%s distributes outside the group", node_name(node));
	prop_check(world, PROP_NO_LOOP,
		   !lacp_same_system(partner, &node->lacp.actor),
		   "%s distributes to its own System", node_name(node));
}

static bool same_partner(const struct lacp_info *a, const struct lacp_info *b)
{
	return lacp_same_system(a, b) && a->key == b->key;
}

/* Looks at what was heard, not at what the engine has made of it. */
static void check_partner(const struct node *node)
{
	const struct sys *sys = node->sys;
	const struct lacp_info *said = &node->watch.said;
	bool individual = !(said->state & LACPMOD_STATE_AGGREGATION);
	const struct node *other;

	prop_check(sys->world, PROP_NO_LOOP,
		   said->system_priority != sys->config.system_priority ||
		   memcmp(said->system, sys->config.system, LACP_ADDR_LEN),
		   "%s distributes, and has heard its own System",
		   node_name(node));
	prop_check(sys->world, PROP_ONE_PARTNER,
		   said->state & LACPMOD_STATE_SYNCHRONIZATION,
		   "%s distributes, its partner is not in sync",
		   node_name(node));
	for_each_node(sys, other) {
		if (other == node || !node_distributes(other) ||
		    other->lacp.fallback)
			continue;
		prop_check(sys->world, PROP_ONE_PARTNER,
			   !individual && same_partner(said, &other->watch.said),
			   "%s and %s distribute to different partners",
			   node_name(node), node_name(other));
	}
}

/* It must have been detached in between. */
static void check_lag_id(struct node *node)
{
	const struct lacp_port *lacp = &node->lacp;
	struct watch *watch = &node->watch;

	if (watch->attached && watch->mux_changes == lacp->counters.mux_changes)
		prop_check(node->sys->world, PROP_ATTACHED,
			   same_partner(&lacp->actor, &watch->ends[0]) &&
			   same_partner(&lacp->partner, &watch->ends[1]),
			   "%s stays attached with another LAG ID",
			   node_name(node));
	watch->attached = true;
	watch->ends[0] = lacp->actor;
	watch->ends[1] = lacp->partner;
	watch->mux_changes = lacp->counters.mux_changes;
}

static void check_attached(struct node *node)
{
	const struct sys *sys = node->sys;
	const struct node *other;

	if (node->lacp.mux < LACPMOD_MUX_STATE_ATTACHED) {
		node->watch.attached = false;
		return;
	}
	check_lag_id(node);
	prop_check(sys->world, PROP_ATTACHED,
		   node->lacp.selected == LACPMOD_SELECTED_SELECTED &&
		   sys->up && node->up && node->full_duplex,
		   "%s is attached, and not selected", node_name(node));
	for_each_node(sys, other)
		if (other->present && !other->lacp.fallback &&
		    !node->lacp.fallback &&
		    other->lacp.mux >= LACPMOD_MUX_STATE_ATTACHED)
			prop_check(sys->world, PROP_ATTACHED,
				   same_partner(&node->lacp.partner,
						&other->lacp.partner),
				   "%s and %s are attached with different partners",
				   node_name(node), node_name(other));
}

static void check_list(struct sys *sys)
{
	const struct lacp_port *port;
	const struct node *node;
	u32 left = 0;

	for_each_node(sys, node)
		left += !!node->lacp.lag;
	lacp_for_each_port(&sys->lag, port) {
		left--;
		prop_check(sys->world, PROP_LISTED,
			   sys->lag.by_index[port->index] == port &&
			   (!port->next ||
			    port->next->actor.port > port->actor.port),
			   "%c has port %u in the wrong place",
			   'A' + sys->index, port->actor.port);
	}
	prop_check(sys->world, PROP_LISTED, !left,
		   "%c lacks %u of its ports", 'A' + sys->index, left);
}

static u8 flags_of(u8 mux)
{
	switch (mux) {
	case LACPMOD_MUX_STATE_ATTACHED:
		return LACPMOD_STATE_SYNCHRONIZATION;
	case LACPMOD_MUX_STATE_COLLECTING:
		return LACPMOD_STATE_SYNCHRONIZATION |
		       LACPMOD_STATE_COLLECTING;
	case LACPMOD_MUX_STATE_DISTRIBUTING:
	case LACPMOD_MUX_STATE_COLLECTING_DISTRIBUTING:
		return LACP_STATE_MUX;
	default:
		return 0;
	}
}

/* Its partner distributes, or is in sync and may believe that it is, too. */
static bool may_be_sent_to(const struct watch *watch)
{
	u8 state = watch->said.state;

	return (state & LACPMOD_STATE_DISTRIBUTING) ||
	       (watch->believed && state & LACPMOD_STATE_SYNCHRONIZATION);
}

/* Data may be under way to it. */
static bool may_still_be_sent_to(const struct watch *watch, u64 now)
{
	return watch->quiet_since == LACP_NEVER ||
	       now < watch->quiet_since + OVERTAKEN;
}

/* It goes out of use, and its partner, who speaks no LACP, cannot be told. */
static bool drains_untold(const struct node *node)
{
	return node->lacp.withdrawn && !lacp_has_partner(&node->lacp) &&
	       node->sys->lag.config.fallback == LACPMOD_FALLBACK_ALL;
}

/*
 * A port that cannot work may go on delivering what still arrives, one that drains
 * what comes from who speaks no LACP; and, for a while, one whose partner has not
 * heard yet that it has stopped.
 */
static bool may_deliver(struct node *node)
{
	const struct watch *watch = &node->watch;
	bool works = node->carrier && node->lacp.up && !node->lacp.leaving;
	u64 now = node->sys->world->now;

	if (!node->sys->up)
		return false;
	if (!works)
		return true;
	if (drains_untold(node))
		return true;
	return now < watch->stopped + 3 * SECOND &&
	       may_still_be_sent_to(watch, now) &&
	       same_partner(&watch->said, &watch->collected);
}

static void check_flags(struct node *node)
{
	u8 flags = node->lacp.actor.state & LACP_STATE_MUX;
	bool collect = flags & LACPMOD_STATE_COLLECTING;
	struct watch *watch = &node->watch;

	if (collect) {
		watch->collected = node->lacp.fallback ? node->lacp.partner :
							 watch->said;
		watch->collector = node->lacp.actor;
		watch->stopped = LACP_NEVER;
		watch->unable = false;
	} else if (watch->stopped == LACP_NEVER) {
		watch->stopped = node->sys->world->now;
	}
	if (collect || may_be_sent_to(watch))
		watch->quiet_since = LACP_NEVER;
	else if (watch->quiet_since == LACP_NEVER)
		watch->quiet_since = node->sys->world->now;
	prop_check(node->sys->world, PROP_COLLECT,
		   flags == flags_of(node->lacp.mux) &&
		   (node->collects == collect ||
		    (!collect && may_deliver(node))),
		   "%s is in Mux state %u with flags 0x%02x and %s collect",
		   node_name(node), node->lacp.mux, flags,
		   node->collects ? "does" : "does not");
}

/* A partner that is heard is told first, and soon. */
static void check_share(struct node *node)
{
	struct watch *watch = &node->watch;
	struct world *world = node->sys->world;

	if (node->lacp.weight &&
	    !(node->lacp.actor.state & LACPMOD_STATE_DEFAULTED))
		prop_check(world, PROP_TOLD_FIRST,
			   watch->told & LACPMOD_STATE_SYNCHRONIZATION,
			   "%s sends data, but has not said Sync",
			   node_name(node));
	/* Who must not speak cannot tell. */
	if (!node_distributes(node) || node->lacp.weight ||
	    node->lacp.config.drain ||
	    node->lacp.periodic == LACPMOD_PERIODIC_STATE_NO_PERIODIC)
		watch->shares_not = LACP_NEVER;
	else if (watch->shares_not == LACP_NEVER)
		watch->shares_not = world->now;
	else
		prop_check(world, PROP_SHARES,
			   world->now - watch->shares_not <= SECOND,
			   "%s distributes for %llu ms without a share",
			   node_name(node),
			   (unsigned long long)(world->now - watch->shares_not));
}

static void check_drain(struct node *node)
{
	const struct lacp_port *port = &node->lacp;
	struct world *world = node->sys->world;
	struct watch *watch = &node->watch;

	if (!port->config.drain || port->weight || !node_distributes(node)) {
		watch->drains = LACP_NEVER;
	} else if (watch->drains == LACP_NEVER ||
		   watch->drains_shares != watch->shares_changed) {
		/* Or it had a share until others were told to collect. */
		watch->drains = world->now;
		watch->drains_shares = watch->shares_changed;
	} else {
		prop_check(world, PROP_DRAINED,
			   world->now - watch->drains < SECOND,
			   "%s drains for %llu ms", node_name(node),
			   (unsigned long long)(world->now - watch->drains));
	}
	prop_check(world, PROP_DRAINED,
		   !port->withdrawn ||
		   (!port->buckets && port->mux < LACPMOD_MUX_STATE_ATTACHED),
		   "%s is withdrawn, but carries %u buckets in Mux state %u",
		   node_name(node), port->buckets, port->mux);
	prop_check(world, PROP_DRAINED,
		   !port->drained ||
		   (port->withdrawn &&
		    (!node->collects || drains_untold(node) ||
		     !port->link || port->leaving ||
		     !port->up || !node->sys->up)),
		   "%s has drained, but collects", node_name(node));
}

static void check_ntt(struct node *node)
{
	struct sys *sys = node->sys;

	if (!node->lacp.ntt || !node_speaks(node) || !node->full_duplex)
		return;
	prop_check(sys->world, PROP_NTT,
		   sys->deadline <= sys->world->now + SECOND,
		   "%s has NTT set, and no deadline within a second",
		   node_name(node));
}

/*
 * An independent port stops when the other says that it does not collect. A
 * coupled one does not wait for that: it may have to speak first itself, and
 * either may be held up by the transmit limit, so that it has twice the time.
 */
static void check_void_short(struct node *node, struct node *other)
{
	struct world *world = node->sys->world;
	struct watch *watch = &node->watch;
	bool coupled = node->sys->config.mux == LACPMOD_MUX_KIND_COUPLED;
	u64 limit;

	if (!other || !node_speaks(other) || !node->cable->light ||
	    watch->unsure || watch->attacked ||
	    (coupled && (!node_speaks(node) || other->watch.unsure ||
			 other->watch.attacked))) {
		watch->told_since = LACP_NEVER;
		return;
	}
	if (watch->told_since == LACP_NEVER)
		watch->told_since = world->now;
	limit = SECOND + 2 * DELAY_MAX;
	prop_check(world, PROP_VOID_SHORT,
		   world->now - watch->told_since <=
		   (coupled ? 2 * limit : limit),
		   "%s distributes, %s has not collected for %llu ms",
		   node_name(node), node_name(other),
		   (unsigned long long)(world->now - watch->told_since));
}

static void check_void_long(struct node *node)
{
	struct world *world = node->sys->world;
	struct watch *watch = &node->watch;

	if (watch->void_since == LACP_NEVER)
		watch->void_since = world->now;
	if (watch->attacked ||
	    node->sys->config.mux == LACPMOD_MUX_KIND_COUPLED)
		return;
	prop_check(world, PROP_VOID_LONG,
		   world->now - watch->void_since <=
		   watch->timeout + DELAY_MAX,
		   "%s distributes, nobody has collected for %llu ms",
		   node_name(node),
		   (unsigned long long)(world->now - watch->void_since));
}

/* What a port distributes must be collected by somebody. */
static void check_void(struct node *node)
{
	struct node *other = node_other(node);
	struct watch *watch = &node->watch;

	if (!node_distributes(node) || node->lacp.fallback ||
	    (other && other->sys->alive && other->present &&
	     (other->lacp.actor.state & LACPMOD_STATE_COLLECTING))) {
		watch->void_since = LACP_NEVER;
		watch->told_since = LACP_NEVER;
		return;
	}
	check_void_long(node);
	check_void_short(node, other);
}

static void check_carrier(struct sys *sys)
{
	const struct lacp_lag *lag = &sys->lag;
	const struct node *node;
	bool carrier, enough;
	u64 speed = 0;
	u32 n = 0;

	for_each_node(sys, node) {
		if (!node->lacp.weight)
			continue;
		n++;
		speed += min(node->speed, LACP_PORT_SPEED_MAX);
	}
	enough = n >= lag->config.min_links &&
		 speed >= lag->config.min_bandwidth;
	carrier = fallback_carrier(sys, enough);
	prop_check(sys->world, PROP_CARRIER,
		   lag->distributing == n && lag->speed == speed &&
		   lag->carrier == sys->carrier &&
		   sys->carrier == carrier,
		   "%c distributes on %u ports of %llu Mb/s, says %u of %u, min-links %u, min-bandwidth %u, carrier %u, not %u",
		   'A' + sys->index, n, (unsigned long long)speed,
		   lag->distributing, lag->speed,
		   lag->config.min_links, lag->config.min_bandwidth,
		   sys->carrier, carrier);
}

static void check_places(struct sys *sys)
{
	u32 n = 0, chosen = 0;
	const struct node *node;

	prop_check(sys->world, PROP_STANDBY,
		   sys->config.max_links || !sys->lag.standby,
		   "%c has %u ports that stand by, and no limit",
		   'A' + sys->index, sys->lag.standby);
	if (!sys->config.max_links)
		return;
	for_each_node(sys, node) {
		if (!node->present || node->lacp.fallback ||
		    node->lacp.config.drain)
			continue;
		n += node->lacp.mux >= LACPMOD_MUX_STATE_ATTACHED;
		chosen += node->lacp.slot;
	}
	prop_check(sys->world, PROP_STANDBY,
		   !sys->lag.standby || chosen == sys->config.max_links,
		   "%c has chosen %u ports, %u stand by, max-links is %u",
		   'A' + sys->index, chosen, sys->lag.standby,
		   sys->config.max_links);
	prop_check(sys->world, PROP_PLACES, n <= sys->config.max_links,
		   "%c uses %u ports, max-links is %u", 'A' + sys->index, n,
		   sys->config.max_links);
}

/**
 * props_probe() - a run without input must change nothing
 * @sys: the system, before its deadline
 */
void props_probe(struct sys *sys)
{
	static struct node nodes[NODES_MAX];
	static struct lacp_lag lag;
	u64 deadline;

	if (!sys->alive || sys->deadline <= sys->world->now)
		return;
	memcpy(&lag, &sys->lag, sizeof(lag));
	memcpy(nodes, sys->node, sizeof(nodes));
	sys->frozen = true;
	deadline = lacp_run(&sys->lag, sys->world->now);
	sys->frozen = false;

	lag.now = sys->lag.now;
	prop_check(sys->world, PROP_IDEMPOTENT,
		   deadline == sys->deadline &&
		   !memcmp(&lag, &sys->lag, sizeof(lag)) &&
		   !memcmp(nodes, sys->node, sizeof(nodes)),
		   "%c changes, or its deadline from %llu to %llu ms ahead",
		   'A' + sys->index,
		   (unsigned long long)(sys->deadline - sys->world->now),
		   (unsigned long long)(deadline - sys->world->now));
}

/**
 * props_run() - look at everything after a run
 * @sys: the system that ran
 */
void props_run(struct sys *sys)
{
	struct world *world = sys->world;
	struct node *node;

	prop_check(world, PROP_DEADLINE, sys->deadline > world->now,
		   "%c wants to run again at once", 'A' + sys->index);
	for_each_node(sys, node) {
		if (!node->present)
			continue;
		check_flags(node);
		gate_check(node);
		check_share(node);
		check_drain(node);
		check_ntt(node);
		check_attached(node);
		if (node_distributes(node))
			check_distributing(node);
		if (node_distributes(node) && !node->lacp.fallback)
			check_partner(node);
	}
	check_list(sys);
	for_each_node(sys, node) {
		struct node *other = node_other(node);

		check_void(node);
		if (other && other->sys != sys)
			check_void(other);
	}
	fallback_check(sys);
	check_carrier(sys);
	check_places(sys);
	props_buckets(sys);
	if (!(world->runs % 8))
		props_probe(sys);
}
