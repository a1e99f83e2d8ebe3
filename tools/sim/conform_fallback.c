// SPDX-License-Identifier: GPL-2.0
/*
 * Fallback: which ports carry for want of LACP
 */

#include "conform.h"

static struct scene fallback_before;

/* Another port that may carry, be elected, or know of a partner. */
static void random_candidate(struct scene *scene, unsigned int i,
			     struct dice *dice)
{
	struct lacp_port *port = &scene->port[i];
	u64 now = scene->lag.now;

	port->rx = coin(dice) ? LACPMOD_RX_STATE_DEFAULTED :
				LACPMOD_RX_STATE_EXPIRED;
	port->actor.port_priority = dice_below(dice, 2);
	port->actor.state &= ~MUX_FLAGS;
	port->actor.state |= LACPMOD_STATE_DEFAULTED;
	port->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
	port->fallback = coin(dice);
	port->quiet_since = now - dice_between(dice, 4900, 5500);
	port->link = dice_chance(dice, 80);
	if (port->fallback)
		port->partner.state |= MUX_FLAGS;
	if (coin(dice))
		port->data_heard = now - dice_between(dice, 29000, 30500);
}

static void fallback_prepare(struct scene *scene, struct dice *dice)
{
	unsigned int i;

	prepare(scene, dice);
	for (i = 0; i < SCENE_PORTS; i++)
		random_candidate(scene, i, dice);
	first(scene)->link = true;
	first(scene)->watched = coin(dice);
	scene->out.watched = first(scene)->watched;
}

static void set_fallback(struct scene *scene, struct dice *dice,
			 unsigned int value)
{
	scene->lag.config.fallback = value;
}

static void set_preempt(struct scene *scene, struct dice *dice,
			unsigned int is)
{
	scene->lag.config.fallback_preempt = is;
}

/*
 * By LACP, as the partner knows; who distributes by fallback, or just did, has no
 * say.
 */
static void set_others(struct scene *scene, struct dice *dice, unsigned int is)
{
	struct lacp_port *port = &scene->port[dice_between(dice, 1, 2)];

	if (is) {
		port->fallback = false;
		port->rx = LACPMOD_RX_STATE_CURRENT;
		port->actor.state &= ~LACPMOD_STATE_DEFAULTED;
	}
	if (port->fallback || is)
		port->actor.state |= MUX_FLAGS;
	if (is) {
		port->selected = LACPMOD_SELECTED_SELECTED;
		port->sync_sent = true;
	} else if (!port->fallback && coin(dice)) {
		port->actor.state |= MUX_FLAGS;
		port->selected = LACPMOD_SELECTED_UNSELECTED;
	} else if (!port->fallback) {
		port->rx = LACPMOD_RX_STATE_CURRENT;
		port->actor.state &= ~LACPMOD_STATE_DEFAULTED;
		port->actor.state |= MUX_FLAGS;
		port->selected = LACPMOD_SELECTED_SELECTED;
	}
}

static void set_carries(struct scene *scene, struct dice *dice,
			unsigned int is)
{
	struct lacp_port *port = first(scene);

	port->fallback = is;
	port->partner.state &= ~MUX_FLAGS;
	if (is)
		port->partner.state |= MUX_FLAGS;
}

static void set_handover(struct scene *scene, struct dice *dice,
			 unsigned int is)
{
	u64 now = scene->lag.now;

	scene->lag.carrier_until = is ? now + dice_between(dice, 1, 3000) :
					now - (coin(dice) ? 0 :
					       dice_below(dice, 3000));
}

static void set_eligible(struct scene *scene, struct dice *dice,
			 unsigned int value)
{
	struct lacp_port *port = first(scene);

	switch (value) {
	case 1:
		set_down(port, dice);
		break;
	case 2:
		port->link = false;
		break;
	case 3:
		port->full_duplex = false;
		break;
	case 4:
		port->config.mode = LACPMOD_PORT_MODE_OFF;
		break;
	case 5:
		port->held = true;
		break;
	case 6:
		port->actor.state &= ~LACPMOD_STATE_DEFAULTED;
		break;
	case 7:
		port->rx = LACPMOD_RX_STATE_DEFAULTED;
		port->partner.state |= LACPMOD_STATE_SYNCHRONIZATION;
		break;
	case 8:
		port->rx = LACPMOD_RX_STATE_PORT_DISABLED;
		break;
	}
}

static const struct input fallback_inputs[] = {
	{ { "off", NULL, "all" }, 3, set_fallback },
	{ { NULL, "others carry" }, 2, set_others },
	{ { NULL, "fallback" }, 2, set_carries },
	{ { NULL, "handover" }, 2, set_handover },
	{ {}, 9, set_eligible },
	{ {}, 2, set_preempt },
};

static void fallback_finish(struct scene *scene, struct dice *dice)
{
	scene_copy(&fallback_before, scene);
}

/* A partner that is assumed to be in sync is not made up for. */
static bool is_eligible(const struct lacp_port *port)
{
	bool assumed = port->rx == LACPMOD_RX_STATE_DEFAULTED &&
		       (port->partner.state & LACPMOD_STATE_SYNCHRONIZATION) &&
		       !port->fallback;

	return port->up && port->link && port->full_duplex && !port->held &&
	       port->config.mode != LACPMOD_PORT_MODE_OFF && !assumed &&
	       (port->actor.state & LACPMOD_STATE_DEFAULTED) &&
	       (port->rx == LACPMOD_RX_STATE_DEFAULTED ||
		port->rx == LACPMOD_RX_STATE_EXPIRED);
}

static bool is_quiet(const struct lacp_port *port)
{
	const struct lacp_lag *lag = port->lag;

	return lag->now - port->quiet_since >= lag->config.fallback_timeout;
}

static bool had_data(const struct lacp_port *port)
{
	return port->data_heard != LACP_NEVER &&
	       port->lag->now - port->data_heard < 30000;
}

static bool carries_before(const struct lacp_port *a, const struct lacp_port *b)
{
	if (had_data(a) != had_data(b))
		return had_data(a);
	if (!a->lag->config.fallback_preempt && a->fallback != b->fallback)
		return a->fallback;
	return compare_ids(&a->actor, &b->actor) < 0;
}

static bool is_elected(void)
{
	const struct lacp_lag *lag = &fallback_before.lag;
	const struct lacp_port *port = fallback_before.port;
	bool handover = lag->now < lag->carrier_until;
	unsigned int i;

	for (i = 1; i < SCENE_PORTS; i++)
		if (is_eligible(&port[i]) && is_quiet(&port[i]) &&
		    (port[i].fallback || !handover) &&
		    carries_before(&port[i], port))
			return false;
	return true;
}

static int fallback_ask(const struct scene *scene, const char *name)
{
	if (!strcmp(name, "eligible"))
		return is_eligible(fallback_before.port);
	if (!strcmp(name, "ready"))
		return is_quiet(fallback_before.port);
	if (!strcmp(name, "elected"))
		return is_elected();
	return -1;
}

static int fallback_step(struct scene *scene)
{
	lacp_fallback_step(&scene->lag);
	return -1;
}

/* Whether another choice would be made then. */
static bool chooses_anew(const struct scene *scene, u64 then)
{
	static struct scene later;
	unsigned int i;

	scene_copy(&later, scene);
	later.lag.now = then;
	/* The Mux has seen to those that carry no more. */
	for (i = 0; i < SCENE_PORTS; i++)
		if (fallback_before.port[i].fallback && !later.port[i].fallback)
			later.port[i].actor.state &= ~MUX_FLAGS;
	lacp_fallback_step(&later.lag);
	for (i = 0; i < SCENE_PORTS; i++)
		if (later.port[i].fallback != scene->port[i].fallback)
			return true;
	return false;
}

/* Whether another choice would be made in between, when data is old. */
static bool chooses_before(const struct scene *scene, u64 deadline)
{
	unsigned int i;

	for (i = 0; i < SCENE_PORTS; i++) {
		u64 old = scene->port[i].data_heard + 30000;

		if (scene->port[i].data_heard != LACP_NEVER &&
		    old > scene->lag.now && old < deadline &&
		    chooses_anew(scene, old))
			return true;
	}
	return chooses_anew(scene, deadline - 1);
}

/* The choice stays until the deadline, and data is asked for where it counts. */
static const char *fallback_after(struct scene *scene)
{
	u64 deadline = lacp_fallback_deadline(&scene->lag);
	bool watched = scene->lag.config.fallback == LACPMOD_FALLBACK_SINGLE &&
		       is_eligible(first(scene));

	if (deadline == LACP_NEVER)
		deadline = scene->lag.now + FOREVER;
	if (deadline <= scene->lag.now)
		return "its deadline is past";
	if (chooses_before(scene, deadline))
		return "chooses before its deadline";
	return scene->out.watched == watched ? NULL : "watched";
}

static void do_fallback(struct scene *model)
{
	first(model)->fallback = true;
}

static void do_partner_in_sync(struct scene *model)
{
	first(model)->partner.state |= MUX_FLAGS;
}

static void do_no_fallback(struct scene *model)
{
	struct lacp_port *port = first(model);

	if (!port->fallback)
		return;
	port->fallback = false;
	port->selected = LACPMOD_SELECTED_UNSELECTED;
	port->partner.state &= ~MUX_FLAGS;
	if (port->rx == LACPMOD_RX_STATE_DEFAULTED)
		port->partner.state |= port->partner_admin.state & MUX_FLAGS;
}

static const struct action fallback_actions[] = {
	{ "fallback=T", do_fallback },
	{ "fallback=F", do_no_fallback },
	{ "Partner in sync", do_partner_in_sync },
};

static const struct variable fallback_except[] = {
	OF_PORT(watched, "is what fallback_after() looks at"),
};

/* What each of them does is what the first port does in another scene. */
static const struct variable fallback_others[] = {
	OF_PORT(watched, "depends on the port"),
	OF_PORT(fallback, "depends on the port"),
	OF_PORT(selected, "goes with fallback"),
	OF_PORT(promoted, "goes with selected"),
	OF_PORT(partner.state, "goes with fallback"),
};

const struct machine machine_fallback = {
	.name = "Fallback",
	INPUTS(fallback_inputs),
	ACTIONS(fallback_actions),
	.backgrounds = 400,
	.trace = -1,
	.prepare = fallback_prepare,
	.finish = fallback_finish,
	.step = fallback_step,
	.ask = fallback_ask,
	.after = fallback_after,
	EXCEPT(fallback_except),
	OTHERS(fallback_others),
};
