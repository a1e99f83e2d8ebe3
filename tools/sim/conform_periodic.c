// SPDX-License-Identifier: GPL-2.0
/*
 * Periodic Transmission
 */

#include "conform.h"

static const char * const periodic_states[] = {
	"NO_PERIODIC", "FAST_PERIODIC", "SLOW_PERIODIC", "PERIODIC_TX",
};

static u8 *periodic_state(struct scene *scene)
{
	return &first(scene)->periodic;
}

static u64 *periodic_timer(struct scene *scene)
{
	return &first(scene)->periodic_timer;
}

static void set_both_passive(struct scene *scene, struct dice *dice,
			     unsigned int is)
{
	unsigned int active = is ? 0 : dice_between(dice, 1, 3);

	assign(&first(scene)->actor.state, LACPMOD_STATE_ACTIVITY, active & 1);
	assign(&first(scene)->partner.state, LACPMOD_STATE_ACTIVITY,
	       active & 2);
}

static void set_periodic_timer(struct scene *scene, struct dice *dice,
			       unsigned int is)
{
	set_timer(scene, dice, periodic_timer(scene), is);
}

static void set_partner_timeout(struct scene *scene, struct dice *dice,
				unsigned int is)
{
	assign(&first(scene)->partner.state, LACPMOD_STATE_TIMEOUT, is);
}

static const struct input periodic_inputs[] = {
	{ { NULL, "port_enabled" }, 2, set_port_enabled },
	{ { NULL, "LACP_Enabled" }, 2, set_lacp_enabled },
	{ { NULL, "both passive" }, 2, set_both_passive },
	{ { NULL, "timer" }, 2, set_periodic_timer },
	{ { "Partner.Timeout=Long", "Partner.Timeout=Short" }, 2,
	  set_partner_timeout },
};

static int periodic_step(struct scene *scene)
{
	return lacp_periodic_step(first(scene));
}

static void do_timer_1(struct scene *model)
{
	first(model)->periodic_timer = model->lag.now + 1000;
}

static void do_timer_30(struct scene *model)
{
	first(model)->periodic_timer = model->lag.now + 30000;
}

static const struct action periodic_actions[] = {
	{ "NTT=T", do_ntt },
	{ "timer=1 s", do_timer_1 },
	{ "timer=30 s", do_timer_30 },
	{ "timer stopped", NULL },
};

const struct machine machine_periodic = {
	.name = "Periodic Transmission",
	STATES(periodic_states),
	INPUTS(periodic_inputs),
	ACTIONS(periodic_actions),
	.backgrounds = 50,
	.trace = LACP_MACHINE_PERIODIC,
	.state = periodic_state,
	.timer = periodic_timer,
	.prepare = prepare_busy,
	.step = periodic_step,
};
