// SPDX-License-Identifier: GPL-2.0
/*
 * Cables: what they do to frames, and light
 */

#include "world.h"

/**
 * cable_create() - a cable that is not plugged in
 * @world: the world
 */
struct cable *cable_create(struct world *world)
{
	struct cable *cable = &world->cable[world->cables++];

	memset(cable, 0, sizeof(*cable));
	return cable;
}

/**
 * cable_unplug() - both ends are pulled; carrier is left to the caller
 * @world: the world
 * @cable: the cable
 */
void cable_unplug(struct world *world, struct cable *cable)
{
	unsigned int i;

	(void)world;
	for (i = 0; i < 2; i++) {
		if (cable->end[i])
			cable->end[i]->cable = NULL;
		cable->end[i] = NULL;
	}
	cable->light = false;
	cable->age++;
}

/**
 * cable_plug() - plug a cable in, still dark
 * @world: the world
 * @cable: the cable
 * @a: a port without a cable
 * @b: another one, or the same
 */
void cable_plug(struct world *world, struct cable *cable, struct node *a,
		struct node *b)
{
	cable_unplug(world, cable);
	cable->end[0] = a;
	cable->end[1] = b;
	b->cable = cable;
	b->end = 1;
	a->cable = cable;
	a->end = 0;
	a->watch.data_comes = false;
	b->watch.data_comes = false;
}

static void carrier_changes(struct world *world, struct event *event)
{
	struct node *node = event->object;
	bool on = event->value;

	if (event->cable->age != event->age)
		return;
	if (node->carrier == on)
		return;
	trace(world, "%s has %s", node_name(node), on ? "carrier" : "no carrier");
	node_set_link(node, on);
}

static void carrier_at(struct world *world, struct cable *cable,
		       struct node *node, bool on, u64 time)
{
	struct event *event = queue_new(&world->queue);

	event->time = time;
	event->call = carrier_changes;
	event->object = node;
	event->cable = cable;
	event->age = cable->age;
	event->value = on;
	queue_put(&world->queue, event);
}

/**
 * cable_light() - a cable breaks, or is whole again
 * @world: the world
 * @cable: the cable
 * @light: which
 * @skew_a: ms until the first end notices
 * @skew_b: ms until the second end notices
 */
void cable_light(struct world *world, struct cable *cable, bool light,
		 u32 skew_a, u32 skew_b)
{
	cable->light = light;
	if (!cable->end[0])
		return;
	carrier_at(world, cable, cable->end[0], light, world->now + skew_a);
	if (cable->end[1] != cable->end[0])
		carrier_at(world, cable, cable->end[1], light,
			   world->now + skew_b);
}

/**
 * cable_set_loss() - lose frames, the same both ways
 * @cable: the cable
 * @percent: how many
 */
void cable_set_loss(struct cable *cable, u32 percent)
{
	cable->loss[0] = percent;
	cable->loss[1] = percent;
}

/* Who is to hear a frame does not: one that is older does not make up for it. */
static void lose_frame(struct node *to, u64 sent)
{
	struct watch *watch = &to->watch;

	watch->unsure = true;
	if (sent > watch->newest)
		watch->newest = sent;
}

/* The frame's number tells whether an older one was overtaken. */
static void frame_arrives(struct world *world, struct event *event)
{
	struct node *node = event->object;
	struct watch *watch = &node->watch;

	if (event->cable->age != event->age || !event->cable->light ||
	    !node->carrier) {
		lose_frame(node, event->sent);
		return;
	}
	/* Of the sender's state a Marker says nothing. */
	if (event->frame[0] == 1) {
		if (watch->unsure)
			watch->unsure_last = world->now;
		watch->unsure = event->sent < watch->newest;
		if (!watch->unsure)
			watch->newest = event->sent;
	}
	node_hear(node, event->frame, event->length);
}

static void send_copy(struct world *world, struct node *from,
		      const u8 *frame, size_t length)
{
	struct cable *cable = from->cable;
	struct event *event = queue_new(&world->queue);

	event->time = world->now + cable->delay;
	if (cable->jitter)
		event->time += dice_below(&world->dice, cable->jitter + 1);
	event->call = frame_arrives;
	event->object = cable->end[!from->end];
	event->cable = cable;
	event->age = cable->age;
	event->sent = world->frames;
	event->length = length;
	memcpy(event->frame, frame, length);
	queue_put(&world->queue, event);
}

/**
 * net_send() - put a frame on the cable
 * @node: the port that sends
 * @frame: the frame, from the subtype on
 * @length: its octets
 */
void net_send(struct node *node, const u8 *frame, size_t length)
{
	struct world *world = node->sys->world;
	struct cable *cable = node->cable;

	if (length == LACP_PDU_LEN)
		memcpy(world->past[world->frames % PAST_MAX], frame, length);
	world->frames++;
	if (!cable || !node->carrier)
		return;
	if (!cable->light || dice_chance(&world->dice,
					 cable->loss[node->end])) {
		lose_frame(cable->end[!node->end], world->frames);
		trace(world, "%s its frame is lost", node_name(node));
		return;
	}
	send_copy(world, node, frame, length);
	if (dice_chance(&world->dice, cable->dup))
		send_copy(world, node, frame, length);
}
