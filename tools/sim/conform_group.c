// SPDX-License-Identifier: GPL-2.0
/*
 * Group: with which partner a LAG goes on, of the two that its ports hear. The table
 * has no actions. And Give up: when it does not any longer.
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
		scene->port[i].held = dice_below(dice, 4) == 0;
		scene->port[i].held_until = LACP_NEVER;
		scene->port[i].given_up = dice_below(dice, 4) == 0;
	}
	config->same_speed = coin(dice);
	config->system_priority = coin(dice) ? 0 : 0xffff;
	config->sync_timeout = coin(dice) ? 0 : coin(dice) ? 1 : 5000;
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

static void set_used(struct scene *scene, struct dice *dice, unsigned int is)
{
	scene->lag.in_use = is;
}

/* Nothing is asked for, or what some groups have. */
static void set_limits(struct scene *scene, struct dice *dice,
		       unsigned int limits)
{
	struct lacp_config *config = &scene->lag.config;

	config->min_links = 1 + (limits && coin(dice));
	config->min_bandwidth = limits ? dice_below(dice, 9) : 0;
	config->max_links = 0;
	if (coin(dice))
		config->max_links = dice_between(dice, config->min_links, 2);
}

static const struct input group_inputs[] = {
	{ {}, 2, set_attached },
	{ {}, 2, set_used },
	{ {}, 2, set_limits },
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

static bool may_be_used(const struct lacp_port *port)
{
	return !port->held && !port->given_up;
}

static bool counts(const struct lacp_port *port, const struct lacp_group *group)
{
	return is_of(port, group) && is_heard(port) && may_be_used(port);
}

/* What a group has of what it is measured by. */
struct group_sums {
	u32 speeds, ports, best;
	bool heard;
};

static struct group_sums sum_up(const struct scene *scene,
				const struct lacp_group *group)
{
	struct group_sums sums = {};
	unsigned int i;

	for (i = 0; i < SCENE_PORTS; i++) {
		const struct lacp_port *port = &scene->port[i];

		sums.heard |= is_of(port, group) && is_heard(port);
		if (!counts(port, group))
			continue;
		sums.speeds += port->speed;
		sums.ports++;
		sums.best = max(sums.best, 100 - i -
				10 * (port->actor.port_priority - best_priority));
	}
	return sums;
}

/* Whether the partner is in sync, and unless the group is in use has been for 1 s. */
static bool agrees(const struct lacp_port *port, const struct lacp_group *group)
{
	if (!(port->partner.state & LACPMOD_STATE_SYNCHRONIZATION))
		return false;
	return group == &group_a ||
	       (port->sync_since != LACP_NEVER &&
		port->lag->now - port->sync_since >= 1000);
}

/* Whether a port counts, or the partner agrees to use it as well. */
static bool adds(const struct lacp_port *port, const struct lacp_group *group,
		 bool agreed)
{
	return counts(port, group) && (!agreed || agrees(port, group));
}

/* Whether a port is one of the fastest, for which there are places. */
static bool has_place(const struct scene *scene, unsigned int i,
		      const struct lacp_group *group, bool agreed)
{
	unsigned int faster = 0, k;

	for (k = 0; k < SCENE_PORTS; k++)
		faster += k != i && adds(&scene->port[k], group, agreed) &&
			  2 * scene->port[k].speed + (k < i) >
			  2 * scene->port[i].speed;
	return !scene->lag.config.max_links ||
	       faster < scene->lag.config.max_links;
}

/* Whether that is enough; or that of it whose partner is in sync. */
static bool is_enough(const struct scene *scene, const struct lacp_group *group,
		      bool agreed)
{
	const struct lacp_config *config = &scene->lag.config;
	u32 bandwidth = 0, ports = 0;
	unsigned int i;

	for (i = 0; i < SCENE_PORTS; i++) {
		const struct lacp_port *port = &scene->port[i];

		if (!adds(port, group, agreed))
			continue;
		if (config->min_bandwidth &&
		    !has_place(scene, i, group, agreed))
			continue;
		bandwidth += port->speed;
		ports++;
	}
	return ports && ports >= config->min_links &&
	       bandwidth >= config->min_bandwidth;
}

/* What a group is worth, 0 if it is not heard. */
static u32 worth(const struct scene *scene, const struct lacp_group *group)
{
	struct group_sums sums = sum_up(scene, group);
	u32 worth = sums.ports > 0;

	switch (scene->lag.config.selection) {
	case LACPMOD_SELECTION_BANDWIDTH:
		worth = sums.speeds;
		break;
	case LACPMOD_SELECTION_COUNT:
		worth = sums.ports;
		break;
	case LACPMOD_SELECTION_PORT_PRIORITY:
		worth = sums.best;
		break;
	}
	return sums.heard + worth + 1000 * is_enough(scene, group, false);
}

/* Before the step; and since when the group is in vain. */
static bool no_group_before, in_use_before;
static u64 vain_before;

static bool is_attached(const struct scene *scene,
			const struct lacp_group *group)
{
	unsigned int i;

	for (i = 0; i < SCENE_PORTS; i++)
		if (is_of(&scene->port[i], group) &&
		    scene->port[i].mux >= LACPMOD_MUX_STATE_ATTACHED)
			return true;
	return false;
}

/* For how long a group may be in vain: who ranks is patient. */
static u64 patience(const struct scene *scene)
{
	const struct lacp_config *config = &scene->lag.config;
	u64 limit = max(config->sync_timeout, 2000U);

	return config->system_priority ? limit :
					 limit + config->aggregate_wait + 2000;
}

/*
 * Whether the present one works, by what its partner agrees to, or will before its time
 * is over; then another must agree already. Here none stands by.
 */
static bool works(const struct scene *scene)
{
	if (no_group_before ||
	    (!in_use_before && !is_attached(scene, &group_a)))
		return false;
	return is_enough(scene, &group_a, true) ||
	       (is_enough(scene, &group_a, false) &&
		(vain_before == LACP_NEVER ||
		 scene->lag.now - vain_before < patience(scene)));
}

/* Among equals the present one, or that of the lowest port number. */
static bool other_is_better(const struct scene *scene)
{
	u32 a = worth(scene, &group_a), b = worth(scene, &group_b);
	unsigned int i;

	if (works(scene) && !is_enough(scene, &group_b, true))
		return false;
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
	bool used = in_use_before, usable = false;
	bool heard = false, remembered = false;
	unsigned int i;

	for (i = 0; i < SCENE_PORTS; i++) {
		const struct lacp_port *port = &scene->port[i];
		bool is = is_of(port, &group_a);

		used |= is && port->mux >= LACPMOD_MUX_STATE_ATTACHED;
		usable |= counts(port, &group_a);
		heard |= is && is_heard(port);
		remembered |= is;
	}
	if (!strcmp(name, "in use"))
		return used;
	if (!strcmp(name, "usable"))
		return usable && is_enough(scene, &group_a, false);
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
	in_use_before = scene->lag.in_use;
	vain_before = scene->lag.vain_since;
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

/* Its time is almost over, once or, where others are tried, twice; or has not begun. */
static void group_finish(struct scene *scene, struct dice *dice)
{
	u64 now = scene->lag.now;
	unsigned int i;

	for (i = 0; i < SCENE_PORTS; i++)
		scene->port[i].sync_since = dice_chance(dice, 10) ? LACP_NEVER :
					    now - 990 - dice_below(dice, 20);
	scene->lag.vain_since = now + 10 - dice_below(dice, 20) -
				patience(scene) * dice_between(dice, 1, 2);
	if (dice_chance(dice, 10))
		scene->lag.vain_since = LACP_NEVER;
}

const struct machine machine_group = {
	.name = "Group",
	STATES(group_states),
	INPUTS(group_inputs),
	.backgrounds = 100,
	.trace = -1,
	.state = group_state,
	.prepare = group_prepare,
	.finish = group_finish,
	.step = group_step,
	.ask = group_ask,
	.whole = true,
};

/* Attached or not, and in sync or not. */
static void random_sync(struct lacp_port *port, struct dice *dice)
{
	port->mux = dice_chance(dice, 70) ? LACPMOD_MUX_STATE_ATTACHED :
					    dice_below(dice, 2);
	if (dice_chance(dice, 70))
		port->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
	port->link = dice_chance(dice, 80);
}

/* In use, and not agreed on, or standing by; the one or the other has yielded. */
static void random_place(struct scene *scene, struct lacp_port *port,
			 struct dice *dice)
{
	u64 now = scene->lag.now;

	port->slot = coin(dice);
	port->yielded = dice_below(dice, 3) == 0;
	port->restoring = dice_below(dice, 5) == 0;
	port->unsync_since = coin(dice) ? now - dice_below(dice, 10000) :
			     coin(dice) ? now + 10 - 2000 - dice_below(dice, 20) :
					  LACP_NEVER;
}

/* Before the step: whether what agrees suffices, and the time is over. */
static bool was_enough, was_late;

static void give_up_prepare(struct scene *scene, struct dice *dice)
{
	unsigned int i;

	group_prepare(scene, dice);
	set_limits(scene, dice, coin(dice));
	if (coin(dice))
		join_group(first(scene), &group_b);
	for (i = 0; i < SCENE_PORTS; i++) {
		random_sync(&scene->port[i], dice);
		random_place(scene, &scene->port[i], dice);
	}
	scene->lag.group = group_a;
}

static void set_sync_timeout(struct scene *scene, struct dice *dice,
			     unsigned int is)
{
	scene->lag.config.sync_timeout = !is ? 0 : coin(dice) ? 1 : 5000;
}

static const struct input give_up_inputs[] = {
	{ { NULL, "sync-timeout" }, 2, set_sync_timeout },
};

/* Who hears its partner now, and nothing keeps out but the want of a place. */
static bool is_usable(const struct lacp_port *port)
{
	return is_of(port, &group_a) && port->link && !port->held &&
	       port->rx == LACPMOD_RX_STATE_CURRENT;
}

/* What the group has when @port has the place of the other. */
static bool suffices_with(const struct scene *scene,
			  const struct lacp_port *port)
{
	const struct lacp_config *config = &scene->lag.config;

	return config->min_links <= 1 && port->speed >= config->min_bandwidth;
}

/* Of the first and the third port one has a place, which the other may be to have. */
static u64 tried_at(const struct scene *scene)
{
	u64 at = 0;
	unsigned int i;

	for (i = 0; i < SCENE_PORTS; i += 2) {
		const struct lacp_port *holder = &scene->port[i];
		const struct lacp_port *other = &scene->port[2 - i];

		if (!is_usable(holder) || !holder->slot ||
		    holder->partner.state & LACPMOD_STATE_SYNCHRONIZATION)
			continue;
		if (!holder->yielded && is_usable(other) && !other->slot &&
		    !other->restoring && !other->yielded &&
		    suffices_with(scene, other))
			return LACP_NEVER;
		at = max(at, 2000 + min(holder->unsync_since, scene->lag.now));
	}
	return at;
}

/* In vain for long; and where nobody else agrees all have been tried, or for twice that. */
static bool is_late(const struct scene *scene)
{
	u64 now = scene->lag.now, since = scene->lag.vain_since;
	u64 time = patience(scene);
	bool attached = false;
	unsigned int i;

	for (i = 0; i < SCENE_PORTS; i++)
		attached |= is_of(&scene->port[i], &group_a) &&
			    is_heard(&scene->port[i]) &&
			    scene->port[i].mux >= LACPMOD_MUX_STATE_ATTACHED;
	if (!attached || was_enough || since == LACP_NEVER || now < since + time)
		return false;
	return now >= since + 2 * time || is_enough(scene, &group_b, true) ||
	       now >= tried_at(scene);
}

static int give_up_ask(const struct scene *scene, const char *name)
{
	const struct lacp_port *port = &scene->port[0];

	if (!strcmp(name, "port_enabled"))
		return port->link;
	if (!strcmp(name, "Partner.Sync"))
		return !!(port->partner.state & LACPMOD_STATE_SYNCHRONIZATION);
	if (!strcmp(name, "other group"))
		return !is_of(port, &group_a);
	if (!strcmp(name, "late"))
		return was_late;
	if (!strcmp(name, "rival"))
		return is_enough(scene, &group_b, false);
	return -1;
}

/* What is in sync is given up no longer. */
static int give_up_step(struct scene *scene)
{
	struct scene before;
	unsigned int i;

	memcpy(&before, scene, sizeof(before));
	for (i = 0; i < SCENE_PORTS; i++)
		if (before.port[i].partner.state & LACPMOD_STATE_SYNCHRONIZATION ||
		    !before.lag.config.sync_timeout)
			before.port[i].given_up = false;
	was_enough = is_enough(&before, &group_a, true);
	was_late = is_late(&before);
	lacp_group_choose(&scene->lag);
	return -1;
}

static void do_give_up(struct scene *model)
{
	first(model)->given_up = true;
}

static void do_not_give_up(struct scene *model)
{
	first(model)->given_up = false;
}

static const struct action give_up_actions[] = {
	{ "given_up=T", do_give_up },
	{ "given_up=F", do_not_give_up },
};

static const struct variable give_up_except[] = {
	OF_LAG(group, "is Group's"),
	OF_LAG(in_use, "is Group's"),
	OF_LAG(vain_since, "is another's with another group"),
	OF_PORT(reverts, "is Restore's"),
};

static const struct variable give_up_others[] = {
	OF_PORT(given_up, "depends on the port"),
	OF_PORT(reverts, "is Restore's"),
};

const struct machine machine_give_up = {
	.name = "Give up",
	INPUTS(give_up_inputs),
	ACTIONS(give_up_actions),
	.backgrounds = 20000,
	.trace = -1,
	.prepare = give_up_prepare,
	.finish = group_finish,
	.step = give_up_step,
	.ask = give_up_ask,
	EXCEPT(give_up_except),
	OTHERS(give_up_others),
};
