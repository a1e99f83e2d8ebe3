// SPDX-License-Identifier: GPL-2.0
/*
 * Selection: a port of a LAG that has chosen its group
 */

#include "conform.h"

static const char * const selected_states[] = {
	"UNSELECTED", "SELECTED", "STANDBY",
};

static u8 *selected_state(struct scene *scene)
{
	return &first(scene)->selected;
}

/* As where no LACP is spoken. */
static void assume_partner(struct lacp_port *port)
{
	port->rx = LACPMOD_RX_STATE_LACP_DISABLED;
	port->actor.state |= LACPMOD_STATE_DEFAULTED;
	port->partner.state |= LACPMOD_STATE_SYNCHRONIZATION;
}

/*
 * The second port keeps the group: it is attached, hears its partner, and goes
 * before the first in whatever order.
 */
static void selection_prepare(struct scene *scene, struct dice *dice)
{
	struct lacp_port *other = &scene->port[1];
	unsigned int i;

	prepare(scene, dice);
	scene->lag.group = random_group(dice);
	join_group(other, &scene->lag.group);
	other->mux = LACPMOD_MUX_STATE_ATTACHED;
	other->selected = LACPMOD_SELECTED_SELECTED;
	other->actor.port_priority = 0;
	other->partner.port_priority = 0;
	first(scene)->actor.port_priority |= 1;
	first(scene)->partner.port_priority |= 1;
	first(scene)->promoted = coin(dice);
	scene->port[2].up = false;
	for (i = 1; i < SCENE_PORTS; i++)
		scene->port[i].actor.state &= ~MUX_FLAGS;
}

enum {
	LAG_ID_SAME,
	LAG_ID_OTHER,
	LAG_ID_NONE,
	LAG_ID_LOOPED,
	LAG_ID_FALLBACK,
	LAG_ID_ASSUMED,
	LAG_ID_ASSUMED_OTHER,
	LAG_IDS
};

/* What it takes to go on with it; selection_finish() sees to the rest. */
static void set_fallen_back(struct lacp_port *port, struct dice *dice)
{
	port->fallback = true;
	port->rx = coin(dice) ? LACPMOD_RX_STATE_DEFAULTED :
				LACPMOD_RX_STATE_EXPIRED;
	port->actor.state |= LACPMOD_STATE_DEFAULTED;
	port->partner.state |= MUX_FLAGS;
	port->lag->config.fallback = LACPMOD_FALLBACK_ALL;
	port->quiet_since = port->lag->now - port->lag->config.fallback_timeout;
}

static void set_lag_id(struct scene *scene, struct dice *dice,
		       unsigned int value)
{
	struct lacp_port *port = first(scene);

	join_group(port, &scene->lag.group);
	if (coin(dice))
		port->rx = dice_below(dice, 6);
	switch (value) {
	case LAG_ID_OTHER:
		leave_group(port, dice);
		break;
	case LAG_ID_NONE:
		port->actor.state |= LACPMOD_STATE_DEFAULTED;
		port->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
		break;
	case LAG_ID_LOOPED:
		port->looped = true;
		break;
	case LAG_ID_FALLBACK:
		set_fallen_back(port, dice);
		break;
	case LAG_ID_ASSUMED_OTHER:
		leave_group(port, dice);
		fallthrough;
	case LAG_ID_ASSUMED:
		assume_partner(port);
		if (coin(dice))
			port->rx = LACPMOD_RX_STATE_DEFAULTED;
		break;
	}
}

static void set_wanted(struct scene *scene, struct dice *dice, unsigned int is)
{
	if (coin(dice))
		first(scene)->up = is;
	else
		first(scene)->leaving = !is;
	first(scene)->link = coin(dice);
}

static void set_detached(struct scene *scene, struct dice *dice,
			 unsigned int is)
{
	first(scene)->mux = is ? 0 : dice_between(dice, 1, 5);
}

static void set_place(struct scene *scene, struct dice *dice, unsigned int is)
{
	if (is) {
		scene->lag.config.max_links = coin(dice) ?
					      dice_between(dice, 2, 3) : 0;
	} else if (coin(dice)) {
		scene->lag.config.max_links = 1;
	} else {
		first(scene)->held = true;
		set_timer(scene, dice, &first(scene)->held_until, false);
	}
}

static bool speaks(const struct scene *scene)
{
	const struct lacp_port *port = &scene->port[0];

	return port->full_duplex &&
	       (port->goodbye ||
		(scene->lag.config.mode != LACPMOD_MODE_STATIC &&
		 port->config.mode != LACPMOD_PORT_MODE_OFF));
}

static bool is_wanted(const struct scene *scene)
{
	return scene->port[0].up && !scene->port[0].leaving;
}

static bool is_assumed(const struct lacp_port *port)
{
	return (port->actor.state & LACPMOD_STATE_DEFAULTED) &&
	       (port->partner.state & LACPMOD_STATE_SYNCHRONIZATION) &&
	       (port->rx == LACPMOD_RX_STATE_DEFAULTED ||
		port->rx == LACPMOD_RX_STATE_LACP_DISABLED) && !port->fallback;
}

static bool is_other_lag_id(const struct scene *scene)
{
	const struct lacp_port *port = &scene->port[0];

	return !(port->actor.state & LACPMOD_STATE_AGGREGATION) ||
	       !(port->partner.state & LACPMOD_STATE_AGGREGATION) ||
	       !in_group(port, &scene->lag.group);
}

static bool in_use(const struct scene *scene)
{
	const struct lacp_port *port = &scene->port[0];

	if (is_other_lag_id(scene) || port->looped || !port->link ||
	    !is_wanted(scene))
		return false;
	if (is_assumed(port))
		return port->config.mode != LACPMOD_PORT_MODE_OFF;
	return !(port->actor.state & LACPMOD_STATE_DEFAULTED) &&
	       port->rx == LACPMOD_RX_STATE_CURRENT && speaks(scene);
}

/* Where there are few places, a port that cannot be in use is given none. */
static bool has_place(const struct scene *scene)
{
	const struct lacp_port *port = &scene->port[0];
	u8 max = scene->lag.config.max_links;

	return !port->held && (!max || (max > 1 && in_use(scene)));
}

static int selection_ask(const struct scene *scene, const char *name)
{
	const struct lacp_port *port = &scene->port[0];

	if (!strcmp(name, "fallback"))
		return port->fallback;
	if (!strcmp(name, "assumed"))
		return is_assumed(port);
	if (!strcmp(name, "no partner"))
		return (port->actor.state & LACPMOD_STATE_DEFAULTED) &&
		       !is_assumed(port);
	if (!strcmp(name, "off"))
		return port->config.mode == LACPMOD_PORT_MODE_OFF &&
		       !port->goodbye;
	if (!strcmp(name, "LACP_Enabled"))
		return speaks(scene);
	if (!strcmp(name, "looped"))
		return port->looped;
	if (!strcmp(name, "other LAG ID"))
		return is_other_lag_id(scene);
	if (!strcmp(name, "place"))
		return has_place(scene);
	return -1;
}

/* Ports that could aggregate, where the first is one of them */
static unsigned int count_able(const struct scene *scene)
{
	return 1 + (has_place(scene) && in_use(scene));
}

static void set_min_links(struct scene *scene, struct dice *dice,
			  unsigned int is)
{
	unsigned int n = count_able(scene);

	scene->lag.config.min_links = is ? dice_between(dice, 1, n) : n + 1;
}

static void set_min_bandwidth(struct scene *scene, struct dice *dice,
			      unsigned int is)
{
	u32 sum = count_able(scene) * first(scene)->speed;

	scene->lag.config.min_bandwidth = is ? dice_below(dice, sum + 1) :
					       sum + 1;
}

static void set_lacked(struct scene *scene, struct dice *dice, unsigned int is)
{
	scene->lag.enough = !is;
}

static const struct input selection_inputs[] = {
	{ { NULL, "lacked" }, 2, set_lacked },
	{ {}, LAG_IDS, set_lag_id },
	{ { NULL, "wanted" }, 2, set_wanted },
	{ { NULL, "goodbye" }, 2, set_goodbye },
	{ {}, 2, set_lacp_enabled },
	{ { NULL, "DETACHED" }, 2, set_detached },
	{ {}, 2, set_place },
	{ { NULL, "min-links" }, 2, set_min_links },
	{ { NULL, "min-bandwidth" }, 2, set_min_bandwidth },
};

static void selection_finish(struct scene *scene, struct dice *dice)
{
	struct lacp_port *port = first(scene);

	if (scene->lag.config.mode == LACPMOD_MODE_STATIC)
		assume_partner(&scene->port[1]);
	if (port->fallback && (!is_wanted(scene) || !port->link ||
			       !speaks(scene) || port->held)) {
		port->fallback = false;
		port->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
	}
}

static int selection_step(struct scene *scene)
{
	lacp_selection_step(&scene->lag);
	return -1;
}

/* The other port is attached: who takes its place need not wait for it. */
static void selection_beside(struct scene *model, bool moves, unsigned int from)
{
	struct lacp_port *port = first(model);

	if (moves)
		port->promoted = from == LACPMOD_SELECTED_STANDBY &&
				 port->selected == LACPMOD_SELECTED_SELECTED;
}

static const struct action selection_actions[] = {
	{ "wait_while=aggregate wait", do_wait },
};

static const struct variable selection_except[] = {
	OF_PORT(slot, "is Place's"),
	OF_PORT(yielded, "is Yield's"),
	OF_PORT(sync_since, "is what Yield goes by"),
	OF_PORT(unsync_since, "is what Yield and Need go by"),
	OF_PORT(watched, "is Fallback's"),
	OF_LAG(standby, "is Place's"),
	OF_LAG(enough, "is what the condition lacked is about"),
	OF_LAG(in_use, "is Group's"),
	OF_LAG(vain_since, "is what Give up goes by"),
};

static const struct variable selection_others[] = {
	OF_PORT(slot, "is Place's"),
	OF_PORT(yielded, "is Yield's"),
	OF_PORT(sync_since, "is what Yield goes by"),
	OF_PORT(unsync_since, "is what Yield and Need go by"),
	OF_PORT(promoted, "goes with selected"),
	OF_PORT(watched, "is Fallback's"),
	OF_PORT(selected, "depends on the port"),
};

const struct machine machine_selection = {
	.name = "Selection",
	STATES(selected_states),
	INPUTS(selection_inputs),
	ACTIONS(selection_actions),
	.backgrounds = 100,
	.trace = LACP_MACHINE_SELECTED,
	.state = selected_state,
	.prepare = selection_prepare,
	.finish = selection_finish,
	.step = selection_step,
	.ask = selection_ask,
	.beside = selection_beside,
	EXCEPT(selection_except),
	OTHERS(selection_others),
};
