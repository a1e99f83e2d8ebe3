// SPDX-License-Identifier: GPL-2.0
/*
 * Random histories
 *
 * A history has two or three systems with four to eight ports each, random
 * settings and cables. For 60 s at least 20 things happen to it; most of them
 * are undone after a while. Then it is left alone: nothing is lost any more,
 * nothing changes, and it must settle and stay settled.
 */

#include "story.h"

#define STORY_TIME	60000
#define STORY_EVENTS	20
#define CALM_TIME	(SKEW_MAX + 2 * DELAY_MAX)
#define STEADY_FAST	10000
#define STEADY_SLOW	100000
#define PROBES		20

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
	world->fallback = chance(world, 30);
	if (world->fallback)
		world->slow = chance(world, 20);
	while (n--) {
		struct sys *sys = sys_create(world, 4 + roll(world, 5));

		choose_settings(world, sys);
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

/* All at about the same time, or one long before a machine that starts from it. */
static void plan_boots(struct world *world)
{
	struct sys *sys;

	for_each_sys(world, sys) {
		bool late = world->fallback && sys->index && chance(world, 50);

		world_at(world, world->now + a_while(world, late ? 40000 : 3000),
			 boot, sys, 0);
	}
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

/* It is there, and will never speak LACP. */
static void silence(struct world *world, struct sys *sys)
{
	trace(world, "--- %c speaks no LACP to the end", 'A' + sys->index);
	sys_crash(sys);
	sys->mute = true;
}

static void calm_down(struct world *world)
{
	bool whole = chance(world, 60);
	struct cable *cable;
	struct sys *sys;

	world->calm = true;
	if (world->fallback && chance(world, 50))
		silence(world, any_sys(world));
	for_each_sys(world, sys)
		if (!sys->alive && !sys->mute)
			sys_boot(sys);
	plot_no_drains(world);
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
	struct sys *sys;

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
	for_each_sys(world, sys)
		if (sys->alive)
			fallback_check(sys);
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

	create_systems(world);
	create_cables(world);
	plan_boots(world);
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
