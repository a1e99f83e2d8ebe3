// SPDX-License-Identifier: GPL-2.0
/*
 * When a port that has failed may be used again
 *
 * Two things keep it out meanwhile, as a port that stands by:
 *
 *  - it waits to be restored (wtrWaiting of 802.1AX-2020) from when its link was
 *    lost while it was attached, until it is back for wait_to_restore. Where
 *    revertive is false and nothing limits the number of ports, the wait has no
 *    end: others do its work. If there are none, because all links were lost
 *    together, it reverts all the same; as it does when its group is chosen anew
 *    and nobody in it works: those of another group went on, and replaced none of
 *    its ports. The wait is called off when too few others can be used; that is
 *    standby.c's to say.
 *  - it is held down after flap_limit failures within flap_interval, for
 *    flap_hold at first, and for twice as long each time that it happens again
 *    before the port has gone flap_interval without a failure; or until flap_limit
 *    is switched off.
 *
 * A failure is a link that is lost while the port is set up, or a partner that
 * falls silent.
 *
 * when                                               then
 * -------------------------------------------------  ----------------------------
 * link is lost && withdrawn                          -
 * partner falls silent && withdrawn                  -
 * link is lost && !wanted                            -
 * link is lost && attached && (waits || !revertive)  restoring=T; reverts=F; failed
 * link is lost                                       failed
 * partner falls silent                               failed
 * restoring && !wanted                               restoring=F
 * restoring && back for long && revertive            restoring=F
 * restoring && back for long && max-links            restoring=F
 * restoring && back for long && reverts              restoring=F
 * restoring && back for long && nobody works         reverts=T; restoring=F
 * restoring && back for long && a new group waits    reverts=T; restoring=F
 * restoring && nobody works                          reverts=T
 * restoring && a new group waits                     reverts=T
 * at once                                            -
 *
 * "nobody works": no port can be used. "a new group waits": another group was
 * chosen, the port's, and all that could be used in it wait to be restored.
 *
 * when                                               then
 * -------------------------------------------------  ------------------------
 * failed && too often                                held=T; held_until=hold
 * failed && rested                                   holds=0
 * held && held_until                                 held=F
 * held && !flap-limit                                held=F
 * at once                                            -
 */

#include "machines.h"

#define HOLDS_MAX	5	/* times that the time is doubled */

static void hold(struct lacp_port *port)
{
	const struct lacp_config *config = &port->lag->config;

	port->held_until = port->lag->now +
			   ((u64)config->flap_hold << port->holds);
	if (port->holds < HOLDS_MAX)
		port->holds++;
	port->counters.holds++;
	memset(port->failed, 0xff, sizeof(port->failed));
	if (port->held)
		return;
	port->held = true;
	lacp_event(port->lag, port, LACPMOD_EVENT_PORT_HELD, false, true);
}

static void release(struct lacp_port *port)
{
	port->held = false;
	lacp_event(port->lag, port, LACPMOD_EVENT_PORT_HELD, true, false);
}

/* Whether a time is over, by a limit that may have changed meanwhile. */
static bool past(const struct lacp_port *port, u64 time, u64 length)
{
	return time == LACP_NEVER || port->lag->now >= time + length;
}

/**
 * lacp_restore_failed() - a port has lost its link, or its partner
 * @port: the port, that should have worked
 */
void lacp_restore_failed(struct lacp_port *port)
{
	const struct lacp_config *config = &port->lag->config;
	u64 rested = port->failed[0];

	/* It is not in use, and may be pulled. */
	if (port->withdrawn)
		return;
	if (rested == LACP_NEVER)
		rested = port->held_until;
	if (past(port, rested, config->flap_interval))
		port->holds = 0;

	port->counters.flaps++;
	memmove(&port->failed[1], &port->failed[0],
		sizeof(port->failed) - sizeof(port->failed[0]));
	port->failed[0] = port->lag->now;

	if (config->flap_limit &&
	    !past(port, port->failed[config->flap_limit - 1],
		  config->flap_interval))
		hold(port);
}

/**
 * lacp_restore_lost() - a port can no longer work
 * @port: the port, not port_enabled any more
 */
void lacp_restore_lost(struct lacp_port *port)
{
	const struct lacp_config *config = &port->lag->config;

	/* What was done on purpose is no failure. */
	if (!lacp_port_wanted(port) || port->withdrawn)
		return;
	if (port->mux >= LACPMOD_MUX_STATE_ATTACHED &&
	    (config->wait_to_restore || !config->revertive)) {
		port->restoring = true;
		port->reverts = false;
	}
	lacp_restore_failed(port);
}

/**
 * lacp_restore_time() - when a port has been back for long enough
 * @port: the port
 *
 * Return: ms, or LACP_NEVER while its link is lost.
 */
u64 lacp_restore_time(const struct lacp_port *port)
{
	return port->was_enabled ?
	       port->link_changed + port->lag->config.wait_to_restore :
	       LACP_NEVER;
}

/**
 * lacp_back_for_long() - whether a port has had its link back for long enough
 * @port: the port
 */
bool lacp_back_for_long(const struct lacp_port *port)
{
	return port->lag->now >= lacp_restore_time(port);
}

/* Whether nobody does a port's work, or could: one that can itself is called upon. */
static bool nobody_works(const struct lacp_lag *lag)
{
	const struct lacp_port *port;

	lacp_for_each_port(lag, port)
		if (lacp_usable(port))
			return false;
	return true;
}

/* Whether the wait is over by itself. One that cannot revert waits for ever. */
static bool restored(const struct lacp_port *port)
{
	const struct lacp_config *config = &port->lag->config;

	if (!lacp_port_wanted(port))
		return true;
	return lacp_back_for_long(port) &&
	       (config->revertive || config->max_links);
}

/**
 * lacp_restore_step() - end the waits that are over
 * @port: the port
 */
void lacp_restore_step(struct lacp_port *port)
{
	if (restored(port))
		port->restoring = false;
	if (port->held && (!port->lag->config.flap_limit ||
			   port->lag->now >= port->held_until))
		release(port);
}

static bool all_wait(const struct lacp_lag *lag)
{
	const struct lacp_port *port;

	lacp_for_each_port(lag, port)
		if (lacp_usable(port) && !port->restoring)
			return false;
	return true;
}

/**
 * lacp_restore_regroup() - another group was chosen
 * @lag: the LAG
 *
 * lacp_restore_revert() follows.
 */
void lacp_restore_regroup(struct lacp_lag *lag)
{
	struct lacp_port *port;

	if (!all_wait(lag))
		return;
	lacp_for_each_port(lag, port)
		if (port->restoring && lacp_in_group(port))
			port->reverts = true;
}

/**
 * lacp_restore_revert() - see whether others do a port's work
 * @port: the port, of a LAG whose group is chosen
 *
 * Return: whether it need not wait any longer, for there are none.
 */
bool lacp_restore_revert(struct lacp_port *port)
{
	if (!port->restoring)
		return false;
	if (nobody_works(port->lag))
		port->reverts = true;
	if (!port->reverts || !lacp_back_for_long(port))
		return false;
	port->restoring = false;
	return true;
}

/**
 * lacp_restore_deadline() - when the next of the waits is over
 * @port: the port
 *
 * Return: ms, or LACP_NEVER where the port does not wait.
 */
u64 lacp_restore_deadline(const struct lacp_port *port)
{
	u64 next = LACP_NEVER;

	if (port->restoring && lacp_restore_time(port) > port->lag->now)
		next = lacp_restore_time(port);
	return port->held ? min(next, port->held_until) : next;
}

/**
 * lacp_port_restore() - have a port used again, whatever has happened to it
 * @port: the port
 * @now: the time, ms; this input acts at once
 */
void lacp_port_restore(struct lacp_port *port, u64 now)
{
	port->lag->now = now;
	port->restoring = false;
	port->yielded = false;
	port->given_up = false;
	port->holds = 0;
	memset(port->failed, 0xff, sizeof(port->failed));
	if (port->held)
		release(port);
}
