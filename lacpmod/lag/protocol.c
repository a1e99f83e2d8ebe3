// SPDX-License-Identifier: GPL-2.0
/*
 * The protocol on the kernel's clock: struct lacp_ops, the timer, sending
 *
 * Whoever changes an input takes lag_protocol_lock(), calls the engine, and
 * leaves by lag_protocol_unlock(), which runs the machines, sets the timer, and
 * sends what is to be sent.
 */

#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/pkt_sched.h>
#include <net/sch_generic.h>

#include "lag.h"
#include "trace.h"

/* How late a LACPDU or a time-out may be for the sake of waking up less often. */
#define LAG_TIMER_SLACK	NSEC_PER_MSEC

static const struct lag_callbacks *lag_callbacks;

/**
 * lag_protocol_now() - the protocol's clock
 *
 * Return: CLOCK_BOOTTIME, ms.
 */
u64 lag_protocol_now(void)
{
	return div_u64(ktime_get_boottime_ns(), NSEC_PER_MSEC);
}

/* Sending */

static struct sk_buff *lag_pdu_skb(const struct lag_port *port)
{
	struct net_device *dev = port->dev;
	struct sk_buff *skb;
	struct ethhdr *eth;

	skb = alloc_skb(LL_RESERVED_SPACE(dev) + dev->needed_tailroom +
			LACP_PDU_LEN, GFP_ATOMIC);
	if (!skb)
		return NULL;

	skb_reserve(skb, LL_RESERVED_SPACE(dev));
	skb_reset_network_header(skb);
	skb->dev = dev;
	skb->protocol = htons(ETH_P_SLOW);
	skb->priority = TC_PRIO_CONTROL;

	eth = skb_push(skb, ETH_HLEN);
	skb_reset_mac_header(skb);
	ether_addr_copy(eth->h_dest, lag_slow_addr);
	ether_addr_copy(eth->h_source, port->orig_addr);
	eth->h_proto = htons(ETH_P_SLOW);
	return skb;
}

/*
 * Whether a queue may hold data: it was used of late, or cannot send. A driver with
 * locks of its own does not say.
 */
static bool lag_queue_used(const struct net_device *dev, unsigned int i)
{
	const struct netdev_queue *txq = netdev_get_tx_queue(dev, i);

	return netdev_is_lltx(dev) || netif_xmit_stopped(txq) ||
	       time_before(jiffies, READ_ONCE(txq->trans_start) + HZ);
}

static unsigned int lag_queues_used(const struct net_device *dev)
{
	unsigned int i, n = 0;

	for (i = 0; i < READ_ONCE(dev->real_num_tx_queues); i++)
		n += lag_queue_used(dev, i);
	return n;
}

/* As data that goes through this queue, where the device lets us choose. */
static struct sk_buff *lag_marker_skb(const struct lag_port *port,
				      unsigned int queue)
{
	struct sk_buff *skb = lag_pdu_skb(port);

	if (skb) {
		skb->priority = TC_PRIO_BESTEFFORT;
		skb_record_rx_queue(skb, queue);
	}
	return skb;
}

/* A port that has a LACPDU to send which nobody is sending. */
static struct lag_port *lag_next_sender(struct lag *lag)
{
	struct lacp_port *lacp;

	lockdep_assert_held(&lag->lock);

	lacp_for_each_port(&lag->lacp, lacp) {
		struct lag_port *port = lag_port_of(lacp);

		if (port->tx_wanted && !port->tx_busy)
			return port;
	}
	return NULL;
}

static void lag_keep_pdu(struct lag_pdu *pdu, const u8 *octets)
{
	pdu->time = lag_protocol_now();
	memcpy(pdu->octets, octets, LACP_PDU_LEN);
}

static struct sk_buff *lag_build(struct lag_port *port)
{
	struct lacp_port *lacp = &port->lacp;
	struct sk_buff *skb = lag_pdu_skb(port);
	u8 *pdu;

	if (!skb) {
		port->tx_failed++;
		return NULL;
	}
	pdu = skb_put(skb, LACP_PDU_LEN);
	lacp_build(lacp, pdu);
	lag_keep_pdu(&port->last_tx, pdu);
	trace_lacp_lacpdu_sent(port, &lacp->actor, &lacp->partner);
	return skb;
}

static void lag_set_timer(struct lag *lag, u64 next)
{
	if (lag->dead)
		return;

	if (next == LACP_NEVER)
		hrtimer_try_to_cancel(&lag->timer);
	else
		hrtimer_start_range_ns(&lag->timer,
				       ns_to_ktime(next * NSEC_PER_MSEC),
				       LAG_TIMER_SLACK, HRTIMER_MODE_ABS_SOFT);

	/* Somebody kicked while the timer was being put off: see the kick. */
	if (test_bit(LAG_KICKED, &lag->flags))
		hrtimer_start(&lag->timer, 0, HRTIMER_MODE_ABS_SOFT);
}

static void lag_run(struct lag *lag)
{
	lag_set_timer(lag, lacp_run(&lag->lacp, lag_protocol_now()));
}

/* Under rcu_read_lock(), which keeps ports from being freed meanwhile. */
static void lag_send_lacpdus(struct lag *lag)
{
	struct lag_port *port;
	struct sk_buff *skb;

	spin_lock_bh(&lag->lock);
	while ((port = lag_next_sender(lag))) {
		port->tx_wanted = false;
		port->tx_busy = true;
		skb = lag_build(port);
		spin_unlock_bh(&lag->lock);

		if (skb)
			dev_queue_xmit(skb);

		spin_lock_bh(&lag->lock);
		port->tx_busy = false;
		if (lacp_port_sent(&port->lacp, skb))
			lag_run(lag);
	}
	spin_unlock_bh(&lag->lock);
}

/**
 * lag_protocol_sent() - wait until a port's LACPDUs have left
 * @port: the port, that has nothing more to say
 *
 * Context: process, without lag->lock.
 */
void lag_protocol_sent(struct lag_port *port)
{
	bool sent;

	for (;;) {
		spin_lock_bh(&port->lag->lock);
		sent = !port->tx_wanted && !port->tx_busy;
		spin_unlock_bh(&port->lag->lock);
		if (sent)
			break;
		/* The sender runs on another CPU, with nothing to wait for. */
		usleep_range(10, 50);
	}
}

/* struct lacp_ops, all under lag->lock */

static void lag_transmit(struct lacp_port *lacp)
{
	lag_port_of(lacp)->tx_wanted = true;
}

static bool lag_marker_response(struct lacp_port *lacp, const u8 *pdu)
{
	struct lag_port *port = lag_port_of(lacp);
	struct sk_buff *skb = lag_pdu_skb(port);

	if (!skb) {
		port->tx_failed++;
		return false;
	}
	skb_put_data(skb, pdu, LACP_PDU_LEN);
	__skb_queue_tail(&port->lag->markers, skb);
	return true;
}

static void lag_settle(struct lacp_lag *lacp)
{
	lag_schedule_settle(lag_of(lacp));
}

static bool lag_send_marker(struct lag_port *port, unsigned int queue,
			    u32 transaction)
{
	struct sk_buff *skb = lag_marker_skb(port, queue);

	if (!skb) {
		port->tx_failed++;
		return false;
	}
	lacp_marker_build(&port->lacp, transaction,
			  skb_put(skb, LACP_PDU_LEN));
	__skb_queue_tail(&port->lag->markers, skb);
	return true;
}

/* A Marker that could not be sent will not be answered, and so be waited for. */
static unsigned int lag_markers(struct lacp_port *lacp, u32 transaction,
				unsigned int max)
{
	struct lag_port *port = lag_port_of(lacp);
	const struct net_device *dev = port->dev;
	unsigned int i, n = 0;

	if (max_t(unsigned int, lag_queues_used(dev), 1) > max)
		return 0;
	for (i = 0; i < READ_ONCE(dev->real_num_tx_queues) && n < max; i++)
		if (lag_queue_used(dev, i))
			lag_send_marker(port, i, transaction + n++);
	if (!n)
		lag_send_marker(port, 0, transaction + n++);
	return n;
}

static void lag_release(struct lacp_lag *lacp)
{
	set_bit(LAG_RELEASE, &lag_of(lacp)->flags);
}

static void lag_set_gate(struct lag_port *port, u8 flag, bool on)
{
	u8 gate = on ? port->gate | flag : port->gate & ~flag;

	WRITE_ONCE(port->gate, gate);
	WRITE_ONCE(port->rx_dev,
		   gate == LAG_GATE_COLLECT ? port->lag->dev : NULL);
}

static void lag_collect(struct lacp_port *lacp, bool on)
{
	lag_set_gate(lag_port_of(lacp), LAG_GATE_COLLECT, on);
}

static void lag_watch(struct lacp_port *lacp, bool on)
{
	struct lag_port *port = lag_port_of(lacp);

	/* What is heard from here on counts, from the first frame. */
	WRITE_ONCE(port->data_new, false);
	WRITE_ONCE(port->data_noted, jiffies - HZ);
	lag_set_gate(port, LAG_GATE_WATCH, on);
}

static void lag_carrier(struct lacp_lag *lacp, bool on)
{
	struct lag *lag = lag_of(lacp);

	if (on)
		netif_carrier_on(lag->dev);
	else
		netif_carrier_off(lag->dev);
}

static void lag_event(struct lacp_lag *lacp, struct lacp_port *lacp_port,
		      const struct lacp_event *event)
{
	struct lag_port *port = lacp_port ? lag_port_of(lacp_port) : NULL;
	struct lag *lag = lag_of(lacp);

	if (port)
		lag_history_add(&port->history, event);
	if (event->type == LACPMOD_EVENT_PORT_MUX ||
	    event->type == LACPMOD_EVENT_PORT_LINK)
		lag_schedule_work(lag);
	if ((event->type == LACPMOD_EVENT_LAG_CARRIER && event->to) ||
	    event->type == LACPMOD_EVENT_LAG_PARTNER) {
		set_bit(LAG_PEERS, &lag->flags);
		lag_schedule_work(lag);
	}
	lag_callbacks->event(lag, port, event);
}

static const struct lacp_ops lag_lacp_ops = {
	.transmit = lag_transmit,
	.marker_response = lag_marker_response,
	.settle = lag_settle,
	.markers = lag_markers,
	.release = lag_release,
	.collect = lag_collect,
	.watch = lag_watch,
	.carrier = lag_carrier,
	.event = lag_event,
};

/* The clock */

/**
 * lag_protocol_kick() - have the protocol look at its ports at once
 * @lag: the LAG
 *
 * Context: any; the data path has found a port without link.
 */
void lag_protocol_kick(struct lag *lag)
{
	if (test_bit(LAG_KICKED, &lag->flags) ||
	    test_and_set_bit(LAG_KICKED, &lag->flags))
		return;
	hrtimer_start(&lag->timer, 0, HRTIMER_MODE_ABS_SOFT);
}

/**
 * lag_protocol_link() - whether a port has a link that carries frames
 * @port: the port
 *
 * A link is lost with its carrier. It is there when the port has its queues,
 * which linkwatch gives it under RTNL: what is sent before is thrown away.
 *
 * Context: under lag->lock.
 */
bool lag_protocol_link(const struct lag_port *port)
{
	const struct net_device *dev = port->dev;

	if (!netif_carrier_ok(dev))
		return false;
	return port->lacp.was_enabled || !netif_running(dev) ||
	       !qdisc_tx_is_noop(dev);
}

static void lag_sample_data(struct lag_port *port)
{
	if (!READ_ONCE(port->data_new))
		return;
	WRITE_ONCE(port->data_new, false);
	lacp_port_data(&port->lacp, lag_protocol_now());
}

/* Read the links where they are, notifiers come when RTNL lets them. */
static void lag_sample_links(struct lag *lag)
{
	struct lacp_port *lacp;

	lacp_for_each_port(&lag->lacp, lacp) {
		struct lag_port *port = lag_port_of(lacp);

		lacp_port_set_up(lacp, netif_running(port->dev) &&
				 !port->going_down);
		lacp_port_set_link(lacp, lag_protocol_link(port));
		lag_sample_data(port);
	}
}

/*
 * The other end may have seen before us which link is lost, and its LACPDU on
 * another be the first that we hear of it: nobody need have sent anything here.
 * Returns whether there is such a link.
 */
static bool lag_sample_losses(struct lag *lag)
{
	struct lacp_port *lacp;
	bool lost = false;

	lacp_for_each_port(&lag->lacp, lacp) {
		if (!lacp->link || netif_carrier_ok(lag_port_of(lacp)->dev))
			continue;
		lacp_port_set_link(lacp, false);
		lost = true;
	}
	return lost;
}

static enum hrtimer_restart lag_timer(struct hrtimer *timer)
{
	struct lag *lag = container_of(timer, struct lag, timer);

	clear_bit(LAG_KICKED, &lag->flags);
	smp_mb__after_atomic();	/* a kick from here on is not about what we read */

	lag_protocol_lock(lag);
	lag_sample_links(lag);
	lag_protocol_unlock(lag);
	return HRTIMER_NORESTART;
}

/**
 * lag_protocol_lock() - begin to change what the protocol knows
 * @lag: the LAG
 *
 * Context: process or softirq.
 */
void lag_protocol_lock(struct lag *lag)
	__acquires(&lag->lock)
{
	spin_lock_bh(&lag->lock);
}

/* Run the machines, drop the lock, and send PDUs. */
static void lag_act(struct lag *lag)
	__releases(&lag->lock)
{
	struct sk_buff_head markers;
	struct sk_buff *skb;

	lag_run(lag);

	__skb_queue_head_init(&markers);
	skb_queue_splice_init(&lag->markers, &markers);
	rcu_read_lock();
	spin_unlock_bh(&lag->lock);

	while ((skb = __skb_dequeue(&markers)))
		dev_queue_xmit(skb);
	lag_send_lacpdus(lag);
	rcu_read_unlock();
}

/**
 * lag_protocol_unlock() - have the protocol act on what has changed
 * @lag: the LAG
 *
 * Runs the machines, drops the lock, and sends: PDUs, and then what was held.
 */
void lag_protocol_unlock(struct lag *lag)
	__releases(&lag->lock)
{
	lag_act(lag);
	while (unlikely(test_bit(LAG_RELEASE, &lag->flags)) &&
	       test_and_clear_bit(LAG_RELEASE, &lag->flags)) {
		rcu_read_lock_bh();
		lag_release_held(lag);
		rcu_read_unlock_bh();

		lag_protocol_lock(lag);
		lag_act(lag);
	}
}

/**
 * lag_protocol_overflow() - as many frames are held as may be
 * @lag: the LAG
 *
 * Has them sent before it returns, unless another CPU is at it.
 *
 * Context: as lag_protocol_lock(), without any lock of ours.
 */
void lag_protocol_overflow(struct lag *lag)
{
	lag_protocol_lock(lag);
	lacp_flush_overflow(&lag->lacp);
	lag_protocol_unlock(lag);
}

/* A LACPDU that the engine takes, and so one that is long enough. */
static void lag_heard(struct lag_port *port, const u8 *frame)
{
	const struct lacp_port *lacp = &port->lacp;

	lag_keep_pdu(&port->last_rx, frame);
	trace_lacp_lacpdu_heard(port, &lacp->pdu_actor, &lacp->pdu_partner);
}

/**
 * lag_protocol_receive() - a slow protocol frame has arrived
 * @port: the port
 * @frame: from the subtype on
 * @len: its octets
 *
 * The device hands on what it receives a little longer than the protocol knows
 * the port, before and after: such a frame is not ours. What a flood brings, bad
 * frames or more than are read, is counted and costs no more.
 *
 * Context: softirq, RCU.
 * Return: whether it was for us, good or bad, and not some other protocol's.
 */
bool lag_protocol_receive(struct lag_port *port, const u8 *frame, size_t len)
{
	struct lacp_port *lacp = &port->lacp;
	enum lacp_verdict verdict = LACP_UNKNOWN;
	struct lag *lag = port->lag;
	bool acts = false;
	u64 before;

	lag_protocol_lock(lag);
	if (lag->lacp.by_index[lacp->index] == lacp) {
		acts = lag_sample_losses(lag);
		before = lacp->counters.lacpdu_rx;
		verdict = lacp_port_receive(lacp, frame, len, lag_protocol_now());
		trace_lacp_received(port, frame, len, verdict);
		if (lacp->counters.lacpdu_rx != before)
			lag_heard(port, frame);
		acts |= verdict == LACP_ACCEPTED;
	}
	if (acts)
		lag_protocol_unlock(lag);
	else
		spin_unlock_bh(&lag->lock);
	return verdict != LACP_UNKNOWN;
}

/**
 * lag_protocol_notify() - tell that a LAG or a port came or went
 * @lag: the LAG
 * @port: the port, or NULL
 * @type: LACPMOD_EVENT_*
 *
 * Context: RTNL, and lag->lock for a port.
 */
void lag_protocol_notify(struct lag *lag, struct lag_port *port, u8 type)
{
	struct lacp_event event = {
		.type = type,
		.time = lag_protocol_now(),
	};

	if (port)
		lag_history_add(&port->history, &event);
	lag_callbacks->event(lag, port, &event);
}

/**
 * lag_protocol_rebalanced() - tell that conversation IDs were moved
 * @lag: the LAG
 * @b: the plan by which they were
 *
 * Context: RTNL.
 */
void lag_protocol_rebalanced(struct lag *lag, const struct lacp_balance *b)
{
	lag_callbacks->rebalanced(lag, b);
}

/**
 * lag_protocol_init() - a new LAG, down and without ports
 * @lag: the LAG; lag->settings is filled in
 */
void lag_protocol_init(struct lag *lag)
{
	spin_lock_init(&lag->lock);
	__skb_queue_head_init(&lag->markers);
	skb_queue_head_init(&lag->held);
	lag_work_init(lag);
	hrtimer_setup(&lag->timer, lag_timer, CLOCK_BOOTTIME,
		      HRTIMER_MODE_ABS_SOFT);
	lacp_init(&lag->lacp, &lag_lacp_ops, &lag->settings.lacp);
}

/**
 * lag_protocol_exit() - a LAG goes, its ports are gone
 * @lag: the LAG
 *
 * Context: RTNL; the data path has left the device.
 */
void lag_protocol_exit(struct lag *lag)
{
	spin_lock_bh(&lag->lock);
	lag->dead = true;
	spin_unlock_bh(&lag->lock);
	hrtimer_cancel(&lag->timer);
	__skb_queue_purge(&lag->markers);
	lag_purge_held(lag);
}

/**
 * lag_protocol_start() - before the first LAG
 * @callbacks: of the room above
 *
 * Return: 0 or -ENOMEM.
 */
int lag_protocol_start(const struct lag_callbacks *callbacks)
{
	lag_callbacks = callbacks;
	return lag_work_start();
}

/**
 * lag_protocol_stop() - after the last LAG
 */
void lag_protocol_stop(void)
{
	lag_work_stop();
}
