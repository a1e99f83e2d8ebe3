// SPDX-License-Identifier: GPL-2.0
/*
 * The two kinds of Mux, and what becomes of a state when the LAG changes to the
 * other kind
 */

#include "conform.h"

#define C_D	(LACPMOD_STATE_COLLECTING | LACPMOD_STATE_DISTRIBUTING)

static const char * const mux_states[] = {
	"DETACHED", "WAITING", "ATTACHED", "COLLECTING", "DISTRIBUTING",
	"COLLECTING_DISTRIBUTING",
};

static u8 *mux_state(struct scene *scene)
{
	return &first(scene)->mux;
}

/* Who need not wait for others is told by Ready's table. */
static void mux_prepare(struct scene *scene, struct dice *dice)
{
	prepare_busy(scene, dice);
	make_alone(scene, dice);
	first(scene)->promoted = false;
	first(scene)->fallback = false;
}

static void coupled_prepare(struct scene *scene, struct dice *dice)
{
	mux_prepare(scene, dice);
	scene->lag.config.mux = LACPMOD_MUX_KIND_COUPLED;
}

static void independent_prepare(struct scene *scene, struct dice *dice)
{
	mux_prepare(scene, dice);
	scene->lag.config.mux = LACPMOD_MUX_KIND_INDEPENDENT;
}

static void set_selected(struct scene *scene, struct dice *dice,
			 unsigned int value)
{
	first(scene)->selected = value;
}

static void set_ready(struct scene *scene, struct dice *dice, unsigned int is)
{
	struct lacp_port *port = first(scene);
	struct lacp_lag *lag = &scene->lag;
	unsigned int how = is ? dice_below(dice, 3) : 3;

	lag->waiting_since = lag->now - 1;
	port->wait_while = lag->now + 1;
	scene->port[1].up = true;
	scene->port[1].mux = LACPMOD_MUX_STATE_DETACHED;
	leave_group(&scene->port[1], dice);
	if (how == 0)
		scene->port[1].up = false;
	if (how == 1)
		port->wait_while = lag->now;
	if (how == 2)
		lag->waiting_since -= 2 * lag->config.aggregate_wait;
}

static const struct input mux_inputs[] = {
	{ { "UNSELECTED", "SELECTED", "STANDBY" }, 3, set_selected },
	{ { NULL, "Ready" }, 2, set_ready },
	{ { NULL, "Partner.Sync" }, 2, set_partner_sync },
	{ { NULL, "Partner.Collecting" }, 2, set_partner_collecting },
};

static int mux_step(struct scene *scene)
{
	return lacp_mux_step(first(scene));
}

static int mux_kind_step(struct scene *scene)
{
	lacp_mux_set_kind(first(scene));
	return -1;
}

static void assign_mux(struct scene *model, u8 flags, bool on)
{
	assign(&first(model)->actor.state, flags, on);
}

static void do_sync_c_d_false(struct scene *model)
{
	assign_mux(model, MUX_FLAGS, false);
}

static void do_sync(struct scene *model)
{
	assign_mux(model, LACPMOD_STATE_SYNCHRONIZATION, true);
}

static void do_c_d(struct scene *model)
{
	assign_mux(model, C_D, true);
}

static void do_not_c_d(struct scene *model)
{
	assign_mux(model, C_D, false);
}

static void do_c(struct scene *model)
{
	assign_mux(model, LACPMOD_STATE_COLLECTING, true);
}

static void do_d(struct scene *model)
{
	assign_mux(model, LACPMOD_STATE_DISTRIBUTING, true);
}

static void do_not_d(struct scene *model)
{
	assign_mux(model, LACPMOD_STATE_DISTRIBUTING, false);
}

/*
 * What starts and stops is Device's table. To attach and to detach need no action
 * where a LAG is one Aggregator.
 */
static const struct action mux_actions[] = {
	{ "NTT=T", do_ntt },
	{ "Sync=C=D=F", do_sync_c_d_false },
	{ "Sync=T", do_sync },
	{ "C=D=F", do_not_c_d },
	{ "C=D=T", do_c_d },
	{ "C=T", do_c },
	{ "D=T", do_d },
	{ "D=F", do_not_d },
	{ "stop both", NULL },
	{ "start both", NULL },
	{ "collect, do not distribute", NULL },
	{ "distribute", NULL },
	{ "wait_while=aggregate wait", do_wait },
};

static void mux_beside(struct scene *model, bool moves, unsigned int from)
{
	if (moves)
		first(model)->mux_changed = model->lag.now;
}

/* What the machines below have in common. */
#define MUX	.trace = LACP_MACHINE_MUX, .state = mux_state, \
		STATES(mux_states), INPUTS(mux_inputs), ACTIONS(mux_actions), \
		.finish = follow_mux, .beside = mux_beside

const struct machine machine_mux_coupled = {
	.name = "Mux, coupled",
	MUX,
	.backgrounds = 50,
	.prepare = coupled_prepare,
	.step = mux_step,
};

const struct machine machine_mux_independent = {
	.name = "Mux, independent",
	MUX,
	.backgrounds = 50,
	.prepare = independent_prepare,
	.step = mux_step,
};

const struct machine machine_mux_becomes_coupled = {
	.name = "Mux, becomes coupled",
	MUX,
	.backgrounds = 10,
	.prepare = coupled_prepare,
	.step = mux_kind_step,
	.every = true,
};

const struct machine machine_mux_becomes_independent = {
	.name = "Mux, becomes independent",
	MUX,
	.backgrounds = 10,
	.prepare = independent_prepare,
	.step = mux_kind_step,
	.every = true,
};
