// SPDX-License-Identifier: GPL-2.0
/*
 * The engine's choices as conform.c sees them: which ports may be in use, which
 * wait to be used again, and which carry for want of LACP. As in
 * conform_machines.c the model shares no function with the engine.
 */

#include "conform.h"

#define FOREVER		1000000	/* ms in which every wait ends */

/* Restore */

static unsigned int failure;

static void choice_prepare(struct scene *scene, struct dice *dice)
{
	struct lacp_port *port = first(scene);

	prepare(scene, dice);
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

static void set_is_attached(struct scene *scene, struct dice *dice,
			    unsigned int is)
{
	first(scene)->mux = is ? dice_between(dice, 2, 5) : dice_below(dice, 2);
}

static void set_waits(struct scene *scene, struct dice *dice, unsigned int is)
{
	scene->lag.config.wait_to_restore = is ? dice_between(dice, 1, 9) : 0;
}

static void set_revertive(struct scene *scene, struct dice *dice,
			  unsigned int is)
{
	scene->lag.config.revertive = is;
}

static void set_max_links(struct scene *scene, struct dice *dice,
			  unsigned int is)
{
	scene->lag.config.max_links = is ? dice_between(dice, 1, 3) : 0;
}

static void set_restoring(struct scene *scene, struct dice *dice,
			  unsigned int is)
{
	first(scene)->restoring = is;
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

enum {
	FAILURE_NONE,
	FAILURE_LOST,
	FAILURE_SILENT,
	FAILURES
};

static const struct input restore_inputs[] = {
	{ { NULL, "link is lost", "partner falls silent" },
	  FAILURES, set_failure },
	{ { NULL, "wanted" }, 2, set_is_wanted },
	{ { NULL, "attached" }, 2, set_is_attached },
	{ { NULL, "waits" }, 2, set_waits },
	{ { NULL, "revertive" }, 2, set_revertive },
	{ { NULL, "max-links" }, 2, set_max_links },
	{ { NULL, "restoring" }, 2, set_restoring },
	{ { NULL, "back for long" }, 2, set_back_for_long },
};

static void failure_finish(struct scene *scene, struct dice *dice)
{
	memcpy(scene->out.failed, first(scene)->failed,
	       sizeof(scene->out.failed));
	scene->out.holds = first(scene)->holds;
}

static int failure_ask(const struct scene *scene, const char *name)
{
	if (!strcmp(name, "failed"))
		return failure == FAILURE_LOST || failure == FAILURE_SILENT;
	return -1;
}

static int failure_step(struct scene *scene)
{
	struct lacp_port *port = first(scene);

	if (failure == FAILURE_SILENT)
		lacp_restore_failed(port);
	else if (failure == FAILURE_LOST)
		lacp_restore_lost(port);
	else
		lacp_restore_step(port);
	memcpy(scene->out.failed, port->failed, sizeof(port->failed));
	scene->out.holds = port->holds;
	return -1;
}

/* Whether anything ends by itself until then. */
static bool ends_until(const struct scene *scene, u64 then)
{
	static struct scene later;

	scene_copy(&later, scene);
	later.lag.now = then;
	lacp_restore_step(first(&later));
	return first(&later)->restoring != scene->port[0].restoring ||
	       first(&later)->held != scene->port[0].held;
}

/* Nothing ends before its deadline. */
static const char *failure_after(struct scene *scene)
{
	u64 deadline = lacp_restore_deadline(first(scene));

	/* An input is followed by a step. */
	lacp_restore_step(first(scene));
	if (failure)
		deadline = lacp_restore_deadline(first(scene));
	if (deadline == LACP_NEVER)
		deadline = scene->lag.now + FOREVER;
	else if (deadline <= scene->lag.now)
		return "its deadline is past";
	return ends_until(scene, deadline - 1) ? "ends before its deadline" :
						 NULL;
}

/* Hold down */

/* As many failures as are asked for, the rest earlier or not at all. */
static void set_often(struct scene *scene, struct dice *dice, unsigned int is)
{
	struct lacp_config *config = &scene->lag.config;
	struct lacp_port *port = first(scene);
	u64 since = scene->lag.now - config->flap_interval;
	unsigned int i, recent;

	config->flap_limit = is ? dice_between(dice, 1, LACP_FLAPS_MAX) :
				  dice_between(dice, 2, LACP_FLAPS_MAX);
	recent = config->flap_limit - 1 - !is;
	for (i = 0; i < recent; i++)
		port->failed[i] = since + recent - i;
	for (; i < LACP_FLAPS_MAX; i++) {
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

static void set_held(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->held = is;
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
	failure_finish(scene, dice);
}

static int hold_ask(const struct scene *scene, const char *name)
{
	if (!strcmp(name, "held_until"))
		return failure == FAILURE_NONE &&
		       held_until_before <= scene->lag.now;
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
	scene->out.holds = port->holds;
	return -1;
}

static void do_held(struct scene *model)
{
	first(model)->held = true;
}

static void do_no_holds(struct scene *model)
{
	model->out.holds = 0;
}

/* Twice as long as the last time. */
static void do_hold(struct scene *model)
{
	u64 length = model->lag.config.flap_hold;
	unsigned int i;

	if (rested_before)
		do_no_holds(model);
	for (i = 0; i < model->out.holds; i++)
		length += length;
	first(model)->held_until = model->lag.now + length;
	if (model->out.holds < 5)
		model->out.holds++;
}

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
	for (i = 0; i < SCENE_PORTS; i++) {
		struct lacp_port *port = &scene->port[i];

		join_group(port, &scene->lag.group);
		port->actor.port_priority = dice_below(dice, 2);
		port->partner.port_priority = dice_below(dice, 2);
		port->partner.port = dice_below(dice, 2);
		port->restoring = dice_chance(dice, 30);
		port->held = dice_chance(dice, 10);
		port->held_until = LACP_NEVER;
		port->link = dice_chance(dice, 90);
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
		port->up = false;
		port->goodbye = coin(dice);
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

static void set_held_down(struct scene *scene, struct dice *dice,
			  unsigned int is)
{
	first(scene)->held = is;
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

static const struct input place_inputs[] = {
	{ { NULL, NULL, NULL, "other group" }, 4, set_useful },
	{ { NULL, "held" }, 2, set_held_down },
	{ { NULL, "restoring" }, 2, set_restoring },
	{ {}, 4, set_places },
	{ {}, 4, set_enough },
	{ {}, 2, set_revertive },
	{ {}, 2, set_we_rank },
};

static void place_finish(struct scene *scene, struct dice *dice)
{
	scene_copy(&place_before, scene);
	scene->out.place = coin(dice);
}

static bool is_useful(const struct lacp_port *port)
{
	const struct lacp_group *group = &port->lag->group;
	const struct lacp_info *partner = &port->partner;

	return port->up && port->link && !port->held &&
	       port->rx == LACPMOD_RX_STATE_CURRENT &&
	       (port->actor.state & partner->state &
		LACPMOD_STATE_AGGREGATION) &&
	       partner->system_priority == group->system_priority &&
	       partner->key == group->key &&
	       !memcmp(partner->system, group->system, LACP_ADDR_LEN);
}

static int compare_ids(const struct lacp_info *a, const struct lacp_info *b)
{
	if (a->port_priority != b->port_priority)
		return a->port_priority < b->port_priority ? -1 : 1;
	return a->port < b->port ? -1 : a->port > b->port;
}

/* Whether port @a goes before port @b. */
static bool goes_before(const struct lacp_port *a, const struct lacp_port *b)
{
	const struct lacp_config *config = &a->lag->config;
	const struct lacp_group *group = &a->lag->group;
	bool attached_a = a->mux >= LACPMOD_MUX_STATE_ATTACHED;
	bool attached_b = b->mux >= LACPMOD_MUX_STATE_ATTACHED;
	int order = (int)config->system_priority - group->system_priority;

	if (a->yielded != b->yielded)
		return b->yielded;
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

/* Ports that can be used and do (not) restore: all, or those before the first. */
static unsigned int count_useful(bool restoring, bool before)
{
	const struct lacp_port *port = place_before.port;
	unsigned int i, n = 0;

	for (i = 0; i < SCENE_PORTS; i++)
		n += is_useful(&port[i]) && port[i].restoring == restoring &&
		     (!before || (i && goes_before(&port[i], port)));
	return n;
}

/* Whether so few others can be used that the first port is needed. */
static bool is_called_upon(const struct lacp_config *config)
{
	unsigned int places = config->max_links ? config->max_links :
						  SCENE_PORTS;
	unsigned int enough = config->min_links ? config->min_links : 1;
	unsigned int others = count_useful(false, false);

	if (others >= places || others >= enough ||
	    !is_useful(place_before.port))
		return false;
	enough = min(enough, places);
	return count_useful(true, true) < enough - others;
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

/* Yield */

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

static void set_sync(struct scene *scene, struct dice *dice, unsigned int is)
{
	assign(&first(scene)->partner.state, LACPMOD_STATE_SYNCHRONIZATION, is);
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

/* It ranks, and is in sync on a port that stands by; or only one of these. */
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
		       in_sync);
	}
}

/* For how long: not for 1 s, not for sync-timeout, for both. */
static unsigned int out_of_sync;

/* In none of the other ways is the partner asked to be in sync for so long. */
static void set_out_of_sync(struct scene *scene, struct dice *dice,
			    unsigned int value)
{
	struct lacp_port *port = first(scene);
	u32 timeout = scene->lag.config.sync_timeout;

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
	(void)scene;
	if (!strcmp(name, "out of sync for sync-timeout"))
		return out_of_sync == 2;
	if (!strcmp(name, "out of sync for 1 s"))
		return out_of_sync > 0;
	return -1;
}

static const struct input yield_inputs[] = {
	{ { NULL, "port_enabled" }, 2, set_works },
	{ { NULL, "Partner.Sync" }, 2, set_sync },
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

/* Fallback */

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

/* By LACP; who distributes by fallback has no say. */
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
	if (is)
		port->selected = LACPMOD_SELECTED_SELECTED;
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
					now - dice_below(dice, 3000);
}

static void set_eligible(struct scene *scene, struct dice *dice,
			 unsigned int value)
{
	struct lacp_port *port = first(scene);

	switch (value) {
	case 1:
		port->up = false;
		port->goodbye = coin(dice);
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
	{ { NULL, "others distribute" }, 2, set_others },
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
	const struct lacp_port *port = fallback_before.port;
	unsigned int i;

	for (i = 1; i < SCENE_PORTS; i++)
		if (is_eligible(&port[i]) && is_quiet(&port[i]) &&
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

/* Actions */

static void do_restoring(struct scene *model)
{
	first(model)->restoring = true;
}

static void do_not_restoring(struct scene *model)
{
	first(model)->restoring = false;
}

static void do_failed(struct scene *model)
{
	u64 *failed = model->out.failed;
	unsigned int i;

	for (i = LACP_FLAPS_MAX - 1; i; i--)
		failed[i] = failed[i - 1];
	failed[0] = model->lag.now;
}

static void do_not_held(struct scene *model)
{
	first(model)->held = false;
}

static void do_place(struct scene *model)
{
	model->out.place = true;
}

static void do_no_place(struct scene *model)
{
	model->out.place = false;
}

static void do_yield(struct scene *model)
{
	model->out.yielded = true;
}

static void do_not_yield(struct scene *model)
{
	model->out.yielded = false;
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

static const struct choice_action {
	const char *name;
	void (*act)(struct scene *model);
} choice_actions[] = {
	{ "restoring=T", do_restoring },
	{ "restoring=F", do_not_restoring },
	{ "failed", do_failed },
	{ "held=T", do_held },
	{ "held_until=hold", do_hold },
	{ "holds=0", do_no_holds },
	{ "held=F", do_not_held },
	{ "place", do_place },
	{ "yielded=T", do_yield },
	{ "yielded=F", do_not_yield },
	{ "fallback=T", do_fallback },
	{ "fallback=F", do_no_fallback },
	{ "Partner in sync", do_partner_in_sync },
	{ "no place", do_no_place },
};

/**
 * act_choice() - execute an action of the tables of choices
 * @model: on what
 * @name: the action
 * @length: of its name
 *
 * Return: whether there is such an action.
 */
bool act_choice(struct scene *model, const char *name, size_t length)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(choice_actions); i++)
		if (length == strlen(choice_actions[i].name) &&
		    !memcmp(name, choice_actions[i].name, length)) {
			choice_actions[i].act(model);
			return true;
		}
	return false;
}

const struct machine choices[] = {
	{
		.name = "Restore",
		INPUTS(restore_inputs),
		.backgrounds = 50,
		.trace = -1,
		.prepare = choice_prepare,
		.finish = failure_finish,
		.step = failure_step,
		.ask = failure_ask,
		.after = failure_after,
	}, {
		.name = "Hold down",
		INPUTS(hold_inputs),
		.backgrounds = 500,
		.trace = -1,
		.prepare = choice_prepare,
		.finish = hold_finish,
		.step = hold_step,
		.ask = hold_ask,
	}, {
		.name = "Place",
		INPUTS(place_inputs),
		.backgrounds = 100,
		.trace = -1,
		.prepare = place_prepare,
		.finish = place_finish,
		.step = place_step,
		.ask = place_ask,
		.after = place_after,
		.loose = true,
	}, {
		.name = "Yield",
		INPUTS(yield_inputs),
		.backgrounds = 400,
		.trace = -1,
		.prepare = yield_prepare,
		.finish = yield_finish,
		.step = yield_step,
		.ask = yield_ask,
		.loose = true,
	}, {
		.name = "Fallback",
		INPUTS(fallback_inputs),
		.backgrounds = 400,
		.trace = -1,
		.prepare = fallback_prepare,
		.finish = fallback_finish,
		.step = fallback_step,
		.ask = fallback_ask,
		.after = fallback_after,
		.loose = true,
	},
};

const unsigned int choice_count = ARRAY_SIZE(choices);
