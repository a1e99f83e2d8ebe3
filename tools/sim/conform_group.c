// SPDX-License-Identifier: GPL-2.0
/*
 * Group: with which partner a LAG goes on, of the two that its ports hear. The table
 * has no actions.
 */

#include "conform.h"

/* Of the priorities that occur: where a sign could count, or nothing else does. */
static u16 best_priority;

static const char * const group_states[] = { "NONE", "PRESENT", "OTHER" };

static struct lacp_group group_a, group_b;

static u8 *group_state(struct scene *scene)
{
	return &scene->out.state;
}

/* The third port is of either group, or knows of none. */
static void join_third(struct scene *scene, struct dice *dice)
{
	struct lacp_port *third = &scene->port[2];
	unsigned int with = dice_below(dice, 3);

	join_group(third, with ? &group_b : &group_a);
	if (scene->lag.config.same_speed)
		third->speed = scene->port[!!with].speed;
	if (with == 2) {
		third->actor.state |= LACPMOD_STATE_DEFAULTED;
		third->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
	}
}

static void group_prepare(struct scene *scene, struct dice *dice)
{
	struct lacp_config *config = &scene->lag.config;
	unsigned int i;

	prepare(scene, dice);
	best_priority = coin(dice) ? 0x7fff : 0;
	for (i = 0; i < SCENE_PORTS; i++) {
		scene->port[i].speed = dice_between(dice, 1, 4);
		scene->port[i].actor.port_priority = best_priority +
						     dice_below(dice, 3);
		scene->port[i].mux = dice_below(dice, 6);
	}
	config->same_speed = coin(dice);
	group_a = random_group(dice);
	group_b = group_a;
	switch (dice_below(dice, config->same_speed ? 4 : 3)) {
	case 0:
		group_b.system_priority++;
		break;
	case 1:
		group_b.system[dice_below(dice, LACP_ADDR_LEN)]++;
		break;
	case 2:
		group_b.key++;
		break;
	case 3:
		scene->port[1].speed += first(scene)->speed;
		break;
	}
	join_group(&scene->port[0], &group_a);
	join_group(&scene->port[1], &group_b);
	join_third(scene, dice);
	if (config->same_speed) {
		group_a.speed = scene->port[0].speed;
		group_b.speed = scene->port[1].speed;
	}
}

/* Who does not remember it must not seem to assume it. */
static void set_remembered(struct scene *scene, struct dice *dice,
			   unsigned int is)
{
	assign(&first(scene)->actor.state, LACPMOD_STATE_DEFAULTED, !is);
	first(scene)->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
}

static void hear(struct lacp_port *port, struct dice *dice, bool is)
{
	port->rx = coin(dice) ? LACPMOD_RX_STATE_CURRENT :
				LACPMOD_RX_STATE_EXPIRED;
	if (is)
		port->actor.state &= ~LACPMOD_STATE_DEFAULTED;
	else if (coin(dice))
		port->link = false;
	else
		port->rx = LACPMOD_RX_STATE_PORT_DISABLED;
}

static void set_heard(struct scene *scene, struct dice *dice, unsigned int is)
{
	hear(first(scene), dice, is);
}

static void set_other_is_heard(struct scene *scene, struct dice *dice,
			       unsigned int is)
{
	hear(&scene->port[1], dice, is);
	hear(&scene->port[2], dice, coin(dice));
}

static void set_policy(struct scene *scene, struct dice *dice,
		       unsigned int value)
{
	scene->lag.config.selection = value;
}

static void set_reselect(struct scene *scene, struct dice *dice,
			 unsigned int lost)
{
	scene->lag.config.reselect = lost ? LACPMOD_RESELECT_LOST :
					    LACPMOD_RESELECT_BETTER;
}

static const struct input group_inputs[] = {
	{ {}, 2, set_attached },
	{ {}, 2, set_remembered },
	{ {}, 2, set_heard },
	{ {}, 2, set_other_is_heard },
	{ {}, 4, set_policy },
	{ { NULL, "reselect lost" }, 2, set_reselect },
};

static bool is_of(const struct lacp_port *port, const struct lacp_group *group)
{
	return !(port->actor.state & LACPMOD_STATE_DEFAULTED) &&
	       in_group(port, group) &&
	       (!group->speed || port->speed == group->speed);
}

static bool is_heard(const struct lacp_port *port)
{
	return port->link && (port->rx == LACPMOD_RX_STATE_CURRENT ||
			      port->rx == LACPMOD_RX_STATE_EXPIRED);
}

/* What a group is worth, 0 if it is not heard. */
static u32 worth(const struct scene *scene, const struct lacp_group *group)
{
	u32 sum = 0, n = 0, best = 0;
	unsigned int i;

	for (i = 0; i < SCENE_PORTS; i++) {
		const struct lacp_port *port = &scene->port[i];

		if (!is_of(port, group) || !is_heard(port))
			continue;
		sum += port->speed;
		n++;
		best = max(best, 100 - i -
			   10 * (port->actor.port_priority - best_priority));
	}
	switch (scene->lag.config.selection) {
	case LACPMOD_SELECTION_BANDWIDTH:
		return sum;
	case LACPMOD_SELECTION_COUNT:
		return n;
	case LACPMOD_SELECTION_PORT_PRIORITY:
		return best;
	default:
		return n > 0;
	}
}

static bool no_group_before;

/* Among equals the present one, or that of the lowest port number. */
static bool other_is_better(const struct scene *scene)
{
	u32 a = worth(scene, &group_a), b = worth(scene, &group_b);
	unsigned int i;

	if (!no_group_before || a != b || !a)
		return b > a;
	for (i = 0; i < SCENE_PORTS; i++)
		if (is_heard(&scene->port[i]) &&
		    !(scene->port[i].actor.state & LACPMOD_STATE_DEFAULTED))
			return is_of(&scene->port[i], &group_b);
	return false;
}

static int group_ask(const struct scene *scene, const char *name)
{
	bool attached = false, heard = false, remembered = false;
	unsigned int i;

	for (i = 0; i < SCENE_PORTS; i++) {
		const struct lacp_port *port = &scene->port[i];
		bool is = is_of(port, &group_a);

		attached |= is && port->mux >= LACPMOD_MUX_STATE_ATTACHED;
		heard |= is && is_heard(port);
		remembered |= is;
	}
	if (!strcmp(name, "attached"))
		return attached;
	if (!strcmp(name, "heard"))
		return heard;
	if (!strcmp(name, "remembered"))
		return remembered;
	if (!strcmp(name, "other is better"))
		return other_is_better(scene);
	return -1;
}

static bool same_lag_id(const struct lacp_group *a, const struct lacp_group *b)
{
	return a->valid && !a->individual && a->speed == b->speed &&
	       a->system_priority == b->system_priority && a->key == b->key &&
	       !memcmp(a->system, b->system, LACP_ADDR_LEN);
}

static int group_step(struct scene *scene)
{
	static const struct lacp_group none;
	struct lacp_group *group = &scene->lag.group;

	no_group_before = !scene->out.state;
	*group = no_group_before ? none : group_a;
	lacp_selection_step(&scene->lag);
	if (same_lag_id(group, &group_a))
		scene->out.state = 1;
	else if (same_lag_id(group, &group_b))
		scene->out.state = 2;
	else
		scene->out.state = 0;
	return -1;
}

const struct machine machine_group = {
	.name = "Group",
	STATES(group_states),
	INPUTS(group_inputs),
	.backgrounds = 100,
	.trace = -1,
	.state = group_state,
	.prepare = group_prepare,
	.step = group_step,
	.ask = group_ask,
	.whole = true,
};
