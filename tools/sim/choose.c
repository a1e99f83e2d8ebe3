// SPDX-License-Identifier: GPL-2.0
/*
 * The settings of systems in random histories
 */

#include "story.h"

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

static void choose_multiplier(struct world *world, struct sys *sys)
{
	sys->config.timeout_multiplier = chance(world, 60) ? 3 :
					 2 + roll(world, 4);
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
	struct lacp_config *config = &sys->config;

	config->min_links = chance(world, 50) ? 1 : 1 + roll(world, 4);
	/* More than max-links allows is not to be had. */
	if (config->max_links)
		config->min_links = min(config->min_links, config->max_links);
}

/* What a few links have together, at the speeds that they may come to have. */
static void choose_min_bandwidth(struct world *world, struct sys *sys)
{
	static const u32 sums[] = { 0, 0, 1, 101, 1000, 2000, 2001, 3500 };

	sys->config.min_bandwidth = sums[roll(world, ARRAY_SIZE(sums))];
}

static void choose_wait(struct world *world, struct sys *sys)
{
	static const u32 waits[] = { 0, 1, 100, 500, 2000, 2000, 2000, 5000 };

	sys->config.aggregate_wait = waits[roll(world, ARRAY_SIZE(waits))];
}

/* What none chooses unless the history is about it. */
static void choose_places(struct world *world, struct sys *sys)
{
	static const u32 sync_timeouts[] = { 0, 1, 500, 1000, 3000, 5000 };
	static const u32 restores[] = { 0, 0, 500, 5000 };
	struct lacp_config *config = &sys->config;

	if (!world->choices)
		return;
	config->max_links = roll(world, 5);
	if (config->max_links)
		config->min_links = min(config->min_links, config->max_links);
	config->selection = roll(world, 4);
	config->reselect = roll(world, 2);
	config->sync_timeout = sync_timeouts[roll(world, 6)];
	config->wait_to_restore = restores[roll(world, 4)];
	config->revertive = chance(world, config->max_links ? 50 : 70);
}

/**
 * choose_fallback() - what a system does for partners that speak no LACP
 * @world: the world, where nobody does anything unless histories are about it
 * @sys: the system
 */
void choose_fallback(struct world *world, struct sys *sys)
{
	static const u32 timeouts[] = { 0, 0, 500, 3000, 5000, 20000 };
	struct lacp_config *config = &sys->config;

	if (!world->fallback)
		return;
	config->fallback = chance(world, 70) ? LACPMOD_FALLBACK_SINGLE :
						roll(world, 3);
	config->fallback_preempt = chance(world, 50);
	config->fallback_timeout = timeouts[roll(world, ARRAY_SIZE(timeouts))];
}

static void choose_flush(struct world *world, struct sys *sys)
{
	sys->config.flush = chance(world, 70);
}

static void choose_hold_time(struct world *world, struct sys *sys)
{
	static const u32 times[] = { 1, 20, 100, 1000 };

	sys->config.hold_time = times[roll(world, ARRAY_SIZE(times))];
}

/**
 * choose_settings() - choose those that a system begins with
 * @world: the world
 * @sys: the system, whose engine does not run yet
 */
void choose_settings(struct world *world, struct sys *sys)
{
	choose_mode(world, sys);
	choose_rate(world, sys);
	choose_multiplier(world, sys);
	choose_mux(world, sys);
	choose_key(world, sys);
	if (chance(world, 30))
		choose_min_links(world, sys);
	if (chance(world, 20))
		choose_min_bandwidth(world, sys);
	choose_places(world, sys);
	choose_fallback(world, sys);
	if (chance(world, 50))
		choose_wait(world, sys);
	choose_flush(world, sys);
	choose_hold_time(world, sys);
}

static const struct {
	const char *name;
	void (*choose)(struct world *world, struct sys *sys);
} settings[] = {
	{ "mode", choose_mode },
	{ "rate", choose_rate },
	{ "timeout multiplier", choose_multiplier },
	{ "Mux", choose_mux },
	{ "key", choose_key },
	{ "system priority", choose_priority },
	{ "System ID", choose_system },
	{ "min-links", choose_min_links },
	{ "aggregate wait", choose_wait },
	{ "max-links", choose_places },
	{ "fallback", choose_fallback },
	{ "flush", choose_flush },
	{ "min-bandwidth", choose_min_bandwidth },
};

/**
 * choose_another() - some system is given another setting
 * @world: the world
 */
void choose_another(struct world *world)
{
	u32 i = roll(world, ARRAY_SIZE(settings));
	struct sys *sys = any_sys(world);

	settings[i].choose(world, sys);
	trace(world, "--- %c has another %s", 'A' + sys->index,
	      settings[i].name);
	sys_configure(sys);
}
