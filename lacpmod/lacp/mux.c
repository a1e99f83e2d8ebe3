// SPDX-License-Identifier: GPL-2.0
/*
 * Mux machine (802.1AX-2014 6.4.15), coupled and independent
 *
 * coupled       on entry                       leaves for
 * ------------  -----------------------------  -------------------------------
 * DETACHED      Sync=C=D=F; stop both; NTT=T   WAITING: SELECTED || STANDBY
 * WAITING       wait_while=aggregate wait      DETACHED: UNSELECTED
 *                                              ATTACHED: SELECTED && Ready
 * ATTACHED      Sync=T; C=D=F; stop both;      DETACHED: !SELECTED
 *               NTT=T                          COLLECTING_DISTRIBUTING:
 *                                                SELECTED && Partner.Sync
 * COLLECTING_DISTRIBUTING
 *               C=D=T; start both; NTT=T       ATTACHED: !SELECTED ||
 *                                                !Partner.Sync
 *
 * independent   on entry                       leaves for
 * ------------  -----------------------------  -------------------------------
 * DETACHED      Sync=C=D=F; stop both; NTT=T   WAITING: SELECTED || STANDBY
 * WAITING       wait_while=aggregate wait      DETACHED: UNSELECTED
 *                                              ATTACHED: SELECTED && Ready
 * ATTACHED      Sync=T; C=D=F; stop both;      DETACHED: !SELECTED
 *               NTT=T                          COLLECTING:
 *                                                SELECTED && Partner.Sync
 * COLLECTING    C=T; D=F; collect, do not      ATTACHED: !SELECTED ||
 *               distribute; NTT=T                !Partner.Sync
 *                                              DISTRIBUTING: SELECTED &&
 *                                                Partner.Sync &&
 *                                                Partner.Collecting
 * DISTRIBUTING  D=T; distribute                COLLECTING: !SELECTED ||
 *                                                !Partner.Sync ||
 *                                                !Partner.Collecting
 *
 * !SELECTED is UNSELECTED or STANDBY. Attaching to the Aggregator and detaching
 * need no action of their own: a LAG is one Aggregator.
 */

#include "machines.h"

static bool is_coupled(const struct lacp_port *port)
{
	return port->lag->config.mux == LACPMOD_MUX_KIND_COUPLED;
}

/* Synchronization, Collecting and Distributing of the Actor in a state. */
static u8 state_flags(u8 mux)
{
	switch (mux) {
	case LACPMOD_MUX_STATE_ATTACHED:
		return LACPMOD_STATE_SYNCHRONIZATION;
	case LACPMOD_MUX_STATE_COLLECTING:
		return LACPMOD_STATE_SYNCHRONIZATION |
		       LACPMOD_STATE_COLLECTING;
	case LACPMOD_MUX_STATE_DISTRIBUTING:
	case LACPMOD_MUX_STATE_COLLECTING_DISTRIBUTING:
		return LACP_STATE_MUX;
	default:
		return 0;
	}
}

static bool others_wait(const struct lacp_port *self)
{
	const struct lacp_port *port;

	lacp_for_each_port(self->lag, port)
		if (port != self && lacp_waits(port))
			return true;
	return false;
}

/**
 * lacp_mux_wait() - begin the aggregate wait
 * @port: the port, that others may follow
 */
void lacp_mux_wait(struct lacp_port *port)
{
	struct lacp_lag *lag = port->lag;

	if (!others_wait(port))
		lag->waiting_since = lag->now;
	port->wait_while = lag->now + lag->config.aggregate_wait;
}

static void enter(struct lacp_port *port, u8 to)
{
	u8 from = port->mux;

	port->mux = to;
	port->mux_changed = port->lag->now;
	port->counters.mux_changes++;
	port->actor.state &= ~LACP_STATE_MUX;
	port->actor.state |= state_flags(to);

	switch (to) {
	case LACPMOD_MUX_STATE_WAITING:
		lacp_mux_wait(port);
		break;
	case LACPMOD_MUX_STATE_DISTRIBUTING:
		break;
	default:
		port->ntt = true;
	}

	lacp_trace_transition(port, LACP_MACHINE_MUX, from, to);
	lacp_event(port->lag, port, LACPMOD_EVENT_PORT_MUX, from, to);
}

/* The state to enter next, or the present one for none. */
static u8 next_state(const struct lacp_port *port)
{
	bool selected = port->selected == LACPMOD_SELECTED_SELECTED;
	bool in_sync = selected && lacp_partner_sync(port);

	switch (port->mux) {
	case LACPMOD_MUX_STATE_DETACHED:
		if (port->selected != LACPMOD_SELECTED_UNSELECTED)
			return LACPMOD_MUX_STATE_WAITING;
		break;
	case LACPMOD_MUX_STATE_WAITING:
		if (port->selected == LACPMOD_SELECTED_UNSELECTED)
			return LACPMOD_MUX_STATE_DETACHED;
		if (selected && lacp_ready(port))
			return LACPMOD_MUX_STATE_ATTACHED;
		break;
	case LACPMOD_MUX_STATE_ATTACHED:
		if (!selected)
			return LACPMOD_MUX_STATE_DETACHED;
		if (in_sync)
			return is_coupled(port) ?
			       LACPMOD_MUX_STATE_COLLECTING_DISTRIBUTING :
			       LACPMOD_MUX_STATE_COLLECTING;
		break;
	case LACPMOD_MUX_STATE_COLLECTING:
		if (!in_sync)
			return LACPMOD_MUX_STATE_ATTACHED;
		if (lacp_partner_collects(port))
			return LACPMOD_MUX_STATE_DISTRIBUTING;
		break;
	case LACPMOD_MUX_STATE_DISTRIBUTING:
		if (!in_sync || !lacp_partner_collects(port))
			return LACPMOD_MUX_STATE_COLLECTING;
		break;
	case LACPMOD_MUX_STATE_COLLECTING_DISTRIBUTING:
		if (!in_sync)
			return LACPMOD_MUX_STATE_ATTACHED;
		break;
	}
	return port->mux;
}

/**
 * lacp_mux_set_kind() - the other Mux machine takes over
 * @port: the port
 *
 * It goes on in the state that has the same flags, so that no frame is lost.
 * Collecting without distributing is no state of the coupled machine: there it
 * distributes, which the partner's Synchronization allows.
 */
void lacp_mux_set_kind(struct lacp_port *port)
{
	if (is_coupled(port)) {
		if (port->mux == LACPMOD_MUX_STATE_COLLECTING ||
		    port->mux == LACPMOD_MUX_STATE_DISTRIBUTING)
			enter(port, LACPMOD_MUX_STATE_COLLECTING_DISTRIBUTING);
	} else if (port->mux == LACPMOD_MUX_STATE_COLLECTING_DISTRIBUTING) {
		enter(port, LACPMOD_MUX_STATE_DISTRIBUTING);
	}
}

/**
 * lacp_mux_step() - one transition of the Mux machine
 * @port: the port
 *
 * Return: whether there was one.
 */
bool lacp_mux_step(struct lacp_port *port)
{
	u8 to = next_state(port);

	if (to == port->mux)
		return false;
	enter(port, to);
	return true;
}
