/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Chance, that can be repeated: splitmix64
 */

#ifndef _SIM_RAND_H
#define _SIM_RAND_H

#include <linux/types.h>

/**
 * struct dice - a source of chance
 * @state: where it stands; the seed to begin with
 */
struct dice {
	u64 state;
};

/* The next 64 bits. */
static inline u64 dice_roll(struct dice *dice)
{
	u64 z = dice->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/* One of 0 to @n - 1. */
static inline u32 dice_below(struct dice *dice, u32 n)
{
	return ((dice_roll(dice) >> 32) * n) >> 32;
}

/* One of @low to @high. */
static inline u32 dice_between(struct dice *dice, u32 low, u32 high)
{
	return low + dice_below(dice, high - low + 1);
}

/* True @percent times in a hundred. */
static inline bool dice_chance(struct dice *dice, u32 percent)
{
	return dice_below(dice, 100) < percent;
}

#endif
