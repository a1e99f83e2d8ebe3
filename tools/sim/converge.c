// SPDX-License-Identifier: GPL-2.0
/*
 * How long it takes from the last link's coming up to every port distributing
 *
 * Two systems, cables of one delay, nothing lost but what is sent to an end that
 * is not up yet. The links come up together or one after the other, each end
 * within some milliseconds of the other; for the first time, or again after all
 * of them were pulled. Every combination of what is listed below is measured, or
 * each Nth: one that divides no list's length has all values of each meet all others.
 */

#include <stdio.h>

#include "world.h"

#define COUPLED_MAX	500
#define INDEPENDENT_MAX	1200
#define GIVE_UP		60000
#define PULL_TIME	5000	/* ms that the links work, and are dark then */

/**
 * struct setup - what is measured
 * @ports: links
 * @spacing: ms between two links' coming up
 * @skew: ms between the two ends of a link, at most
 * @delay: ms that a frame takes
 * @passive: which end is passive: 0 none, 1 the first, 2 the second
 * @slow: the ends that have the slow rate, a bit each
 * @independent: the ends that have the independent Mux, a bit each
 * @again: the links worked before
 * @seed: which of the skews
 */
struct setup {
	u32 ports;
	u32 spacing;
	u32 skew;
	u32 delay;
	u32 passive;
	u32 slow;
	u32 independent;
	u32 again;
	u32 seed;
};

static const u32 ports_list[] = { 1, 2, 3, 4, 8, 16 };
static const u32 spacing_list[] = {
	0, 1, 5, 10, 50, 100, 200, 300, 400, 500, 700, 900, 950, 1000, 1010,
	1500, 2000, 2100, 3000,
};

static const u32 skew_list[] = { 0, 1, 5 };
static const u32 delay_list[] = { 0, 2 };

/**
 * struct worst - the longest time, and with what
 * @time: ms
 * @setup: with what
 * @over: how many took longer than they may
 * @seen: how many set-ups there were
 * @runs: how many of them were measured
 * @sum: of all times
 */
struct worst {
	u64 time;
	struct setup setup;
	u64 over;
	u64 seen;
	u64 runs;
	u64 sum;
};

static void create(struct world *world, const struct setup *setup)
{
	u32 i;

	for (i = 0; i < 2; i++) {
		struct sys *sys = sys_create(world, setup->ports);

		if (setup->passive == i + 1)
			sys->config.mode = LACPMOD_MODE_PASSIVE;
		if (setup->slow & (1 << i))
			sys->config.rate = LACPMOD_RATE_SLOW;
		if (setup->independent & (1 << i))
			sys->config.mux = LACPMOD_MUX_KIND_INDEPENDENT;
		sys_boot(sys);
	}
	for (i = 0; i < setup->ports; i++) {
		struct cable *cable = cable_create(world);

		cable->delay = setup->delay;
		cable_plug(world, cable, &world->sys[0].node[i],
			   &world->sys[1].node[i]);
	}
}

static void link_up(struct world *world, struct event *event)
{
	u32 skew = event->value;
	u32 a = dice_below(&world->dice, skew + 1);
	bool first = dice_chance(&world->dice, 50);

	if (skew && dice_chance(&world->dice, 50))
		a = skew;
	cable_light(world, event->object, true, first ? a : 0, first ? 0 : a);
}

static bool all_distribute(struct world *world)
{
	struct node *node;
	struct sys *sys;

	for_each_sys(world, sys)
		for_each_node(sys, node)
			if (!lacp_port_distributing(&node->lacp))
				return false;
	return true;
}

static bool all_carry(struct world *world)
{
	struct node *node;
	struct sys *sys;

	for_each_sys(world, sys)
		for_each_node(sys, node)
			if (!node->carrier)
				return false;
	return true;
}

/* The links work for a while, and are pulled together. */
static void work_and_pull(struct world *world)
{
	struct cable *cable;

	for_each_cable(world, cable)
		cable_light(world, cable, true, 0, 0);
	world_until(world, world->now + PULL_TIME);
	for_each_cable(world, cable)
		cable_light(world, cable, false, 0, 0);
	world_until(world, world->now + PULL_TIME);
}

/* Milliseconds from the last carrier to the last port. */
static u64 measure(struct world *world, const struct setup *setup)
{
	u64 last = 0, end;
	u32 i;

	create(world, setup);
	if (setup->again)
		work_and_pull(world);
	for (i = 0; i < setup->ports; i++)
		world_at(world, world->now + 10 + i * setup->spacing, link_up,
			 &world->cable[i], setup->skew);
	end = world->now + setup->ports * setup->spacing + GIVE_UP;
	while (world->now < end && !world->failure.failed) {
		world_until(world, world_next(world));
		if (!last && all_carry(world))
			last = world->now;
		if (last && all_distribute(world))
			return world->now - last;
	}
	return GIVE_UP;
}

static u64 limit(const struct setup *setup)
{
	return setup->independent ? INDEPENDENT_MAX : COUPLED_MAX;
}

static void measure_one(struct world *world, struct setup *setup,
			struct tally *tally, struct worst *worst)
{
	u64 time;

	world_begin(world, setup->seed, tally);
	time = measure(world, setup);
	world_end(world);

	worst->runs++;
	worst->sum += time;
	worst->over += time > limit(setup) || world->failure.failed;
	if (world->failure.failed)
		printf("    # %s: %s\n", prop_name(world->failure.prop),
		       world->failure.text);
	if (time >= worst->time) {
		worst->time = time;
		worst->setup = *setup;
	}
}

#define for_each_of(value, list, i) \
	for ((i) = 0; (i) < ARRAY_SIZE(list) && ((value) = (list)[i], true); \
	     (i)++)

static void measure_links(struct world *world, struct setup *setup, u32 every,
			  struct tally *tally, struct worst *worst)
{
	unsigned int a, b, c, d;

	for_each_of(setup->ports, ports_list, a)
		for_each_of(setup->spacing, spacing_list, b)
			for_each_of(setup->skew, skew_list, c)
				for_each_of(setup->delay, delay_list, d) {
					setup->seed = worst->seen++;
					if (setup->seed % every == 0)
						measure_one(world, setup, tally,
							    worst);
				}
}

static void print_worst(const char *name, unsigned int test,
			const struct worst *worst)
{
	const struct setup *setup = &worst->setup;

	printf("    # %llu set-ups, %llu over the limit, mean %llu ms\n",
	       (unsigned long long)worst->runs,
	       (unsigned long long)worst->over,
	       (unsigned long long)(worst->sum / worst->runs));
	printf("    # worst: %u ports, %u ms apart, skew %u ms, delay %u ms\n",
	       setup->ports, setup->spacing, setup->skew, setup->delay);
	printf("    # told by --setup %u,%u,%u,%u,%u,%u,%u,%u,%u\n",
	       setup->ports, setup->spacing, setup->skew, setup->delay,
	       setup->passive, setup->slow, setup->independent, setup->again,
	       setup->seed);
	printf("    %sok %u %s: at most %llu ms, the limit is %llu ms\n",
	       worst->over ? "not " : "", test, name,
	       (unsigned long long)worst->time,
	       (unsigned long long)limit(setup));
}

/**
 * struct series - set-ups that are judged together
 * @name: what they have in common
 * @passive: which end is passive
 * @independent: which ends have the independent Mux
 */
static const struct series {
	const char *name;
	u32 passive;
	u32 independent;
} all_series[] = {
	{ "converge: coupled, active and active", 0, 0 },
	{ "converge: coupled, active and passive", 2, 0 },
	{ "converge: coupled and independent, active and active", 0, 1 },
	{ "converge: coupled and independent, active and passive", 2, 1 },
	{ "converge: independent and coupled, active and passive", 2, 2 },
	{ "converge: independent, active and active", 0, 3 },
	{ "converge: independent, active and passive", 2, 3 },
};

/**
 * converge_count() - how many series there are
 */
unsigned int converge_count(void)
{
	return ARRAY_SIZE(all_series);
}

/**
 * converge_run() - measure a series and print its result
 * @which: the series
 * @every: each so many of its set-ups; 1: all
 * @test: number of the test result
 * @world: a world to use
 * @tally: where to count
 *
 * Return: whether nothing took longer than it may.
 */
bool converge_run(unsigned int which, u32 every, unsigned int test,
		  struct world *world, struct tally *tally)
{
	const struct series *series = &all_series[which];
	struct worst worst = {};
	u32 i;

	for (i = 0; i < 8; i++) {
		struct setup setup = {
			.passive = series->passive,
			.independent = series->independent,
			.slow = i % 4,
			.again = i / 4,
		};

		measure_links(world, &setup, every, tally, &worst);
	}
	print_worst(series->name, test, &worst);
	return !worst.over;
}

/**
 * converge_one() - tell one set-up
 * @text: the numbers of struct setup, with commas
 * @world: a world to use, which traces
 * @tally: where to count
 *
 * Return: whether it took no longer than it may.
 */
bool converge_one(const char *text, struct world *world, struct tally *tally)
{
	struct setup setup = {};
	u64 time;

	if (sscanf(text, "%u,%u,%u,%u,%u,%u,%u,%u,%u",
		   &setup.ports, &setup.spacing, &setup.skew, &setup.delay,
		   &setup.passive, &setup.slow, &setup.independent,
		   &setup.again, &setup.seed) != 9 ||
	    setup.ports > NODES_MAX)
		return false;
	world_begin(world, setup.seed, tally);
	time = measure(world, &setup);
	printf("%llu ms\n", (unsigned long long)time);
	world_end(world);
	return time <= limit(&setup);
}
