// SPDX-License-Identifier: GPL-2.0
/*
 * Receive gates: what was sent before the other end knew better is collected
 *
 * A port that has a share of the data sends all the time. What it sends arrives
 * from when all that was sent before must have arrived until the first LACPDU can
 * have that is sent after its last, and a moment longer: that may overtake data.
 */

#include "world.h"

static void data_begins(struct world *world, struct event *event)
{
	struct node *from = event->object;
	struct node *to = node_other(from);

	if (event->cable->age != event->age ||
	    event->value != from->watch.shares_changed || !from->watch.shares)
		return;
	from->watch.shares_seen = event->value;
	to->watch.data_comes = true;
	if (to->present && to->sys->alive)
		gate_check(to);
}

static void data_ends(struct world *world, struct event *event)
{
	struct node *from = event->object;

	if (event->cable->age == event->age &&
	    event->value > from->watch.shares_seen)
		node_other(from)->watch.data_comes = false;
}

static void plan(struct node *from, u64 time,
		 void (*call)(struct world *world, struct event *event))
{
	struct world *world = from->sys->world;
	struct event *event = queue_new(&world->queue);

	event->time = time;
	event->call = call;
	event->object = from;
	event->cable = from->cable;
	event->age = from->cable->age;
	event->value = from->watch.shares_changed;
	queue_put(&world->queue, event);
}

/**
 * gates_run() - see who has begun to send data, and who has stopped
 * @sys: the system, after a run of its engine and before its LACPDUs are sent
 */
void gates_run(struct sys *sys)
{
	struct node *node;

	for_each_node(sys, node) {
		struct watch *watch = &node->watch;
		bool shares = node->present && node->lacp.weight &&
			      !node->lacp.fallback && node->cable &&
			      lacp_has_partner(&node->lacp);

		if (shares == watch->shares)
			continue;
		watch->shares = shares;
		watch->shares_changed++;
		if (!node->cable)
			continue;
		if (shares)
			plan(node, sys->world->now + DELAY_MAX, data_begins);
		else
			plan(node, sys->world->now + node->cable->delay +
			     OVERTAKEN - 1, data_ends);
	}
}

/* What the other has said last has arrived, and what was sent before that has. */
static bool is_sure(const struct node *node)
{
	const struct watch *watch = &node->watch;
	u64 now = node->sys->world->now;

	return !watch->unsure && !watch->attacked &&
	       (!watch->unsure_last || now > watch->unsure_last + DELAY_MAX);
}

static bool able(const struct node *node)
{
	return node->sys->alive && node->sys->up && node->present &&
	       node->up && node->carrier && node->full_duplex;
}

/* Both are what they were, and have heard of each other as that. */
static bool unchanged(const struct node *node)
{
	const struct watch *watch = &node->watch;

	return node->lacp.rx == LACPMOD_RX_STATE_CURRENT &&
	       lacp_same_port(&watch->said, &watch->collected, 0) &&
	       lacp_same_port(&node->lacp.actor, &watch->collector, 0) &&
	       lacp_same_port(&node->lacp.actor, &node->lacp.pdu_partner, 0);
}

/*
 * It has stopped to collect from this partner, neither was another meanwhile, and
 * there was not yet the time that both may have to wait to say so.
 */
static bool must_collect(const struct node *node)
{
	const struct watch *watch = &node->watch;

	return watch->stopped != LACP_NEVER && !watch->unable &&
	       node->sys->world->now < watch->stopped + 3 * SECOND;
}

/**
 * gate_check() - look whether what arrives is collected
 * @node: the port, after a run
 *
 * Two passive ends cannot tell each other to stop.
 */
void gate_check(struct node *node)
{
	const struct node *other = node_other(node);
	struct world *world = node->sys->world;

	/* One that is set down is told so before it is. */
	node->watch.unable |= !able(node) || !node->lacp.up ||
			      (node->watch.stopped != LACP_NEVER &&
			       !unchanged(node));
	if (world->late || !other || !node->watch.data_comes ||
	    !node->cable->light || !able(node) || !able(other) || !node_speaks(node) ||
	    !is_sure(node) || !is_sure(other) || !must_collect(node))
		return;
	prop_check(world, PROP_GATE, node->collects,
		   "%s throws away what %s sends", node_name(node),
		   node_name(other));
}
