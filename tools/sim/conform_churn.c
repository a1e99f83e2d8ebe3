// SPDX-License-Identifier: GPL-2.0
/*
 * Churn Detection, of either end: the other machine of the two is at rest
 */

#include "conform.h"

static const char * const churn_states[] = {
	"CHURN_MONITOR", "NO_CHURN", "CHURN",
};

static u8 *actor_churn_state(struct scene *scene)
{
	return &first(scene)->actor_churn;
}

static u64 *actor_churn_timer(struct scene *scene)
{
	return &first(scene)->actor_churn_timer;
}

static u8 *partner_churn_state(struct scene *scene)
{
	return &first(scene)->partner_churn;
}

static u64 *partner_churn_timer(struct scene *scene)
{
	return &first(scene)->partner_churn_timer;
}

static void set_actor_sync(struct scene *scene, struct dice *dice,
			   unsigned int is)
{
	assign(&first(scene)->actor.state, LACPMOD_STATE_SYNCHRONIZATION, is);
}

static void set_churn_timer(struct scene *scene, struct dice *dice, u64 *timer,
			    unsigned int value)
{
	u64 now = scene->lag.now;

	if (value == 2)
		*timer = LACP_NEVER;
	else
		*timer = value ? now - dice_below(dice, 2) :
				 now + dice_between(dice, 1, 2);
}

static void set_actor_churn_timer(struct scene *scene, struct dice *dice,
				  unsigned int value)
{
	set_churn_timer(scene, dice, actor_churn_timer(scene), value);
}

static void set_partner_churn_timer(struct scene *scene, struct dice *dice,
				    unsigned int value)
{
	set_churn_timer(scene, dice, partner_churn_timer(scene), value);
}

static const struct input actor_churn_inputs[] = {
	{ { NULL, "port_enabled" }, 2, set_port_enabled },
	{ { NULL, "Sync" }, 2, set_actor_sync },
	{ { NULL, "timer", "timer held" }, 3, set_actor_churn_timer },
};

static const struct input partner_churn_inputs[] = {
	{ { NULL, "port_enabled" }, 2, set_port_enabled },
	{ { NULL, "Sync" }, 2, set_partner_sync },
	{ { NULL, "timer", "timer held" }, 3, set_partner_churn_timer },
};

static void rest(const struct scene *scene, u8 *state, u64 *timer, u8 flags)
{
	const struct lacp_port *port = &scene->port[0];
	bool wanted = scene->lag.up && port->up && !port->leaving;

	*timer = LACP_NEVER;
	if (!port->link || !(wanted || port->goodbye))
		*state = LACPMOD_CHURN_STATE_CHURN_MONITOR;
	else if (flags & LACPMOD_STATE_SYNCHRONIZATION)
		*state = LACPMOD_CHURN_STATE_NO_CHURN;
	else
		*state = LACPMOD_CHURN_STATE_CHURN;
}

static void actor_churn_finish(struct scene *scene, struct dice *dice)
{
	rest(scene, partner_churn_state(scene), partner_churn_timer(scene),
	     first(scene)->partner.state);
}

static void partner_churn_finish(struct scene *scene, struct dice *dice)
{
	rest(scene, actor_churn_state(scene), actor_churn_timer(scene),
	     first(scene)->actor.state);
}

static int churn_step(struct scene *scene)
{
	return lacp_churn_step(first(scene));
}

static void do_actor_timer(struct scene *model)
{
	*actor_churn_timer(model) = model->lag.now + 60000;
}

static void do_actor_held(struct scene *model)
{
	*actor_churn_timer(model) = LACP_NEVER;
}

static void do_partner_timer(struct scene *model)
{
	*partner_churn_timer(model) = model->lag.now + 60000;
}

static void do_partner_held(struct scene *model)
{
	*partner_churn_timer(model) = LACP_NEVER;
}

/* "churn" is the state itself. */
static const struct action actor_churn_actions[] = {
	{ "churn=T", NULL },
	{ "churn=F", NULL },
	{ "timer=60 s", do_actor_timer },
	{ "timer held", do_actor_held },
	{ "timer stopped", NULL },
};

static const struct action partner_churn_actions[] = {
	{ "churn=T", NULL },
	{ "churn=F", NULL },
	{ "timer=60 s", do_partner_timer },
	{ "timer held", do_partner_held },
	{ "timer stopped", NULL },
};

const struct machine machine_actor_churn = {
	.name = "Actor Churn Detection",
	STATES(churn_states),
	INPUTS(actor_churn_inputs),
	ACTIONS(actor_churn_actions),
	.backgrounds = 50,
	.trace = LACP_MACHINE_ACTOR_CHURN,
	.state = actor_churn_state,
	.timer = actor_churn_timer,
	.prepare = prepare_busy,
	.finish = actor_churn_finish,
	.step = churn_step,
};

const struct machine machine_partner_churn = {
	.name = "Partner Churn Detection",
	STATES(churn_states),
	INPUTS(partner_churn_inputs),
	ACTIONS(partner_churn_actions),
	.backgrounds = 50,
	.trace = LACP_MACHINE_PARTNER_CHURN,
	.state = partner_churn_state,
	.timer = partner_churn_timer,
	.prepare = prepare_busy,
	.finish = partner_churn_finish,
	.step = churn_step,
};
