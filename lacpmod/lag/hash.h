/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hash: what of a frame becomes its conversation ID
 */

#ifndef _LACPMOD_LAG_HASH_H
#define _LACPMOD_LAG_HASH_H

#include <linux/bits.h>
#include <linux/skbuff.h>
#include <linux/types.h>

#include <uapi/linux/lacpmod.h>

#include "mix.h"

/**
 * struct lag_hash - how a LAG hashes
 * @key: of its seed
 * @way: LACPMOD_HASH_*, and LAG_HASH_SYMMETRIC
 */
struct lag_hash {
	struct lag_key key;
	u8 way;
};

#define LAG_HASH_SYMMETRIC	BIT(7)	/* both directions are one conversation */

/* UDP ports of tunnels, in which encap2+3 and encap3+4 look further. */
#define LAG_PORT_VXLAN		4789
#define LAG_PORT_VXLAN_OLD	8472	/* Linux's own, before IANA had one */
#define LAG_PORT_GENEVE		6081
#define LAG_PORT_GTPU		2152

/* hash.c */
void lag_hash_set(struct lag_hash *h, u8 policy, bool symmetric, u32 seed);
u32 lag_hash_thorough(const struct sk_buff *skb, const struct lag_hash *h);
u32 lag_hash(const struct sk_buff *skb, const struct lag_hash *h);

#endif
