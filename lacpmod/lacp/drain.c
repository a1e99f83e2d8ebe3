// SPDX-License-Identifier: GPL-2.0
/*
 * Drain: a port goes out of use without loss, so that it can be pulled
 *
 * A port that is to drain passes through
 *
 *  draining   Its conversation IDs move to other ports (flush.c), once others
 *             share the traffic that are enough for min-links and min-bandwidth;
 *             until then it goes on. A port that stands by takes its place. Its
 *             Mux stays as it is.
 *  withdrawn  What was sent on it has arrived, by its Markers; or it had
 *             DRAIN_GRACE for that, where nobody answers. From here on it is
 *             as one that stands by: the Mux leaves, and tells the partner, of
 *             whom it collects until that has stopped (run.c).
 *  drained    It does not collect any more, and can be pulled.
 *
 * A port that does not distribute is withdrawn at once. Who is withdrawn stays so,
 * whatever becomes of the others, until it is not to drain any more; what happens
 * to its link meanwhile is no failure. Without LACP nobody can be told to stop:
 * such a port goes on collecting, and is drained when it is withdrawn.
 */

#include "machines.h"

#define DRAIN_GRACE	1000	/* ms that what was sent may take to arrive */

/**
 * lacp_drain_begin() - follow the setting
 * @port: the port
 */
void lacp_drain_begin(struct lacp_port *port)
{
	bool before = port->withdrawn;

	if (!port->config.drain)
		port->withdrawn = false;
	else if (!lacp_port_distributing(port))
		port->withdrawn = true;
	if (before && !port->withdrawn)
		port->lost_since = port->lag->now;
}

/* Whether all that was sent on a port has arrived, or will not. */
static bool is_empty(struct lacp_port *port)
{
	u64 now = port->lag->now;

	if (port->drain_until == LACP_NEVER) {
		port->drain_until = now + DRAIN_GRACE;
		lacp_flush_start(port);
	}
	return now >= port->drain_until || lacp_flushed(port);
}

static bool is_drained(const struct lacp_port *port)
{
	return port->withdrawn &&
	       (!port->collects || !lacp_port_enabled(port) ||
		lacp_nobody_to_tell(port));
}

/**
 * lacp_drain_step() - withdraw ports that nothing is under way on any more
 * @lag: the LAG, whose conversation IDs are where they belong
 *
 * Return: whether the other machines must run again.
 */
bool lacp_drain_step(struct lacp_lag *lag)
{
	struct lacp_port *port;
	bool again = false;

	lacp_for_each_port(lag, port) {
		bool drained;

		if (!lacp_drains(port) || port->weight) {
			port->drain_until = LACP_NEVER;
		} else if (is_empty(port)) {
			port->withdrawn = true;
			again = true;
		}
		drained = is_drained(port);
		if (drained == port->drained)
			continue;
		port->drained = drained;
		lacp_event(lag, port, LACPMOD_EVENT_PORT_DRAINED, !drained,
			   drained);
	}
	return again;
}

/*
 * Fallback, whatever the limits: another is in it as well, or will take the one
 * place that there is.
 */
static bool hands_fallback_over(const struct lacp_port *port,
				const struct lacp_port *other)
{
	return port->fallback &&
	       (other->fallback ||
		(port->lag->config.fallback == LACPMOD_FALLBACK_SINGLE &&
		 lacp_fallback_eligible(other)));
}

/**
 * lacp_port_can_drain() - whether others could carry what a port does
 * @port: the port
 *
 * Return: true also where it carries nothing.
 */
bool lacp_port_can_drain(const struct lacp_port *port)
{
	const struct lacp_lag *lag = port->lag;
	const struct lacp_port *other;
	struct lacp_capacity others = {};

	if (!lacp_port_distributing(port))
		return true;
	lacp_for_each_port(lag, other) {
		if (other == port || other->config.drain)
			continue;
		if (hands_fallback_over(port, other))
			return true;
		if (lacp_port_wanted(other) && !other->held &&
		    lacp_partner_current(other) && lacp_in_group(other))
			lacp_capacity_add(&others, other);
	}
	return lacp_suffices(lag, &others);
}
