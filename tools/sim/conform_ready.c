// SPDX-License-Identifier: GPL-2.0
/*
 * Ready: whether ports that wait may be attached
 */

#include "conform.h"

static void ready_prepare(struct scene *scene, struct dice *dice)
{
	prepare(scene, dice);
	scene->lag.group = random_group(dice);
	scene->out.ready = coin(dice);
}

static void set_at_once(struct scene *scene, struct dice *dice,
			unsigned int value)
{
	first(scene)->fallback = value == 1;
	if (value == 2)
		scene->lag.config.mode = LACPMOD_MODE_STATIC;
}

static void set_promoted(struct scene *scene, struct dice *dice,
			 unsigned int is)
{
	first(scene)->promoted = is;
}

static void set_twice(struct scene *scene, struct dice *dice, unsigned int is)
{
	u32 bound = 2 * scene->lag.config.aggregate_wait;

	scene->lag.waiting_since = scene->lag.now - bound;
	if (is)
		scene->lag.waiting_since -= coin(dice) ? 0 :
						   dice_below(dice, 100);
	else
		scene->lag.waiting_since += dice_between(dice, 1, bound);
}

/* Among them may be some that are not wanted, or off: they need not be heard. */
static void set_all_heard(struct scene *scene, struct dice *dice,
			  unsigned int is)
{
	unsigned int i, out = dice_below(dice, SCENE_PORTS);

	for (i = 0; i < SCENE_PORTS; i++) {
		struct lacp_port *port = &scene->port[i];

		join_group(port, &scene->lag.group);
		if (i == out || coin(dice))
			continue;
		if (coin(dice))
			port->up = false;
		else
			port->config.mode = LACPMOD_PORT_MODE_OFF;
		port->rx = dice_below(dice, 6);
		leave_group(port, dice);
	}
	if (is)
		return;
	if (coin(dice))
		leave_group(&scene->port[out], dice);
	else
		scene->port[out].rx = dice_below(dice, 5);
}

/*
 * Another port is late, the port itself is, or none is. Who does not wait, or is
 * not SELECTED, has nothing to say.
 */
static void set_wait_while(struct scene *scene, struct dice *dice,
			   unsigned int value)
{
	static const unsigned int from[] = { 1, 0, SCENE_PORTS };
	unsigned int i, late = from[value];

	for (i = 0; i < SCENE_PORTS; i++) {
		struct lacp_port *port = &scene->port[i];

		port->mux = LACPMOD_MUX_STATE_WAITING;
		port->selected = LACPMOD_SELECTED_SELECTED;
		set_timer(scene, dice, &port->wait_while, i != late);
		if (!i || i == late || coin(dice))
			continue;
		set_timer(scene, dice, &port->wait_while, false);
		if (coin(dice))
			port->mux = LACPMOD_MUX_STATE_ATTACHED;
		else
			port->selected = LACPMOD_SELECTED_STANDBY;
	}
}

static const struct input ready_inputs[] = {
	{ { NULL, "fallback", "static" }, 3, set_at_once },
	{ { NULL, "promoted" }, 2, set_promoted },
	{ { NULL, "twice the wait" }, 2, set_twice },
	{ { NULL, "all heard" }, 2, set_all_heard },
	{ { NULL, NULL, "every WAITING port's wait_while" }, 3,
	  set_wait_while },
};

static int ready_ask(const struct scene *scene, const char *name)
{
	if (!strcmp(name, "own wait_while"))
		return scene->port[0].wait_while <= scene->lag.now;
	return -1;
}

static int ready_step(struct scene *scene)
{
	scene->out.ready = lacp_ready(first(scene));
	return -1;
}

/* If it is not yet true, it becomes so when it says, and not before. */
static const char *ready_after(struct scene *scene)
{
	u64 deadline = lacp_ready_deadline(&scene->lag);

	if (scene->out.ready)
		return NULL;
	scene->lag.now = deadline - 1;
	if (lacp_ready(first(scene)))
		return "Ready before its deadline";
	scene->lag.now = deadline;
	return lacp_ready(first(scene)) ? NULL : "not Ready at its deadline";
}

static void do_ready(struct scene *model)
{
	model->out.ready = true;
}

static void do_not_ready(struct scene *model)
{
	model->out.ready = false;
}

static const struct action ready_actions[] = {
	{ "Ready=T", do_ready },
	{ "Ready=F", do_not_ready },
};

const struct machine machine_ready = {
	.name = "Ready",
	INPUTS(ready_inputs),
	ACTIONS(ready_actions),
	.backgrounds = 400,
	.trace = -1,
	.prepare = ready_prepare,
	.step = ready_step,
	.ask = ready_ask,
	.after = ready_after,
};
