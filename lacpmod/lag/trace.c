// SPDX-License-Identifier: GPL-2.0
/*
 * Tracepoints: what they are made of, and the one that the engine calls
 */

#include "../lacp/machines.h"
#include "../lacp/pdu.h"
#include "lag.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/**
 * lacp_trace_transition() - a machine has taken a transition
 * @port: the port
 * @machine: which of its machines
 * @from: the state before
 * @to: the state after, may be the same
 *
 * Context: under lag->lock.
 */
void lacp_trace_transition(const struct lacp_port *port,
			   enum lacp_machine machine, u8 from, u8 to)
{
	trace_lacp_transition(container_of(port, struct lag_port, lacp),
			      machine, from, to);
}
