// SPDX-License-Identifier: GPL-2.0
/*
 * Restore and Hold down: when a port that has failed may be used again
 */

#include "conform.h"

/* Restore */

enum {
	FAILURE_NONE,
	FAILURE_LOST,
	FAILURE_SILENT,
	FAILURES
};

static unsigned int failure;
static bool nobody_works, new_group;

static void failure_prepare(struct scene *scene, struct dice *dice)
{
	struct lacp_port *port = first(scene);

	prepare(scene, dice);
	scene->lag.group = random_group(dice);
	new_group = false;
	port->held_until = scene->lag.now + dice_below(dice, 100);
}

static void set_failure(struct scene *scene, struct dice *dice,
			unsigned int value)
{
	failure = value;
}

static void set_is_wanted(struct scene *scene, struct dice *dice,
			  unsigned int is)
{
	if (is)
		return;
	if (coin(dice))
		first(scene)->up = false;
	else
		scene->lag.up = false;
}

static void set_waits(struct scene *scene, struct dice *dice, unsigned int is)
{
	scene->lag.config.wait_to_restore = is ? dice_between(dice, 1, 9) : 0;
}

static void set_max_links(struct scene *scene, struct dice *dice,
			  unsigned int is)
{
	scene->lag.config.max_links = is ? dice_between(dice, 1, 3) : 0;
}

/* With the last waits of a millisecond among them, and the first after. */
static void set_back_for_long(struct scene *scene, struct dice *dice,
			      unsigned int is)
{
	u64 wait = scene->lag.config.wait_to_restore;
	struct lacp_port *port = first(scene);

	port->was_enabled = is || (wait && coin(dice));
	if (is)
		port->link_changed = scene->lag.now - wait - dice_below(dice, 3);
	else if (port->was_enabled)
		port->link_changed = scene->lag.now - dice_below(dice, wait);
	else
		port->link_changed = scene->lag.now - wait - dice_below(dice, 3);
}

/* It does not work, hears nobody, hears another, or is kept out. */
static void make_unusable(struct lacp_port *port, struct dice *dice)
{
	switch (dice_below(dice, 6)) {
	case 0:
		set_down(port, dice);
		break;
	case 1:
		port->link = false;
		break;
	case 2:
		port->rx = LACPMOD_RX_STATE_EXPIRED;
		break;
	case 3:
		leave_group(port, dice);
		break;
	case 4:
		port->held = true;
		break;
	case 5:
		port->withdrawn = true;
		break;
	}
}

static void set_reverts(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->reverts = is;
}

/* Neither can be used, each for a reason of its own; or one can. */
static void set_nobody_works(struct scene *scene, struct dice *dice,
			     unsigned int is)
{
	unsigned int able = is ? SCENE_PORTS : dice_between(dice, 1, 2), i;

	nobody_works = is;
	for (i = 1; i < SCENE_PORTS; i++) {
		struct lacp_port *port = &scene->port[i];

		join_group(port, &scene->lag.group);
		port->restoring = coin(dice);
		if (i != able)
			make_unusable(port, dice);
	}
}

/* The group is the port's, but is not new, or one of it goes on. */
static void set_none_wait(struct scene *scene, struct dice *dice)
{
	unsigned int i;

	new_group = !nobody_works && coin(dice);
	for (i = 1; i < SCENE_PORTS; i++)
		if (new_group)
			scene->port[i].restoring = false;
}

/* A group is new, and all of it that can be used wait; or it is not the port's. */
static void set_all_wait(struct scene *scene, struct dice *dice,
			 unsigned int is)
{
	struct lacp_port *port = first(scene);
	unsigned int i;

	new_group = true;
	if (is || coin(dice))
		join_group(port, &scene->lag.group);
	if (nobody_works)
		port->rx = LACPMOD_RX_STATE_EXPIRED;
	if (!is && in_group(port, &scene->lag.group)) {
		set_none_wait(scene, dice);
		return;
	}
	for (i = 1; i < SCENE_PORTS; i++)
		scene->port[i].restoring = true;
}

static const struct input restore_inputs[] = {
	{ { NULL, "link is lost", "partner falls silent" },
	  FAILURES, set_failure },
	{ { NULL, "withdrawn" }, 2, set_withdrawn },
	{ { NULL, "wanted" }, 2, set_is_wanted },
	{ { NULL, "attached" }, 2, set_attached },
	{ { NULL, "waits" }, 2, set_waits },
	{ { NULL, "revertive" }, 2, set_revertive },
	{ { NULL, "max-links" }, 2, set_max_links },
	{ { NULL, "restoring" }, 2, set_restoring },
	{ { NULL, "reverts" }, 2, set_reverts },
	{ { NULL, "nobody works" }, 2, set_nobody_works },
	{ { NULL, "a new group waits" }, 2, set_all_wait },
	{ { NULL, "back for long" }, 2, set_back_for_long },
};

static int failure_ask(const struct scene *scene, const char *name)
{
	if (!strcmp(name, "failed"))
		return failure == FAILURE_LOST || failure == FAILURE_SILENT;
	return -1;
}

/* The group is chosen between them. */
static void take_steps(struct lacp_port *port)
{
	lacp_restore_step(port);
	if (new_group)
		lacp_restore_regroup(port->lag);
	lacp_restore_revert(port);
}

static int failure_step(struct scene *scene)
{
	struct lacp_port *port = first(scene);

	if (failure == FAILURE_SILENT)
		lacp_restore_failed(port);
	else if (failure == FAILURE_LOST)
		lacp_restore_lost(port);
	else
		take_steps(port);
	return -1;
}

/* Whether anything ends by itself until then. */
static bool ends_until(const struct scene *scene, u64 then)
{
	static struct scene later;

	scene_copy(&later, scene);
	later.lag.now = then;
	take_steps(first(&later));
	return first(&later)->restoring != scene->port[0].restoring ||
	       first(&later)->held != scene->port[0].held;
}

/* Nothing ends before its deadline, which there is only where it waits. */
static const char *failure_after(struct scene *scene)
{
	u64 deadline = lacp_restore_deadline(first(scene));
	bool waits = first(scene)->restoring || first(scene)->held;

	/* An input is followed by a step. */
	take_steps(first(scene));
	if (failure)
		deadline = lacp_restore_deadline(first(scene));
	if (deadline == LACP_NEVER)
		deadline = scene->lag.now + FOREVER;
	else if (deadline <= scene->lag.now)
		return "its deadline is past";
	else if (!waits)
		return "a deadline of nothing";
	return ends_until(scene, deadline - 1) ? "ends before its deadline" :
						 NULL;
}

static void do_restoring(struct scene *model)
{
	first(model)->restoring = true;
}

static void do_reverts(struct scene *model)
{
	first(model)->reverts = true;
}

static void do_not_reverts(struct scene *model)
{
	first(model)->reverts = false;
}

static void do_failed(struct scene *model)
{
	u64 *failed = first(model)->failed;
	unsigned int i;

	for (i = ARRAY_SIZE(first(model)->failed) - 1; i; i--)
		failed[i] = failed[i - 1];
	failed[0] = model->lag.now;
}

static const struct action restore_actions[] = {
	{ "restoring=T", do_restoring },
	{ "restoring=F", do_not_restoring },
	{ "reverts=T", do_reverts },
	{ "reverts=F", do_not_reverts },
	{ "failed", do_failed },
};

static const struct variable restore_others[] = {
	OF_PORT(reverts, "is told of each port of a new group"),
};

const struct machine machine_restore = {
	.name = "Restore",
	INPUTS(restore_inputs),
	ACTIONS(restore_actions),
	.backgrounds = 50,
	.trace = -1,
	.prepare = failure_prepare,
	.step = failure_step,
	.ask = failure_ask,
	.after = failure_after,
	OTHERS(restore_others),
};

/* Hold down */

/* As many failures as are asked for, the rest earlier or not at all. */
static void set_often(struct scene *scene, struct dice *dice, unsigned int is)
{
	struct lacp_config *config = &scene->lag.config;
	struct lacp_port *port = first(scene);
	u64 since = scene->lag.now - config->flap_interval;
	unsigned int i, recent;

	config->flap_limit = is ? dice_between(dice, 1, FLAP_LIMIT_MAX) :
				  dice_between(dice, 2, FLAP_LIMIT_MAX);
	recent = config->flap_limit - 1 - !is;
	for (i = 0; i < recent; i++)
		port->failed[i] = since + recent - i;
	for (; i < ARRAY_SIZE(port->failed); i++) {
		if (i && port->failed[i - 1] == LACP_NEVER)
			break;
		if (!coin(dice))
			port->failed[i] = since - i;
	}
	/* This is the last of them. */
	if (is && recent && coin(dice))
		port->failed[0] = scene->lag.now;
	if (!is && coin(dice))
		config->flap_limit = 0;
	port->holds = dice_below(dice, 6);
	port->held_until = since - 50 + dice_below(dice, 100);
}

static void set_held_until(struct scene *scene, struct dice *dice,
			   unsigned int is)
{
	if (failure == FAILURE_NONE)
		set_timer(scene, dice, &first(scene)->held_until, is);
}

static const struct input hold_inputs[] = {
	{ {}, FAILURES, set_failure },
	{ { NULL, "too often" }, 2, set_often },
	{ { NULL, "held" }, 2, set_held },
	{ {}, 2, set_held_until },
};

static u64 held_until_before;
static bool rested_before;
static bool flap_limit_before;

/* Without a failure, or after its hold, for as long as failures count. */
static bool has_rested(const struct scene *scene)
{
	const struct lacp_port *port = &scene->port[0];
	u64 last = port->failed[0];

	if (last == LACP_NEVER)
		last = port->held_until;
	return scene->lag.now >= last + scene->lag.config.flap_interval;
}

static void hold_finish(struct scene *scene, struct dice *dice)
{
	held_until_before = first(scene)->held_until;
	rested_before = has_rested(scene);
	flap_limit_before = scene->lag.config.flap_limit;
}

static int hold_ask(const struct scene *scene, const char *name)
{
	if (!strcmp(name, "held_until"))
		return failure == FAILURE_NONE &&
		       held_until_before <= scene->lag.now;
	if (!strcmp(name, "flap-limit"))
		return failure != FAILURE_NONE || flap_limit_before;
	if (!strcmp(name, "rested"))
		return rested_before;
	return failure_ask(scene, name);
}

/* Failures are Restore's; here they are taken as they come. */
static int hold_step(struct scene *scene)
{
	struct lacp_port *port = first(scene);

	if (failure == FAILURE_LOST || failure == FAILURE_SILENT)
		lacp_restore_failed(port);
	else if (failure == FAILURE_NONE)
		lacp_restore_step(port);
	return -1;
}

static void do_held(struct scene *model)
{
	first(model)->held = true;
}

static void do_not_held(struct scene *model)
{
	first(model)->held = false;
}

static void do_no_holds(struct scene *model)
{
	first(model)->holds = 0;
}

/* Twice as long as the last time. */
static void do_hold(struct scene *model)
{
	u64 length = model->lag.config.flap_hold;
	struct lacp_port *port = first(model);
	unsigned int i;

	if (rested_before)
		do_no_holds(model);
	for (i = 0; i < port->holds; i++)
		length += length;
	port->held_until = model->lag.now + length;
	if (port->holds < 5)
		port->holds++;
}

static const struct action hold_actions[] = {
	{ "held=T", do_held },
	{ "held=F", do_not_held },
	{ "held_until=hold", do_hold },
	{ "holds=0", do_no_holds },
};

static const struct variable hold_except[] = {
	OF_PORT(failed, "Restore's table tells of failures"),
};

const struct machine machine_hold_down = {
	.name = "Hold down",
	INPUTS(hold_inputs),
	ACTIONS(hold_actions),
	EXCEPT(hold_except),
	.backgrounds = 500,
	.trace = -1,
	.prepare = failure_prepare,
	.finish = hold_finish,
	.step = hold_step,
	.ask = hold_ask,
	.after = failure_after,
};
