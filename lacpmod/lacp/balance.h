/* SPDX-License-Identifier: GPL-2.0 */
/*
 * LACP (IEEE 802.1AX): which port is to carry which conversation ID, by what they
 * were measured to carry
 */

#ifndef _LACP_BALANCE_H
#define _LACP_BALANCE_H

#include "lacp.h"

/**
 * struct lacp_balance - which conversation IDs to move for what they carry
 * @load: input: what each conversation ID was measured to carry, in any unit
 * @weight: input: weight of each port, by its index, 0 if not distributing
 * @from: input: the port that carries each conversation ID
 * @to: the port that is to carry it
 * @total: what all have carried
 * @before: what each port has carried
 * @after: what each port would have carried
 * @busiest_before: thousandths of its share that the busiest port has carried
 * @busiest_after: the same of the port that would have been
 * @moved: conversation IDs to be moved
 *
 * Too large for a stack, too large to be made under a lock: lacp_balance_begin()
 * takes what it needs of the LAG, and lacp_rebalance() does what is still to be
 * done.
 */
struct lacp_balance {
	u64 load[LACP_BUCKETS];
	u32 weight[LACP_PORTS_MAX];
	u8 from[LACP_BUCKETS];

	u8 to[LACP_BUCKETS];
	u64 total;
	u64 before[LACP_PORTS_MAX];
	u64 after[LACP_PORTS_MAX];
	u32 busiest_before;
	u32 busiest_after;
	u32 moved;

	/* private: */
	u64 key[LACP_BUCKETS];
	u32 scaled[LACP_BUCKETS];
	u16 next[LACP_BUCKETS];
	u16 head[LACP_PORTS_MAX];
	u32 has[LACP_PORTS_MAX];
	u32 fair[LACP_PORTS_MAX];
	bool stuck[LACP_PORTS_MAX];
};

void lacp_balance_begin(const struct lacp_lag *lag, struct lacp_balance *b);
void lacp_balance_plan(struct lacp_balance *b);
u32 lacp_rebalance(struct lacp_lag *lag, const struct lacp_balance *b, u64 now);
void lacp_forget_balance(struct lacp_lag *lag, u64 now);

#endif
