// SPDX-License-Identifier: GPL-2.0
/*
 * Marker generator (802.1AX 6.5): conversation IDs move without reordering
 *
 * A conversation ID that moves away from a port which can still deliver is held:
 * the data path keeps its frames back (LACP_HELD) until what was sent before has
 * arrived. The old port is asked by Marker Information PDUs, one behind the data
 * of each of its queues. In a LAG all that is held ends together:
 *
 *  held     settle: whoever transmits may still go by the old buckets; the
 *           device says when nobody does any more
 *  settled  Markers are sent on every port that lost conversation IDs
 *  over     every port is flushed, or cannot deliver any more, or hold_time has
 *           passed since the first was held, or the device holds as many frames
 *           as it may, or there is no port that they could wait for
 *  release  the device sends what it has held and says so; only then do the
 *           buckets name their new ports, so that no frame overtakes one that
 *           was held
 *
 * What moves meanwhile joins; what moves while the device releases waits for the
 * next round. No frame is held for longer than hold_time, but where those two
 * meet.
 *
 * A port is flushed by as many Responses as there were Markers, in any Mux state.
 * In any second it sends LACP_MARKERS_MAX, which together with as many Responses
 * is what a slow protocol may send. Where that does not go round, or a device has
 * more queues in use, hold_time is waited for in full.
 *
 * A partner System that has let MARKERS_IN_VAIN holds pass, and has never
 * answered, is taken for one that has no Marker Responder: conversation IDs move
 * at once, until another System is asked, or it answers after all.
 *
 * What a Response does: it is own if it names the port that hears it, waited for if
 * its transaction is that of a Marker which has not come back, and the last if no
 * other is out. A port is asked as long as conversation IDs are held for it.
 *
 * when                                          then
 * --------------------------------------------  ------------------------------
 * own && waited for && last && asked            one less is out; flushed
 * own && waited for                             one less is out
 */

#include <asm/byteorder.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>

#include "machines.h"
#include "pdu.h"

#define MARKERS_IN_VAIN	3	/* holds that a partner may let pass */

static_assert(sizeof_field(struct lacp_port, markers) ==
	      LACP_MARKERS_MAX * sizeof(u64));

/* Nobody answers: it was asked before, often enough. */
static bool is_mute(const struct lacp_port *port)
{
	const struct lacp_lag *lag = port->lag;

	return !lag->answered && lag->in_vain >= MARKERS_IN_VAIN &&
	       lacp_same_system(&port->partner, &lag->asked);
}

/* Whether what was sent can arrive, and the partner be asked whether it has. */
static bool can_ask(const struct lacp_port *port)
{
	return lacp_partner_current(port) && lacp_has_partner(port) &&
	       !port->goodbye;
}

/* By conversation IDs that are held, or because it drains. */
static bool is_waited_for(const struct lacp_port *port)
{
	return port->lag->held || port->drain_until != LACP_NEVER;
}

static bool any_in(const struct lacp_lag *lag, u8 state)
{
	const struct lacp_port *port;

	lacp_for_each_port(lag, port)
		if (port->flush == state)
			return true;
	return false;
}

static bool all_flushed(const struct lacp_lag *lag)
{
	const struct lacp_port *port;

	lacp_for_each_port(lag, port)
		if (port->flush != LACP_FLUSH_NONE)
			return false;
	return true;
}

/* Moving */

static void hold(struct lacp_lag *lag, unsigned int cid)
{
	if (!lag->held)
		lag->hold_until = lag->now + lag->config.hold_time;
	lag->held++;
	lag->moves.moved++;
	lag->by_index[lag->bucket[cid]]->flush = LACP_FLUSH_WANTED;
	WRITE_ONCE(lag->bucket[cid], LACP_HELD);
}

/* What is being released may be on its way to ports that are to carry it no more. */
static void hold_again(struct lacp_lag *lag)
{
	struct lacp_port *port;

	lag->held_late = true;
	lacp_for_each_port(lag, port)
		port->flush = LACP_FLUSH_WANTED;
}

/**
 * lacp_flush_move() - have the data path follow who owns what
 * @lag: the LAG, the owners of whose conversation IDs changed
 */
void lacp_flush_move(struct lacp_lag *lag)
{
	bool asks[LACP_PORTS_MAX] = {};
	const struct lacp_port *port;
	unsigned int cid;

	if (lag->releasing)
		hold_again(lag);
	lacp_for_each_port(lag, port)
		asks[port->index] = lag->config.flush && can_ask(port) &&
				    !is_mute(port);

	for (cid = 0; cid < LACP_BUCKETS; cid++) {
		u8 from = lag->bucket[cid], to = lag->owner[cid];

		if (from == to || from == LACP_HELD)
			continue;
		if (from != LACP_NO_PORT && to != LACP_NO_PORT && asks[from])
			hold(lag, cid);
		else
			WRITE_ONCE(lag->bucket[cid], to);
	}
}

/* Asking */

/**
 * lacp_flush_start() - ask whether what was sent on a port has arrived
 * @port: the port, which carries no conversation IDs any more
 */
void lacp_flush_start(struct lacp_port *port)
{
	port->flush = is_mute(port) ? LACP_FLUSH_TIMED : LACP_FLUSH_WANTED;
}

/**
 * lacp_flushed() - whether it has
 * @port: the port
 *
 * Return: false where it cannot be known, or nobody was asked.
 */
bool lacp_flushed(const struct lacp_port *port)
{
	return port->flush == LACP_FLUSH_NONE && can_ask(port);
}

static unsigned int markers_free(const struct lacp_port *port)
{
	unsigned int i, n = 0;

	for (i = 0; i < LACP_MARKERS_MAX; i++)
		n += port->markers[i] == LACP_NEVER ||
		     port->lag->now >= port->markers[i] +
				       LACP_FAST_PERIODIC_TIME;
	return n;
}

static void note_markers(struct lacp_port *port, unsigned int n)
{
	memmove(&port->markers[n], &port->markers[0],
		sizeof(port->markers) - n * sizeof(port->markers[0]));
	port->counters.marker_tx += n;
	while (n--)
		port->markers[n] = port->lag->now;
}

static void send_markers(struct lacp_port *port)
{
	struct lacp_lag *lag = port->lag;
	unsigned int n;

	if (!lacp_same_system(&port->partner, &lag->asked)) {
		lag->asked = port->partner;
		lag->answered = false;
		lag->in_vain = 0;
	}
	port->marker_first = lag->transaction;
	n = lag->ops->markers(port, lag->transaction, markers_free(port));
	lag->transaction += n;
	note_markers(port, n);
	port->markers_left = (1 << n) - 1;
	port->flush = n ? LACP_FLUSH_MARKED : LACP_FLUSH_TIMED;
}

/**
 * lacp_marker_build() - a Marker Information PDU
 * @port: the port that sends it
 * @transaction: by which its Response will be known
 * @pdu: LACP_PDU_LEN octets to fill, from the subtype on
 */
void lacp_marker_build(const struct lacp_port *port, u32 transaction, u8 *pdu)
{
	struct lacp_marker *marker = (struct lacp_marker *)pdu;

	memset(marker, 0, sizeof(*marker));
	marker->subtype = LACP_SUBTYPE_MARKER;
	marker->version = 1;
	marker->type = LACP_MARKER_INFO;
	marker->length = LACP_LEN_MARKER;
	marker->port = cpu_to_be16(port->actor.port);
	memcpy(marker->system, port->actor.system, LACP_ADDR_LEN);
	marker->transaction = cpu_to_be32(transaction);
}

/**
 * lacp_flush_settled() - nobody transmits by buckets of before ops->settle
 * @lag: the LAG
 * @now: the time, ms; this input acts at once
 */
void lacp_flush_settled(struct lacp_lag *lag, u64 now)
{
	struct lacp_port *port;

	lag->now = now;
	lag->settling = false;
	lacp_for_each_port(lag, port)
		if (port->flush == LACP_FLUSH_SETTLING)
			send_markers(port);
}

/**
 * lacp_flush_answered() - a Marker Response was heard
 * @port: the port that heard it
 * @frame: LACP_PDU_LEN octets that lacp_marker_parse() accepted
 *
 * Return: whether it was waited for.
 */
bool lacp_flush_answered(struct lacp_port *port, const u8 *frame)
{
	const struct lacp_marker *marker = (const struct lacp_marker *)frame;
	struct lacp_lag *lag = port->lag;
	u32 n;

	port->counters.marker_response_rx++;
	n = be32_to_cpu(marker->transaction) - port->marker_first;
	if (n >= LACP_MARKERS_MAX || !(port->markers_left & (1 << n)) ||
	    be16_to_cpu(marker->port) != port->actor.port ||
	    memcmp(marker->system, port->actor.system, LACP_ADDR_LEN))
		return false;

	lag->answered |= lacp_same_system(&port->partner, &lag->asked);
	port->markers_left &= ~(1 << n);
	if (!port->markers_left && port->flush == LACP_FLUSH_MARKED) {
		port->flush = LACP_FLUSH_NONE;
		lag->moves.flushes++;
	}
	return true;
}

/* Releasing */

static void release(struct lacp_lag *lag)
{
	struct lacp_port *port;

	lag->releasing = true;
	/* Who drains goes on waiting for what is under way. */
	lacp_for_each_port(lag, port)
		if (port->drain_until == LACP_NEVER)
			port->flush = LACP_FLUSH_NONE;
	lag->ops->release(lag);
}

static void time_out(struct lacp_lag *lag)
{
	lag->moves.timeouts++;
	lag->in_vain += any_in(lag, LACP_FLUSH_MARKED);
}

/**
 * lacp_flush_overflow() - the device holds as many frames as it may
 * @lag: the LAG
 *
 * The lacp_run() that follows asks for their release, if that is not under way.
 */
void lacp_flush_overflow(struct lacp_lag *lag)
{
	if (!lag->held || lag->releasing)
		return;
	lag->moves.overflows++;
	lag->hold_until = 0;
}

/**
 * lacp_flush_released() - the device has sent all that it held
 * @lag: the LAG, after ops->release; still no frame was held when this is called
 * @now: the time, ms; this input acts at once
 */
void lacp_flush_released(struct lacp_lag *lag, u64 now)
{
	unsigned int cid;

	lag->releasing = false;
	if (lag->held_late) {
		lag->held_late = false;
		lag->hold_until = now + lag->config.hold_time;
		return;
	}
	lag->held = 0;
	for (cid = 0; cid < LACP_BUCKETS; cid++)
		if (lag->bucket[cid] == LACP_HELD)
			WRITE_ONCE(lag->bucket[cid], lag->owner[cid]);
}

static void start_settling(struct lacp_lag *lag)
{
	struct lacp_port *port;

	lag->settling = true;
	lacp_for_each_port(lag, port)
		if (port->flush == LACP_FLUSH_WANTED)
			port->flush = LACP_FLUSH_SETTLING;
	lag->ops->settle(lag);
}

/**
 * lacp_flush_step() - ask for what is still under way, and end what is over
 * @lag: the LAG, whose conversation IDs are where they belong
 */
void lacp_flush_step(struct lacp_lag *lag)
{
	struct lacp_port *port;

	lacp_for_each_port(lag, port)
		if (!can_ask(port) || !is_waited_for(port))
			port->flush = LACP_FLUSH_NONE;

	if (lag->held && !lag->releasing) {
		bool over = all_flushed(lag) || !lag->distributing ||
			    !lag->config.flush;

		if (!over && lag->now >= lag->hold_until && lag->hold_until)
			time_out(lag);
		if (over || lag->now >= lag->hold_until)
			release(lag);
	}
	if (!lag->settling && any_in(lag, LACP_FLUSH_WANTED))
		start_settling(lag);
}

/**
 * lacp_flush_deadline() - when what is held is released at the latest
 * @lag: the LAG
 *
 * Return: ms, or LACP_NEVER where nothing is held.
 */
u64 lacp_flush_deadline(const struct lacp_lag *lag)
{
	return lag->held && !lag->releasing ? lag->hold_until : LACP_NEVER;
}
