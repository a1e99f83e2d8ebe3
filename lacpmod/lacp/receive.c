// SPDX-License-Identifier: GPL-2.0
/*
 * Receive machine (802.1AX-2014 6.4.12)
 *
 * state          on entry                               leaves for
 * -------------  -------------------------------------  ----------------------
 * INITIALIZE     UNSELECTED; recordDefault;             PORT_DISABLED at once
 *                Expired=F; port_moved=F
 * PORT_DISABLED  Partner.Sync=F                         INITIALIZE: port_moved
 *   (from any other: !port_enabled && !port_moved)      EXPIRED: port_enabled &&
 *                                                         LACP_Enabled
 *                                                       LACP_DISABLED:
 *                                                         port_enabled &&
 *                                                         !LACP_Enabled
 * EXPIRED        Partner.Sync=F;                        PORT_DISABLED:
 *                Partner.Timeout=Short;                   !LACP_Enabled
 *                current_while=Short; Expired=T;        CURRENT: PDU
 *                NTT=T                                  DEFAULTED: current_while
 * LACP_DISABLED  UNSELECTED; recordDefault;             PORT_DISABLED:
 *                Partner.Aggregation=F, or in static      LACP_Enabled
 *                mode assumed in sync; Expired=F        LACP_DISABLED:
 *                                                         admin_changed
 * DEFAULTED      update_Default_Selected;               PORT_DISABLED:
 *                recordDefault; Expired=F                 !LACP_Enabled
 *                                                       CURRENT: PDU
 *                                                       DEFAULTED:
 *                                                         admin_changed
 * CURRENT        update_Selected; update_NTT;           PORT_DISABLED:
 *                recordPDU;                               !LACP_Enabled
 *                current_while=Actor.Timeout;           CURRENT: PDU
 *                Expired=F                              EXPIRED: current_while
 *
 * recordDefault clears admin_changed, which the 2020 standard has: what is assumed
 * of the partner is another. current_while=Actor.Timeout is as many periods as
 * the timeout multiplier says, which is 3 in the standard.
 *
 * NTT in EXPIRED is Corrigendum 1's: the first LACPDU leaves soon after the
 * link has come up, not a second later. PORT_DISABLED keeps the partner and
 * Selection, so that a link that flaps to the same partner need not be selected
 * again.
 *
 * Not in the standard's table: EXPIRED, DEFAULTED and CURRENT leave for
 * PORT_DISABLED when LACP_Enabled becomes false on a working port (the duplex
 * changed), which that table can only notice while the port is disabled.
 *
 * Of another port that a LACPDU was heard instead of:
 *
 * when                                                  then
 * ----------------------------------------------------  ----------------------
 * PORT_DISABLED && heard a partner && the same System   port_moved=T
 *   && the same Port
 * at once                                               -
 */

#include "machines.h"
#include "pdu.h"

#define SELECTED_FLAGS	LACPMOD_STATE_AGGREGATION
#define NTT_FLAGS	(LACPMOD_STATE_ACTIVITY | LACPMOD_STATE_TIMEOUT | \
			 LACPMOD_STATE_SYNCHRONIZATION | \
			 LACPMOD_STATE_AGGREGATION)

/**
 * lacp_set_looped() - whether the LACPDUs heard carry our own System
 * @port: the port
 * @looped: whether they do now
 */
void lacp_set_looped(struct lacp_port *port, bool looped)
{
	bool was = port->looped;

	port->looped = looped;
	if (was != looped)
		lacp_event(port->lag, port, LACPMOD_EVENT_PORT_LOOPED, was,
			   looped);
}

static void record_default(struct lacp_port *port)
{
	bool had = lacp_has_partner(port);

	port->partner = port->partner_admin;
	port->actor.state |= LACPMOD_STATE_DEFAULTED;
	port->admin_changed = false;
	if (port->fallback)
		port->partner.state |= LACP_STATE_MUX;
	lacp_set_looped(port, false);
	if (had)
		lacp_event(port->lag, port, LACPMOD_EVENT_PORT_PARTNER, had,
			   false);
}

static void update_default_selected(struct lacp_port *port)
{
	if (!lacp_same_port(&port->partner_admin, &port->partner,
			    SELECTED_FLAGS))
		lacp_unselect(port);
}

static void update_selected(struct lacp_port *port)
{
	if (!lacp_same_port(&port->pdu_actor, &port->partner, SELECTED_FLAGS))
		lacp_unselect(port);
}

static void update_ntt(struct lacp_port *port)
{
	if (!lacp_same_port(&port->pdu_partner, &port->actor, NTT_FLAGS))
		port->ntt = true;
}

/*
 * The partner is in sync only if it speaks of this very port (or its link is
 * individual), and if the link will be kept alive: the partner is active, or it
 * knows that we are.
 */
static bool pdu_in_sync(const struct lacp_port *port)
{
	const struct lacp_info *from = &port->pdu_actor;
	const struct lacp_info *about = &port->pdu_partner;

	if (!(from->state & LACPMOD_STATE_SYNCHRONIZATION))
		return false;
	if ((from->state & LACPMOD_STATE_AGGREGATION) &&
	    !lacp_same_port(about, &port->actor, LACPMOD_STATE_AGGREGATION))
		return false;
	return (from->state & LACPMOD_STATE_ACTIVITY) ||
	       (port->actor.state & about->state & LACPMOD_STATE_ACTIVITY);
}

static void record_pdu(struct lacp_port *port)
{
	bool same = lacp_same_system(&port->pdu_actor, &port->partner) &&
		    port->pdu_actor.port == port->partner.port;
	bool had = lacp_has_partner(port);
	bool sync = pdu_in_sync(port);

	port->partner = port->pdu_actor;
	lacp_state_assign(&port->partner, LACPMOD_STATE_SYNCHRONIZATION, sync);
	port->believed = (port->pdu_partner.state | port->told) &
			 LACPMOD_STATE_SYNCHRONIZATION;
	port->actor.state &= ~LACPMOD_STATE_DEFAULTED;
	lacp_set_looped(port, lacp_same_system(&port->pdu_actor, &port->actor));
	if (!had || !same)
		lacp_event(port->lag, port, LACPMOD_EVENT_PORT_PARTNER, had,
			   true);
}

/*
 * A partner port that is heard here while another of our ports, now disabled,
 * still remembers it was replugged: that port forgets it.
 */
static void check_port_moved(struct lacp_port *port)
{
	struct lacp_port *other;

	lacp_for_each_port(port->lag, other) {
		if (!lacp_has_partner(other) ||
		    other->rx != LACPMOD_RX_STATE_PORT_DISABLED)
			continue;
		if (lacp_same_system(&other->partner, &port->partner) &&
		    other->partner.port == port->partner.port)
			other->port_moved = true;
	}
}

static void enter_expired(struct lacp_port *port)
{
	port->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
	port->partner.state |= LACPMOD_STATE_TIMEOUT;
	port->current_while = port->lag->now + LACP_SHORT_TIMEOUT_TIME;
	port->quiet_since = port->lag->now;
	port->actor.state |= LACPMOD_STATE_EXPIRED;
	port->ntt = true;
}

static void enter_current(struct lacp_port *port)
{
	port->pdu_pending = false;
	lacp_fallback_heard(port);
	update_selected(port);
	update_ntt(port);
	record_pdu(port);
	check_port_moved(port);
	port->current_while = port->lag->now + lacp_timeout(port);
	port->actor.state &= ~LACPMOD_STATE_EXPIRED;
}

static void enter_initialize(struct lacp_port *port)
{
	lacp_unselect(port);
	record_default(port);
	port->actor.state &= ~LACPMOD_STATE_EXPIRED;
	port->port_moved = false;
}

static void enter_lacp_disabled(struct lacp_port *port)
{
	lacp_unselect(port);
	record_default(port);
	if (port->lag->config.mode == LACPMOD_MODE_STATIC)
		port->partner.state |= LACPMOD_STATE_AGGREGATION |
				       LACP_STATE_MUX;
	else
		port->partner.state &= ~LACPMOD_STATE_AGGREGATION;
	port->actor.state &= ~LACPMOD_STATE_EXPIRED;
}

static void enter(struct lacp_port *port, u8 to)
{
	u8 from = port->rx;

	port->rx = to;
	port->current_while = LACP_NEVER;

	switch (to) {
	case LACPMOD_RX_STATE_INITIALIZE:
		enter_initialize(port);
		break;
	case LACPMOD_RX_STATE_PORT_DISABLED:
		port->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
		break;
	case LACPMOD_RX_STATE_EXPIRED:
		if (from == LACPMOD_RX_STATE_CURRENT)
			lacp_restore_failed(port);
		enter_expired(port);
		break;
	case LACPMOD_RX_STATE_LACP_DISABLED:
		enter_lacp_disabled(port);
		break;
	case LACPMOD_RX_STATE_DEFAULTED:
		update_default_selected(port);
		record_default(port);
		port->actor.state &= ~LACPMOD_STATE_EXPIRED;
		break;
	case LACPMOD_RX_STATE_CURRENT:
		enter_current(port);
		break;
	}

	lacp_trace_transition(port, LACP_MACHINE_RX, from, to);
	if (from != to)
		lacp_event(port->lag, port, LACPMOD_EVENT_PORT_RX, from, to);
}

static bool timer_expired(const struct lacp_port *port)
{
	return port->lag->now >= port->current_while;
}

/* The state to enter next, or the present one for none. */
static u8 next_state(const struct lacp_port *port)
{
	switch (port->rx) {
	case LACPMOD_RX_STATE_INITIALIZE:
		return LACPMOD_RX_STATE_PORT_DISABLED;
	case LACPMOD_RX_STATE_PORT_DISABLED:
		if (port->port_moved)
			return LACPMOD_RX_STATE_INITIALIZE;
		if (!lacp_port_enabled(port))
			break;
		return lacp_enabled(port) ? LACPMOD_RX_STATE_EXPIRED :
					    LACPMOD_RX_STATE_LACP_DISABLED;
	case LACPMOD_RX_STATE_LACP_DISABLED:
		if (lacp_enabled(port))
			return LACPMOD_RX_STATE_PORT_DISABLED;
		break;
	case LACPMOD_RX_STATE_EXPIRED:
		if (!lacp_enabled(port))
			return LACPMOD_RX_STATE_PORT_DISABLED;
		if (timer_expired(port))
			return LACPMOD_RX_STATE_DEFAULTED;
		break;
	case LACPMOD_RX_STATE_DEFAULTED:
		if (!lacp_enabled(port))
			return LACPMOD_RX_STATE_PORT_DISABLED;
		break;
	case LACPMOD_RX_STATE_CURRENT:
		if (!lacp_enabled(port))
			return LACPMOD_RX_STATE_PORT_DISABLED;
		if (timer_expired(port))
			return LACPMOD_RX_STATE_EXPIRED;
		break;
	}
	return port->rx;
}

/* 2020's re-entry of the states that record what is assumed of a partner. */
static bool records_anew(const struct lacp_port *port)
{
	return port->admin_changed &&
	       (port->rx == LACPMOD_RX_STATE_DEFAULTED ||
		port->rx == LACPMOD_RX_STATE_LACP_DISABLED);
}

static bool pdu_welcome(const struct lacp_port *port)
{
	return lacp_enabled(port) &&
	       (port->rx == LACPMOD_RX_STATE_EXPIRED ||
		port->rx == LACPMOD_RX_STATE_DEFAULTED ||
		port->rx == LACPMOD_RX_STATE_CURRENT);
}

/**
 * lacp_receive_init() - BEGIN
 * @port: the port
 */
void lacp_receive_init(struct lacp_port *port)
{
	port->rx = LACPMOD_RX_STATE_INITIALIZE;
	port->current_while = LACP_NEVER;
	enter_initialize(port);
}

/**
 * lacp_receive_step() - one transition of the Receive machine
 * @port: the port
 *
 * Return: whether there was one.
 */
bool lacp_receive_step(struct lacp_port *port)
{
	u8 to;

	if (!lacp_port_enabled(port) && !port->port_moved &&
	    port->rx != LACPMOD_RX_STATE_PORT_DISABLED) {
		enter(port, LACPMOD_RX_STATE_PORT_DISABLED);
		return true;
	}

	if (port->pdu_pending && pdu_welcome(port)) {
		enter(port, LACPMOD_RX_STATE_CURRENT);
		return true;
	}

	to = next_state(port);
	if (to == port->rx && !records_anew(port)) {
		port->pdu_pending = false;
		return false;
	}
	enter(port, to);
	return true;
}

static void count_verdict(struct lacp_port *port, enum lacp_verdict verdict)
{
	if (verdict < LACP_REJECTS)
		port->counters.reject[verdict]++;
	else if (verdict == LACP_UNKNOWN)
		port->counters.unknown_rx++;
	else if (verdict == LACP_ILLEGAL)
		port->counters.illegal_rx++;
}

/* As many as rx_limit at once, and as many a second. */
static bool within_limit(struct lacp_port *port, u64 now)
{
	u64 limit = port->lag->config.rx_limit;
	u64 credit;

	if (!limit)
		return true;

	/* More than a second's worth is not saved. */
	credit = port->rx_credit +
		 min_t(u64, now - port->rx_refilled, 1000) * limit;
	port->rx_refilled = now;
	port->rx_credit = min(credit, 1000 * limit);
	if (port->rx_credit < 1000)
		return false;
	port->rx_credit -= 1000;
	return true;
}

static enum lacp_verdict receive_lacpdu(struct lacp_port *port,
					const u8 *frame, size_t length,
					u64 now)
{
	enum lacp_verdict verdict;

	verdict = lacp_pdu_parse(frame, length, &port->pdu_actor,
				 &port->pdu_partner);
	if (verdict != LACP_ACCEPTED)
		return verdict;

	if (!within_limit(port, now)) {
		port->counters.lacpdu_limited++;
		return LACP_IGNORED;
	}
	port->counters.lacpdu_rx++;
	if (lacp_same_system(&port->pdu_actor, &port->actor))
		port->counters.own_system_rx++;
	port->pdu_pending = true;
	return LACP_ACCEPTED;
}

static enum lacp_verdict receive_marker(struct lacp_port *port,
					const u8 *frame, size_t length,
					u64 now)
{
	enum lacp_verdict verdict;
	bool taken;
	u8 type;

	verdict = lacp_marker_parse(frame, length, &type);
	if (verdict != LACP_ACCEPTED)
		return verdict;

	taken = type == LACP_MARKER_INFO ?
		lacp_marker_receive(port, frame, now) :
		lacp_flush_answered(port, frame);
	return taken ? LACP_ACCEPTED : LACP_IGNORED;
}

/**
 * lacp_port_receive() - a slow protocol frame has arrived
 * @port: the port that received it
 * @frame: the frame behind the EtherType, that is from the subtype on
 * @length: its octets, padding included
 * @now: the time, ms
 *
 * Every frame is counted. Where it is accepted lacp_run() must follow before the
 * next frame, it is what acts on a LACPDU; any other has changed nothing else.
 *
 * Return: what became of the frame; LACP_UNKNOWN is somebody else's.
 */
enum lacp_verdict lacp_port_receive(struct lacp_port *port, const u8 *frame,
				    size_t length, u64 now)
{
	u8 subtype = length ? frame[0] : 0;
	enum lacp_verdict verdict;

	switch (subtype) {
	case LACP_SUBTYPE_LACP:
		verdict = receive_lacpdu(port, frame, length, now);
		break;
	case LACP_SUBTYPE_MARKER:
		verdict = receive_marker(port, frame, length, now);
		break;
	default:
		verdict = subtype && subtype <= LACP_SUBTYPE_LAST ?
			  LACP_UNKNOWN : LACP_ILLEGAL;
	}

	count_verdict(port, verdict);
	return verdict;
}
