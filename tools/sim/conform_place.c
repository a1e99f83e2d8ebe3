// SPDX-License-Identifier: GPL-2.0
/*
 * Place, Yield and Need: which ports may be in use where there are fewer places,
 * which leave theirs to others, and which need not wait to be restored
 */

#include "conform.h"

/* Place */

static struct scene place_before;

/* Ours is the lower System ID, or it is not. */
static void set_we_rank(struct scene *scene, struct dice *dice, unsigned int is)
{
	struct lacp_config *config = &scene->lag.config;
	const struct lacp_group *group = &scene->lag.group;

	config->system_priority = group->system_priority;
	memcpy(config->system, group->system, LACP_ADDR_LEN);
	if (coin(dice))
		config->system_priority += is ? -1 : 1;
	else
		config->system[1] += is ? -1 : 1;
}

/* Ranks are often equal in part; a partner may give two ports one number. */
static void place_prepare(struct scene *scene, struct dice *dice)
{
	unsigned int i;

	prepare(scene, dice);
	scene->lag.group = random_group(dice);
	scene->lag.group.system_priority |= 1 << dice_between(dice, 1, 8);
	scene->lag.group.system_priority &= ~(1 << 15);
	scene->lag.config.wait_to_restore = dice_between(dice, 1, 9);
	for (i = 0; i < SCENE_PORTS; i++) {
		struct lacp_port *port = &scene->port[i];

		join_group(port, &scene->lag.group);
		port->actor.port_priority = dice_below(dice, 2);
		port->partner.port_priority = dice_below(dice, 2);
		port->partner.port = dice_below(dice, 2);
		port->restoring = dice_chance(dice, 30);
		port->held = dice_chance(dice, 10);
		port->held_until = LACP_NEVER;
		port->withdrawn = dice_chance(dice, 10);
		/* Who waits to be restored has nothing to drain. */
		port->config.drain = i && !port->restoring &&
				     dice_chance(dice, 20);
		port->link = dice_chance(dice, 90);
		port->was_enabled = dice_chance(dice, 90);
		port->link_changed = scene->lag.now - dice_below(dice, 18);
		port->speed = dice_between(dice, 1, 3);
		port->speed_known = dice_chance(dice, 90);
		port->yielded = port->link && coin(dice);
		if (port->yielded)
			port->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
	}
}

static void set_useful(struct scene *scene, struct dice *dice,
		       unsigned int value)
{
	struct lacp_port *port = first(scene);

	port->link = true;
	switch (value) {
	case 1:
		set_down(port, dice);
		break;
	case 2:
		if (coin(dice))
			port->link = false;
		else
			port->rx = LACPMOD_RX_STATE_EXPIRED;
		break;
	case 3:
		leave_group(port, dice);
		break;
	}
}

static void set_places(struct scene *scene, struct dice *dice,
		       unsigned int value)
{
	scene->lag.config.max_links = value;
}

static void set_enough(struct scene *scene, struct dice *dice,
		       unsigned int value)
{
	scene->lag.config.min_links = value;
}

static void set_bandwidth(struct scene *scene, struct dice *dice,
			  unsigned int value)
{
	scene->lag.config.min_bandwidth = 3 * value;
}

static const struct input place_inputs[] = {
	{ { NULL, NULL, NULL, "other group" }, 4, set_useful },
	{ { NULL, "held" }, 2, set_held },
	{ { NULL, "withdrawn" }, 2, set_withdrawn },
	{ { NULL, "restoring" }, 2, set_restoring },
	{ {}, 4, set_places },
	{ {}, 4, set_enough },
	{ {}, 3, set_bandwidth },
	{ {}, 2, set_revertive },
	{ {}, 2, set_we_rank },
};

static void place_finish(struct scene *scene, struct dice *dice)
{
	scene_copy(&place_before, scene);
	scene->out.place = coin(dice);
}

/* Who drains has a place besides, and is about to go. */
static bool is_useful(const struct lacp_port *port)
{
	return port->up && port->link && !port->held && !port->withdrawn &&
	       !port->config.drain &&
	       port->rx == LACPMOD_RX_STATE_CURRENT &&
	       (port->actor.state & port->partner.state &
		LACPMOD_STATE_AGGREGATION) && in_group(port, &port->lag->group);
}

static bool is_proven(const struct lacp_port *port)
{
	return port->was_enabled && port->lag->now >= port->link_changed +
				    port->lag->config.wait_to_restore;
}

/* Whether port @a goes before port @b, of those that wait or those that do not. */
static bool goes_before(const struct lacp_port *a, const struct lacp_port *b)
{
	const struct lacp_config *config = &a->lag->config;
	const struct lacp_group *group = &a->lag->group;
	bool attached_a = a->mux >= LACPMOD_MUX_STATE_ATTACHED;
	bool attached_b = b->mux >= LACPMOD_MUX_STATE_ATTACHED;
	int order = (int)config->system_priority - group->system_priority;

	if (a->yielded != b->yielded)
		return b->yielded;
	if (a->restoring && is_proven(a) != is_proven(b))
		return is_proven(a);
	if (!config->revertive && attached_a != attached_b)
		return attached_a;
	if (!order)
		order = memcmp(config->system, group->system, LACP_ADDR_LEN);
	if (order < 0)
		return compare_ids(&a->actor, &b->actor) < 0;
	/* The numbers of a partner may be the same, ours are not. */
	order = compare_ids(&a->partner, &b->partner);
	return order ? order < 0 : a->actor.port < b->actor.port;
}

/* Whether a port can be used and does (not) restore; and is before the first. */
static bool is_one_of(unsigned int i, bool restoring, bool before)
{
	const struct lacp_port *port = place_before.port;

	return is_useful(&port[i]) && port[i].restoring == restoring &&
	       (!before || (i && goes_before(&port[i], port)));
}

static unsigned int count_useful(bool restoring, bool before)
{
	unsigned int i, n = 0;

	for (i = 0; i < SCENE_PORTS; i++)
		n += is_one_of(i, restoring, before);
	return n;
}

static unsigned int sum_speeds(bool restoring, bool before)
{
	const struct lacp_port *port = place_before.port;
	unsigned int i, sum = 0;

	for (i = 0; i < SCENE_PORTS; i++)
		if (is_one_of(i, restoring, before) && port[i].speed_known)
			sum += port[i].speed;
	return sum;
}

/* Whether so few others can be used that the first port is needed. */
static bool is_called_upon(const struct lacp_config *config)
{
	unsigned int places = config->max_links ? config->max_links :
						  SCENE_PORTS;
	unsigned int enough = config->min_links ? config->min_links : 1;
	unsigned int n = count_useful(false, false) + count_useful(true, true);
	unsigned int speed = sum_speeds(false, false) + sum_speeds(true, true);

	return is_useful(place_before.port) && n < places &&
	       (n < enough || speed < config->min_bandwidth);
}

static int place_ask(const struct scene *scene, const char *name)
{
	const struct lacp_config *config = &scene->lag.config;

	if (!strcmp(name, "max-links"))
		return config->max_links != 0;
	if (!strcmp(name, "heard"))
		return scene->port[0].link &&
		       scene->port[0].rx == LACPMOD_RX_STATE_CURRENT;
	if (!strcmp(name, "wanted"))
		return scene->port[0].up;
	if (!strcmp(name, "called upon"))
		return is_called_upon(config);
	if (!strcmp(name, "among the best"))
		return count_useful(false, true) < config->max_links;
	return -1;
}

static int place_step(struct scene *scene)
{
	lacp_standby_step(&scene->lag);
	scene->out.place = first(scene)->slot;
	return -1;
}

/* Who stands by could be used, but for want of a place. */
static const char *place_after(struct scene *scene)
{
	unsigned int i, n = 0;

	for (i = 0; i < SCENE_PORTS; i++) {
		const struct lacp_port *port = &scene->port[i];

		if (port->slot && port->restoring)
			return "a port with a place is restoring";
		n += is_useful(port) && !port->slot && !port->restoring;
	}
	return n == scene->lag.standby ? NULL : "standby";
}

static void do_place(struct scene *model)
{
	model->out.place = true;
}

static void do_no_place(struct scene *model)
{
	model->out.place = false;
}

static const struct action place_actions[] = {
	{ "place", do_place },
	{ "no place", do_no_place },
	{ "restoring=F", do_not_restoring },
};

static const struct variable place_except[] = {
	OF_PORT(slot, "is the outcome, place"),
	OF_PORT(yielded, "is Yield's"),
	OF_PORT(sync_since, "is what Yield goes by"),
	OF_PORT(unsync_since, "is what Yield and Need go by"),
	OF_LAG(standby, "is what place_after() looks at"),
};

static const struct variable place_others[] = {
	OF_PORT(slot, "depends on the port"),
	OF_PORT(yielded, "is Yield's, for the first port"),
	OF_PORT(restoring, "is Need's, for the first port"),
	OF_PORT(sync_since, "is what Yield goes by"),
	OF_PORT(unsync_since, "is what Yield and Need go by"),
};

const struct machine machine_place = {
	.name = "Place",
	INPUTS(place_inputs),
	ACTIONS(place_actions),
	.backgrounds = 100,
	.trace = -1,
	.prepare = place_prepare,
	.finish = place_finish,
	.step = place_step,
	.ask = place_ask,
	.after = place_after,
	EXCEPT(place_except),
	OTHERS(place_others),
};

/* Yield */

/* Whether a port yields until then, or takes its place again, or need not wait. */
static bool changes_until(const struct scene *scene, u64 then)
{
	static struct scene later;
	unsigned int i;

	scene_copy(&later, scene);
	later.lag.now = then;
	lacp_standby_step(&later.lag);
	for (i = 0; i < SCENE_PORTS; i++)
		if (later.port[i].yielded != scene->port[i].yielded ||
		    later.port[i].restoring != scene->port[i].restoring)
			return true;
	return false;
}

/* All stays as it is until the deadline. */
static const char *yield_after(struct scene *scene)
{
	u64 deadline = lacp_standby_deadline(&scene->lag);

	if (deadline == LACP_NEVER)
		deadline = scene->lag.now + FOREVER;
	if (deadline <= scene->lag.now)
		return "its deadline is past";
	return changes_until(scene, deadline - 1) ?
	       "changes before its deadline" : NULL;
}

/* One place, and the first port is the best for it, whoever ranks. */
static void yield_prepare(struct scene *scene, struct dice *dice)
{
	unsigned int i;

	place_prepare(scene, dice);
	scene->lag.config.max_links = 1;
	scene->lag.config.sync_timeout = dice_between(dice, 1001, 9999);
	for (i = 0; i < SCENE_PORTS; i++) {
		struct lacp_port *port = &scene->port[i];

		port->link = true;
		port->restoring = false;
		port->held = i > 0;
		port->withdrawn = false;
		port->config.drain = false;
		port->yielded = false;
		port->actor.port_priority = i;
		port->partner.port_priority = i;
		port->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
	}
}

static void set_works(struct scene *scene, struct dice *dice, unsigned int is)
{
	if (coin(dice))
		first(scene)->link = is;
	else
		first(scene)->up = is;
}

static void set_stand_by(struct scene *scene, struct dice *dice,
			 unsigned int is)
{
	struct lacp_port *port = &scene->port[dice_between(dice, 1, 2)];

	/* What was counted before counts no more. */
	scene->lag.standby = dice_below(dice, 3);
	if (is)
		port->held = false;
}

/*
 * It ranks, and is in sync on a port that stands by; or only one of these. Who is
 * held down or waits to be restored does not stand by; Need is for who is in sync.
 */
static void set_partner_wants(struct scene *scene, struct dice *dice,
			      unsigned int is)
{
	bool ranks = is || coin(dice), in_sync = is || !ranks;
	unsigned int i;

	scene->lag.config.system_priority = ranks ? 0xffff : 0;
	for (i = 1; i < SCENE_PORTS; i++) {
		struct lacp_port *port = &scene->port[i];

		if (is && i == 1)
			port->held = false;
		assign(&port->partner.state, LACPMOD_STATE_SYNCHRONIZATION,
		       in_sync || port->held);
		if (port->held && coin(dice)) {
			port->held = false;
			port->restoring = true;
			port->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
		}
	}
}

static void set_in_sync_for(struct scene *scene, struct dice *dice,
			    unsigned int is)
{
	u64 now = scene->lag.now;

	first(scene)->sync_since = is ? now - 5000 - dice_below(dice, 1000) :
				   coin(dice) ? now - dice_below(dice, 5000) :
						LACP_NEVER;
}

/* For one place there are ports of the same speed. */
static void set_suffice(struct scene *scene, struct dice *dice, unsigned int is)
{
	struct lacp_config *config = &scene->lag.config;
	unsigned int i;

	for (i = 0; i < SCENE_PORTS; i++) {
		scene->port[i].speed = 1000;
		scene->port[i].speed_known = true;
	}
	config->min_links = dice_below(dice, 2);
	config->min_bandwidth = dice_below(dice, 1001);
	if (is)
		return;
	if (coin(dice))
		config->min_links = 2;
	else
		config->min_bandwidth = 1001;
}

/* For how long: not for 1 s, not for sync-timeout, for both. */
static unsigned int out_of_sync;

/* In none of the other ways is the partner asked to be in sync for so long. */
static void set_out_of_sync(struct scene *scene, struct dice *dice,
			    unsigned int value)
{
	struct lacp_port *port = first(scene);
	u32 timeout = scene->lag.config.sync_timeout;

	/* Less than 2 s is 2 s. */
	if (timeout < 2000)
		timeout = 2000;
	out_of_sync = value;
	port->rx = LACPMOD_RX_STATE_CURRENT;
	port->mux = LACPMOD_MUX_STATE_ATTACHED;
	port->selected = LACPMOD_SELECTED_SELECTED;
	port->unsync_since = scene->lag.now -
			     (value == 2 ? timeout :
			      1000 + dice_below(dice, timeout - 1000));
	if (value)
		return;
	switch (dice_below(dice, 5)) {
	case 0:
		port->unsync_since = scene->lag.now - dice_below(dice, 1000);
		break;
	case 1:
		port->unsync_since = LACP_NEVER;
		break;
	case 2:
		port->mux = dice_below(dice, 2);
		break;
	case 3:
		port->selected = LACPMOD_SELECTED_STANDBY;
		break;
	case 4:
		port->rx = LACPMOD_RX_STATE_PORT_DISABLED;
		break;
	}
	if (coin(dice))
		scene->lag.config.sync_timeout = 0;
}

static int yield_ask(const struct scene *scene, const char *name)
{
	bool sync = scene->port[0].partner.state &
		    LACPMOD_STATE_SYNCHRONIZATION;

	if (!strcmp(name, "we rank"))
		return !scene->lag.config.system_priority;
	if (!strcmp(name, "out of sync for sync-timeout"))
		return !sync && out_of_sync == 2;
	if (!strcmp(name, "out of sync for 1 s"))
		return !sync && out_of_sync > 0;
	return -1;
}

static const struct input yield_inputs[] = {
	{ { NULL, "port_enabled" }, 2, set_works },
	{ { NULL, "Partner.Sync" }, 2, set_partner_sync },
	{ { NULL, "in sync for 5 s" }, 2, set_in_sync_for },
	{ { NULL, "others suffice" }, 2, set_suffice },
	{ { NULL, "others stand by" }, 2, set_stand_by },
	{ { NULL, "partner wants others" }, 2, set_partner_wants },
	{ {}, 3, set_out_of_sync },
};

static void yield_finish(struct scene *scene, struct dice *dice)
{
	first(scene)->yielded = coin(dice);
	scene->out.yielded = first(scene)->yielded;
}

static int yield_step(struct scene *scene)
{
	lacp_standby_step(&scene->lag);
	scene->out.yielded = first(scene)->yielded;
	return -1;
}

static void do_yield(struct scene *model)
{
	model->out.yielded = true;
}

/* Who has yielded before does not yield again. */
static void do_begin_anew(struct scene *model)
{
	if (!first(model)->yielded)
		model->lag.vain_since = model->lag.now;
}

static void do_not_yield(struct scene *model)
{
	model->out.yielded = false;
}

static const struct action yield_actions[] = {
	{ "yielded=T", do_yield },
	{ "in vain anew", do_begin_anew },
	{ "yielded=F", do_not_yield },
};

const struct machine machine_yield = {
	.name = "Yield",
	INPUTS(yield_inputs),
	ACTIONS(yield_actions),
	.backgrounds = 400,
	.trace = -1,
	.prepare = yield_prepare,
	.finish = yield_finish,
	.step = yield_step,
	.ask = yield_ask,
	.after = yield_after,
	EXCEPT(place_except),
	OTHERS(place_others),
};

/* Need */

/* Two others have places, attached, with a partner that is not in sync. */
static void need_prepare(struct scene *scene, struct dice *dice)
{
	unsigned int i;

	yield_prepare(scene, dice);
	scene->lag.config.max_links = 0;
	for (i = 1; i < SCENE_PORTS; i++) {
		struct lacp_port *port = &scene->port[i];

		port->held = false;
		port->selected = LACPMOD_SELECTED_SELECTED;
		port->mux = LACPMOD_MUX_STATE_ATTACHED;
	}
	first(scene)->held = false;
}

/* The partner is not in sync, or not for so long. */
static void set_asked_for(struct scene *scene, struct dice *dice,
			  unsigned int is)
{
	struct lacp_port *port = first(scene);
	u64 now = scene->lag.now;
	bool in_sync = is || coin(dice);

	port->sync_since = now - 1000 - dice_below(dice, 9);
	if (!is)
		port->sync_since = coin(dice) ? LACP_NEVER :
						now - dice_below(dice, 1000);
	set_partner_sync(scene, dice, in_sync);
}

/* What is asked for: one of the two others, or both, by number or by speed. */
static void ask_for(struct scene *scene, struct dice *dice, unsigned int n)
{
	struct lacp_config *config = &scene->lag.config;
	unsigned int i;

	for (i = 0; i < SCENE_PORTS; i++) {
		scene->port[i].speed = 1000;
		scene->port[i].speed_known = true;
	}
	config->min_links = dice_below(dice, n + 1);
	config->min_bandwidth = dice_below(dice, 1000 * n + 1);
	if (n < 2)
		return;
	if (coin(dice))
		config->min_links = n;
	else
		config->min_bandwidth = 1000 * n - dice_below(dice, 1000);
}

static void agree(struct scene *scene, struct dice *dice,
		  struct lacp_port *port)
{
	if (coin(dice))
		port->partner.state |= LACPMOD_STATE_SYNCHRONIZATION;
	else
		port->unsync_since = scene->lag.now - dice_below(dice, 1000);
}

/* Too few are left: one of the two is lost, or drains, or is not enough. */
static void set_too_few(struct scene *scene, struct dice *dice,
			struct lacp_port *one)
{
	switch (dice_below(dice, 4)) {
	case 0:
		one->link = false;
		break;
	case 1:
		agree(scene, dice, one);
		one->config.drain = true;
		break;
	case 2:
		agree(scene, dice, one);
		ask_for(scene, dice, 2);
		break;
	}
}

/* Enough agree; or there would be too few in any case, and no place for more. */
static void set_enough_agree(struct scene *scene, struct dice *dice,
			     struct lacp_port *one, struct lacp_port *two)
{
	if (coin(dice)) {
		scene->lag.config.max_links = 2;
		scene->lag.config.min_links = 3;
		return;
	}
	agree(scene, dice, one);
	if (coin(dice))
		return;
	agree(scene, dice, two);
	ask_for(scene, dice, 2);
}

static void set_too_few_agree(struct scene *scene, struct dice *dice,
			      unsigned int is)
{
	unsigned int k = dice_between(dice, 1, 2), i;
	u64 now = scene->lag.now;

	for (i = 1; i < SCENE_PORTS; i++)
		scene->port[i].unsync_since = now - 1000 - dice_below(dice, 9);
	ask_for(scene, dice, 1);
	if (is)
		set_too_few(scene, dice, &scene->port[k]);
	else
		set_enough_agree(scene, dice, &scene->port[k],
				 &scene->port[3 - k]);
}

static const struct input need_inputs[] = {
	{ { NULL, "restoring" }, 2, set_restoring },
	{ { NULL, "in sync for 1 s" }, 2, set_asked_for },
	{ { NULL, "too few agree" }, 2, set_too_few_agree },
};

static int need_step(struct scene *scene)
{
	lacp_standby_step(&scene->lag);
	return -1;
}

/* Who need not wait any longer has a place. */
static const char *need_after(struct scene *scene)
{
	if (first(scene)->slot == first(scene)->restoring)
		return "place";
	return yield_after(scene);
}

static const struct action need_actions[] = {
	{ "restoring=F", do_not_restoring },
};

const struct machine machine_need = {
	.name = "Need",
	INPUTS(need_inputs),
	ACTIONS(need_actions),
	.backgrounds = 400,
	.trace = -1,
	.prepare = need_prepare,
	.step = need_step,
	.after = need_after,
	EXCEPT(place_except),
	OTHERS(place_others),
};
