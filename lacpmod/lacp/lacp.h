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

#include <linux/limits.h>
#include <linux/types.h>

#include <uapi/linux/lacpmod.h>

#define LACP_PORTS_MAX		64	/* ports of one LAG */
#define LACP_BUCKETS		4096	/* conversation IDs */
#define LACP_NO_PORT		LACP_PORTS_MAX	/* a conversation ID that nobody carries */
#define LACP_HELD		(LACP_PORTS_MAX + 1)	/* one whose frames are to be held */
#define LACP_PLACES		(LACP_PORTS_MAX + 2)	/* of ports; those two's are empty */
#define LACP_PDU_LEN		110	/* octets of a LACPDU or Marker PDU */
#define LACP_NEVER		((u64)-1)
#define LACP_ADDR_LEN		6
#define LACP_FLAPS_MAX		10	/* failures that are remembered */
#define LACP_MARKERS_MAX	5	/* Markers of a port in any second */
#define LACP_DATA_RECENT	30000	/* ms that a data frame is remembered */

/* Mb/s; a port that is faster counts as this, so that sums fit a u32 */
#define LACP_PORT_SPEED_MAX	(U32_MAX / LACP_PORTS_MAX)

/* Mb/s of a port whose speed is not known; min_bandwidth does not count it */
#define LACP_SPEED_ASSUMED	1000

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
 * @speed: Mb/s of its ports where speeds are kept apart, else 0
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
	u32 speed;
	u16 own_port;
	u16 port_priority;
	u16 port;
};

/**
 * struct lacp_why - why a port does not distribute
 * @reason: LACPMOD_REASON_*
 * @have: min-links: ports that could aggregate; min-bandwidth: their speed, Mb/s
 * @need: min-links: ports that are asked for; min-bandwidth: Mb/s that are;
 *	standby: ports that are allowed
 * @left: aggregate-wait, wait-to-restore, held-down, fallback-wait: ms until
 *	the wait ends
 * @since: partner-not-in-sync: ms that it has not been
 * @group: other-system, other-key, other-speed, individual: the group that was
 *	chosen
 */
struct lacp_why {
	u8 reason;
	u32 have;
	u32 need;
	u32 left;
	u32 since;
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
 * @max_links: ports that may be in use at once, 0 for all
 * @selection: LACPMOD_SELECTION_*
 * @reselect: LACPMOD_RESELECT_*
 * @fallback: LACPMOD_FALLBACK_*
 * @timeout_multiplier: periods that a partner may be silent
 * @flap_limit: failures within @flap_interval that hold a port down, at most
 *	LACP_FLAPS_MAX, 0 for never
 * @same_speed: ports of different speeds do not aggregate
 * @revertive: a port that has failed takes its place back
 * @fallback_preempt: a better port takes the fallback over
 * @flush: conversation IDs that move between ports are held meanwhile
 * @system_priority: Actor System priority
 * @system: Actor System ID
 * @key: Actor key, not 0
 * @rx_limit: LACPDUs that a port reads a second, and as many at once after a
 *	pause; 0 for all
 * @aggregate_wait: ms that a selected port waits for others
 * @wait_to_restore: ms that a port which failed must be well to be used again
 * @sync_timeout: ms after which a port whose partner is not in sync yields its
 *	place to one that stands by, or the group to another, 2000 at least, 0 for
 *	never
 * @fallback_timeout: ms without a partner before fallback begins
 * @flap_interval: ms in which failures are counted
 * @flap_hold: ms that a port is first held down
 * @hold_time: ms that conversation IDs are held at most, at least 1
 * @min_bandwidth: Mb/s that the ports which could aggregate must have together
 *	before any does, 0 for none
 */
struct lacp_config {
	u8 mode;
	u8 rate;
	u8 mux;
	u8 min_links;
	u8 max_links;
	u8 selection;
	u8 reselect;
	u8 fallback;
	u8 timeout_multiplier;
	u8 flap_limit;
	bool same_speed;
	bool revertive;
	bool fallback_preempt;
	bool flush;
	u16 system_priority;
	u8 system[LACP_ADDR_LEN];
	u16 key;
	u16 rx_limit;
	u32 aggregate_wait;
	u32 wait_to_restore;
	u32 sync_timeout;
	u32 fallback_timeout;
	u32 flap_interval;
	u32 flap_hold;
	u32 hold_time;
	u32 min_bandwidth;
};

/**
 * struct lacp_port_config - settings of a port
 * @number: port number, not 0
 * @priority: port priority, lower is better
 * @mode: LACPMOD_PORT_MODE_*
 * @rate: LACPMOD_PORT_RATE_*
 * @individual: the port must not aggregate with others
 * @weight: share of the conversation IDs beside other ports', at most
 *	LACP_PORT_SPEED_MAX; 0 for the speed in Mb/s
 * @drain: the port is to go out of use, without loss
 * @partner_admin: what is assumed of a partner that is not heard; port 0 is
 *	the port's own number
 */
struct lacp_port_config {
	u16 number;
	u16 priority;
	u8 mode;
	u8 rate;
	bool individual;
	u32 weight;
	bool drain;
	struct lacp_info partner_admin;
};

/**
 * struct lacp_counters - what a port has seen and done
 * @lacpdu_rx: LACPDUs accepted
 * @lacpdu_tx: LACPDUs asked to be sent
 * @marker_rx: Marker Information PDUs that were well-formed, answered or not
 * @marker_tx: Marker Information PDUs asked to be sent
 * @marker_response_rx: Marker Responses heard
 * @marker_response_tx: Marker Responses asked to be sent
 * @marker_limited: Marker Information PDUs left unanswered
 * @unknown_rx: frames of a slow protocol that is not ours
 * @illegal_rx: frames of a subtype outside 1 to 10, or without one
 * @reject: PDUs refused, by enum lacp_verdict
 * @own_system_rx: LACPDUs that carried our own System
 * @lacpdu_limited: LACPDUs left unread by rx_limit
 * @flaps: failures, of the link or of the partner
 * @holds: times that the port was held down
 * @fallbacks: times that the port came to carry for want of LACP
 * @convergences: times that the port came to distribute
 * @mux_changes: transitions of the Mux machine
 * @actor_churns: times that the Actor Churn machine entered churn
 * @partner_churns: times that the Partner Churn machine entered churn
 */
struct lacp_counters {
	u64 lacpdu_rx;
	u64 lacpdu_tx;
	u64 marker_rx;
	u64 marker_tx;
	u64 marker_response_rx;
	u64 marker_response_tx;
	u64 marker_limited;
	u64 unknown_rx;
	u64 illegal_rx;
	u64 reject[5];
	u64 own_system_rx;
	u64 lacpdu_limited;
	u64 flaps;
	u64 holds;
	u64 fallbacks;
	u64 convergences;
	u64 mux_changes;
	u64 actor_churns;
	u64 partner_churns;
};

/**
 * struct lacp_moves - what became of conversation IDs that moved
 * @moved: conversation IDs that were held
 * @flushes: ports that were flushed: all Markers came back
 * @timeouts: holds that hold_time has ended
 * @overflows: holds that the number of frames has ended
 */
struct lacp_moves {
	u64 moved;
	u64 flushes;
	u64 timeouts;
	u64 overflows;
};

/**
 * enum lacp_flush - how far a port is with what was sent on it
 * @LACP_FLUSH_NONE: nothing is waited for
 * @LACP_FLUSH_WANTED: conversation IDs have moved away
 * @LACP_FLUSH_SETTLING: the device waits for those who still send by old buckets
 * @LACP_FLUSH_MARKED: Markers are on their way
 * @LACP_FLUSH_TIMED: no Markers are sent, the time is waited for
 */
enum lacp_flush {
	LACP_FLUSH_NONE,
	LACP_FLUSH_WANTED,
	LACP_FLUSH_SETTLING,
	LACP_FLUSH_MARKED,
	LACP_FLUSH_TIMED,
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
 * @LACP_IGNORED: one that is more than are read in a second, or a Marker Response
 *	that nobody waits for
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
	LACP_IGNORED,
	LACP_UNKNOWN,
	LACP_ILLEGAL,
};

/**
 * struct lacp_ops - what the engine asks of the device it drives
 *
 * Called from within any input that takes the time, lacp_run() above all. None of
 * them may call back into the engine, except for lacp_build(),
 * lacp_marker_build(), lacp_port_sent() and lacp_port_why().
 */
struct lacp_ops {
	/**
	 * @transmit: send a LACPDU. May be deferred until the engine is left,
	 * the PDU is to be built by lacp_build() at that moment, and
	 * lacp_port_sent() called when it has gone.
	 */
	void (*transmit)(struct lacp_port *port);

	/** @marker_response: send these LACP_PDU_LEN octets; false: cannot. */
	bool (*marker_response)(struct lacp_port *port, const u8 *pdu);

	/**
	 * @settle: call lacp_flush_settled() when nobody goes by what the
	 * buckets were before any more. Not from within this call.
	 */
	void (*settle)(struct lacp_lag *lag);

	/**
	 * @markers: send a Marker Information PDU behind the data of each
	 * transmit queue in use, of lacp_marker_build() and with consecutive
	 * transactions from @transaction on. Returns how many were to be
	 * sent, or 0 if they would be more than @max. One that could not be
	 * sent counts, and is waited for in vain.
	 */
	unsigned int (*markers)(struct lacp_port *port, u32 transaction,
				unsigned int max);

	/**
	 * @release: send the frames that are held, to the owners of their
	 * conversation IDs, and call lacp_flush_released() when there is none
	 * left. Not from within this call.
	 */
	void (*release)(struct lacp_lag *lag);

	/**
	 * @collect: deliver, or discard, the data that the port receives. A
	 * port that stops working goes on delivering, for what still arrives
	 * was sent before.
	 */
	void (*collect)(struct lacp_port *port, bool on);

	/**
	 * @watch: lacp_port_data() is, or is no longer, to be called when the
	 * port receives data, at least once in LACP_DATA_RECENT.
	 */
	void (*watch)(struct lacp_port *port, bool on);

	/** @carrier: the LAG can carry traffic, or no longer. */
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
 * @config: settings
 * @up: input: set up
 * @link: input: has carrier
 * @speed_known: input: @speed is what the port runs at, not LACP_SPEED_ASSUMED
 * @full_duplex: input: LACP does not run on a half-duplex link
 * @leaving: input: about to be removed
 * @goodbye: the last LACPDU is yet to be sent, the port works until then
 * @parting: the LACPDU asked for is a goodbye
 * @pdu_pending: @pdu is yet to be looked at by the Receive machine
 * @looped: the LACPDUs heard carry our own System
 * @port_moved: our partner was heard on another port
 * @admin_changed: what is assumed of a partner is another
 * @slot: the port is one of those that may be in use
 * @promoted: it stood by, and need not wait for others to attach
 * @yielded: its partner was out of sync for too long
 * @given_up: its partner was, and another was turned to
 * @restoring: it has failed, and is to be used again only where others lack
 * @reverts: it is so when it is back for long, since all others lacked, too
 * @held: it has failed too often
 * @fallback: it carries for want of LACP
 * @withdrawn: it has drained as far as sending goes, and is kept out of use
 * @drained: it can be pulled
 * @watched: what ops->watch was last told
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
 * @told: state octet of the last LACPDU built
 * @sync_sent: the last LACPDU that has gone since the port works said in sync
 * @believed: the partner may believe that we are in sync: it was told so, or says
 *	so, and no answer to a LACPDU that said otherwise was heard since
 * @current_while: when the Receive machine's timer expires
 * @periodic_timer: when the Periodic machine's timer expires
 * @wait_while: when the aggregate wait ends
 * @actor_churn_timer: when the Actor Churn machine's timer expires
 * @partner_churn_timer: when the Partner Churn machine's timer expires
 * @held_until: when the port is no longer held down
 * @sync_since: since when the partner has been in sync, LACP_NEVER if it is not
 * @unsync_since: since when an attached port's partner has not been in sync
 * @quiet_since: since when no partner is known
 * @data_heard: when data was last received, LACP_NEVER if not
 * @lost_since: when the port was last able to work, or stopped distributing
 * @failed: when the last failures were, newest first
 * @holds: times that the port was held down without a rest in between
 * @rx_credit: thousandths of LACPDUs that may be read at once
 * @rx_refilled: when @rx_credit was last computed
 * @sent: when the last three LACPDUs were sent, newest first
 * @marked: when the last Marker Responses were sent, newest first
 * @flush: enum lacp_flush
 * @markers_left: Markers whose Response is yet to come, a bit each
 * @marker_first: transaction of the first of them
 * @markers: when the last Markers were sent, newest first
 * @drain_until: until when what was sent may arrive, while it drains
 * @weight: share of the conversation IDs asked for, 0 if not distributing;
 *	may be read without any lock
 * @dealt: @weight when conversation IDs were last handed out
 * @claim: used while they are handed out: what @quota is in proportion to
 * @quota: conversation IDs to be carried, when they were last handed out
 * @buckets: conversation IDs carried
 * @was_enabled: port_enabled at the last lacp_run()
 * @collects: what ops->collect was last told
 * @collected: the partner when the port last was Collecting
 * @collects_heard: it was heard then, and the port has worked since
 * @linger_until: when it must have stopped sending, once we are no longer
 * @arrives_until: until when what it sent before it stopped may arrive
 * @link_changed: when the port last became able to work, or unable
 * @mux_changed: when @mux last changed
 * @convergence: ms that the port last took to distribute
 * @convergence_max: the longest of these
 * @counters: see struct lacp_counters
 *
 * Outside the engine: read under the caller's lock, write never.
 */
struct lacp_port {
	struct lacp_lag *lag;
	struct lacp_port *next;
	u8 index;
	struct lacp_port_config config;

	bool up;
	bool link;
	bool speed_known;
	bool full_duplex;
	bool leaving;

	bool goodbye;
	bool parting;
	bool pdu_pending;
	bool looped;
	bool port_moved;
	bool ntt;
	bool admin_changed;

	bool slot;
	bool promoted;
	bool yielded;
	bool given_up;
	bool restoring;
	bool reverts;
	bool held;
	bool fallback;
	bool withdrawn;
	bool drained;
	bool watched;

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
	bool sync_sent;
	bool believed;

	u64 current_while;
	u64 periodic_timer;
	u64 wait_while;
	u64 actor_churn_timer;
	u64 partner_churn_timer;
	u64 held_until;
	u64 sync_since;
	u64 unsync_since;
	u64 quiet_since;
	u64 data_heard;
	u64 lost_since;
	u64 failed[LACP_FLAPS_MAX];
	u8 holds;
	u32 rx_credit;
	u64 rx_refilled;
	u64 sent[3];
	u64 marked[5];

	u8 flush;
	u8 markers_left;
	u32 marker_first;
	u64 markers[LACP_MARKERS_MAX];
	u64 drain_until;

	u32 weight;
	u32 dealt;
	u32 claim;
	u16 quota;
	u16 buckets;
	bool was_enabled;
	bool collects;
	bool collects_heard;
	struct lacp_info collected;
	u64 linger_until;
	u64 arrives_until;
	u64 link_changed;
	u64 mux_changed;
	u32 convergence;
	u32 convergence_max;
	struct lacp_counters counters;
};

/**
 * struct lacp_lag - an Aggregator and its ports
 * @ops: what the engine asks for
 * @config: settings
 * @up: input: set up
 * @carrier: the LAG can carry traffic
 * @ports: the ports by ascending number
 * @by_index: the same by their index
 * @group: the group of ports that aggregates
 * @in_use: one of them has attached, and one is, or is about to again
 * @vain_since: since when they are attached, may be enough, and the partner does not
 *	agree to enough, or LACP_NEVER
 * @now: the time of the current lacp_run(), ms
 * @waiting_since: when the first of the ports now WAITING began to wait
 * @carrier_until: until when a LAG that leaves fallback keeps its carrier
 * @distributing: number of ports that distribute
 * @fallback_ports: number of those that carry for want of LACP
 * @standby: number of ports that only max_links keeps out of use
 * @speed: sum of the speeds of those that distribute, Mb/s
 * @enough: ports that could aggregate are, for min_links and min_bandwidth
 * @suffices: those that distribute are enough for min_links and min_bandwidth
 * @rebalanced: conversation IDs were moved for what they carry, and shares are
 *	not by weight alone
 * @settling: ops->settle was asked for
 * @releasing: ops->release was asked for
 * @held_late: more conversation IDs were held since
 * @answered: the System that was last asked has answered
 * @in_vain: holds that it has let pass
 * @asked: the System that was last asked by a Marker
 * @held: conversation IDs that are held
 * @hold_until: when they are to be released at the latest
 * @transaction: of the next Marker
 * @owner_changes: how often an owner has changed
 * @moves: see struct lacp_moves
 * @owner: index of the port that is to carry a conversation ID, or LACP_NO_PORT;
 *	written with WRITE_ONCE()
 * @bucket: index of the port that carries it, LACP_NO_PORT, or LACP_HELD;
 *	written one by one with WRITE_ONCE(), so that it can be read without
 *	any lock
 */
struct lacp_lag {
	const struct lacp_ops *ops;
	struct lacp_config config;
	bool up;
	bool carrier;
	struct lacp_port *ports;
	struct lacp_port *by_index[LACP_PLACES];
	struct lacp_group group;
	bool in_use;
	u64 vain_since;
	u64 now;
	u64 waiting_since;
	u64 carrier_until;
	u32 distributing;
	u32 fallback_ports;
	u32 standby;
	u32 speed;
	bool enough;
	bool suffices;
	bool rebalanced;
	bool settling;
	bool releasing;
	bool held_late;
	bool answered;
	u8 in_vain;
	struct lacp_info asked;
	u32 held;
	u64 hold_until;
	u32 transaction;
	u32 owner_changes;
	struct lacp_moves moves;
	u8 owner[LACP_BUCKETS];
	u8 bucket[LACP_BUCKETS];
};

#define lacp_for_each_port(lag, port) \
	for ((port) = (lag)->ports; (port); (port) = (port)->next)

struct lacp_config lacp_default_config(void);
struct lacp_port_config lacp_default_port_config(u16 number);
void lacp_init(struct lacp_lag *lag, const struct lacp_ops *ops,
	       const struct lacp_config *config);
void lacp_configure(struct lacp_lag *lag, const struct lacp_config *config,
		    u64 now);
void lacp_set_up(struct lacp_lag *lag, bool up);

void lacp_port_add(struct lacp_lag *lag, struct lacp_port *port, u8 index,
		   const struct lacp_port_config *config, u64 now);
void lacp_port_leave(struct lacp_port *port);
void lacp_port_remove(struct lacp_port *port);
void lacp_port_configure(struct lacp_port *port,
			 const struct lacp_port_config *config, u64 now);
void lacp_port_restore(struct lacp_port *port, u64 now);
bool lacp_port_can_drain(const struct lacp_port *port);
void lacp_port_set_up(struct lacp_port *port, bool up);
void lacp_port_data(struct lacp_port *port, u64 now);
void lacp_port_link(struct lacp_port *port, bool up, u32 speed,
		    bool full_duplex);
void lacp_port_set_link(struct lacp_port *port, bool up);
enum lacp_verdict lacp_port_receive(struct lacp_port *port, const u8 *frame,
				    size_t length, u64 now);

u64 lacp_run(struct lacp_lag *lag, u64 now);

void lacp_flush_settled(struct lacp_lag *lag, u64 now);
void lacp_flush_overflow(struct lacp_lag *lag);
void lacp_flush_released(struct lacp_lag *lag, u64 now);
void lacp_marker_build(const struct lacp_port *port, u32 transaction, u8 *pdu);
void lacp_build(struct lacp_port *port, u8 *pdu);
bool lacp_port_sent(struct lacp_port *port, bool sent);
void lacp_port_why(const struct lacp_port *port, struct lacp_why *why);
bool lacp_port_distributing(const struct lacp_port *port);

#endif
