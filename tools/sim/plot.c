// SPDX-License-Identifier: GPL-2.0
/*
 * What happens in random histories; most of it is undone after a while
 */

#include "story.h"

typedef void (*call_fn)(struct world *world, struct event *event);

static struct node *any_node(struct world *world)
{
	struct sys *sys = any_sys(world);

	return &sys->node[roll(world, sys->nodes)];
}

static struct cable *any_cable(struct world *world)
{
	return &world->cable[roll(world, world->cables)];
}

/**
 * a_while() - mostly small, now and then large
 * @world: the world
 * @max: no longer than this
 *
 * Return: ms, from 1.
 */
u32 a_while(struct world *world, u32 max)
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

/**
 * set_light() - a cable breaks, or is whole again
 * @world: the world
 * @cable: the cable
 * @light: it is whole
 */
void set_light(struct world *world, struct cable *cable, bool light)
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
	if (world->choices)
		config.weight = chance(world, 50) ? 0 : 1 + roll(world, 5000);
	trace(world, "--- %s becomes port %u, weight %u", node_name(node),
	      config.number, config.weight);
	lacp_port_configure(&node->lacp, &config, world->now);
	sys_run(sys);
}

static void node_set_drain(struct node *node, bool on)
{
	struct lacp_port_config config = node->lacp.config;
	struct sys *sys = node->sys;

	if (!sys->alive || !node->present || config.drain == on)
		return;
	trace(sys->world, "--- %s is to %s", node_name(node),
	      on ? "drain" : "be used again");
	config.drain = on;
	lacp_port_configure(&node->lacp, &config, sys->world->now);
	sys_run(sys);
}

/**
 * plot_no_drains() - all ports are to be used
 * @world: the world
 */
void plot_no_drains(struct world *world)
{
	struct node *node;
	struct sys *sys;

	for_each_sys(world, sys)
		for_each_node(sys, node)
			node_set_drain(node, false);
}

static void node_refills(struct world *world, struct event *event)
{
	if (!world->calm)
		node_set_drain(event->object, false);
}

static void node_drains(struct world *world)
{
	struct node *node = any_node(world);

	node_set_drain(node, true);
	later(world, node_refills, node, 0);
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

/**
 * set_quality() - how a cable treats frames
 * @world: the world
 * @cable: the cable
 */
void set_quality(struct world *world, struct cable *cable)
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

/* A limit goes back and forth, faster than LACPDUs may tell of it. */
static void limit_changes(struct world *world, struct event *event)
{
	struct sys *sys = event->object;
	struct lacp_config *config = &sys->config;

	if (world->calm)
		return;
	config->max_links = event->value % 2 ? 1 + roll(world, 3) : 0;
	if (config->max_links)
		config->min_links = min(config->min_links, config->max_links);
	config->revertive = true;
	trace(world, "--- %c has max-links %u", 'A' + sys->index,
	      config->max_links);
	sys_configure(sys);
	if (event->value)
		world_at(world, world->now + 1 + roll(world, 600),
			 limit_changes, sys, event->value - 1);
}

static void limits_change(struct world *world)
{
	if (world->choices)
		world_at(world, world->now, limit_changes, any_sys(world),
			 1 + roll(world, 6));
}

static void attack(struct world *world)
{
	hostile_burst(world, any_node(world));
}

/* What speaks no LACP sends data, if anything; now and then for some time. */
static void data_comes(struct world *world, struct event *event)
{
	struct node *node = event->object;
	const struct node *other = node_other(node);

	if (world->calm)
		return;
	if (other && node->cable->light)
		node_hear_data(node);
	if (event->value)
		world_at(world, world->now + 1 + roll(world, 2 * SECOND),
			 data_comes, node, event->value - 1);
}

static void data_heard(struct world *world)
{
	world_at(world, world->now, data_comes, any_node(world),
		 roll(world, 10));
}

/* It stops to speak LACP, and may begin again: the light stays on. */
static void falls_silent(struct world *world)
{
	struct sys *sys = any_sys(world);

	if (!sys->alive)
		return;
	trace(world, "--- %c no longer speaks LACP", 'A' + sys->index);
	sys_crash(sys);
	world_at(world, world->now + 5 * SECOND + roll(world, 30 * SECOND),
		 boot_again, sys, 0);
}

static void other_fallback(struct world *world)
{
	struct sys *sys = any_sys(world);

	trace(world, "--- %c has another fallback", 'A' + sys->index);
	choose_fallback(world, sys);
	sys_configure(sys);
}

static void fallback_plot(struct world *world)
{
	switch (roll(world, 6)) {
	case 0:
	case 1:
		falls_silent(world);
		break;
	case 2:
		other_fallback(world);
		break;
	default:
		data_heard(world);
	}
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
	{ 6, node_drains },
	{ 5, lag_down },
	{ 16, choose_another },
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
	{ 8, limits_change },
};

/**
 * plot_happens() - one of them does
 * @world: the world
 * @event: why now
 */
void plot_happens(struct world *world, struct event *event)
{
	u32 total = 0, i;
	s64 left;

	(void)event;
	world->tally->happened++;
	if (world->fallback && chance(world, 40)) {
		fallback_plot(world);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(plots); i++)
		total += plots[i].often;
	left = roll(world, total);
	for (i = 0; left >= plots[i].often; i++)
		left -= plots[i].often;
	plots[i].happen(world);
}
