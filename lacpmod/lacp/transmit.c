// SPDX-License-Identifier: GPL-2.0
/*
 * Transmit machine (802.1AX-2014 6.4.16)
 *
 * NTT sends one LACPDU, unless nobody may speak (NO_PERIODIC), and no more than
 * three in any Fast_Periodic_Time. What exceeds that is delayed; NTT stays set
 * (2014 would drop it in NO_PERIODIC, 2020 does not, nor do we).
 *
 * Of the three, one is kept for the goodbye: the LACPDU that takes leave of the
 * partner when the port or the LAG is set down, which cannot be delayed. The
 * two others must carry a link through its start: one says who we are, one that
 * we are in sync. Neither must be wasted:
 *
 *  - The first LACPDU on a link, to a partner that was never heard, is held for
 *    a moment. The other end may not be up yet, and would not hear it; and if it
 *    speaks first, one LACPDU is introduction and answer.
 *  - A port that waits for others to attach spaces out what it has to say
 *    meanwhile, so that the second is at hand when Ready comes. But it does not
 *    wait to say that it is no longer in sync.
 *
 * when                                                  then
 * ----------------------------------------------------  ----------------------
 * !NTT                                                  goodbye=F
 * !LACP_Enabled || !port_enabled || NO_PERIODIC         goodbye=F
 * goodbye && 3 in the last second                       goodbye=F
 * goodbye                                               send; NTT=F; goodbye=F
 * 2 in the last second || 3 in the last second          -
 * first, within 50 ms                                   -
 * WAITING, within 600 ms                                -
 * at once                                               send; NTT=F
 */

#include "machines.h"

#define LACP_PDUS_ORDINARY	2	/* in any Fast_Periodic_Time */
#define LACP_PDUS_GOODBYE	3	/* the same, the goodbye included */
#define LACP_FIRST_HOLD		50	/* ms from a link's start to the first */
#define LACP_WAITING_SPACING	600	/* ms between LACPDUs in WAITING */

static u64 slot_free(const struct lacp_port *port, unsigned int pdus)
{
	u64 oldest = port->sent[pdus - 1];

	return oldest == LACP_NEVER ? 0 : oldest + LACP_FAST_PERIODIC_TIME;
}

static bool may_speak(const struct lacp_port *port)
{
	return lacp_enabled(port) && lacp_port_enabled(port) &&
	       port->periodic != LACPMOD_PERIODIC_STATE_NO_PERIODIC;
}

/* Nobody was heard on this link, nor is remembered from before. */
static bool is_first(const struct lacp_port *port)
{
	return port->rx == LACPMOD_RX_STATE_EXPIRED && !lacp_has_partner(port);
}

/* The partner knows who we are, and waits for us as we wait for others. */
static bool is_spaced(const struct lacp_port *port)
{
	return port->mux == LACPMOD_MUX_STATE_WAITING &&
	       port->sent[0] != LACP_NEVER &&
	       !(port->told & LACPMOD_STATE_SYNCHRONIZATION);
}

/* When a LACPDU may be sent next, whether there is one to send or not. */
static u64 next_slot(const struct lacp_port *port)
{
	u64 slot;

	if (port->goodbye)
		return slot_free(port, LACP_PDUS_GOODBYE);

	slot = slot_free(port, LACP_PDUS_ORDINARY);
	if (is_first(port))
		slot = max(slot, port->link_changed + LACP_FIRST_HOLD);
	if (is_spaced(port))
		slot = max(slot, port->sent[0] + LACP_WAITING_SPACING);
	return slot;
}

static void send(struct lacp_port *port)
{
	memmove(&port->sent[1], &port->sent[0],
		sizeof(port->sent) - sizeof(port->sent[0]));
	port->sent[0] = port->lag->now;
	port->ntt = false;
	port->counters.lacpdu_tx++;
	port->lag->ops->transmit(port);
}

/**
 * lacp_transmit_deadline() - when a delayed LACPDU may be sent
 * @port: the port
 *
 * Return: ms, or LACP_NEVER where none is pending or nobody may speak.
 */
u64 lacp_transmit_deadline(const struct lacp_port *port)
{
	return port->ntt && may_speak(port) ? next_slot(port) : LACP_NEVER;
}

/**
 * lacp_transmit_step() - send what is to be sent, if it may be
 * @port: the port, all other machines have settled
 *
 * Return: whether the others must run again, because the goodbye was said.
 */
bool lacp_transmit_step(struct lacp_port *port)
{
	bool goodbye = port->goodbye;

	if (port->ntt && may_speak(port) &&
	    port->lag->now >= next_slot(port)) {
		send(port);
		port->parting = goodbye;
	}
	port->goodbye = false;
	return goodbye;
}
