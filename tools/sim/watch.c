// SPDX-License-Identifier: GPL-2.0
/*
 * What ports were seen to say and to hear: the properties that need a memory
 */

#include "world.h"

/* How long a LACPDU that is heard now is good for. */
static u64 timeout(const struct sys *sys)
{
	u64 period = sys->config.rate == LACPMOD_RATE_FAST ? 1000 : 30000;

	return period * sys->config.timeout_multiplier;
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
	u32 shares_changed = watch->shares_changed;
	struct node *other = node_other(node);
	u64 newest = watch->newest;

	memset(watch, 0, sizeof(*watch));
	watch->newest = newest;
	watch->shares_changed = shares_changed;
	if (other)
		other->watch.data_comes = false;
	watch->active_seen = is_active(node->sys);
	watch->active_last = watch->active_seen;
	watch->void_since = LACP_NEVER;
	watch->told_since = LACP_NEVER;
	watch->shares_not = LACP_NEVER;
	watch->able_since = LACP_NEVER;
	watch->data_heard = LACP_NEVER;
	watch->drains = LACP_NEVER;
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
	if (state & LACPMOD_STATE_SYNCHRONIZATION)
		watch->believed = true;
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

/* Who is heard now is forgotten when two timers have expired, at the latest. */
static void set_silent_by(struct node *node)
{
	u64 time = node->sys->world->now + timeout(node->sys) + SHORT_TIMEOUT;

	if (time > node->watch.silent_by)
		node->watch.silent_by = time;
}

/**
 * watch_marked() - a port sends a Marker Information PDU
 * @node: the port
 */
void watch_marked(struct node *node)
{
	struct watch *watch = &node->watch;
	u64 now = node->sys->world->now;
	u64 oldest = watch->marked[MARKERS_LIMIT - 1];

	prop_check(node->sys->world, PROP_MARKERS,
		   watch->markers < MARKERS_LIMIT || now - oldest >= SECOND,
		   "%s sends %u Markers in %llu ms", node_name(node),
		   MARKERS_LIMIT + 1, (unsigned long long)(now - oldest));
	memmove(&watch->marked[1], &watch->marked[0],
		(MARKERS_LIMIT - 1) * sizeof(u64));
	watch->marked[0] = now;
	watch->markers++;
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
	watch->believed = (node->lacp.pdu_partner.state | watch->told) &
			  LACPMOD_STATE_SYNCHRONIZATION;
	watch->active_seen |= (from->state & LACPMOD_STATE_ACTIVITY) != 0;
	watch->lacpdu_heard = node->sys->world->now;
	watch->lacpdu_in_fallback = true;
	set_silent_by(node);
	if (!node->full_duplex || lacp_same_system(from, &node->lacp.actor))
		return;
	watch->heard = node->sys->world->now;
	watch->timeout = timeout(node->sys);
	watch->active_last = is_active(node->sys) ||
			     (from->state & LACPMOD_STATE_ACTIVITY);
}

static bool other_fallback(const struct lacp_config *a,
			   const struct lacp_config *b)
{
	return a->fallback != b->fallback ||
	       a->fallback_timeout != b->fallback_timeout ||
	       a->fallback_preempt != b->fallback_preempt;
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
		watch->fallback_set |= other_fallback(old, &sys->config);
		if (old->rate == sys->config.rate ||
		    sys->config.rate == LACPMOD_RATE_FAST)
			continue;
		watch->heard = sys->world->now;
		watch->timeout = timeout(sys);
		set_silent_by(node);
		if (watch->void_since != LACP_NEVER)
			watch->void_since = sys->world->now;
	}
}

static void goodbye_arrived(struct world *world, struct event *event)
{
	struct node *node = event->object, *other = node_other(node);
	u32 changes = node->lacp.counters.mux_changes;

	/* Nor where another has forged its way in meanwhile. */
	if (event->cable->age != event->age || node->watch.unsure || !other ||
	    !lacp_same_system(&node->lacp.partner, &other->lacp.actor))
		return;
	prop_check(world, PROP_GOODBYE,
		   !node_distributes(node) || changes != event->value,
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

	if (!other || !node_speaks(node) || !node_distributes(other) ||
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
