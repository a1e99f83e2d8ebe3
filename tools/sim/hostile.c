// SPDX-License-Identifier: GPL-2.0
/*
 * LACPDUs that no sane partner sends
 */

#include "lacpmod/lacp/pdu.h"

#include "world.h"

#define PHANTOMS	3	/* identities that take turns */

/* What a port itself, or any other, once said. */
static void stale(struct world *world, struct node *node, u8 *frame)
{
	(void)node;
	memcpy(frame, world->past[dice_below(&world->dice, PAST_MAX)],
	       LACP_PDU_LEN);
}

/* Its own LACPDU comes back. */
static void own(struct world *world, struct node *node, u8 *frame)
{
	(void)world;
	lacp_pdu_build(frame, &node->lacp.actor, &node->lacp.partner);
}

/* Our System, in a state that looks like a willing partner's. */
static void own_system(struct world *world, struct node *node, u8 *frame)
{
	struct lacp_info actor = node->lacp.actor;

	actor.port = dice_between(&world->dice, 1, 20);
	actor.state = dice_below(&world->dice, 256);
	lacp_pdu_build(frame, &actor, &node->lacp.actor);
}

/* Somebody who knows us, and is somebody else each time. */
static void phantom(struct world *world, struct node *node, u8 *frame)
{
	struct lacp_info actor = {
		.system_priority = 1,
		.system = { 2, 0xff, 0, 0, 0,
			    dice_below(&world->dice, PHANTOMS) },
		.key = dice_between(&world->dice, 0, 2),
		.port = dice_between(&world->dice, 0, 3),
		.state = dice_below(&world->dice, 256),
	};

	lacp_pdu_build(frame, &actor, &node->lacp.actor);
}

/* The true partner's name, and any state. */
static void impostor(struct world *world, struct node *node, u8 *frame)
{
	struct lacp_info actor = node->lacp.partner;

	actor.state = dice_below(&world->dice, 256);
	lacp_pdu_build(frame, &actor, &node->lacp.actor);
}

/* A marker, or what may be taken for any slow protocol. */
static void junk(struct world *world, struct node *node, u8 *frame)
{
	unsigned int i;

	(void)node;
	for (i = 0; i < LACP_PDU_LEN; i++)
		frame[i] = dice_below(&world->dice, 256);
	frame[0] = dice_below(&world->dice, 4);
	if (dice_chance(&world->dice, 50)) {
		frame[2] = dice_between(&world->dice, 1, 2);
		frame[3] = dice_chance(&world->dice, 50) ? 16 : 20;
	}
}

typedef void (*forge_fn)(struct world *world, struct node *node, u8 *frame);

static const forge_fn forges[] = {
	stale, own, own_system, phantom, impostor, junk,
};

static void frame_forged(struct world *world, struct event *event)
{
	struct node *node = event->object;
	u8 frame[LACP_PDU_LEN];
	size_t length = LACP_PDU_LEN;

	if (world->calm || !node->sys->alive || !node->present)
		return;
	forges[event->value](world, node, frame);
	if (dice_chance(&world->dice, 3))
		length = dice_below(&world->dice, LACP_PDU_LEN);
	node->watch.attacked = true;
	node_hear(node, frame, length);
}

/**
 * hostile_burst() - somebody forges frames to a port
 * @world: the world
 * @node: the port
 *
 * All of one kind, or mixed; from a few at once to many in some seconds.
 */
void hostile_burst(struct world *world, struct node *node)
{
	u32 n = dice_between(&world->dice, 1, 25);
	bool mixed = dice_chance(&world->dice, 50);
	u32 kind = dice_below(&world->dice, ARRAY_SIZE(forges));
	u32 gap = dice_below(&world->dice, 500);
	u64 time = world->now;

	trace(world, "%s is sent %u forged frames", node_name(node), n);
	while (n--) {
		if (mixed)
			kind = dice_below(&world->dice, ARRAY_SIZE(forges));
		time += dice_below(&world->dice, gap + 1);
		world_at(world, time, frame_forged, node, kind);
	}
}
