// SPDX-License-Identifier: GPL-2.0
/*
 * Settings, ports and links: inputs of the engine other than frames and time
 *
 * They record what changed; lacp_run() acts on it. Only where a setting is part
 * of what the machines have decided do they go back on it themselves.
 *
 * when                              then
 * --------------------------------  ------------------------------------------
 * Activity                          Actor.Activity; NTT=T; admin_changed=T;
 *                                   goodbye if off
 * another mode                      admin_changed=T; goodbye if off
 * Timeout to Short                  Actor.Timeout; NTT=T
 * Timeout to Long && CURRENT        Actor.Timeout; NTT=T; current_while=Long
 * Timeout to Long                   Actor.Timeout; NTT=T
 * System || System priority || key  Actor.System and key; UNSELECTED;
 *                                   Partner.Sync=F if heard; NTT=T
 * Port                              Actor.Port; NTT=T; Partner_Admin;
 *                                   Partner.Port if assumed
 * Port priority                     Actor.Port; NTT=T
 * Aggregation                       Actor.Aggregation; UNSELECTED;
 *                                   Partner.Sync=F if heard; NTT=T
 * Partner_Admin                     Partner_Admin; admin_changed=T
 * at once                           -
 *
 * A port's own mode and rate go before those of the LAG.
 */

#include "machines.h"

#define DEFAULT_PRIORITY	0x8000	/* of the System and of ports */

static bool is_active(const struct lacp_port *port)
{
	if (port->config.mode == LACPMOD_PORT_MODE_INHERIT)
		return port->lag->config.mode == LACPMOD_MODE_ACTIVE;
	return port->config.mode == LACPMOD_PORT_MODE_ACTIVE;
}

static bool is_fast(const struct lacp_port *port)
{
	if (port->config.rate == LACPMOD_PORT_RATE_INHERIT)
		return port->lag->config.rate == LACPMOD_RATE_FAST;
	return port->config.rate == LACPMOD_PORT_RATE_FAST;
}

/*
 * A partner that is told to slow down falls silent for up to Slow_Periodic_Time
 * without a last word: the timer that was set for its old pace must not expire.
 */
static void slow_down(struct lacp_port *port)
{
	if (port->rx == LACPMOD_RX_STATE_CURRENT)
		port->current_while = port->lag->now + lacp_timeout(port);
}

static void apply_state(struct lacp_port *port)
{
	u8 before = port->actor.state;

	/* Who stops speaking LACP has a goodbye to say. */
	if (lacp_on(port))
		lacp_state_assign(&port->actor, LACPMOD_STATE_ACTIVITY,
				  is_active(port));
	lacp_state_assign(&port->actor, LACPMOD_STATE_TIMEOUT, is_fast(port));
	if (before == port->actor.state)
		return;

	port->ntt = true;
	if (before & ~port->actor.state & LACPMOD_STATE_TIMEOUT)
		slow_down(port);
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

/* The LAG ID changed: a partner that is heard has not agreed to the new one. */
static void change_lag_id(struct lacp_port *port)
{
	lacp_unselect(port);
	if (lacp_has_partner(port))
		port->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
	port->ntt = true;
}

static void change_identity(struct lacp_port *port)
{
	bool own;

	apply_identity(port);
	change_lag_id(port);
	own = lacp_same_system(&port->partner, &port->actor);
	lacp_set_looped(port, own && lacp_has_partner(port));
}

static void apply_aggregation(struct lacp_port *port)
{
	u8 before = port->actor.state;

	lacp_state_assign(&port->actor, LACPMOD_STATE_AGGREGATION,
			  !port->config.individual);
	if (before != port->actor.state)
		change_lag_id(port);
}

static void apply_partner_admin(struct lacp_port *port)
{
	struct lacp_info admin = port->config.partner_admin;

	if (!admin.port)
		admin.port = port->config.number;
	port->partner_admin = admin;
	port->admin_changed = true;
}

/*
 * Unless it is set, the number of a partner that is assumed is our own. Nothing
 * else of it changes, so that a port without LACP need not leave the LAG for it.
 */
static void follow_number(struct lacp_port *port)
{
	if (port->config.partner_admin.port)
		return;
	port->partner_admin.port = port->config.number;
	if (!lacp_has_partner(port))
		port->partner.port = port->config.number;
}

static void apply_port(struct lacp_port *port)
{
	port->actor.port = port->config.number;
	port->actor.port_priority = port->config.priority;
	apply_aggregation(port);
	apply_state(port);
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
	port->goodbye = !(lacp_port_wanted(port) && lacp_on(port)) &&
			port->link && (port->told & LACP_STATE_MUX) &&
			port->rx != LACPMOD_RX_STATE_PORT_DISABLED &&
			port->rx != LACPMOD_RX_STATE_LACP_DISABLED;
}

/**
 * lacp_default_config() - settings of a LAG of which nothing is known
 *
 * Return: the settings; System ID and key are yet to be filled in.
 */
struct lacp_config lacp_default_config(void)
{
	return (struct lacp_config) {
		.mode = LACPMOD_MODE_ACTIVE,
		.rate = LACPMOD_RATE_SLOW,
		.mux = LACPMOD_MUX_KIND_COUPLED,
		.min_links = 1,
		.selection = LACPMOD_SELECTION_BANDWIDTH,
		.reselect = LACPMOD_RESELECT_LOST,
		.fallback = LACPMOD_FALLBACK_OFF,
		.timeout_multiplier = 3,
		.revertive = true,
		.system_priority = DEFAULT_PRIORITY,
		.rx_limit = 100,
		.aggregate_wait = 2000,
		.sync_timeout = 10000,
		.fallback_timeout = 5000,
		.flap_interval = 60000,
		.flap_hold = 10000,
		.flush = true,
		.hold_time = 100,
	};
}

/**
 * lacp_default_port_config() - settings of a port of which nothing is known
 * @number: its port number
 *
 * The partner is not in sync while it is not heard, and is spoken to every
 * second, so that one which only answers is soon found.
 */
struct lacp_port_config lacp_default_port_config(u16 number)
{
	return (struct lacp_port_config) {
		.number = number,
		.priority = DEFAULT_PRIORITY,
		.mode = LACPMOD_PORT_MODE_INHERIT,
		.rate = LACPMOD_PORT_RATE_INHERIT,
		.partner_admin.state = LACPMOD_STATE_TIMEOUT,
	};
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
	memset(lag->owner, LACP_NO_PORT, sizeof(lag->owner));
	memset(lag->bucket, LACP_NO_PORT, sizeof(lag->bucket));
	lag->ops = ops;
	lag->config = *config;
	lag->vain_since = LACP_NEVER;
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
	/* What is enough by another limit has not come: nobody waits for it. */
	if (old.min_links != config->min_links ||
	    old.min_bandwidth != config->min_bandwidth)
		lag->enough = true;
	lacp_for_each_port(lag, port) {
		apply_state(port);
		if (!same_identity(&old, config))
			change_identity(port);
		if (old.mux != config->mux)
			lacp_mux_set_kind(port);
		if (old.mode != config->mode) {
			port->admin_changed = true;
			take_leave(port);
		}
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

static void stop_timers(struct lacp_port *port)
{
	port->periodic_timer = LACP_NEVER;
	port->actor_churn_timer = LACP_NEVER;
	port->partner_churn_timer = LACP_NEVER;
	port->sync_since = LACP_NEVER;
	port->unsync_since = LACP_NEVER;
	port->data_heard = LACP_NEVER;
	memset(port->sent, 0xff, sizeof(port->sent));
	memset(port->marked, 0xff, sizeof(port->marked));
	memset(port->markers, 0xff, sizeof(port->markers));
	memset(port->failed, 0xff, sizeof(port->failed));
}

/**
 * lacp_port_add() - a port joins the LAG, set down and without link
 * @lag: the LAG
 * @port: the port, all zero
 * @index: for the bucket table, below LACP_PORTS_MAX and not in use
 * @config: settings, the port number not in use
 * @now: ms
 */
void lacp_port_add(struct lacp_lag *lag, struct lacp_port *port, u8 index,
		   const struct lacp_port_config *config, u64 now)
{
	lag->now = now;
	port->lag = lag;
	port->index = index;
	port->config = *config;
	port->speed = 1;
	port->actor.state = LACPMOD_STATE_DEFAULTED;
	apply_identity(port);
	apply_port(port);
	apply_partner_admin(port);

	stop_timers(port);
	port->link_changed = lag->now;
	port->mux_changed = lag->now;
	port->quiet_since = lag->now;
	port->lost_since = lag->now;
	port->rx_credit = 1000 * lag->config.rx_limit;
	port->ntt = false;
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
 * @config: all settings, changed or not; the number not that of another port
 * @now: the time, ms; this input acts at once
 */
void lacp_port_configure(struct lacp_port *port,
			 const struct lacp_port_config *config, u64 now)
{
	struct lacp_port_config old = port->config;
	bool renumbered = old.number != config->number;

	port->lag->now = now;
	port->config = *config;
	if (renumbered)
		unlink_port(port->lag, port);
	apply_port(port);
	if (renumbered)
		insert(port->lag, port);
	if (renumbered || old.priority != config->priority)
		port->ntt = true;
	if (renumbered)
		follow_number(port);
	if (old.mode != config->mode ||
	    !lacp_same_port(&old.partner_admin, &config->partner_admin, 0xff))
		apply_partner_admin(port);
	take_leave(port);
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
 * lacp_port_data() - a port has received data
 * @port: the port
 * @now: when, ms
 *
 * Only fallback asks for it, see ops->watch.
 */
void lacp_port_data(struct lacp_port *port, u64 now)
{
	port->data_heard = now;
}

/**
 * lacp_port_link() - the state of a port's link
 * @port: the port
 * @up: whether it has carrier
 * @speed: Mb/s, 0 where it is not known
 * @full_duplex: whether frames can go both ways at once
 */
void lacp_port_link(struct lacp_port *port, bool up, u32 speed,
		    bool full_duplex)
{
	port->link = up;
	port->speed = min(speed ?: LACP_SPEED_ASSUMED, LACP_PORT_SPEED_MAX);
	port->speed_known = speed;
	port->full_duplex = full_duplex;
}

/**
 * lacp_port_set_link() - the state of a port's link, which is as fast as it was
 * @port: the port
 * @up: whether it has carrier
 */
void lacp_port_set_link(struct lacp_port *port, bool up)
{
	port->link = up;
}
