// SPDX-License-Identifier: GPL-2.0
/*
 * Properties that hold after every run of an engine, in every history
 */

#include <stdarg.h>
#include <stdio.h>

#include "world.h"

#define SHORT_TIMEOUT	3000
#define LONG_TIMEOUT	90000
#define SECOND		1000
#define SPEED_MAX	1000000	/* Mb/s, a faster port is handed out no more */

static const char * const names[PROPS] = {
	[PROP_LIMIT] = "never more than three LACPDUs in any second",
	[PROP_MARKERS] = "never more than five Marker Responses in any second",
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
	[PROP_BALANCE] = "shares follow speed, equal ones differ by one bucket",
	[PROP_MOVES] = "only the buckets that must move do",
	[PROP_CARRIER] = "carrier while min-links ports distribute",
	[PROP_COLLECT] = "flags and collecting follow the Mux",
	[PROP_LISTED] = "ports stand in the order of their numbers, and under their index",
	[PROP_VOID_SHORT] = "distributing: the other end collects, or says no within 1.2 s",
	[PROP_VOID_LONG] = "distributing: the other end collects, or the timeout ends it",
	[PROP_GOODBYE] = "a goodbye ends distribution at the other end",
	[PROP_SETTLES] = "left alone, it settles within the bound",
	[PROP_STEADY] = "settled, it stays so",
	[PROP_PLACES] = "no more ports are in use than max-links allows",
	[PROP_RANKING] = "settled, no better port stands by, as the ranking end sees it",
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
 * prop_check() - look whether a property holds
 * @world: the world; keeps the first failure
 * @prop: the property
 * @holds: whether it does
 * @format: what is seen where it does not
 *
 * Return: @holds.
 */
bool prop_check(struct world *world, enum prop prop, bool holds,
		const char *format, ...)
{
	struct failure *failure = &world->failure;
	va_list args;

	world->tally->checked[prop]++;
	if (holds || failure->failed)
		return holds;

	failure->failed = true;
	failure->prop = prop;
	failure->time = world->now;
	va_start(args, format);
	vsnprintf(failure->text, sizeof(failure->text), format, args);
	va_end(args);
	trace(world, "FAILED: %s: %s", names[prop], failure->text);
	return false;
}

static bool is_distributing(const struct node *node)
{
	return node->sys->alive && node->present &&
	       lacp_port_distributing(&node->lacp);
}

static bool is_active(const struct sys *sys)
{
	return sys->config.mode == LACPMOD_MODE_ACTIVE;
}

/**
 * watch_reset() - a port was added: it has no past
 * @node: the port
 */
void watch_reset(struct node *node)
{
	struct watch *watch = &node->watch;
	u64 newest = watch->newest;

	memset(watch, 0, sizeof(*watch));
	watch->newest = newest;
	watch->active_seen = is_active(node->sys);
	watch->active_last = watch->active_seen;
	watch->void_since = LACP_NEVER;
	watch->told_since = LACP_NEVER;
}

/**
 * watch_sent() - a port sends a LACPDU
 * @node: the port
 * @state: its state octet
 */
void watch_sent(struct node *node, u8 state)
{
	struct watch *watch = &node->watch;
	struct world *world = node->sys->world;

	if (watch->sends >= 3)
		prop_check(world, PROP_LIMIT,
			   world->now - watch->sent[2] >= SECOND,
			   "%s sends four LACPDUs in %llu ms", node_name(node),
			   (unsigned long long)(world->now - watch->sent[2]));
	prop_check(world, PROP_PASSIVE_SILENT, watch->active_seen,
		   "%s is passive and has heard nobody active, but sends",
		   node_name(node));
	watch->sent[2] = watch->sent[1];
	watch->sent[1] = watch->sent[0];
	watch->sent[0] = world->now;
	watch->sends++;
	watch->told = state;
}

/**
 * watch_responded() - a port sends a Marker Response
 * @node: the port
 */
void watch_responded(struct node *node)
{
	struct watch *watch = &node->watch;
	u64 now = node->sys->world->now;
	u64 oldest = watch->responded[4];

	prop_check(node->sys->world, PROP_MARKERS,
		   watch->responses < 5 || now - oldest >= SECOND,
		   "%s sends six Marker Responses in %llu ms", node_name(node),
		   (unsigned long long)(now - oldest));
	memmove(&watch->responded[1], &watch->responded[0], 4 * sizeof(u64));
	watch->responded[0] = now;
	watch->responses++;
}

/**
 * watch_heard() - a port has accepted a LACPDU
 * @node: the port, whose engine has not run yet
 */
void watch_heard(struct node *node)
{
	const struct lacp_info *from = &node->lacp.pdu_actor;
	struct watch *watch = &node->watch;

	watch->said = *from;
	watch->active_seen |= (from->state & LACPMOD_STATE_ACTIVITY) != 0;
	if (!node->full_duplex || lacp_same_system(from, &node->lacp.actor))
		return;
	watch->heard = node->sys->world->now;
	watch->timeout = node->sys->config.rate == LACPMOD_RATE_FAST ?
			 SHORT_TIMEOUT : LONG_TIMEOUT;
	watch->active_last = is_active(node->sys) ||
			     (from->state & LACPMOD_STATE_ACTIVITY);
}

/**
 * watch_configured() - a LAG has other settings
 * @sys: the system
 * @old: its settings before
 *
 * Who goes from fast to slow asks for silence: the timeout begins anew.
 */
void watch_configured(struct sys *sys, const struct lacp_config *old)
{
	struct node *node;

	for_each_node(sys, node) {
		struct watch *watch = &node->watch;

		watch->active_seen |= is_active(sys);
		if (old->rate == sys->config.rate ||
		    sys->config.rate == LACPMOD_RATE_FAST)
			continue;
		watch->heard = sys->world->now;
		watch->timeout = LONG_TIMEOUT;
		if (watch->void_since != LACP_NEVER)
			watch->void_since = sys->world->now;
	}
}

static void goodbye_arrived(struct world *world, struct event *event)
{
	struct node *node = event->object;
	u32 changes = node->lacp.counters.mux_changes;

	if (event->cable->age != event->age || node->watch.unsure)
		return;
	prop_check(world, PROP_GOODBYE,
		   !is_distributing(node) || changes != event->value,
		   "%s distributes, though the partner said goodbye",
		   node_name(node));
}

/**
 * watch_goodbye() - a port is about to be set down, or removed
 * @node: the port
 */
void watch_goodbye(struct node *node)
{
	struct world *world = node->sys->world;
	struct node *other = node_other(node);
	struct cable *cable = node->cable;
	struct event *event;

	if (!other || !node_speaks(node) || !is_distributing(other) ||
	    !(node->watch.told & LACPMOD_STATE_SYNCHRONIZATION) ||
	    !cable->light || cable->loss[node->end] ||
	    other->watch.unsure || other->watch.attacked)
		return;
	event = queue_new(&world->queue);
	event->time = world->now + cable->delay + cable->jitter + 1;
	event->call = goodbye_arrived;
	event->object = other;
	event->cable = cable;
	event->age = cable->age;
	event->value = other->lacp.counters.mux_changes;
	queue_put(&world->queue, event);
}

static void check_distributing(struct node *node)
{
	const struct lacp_info *partner = &node->lacp.partner;
	const struct lacp_group *group = &node->sys->lag.group;
	struct world *world = node->sys->world;
	const struct watch *watch = &node->watch;

	prop_check(world, PROP_ABLE,
		   node->sys->up && node->up && node->carrier &&
		   node->full_duplex,
		   "%s distributes, but cannot work", node_name(node));
	prop_check(world, PROP_SILENCE,
		   world->now < watch->heard + watch->timeout,
		   "%s distributes %llu ms after the last LACPDU",
		   node_name(node),
		   (unsigned long long)(world->now - watch->heard));
	prop_check(world, PROP_PASSIVE_DOWN, watch->active_last,
		   "%s distributes, and neither end is active",
		   node_name(node));
	prop_check(world, PROP_ONE_GROUP,
		   group->valid && group->key == partner->key &&
		   group->system_priority == partner->system_priority &&
		   !memcmp(group->system, partner->system, LACP_ADDR_LEN) &&
		   (!group->individual || node->sys->lag.distributing == 1),
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
		if (other == node || !is_distributing(other))
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
		if (other->present &&
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

/* A port that cannot work may go on delivering what still arrives. */
static void check_flags(struct node *node)
{
	u8 flags = node->lacp.actor.state & LACP_STATE_MUX;
	bool collect = flags & LACPMOD_STATE_COLLECTING;
	bool works = node->carrier && node->lacp.up && !node->lacp.leaving;

	prop_check(node->sys->world, PROP_COLLECT,
		   flags == flags_of(node->lacp.mux) &&
		   (node->collects == collect ||
		    (!collect && !works && node->sys->up)),
		   "%s is in Mux state %u with flags 0x%02x and %s collect",
		   node_name(node), node->lacp.mux, flags,
		   node->collects ? "does" : "does not");
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

	if (!is_distributing(node) ||
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
	u64 speed = 0;
	u32 n = 0;

	for_each_node(sys, node) {
		if (!is_distributing(node))
			continue;
		n++;
		speed += min(node->speed, LACP_PORT_SPEED_MAX);
	}
	prop_check(sys->world, PROP_CARRIER,
		   lag->distributing == n && lag->speed == speed &&
		   lag->carrier == sys->carrier &&
		   sys->carrier == (sys->up && n >= lag->config.min_links),
		   "%c distributes on %u ports of %llu Mb/s, says %u of %u, min-links %u, carrier %u",
		   'A' + sys->index, n, (unsigned long long)speed,
		   lag->distributing, lag->speed,
		   lag->config.min_links, sys->carrier);
}

static void check_places(struct sys *sys)
{
	const struct node *node;
	u32 n = 0;

	if (!sys->config.max_links)
		return;
	for_each_node(sys, node)
		n += node->present &&
		     node->lacp.mux >= LACPMOD_MUX_STATE_ATTACHED;
	prop_check(sys->world, PROP_PLACES, n <= sys->config.max_links,
		   "%c uses %u ports, max-links is %u", 'A' + sys->index, n,
		   sys->config.max_links);
}

/**
 * struct table - the bucket table, counted
 * @count: buckets of each port
 * @foreign: buckets that moved although their port still distributes
 * @strange: buckets that moved to a port that distributed before
 * @bad: buckets that name nobody, or somebody who does not distribute
 * @lost: ports that no longer distribute as fast as before
 * @gained: ports that distribute faster than before
 * @ports: ports that distribute
 * @total: the sum of their speeds
 * @equal: they all have the same, and had
 */
struct table {
	u32 count[NODES_MAX];
	u32 foreign;
	u32 strange;
	u32 bad;
	u32 lost;
	u32 gained;
	u32 ports;
	u64 total;
	bool equal;
};

static void weigh(const struct sys *sys, u32 *speed, struct table *table)
{
	u32 any = 0;
	u32 i;

	table->equal = true;
	for (i = 0; i < sys->nodes; i++) {
		const struct node *node = &sys->node[i];

		speed[i] = is_distributing(node) ?
			   min_t(u32, node->speed, SPEED_MAX) : 0;
		table->lost += speed[i] < sys->seen_speed[i];
		table->gained += speed[i] > sys->seen_speed[i];
		table->ports += speed[i] != 0;
		table->total += speed[i];
		if (!any)
			any = speed[i] | sys->seen_speed[i];
		if ((speed[i] && speed[i] != any) ||
		    (sys->seen_speed[i] && sys->seen_speed[i] != any))
			table->equal = false;
	}
}

static void count(const struct sys *sys, const u32 *speed,
		  struct table *table)
{
	unsigned int cid;

	for (cid = 0; cid < LACP_BUCKETS; cid++) {
		u8 now = sys->lag.bucket[cid];
		u8 then = sys->seen_bucket[cid];

		if (now == LACP_NO_PORT || now >= sys->nodes || !speed[now]) {
			table->bad++;
			continue;
		}
		table->count[now]++;
		if (now == then)
			continue;
		table->foreign += then != LACP_NO_PORT && speed[then] &&
				  speed[then] == sys->seen_speed[then];
		table->strange += speed[now] == sys->seen_speed[now];
	}
}

static void check_shares(struct sys *sys, const u32 *speed,
			 const struct table *table)
{
	bool balanced = true;
	u32 i;

	for (i = 0; i < sys->nodes && table->total; i++) {
		u64 exact = (u64)LACP_BUCKETS * speed[i];
		u64 has = (u64)table->count[i] * table->total;

		if (has >= exact + table->total ||
		    exact >= has + table->total)
			balanced = false;
		prop_check(sys->world, PROP_BUCKETS,
			   !sys->node[i].present ||
			   sys->node[i].lacp.buckets == table->count[i],
			   "%s says %u buckets and has %u",
			   node_name(&sys->node[i]), sys->node[i].lacp.buckets,
			   table->count[i]);
	}
	prop_check(sys->world, PROP_BALANCE, balanced,
		   "%c shares out %u buckets unevenly over %u ports",
		   'A' + sys->index, LACP_BUCKETS, table->ports);
}

/* Between unequal ports a remainder may move, one bucket for each. */
static void check_moves(struct sys *sys, const struct table *table)
{
	u32 spare = table->equal ? 0 : table->ports;

	if (!table->gained)
		prop_check(sys->world, PROP_MOVES, table->foreign <= spare,
			   "%c moved %u buckets of ports that it did not lose",
			   'A' + sys->index, table->foreign);
	if (!table->lost)
		prop_check(sys->world, PROP_MOVES, table->strange <= spare,
			   "%c moved %u buckets to ports that it had before",
			   'A' + sys->index, table->strange);
}

static void check_buckets(struct sys *sys)
{
	u32 speed[NODES_MAX] = {};
	struct table table = {};

	weigh(sys, speed, &table);
	if (!memcmp(sys->seen_bucket, sys->lag.bucket, LACP_BUCKETS) &&
	    !memcmp(sys->seen_speed, speed, sizeof(speed)))
		return;
	count(sys, speed, &table);
	prop_check(sys->world, PROP_BUCKETS,
		   table.bad == (table.ports ? 0 : LACP_BUCKETS),
		   "%c has %u buckets without a port while %u distribute",
		   'A' + sys->index, table.bad, table.ports);
	check_shares(sys, speed, &table);
	check_moves(sys, &table);
	memcpy(sys->seen_bucket, sys->lag.bucket, LACP_BUCKETS);
	memcpy(sys->seen_speed, speed, sizeof(speed));
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
		check_ntt(node);
		check_attached(node);
		if (is_distributing(node)) {
			check_distributing(node);
			check_partner(node);
		}
	}
	check_list(sys);
	for_each_node(sys, node) {
		struct node *other = node_other(node);

		check_void(node);
		if (other && other->sys != sys)
			check_void(other);
	}
	check_carrier(sys);
	check_places(sys);
	check_buckets(sys);
	if (!(world->runs % 8))
		props_probe(sys);
}
