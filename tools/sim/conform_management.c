// SPDX-License-Identifier: GPL-2.0
/*
 * Management: what a changed setting does to a port
 */

#include "conform.h"

enum {
	CHANGE_NONE,
	CHANGE_ACTIVITY,
	CHANGE_MODE,
	CHANGE_SHORT,
	CHANGE_LONG,
	CHANGE_SYSTEM,
	CHANGE_SYSTEM_PRIORITY,
	CHANGE_KEY,
	CHANGE_PORT,
	CHANGE_PORT_PRIORITY,
	CHANGE_AGGREGATION,
	CHANGE_PARTNER_ADMIN,
	CHANGES
};

static bool speaks_first(const struct lacp_config *lag,
			 const struct lacp_port_config *port)
{
	return port->mode == LACPMOD_PORT_MODE_ACTIVE ||
	       (port->mode == LACPMOD_PORT_MODE_INHERIT &&
		lag->mode == LACPMOD_MODE_ACTIVE);
}

static bool wants_fast(const struct lacp_config *lag,
		       const struct lacp_port_config *port)
{
	return port->rate == LACPMOD_PORT_RATE_FAST ||
	       (port->rate == LACPMOD_PORT_RATE_INHERIT &&
		lag->rate == LACPMOD_RATE_FAST);
}

/* A port that speaks no more says goodbye to whom it has promised something. */
static bool takes_leave(const struct lacp_port *port,
			const struct lacp_config *lag,
			const struct lacp_port_config *config)
{
	bool goes_on = port->up && lag->mode != LACPMOD_MODE_STATIC &&
		       config->mode != LACPMOD_PORT_MODE_OFF;

	return !goes_on && port->link && (port->told & MUX_FLAGS) &&
	       port->rx != LACPMOD_RX_STATE_PORT_DISABLED &&
	       port->rx != LACPMOD_RX_STATE_LACP_DISABLED;
}

/* Modes and rates, the LAG's or the port's, that change as they are to. */
static void roll_settings(struct scene *scene, struct dice *dice,
			  unsigned int value)
{
	struct lacp_port_config *port = &first(scene)->config;
	struct lacp_config *lag = &scene->lag.config;
	bool active, fast, other;

	do {
		lag->mode = dice_below(dice, 3);
		lag->rate = dice_below(dice, 2);
		port->mode = dice_below(dice, 4);
		port->rate = dice_below(dice, 3);
		scene->config = *lag;
		scene->port_config = *port;
		switch (value < CHANGE_SYSTEM && value ? dice_below(dice, 4) : 4) {
		case 0:
			scene->config.mode = dice_below(dice, 3);
			break;
		case 1:
			scene->config.rate = dice_below(dice, 2);
			break;
		case 2:
			scene->port_config.mode = dice_below(dice, 4);
			break;
		case 3:
			scene->port_config.rate = dice_below(dice, 3);
			break;
		}
		/* Who stops speaking stays as active as its goodbye needs. */
		active = scene->config.mode != LACPMOD_MODE_STATIC &&
			 scene->port_config.mode != LACPMOD_PORT_MODE_OFF &&
			 speaks_first(lag, port) !=
			 speaks_first(&scene->config, &scene->port_config);
		fast = wants_fast(lag, port) !=
		       wants_fast(&scene->config, &scene->port_config);
		other = !active && (lag->mode != scene->config.mode ||
				    port->mode != scene->port_config.mode);
	} while (active != (value == CHANGE_ACTIVITY) ||
		 other != (value == CHANGE_MODE) ||
		 fast != (value == CHANGE_SHORT || value == CHANGE_LONG) ||
		 (fast && wants_fast(lag, port) != (value == CHANGE_LONG)));
}

/* The port is as its settings say. */
static void apply_settings(struct scene *scene, struct dice *dice)
{
	struct lacp_config *config = &scene->lag.config;
	struct lacp_port *port = first(scene);

	config->system_priority = port->actor.system_priority;
	memcpy(config->system, port->actor.system, LACP_ADDR_LEN);
	config->key = port->actor.key;
	port->config.number = port->actor.port;
	port->config.priority = port->actor.port_priority;
	port->config.individual = coin(dice);
	port->config.partner_admin = port->partner_admin;
	if (coin(dice)) {
		port->config.partner_admin.port = 0;
		port->partner_admin.port = port->actor.port;
	}
	assign(&port->actor.state, LACPMOD_STATE_AGGREGATION,
	       !port->config.individual);
}

static void change_settings(struct scene *scene, struct dice *dice,
			    unsigned int value)
{
	struct lacp_port_config *port = &scene->port_config;
	struct lacp_config *lag = &scene->config;
	struct lacp_info *admin = &port->partner_admin;
	struct lacp_info before = *admin;

	switch (value) {
	case CHANGE_SYSTEM:
		lag->system[dice_below(dice, LACP_ADDR_LEN)]++;
		break;
	case CHANGE_SYSTEM_PRIORITY:
		lag->system_priority++;
		break;
	case CHANGE_KEY:
		lag->key++;
		break;
	case CHANGE_PORT:
		port->number++;
		break;
	case CHANGE_PORT_PRIORITY:
		port->priority++;
		break;
	case CHANGE_AGGREGATION:
		port->individual = !port->individual;
		break;
	case CHANGE_PARTNER_ADMIN:
		while (same_link(admin, &before, 0xff))
			*admin = similar_info(dice, before);
		break;
	}
}

static void set_settings(struct scene *scene, struct dice *dice,
			 unsigned int value)
{
	struct lacp_port *port = first(scene);

	apply_settings(scene, dice);
	roll_settings(scene, dice, value);
	change_settings(scene, dice, value);
	assign(&port->actor.state, LACPMOD_STATE_ACTIVITY,
	       speaks_first(&scene->lag.config, &port->config));
	assign(&port->actor.state, LACPMOD_STATE_TIMEOUT,
	       wants_fast(&scene->lag.config, &port->config));
	/* What else is set may change beside it. */
	scene->config.aggregate_wait += dice_below(dice, 2);
	if (dice_chance(dice, 20)) {
		port->partner.system_priority = scene->config.system_priority;
		memcpy(port->partner.system, scene->config.system,
		       LACP_ADDR_LEN);
	}
	if (!value && coin(dice))
		port->looped = false;
}

static void set_current(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->rx = is ? LACPMOD_RX_STATE_CURRENT : dice_below(dice, 5);
}

static const struct input management_inputs[] = {
	{ { NULL, "Activity", "another mode", "Timeout to Short",
	    "Timeout to Long", "System", "System priority", "key", "Port",
	    "Port priority", "Aggregation", "Partner_Admin" }, CHANGES,
	  set_settings },
	{ { NULL, "CURRENT" }, 2, set_current },
};

static void management_finish(struct scene *scene, struct dice *dice)
{
	struct lacp_port *port = first(scene);

	port->next = NULL;
	port->up = coin(dice);
	port->link = coin(dice);
	assign(&port->actor.state, LACPMOD_STATE_DEFAULTED, coin(dice));
	follow_mux(scene, dice);
	port->goodbye = takes_leave(port, &scene->lag.config, &port->config);
}

static int management_step(struct scene *scene)
{
	lacp_configure(&scene->lag, &scene->config, scene->lag.now);
	lacp_port_configure(first(scene), &scene->port_config, scene->lag.now);
	return -1;
}

static void do_current_long(struct scene *model)
{
	first(model)->current_while = model->lag.now + 30000 *
				      model->lag.config.timeout_multiplier;
}

static void do_activity(struct scene *model)
{
	assign(&first(model)->actor.state, LACPMOD_STATE_ACTIVITY,
	       speaks_first(&model->config, &model->port_config));
}

static void do_timeout(struct scene *model)
{
	assign(&first(model)->actor.state, LACPMOD_STATE_TIMEOUT,
	       wants_fast(&model->config, &model->port_config));
}

static void do_take_leave(struct scene *model)
{
	first(model)->goodbye = takes_leave(first(model), &model->config,
					    &model->port_config);
}

static void do_admin_changed(struct scene *model)
{
	first(model)->admin_changed = true;
}

static void do_partner_admin(struct scene *model)
{
	struct lacp_port *port = first(model);

	port->partner_admin = model->port_config.partner_admin;
	if (!port->partner_admin.port)
		port->partner_admin.port = model->port_config.number;
}

static void do_assumed_port(struct scene *model)
{
	struct lacp_port *port = first(model);

	if ((port->actor.state & LACPMOD_STATE_DEFAULTED) &&
	    !model->port_config.partner_admin.port)
		port->partner.port = model->port_config.number;
}

static void do_aggregation(struct scene *model)
{
	assign(&first(model)->actor.state, LACPMOD_STATE_AGGREGATION,
	       !model->port_config.individual);
}

static void do_heard_not_sync(struct scene *model)
{
	if (!(first(model)->actor.state & LACPMOD_STATE_DEFAULTED))
		first(model)->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
}

static void do_system(struct scene *model)
{
	struct lacp_port *port = first(model);

	port->actor.system_priority = model->config.system_priority;
	memcpy(port->actor.system, model->config.system, LACP_ADDR_LEN);
	port->actor.key = model->config.key;
	port->looped = !(port->actor.state & LACPMOD_STATE_DEFAULTED) &&
		       own_system(&port->partner, port);
}

static void do_port(struct scene *model)
{
	first(model)->actor.port = model->port_config.number;
	first(model)->actor.port_priority = model->port_config.priority;
}

static const struct action management_actions[] = {
	{ "UNSELECTED", do_unselected },
	{ "NTT=T", do_ntt },
	{ "current_while=Long", do_current_long },
	{ "Actor.Activity", do_activity },
	{ "Actor.Timeout", do_timeout },
	{ "Actor.System and key", do_system },
	{ "Actor.Port", do_port },
	{ "Actor.Aggregation", do_aggregation },
	{ "Partner_Admin", do_partner_admin },
	{ "Partner.Port if assumed", do_assumed_port },
	{ "Partner.Sync=F if heard", do_heard_not_sync },
	{ "admin_changed=T", do_admin_changed },
	{ "goodbye if off", do_take_leave },
};

/* That the settings are what was asked for. */
static void management_beside(struct scene *model, bool moves,
			      unsigned int from)
{
	model->lag.config = model->config;
	first(model)->config = model->port_config;
}

static void management_prepare(struct scene *scene, struct dice *dice)
{
	prepare_busy(scene, dice);
	make_alone(scene, dice);
}

const struct machine machine_management = {
	.name = "Management",
	INPUTS(management_inputs),
	ACTIONS(management_actions),
	.backgrounds = 100,
	.trace = -1,
	.prepare = management_prepare,
	.finish = management_finish,
	.step = management_step,
	.beside = management_beside,
};
