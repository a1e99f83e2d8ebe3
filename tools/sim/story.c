// SPDX-License-Identifier: GPL-2.0
/*
 * Random histories
 *
 * A history has two or three systems with four to eight ports each, random
 * settings and cables. For 60 s at least 20 things happen to it; most of them
 * are undone after a while. Then it is left alone: nothing is lost any more,
 * nothing changes, and it must settle and stay settled.
 */

#include "world.h"

#define STORY_TIME	60000
#define STORY_EVENTS	20
#define CALM_TIME	(SKEW_MAX + 2 * DELAY_MAX)
#define STEADY_FAST	10000
#define STEADY_SLOW	100000
#define PROBES		20

typedef void (*call_fn)(struct world *world, struct event *event);

static u32 roll(struct world *world, u32 n)
{
	return dice_below(&world->dice, n);
}

static bool chance(struct world *world, u32 percent)
{
	return dice_chance(&world->dice, percent);
}

static struct sys *any_sys(struct world *world)
{
	return &world->sys[roll(world, world->systems)];
}

static struct node *any_node(struct world *world)
{
	struct sys *sys = any_sys(world);

	return &sys->node[roll(world, sys->nodes)];
}

static struct cable *any_cable(struct world *world)
{
	return &world->cable[roll(world, world->cables)];
}

/* Mostly small, now and then large: 1 ms to @max. */
static u32 a_while(struct world *world, u32 max)
{
	switch (roll(world, 3)) {
	case 0:
		return 1 + roll(world, max / 100 + 1);
	case 1:
		return 1 + roll(world, max / 10 + 1);
	default:
		return 1 + roll(world, max);
	}
}

static u32 a_skew(struct world *world)
{
	return chance(world, 75) ? roll(world, 20) : roll(world, SKEW_MAX);
}

/* Undo something later, mostly. */
static void later(struct world *world, call_fn call, void *object, u32 value)
{
	if (chance(world, 85))
		world_at(world, world->now + a_while(world, 10000), call,
			 object, value);
}

static void set_light(struct world *world, struct cable *cable, bool light)
{
	trace(world, "--- a cable %s", light ? "is whole" : "breaks");
	cable_light(world, cable, light, a_skew(world), a_skew(world));
}

static void light_again(struct world *world, struct event *event)
{
	if (!world->calm)
		set_light(world, event->object, true);
}

static void cable_breaks(struct world *world)
{
	struct cable *cable = any_cable(world);

	set_light(world, cable, false);
	later(world, light_again, cable, 0);
}

static void carrier_again(struct world *world, struct event *event)
{
	struct node *node = event->object;

	if (world->calm || !node->cable || !node->cable->light)
		return;
	trace(world, "--- %s sees light again", node_name(node));
	node_set_link(node, true);
}

/* Only one end notices. */
static void carrier_lost(struct world *world)
{
	struct node *node = any_node(world);

	if (!node->carrier)
		return;
	trace(world, "--- %s sees no light", node_name(node));
	node_set_link(node, false);
	later(world, carrier_again, node, 0);
}

static void set_node_up(struct world *world, struct node *node, bool up)
{
	trace(world, "--- %s is set %s", node_name(node), up ? "up" : "down");
	node_set_up(node, up);
	if (node->cable && chance(world, 50))
		set_light(world, node->cable, up);
}

static void node_up_again(struct world *world, struct event *event)
{
	struct node *node = event->object;

	if (!world->calm && !node->up)
		set_node_up(world, node, true);
}

static void node_down(struct world *world)
{
	struct node *node = any_node(world);

	if (!node->up)
		return;
	set_node_up(world, node, false);
	later(world, node_up_again, node, 0);
}

static void lag_up_again(struct world *world, struct event *event)
{
	struct sys *sys = event->object;

	if (world->calm || sys->up)
		return;
	trace(world, "--- %c is set up", 'A' + sys->index);
	sys_set_up(sys, true);
}

static void lag_down(struct world *world)
{
	struct sys *sys = any_sys(world);

	if (!sys->up)
		return;
	trace(world, "--- %c is set down", 'A' + sys->index);
	sys_set_up(sys, false);
	later(world, lag_up_again, sys, 0);
}

static void choose_mode(struct world *world, struct sys *sys)
{
	sys->config.mode = chance(world, 65) ? LACPMOD_MODE_ACTIVE :
					       LACPMOD_MODE_PASSIVE;
}

static void choose_rate(struct world *world, struct sys *sys)
{
	sys->config.rate = world->slow && chance(world, 60) ?
			   LACPMOD_RATE_SLOW : LACPMOD_RATE_FAST;
}

static void choose_mux(struct world *world, struct sys *sys)
{
	sys->config.mux = chance(world, 50) ? LACPMOD_MUX_KIND_COUPLED :
					      LACPMOD_MUX_KIND_INDEPENDENT;
}

static void choose_key(struct world *world, struct sys *sys)
{
	sys->config.key = 1 + roll(world, 4);
}

static void choose_priority(struct world *world, struct sys *sys)
{
	sys->config.system_priority = 0x8000 + roll(world, 3);
}

/* One of three addresses of its own; rarely somebody else's. */
static void choose_system(struct world *world, struct sys *sys)
{
	u32 owner = chance(world, 5) ? roll(world, world->systems) : sys->index;

	sys->config.system[5] = 0x0a + owner;
	sys->config.system[4] = roll(world, 3);
}

static void choose_min_links(struct world *world, struct sys *sys)
{
	/* More than max-links allows is not to be had. */
	if (world->choices)
		return;
	sys->config.min_links = chance(world, 50) ? 1 : 1 + roll(world, 4);
}

static void choose_wait(struct world *world, struct sys *sys)
{
	static const u32 waits[] = { 0, 1, 100, 500, 2000, 2000, 2000, 5000 };

	sys->config.aggregate_wait = waits[roll(world, ARRAY_SIZE(waits))];
}

/* What none chooses unless the history is about it. */
static void choose_places(struct world *world, struct sys *sys)
{
	static const u32 sync_timeouts[] = { 0, 3000, 5000 };
	static const u32 restores[] = { 0, 0, 500, 5000 };
	struct lacp_config *config = &sys->config;

	if (!world->choices)
		return;
	config->max_links = roll(world, 5);
	config->selection = roll(world, 4);
	config->reselect = roll(world, 2);
	config->sync_timeout = sync_timeouts[roll(world, 3)];
	config->wait_to_restore = restores[roll(world, 4)];
	/* Who never reverts waits for others to fail, not for time to pass. */
	config->revertive = !config->max_links || chance(world, 50);
}

typedef void (*choose_fn)(struct world *world, struct sys *sys);

static const struct {
	const char *name;
	choose_fn choose;
} settings[] = {
	{ "mode", choose_mode },
	{ "rate", choose_rate },
	{ "Mux", choose_mux },
	{ "key", choose_key },
	{ "system priority", choose_priority },
	{ "System ID", choose_system },
	{ "min-links", choose_min_links },
	{ "aggregate wait", choose_wait },
	{ "max-links", choose_places },
};

static void lag_configured(struct world *world)
{
	u32 i = roll(world, ARRAY_SIZE(settings));
	struct sys *sys = any_sys(world);

	settings[i].choose(world, sys);
	trace(world, "--- %c has another %s", 'A' + sys->index,
	      settings[i].name);
	sys_configure(sys);
}

static void node_configured(struct world *world)
{
	struct node *node = any_node(world);
	struct sys *sys = node->sys;
	struct lacp_port_config config = node->lacp.config;

	if (!sys->alive || !node->present)
		return;
	if (chance(world, 50))
		config.number = sys->next_number++;
	config.priority = 0x8000 + roll(world, 3);
	trace(world, "--- %s becomes port %u", node_name(node), config.number);
	lacp_port_configure(&node->lacp, &config, world->now);
	sys_run(sys);
}

static void node_added(struct world *world, struct event *event)
{
	struct node *node = event->object;

	if (world->calm || node->present)
		return;
	trace(world, "--- %s is added", node_name(node));
	node_add(node);
}

static void node_released(struct world *world)
{
	struct node *node = any_node(world);
	bool graceful = chance(world, 75);

	if (!node->present)
		return;
	trace(world, "--- %s %s", node_name(node),
	      graceful ? "is released" : "disappears");
	node_leave(node, graceful);
	later(world, node_added, node, 0);
}

static void speed_changes(struct world *world)
{
	static const u32 speeds[] = { 100, 1000, 1000, 1000, 2500, 10000 };
	struct node *node = any_node(world);

	node->speed = speeds[roll(world, ARRAY_SIZE(speeds))];
	trace(world, "--- %s runs at %u Mb/s", node_name(node), node->speed);
	node_set_link(node, node->carrier);
}

static void set_duplex(struct world *world, struct node *node, bool full)
{
	trace(world, "--- %s is %s duplex", node_name(node),
	      full ? "full" : "half");
	node->full_duplex = full;
	node_set_link(node, node->carrier);
}

static void duplex_again(struct world *world, struct event *event)
{
	struct node *node = event->object;

	if (!world->calm && !node->full_duplex)
		set_duplex(world, node, true);
}

static void half_duplex(struct world *world)
{
	struct node *node = any_node(world);
	struct node *other = node_other(node);

	if (!node->full_duplex)
		return;
	set_duplex(world, node, false);
	later(world, duplex_again, node, 0);
	if (other && other->full_duplex && chance(world, 50)) {
		set_duplex(world, other, false);
		later(world, duplex_again, other, 0);
	}
}

/* Pull whatever is plugged in there. */
static void free_socket(struct world *world, struct node *node)
{
	struct node *other = node_other(node);

	if (!node->cable)
		return;
	cable_unplug(world, node->cable);
	node_set_link(node, false);
	if (other != node)
		node_set_link(other, false);
}

static void replug(struct world *world, struct cable *cable, struct node *a,
		   struct node *b)
{
	trace(world, "--- a cable joins %s and %s", node_name(a), node_name(b));
	free_socket(world, a);
	free_socket(world, b);
	cable_plug(world, cable, a, b);
	set_light(world, cable, true);
}

/* A cable from anywhere to anywhere else, now and then a loop. */
static void cable_moves(struct world *world)
{
	struct cable *cable = any_cable(world);
	struct node *a = any_node(world), *b = any_node(world);

	if (a->sys == b->sys && !chance(world, 20))
		return;
	if (cable->end[0])
		free_socket(world, cable->end[0]);
	replug(world, cable, a, b);
}

/* Two cables are swapped at one end, behind a box that keeps the light on. */
static void cables_swap(struct world *world)
{
	struct cable *one = any_cable(world), *two = any_cable(world);
	struct node *a = one->end[0], *b = one->end[1];
	struct node *c = two->end[0], *d = two->end[1];

	if (one == two || !a || !c || a == b || c == d)
		return;
	trace(world, "--- the cables of %s and %s are swapped unseen",
	      node_name(b), node_name(d));
	cable_unplug(world, two);
	cable_plug(world, one, a, d);
	cable_plug(world, two, c, b);
	one->light = true;
	two->light = true;
	a->watch.unsure = true;
	b->watch.unsure = true;
	c->watch.unsure = true;
	d->watch.unsure = true;
}

static void loss_ends(struct world *world, struct event *event)
{
	if (world->calm)
		return;
	trace(world, "--- a cable loses no more frames");
	cable_set_loss(event->object, 0);
}

static void lose(struct world *world, struct cable *cable)
{
	u32 percent = chance(world, 50) ? 100 : 5 + roll(world, 90);

	cable_set_loss(cable, percent);
	if (chance(world, 40))
		cable->loss[roll(world, 2)] = 0;
	trace(world, "--- a cable loses %u %% and %u %% of the frames",
	      cable->loss[0], cable->loss[1]);
	world_at(world, world->now + a_while(world, 20000), loss_ends, cable,
		 0);
}

static void frames_lost(struct world *world)
{
	struct cable *cable;

	if (chance(world, 70)) {
		lose(world, any_cable(world));
		return;
	}
	for_each_cable(world, cable)
		lose(world, cable);
}

static void set_quality(struct world *world, struct cable *cable)
{
	cable->delay = chance(world, 70) ? roll(world, 3) :
					   roll(world, DELAY_MAX / 2);
	cable->jitter = chance(world, 60) ? 0 : roll(world, DELAY_MAX / 2);
	cable->dup = chance(world, 70) ? 0 : roll(world, 50);
}

static void quality_changes(struct world *world)
{
	set_quality(world, any_cable(world));
}

static void boot_again(struct world *world, struct event *event)
{
	struct sys *sys = event->object;

	(void)world;
	if (sys->alive)
		return;
	trace(world, "--- %c boots", 'A' + sys->index);
	sys_boot(sys);
}

/* It always comes back; the light may stay on meanwhile. */
static void restart(struct world *world)
{
	struct sys *sys = any_sys(world);
	bool dark = chance(world, 50);
	struct node *node;

	if (!sys->alive)
		return;
	trace(world, "--- %c crashes", 'A' + sys->index);
	sys_crash(sys);
	for_each_node(sys, node) {
		if (!dark || !node->cable)
			continue;
		set_light(world, node->cable, false);
		later(world, light_again, node->cable, 0);
	}
	world_at(world, world->now + a_while(world, 20000), boot_again, sys, 0);
}

static void attack(struct world *world)
{
	hostile_burst(world, any_node(world));
}

/**
 * struct plot - what may happen
 * @often: how often, in relation to the others
 * @happen: do it
 */
static const struct plot {
	u32 often;
	void (*happen)(struct world *world);
} plots[] = {
	{ 20, cable_breaks },
	{ 8, carrier_lost },
	{ 10, node_down },
	{ 5, lag_down },
	{ 16, lag_configured },
	{ 3, node_configured },
	{ 8, node_released },
	{ 5, speed_changes },
	{ 4, half_duplex },
	{ 5, cable_moves },
	{ 3, cables_swap },
	{ 12, frames_lost },
	{ 5, quality_changes },
	{ 4, restart },
	{ 5, attack },
};

static void plot_happens(struct world *world, struct event *event)
{
	u32 total = 0, i;
	s64 left;

	(void)event;
	for (i = 0; i < ARRAY_SIZE(plots); i++)
		total += plots[i].often;
	left = roll(world, total);
	for (i = 0; left >= plots[i].often; i++)
		left -= plots[i].often;
	plots[i].happen(world);
	world->tally->happened++;
}

/* One by one over the minute, or following each other closely. */
static void plan_plots(struct world *world)
{
	u64 begin = world->now;
	u64 time = begin;
	u32 i;

	for (i = 0; i < STORY_EVENTS; i++) {
		if (i && chance(world, 30))
			time = time + roll(world, 300);
		else
			time = begin + roll(world, STORY_TIME);
		if (time >= begin + STORY_TIME)
			time = begin + STORY_TIME - 1;
		world_at(world, time, plot_happens, NULL, 0);
	}
}

static void probe(struct world *world, struct event *event)
{
	struct sys *sys;

	(void)event;
	for_each_sys(world, sys)
		props_probe(sys);
}

static void plan_probes(struct world *world)
{
	u32 i;

	for (i = 0; i < PROBES; i++)
		world_at(world, world->now + roll(world, 2 * STORY_TIME), probe,
			 NULL, 0);
}

static void create_systems(struct world *world)
{
	u32 n = chance(world, 70) ? 2 : 3;

	world->slow = chance(world, 50);
	world->choices = chance(world, 30);
	while (n--) {
		struct sys *sys = sys_create(world, 4 + roll(world, 5));

		choose_mode(world, sys);
		choose_rate(world, sys);
		choose_mux(world, sys);
		choose_key(world, sys);
		if (chance(world, 30))
			choose_min_links(world, sys);
		choose_places(world, sys);
		if (chance(world, 50))
			choose_wait(world, sys);
	}
}

static struct node *free_node(struct sys *sys)
{
	struct node *node;

	for_each_node(sys, node)
		if (!node->cable)
			return node;
	return NULL;
}

static void join(struct world *world, struct sys *a, struct sys *b)
{
	struct node *from = free_node(a), *to = free_node(b);
	struct cable *cable;

	if (!from || !to || from == to)
		return;
	cable = cable_create(world);
	set_quality(world, cable);
	cable_plug(world, cable, from, to);
	if (chance(world, 90))
		cable_light(world, cable, true, roll(world, 3000),
			    roll(world, 3000));
}

/* Most cables join A and B; with a third system, some lead to it. */
static void create_cables(struct world *world)
{
	u32 n = 4 + roll(world, 5);
	u32 i;

	for (i = 0; i < n; i++) {
		u32 third = world->systems > 2 && chance(world, 40);

		if (third)
			join(world, &world->sys[roll(world, 2)],
			     &world->sys[2]);
		else
			join(world, &world->sys[0], &world->sys[1]);
	}
}

static void boot(struct world *world, struct event *event)
{
	(void)world;
	sys_boot(event->object);
}

/* Everything that could work does. */
static void heal(struct world *world)
{
	struct cable *cable;
	struct node *node;
	struct sys *sys;

	for_each_sys(world, sys) {
		for_each_node(sys, node) {
			node->full_duplex = true;
			if (!node->up)
				node_set_up(node, true);
			if (!node->present)
				node_add(node);
			node_set_link(node, node->carrier);
		}
		if (!sys->up)
			sys_set_up(sys, true);
	}
	for_each_cable(world, cable)
		if (cable->end[0])
			set_light(world, cable, true);
}

static void calm_down(struct world *world)
{
	bool whole = chance(world, 60);
	struct cable *cable;
	struct sys *sys;

	world->calm = true;
	for_each_sys(world, sys)
		if (!sys->alive)
			sys_boot(sys);
	for_each_cable(world, cable)
		cable_set_loss(cable, 0);
	if (whole)
		heal(world);
	trace(world, "--- nothing happens any more%s",
	      whole ? ", and all that can works" : "");
}

static void settle(struct world *world)
{
	u64 begin, took;

	world_until(world, world->now + CALM_TIME);
	begin = world->now;
	world_until(world, begin + settle_bound(world));
	if (world->failure.failed || !settle_check(world))
		return;

	took = world->last_change > begin ? world->last_change - begin : 0;
	if (took > world->tally->settled[world->slow])
		world->tally->settled[world->slow] = took;
	begin = world->now;
	world_until(world, begin + (world->slow ? STEADY_SLOW : STEADY_FAST));
	prop_check(world, PROP_STEADY, world->last_change <= begin,
		   "a Mux changes after everything had settled");
	settle_ranks(world);
}

/* In the end the cables break, the LAGs are set down, or the ports leave. */
static void the_end(struct world *world)
{
	u32 how = roll(world, 3);
	struct cable *cable;
	struct node *node;
	struct sys *sys;

	trace(world, "--- the end");
	for_each_cable(world, cable)
		if (!how)
			set_light(world, cable, false);
	for_each_sys(world, sys) {
		if (how == 1)
			sys_set_up(sys, false);
		for_each_node(sys, node)
			if (how == 2 && node->present)
				node_leave(node, true);
	}
	world_until(world, world->now + CALM_TIME);
	for_each_sys(world, sys)
		prop_check(world, PROP_CARRIER, !sys->carrier,
			   "%c still has carrier in the end",
			   'A' + sys->index);
}

/**
 * story_run() - one random history, from its beginning to its end
 * @world: a world that has begun
 */
void story_run(struct world *world)
{
	u64 begin = world->now;
	struct sys *sys;

	create_systems(world);
	create_cables(world);
	for_each_sys(world, sys)
		world_at(world, begin + a_while(world, 3000), boot, sys, 0);
	plan_plots(world);
	plan_probes(world);
	world_until(world, begin + STORY_TIME);
	if (world->failure.failed)
		return;
	calm_down(world);
	settle(world);
	if (!world->failure.failed)
		the_end(world);
}
