// SPDX-License-Identifier: GPL-2.0
/*
 * What becomes of a port's link: its device goes up and down, has a link, a speed
 */

#include <linux/ethtool.h>
#include <linux/rtnetlink.h>
#include <net/netdev_lock.h>

#include "lag.h"

static void lag_port_read_ethtool(struct lag_port *port, u32 *speed,
				  bool *full_duplex)
{
	struct ethtool_link_ksettings ks;

	*speed = 0;
	*full_duplex = true;
	if (netif_get_link_ksettings(port->dev, &ks))
		return;
	if (ks.base.speed != (u32)SPEED_UNKNOWN)
		*speed = ks.base.speed;
	*full_duplex = ks.base.duplex != DUPLEX_HALF;
}

/*
 * With the device's own lock held, as in NETDEV_CHANGE, and no other's: a VLAN asks
 * the device below it for the speed, under the lock of that.
 */
static void lag_port_update_link(struct lag_port *port)
{
	struct lag *lag = port->lag;
	bool full_duplex;
	u32 speed;

	lag_port_read_ethtool(port, &speed, &full_duplex);
	lag_protocol_lock(lag);
	lacp_port_set_up(&port->lacp, netif_running(port->dev) &&
			 !port->going_down);
	lacp_port_link(&port->lacp, lag_protocol_link(port), speed,
		       full_duplex);
	lag_protocol_unlock(lag);
}

/**
 * lag_port_read_speed() - look at a port's link and its speed anew
 * @port: the port
 *
 * Context: RTNL, and no device's own lock.
 */
void lag_port_read_speed(struct lag_port *port)
{
	port->speed_due = false;
	netdev_lock_ops(port->dev);
	lag_port_update_link(port);
	netdev_unlock_ops(port->dev);
}

static void lag_port_going_down(struct lag_port *port)
{
	struct lag *lag = port->lag;

	lag_protocol_lock(lag);
	port->going_down = true;
	lacp_port_set_up(&port->lacp, false);
	lag_protocol_unlock(lag);
	lag_protocol_sent(port);
}

/*
 * A VLAN goes down and up with the device below it, on some kernels under the lock
 * of that: the speed is left to lag_work().
 */
static void lag_port_gone_down_or_up(struct lag_port *port)
{
	struct lag *lag = port->lag;

	lag_protocol_lock(lag);
	port->going_down = false;
	lacp_port_set_up(&port->lacp, netif_running(port->dev));
	lacp_port_set_link(&port->lacp, lag_protocol_link(port));
	lag_protocol_unlock(lag);
	port->speed_due = true;
	lag_schedule_work(lag);
}

/*
 * While a device is tied to its LAG, and while it is released, it is a port of which
 * the protocol does not know, or no more. A driver that hears of that, or gets an XDP
 * program, may close and open it then. lag_port_start() reads what has come of it.
 */
static bool lag_port_is_known(const struct lag_port *port)
{
	return rtnl_dereference(port->lag->port[port->lacp.index]) == port;
}

/**
 * lag_port_link_event() - a port was set up or down, or has or lacks a link
 * @port: the port
 * @event: NETDEV_UP, NETDEV_DOWN, NETDEV_CHANGE or NETDEV_GOING_DOWN
 *
 * Context: RTNL.
 */
void lag_port_link_event(struct lag_port *port, unsigned long event)
{
	if (!lag_port_is_known(port))
		return;
	switch (event) {
	case NETDEV_UP:
	case NETDEV_DOWN:
		lag_port_gone_down_or_up(port);
		break;
	case NETDEV_CHANGE:
		lag_port_update_link(port);
		lag_compute_limits(port->lag);
		break;
	case NETDEV_GOING_DOWN:
		lag_port_going_down(port);
		break;
	}
}
