// SPDX-License-Identifier: GPL-2.0
/*
 * Marker Responder and Marker Generator
 */

#include "conform.h"

#define MARKERS_LIMIT	5	/* that a port sends in any second */

static void set_marker(struct scene *scene, struct dice *dice,
		       unsigned int value)
{
	u8 *frame = scene->frame;
	unsigned int i;

	for (i = 0; i < LACP_PDU_LEN; i++)
		frame[i] = dice_roll(dice);
	frame[0] = 2;
	frame[2] = value == 1 ? 2 : 1;
	frame[3] = 16;
	if (value != 2)
		return;
	if (coin(dice))
		frame[2] = dice_chance(dice, 30) ? 0 : dice_between(dice, 3, 255);
	else
		frame[3] = coin(dice) ? 15 : 17;
}

static void set_marked(struct scene *scene, struct dice *dice, unsigned int is)
{
	u64 *marked = first(scene)->marked, at = scene->lag.now;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		at -= dice_below(dice, 200);
		marked[i] = at;
	}
	marked[4] = scene->lag.now - (is ? dice_between(dice, 600, 999) : 1000);
	if (is && coin(dice))
		marked[4] = scene->lag.now - 999;
	if (!is && coin(dice))
		marked[4] = LACP_NEVER;
}

static const struct input marker_inputs[] = {
	{ { "Information", "Response", "malformed" }, 3, set_marker },
	{ { NULL, "5 in the last second" }, 2, set_marked },
};

static int marker_step(struct scene *scene)
{
	lacp_port_receive(first(scene), scene->frame, LACP_PDU_LEN,
			  scene->lag.now);
	return -1;
}

static void do_respond(struct scene *model)
{
	u64 *marked = first(model)->marked;
	unsigned int i;

	for (i = 4; i; i--)
		marked[i] = marked[i - 1];
	marked[0] = model->lag.now;
	model->out.responses++;
	memcpy(model->out.response, model->frame, LACP_PDU_LEN);
	model->out.response[2] = 2;
}

static const struct action marker_actions[] = {
	{ "send it back with type 2", do_respond },
};

const struct machine machine_marker = {
	.name = "Marker Responder",
	INPUTS(marker_inputs),
	ACTIONS(marker_actions),
	.backgrounds = 200,
	.trace = -1,
	.prepare = prepare_busy,
	.step = marker_step,
};

/* The Generator hears a Response. */

static u32 frame_transaction(const struct scene *scene)
{
	const u8 *at = &scene->frame[12];

	return (u32)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

static void set_transaction(struct scene *scene, u32 transaction)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		scene->frame[12 + i] = transaction >> (24 - 8 * i);
}

/* Of its Markers, or more than there may be. */
static u32 which_marker(const struct scene *scene)
{
	return frame_transaction(scene) - scene->port[0].marker_first;
}

static void set_own(struct scene *scene, struct dice *dice, unsigned int is)
{
	const struct lacp_info *actor = &first(scene)->actor;
	u8 *frame = scene->frame;

	set_marker(scene, dice, 1);
	frame[4] = actor->port >> 8;
	frame[5] = actor->port;
	memcpy(&frame[6], actor->system, LACP_ADDR_LEN);
	if (!is)
		frame[4 + dice_below(dice, 8)] ^= 1 << dice_below(dice, 8);
}

static void set_waited_for(struct scene *scene, struct dice *dice,
			   unsigned int is)
{
	struct lacp_port *port = first(scene);
	unsigned int n = dice_below(dice, MARKERS_LIMIT);

	port->marker_first = coin(dice) ? dice_roll(dice) : -dice_below(dice, 5);
	port->markers_left = dice_below(dice, 1 << MARKERS_LIMIT);
	port->markers_left &= ~(1 << n);
	set_transaction(scene, port->marker_first + n);
	if (is)
		port->markers_left |= 1 << n;
	else if (coin(dice))
		set_transaction(scene, port->marker_first - 1 -
				       dice_below(dice, 1 << 20));
}

static void set_last(struct scene *scene, struct dice *dice, unsigned int is)
{
	u32 n = which_marker(scene);

	if (n >= MARKERS_LIMIT)
		return;
	if (is)
		first(scene)->markers_left &= 1 << n;
	else
		first(scene)->markers_left |=
			1 << (n + dice_between(dice, 1, 4)) % MARKERS_LIMIT;
}

static void set_asked(struct scene *scene, struct dice *dice, unsigned int is)
{
	static const u8 others[] = {
		LACP_FLUSH_NONE, LACP_FLUSH_WANTED, LACP_FLUSH_SETTLING,
		LACP_FLUSH_TIMED,
	};

	first(scene)->flush = is ? LACP_FLUSH_MARKED :
				   others[dice_below(dice, ARRAY_SIZE(others))];
}

/* The partner is the System that was asked last, or differs a little. */
static void set_asked_last(struct scene *scene, struct dice *dice,
			   unsigned int is)
{
	struct lacp_info *asked = &scene->lag.asked;

	*asked = first(scene)->partner;
	if (!is && coin(dice))
		asked->system_priority ^= 1 << dice_below(dice, 16);
	else if (!is)
		asked->system[dice_below(dice, LACP_ADDR_LEN)] ^= 1;
}

static const struct input generator_inputs[] = {
	{ { NULL, "own" }, 2, set_own },
	{ { NULL, "waited for" }, 2, set_waited_for },
	{ { NULL, "last" }, 2, set_last },
	{ { NULL, "asked" }, 2, set_asked },
	{ {}, 2, set_asked_last },
};

static void do_one_less(struct scene *model)
{
	struct lacp_port *port = first(model);

	port->markers_left &= ~(1 << which_marker(model));
	/* Whoever was asked last. */
	model->lag.answered |= same_system(&model->lag.asked, &port->partner);
}

static void do_flushed(struct scene *model)
{
	first(model)->flush = LACP_FLUSH_NONE;
	model->lag.moves.flushes++;
}

static const struct action generator_actions[] = {
	{ "one less is out", do_one_less },
	{ "flushed", do_flushed },
};

const struct machine machine_generator = {
	.name = "Marker Generator",
	INPUTS(generator_inputs),
	ACTIONS(generator_actions),
	.backgrounds = 200,
	.trace = -1,
	.prepare = prepare_busy,
	.step = marker_step,
};
