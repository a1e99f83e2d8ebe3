// SPDX-License-Identifier: GPL-2.0
/*
 * Rebalancing: conversation IDs are moved for what they were measured to carry
 */

#include <linux/mm.h>
#include <linux/rtnetlink.h>

#include "lag.h"

static void lag_measure(const struct lag *lag, struct lacp_balance *b)
{
	unsigned int cid;

	for (cid = 0; cid < LACP_BUCKETS; cid++)
		lag_load_read(lag, cid, &b->load[cid]);
}

/* Made without lag->lock, but for a moment. */
static struct lacp_balance *lag_plan(struct lag *lag)
{
	struct lacp_balance *b = kvzalloc(sizeof(*b), GFP_KERNEL);

	if (!b)
		return NULL;
	lag_measure(lag, b);
	spin_lock_bh(&lag->lock);
	lacp_balance_begin(&lag->lacp, b);
	spin_unlock_bh(&lag->lock);
	lacp_balance_plan(b);
	return b;
}

/* What has changed since the plan was begun is left as it is. */
static void lag_apply_plan(struct lag *lag, struct lacp_balance *b)
{
	lag_protocol_lock(lag);
	b->moved = lacp_rebalance(&lag->lacp, b);
	lag_protocol_unlock(lag);
	lag->rebalanced += b->moved;
}

/**
 * lag_rebalance() - move conversation IDs for what they were measured to carry
 * @lag: the LAG, whose counters are on
 * @dry_run: only say what would be moved
 *
 * Unless it is only a plan, measuring begins anew.
 *
 * Context: RTNL.
 * Return: the plan, to be freed by kvfree(), or NULL for want of memory.
 */
struct lacp_balance *lag_rebalance(struct lag *lag, bool dry_run)
{
	struct lacp_balance *b;

	ASSERT_RTNL();
	b = lag_plan(lag);
	if (!b || dry_run)
		return b;
	lag_apply_plan(lag, b);
	lag_load_restart(lag);
	return b;
}
