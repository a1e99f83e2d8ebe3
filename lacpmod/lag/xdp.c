// SPDX-License-Identifier: GPL-2.0
/*
 * XDP: a LAG's native program is run by each of its ports, where it receives
 *
 * So it sees all that a port receives, LACPDUs too, before lag_rx() does and
 * whether the port collects or not; its queue is the port's. What it sends back
 * leaves by the receiving port: for another choice the kernel asks bonding
 * alone. What is redirected to a LAG leaves by the port that the hash chooses, at
 * once also where other frames of its conversation are held (hold.c).
 */

#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <net/xdp.h>

#include "lag.h"

/* Programs */

static int lag_can_run_xdp(struct net_device *dev,
			   struct netlink_ext_ack *extack)
{
	if (!dev->netdev_ops->ndo_bpf) {
		NL_SET_ERR_MSG_FMT(extack, "the driver of port %s has no native XDP",
				   dev->name);
		return -EOPNOTSUPP;
	}
	if (dev_xdp_prog_count(dev)) {
		NL_SET_ERR_MSG_FMT(extack, "port %s has an XDP program of its own, remove it first",
				   dev->name);
		return -EEXIST;
	}
	return 0;
}

/* The driver keeps a reference of its own, and drops its old one. */
static int lag_port_set_xdp(struct lag_port *port, struct bpf_prog *prog,
			    struct netlink_ext_ack *extack)
{
	struct netdev_bpf bpf = {
		.command = XDP_SETUP_PROG,
		.prog = prog,
		.extack = extack,
	};
	int err;

	if (prog)
		bpf_prog_inc(prog);
	err = dev_xdp_propagate(port->dev, &bpf);
	if (err && prog)
		bpf_prog_put(prog);
	return err;
}

static void lag_port_undo_xdp(struct lag_port *port, struct bpf_prog *prog)
{
	int err = lag_port_set_xdp(port, prog, NULL);

	if (err)
		netdev_warn(port->dev, "has kept another XDP program than its LAG's: error %d\n",
			    err);
}

/**
 * lag_port_check_xdp() - whether a port can run the LAG's program, if it has one
 * @port: the port
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: 0, -EOPNOTSUPP where its driver cannot, or -EEXIST where it has a
 * program of its own.
 */
int lag_port_check_xdp(const struct lag_port *port,
		       struct netlink_ext_ack *extack)
{
	return port->lag->xdp_prog ? lag_can_run_xdp(port->dev, extack) : 0;
}

/**
 * lag_port_join_xdp() - have a port run the LAG's program, if it has one
 * @port: the port, which was found to be able to
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: 0 or the driver's error.
 */
int lag_port_join_xdp(struct lag_port *port, struct netlink_ext_ack *extack)
{
	struct bpf_prog *prog = port->lag->xdp_prog;

	return prog ? lag_port_set_xdp(port, prog, extack) : 0;
}

/**
 * lag_port_leave_xdp() - have a port run the LAG's program no more
 * @port: the port
 *
 * Context: RTNL.
 */
void lag_port_leave_xdp(struct lag_port *port)
{
	if (port->lag->xdp_prog)
		lag_port_undo_xdp(port, NULL);
}

/**
 * lag_exit_xdp() - let go of the program of a LAG that goes
 * @lag: the LAG, all of whose ports have left
 *
 * Context: RTNL.
 */
void lag_exit_xdp(struct lag *lag)
{
	if (lag->xdp_prog)
		bpf_prog_put(lag->xdp_prog);
	lag->xdp_prog = NULL;
}

static int lag_set_xdp(struct lag *lag, struct bpf_prog *prog,
		       struct netlink_ext_ack *extack)
{
	struct bpf_prog *old = lag->xdp_prog;
	struct lag_port *port;
	unsigned int i;
	int err = 0;

	lag_for_each_port(lag, i, port) {
		if (prog)
			err = lag_can_run_xdp(port->dev, extack);
		if (!err)
			err = lag_port_set_xdp(port, prog, extack);
		if (err)
			goto undo;
	}
	lag->xdp_prog = prog;
	if (old)
		bpf_prog_put(old);
	/* Frames that are too long for it are not for a port that runs one. */
	lag_compute_limits(lag);
	return 0;

undo:
	while (i--) {
		port = rtnl_dereference(lag->port[i]);
		if (port)
			lag_port_undo_xdp(port, old);
	}
	return err;
}

/**
 * lag_bpf() - ndo_bpf of a LAG
 * @dev: the LAG
 * @bpf: the request; of a program the reference is ours if it succeeds
 *
 * Context: RTNL.
 * Return: 0 or a negative error, then no port runs another program than before.
 */
int lag_bpf(struct net_device *dev, struct netdev_bpf *bpf)
{
	switch (bpf->command) {
	case XDP_SETUP_PROG:
		/* That cannot be refused. Each port will be asked when it leaves. */
		if (dev->reg_state == NETREG_UNREGISTERING)
			return 0;
		return lag_set_xdp(netdev_priv(dev), bpf->prog, bpf->extack);
	default:
		return -EINVAL;
	}
}

/**
 * lag_compute_xdp_features() - follow what XDP all ports can do
 * @lag: the LAG, whose ports or their features changed
 *
 * Context: RTNL.
 */
void lag_compute_xdp_features(struct lag *lag)
{
	unsigned int i, features = 0;
	struct lag_port *port;

	if (lag_ports(lag))
		features = NETDEV_XDP_ACT_BASIC | NETDEV_XDP_ACT_REDIRECT |
			   NETDEV_XDP_ACT_NDO_XMIT | NETDEV_XDP_ACT_RX_SG |
			   NETDEV_XDP_ACT_NDO_XMIT_SG;
	lag_for_each_port(lag, i, port)
		features &= netdev_xdp_features(port->dev);
	xdp_set_features_flag(lag->dev, features);
}

/* Frames that are redirected to a LAG */

static u32 lag_xdp_hash(const struct lag *lag, const struct xdp_frame *frame)
{
	return lag_hash_raw(lag, frame->data, frame->len, NULL);
}

static struct lag_port *lag_xdp_port(struct lag *lag,
				     const struct xdp_frame *frame)
{
	return lag_select_port(lag, lag_xdp_hash(lag, frame));
}

/* How many of them the port takes, the first ones; the others are the caller's. */
static int lag_port_xdp_xmit(struct lag_port *port, int n,
			     struct xdp_frame **frames, u32 flags)
{
	const struct net_device_ops *ops;
	unsigned int octets = 0;
	int i, sent;

	if (!port)
		return 0;
	ops = port->dev->netdev_ops;
	if (!ops->ndo_xdp_xmit)
		return 0;

	/* Those that are taken must not be looked at any more. */
	for (i = 0; i < n; i++)
		octets += xdp_get_frame_len(frames[i]);
	sent = ops->ndo_xdp_xmit(port->dev, n, frames, flags);
	if (sent <= 0)
		return 0;
	for (i = sent; i < n; i++)
		octets -= xdp_get_frame_len(frames[i]);
	dev_sw_netstats_tx_add(port->lag->dev, sent, octets);
	return sent;
}

/*
 * Those that a port then refuses, too: when it has, the others must not be looked
 * at any more.
 */
static void lag_xdp_count(struct lag *lag, int n, struct xdp_frame **frames)
{
	int i;

	for (i = 0; i < n; i++) {
		u32 cid = lag_xdp_hash(lag, frames[i]);

		if (lag_select_port(lag, cid))
			lag_load_add(lag, cid, xdp_get_frame_len(frames[i]));
	}
}

/**
 * lag_xdp_xmit() - ndo_xdp_xmit of a LAG
 * @dev: the LAG
 * @n: how many frames
 * @frames: the frames; sorted so that those which were not sent come last
 * @flags: XDP_XMIT_*
 *
 * Context: softirq, RCU.
 * Return: how many frames were sent, the others are the caller's; or -EINVAL.
 */
int lag_xdp_xmit(struct net_device *dev, int n, struct xdp_frame **frames,
		 u32 flags)
{
	struct lag *lag = netdev_priv(dev);
	struct lag_port *port, *next;
	int i, run, done, sent = 0;

	if (unlikely(flags & ~XDP_XMIT_FLAGS_MASK))
		return -EINVAL;

	if (READ_ONCE(lag->tx_flags) & LAG_TX_COUNT)
		lag_xdp_count(lag, n, frames);
	next = lag_xdp_port(lag, frames[0]);
	for (i = 0; i < n; i += run) {
		port = next;
		for (run = 1; i + run < n; run++) {
			next = lag_xdp_port(lag, frames[i + run]);
			if (next != port)
				break;
		}
		done = lag_port_xdp_xmit(port, run, frames + i, flags);
		memmove(frames + sent + done, frames + sent,
			(i - sent) * sizeof(*frames));
		sent += done;
	}
	for (i = sent; i < n; i++)
		dev_core_stats_tx_dropped_inc(dev);
	return sent;
}
