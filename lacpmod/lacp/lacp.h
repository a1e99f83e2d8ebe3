/* SPDX-License-Identifier: GPL-2.0 */
/*
 * LACP (IEEE 802.1AX): the face of the protocol engine
 *
 * The engine is pure. It takes no lock, allocates nothing and reads no clock:
 * frames and the time come in as arguments, wishes go out through
 * struct lacp_ops. The caller serializes all calls for one LAG, and follows
 * every input (or group of inputs) with lacp_run().
 *
 * Times are u64 milliseconds of any clock that does not go backwards.
 */

#ifndef _LACP_LACP_H
#define _LACP_LACP_H

#include <linux/types.h>

#include <uapi/linux/lacpmod.h>

#define LACP_PORTS_MAX		64	/* ports of one LAG */
#define LACP_BUCKETS		4096	/* conversation IDs */
#define LACP_NO_PORT		0xff	/* a conversation ID that nobody carries */
#define LACP_PDU_LEN		110	/* octets of a LACPDU or Marker PDU */
#define LACP_NEVER		((u64)-1)
#define LACP_ADDR_LEN		6

/* Mb/s; a port that is faster counts as this, so that sums fit a u32 */
#define LACP_PORT_SPEED_MAX	((u32)-1 / LACP_PORTS_MAX)

struct lacp_lag;
struct lacp_port;

/**
 * struct lacp_info - one end of a link, as a LACPDU describes it
 * @system_priority: System priority, lower is better
 * @system: System ID, a MAC address
 * @key: operational key
 * @port_priority: port priority, lower is better
 * @port: port number
 * @state: LACPMOD_STATE_* flags
 */
struct lacp_info {
	u16 system_priority;
	u8 system[LACP_ADDR_LEN];
	u16 key;
	u16 port_priority;
	u16 port;
	u8 state;
};

/**
 * struct lacp_group - ports that share one LAG ID
 * @valid: there is a group
 * @individual: the link must not aggregate: @own_port is its sole occupant
 * @system_priority: the partner's System priority
 * @system: the partner's System ID
 * @key: the partner's key
 * @own_port: port number of the sole occupant, 0 where not individual
 * @port_priority: the partner's port priority, 0 where not individual
 * @port: the partner's port number, 0 where not individual
 *
 * The Actor's half of the LAG ID is the same for every port of a LAG.
 */
struct lacp_group {
	bool valid;
	bool individual;
	u16 system_priority;
	u8 system[LACP_ADDR_LEN];
	u16 key;
	u16 own_port;
	u16 port_priority;
	u16 port;
};

/**
 * struct lacp_why - why a port does not distribute
 * @reason: LACPMOD_REASON_*
 * @have: min-links: ports that could aggregate
 * @need: min-links: ports that are asked for
 * @left: aggregate-wait: ms until the wait ends
 * @group: other-system, other-key, individual: the group that was chosen
 */
struct lacp_why {
	u8 reason;
	u8 have;
	u8 need;
	u32 left;
	struct lacp_group group;
};

/**
 * struct lacp_event - something changed
 * @type: LACPMOD_EVENT_*
 * @from: the value before, in the terms of @type
 * @to: the value after
 * @time: when, ms
 * @why: reason and its arguments
 */
struct lacp_event {
	u8 type;
	u8 from;
	u8 to;
	u64 time;
	struct lacp_why why;
};

/**
 * struct lacp_config - settings of a LAG
 * @mode: LACPMOD_MODE_*
 * @rate: LACPMOD_RATE_*
 * @mux: LACPMOD_MUX_KIND_*
 * @min_links: ports that must be able to aggregate before any does, at least 1
 * @system_priority: Actor System priority
 * @system: Actor System ID
 * @key: Actor key, not 0
 * @aggregate_wait: ms that a selected port waits for others
 */
struct lacp_config {
	u8 mode;
	u8 rate;
	u8 mux;
	u8 min_links;
	u16 system_priority;
	u8 system[LACP_ADDR_LEN];
	u16 key;
	u32 aggregate_wait;
};

/**
 * struct lacp_counters - what a port has seen and done
 * @lacpdu_rx: LACPDUs accepted
 * @lacpdu_tx: LACPDUs asked to be sent
 * @marker_rx: Marker Information PDUs accepted
 * @marker_response_rx: Marker Responses heard
 * @marker_response_tx: Marker Responses asked to be sent
 * @marker_limited: Marker Information PDUs left unanswered
 * @unknown_rx: frames of a slow protocol that is not ours
 * @illegal_rx: frames of a subtype outside 1 to 10, or without one
 * @reject: PDUs refused, by enum lacp_verdict
 * @own_system_rx: LACPDUs that carried our own System
 * @mux_changes: transitions of the Mux machine
 * @actor_churns: times that the Actor Churn machine entered churn
 * @partner_churns: times that the Partner Churn machine entered churn
 */
struct lacp_counters {
	u64 lacpdu_rx;
	u64 lacpdu_tx;
	u64 marker_rx;
	u64 marker_response_rx;
	u64 marker_response_tx;
	u64 marker_limited;
	u64 unknown_rx;
	u64 illegal_rx;
	u64 reject[5];
	u64 own_system_rx;
	u64 mux_changes;
	u64 actor_churns;
	u64 partner_churns;
};

/**
 * enum lacp_verdict - what became of a received frame
 * @LACP_TRUNCATED: refused, shorter than 110 octets
 * @LACP_ACTOR_LENGTH: refused, the Actor TLV has not 20 octets
 * @LACP_PARTNER_LENGTH: refused, the Partner TLV has not 20 octets
 * @LACP_COLLECTOR_LENGTH: refused, the Collector TLV has not 16 octets
 * @LACP_BAD_MARKER: refused, a Marker PDU with a wrong TLV type or length
 * @LACP_REJECTS: number of ways to be refused
 * @LACP_ACCEPTED: a LACPDU, or a Marker PDU
 * @LACP_UNKNOWN: another slow protocol, not for the engine
 * @LACP_ILLEGAL: not a slow protocol's subtype
 */
enum lacp_verdict {
	LACP_TRUNCATED,
	LACP_ACTOR_LENGTH,
	LACP_PARTNER_LENGTH,
	LACP_COLLECTOR_LENGTH,
	LACP_BAD_MARKER,
	LACP_REJECTS,
	LACP_ACCEPTED = LACP_REJECTS,
	LACP_UNKNOWN,
	LACP_ILLEGAL,
};

/**
 * struct lacp_ops - what the engine asks of the device it drives
 *
 * Called from within lacp_run() and lacp_port_receive(). None of them may call
 * back into the engine, except for lacp_build() and lacp_port_why().
 */
struct lacp_ops {
	/**
	 * @transmit: send a LACPDU. May be deferred until the engine is left,
	 * the PDU is to be built by lacp_build() at that moment.
	 */
	void (*transmit)(struct lacp_port *port);

	/** @marker_response: send these LACP_PDU_LEN octets. */
	void (*marker_response)(struct lacp_port *port, const u8 *pdu);

	/**
	 * @collect: deliver, or discard, the data that the port receives. A
	 * port that stops working goes on delivering, for what still arrives
	 * was sent before.
	 */
	void (*collect)(struct lacp_port *port, bool on);

	/** @carrier: at least min-links ports distribute, or no longer. */
	void (*carrier)(struct lacp_lag *lag, bool on);

	/** @event: something changed; @port is NULL where it is the LAG. */
	void (*event)(struct lacp_lag *lag, struct lacp_port *port,
		      const struct lacp_event *event);
};

/**
 * struct lacp_port - an Aggregation Port
 * @lag: its LAG
 * @next: the LAG's port with the next higher number
 * @index: names the port in the bucket table, below LACP_PORTS_MAX
 * @up: input: set up
 * @link: input: has carrier
 * @full_duplex: input: LACP does not run on a half-duplex link
 * @leaving: input: about to be removed
 * @goodbye: the last LACPDU is yet to be sent, the port works until then
 * @pdu_pending: @pdu is yet to be looked at by the Receive machine
 * @looped: the LACPDUs heard carry our own System
 * @port_moved: our partner was heard on another port
 * @ntt: Need To Transmit
 * @actor_churn: Actor Churn machine
 * @partner_churn: Partner Churn machine
 * @rx: Receive machine
 * @periodic: Periodic machine
 * @mux: Mux machine
 * @selected: Selection's verdict
 * @speed: input: Mb/s, 1 to LACP_PORT_SPEED_MAX
 * @actor: our operational values
 * @partner: the partner's operational values
 * @partner_admin: what we assume of a partner that is not heard
 * @pdu_actor: Actor half of the PDU being looked at
 * @pdu_partner: Partner half of the PDU being looked at
 * @told: state octet of the last LACPDU sent
 * @current_while: when the Receive machine's timer expires
 * @periodic_timer: when the Periodic machine's timer expires
 * @wait_while: when the aggregate wait ends
 * @actor_churn_timer: when the Actor Churn machine's timer expires
 * @partner_churn_timer: when the Partner Churn machine's timer expires
 * @sent: when the last three LACPDUs were sent, newest first
 * @marked: when the last Marker Responses were sent, newest first
 * @weight: share of the conversation IDs asked for, 0 if not distributing;
 *	may be read without any lock
 * @rest: used while they are handed out: remainder of the share
 * @more: used while they are handed out: buckets still to be given, or (if
 *	negative) to be given away
 * @buckets: conversation IDs carried
 * @was_enabled: port_enabled at the last lacp_run()
 * @collects: what ops->collect was last told
 * @link_changed: when the port last became able to work, or unable
 * @mux_changed: when @mux last changed
 * @counters: see struct lacp_counters
 *
 * Outside the engine: read under the caller's lock, write never.
 */
struct lacp_port {
	struct lacp_lag *lag;
	struct lacp_port *next;
	u8 index;

	bool up;
	bool link;
	bool full_duplex;
	bool leaving;

	bool goodbye;
	bool pdu_pending;
	bool looped;
	bool port_moved;
	bool ntt;

	u8 actor_churn;
	u8 partner_churn;
	u8 rx;
	u8 periodic;
	u8 mux;
	u8 selected;

	u32 speed;
	struct lacp_info actor;
	struct lacp_info partner;
	struct lacp_info partner_admin;
	struct lacp_info pdu_actor;
	struct lacp_info pdu_partner;
	u8 told;

	u64 current_while;
	u64 periodic_timer;
	u64 wait_while;
	u64 actor_churn_timer;
	u64 partner_churn_timer;
	u64 sent[3];
	u64 marked[5];

	u32 weight;
	u32 rest;
	s16 more;
	u16 buckets;
	bool was_enabled;
	bool collects;
	u64 link_changed;
	u64 mux_changed;
	struct lacp_counters counters;
};

/**
 * struct lacp_lag - an Aggregator and its ports
 * @ops: what the engine asks for
 * @config: settings
 * @up: input: set up
 * @carrier: at least min-links ports distribute
 * @ports: the ports by ascending number
 * @by_index: the same by their index
 * @group: the group of ports that aggregates
 * @now: the time of the current lacp_run(), ms
 * @waiting_since: when the first of the ports now WAITING began to wait
 * @distributing: number of ports that distribute
 * @speed: sum of their speeds, Mb/s
 * @bucket: index of the port that carries a conversation ID, or LACP_NO_PORT;
 *	written one by one with WRITE_ONCE(), so that it can be read without
 *	any lock
 */
struct lacp_lag {
	const struct lacp_ops *ops;
	struct lacp_config config;
	bool up;
	bool carrier;
	struct lacp_port *ports;
	struct lacp_port *by_index[LACP_PORTS_MAX];
	struct lacp_group group;
	u64 now;
	u64 waiting_since;
	u32 distributing;
	u32 speed;
	u8 bucket[LACP_BUCKETS];
};

#define lacp_for_each_port(lag, port) \
	for ((port) = (lag)->ports; (port); (port) = (port)->next)

void lacp_init(struct lacp_lag *lag, const struct lacp_ops *ops,
	       const struct lacp_config *config);
void lacp_configure(struct lacp_lag *lag, const struct lacp_config *config,
		    u64 now);
void lacp_set_up(struct lacp_lag *lag, bool up);

void lacp_port_add(struct lacp_lag *lag, struct lacp_port *port, u8 index,
		   u16 number, u16 priority);
void lacp_port_leave(struct lacp_port *port);
void lacp_port_remove(struct lacp_port *port);
void lacp_port_configure(struct lacp_port *port, u16 number, u16 priority);
void lacp_port_set_up(struct lacp_port *port, bool up);
void lacp_port_link(struct lacp_port *port, bool up, u32 speed,
		    bool full_duplex);
enum lacp_verdict lacp_port_receive(struct lacp_port *port, const u8 *frame,
				    size_t length, u64 now);

u64 lacp_run(struct lacp_lag *lag, u64 now);

void lacp_build(struct lacp_port *port, u8 *pdu);
void lacp_port_why(const struct lacp_port *port, struct lacp_why *why);
bool lacp_port_distributing(const struct lacp_port *port);

#endif
