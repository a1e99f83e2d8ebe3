// SPDX-License-Identifier: GPL-2.0
/*
 * Rebalancing: conversation IDs are moved for what they were measured to carry,
 * when asked to, or time and again
 */

#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/rtnetlink.h>
#include <linux/workqueue.h>

#include "../lacp/balance.h"
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
	b->moved = lacp_rebalance(&lag->lacp, b, lag_protocol_now());
	lag_protocol_unlock(lag);
	lag->rebalanced += b->moved;
	if (b->moved)
		lag_protocol_rebalanced(lag, b);
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

/* Time and again */

#define LAG_WORTH_FROM	1100	/* thousandths of its share on the busiest port */
#define LAG_WORTH_GAIN	50	/* thousandths that it would have less */

/* Loads are never quite the same again: not every difference is worth a move. */
static bool lag_worth_moving(const struct lacp_balance *b)
{
	return b->busiest_before >= LAG_WORTH_FROM &&
	       b->busiest_before >= b->busiest_after + LAG_WORTH_GAIN;
}

/* Without memory for a plan, the next time. */
static void lag_rebalance_if_worth(struct lag *lag)
{
	struct lacp_balance *b = lag_plan(lag);

	if (b && lag_worth_moving(b))
		lag_apply_plan(lag, b);
	kvfree(b);
	lag_load_restart(lag);
}

/* Not before a whole interval was measured: somebody may have begun it anew. */
static u32 lag_rebalance_wait(const struct lag *lag)
{
	u32 interval = lag->settings.rebalance_interval;

	return interval - min(lag_load_measured(lag), interval);
}

static void lag_rebalance_later(struct lag *lag)
{
	unsigned long delay = msecs_to_jiffies(lag_rebalance_wait(lag));

	dev_hold(lag->dev);
	if (!queue_delayed_work(lag_workqueue, &lag->rebalance_work, delay))
		dev_put(lag->dev);
}

static void lag_rebalance_never(struct lag *lag)
{
	if (cancel_delayed_work(&lag->rebalance_work))
		dev_put(lag->dev);
}

/* Holds the device while it waits; who sets the interval anew takes it back. */
static void lag_rebalance_work(struct work_struct *work)
{
	struct lag *lag = container_of(to_delayed_work(work), struct lag,
				       rebalance_work);
	struct net_device *dev = lag->dev;

	rtnl_lock();
	if (dev->reg_state == NETREG_REGISTERED &&
	    lag->settings.rebalance_interval) {
		if (!lag_rebalance_wait(lag))
			lag_rebalance_if_worth(lag);
		lag_rebalance_later(lag);
	}
	rtnl_unlock();
	dev_put(dev);
}

/**
 * lag_rebalance_set() - have a LAG rebalance as its settings say
 * @lag: the LAG, whose interval was changed
 *
 * Context: RTNL.
 */
void lag_rebalance_set(struct lag *lag)
{
	lag_rebalance_never(lag);
	if (lag->settings.rebalance_interval)
		lag_rebalance_later(lag);
}

/**
 * lag_rebalance_init() - a new LAG does not rebalance
 * @lag: the LAG
 */
void lag_rebalance_init(struct lag *lag)
{
	INIT_DELAYED_WORK(&lag->rebalance_work, lag_rebalance_work);
}

/**
 * lag_rebalance_exit() - a LAG goes
 * @lag: the LAG
 *
 * Context: RTNL, for which the work may be waiting: it will find out.
 */
void lag_rebalance_exit(struct lag *lag)
{
	lag_rebalance_never(lag);
}
