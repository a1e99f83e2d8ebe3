/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the random histories share
 */

#ifndef _SIM_STORY_H
#define _SIM_STORY_H

#include "world.h"

static inline u32 roll(struct world *world, u32 n)
{
	return dice_below(&world->dice, n);
}

static inline bool chance(struct world *world, u32 percent)
{
	return dice_chance(&world->dice, percent);
}

static inline struct sys *any_sys(struct world *world)
{
	return &world->sys[roll(world, world->systems)];
}

/* plot.c */
u32 a_while(struct world *world, u32 max);
void set_light(struct world *world, struct cable *cable, bool light);
void set_quality(struct world *world, struct cable *cable);
void plot_happens(struct world *world, struct event *event);
void plot_no_drains(struct world *world);

/* choose.c */
void choose_settings(struct world *world, struct sys *sys);
void choose_fallback(struct world *world, struct sys *sys);
void choose_another(struct world *world);

#endif
