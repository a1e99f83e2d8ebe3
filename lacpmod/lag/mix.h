/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The mix: from what was found in a frame to a conversation ID
 *
 * One multiplication of 64 by 64 bits, whose two halves are folded into one,
 * and a second that brings what differs to the top: so each bit that goes in
 * reaches each bit of the conversation ID. The key takes part in it. A key that
 * was merely added would only rotate the bucket table, and a second tier of
 * LAGs would find its flows presorted by the first.
 *
 * Nothing here knows of frames, so that it can be tested in user space.
 */

#ifndef _LACPMOD_LAG_MIX_H
#define _LACPMOD_LAG_MIX_H

#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/types.h>

#define LAG_GOLDEN	0x9e3779b97f4a7c15ULL	/* 2^64 / golden ratio, odd */
#define LAG_CID_BITS	12

/**
 * struct lag_key - what makes the mix of a LAG its own
 * @k: words without any pattern
 * @odd: another, which is odd
 *
 * It may change while a frame is hashed, which then takes any port: what is read
 * of it need not fit together.
 */
struct lag_key {
	u64 k[2];
	u64 odd;
};

/* Both halves of a product of 128 bits, in one. */
static inline u64 lag_fold(u64 a, u64 b)
{
#ifdef __SIZEOF_INT128__
	__uint128_t product = (__uint128_t)a * b;

	return (u64)product ^ (u64)(product >> 64);
#else
	u64 ll = (a & 0xffffffff) * (b & 0xffffffff);
	u64 lh = (a & 0xffffffff) * (b >> 32);
	u64 hl = (a >> 32) * (b & 0xffffffff);
	u64 hh = (a >> 32) * (b >> 32);
	u64 middle = (ll >> 32) + (lh & 0xffffffff) + (hl & 0xffffffff);

	hh += (lh >> 32) + (hl >> 32) + (middle >> 32);
	return hh ^ (middle << 32 | (ll & 0xffffffff));
#endif
}

static inline u64 lag_word(const u64 *word)
{
	/* What another CPU changes meanwhile is as good before as after. */
	return data_race(*word);
}

/**
 * lag_mix() - two words become one
 * @key: the LAG's
 * @a: a word
 * @b: another, which cannot take its place
 */
static inline u64 lag_mix(const struct lag_key *key, u64 a, u64 b)
{
	return lag_fold(a ^ lag_word(&key->k[0]), b ^ lag_word(&key->k[1]));
}

/**
 * lag_mix_ipv6() - two IPv6 addresses become one word
 * @key: the LAG's
 * @src: the source's two words
 * @dst: the destination's
 *
 * One after the other: both at a time want more registers than there are.
 */
static inline u64 lag_mix_ipv6(const struct lag_key *key, const u64 *src,
			       const u64 *dst)
{
	return lag_fold(lag_mix(key, src[0], src[1]) ^ dst[0],
			dst[1] ^ lag_word(&key->k[1]));
}

/**
 * lag_conversation() - the conversation ID
 * @key: the LAG's
 * @a: what was found in the frame, one word
 * @b: and the other
 *
 * Return: a number below LACP_BUCKETS; long, for it is an index that no
 * instruction needs to widen.
 */
static inline unsigned long lag_conversation(const struct lag_key *key,
					     u64 a, u64 b)
{
	return (lag_mix(key, a, b) * lag_word(&key->odd)) >>
	       (64 - LAG_CID_BITS);
}

/* Put two words in an order that does not depend on which was which. */
static inline void lag_order(u64 *a, u64 *b)
{
	if (*a > *b)
		swap(*a, *b);
}

/* The same for two words of two: IPv6 addresses. */
static inline void lag_order_ipv6(u64 *a, u64 *b)
{
	if (a[0] < b[0] || (a[0] == b[0] && a[1] <= b[1]))
		return;
	swap(a[0], b[0]);
	swap(a[1], b[1]);
}

/* One number after another, without any pattern (SplitMix64). */
static inline u64 lag_scatter(u64 *state)
{
	u64 z = *state += LAG_GOLDEN;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

/**
 * lag_make_key() - the key that a seed stands for
 * @key: result
 * @seed: the seed; any two give keys that have nothing in common
 */
static inline void lag_make_key(struct lag_key *key, u32 seed)
{
	u64 state = seed;

	key->k[0] = lag_scatter(&state);
	key->k[1] = lag_scatter(&state);
	key->odd = lag_scatter(&state) | 1;
}

#endif
