/* SPDX-License-Identifier: GPL-2.0 */
/*
 * LACP (IEEE 802.1AX): what the machines share
 *
 * Each *_step() takes at most one transition of its machine and says whether
 * it took one; lacp_run() calls them until none does. Selection needs one step,
 * and whoever goes by it comes after it. The time is lag->now.
 */

#ifndef _LACP_MACHINES_H
#define _LACP_MACHINES_H

#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/types.h>

#include "lacp.h"

/* Timer values of the standard, ms */
#define LACP_FAST_PERIODIC_TIME		1000
#define LACP_SLOW_PERIODIC_TIME		30000
#define LACP_SHORT_TIMEOUT_TIME		3000
#define LACP_CHURN_DETECTION_TIME	60000

/* What the Mux machine decides of the Actor's state octet */
#define LACP_STATE_MUX	(LACPMOD_STATE_SYNCHRONIZATION | \
			 LACPMOD_STATE_COLLECTING | \
			 LACPMOD_STATE_DISTRIBUTING)

/*
 * ms: a LACPDU, and one that answers it, each late by the transmit limit. Two ends
 * that do not wait for these may take turns for ever.
 */
#define LACP_TALK_TIME	2000U

/* ms: that both ends may take to choose, and LACPDUs of several ports to arrive */
#define LACP_FOLLOW_TIME	1000U

/**
 * struct lacp_capacity - what some ports amount to
 * @ports: how many
 * @bandwidth: sum of their speeds, as far as they are known, Mb/s
 */
struct lacp_capacity {
	u8 ports;
	u32 bandwidth;
};

enum lacp_machine {
	LACP_MACHINE_RX,
	LACP_MACHINE_PERIODIC,
	LACP_MACHINE_SELECTED,
	LACP_MACHINE_MUX,
	LACP_MACHINE_ACTOR_CHURN,
	LACP_MACHINE_PARTNER_CHURN,
};

#ifdef LACP_TRACE
void lacp_trace_transition(const struct lacp_port *port,
			   enum lacp_machine machine, u8 from, u8 to);
#else
static inline void lacp_trace_transition(const struct lacp_port *port,
					 enum lacp_machine machine,
					 u8 from, u8 to)
{
}
#endif

/* run.c */
void lacp_event(struct lacp_lag *lag, struct lacp_port *port, u8 type,
		u8 from, u8 to);

/* receive.c */
void lacp_receive_init(struct lacp_port *port);
void lacp_set_looped(struct lacp_port *port, bool looped);
bool lacp_receive_step(struct lacp_port *port);

/* periodic.c */
bool lacp_periodic_step(struct lacp_port *port);

/* group.c */
void lacp_group_choose(struct lacp_lag *lag);
bool lacp_group_used(struct lacp_lag *lag);
u64 lacp_group_deadline(const struct lacp_lag *lag);
bool lacp_rival_agrees(const struct lacp_lag *lag);
bool lacp_in_group(const struct lacp_port *port);
bool lacp_group_attached(const struct lacp_lag *lag);

/* selection.c */
bool lacp_selection_step(struct lacp_lag *lag);
void lacp_unselect(struct lacp_port *port);
bool lacp_waits(const struct lacp_port *port);
bool lacp_ready(const struct lacp_port *port);
u64 lacp_ready_time(const struct lacp_port *port);
u64 lacp_ready_deadline(const struct lacp_lag *lag);

/* standby.c */
bool lacp_usable(const struct lacp_port *port);
void lacp_standby_step(struct lacp_lag *lag);
u64 lacp_standby_deadline(const struct lacp_lag *lag);
u64 lacp_standby_tried(const struct lacp_lag *lag);
bool lacp_we_rank(const struct lacp_lag *lag);
struct lacp_capacity lacp_aggregatable(const struct lacp_lag *lag);

/* restore.c */
void lacp_restore_failed(struct lacp_port *port);
void lacp_restore_lost(struct lacp_port *port);
u64 lacp_restore_time(const struct lacp_port *port);
bool lacp_back_for_long(const struct lacp_port *port);
void lacp_restore_step(struct lacp_port *port);
void lacp_restore_regroup(struct lacp_lag *lag);
bool lacp_restore_revert(struct lacp_port *port);
u64 lacp_restore_deadline(const struct lacp_port *port);

/* fallback.c */
void lacp_fallback_step(struct lacp_lag *lag);
void lacp_fallback_heard(struct lacp_port *port);
bool lacp_fallback_eligible(const struct lacp_port *port);
bool lacp_fallback_needed(const struct lacp_lag *lag);
u64 lacp_fallback_time(const struct lacp_port *port);
u64 lacp_fallback_deadline(const struct lacp_lag *lag);

/* drain.c */
void lacp_drain_begin(struct lacp_port *port);
bool lacp_drain_step(struct lacp_lag *lag);

/* mux.c */
void lacp_mux_wait(struct lacp_port *port);
void lacp_mux_set_kind(struct lacp_port *port);
bool lacp_mux_step(struct lacp_port *port);

/* churn.c */
bool lacp_churn_step(struct lacp_port *port);

/* transmit.c */
bool lacp_transmit_step(struct lacp_port *port);
u64 lacp_transmit_deadline(const struct lacp_port *port);

/* marker.c */
bool lacp_marker_receive(struct lacp_port *port, const u8 *frame, u64 now);

/* conversation.c */
void lacp_conversation_update(struct lacp_lag *lag);

/* flush.c */
void lacp_flush_move(struct lacp_lag *lag);
bool lacp_flush_answered(struct lacp_port *port, const u8 *frame);
void lacp_flush_start(struct lacp_port *port);
bool lacp_flushed(const struct lacp_port *port);
void lacp_flush_step(struct lacp_lag *lag);
u64 lacp_flush_deadline(const struct lacp_lag *lag);

/* Predicates under the standard's names */

/* Whether the configuration lets the port work. */
static inline bool lacp_port_wanted(const struct lacp_port *port)
{
	return port->lag->up && port->up && !port->leaving;
}

/* port_enabled, Port_Operational; a goodbye still has to be sent. */
static inline bool lacp_port_enabled(const struct lacp_port *port)
{
	return port->link && (lacp_port_wanted(port) || port->goodbye);
}

/* Whether the configuration lets LACP be spoken. */
static inline bool lacp_on(const struct lacp_port *port)
{
	return port->lag->config.mode != LACPMOD_MODE_STATIC &&
	       port->config.mode != LACPMOD_PORT_MODE_OFF;
}

/* LACP_Enabled: it is on, and the link is point-to-point. */
static inline bool lacp_enabled(const struct lacp_port *port)
{
	return port->full_duplex && (lacp_on(port) || port->goodbye);
}

/* What Actor.Timeout stands for, ms. */
static inline u64 lacp_timeout(const struct lacp_port *port)
{
	bool fast = port->actor.state & LACPMOD_STATE_TIMEOUT;

	return (fast ? LACP_FAST_PERIODIC_TIME : LACP_SLOW_PERIODIC_TIME) *
	       port->lag->config.timeout_multiplier;
}

/* Whether the partner's values were heard, not assumed. */
static inline bool lacp_has_partner(const struct lacp_port *port)
{
	return !(port->actor.state & LACPMOD_STATE_DEFAULTED);
}

/* Data may be sent: a partner that is heard has been told to collect. */
static inline bool lacp_may_share(const struct lacp_port *port)
{
	return lacp_port_distributing(port) &&
	       (port->sync_sent || !lacp_has_partner(port));
}

/*
 * Whether the partner is not heard, and assumed to be in sync: by Partner_Admin
 * values that say so, or because no LACP is spoken.
 */
static inline bool lacp_partner_assumed(const struct lacp_port *port)
{
	return !lacp_has_partner(port) && !port->fallback &&
	       (port->rx == LACPMOD_RX_STATE_DEFAULTED ||
		port->rx == LACPMOD_RX_STATE_LACP_DISABLED) &&
	       (port->partner.state & LACPMOD_STATE_SYNCHRONIZATION);
}

/* Whether it speaks no LACP, and so cannot be told to stop. */
static inline bool lacp_nobody_to_tell(const struct lacp_port *port)
{
	return lacp_partner_assumed(port) ||
	       (port->lag->config.fallback == LACPMOD_FALLBACK_ALL &&
		lacp_fallback_needed(port->lag) && lacp_port_enabled(port) &&
		lacp_on(port) && !lacp_has_partner(port));
}

/* Whether the partner is heard now, or assumed. */
static inline bool lacp_partner_current(const struct lacp_port *port)
{
	return lacp_port_enabled(port) &&
	       (port->rx == LACPMOD_RX_STATE_CURRENT ||
		lacp_partner_assumed(port));
}

/* Whether the partner was heard, and recently enough, or is assumed. */
static inline bool lacp_partner_alive(const struct lacp_port *port)
{
	return lacp_partner_current(port) ||
	       (lacp_port_enabled(port) && lacp_has_partner(port) &&
		port->rx == LACPMOD_RX_STATE_EXPIRED);
}

/* Whether this end of the link, or the other, must not aggregate. */
static inline bool lacp_individual(const struct lacp_port *port)
{
	return !(port->actor.state & port->partner.state &
		 LACPMOD_STATE_AGGREGATION);
}

/* Whether a port is still in use, but to go out of it. */
static inline bool lacp_drains(const struct lacp_port *port)
{
	return port->config.drain && !port->withdrawn;
}

static inline void lacp_capacity_add(struct lacp_capacity *capacity,
				     const struct lacp_port *port)
{
	capacity->ports++;
	if (port->speed_known)
		capacity->bandwidth += port->speed;
}

/* Whether a LAG of these ports may be in use. */
static inline bool lacp_suffices(const struct lacp_lag *lag,
				 const struct lacp_capacity *capacity)
{
	return capacity->ports >= max_t(u8, lag->config.min_links, 1) &&
	       capacity->bandwidth >= lag->config.min_bandwidth;
}

static inline bool lacp_partner_sync(const struct lacp_port *port)
{
	return port->partner.state & LACPMOD_STATE_SYNCHRONIZATION;
}

static inline bool lacp_partner_collects(const struct lacp_port *port)
{
	return port->partner.state & LACPMOD_STATE_COLLECTING;
}

/* NO_PERIODIC's other half: neither end is active. */
static inline bool lacp_both_passive(const struct lacp_port *port)
{
	return !((port->actor.state | port->partner.state) &
		 LACPMOD_STATE_ACTIVITY);
}

static inline void lacp_state_assign(struct lacp_info *info, u8 flags, bool on)
{
	if (on)
		info->state |= flags;
	else
		info->state &= ~flags;
}

static inline bool lacp_same_system(const struct lacp_info *a,
				    const struct lacp_info *b)
{
	return a->system_priority == b->system_priority &&
	       !memcmp(a->system, b->system, LACP_ADDR_LEN);
}

/* Port ID: the priority goes first, and the lower is the better. */
static inline u32 lacp_port_id(const struct lacp_info *info)
{
	return (u32)info->port_priority << 16 | info->port;
}

/* What recordPDU, update_Selected and update_NTT all compare. */
static inline bool lacp_same_port(const struct lacp_info *a,
				  const struct lacp_info *b, u8 state_mask)
{
	return lacp_same_system(a, b) && a->key == b->key &&
	       a->port_priority == b->port_priority && a->port == b->port &&
	       !((a->state ^ b->state) & state_mask);
}

#endif
