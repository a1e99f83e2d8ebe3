// SPDX-License-Identifier: GPL-2.0
/*
 * Marker Responder
 */

#include "conform.h"

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
	.prepare = prepare,
	.step = marker_step,
};
