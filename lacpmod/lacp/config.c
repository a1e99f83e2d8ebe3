// SPDX-License-Identifier: GPL-2.0
/*
 * Settings, ports and links: inputs of the engine other than frames and time
 *
 * They record what changed; lacp_run() acts on it. Only where a setting is part
 * of what the machines have decided do they go back on it themselves.
 *
 * when                              then
 * --------------------------------  ------------------------------------------
 * Activity                          Actor.Activity; NTT=T
 * Timeout to Short                  Actor.Timeout; NTT=T
 * Timeout to Long && CURRENT        Actor.Timeout; NTT=T; current_while=Long
 * Timeout to Long                   Actor.Timeout; NTT=T
 * System || System priority || key  Actor.System and key; UNSELECTED;
 *                                   Partner.Sync=F; NTT=T
 * Port || Port priority             Actor.Port; NTT=T
 * at once                           -
 */

#include "machines.h"

static void apply_state(struct lacp_port *port)
{
	const struct lacp_config *config = &port->lag->config;

	lacp_state_assign(&port->actor, LACPMOD_STATE_ACTIVITY,
			  config->mode == LACPMOD_MODE_ACTIVE);
	lacp_state_assign(&port->actor, LACPMOD_STATE_TIMEOUT,
			  config->rate == LACPMOD_RATE_FAST);
}

static void apply_identity(struct lacp_port *port)
{
	const struct lacp_config *config = &port->lag->config;

	port->actor.system_priority = config->system_priority;
	memcpy(port->actor.system, config->system, LACP_ADDR_LEN);
	port->actor.key = config->key;
}

static bool same_identity(const struct lacp_config *a,
			  const struct lacp_config *b)
{
	return a->system_priority == b->system_priority && a->key == b->key &&
	       !memcmp(a->system, b->system, LACP_ADDR_LEN);
}

/* The LAG ID changed: the partner has not agreed to the new one. */
static void change_identity(struct lacp_port *port)
{
	apply_identity(port);
	lacp_unselect(port);
	port->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
	port->looped = lacp_has_partner(port) &&
		       lacp_same_system(&port->partner, &port->actor);
}

/*
 * A partner that is told to slow down falls silent for up to Slow_Periodic_Time
 * without a last word: the timer that was set for its old pace must not expire.
 */
static void slow_down(struct lacp_port *port)
{
	if (port->rx == LACPMOD_RX_STATE_CURRENT)
		port->current_while = port->lag->now + LACP_LONG_TIMEOUT_TIME;
}

static void insert(struct lacp_lag *lag, struct lacp_port *port)
{
	struct lacp_port **at = &lag->ports;

	while (*at && (*at)->actor.port < port->actor.port)
		at = &(*at)->next;
	port->next = *at;
	*at = port;
}

static void unlink_port(struct lacp_lag *lag, struct lacp_port *port)
{
	struct lacp_port **at = &lag->ports;

	while (*at != port)
		at = &(*at)->next;
	*at = port->next;
	port->next = NULL;
}

/*
 * A port that is no longer wanted says goodbye, if it works and the partner was
 * told that it may send. The settings count as they are when the machines run,
 * however many have changed since.
 */
static void take_leave(struct lacp_port *port)
{
	port->goodbye = !lacp_port_wanted(port) && port->link &&
			(port->told & LACP_STATE_MUX) &&
			port->rx != LACPMOD_RX_STATE_PORT_DISABLED;
}

/**
 * lacp_init() - begin with a LAG without ports, set down
 * @lag: the LAG
 * @ops: what the engine may ask for
 * @config: settings
 */
void lacp_init(struct lacp_lag *lag, const struct lacp_ops *ops,
	       const struct lacp_config *config)
{
	memset(lag, 0, sizeof(*lag));
	memset(lag->bucket, LACP_NO_PORT, sizeof(lag->bucket));
	lag->ops = ops;
	lag->config = *config;
}

/**
 * lacp_configure() - change settings
 * @lag: the LAG
 * @config: all settings, changed or not
 * @now: the time, ms; unlike other inputs this one acts at once
 */
void lacp_configure(struct lacp_lag *lag, const struct lacp_config *config,
		    u64 now)
{
	struct lacp_config old = lag->config;
	struct lacp_port *port;

	lag->now = now;
	lag->config = *config;
	lacp_for_each_port(lag, port) {
		u8 state = port->actor.state;

		apply_state(port);
		if (port->actor.state != state)
			port->ntt = true;
		if (old.rate == LACPMOD_RATE_FAST &&
		    config->rate == LACPMOD_RATE_SLOW)
			slow_down(port);
		if (!same_identity(&old, config)) {
			change_identity(port);
			port->ntt = true;
		}
		if (old.mux != config->mux)
			lacp_mux_set_kind(port);
	}
}

/**
 * lacp_set_up() - the LAG was set up or down
 * @lag: the LAG
 * @up: whether it is up now
 */
void lacp_set_up(struct lacp_lag *lag, bool up)
{
	struct lacp_port *port;

	lag->up = up;
	lacp_for_each_port(lag, port)
		take_leave(port);
}

/**
 * lacp_port_add() - a port joins the LAG, set down and without link
 * @lag: the LAG
 * @port: the port, all zero
 * @index: for the bucket table, below LACP_PORTS_MAX and not in use
 * @number: port number, not in use
 * @priority: port priority
 */
void lacp_port_add(struct lacp_lag *lag, struct lacp_port *port, u8 index,
		   u16 number, u16 priority)
{
	port->lag = lag;
	port->index = index;
	port->speed = 1;
	port->actor.port = number;
	port->actor.port_priority = priority;
	port->actor.state = LACPMOD_STATE_AGGREGATION;
	apply_identity(port);
	apply_state(port);

	/*
	 * Synchronization false: who is not heard is not in sync. Timeout
	 * short: find a partner that only answers within a second.
	 */
	port->partner_admin.state = LACPMOD_STATE_TIMEOUT;
	port->partner_admin.port = number;

	port->periodic_timer = LACP_NEVER;
	port->actor_churn_timer = LACP_NEVER;
	port->partner_churn_timer = LACP_NEVER;
	memset(port->sent, 0xff, sizeof(port->sent));
	memset(port->marked, 0xff, sizeof(port->marked));
	port->link_changed = lag->now;
	port->mux_changed = lag->now;
	lacp_receive_init(port);

	insert(lag, port);
	lag->by_index[index] = port;
}

/**
 * lacp_port_leave() - a port is about to be removed
 * @port: the port
 *
 * The lacp_run() that follows says goodbye to the partner and moves the port's
 * conversation IDs to others.
 */
void lacp_port_leave(struct lacp_port *port)
{
	port->leaving = true;
	take_leave(port);
}

/**
 * lacp_port_remove() - a port is gone
 * @port: the port
 *
 * Should be followed by lacp_run() for the others.
 */
void lacp_port_remove(struct lacp_port *port)
{
	struct lacp_lag *lag = port->lag;

	unlink_port(lag, port);
	lag->by_index[port->index] = NULL;
	lacp_conversation_update(lag);
}

/**
 * lacp_port_configure() - change settings of a port
 * @port: the port
 * @number: port number, not in use by another port
 * @priority: port priority
 */
void lacp_port_configure(struct lacp_port *port, u16 number, u16 priority)
{
	if (port->actor.port == number &&
	    port->actor.port_priority == priority)
		return;

	unlink_port(port->lag, port);
	port->actor.port = number;
	port->actor.port_priority = priority;
	port->partner_admin.port = number;
	insert(port->lag, port);
	port->ntt = true;
}

/**
 * lacp_port_set_up() - a port was set up or down
 * @port: the port
 * @up: whether it is up now
 */
void lacp_port_set_up(struct lacp_port *port, bool up)
{
	port->up = up;
	take_leave(port);
}

/**
 * lacp_port_link() - the state of a port's link
 * @port: the port
 * @up: whether it has carrier
 * @speed: Mb/s
 * @full_duplex: whether frames can go both ways at once
 */
void lacp_port_link(struct lacp_port *port, bool up, u32 speed,
		    bool full_duplex)
{
	port->link = up;
	port->speed = speed ? min(speed, LACP_PORT_SPEED_MAX) : 1;
	port->full_duplex = full_duplex;
}
