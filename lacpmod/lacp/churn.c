// SPDX-License-Identifier: GPL-2.0
/*
 * Actor and Partner Churn Detection machines (802.1AX-2014 6.4.17)
 *
 * state          on entry                   leaves for
 * -------------  -------------------------  -----------------------------------
 * CHURN_MONITOR  churn=F; timer=60 s        stay, timer held: !port_enabled
 *   (from any other: !port_enabled)         NO_CHURN: Sync
 *                                           stay, timer=60 s: timer held
 *                                           CHURN: timer
 * NO_CHURN       churn=F; timer stopped     CHURN_MONITOR: !Sync
 * CHURN          churn=T                    NO_CHURN: Sync
 *
 * Both machines are the same, one watches Actor.Sync and one Partner.Sync.
 */

#include "machines.h"

/**
 * struct churn - one of a port's two machines
 * @machine: which one
 * @event: LACPMOD_EVENT_*
 * @state: its state
 * @timer: its timer
 * @churns: counts the times that CHURN was entered
 */
struct churn {
	enum lacp_machine machine;
	u8 event;
	u8 *state;
	u64 *timer;
	u64 *churns;
};

static void enter(struct lacp_port *port, const struct churn *c, u8 to)
{
	u8 from = *c->state;

	*c->state = to;
	*c->timer = LACP_NEVER;
	if (to == LACPMOD_CHURN_STATE_CHURN_MONITOR)
		*c->timer = port->lag->now + LACP_CHURN_DETECTION_TIME;
	if (to == LACPMOD_CHURN_STATE_CHURN)
		(*c->churns)++;

	lacp_trace_transition(port, c->machine, from, to);
	/* Monitoring is the way between the two that matter. */
	if (to == LACPMOD_CHURN_STATE_CHURN ||
	    from == LACPMOD_CHURN_STATE_CHURN)
		lacp_event(port->lag, port, c->event, from, to);
}

static bool step(struct lacp_port *port, const struct churn *c, bool sync)
{
	u8 state = *c->state;
	u8 to = state;

	if (!lacp_port_enabled(port)) {
		if (state == LACPMOD_CHURN_STATE_CHURN_MONITOR) {
			*c->timer = LACP_NEVER;
			return false;
		}
		enter(port, c, LACPMOD_CHURN_STATE_CHURN_MONITOR);
		return true;
	}

	switch (state) {
	case LACPMOD_CHURN_STATE_CHURN_MONITOR:
		if (sync)
			to = LACPMOD_CHURN_STATE_NO_CHURN;
		else if (*c->timer == LACP_NEVER)
			/* Held since the port was disabled. */
			*c->timer = port->lag->now + LACP_CHURN_DETECTION_TIME;
		else if (port->lag->now >= *c->timer)
			to = LACPMOD_CHURN_STATE_CHURN;
		break;
	case LACPMOD_CHURN_STATE_NO_CHURN:
		if (!sync)
			to = LACPMOD_CHURN_STATE_CHURN_MONITOR;
		break;
	case LACPMOD_CHURN_STATE_CHURN:
		if (sync)
			to = LACPMOD_CHURN_STATE_NO_CHURN;
		break;
	}

	if (to == state)
		return false;
	enter(port, c, to);
	return true;
}

/**
 * lacp_churn_step() - one transition of the Churn machines
 * @port: the port
 *
 * Return: whether there was one.
 */
bool lacp_churn_step(struct lacp_port *port)
{
	const struct churn actor = {
		.machine = LACP_MACHINE_ACTOR_CHURN,
		.event = LACPMOD_EVENT_PORT_ACTOR_CHURN,
		.state = &port->actor_churn,
		.timer = &port->actor_churn_timer,
		.churns = &port->counters.actor_churns,
	};
	const struct churn partner = {
		.machine = LACP_MACHINE_PARTNER_CHURN,
		.event = LACPMOD_EVENT_PORT_PARTNER_CHURN,
		.state = &port->partner_churn,
		.timer = &port->partner_churn_timer,
		.churns = &port->counters.partner_churns,
	};
	bool actor_sync = port->actor.state & LACPMOD_STATE_SYNCHRONIZATION;

	return step(port, &actor, actor_sync) |
	       step(port, &partner, lacp_partner_sync(port));
}
