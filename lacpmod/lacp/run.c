// SPDX-License-Identifier: GPL-2.0
/*
 * Runs the machines until nothing changes; says when to come back
 *
 * Order: Receive, Periodic, Selection (with fallback and standby), Mux, Churn.
 * Then conversation IDs and carrier follow what the Muxes have decided, and only
 * then LACPDUs are sent: however many transitions an input caused, the partner
 * hears the outcome.
 *
 * What the device is told of a port, by the Actor's Collecting (C) and
 * Distributing (D), whether the port works and whether the LAG is up:
 *
 * when                                          then
 * --------------------------------------------  ------------------------------
 * C && D && heard && !told                      collect; no share
 * C && D                                        collect; share
 * C                                             collect; no share
 * !works && up                                  as before; no share
 * withdrawn && nobody can be told               as before; no share
 * partner in sync && believed && within 3 s     collect; no share
 * partner distributes && within 3 s             as before; no share
 * partner stopped within 0.1 s && within 3 s    as before; no share
 * LACP has been switched off && within 3 s      as before; no share
 * at once                                       discard; no share
 *
 * So no frame need be lost where ports come into use and go out of it: data never
 * overtakes the LACPDU that opens the other end's gate, which may have to wait
 * for its turn, and our own stays open until the other end has heard that it
 * must stop.
 *
 * That it does not distribute by its last LACPDU is not enough for that: it does
 * as soon as it hears that we are in sync, and its LACPDU that says so may have to
 * wait, as may ours that takes it back. So a partner in sync that may believe us to
 * be (believed) is listened to, until it says that it knows better.
 *
 * And for a moment longer: where data is received by another processor or queue
 * than LACPDUs are, the LACPDU that says that it has stopped may overtake data.
 *
 * Where LACP is switched off the partner hears a goodbye, but is not heard any more.
 */

#include <linux/bug.h>
#include <linux/compiler.h>

#include "machines.h"
#include "pdu.h"

#define LACP_LINGER	3000	/* ms that a partner may take to stop */
#define LACP_OVERTAKEN	100	/* ms that its last data may arrive later */

/* More than any input can cause; a fault ends here instead of in a loop. */
#define LACP_ROUNDS_MAX	64

/**
 * lacp_event() - tell that something changed
 * @lag: the LAG
 * @port: its port, or NULL
 * @type: LACPMOD_EVENT_*
 * @from: the value before
 * @to: the value after
 */
void lacp_event(struct lacp_lag *lag, struct lacp_port *port, u8 type,
		u8 from, u8 to)
{
	struct lacp_event event = {
		.type = type,
		.from = from,
		.to = to,
		.time = lag->now,
	};

	if (port)
		lacp_port_why(port, &event.why);
	else
		event.why.group = lag->group;
	lag->ops->event(lag, port, &event);
}

/**
 * lacp_port_distributing() - whether a port distributes
 * @port: the port
 */
bool lacp_port_distributing(const struct lacp_port *port)
{
	return port->actor.state & LACPMOD_STATE_DISTRIBUTING;
}

/**
 * lacp_build() - the LACPDU that a port has to send now
 * @port: the port
 * @pdu: LACP_PDU_LEN octets to fill, from the subtype on
 *
 * To be followed by lacp_port_sent() when it has been sent.
 */
void lacp_build(struct lacp_port *port, u8 *pdu)
{
	struct lacp_info actor = port->actor;

	/* Without LACP it may have been selected again since. */
	if (port->parting)
		actor.state &= ~LACP_STATE_MUX;
	port->told = actor.state;
	if (port->told & LACPMOD_STATE_SYNCHRONIZATION)
		port->believed = true;
	lacp_pdu_build(pdu, &actor, &port->partner);
}

/**
 * lacp_port_sent() - the LACPDU that was asked for has been sent, or could not
 * @port: the port
 * @sent: whether it has; one that has not will be asked for again
 *
 * Return: whether lacp_run() is to be called for it.
 */
bool lacp_port_sent(struct lacp_port *port, bool sent)
{
	bool before = port->sync_sent;

	if (!sent) {
		port->ntt = true;
		return true;
	}
	port->sync_sent = port->told & LACPMOD_STATE_SYNCHRONIZATION;
	return port->sync_sent && !before;
}

static void settle(struct lacp_lag *lag)
{
	unsigned int rounds = LACP_ROUNDS_MAX;
	struct lacp_port *port;
	bool changed;

	do {
		changed = false;
		lacp_for_each_port(lag, port)
			changed |= lacp_receive_step(port);
		lacp_for_each_port(lag, port)
			changed |= lacp_periodic_step(port);
		changed |= lacp_selection_step(lag);
		lacp_for_each_port(lag, port)
			changed |= lacp_mux_step(port);
		lacp_for_each_port(lag, port)
			changed |= lacp_churn_step(port);
	} while (changed && --rounds);
	WARN_ON_ONCE(!rounds);
}

/* How long a port that can work takes to distribute. */
static void measure_convergence(struct lacp_port *port, bool distributes)
{
	if (!distributes) {
		port->lost_since = port->lag->now;
		return;
	}
	port->convergence = min_t(u64, port->lag->now - port->lost_since,
				  U32_MAX);
	port->convergence_max = max(port->convergence, port->convergence_max);
	port->counters.convergences++;
}

/* Whether those who drain can leave their share to others; by fallback any will do. */
static bool others_share(const struct lacp_lag *lag)
{
	struct lacp_capacity others = {};
	const struct lacp_port *port;

	lacp_for_each_port(lag, port) {
		if (!lacp_may_share(port) || port->config.drain)
			continue;
		if (port->fallback)
			return true;
		lacp_capacity_add(&others, port);
	}
	return lacp_suffices(lag, &others);
}

static void update_conversations(struct lacp_lag *lag)
{
	bool others = others_share(lag);
	struct lacp_capacity all = {};
	struct lacp_port *port;
	bool changed = false;

	lag->distributing = 0;
	lag->fallback_ports = 0;
	lag->speed = 0;
	lacp_for_each_port(lag, port) {
		u32 weight = 0;

		if (lacp_may_share(port) && !(port->config.drain && others)) {
			weight = port->config.weight ?: port->speed;
			lag->distributing++;
			lag->fallback_ports += port->fallback;
			lag->speed += port->speed;
			lacp_capacity_add(&all, port);
		}
		changed |= port->weight != weight;
		if (!port->weight != !weight)
			measure_convergence(port, weight);
		WRITE_ONCE(port->weight, weight);
	}
	if (changed)
		lacp_conversation_update(lag);
	lag->suffices = lacp_suffices(lag, &all);
}

/* Data may come: the partner sends, or is free to begin. */
static bool partner_may_send(const struct lacp_port *port)
{
	if (lacp_partner_sync(port) && port->believed)
		return true;
	return port->collects &&
	       port->partner.state & LACPMOD_STATE_DISTRIBUTING;
}

/* What it sends, or has sent, is to be expected. */
static bool partner_may_be_heard(const struct lacp_port *port)
{
	return partner_may_send(port) ||
	       (port->collects && port->lag->now < port->arrives_until);
}

/* It may still be what was collected from. */
static bool is_collected(const struct lacp_port *port)
{
	return lacp_same_system(&port->partner, &port->collected) &&
	       port->partner.key == port->collected.key;
}

/* The partner that was collected from has not heard yet that it must stop. */
static bool lingers(const struct lacp_port *port)
{
	if (port->withdrawn && lacp_nobody_to_tell(port))
		return port->collects;
	if (port->lag->now >= port->linger_until)
		return false;
	if (!lacp_on(port))
		return port->collects && port->collects_heard;
	return port->rx == LACPMOD_RX_STATE_CURRENT &&
	       partner_may_be_heard(port) && is_collected(port);
}

static void update_collect(struct lacp_port *port)
{
	bool on = port->actor.state & LACPMOD_STATE_COLLECTING;
	bool works = port->link && port->up && !port->leaving;
	bool open;

	if (on) {
		port->collected = port->partner;
		port->collects_heard = lacp_has_partner(port);
		port->linger_until = LACP_NEVER;
	} else if (port->linger_until == LACP_NEVER) {
		port->linger_until = port->lag->now + LACP_LINGER;
	}
	if (on || partner_may_send(port))
		port->arrives_until = LACP_NEVER;
	else if (port->arrives_until == LACP_NEVER)
		port->arrives_until = port->lag->now + LACP_OVERTAKEN;
	open = on || lingers(port);
	if (!open)
		port->arrives_until = 0;
	if (open == port->collects || (!works && port->lag->up))
		return;
	port->collects = open;
	port->lag->ops->collect(port, open);
}

/* A port that left fallback negotiates: what is above need not know. */
static bool hands_over(const struct lacp_lag *lag)
{
	const struct lacp_port *port;

	if (!lag->carrier || lag->now >= lag->carrier_until)
		return false;
	lacp_for_each_port(lag, port)
		if (lacp_port_enabled(port) && lacp_enabled(port))
			return true;
	return false;
}

static void update_carrier(struct lacp_lag *lag)
{
	bool on = lag->suffices || lag->fallback_ports || hands_over(lag);

	if (on == lag->carrier)
		return;
	lag->carrier = on;
	lag->ops->carrier(lag, on);
	lacp_event(lag, NULL, LACPMOD_EVENT_LAG_CARRIER, !on, on);
}

static void update_link(struct lacp_port *port)
{
	bool enabled = lacp_port_enabled(port);

	if (enabled == port->was_enabled)
		return;
	port->was_enabled = enabled;
	port->link_changed = port->lag->now;
	port->lost_since = port->lag->now;
	port->sync_sent = false;
	port->collects_heard = false;
	if (!enabled)
		lacp_restore_lost(port);
	lacp_event(port->lag, port, LACPMOD_EVENT_PORT_LINK, !enabled, enabled);
}

static u64 port_deadline(const struct lacp_port *port)
{
	u64 next = min(port->current_while, port->periodic_timer);

	next = min(next, port->actor_churn_timer);
	next = min(next, port->partner_churn_timer);
	next = min(next, port->drain_until);
	if (port->linger_until > port->lag->now)
		next = min(next, port->linger_until);
	if (port->arrives_until > port->lag->now)
		next = min(next, port->arrives_until);
	return min(next, lacp_transmit_deadline(port));
}

static u64 deadline(const struct lacp_lag *lag)
{
	u64 next = lacp_ready_deadline(lag);
	const struct lacp_port *port;

	next = min(next, lacp_group_deadline(lag));
	next = min(next, lacp_standby_deadline(lag));
	next = min(next, lacp_fallback_deadline(lag));
	next = min(next, lacp_flush_deadline(lag));
	if (hands_over(lag))
		next = min(next, lag->carrier_until);
	lacp_for_each_port(lag, port)
		next = min(next, port_deadline(port));
	return next;
}

/* Who does so may be of use again once it has, without LACP. */
static bool somebody_says_goodbye(const struct lacp_lag *lag)
{
	const struct lacp_port *port;

	lacp_for_each_port(lag, port)
		if (port->goodbye)
			return true;
	return false;
}

/* Data follows the Muxes. Returns whether they must run again. */
static bool follow(struct lacp_lag *lag)
{
	update_conversations(lag);
	update_carrier(lag);
	if (lacp_drain_step(lag))
		return true;
	lacp_flush_step(lag);
	return false;
}

/**
 * lacp_run() - run every machine until nothing changes
 * @lag: the LAG
 * @now: the time, ms, not before that of the last call
 *
 * Return: when to call again if nothing happens before, ms, or LACP_NEVER.
 */
u64 lacp_run(struct lacp_lag *lag, u64 now)
{
	struct lacp_port *port;
	bool again;

	lag->now = now;
	do {
		lacp_for_each_port(lag, port)
			update_link(port);
		settle(lag);
		lacp_for_each_port(lag, port)
			update_collect(port);
		again = !somebody_says_goodbye(lag) && follow(lag);
		/* What the Mux makes of it is not to be told by another LACPDU. */
		if (again)
			continue;
		lacp_for_each_port(lag, port)
			again |= lacp_transmit_step(port);
	} while (again);

	return deadline(lag);
}
