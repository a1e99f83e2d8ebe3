// SPDX-License-Identifier: GPL-2.0
/*
 * Device: what a port and its LAG are told to do, and not only to promise
 */

#include "conform.h"

static void set_link(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->link = is;
}

static void set_up(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->up = is;
}

static void set_stays(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->leaving = !is;
}

static void set_lag_up(struct scene *scene, struct dice *dice, unsigned int is)
{
	scene->lag.up = is;
}

static void set_gate(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->collects = is;
	scene->out.gate = is;
}

static const struct input device_inputs[] = {
	{ {}, 2, set_link },
	{ {}, 2, set_up },
	{ {}, 2, set_stays },
	{ {}, 2, set_lag_up },
	{ {}, 2, set_partner_sync },
	{ {}, 2, set_partner_collecting },
	{ {}, 2, set_gate },
};

/* A port that is selected and heard, and alone in its LAG. */
static void device_finish(struct scene *scene, struct dice *dice)
{
	struct lacp_port *port = first(scene);

	port->next = NULL;
	port->rx = LACPMOD_RX_STATE_CURRENT;
	port->current_while = LACP_NEVER;
	port->mux = LACPMOD_MUX_STATE_ATTACHED;
	port->selected = LACPMOD_SELECTED_SELECTED;
	port->port_moved = false;
	port->told = 0;
	follow_mux(scene, dice);
}

static int device_step(struct scene *scene)
{
	struct lacp_port *port = first(scene);

	lacp_run(&scene->lag, scene->lag.now);
	scene->out.share = port->buckets == LACP_BUCKETS &&
			   !scene->lag.bucket[0] &&
			   !scene->lag.bucket[LACP_BUCKETS - 1];
	scene->out.sends = 0;
	return -1;
}

static int device_ask(const struct scene *scene, const char *name)
{
	const struct lacp_port *port = &scene->port[0];

	if (!strcmp(name, "C"))
		return !!(port->actor.state & LACPMOD_STATE_COLLECTING);
	if (!strcmp(name, "D"))
		return !!(port->actor.state & LACPMOD_STATE_DISTRIBUTING);
	if (!strcmp(name, "works"))
		return port->link && port->up && !port->leaving;
	if (!strcmp(name, "up"))
		return scene->lag.up;
	return -1;
}

static void do_collect(struct scene *model)
{
	model->out.gate = true;
}

static void do_discard(struct scene *model)
{
	model->out.gate = false;
}

static void do_share(struct scene *model)
{
	model->out.share = true;
}

static void do_no_share(struct scene *model)
{
	model->out.share = false;
}

static const struct action device_actions[] = {
	{ "collect", do_collect },
	{ "discard", do_discard },
	{ "as before", NULL },
	{ "share", do_share },
	{ "no share", do_no_share },
};

const struct machine machine_device = {
	.name = "Device",
	INPUTS(device_inputs),
	ACTIONS(device_actions),
	.backgrounds = 40,
	.trace = -1,
	.prepare = prepare_alone,
	.finish = device_finish,
	.step = device_step,
	.ask = device_ask,
	.whole = true,
};
