// SPDX-License-Identifier: GPL-2.0
/*
 * Netpoll: netconsole and the like send through a LAG, from wherever the kernel
 * prints, with interrupts disabled
 *
 * Each port has a netpoll of its own for it, from when somebody begins to use
 * the LAG in this way, or the port joins, to when the last one ends it, or the
 * port leaves.
 */

#include <linux/netpoll.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "lag.h"

static int lag_port_enable_netpoll(struct lag_port *port)
{
	struct netpoll *np = kzalloc(sizeof(*np), GFP_KERNEL);
	int err;

	if (!np)
		return -ENOMEM;
	err = __netpoll_setup(np, port->dev);
	if (err) {
		kfree(np);
		/* The kernel's own number for it is not for user space. */
		return err == -ENOMEM ? err : -EOPNOTSUPP;
	}
	rcu_assign_pointer(port->np, np);
	return 0;
}

/**
 * lag_port_leave_netpoll() - send by a port no more without waiting
 * @port: the port
 *
 * Context: RTNL; waits for those who are sending.
 */
void lag_port_leave_netpoll(struct lag_port *port)
{
	struct netpoll *np = rtnl_dereference(port->np);

	if (!np)
		return;
	RCU_INIT_POINTER(port->np, NULL);
	__netpoll_free(np);
}

/**
 * lag_port_join_netpoll() - have a port send as its LAG does
 * @port: the port
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: 0, -EOPNOTSUPP where netpoll uses the LAG and cannot use the port,
 * or -ENOMEM.
 */
int lag_port_join_netpoll(struct lag_port *port,
			  struct netlink_ext_ack *extack)
{
	int err;

	if (!rtnl_dereference(port->lag->dev->npinfo))
		return 0;
	err = lag_port_enable_netpoll(port);
	if (err == -EOPNOTSUPP)
		NL_SET_ERR_MSG(extack, "netconsole uses the LAG and cannot use the device");
	return err;
}

/**
 * lag_netpoll_cleanup() - nobody sends without waiting any more
 * @dev: the LAG
 *
 * Context: RTNL.
 */
void lag_netpoll_cleanup(struct net_device *dev)
{
	struct lag *lag = netdev_priv(dev);
	struct lag_port *port;
	unsigned int i;

	lag_for_each_port(lag, i, port)
		lag_port_leave_netpoll(port);
}

/**
 * lag_netpoll_setup() - somebody is going to send without waiting
 * @dev: the LAG
 *
 * Context: RTNL.
 * Return: 0, -EOPNOTSUPP where a port cannot, or -ENOMEM.
 */
int lag_netpoll_setup(struct net_device *dev)
{
	struct lag *lag = netdev_priv(dev);
	struct lag_port *port;
	unsigned int i;
	int err;

	/* For good: what netpoll has queued may leave after it has ended. */
	lag_set_tx_flag(lag, LAG_TX_NETPOLL, true);
	lag_for_each_port(lag, i, port) {
		err = lag_port_enable_netpoll(port);
		if (!err)
			continue;
		netdev_warn(dev, "not for netconsole, as %s is not: error %d\n",
			    port->dev->name, err);
		lag_netpoll_cleanup(dev);
		return err;
	}
	return 0;
}

/**
 * lag_poll_controller() - have the ports get on without interrupts
 * @dev: the LAG
 *
 * Context: netpoll, interrupts disabled.
 */
void lag_poll_controller(struct net_device *dev)
{
	struct lag *lag = netdev_priv(dev);
	unsigned int i;

	for (i = 0; i < LACP_PORTS_MAX; i++) {
		struct lag_port *port = rcu_dereference_bh(lag->port[i]);

		if (port && lag_port_live(port->dev))
			netpoll_poll_dev(port->dev);
	}
}

/**
 * lag_netpoll_xmit() - transmit a frame by a port without waiting
 * @port: the port
 * @skb: the frame, consumed in any case
 *
 * Context: netpoll, interrupts disabled.
 * Return: NET_XMIT_SUCCESS or NET_XMIT_DROP.
 */
netdev_tx_t lag_netpoll_xmit(struct lag_port *port, struct sk_buff *skb)
{
	return netpoll_send_skb(rcu_dereference_bh(port->np), skb);
}
