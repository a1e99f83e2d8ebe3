// SPDX-License-Identifier: GPL-2.0
/*
 * What the protocol leaves to others, because it has to wait
 *
 * lag->work waits for RTNL, lag->settle for an RCU grace period. Each holds a
 * reference on the device while it is under way.
 */

#include <linux/rtnetlink.h>

#include "lag.h"

struct workqueue_struct *lag_workqueue;

/* Of what waits for no RTNL: whoever does must not hold it up. */
static struct workqueue_struct *lag_settle_workqueue;

static struct netdev_lag_lower_state_info
lag_lower_state(const struct lag_port *port)
{
	struct netdev_lag_lower_state_info info;

	spin_lock_bh(&port->lag->lock);
	info.link_up = port->lacp.was_enabled;
	info.tx_enabled = lacp_port_distributing(&port->lacp);
	spin_unlock_bh(&port->lag->lock);
	return info;
}

static void lag_tell_lower_state(struct lag_port *port)
{
	struct netdev_lag_lower_state_info now = lag_lower_state(port);

	if (now.link_up == port->lower.link_up &&
	    now.tx_enabled == port->lower.tx_enabled)
		return;
	port->lower = now;
	netdev_lower_state_changed(port->dev, &now);
}

static void lag_work(struct work_struct *work)
{
	struct lag *lag = container_of(work, struct lag, work);
	struct net_device *dev = lag->dev;
	struct lag_port *port;
	unsigned int i;

	rtnl_lock();
	lag_retry_filters(lag);
	lag_for_each_port(lag, i, port) {
		if (port->speed_due)
			lag_port_read_speed(port);
		lag_tell_lower_state(port);
	}
	lag_tell_peers(lag);
	rtnl_unlock();
	dev_put(dev);
}

/*
 * Whoever is in lag_xmit() may have read a bucket before it changed. A few held
 * frames wait for this: it must not take the milliseconds of an ordinary grace
 * period.
 */
static void lag_settle_work(struct work_struct *work)
{
	struct lag *lag = container_of(work, struct lag, settle);

	synchronize_rcu_expedited();
	lag_protocol_lock(lag);
	lacp_flush_settled(&lag->lacp, lag_protocol_now());
	lag_protocol_unlock(lag);
	dev_put(lag->dev);
}

/**
 * lag_schedule_work() - have what needs RTNL done
 * @lag: the LAG
 *
 * Context: any.
 */
void lag_schedule_work(struct lag *lag)
{
	dev_hold(lag->dev);
	if (!queue_work(lag_workqueue, &lag->work))
		dev_put(lag->dev);
}

/**
 * lag_schedule_settle() - have it told when nobody goes by old buckets
 * @lag: the LAG
 *
 * Context: any.
 */
void lag_schedule_settle(struct lag *lag)
{
	dev_hold(lag->dev);
	if (!queue_work(lag_settle_workqueue, &lag->settle))
		dev_put(lag->dev);
}

/**
 * lag_work_init() - for a new LAG
 * @lag: the LAG
 */
void lag_work_init(struct lag *lag)
{
	INIT_WORK(&lag->work, lag_work);
	INIT_WORK(&lag->settle, lag_settle_work);
}

/**
 * lag_work_start() - before the first LAG
 *
 * Return: 0 or -ENOMEM.
 */
int lag_work_start(void)
{
	lag_workqueue = alloc_workqueue("lacpmod", WQ_UNBOUND, 0);
	if (!lag_workqueue)
		return -ENOMEM;
	lag_settle_workqueue = alloc_workqueue("lacpmod_settle",
					       WQ_UNBOUND | WQ_HIGHPRI, 0);
	if (lag_settle_workqueue)
		return 0;
	destroy_workqueue(lag_workqueue);
	return -ENOMEM;
}

/**
 * lag_work_stop() - after the last LAG
 */
void lag_work_stop(void)
{
	destroy_workqueue(lag_settle_workqueue);
	destroy_workqueue(lag_workqueue);
}
