// SPDX-License-Identifier: GPL-2.0
/*
 * Periodic Transmission machine (802.1AX-2014 6.4.13)
 *
 * state          on entry              leaves for
 * -------------  --------------------  ----------------------------------------
 * NO_PERIODIC    timer stopped         FAST_PERIODIC at once
 *   (from any: !LACP_Enabled || !port_enabled || both passive)
 * FAST_PERIODIC  timer=1 s             PERIODIC_TX: timer
 *                                      SLOW_PERIODIC: Partner.Timeout=Long
 * SLOW_PERIODIC  timer=30 s            PERIODIC_TX: timer ||
 *                                        Partner.Timeout=Short
 * PERIODIC_TX    NTT=T                 FAST_PERIODIC: Partner.Timeout=Short
 *                                      SLOW_PERIODIC: Partner.Timeout=Long
 *
 * It is the partner's Timeout that sets the pace: it asked for it.
 */

#include "machines.h"

static void enter(struct lacp_port *port, u8 to)
{
	u8 from = port->periodic;

	port->periodic = to;
	port->periodic_timer = LACP_NEVER;

	switch (to) {
	case LACPMOD_PERIODIC_STATE_FAST_PERIODIC:
		port->periodic_timer = port->lag->now + LACP_FAST_PERIODIC_TIME;
		break;
	case LACPMOD_PERIODIC_STATE_SLOW_PERIODIC:
		port->periodic_timer = port->lag->now + LACP_SLOW_PERIODIC_TIME;
		break;
	case LACPMOD_PERIODIC_STATE_PERIODIC_TX:
		port->ntt = true;
		break;
	}
	lacp_trace_transition(port, LACP_MACHINE_PERIODIC, from, to);
}

static u8 next_state(const struct lacp_port *port)
{
	bool fast = port->partner.state & LACPMOD_STATE_TIMEOUT;
	bool expired = port->lag->now >= port->periodic_timer;

	if (!lacp_enabled(port) || !lacp_port_enabled(port) ||
	    lacp_both_passive(port))
		return LACPMOD_PERIODIC_STATE_NO_PERIODIC;

	switch (port->periodic) {
	case LACPMOD_PERIODIC_STATE_NO_PERIODIC:
		return LACPMOD_PERIODIC_STATE_FAST_PERIODIC;
	case LACPMOD_PERIODIC_STATE_FAST_PERIODIC:
		if (expired)
			return LACPMOD_PERIODIC_STATE_PERIODIC_TX;
		if (!fast)
			return LACPMOD_PERIODIC_STATE_SLOW_PERIODIC;
		break;
	case LACPMOD_PERIODIC_STATE_SLOW_PERIODIC:
		if (expired || fast)
			return LACPMOD_PERIODIC_STATE_PERIODIC_TX;
		break;
	case LACPMOD_PERIODIC_STATE_PERIODIC_TX:
		return fast ? LACPMOD_PERIODIC_STATE_FAST_PERIODIC :
			      LACPMOD_PERIODIC_STATE_SLOW_PERIODIC;
	}
	return port->periodic;
}

/**
 * lacp_periodic_step() - one transition of the Periodic Transmission machine
 * @port: the port
 *
 * Return: whether there was one.
 */
bool lacp_periodic_step(struct lacp_port *port)
{
	u8 to = next_state(port);

	if (to == port->periodic)
		return false;
	enter(port, to);
	return true;
}
