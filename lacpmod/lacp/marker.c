// SPDX-License-Identifier: GPL-2.0
/*
 * Marker Responder (802.1AX 6.5)
 *
 * Every Marker Information PDU is sent back with its type changed, in any Mux
 * state. To a flood we answer LACP_MARKERS_PER_SECOND, which together with our
 * own LACPDUs stays below the ten frames a second that slow protocols may send.
 *
 * when                                          then
 * --------------------------------------------  ------------------------------
 * Response                                      -
 * malformed                                     -
 * 5 in the last second                          -
 * Information                                   send it back with type 2
 */

#include <linux/build_bug.h>

#include "machines.h"
#include "pdu.h"

#define LACP_MARKERS_PER_SECOND	5

static_assert(sizeof_field(struct lacp_port, marked) ==
	      LACP_MARKERS_PER_SECOND * sizeof(u64));

static bool within_limit(struct lacp_port *port, u64 now)
{
	u64 oldest = port->marked[LACP_MARKERS_PER_SECOND - 1];

	if (oldest != LACP_NEVER && now < oldest + LACP_FAST_PERIODIC_TIME)
		return false;

	memmove(&port->marked[1], &port->marked[0],
		sizeof(port->marked) - sizeof(port->marked[0]));
	port->marked[0] = now;
	return true;
}

/**
 * lacp_marker_receive() - answer a Marker Information PDU
 * @port: the port that heard it
 * @frame: LACP_PDU_LEN octets that lacp_marker_parse() accepted
 * @now: the time, ms
 *
 * Return: whether there is an answer.
 */
bool lacp_marker_receive(struct lacp_port *port, const u8 *frame, u64 now)
{
	struct lacp_marker response;

	port->counters.marker_rx++;
	if (!within_limit(port, now)) {
		port->counters.marker_limited++;
		return false;
	}

	memcpy(&response, frame, sizeof(response));
	response.type = LACP_MARKER_RESPONSE;
	if (!port->lag->ops->marker_response(port, (const u8 *)&response))
		return false;
	port->counters.marker_response_tx++;
	return true;
}
