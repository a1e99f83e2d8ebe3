/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/lacpmod.yaml */
/* YNL-GEN uapi header */

#ifndef _UAPI_LINUX_LACPMOD_H
#define _UAPI_LINUX_LACPMOD_H

#define LACPMOD_FAMILY_NAME	"lacpmod"
#define LACPMOD_FAMILY_VERSION	1

/**
 * enum lacpmod_mode - LACP_Activity of the Actor, or no LACP at all.
 * @LACPMOD_MODE_PASSIVE: Speak only to a partner that is active.
 * @LACPMOD_MODE_ACTIVE: Speak without being spoken to.
 * @LACPMOD_MODE_STATIC: No LACP is spoken; every port with a link carries
 *   traffic.
 */
enum lacpmod_mode {
	LACPMOD_MODE_PASSIVE,
	LACPMOD_MODE_ACTIVE,
	LACPMOD_MODE_STATIC,
};

/**
 * enum lacpmod_rate - LACP_Timeout of the Actor, how often the partner is
 *   asked to send.
 * @LACPMOD_RATE_SLOW: Every 30 s; a silent partner expires after 90 s.
 * @LACPMOD_RATE_FAST: Every second; a silent partner expires after 3 s.
 */
enum lacpmod_rate {
	LACPMOD_RATE_SLOW,
	LACPMOD_RATE_FAST,
};

/**
 * enum lacpmod_port_mode - LACP_Activity of one port.
 * @LACPMOD_PORT_MODE_PASSIVE: Speak only to a partner that is active.
 * @LACPMOD_PORT_MODE_ACTIVE: Speak without being spoken to.
 * @LACPMOD_PORT_MODE_OFF: No LACP is spoken on this port, and it carries
 *   nothing.
 * @LACPMOD_PORT_MODE_INHERIT: As the LAG.
 */
enum lacpmod_port_mode {
	LACPMOD_PORT_MODE_PASSIVE,
	LACPMOD_PORT_MODE_ACTIVE,
	LACPMOD_PORT_MODE_OFF,
	LACPMOD_PORT_MODE_INHERIT,
};

/**
 * enum lacpmod_port_rate - LACP_Timeout of one port.
 * @LACPMOD_PORT_RATE_INHERIT: As the LAG.
 */
enum lacpmod_port_rate {
	LACPMOD_PORT_RATE_SLOW,
	LACPMOD_PORT_RATE_FAST,
	LACPMOD_PORT_RATE_INHERIT,
};

/**
 * enum lacpmod_selection - What makes one group of ports better than another.
 * @LACPMOD_SELECTION_BANDWIDTH: The sum of its ports' speeds.
 * @LACPMOD_SELECTION_COUNT: The number of its ports.
 * @LACPMOD_SELECTION_PORT_PRIORITY: Its best port, by priority and number.
 * @LACPMOD_SELECTION_STABLE: Nothing; no group is better than the present one.
 */
enum lacpmod_selection {
	LACPMOD_SELECTION_BANDWIDTH,
	LACPMOD_SELECTION_COUNT,
	LACPMOD_SELECTION_PORT_PRIORITY,
	LACPMOD_SELECTION_STABLE,
};

/**
 * enum lacpmod_reselect - When a group gives way to another.
 * @LACPMOD_RESELECT_LOST: When none of its ports hears its partner any more.
 * @LACPMOD_RESELECT_BETTER: Also when another is better.
 */
enum lacpmod_reselect {
	LACPMOD_RESELECT_LOST,
	LACPMOD_RESELECT_BETTER,
};

/**
 * enum lacpmod_fallback - Which ports carry traffic for a partner that speaks
 *   no LACP.
 * @LACPMOD_FALLBACK_OFF: None; without a partner nothing is sent or received.
 * @LACPMOD_FALLBACK_SINGLE: One port, until some port distributes by LACP.
 * @LACPMOD_FALLBACK_ALL: All ports, until some port distributes by LACP. For a
 *   partner with a static LAG; one that takes its ports for single links gets
 *   loops and duplicates.
 */
enum lacpmod_fallback {
	LACPMOD_FALLBACK_OFF,
	LACPMOD_FALLBACK_SINGLE,
	LACPMOD_FALLBACK_ALL,
};

/**
 * enum lacpmod_mux_kind - Which of the standard's two Mux machines runs.
 * @LACPMOD_MUX_KIND_COUPLED: Collecting and distributing change together.
 * @LACPMOD_MUX_KIND_INDEPENDENT: Distribute only once the partner says that it
 *   collects.
 */
enum lacpmod_mux_kind {
	LACPMOD_MUX_KIND_COUPLED,
	LACPMOD_MUX_KIND_INDEPENDENT,
};

/**
 * enum lacpmod_hash - What of a frame becomes its conversation ID.
 * @LACPMOD_HASH_LAYER2: MAC addresses, VLAN ID and EtherType.
 * @LACPMOD_HASH_LAYER23: MAC addresses and, where there are any, IP addresses.
 * @LACPMOD_HASH_LAYER34: IP addresses, protocol and ports.
 * @LACPMOD_HASH_ENCAP23: As layer23, of the innermost packet of tunnels.
 * @LACPMOD_HASH_ENCAP34: As layer34, of the innermost packet of tunnels.
 * @LACPMOD_HASH_VLAN_SRCMAC: VLAN ID and source MAC address.
 * @LACPMOD_HASH_FLOW: The hash that the socket or the receiving card has left
 *   with the packet, or else as layer34.
 * @LACPMOD_HASH_C_VID: The conversation ID is the VLAN ID of an outermost
 *   C-tag, or 0.
 * @LACPMOD_HASH_S_VID: The conversation ID is the VLAN ID of an outermost
 *   S-tag, or 0.
 */
enum lacpmod_hash {
	LACPMOD_HASH_LAYER2,
	LACPMOD_HASH_LAYER23,
	LACPMOD_HASH_LAYER34,
	LACPMOD_HASH_ENCAP23,
	LACPMOD_HASH_ENCAP34,
	LACPMOD_HASH_VLAN_SRCMAC,
	LACPMOD_HASH_FLOW,
	LACPMOD_HASH_C_VID,
	LACPMOD_HASH_S_VID,
};

/**
 * enum lacpmod_selected - The Selected variable of a port.
 */
enum lacpmod_selected {
	LACPMOD_SELECTED_UNSELECTED,
	LACPMOD_SELECTED_SELECTED,
	LACPMOD_SELECTED_STANDBY,
};

/**
 * enum lacpmod_rx_state - State of the Receive machine.
 */
enum lacpmod_rx_state {
	LACPMOD_RX_STATE_INITIALIZE,
	LACPMOD_RX_STATE_PORT_DISABLED,
	LACPMOD_RX_STATE_EXPIRED,
	LACPMOD_RX_STATE_LACP_DISABLED,
	LACPMOD_RX_STATE_DEFAULTED,
	LACPMOD_RX_STATE_CURRENT,
};

/**
 * enum lacpmod_periodic_state - State of the Periodic Transmission machine.
 */
enum lacpmod_periodic_state {
	LACPMOD_PERIODIC_STATE_NO_PERIODIC,
	LACPMOD_PERIODIC_STATE_FAST_PERIODIC,
	LACPMOD_PERIODIC_STATE_SLOW_PERIODIC,
	LACPMOD_PERIODIC_STATE_PERIODIC_TX,
};

/**
 * enum lacpmod_mux_state - State of the Mux machine; collecting-distributing
 *   is the coupled machine's, collecting and distributing are the independent
 *   one's.
 */
enum lacpmod_mux_state {
	LACPMOD_MUX_STATE_DETACHED,
	LACPMOD_MUX_STATE_WAITING,
	LACPMOD_MUX_STATE_ATTACHED,
	LACPMOD_MUX_STATE_COLLECTING,
	LACPMOD_MUX_STATE_DISTRIBUTING,
	LACPMOD_MUX_STATE_COLLECTING_DISTRIBUTING,
};

/**
 * enum lacpmod_churn_state - State of the Actor or Partner Churn machine.
 */
enum lacpmod_churn_state {
	LACPMOD_CHURN_STATE_CHURN_MONITOR,
	LACPMOD_CHURN_STATE_NO_CHURN,
	LACPMOD_CHURN_STATE_CHURN,
};

/**
 * enum lacpmod_state - The state octet of a LACPDU.
 */
enum lacpmod_state {
	LACPMOD_STATE_ACTIVITY = 1,
	LACPMOD_STATE_TIMEOUT = 2,
	LACPMOD_STATE_AGGREGATION = 4,
	LACPMOD_STATE_SYNCHRONIZATION = 8,
	LACPMOD_STATE_COLLECTING = 16,
	LACPMOD_STATE_DISTRIBUTING = 32,
	LACPMOD_STATE_DEFAULTED = 64,
	LACPMOD_STATE_EXPIRED = 128,
};

/**
 * enum lacpmod_reason - Why a port does not distribute, or why something
 *   changed.
 * @LACPMOD_REASON_NONE: Nothing is wrong, the port distributes.
 * @LACPMOD_REASON_LAG_DOWN: The LAG is set down.
 * @LACPMOD_REASON_PORT_DOWN: The port is set down.
 * @LACPMOD_REASON_NO_LINK: The port has no carrier.
 * @LACPMOD_REASON_HALF_DUPLEX: The port is not full duplex, LACP does not run
 *   on it.
 * @LACPMOD_REASON_RELEASED: The port is leaving the LAG.
 * @LACPMOD_REASON_NO_PARTNER: No LACPDU was heard.
 * @LACPMOD_REASON_PARTNER_SILENT: The partner has stopped sending LACPDUs.
 * @LACPMOD_REASON_LOOPED: The LACPDUs heard carry the System ID of the port
 *   itself.
 * @LACPMOD_REASON_OTHER_SYSTEM: The partner is not the System that the group
 *   aggregates with.
 * @LACPMOD_REASON_OTHER_KEY: The partner's port has not the key of the group's
 *   other ports.
 * @LACPMOD_REASON_INDIVIDUAL: One end says that its link must not aggregate
 *   with others.
 * @LACPMOD_REASON_RESELECTING: The LAG ID changed, the port leaves before it
 *   may join again.
 * @LACPMOD_REASON_AGGREGATE_WAIT: The port waits for others to attach
 *   together.
 * @LACPMOD_REASON_MIN_LINKS: Fewer ports could aggregate than min-links asks
 *   for.
 * @LACPMOD_REASON_PARTNER_NOT_IN_SYNC: The partner has not agreed to this link
 *   yet.
 * @LACPMOD_REASON_PARTNER_NOT_COLLECTING: The partner agrees but does not
 *   collect yet.
 * @LACPMOD_REASON_LACP_OFF: LACP is switched off on the port.
 * @LACPMOD_REASON_BOTH_PASSIVE: No LACPDU was heard, and the port is passive
 *   itself.
 * @LACPMOD_REASON_DUPLICATE_SYSTEM: The partner uses our System ID.
 * @LACPMOD_REASON_OTHER_SPEED: The port has not the speed of the group's
 *   ports.
 * @LACPMOD_REASON_STANDBY: As many ports are in use as max-links allows,
 *   better ones.
 * @LACPMOD_REASON_WAIT_TO_RESTORE: The port has failed and waits until it has
 *   been well long enough.
 * @LACPMOD_REASON_NOT_REVERTING: The port has failed, and others do its work.
 * @LACPMOD_REASON_HELD_DOWN: The port has failed too often and is held down.
 * @LACPMOD_REASON_FALLBACK_WAIT: No LACPDU was heard; fallback begins when its
 *   time is up.
 * @LACPMOD_REASON_FALLBACK_OTHER: No LACPDU was heard, and another port
 *   carries the fallback.
 */
enum lacpmod_reason {
	LACPMOD_REASON_NONE,
	LACPMOD_REASON_LAG_DOWN,
	LACPMOD_REASON_PORT_DOWN,
	LACPMOD_REASON_NO_LINK,
	LACPMOD_REASON_HALF_DUPLEX,
	LACPMOD_REASON_RELEASED,
	LACPMOD_REASON_NO_PARTNER,
	LACPMOD_REASON_PARTNER_SILENT,
	LACPMOD_REASON_LOOPED,
	LACPMOD_REASON_OTHER_SYSTEM,
	LACPMOD_REASON_OTHER_KEY,
	LACPMOD_REASON_INDIVIDUAL,
	LACPMOD_REASON_RESELECTING,
	LACPMOD_REASON_AGGREGATE_WAIT,
	LACPMOD_REASON_MIN_LINKS,
	LACPMOD_REASON_PARTNER_NOT_IN_SYNC,
	LACPMOD_REASON_PARTNER_NOT_COLLECTING,
	LACPMOD_REASON_LACP_OFF,
	LACPMOD_REASON_BOTH_PASSIVE,
	LACPMOD_REASON_DUPLICATE_SYSTEM,
	LACPMOD_REASON_OTHER_SPEED,
	LACPMOD_REASON_STANDBY,
	LACPMOD_REASON_WAIT_TO_RESTORE,
	LACPMOD_REASON_NOT_REVERTING,
	LACPMOD_REASON_HELD_DOWN,
	LACPMOD_REASON_FALLBACK_WAIT,
	LACPMOD_REASON_FALLBACK_OTHER,
};

/**
 * enum lacpmod_event - What has happened.
 * @LACPMOD_EVENT_LAG_CARRIER: The LAG's carrier; from and to are 0 or 1.
 * @LACPMOD_EVENT_LAG_PARTNER: The LAG aggregates with another partner System
 *   or key.
 * @LACPMOD_EVENT_PORT_LINK: Whether the port can work at all; from and to are
 *   0 or 1.
 * @LACPMOD_EVENT_PORT_RX: The Receive machine; from and to are rx-state.
 * @LACPMOD_EVENT_PORT_SELECTED: Selection; from and to are selected.
 * @LACPMOD_EVENT_PORT_MUX: The Mux machine; from and to are mux-state.
 * @LACPMOD_EVENT_PORT_ACTOR_CHURN: The Actor Churn machine; from and to are
 *   churn-state.
 * @LACPMOD_EVENT_PORT_PARTNER_CHURN: The Partner Churn machine; from and to
 *   are churn-state.
 * @LACPMOD_EVENT_PORT_PARTNER: Another partner is heard; from and to are 0 or
 *   1, whether there was one and whether there is.
 * @LACPMOD_EVENT_PORT_FALLBACK: Whether the port carries for want of LACP;
 *   from and to are 0 or 1.
 * @LACPMOD_EVENT_PORT_HELD: Whether the port is held down; from and to are 0
 *   or 1.
 * @LACPMOD_EVENT_PORT_LOOPED: Whether the LACPDUs heard carry our own System
 *   ID; the reason tells a looped cable from a duplicate System. From and to
 *   are 0 or 1.
 */
enum lacpmod_event {
	LACPMOD_EVENT_LAG_ADDED,
	LACPMOD_EVENT_LAG_REMOVED,
	LACPMOD_EVENT_LAG_CARRIER,
	LACPMOD_EVENT_LAG_PARTNER,
	LACPMOD_EVENT_PORT_ADDED,
	LACPMOD_EVENT_PORT_REMOVED,
	LACPMOD_EVENT_PORT_LINK,
	LACPMOD_EVENT_PORT_RX,
	LACPMOD_EVENT_PORT_SELECTED,
	LACPMOD_EVENT_PORT_MUX,
	LACPMOD_EVENT_PORT_ACTOR_CHURN,
	LACPMOD_EVENT_PORT_PARTNER_CHURN,
	LACPMOD_EVENT_PORT_PARTNER,
	LACPMOD_EVENT_PORT_FALLBACK,
	LACPMOD_EVENT_PORT_HELD,
	LACPMOD_EVENT_PORT_LOOPED,
};

enum {
	LACPMOD_A_INFO_SYSTEM_PRIORITY = 1,
	LACPMOD_A_INFO_SYSTEM,
	LACPMOD_A_INFO_KEY,
	LACPMOD_A_INFO_PORT_PRIORITY,
	LACPMOD_A_INFO_PORT,
	LACPMOD_A_INFO_STATE,

	__LACPMOD_A_INFO_MAX,
	LACPMOD_A_INFO_MAX = (__LACPMOD_A_INFO_MAX - 1)
};

enum {
	LACPMOD_A_ARGS_LEFT = 1,
	LACPMOD_A_ARGS_SINCE,
	LACPMOD_A_ARGS_HAVE,
	LACPMOD_A_ARGS_NEED,
	LACPMOD_A_ARGS_SYSTEM_PRIORITY,
	LACPMOD_A_ARGS_SYSTEM,
	LACPMOD_A_ARGS_KEY,

	__LACPMOD_A_ARGS_MAX,
	LACPMOD_A_ARGS_MAX = (__LACPMOD_A_ARGS_MAX - 1)
};

enum {
	LACPMOD_A_LAG_IFINDEX = 1,
	LACPMOD_A_LAG_IFNAME,
	LACPMOD_A_LAG_MODE,
	LACPMOD_A_LAG_RATE,
	LACPMOD_A_LAG_SYSTEM_PRIORITY,
	LACPMOD_A_LAG_SYSTEM,
	LACPMOD_A_LAG_KEY,
	LACPMOD_A_LAG_HASH,
	LACPMOD_A_LAG_MIN_LINKS,
	LACPMOD_A_LAG_AGGREGATE_WAIT,
	LACPMOD_A_LAG_MUX,
	LACPMOD_A_LAG_MAX_LINKS,
	LACPMOD_A_LAG_SELECTION,
	LACPMOD_A_LAG_RESELECT,
	LACPMOD_A_LAG_SAME_SPEED,
	LACPMOD_A_LAG_WAIT_TO_RESTORE,
	LACPMOD_A_LAG_REVERTIVE,
	LACPMOD_A_LAG_SYNC_TIMEOUT,
	LACPMOD_A_LAG_TIMEOUT_MULTIPLIER,
	LACPMOD_A_LAG_FALLBACK,
	LACPMOD_A_LAG_FALLBACK_TIMEOUT,
	LACPMOD_A_LAG_FALLBACK_PREEMPT,
	LACPMOD_A_LAG_FLAP_LIMIT,
	LACPMOD_A_LAG_FLAP_INTERVAL,
	LACPMOD_A_LAG_FLAP_HOLD,
	LACPMOD_A_LAG_RX_LIMIT,
	LACPMOD_A_LAG_UP,
	LACPMOD_A_LAG_CARRIER,
	LACPMOD_A_LAG_SPEED,
	LACPMOD_A_LAG_PORTS,
	LACPMOD_A_LAG_DISTRIBUTING,
	LACPMOD_A_LAG_STANDBY,
	LACPMOD_A_LAG_FALLBACK_PORTS,
	LACPMOD_A_LAG_PARTNER_SYSTEM_PRIORITY,
	LACPMOD_A_LAG_PARTNER_SYSTEM,
	LACPMOD_A_LAG_PARTNER_KEY,
	LACPMOD_A_LAG_HASH_SYMMETRIC,
	LACPMOD_A_LAG_HASH_SEED,
	LACPMOD_A_LAG_BUCKET_COUNTERS,
	LACPMOD_A_LAG_MEASURED,

	__LACPMOD_A_LAG_MAX,
	LACPMOD_A_LAG_MAX = (__LACPMOD_A_LAG_MAX - 1)
};

enum {
	LACPMOD_A_COUNTERS_PAD = 1,
	LACPMOD_A_COUNTERS_LACPDU_RX,
	LACPMOD_A_COUNTERS_LACPDU_TX,
	LACPMOD_A_COUNTERS_MARKER_RX,
	LACPMOD_A_COUNTERS_MARKER_RESPONSE_RX,
	LACPMOD_A_COUNTERS_MARKER_RESPONSE_TX,
	LACPMOD_A_COUNTERS_MARKER_LIMITED,
	LACPMOD_A_COUNTERS_UNKNOWN_RX,
	LACPMOD_A_COUNTERS_ILLEGAL_RX,
	LACPMOD_A_COUNTERS_REJECT_TRUNCATED,
	LACPMOD_A_COUNTERS_REJECT_ACTOR_LENGTH,
	LACPMOD_A_COUNTERS_REJECT_PARTNER_LENGTH,
	LACPMOD_A_COUNTERS_REJECT_COLLECTOR_LENGTH,
	LACPMOD_A_COUNTERS_REJECT_MARKER,
	LACPMOD_A_COUNTERS_OWN_SYSTEM_RX,
	LACPMOD_A_COUNTERS_LACPDU_LIMITED,
	LACPMOD_A_COUNTERS_FLAPS,
	LACPMOD_A_COUNTERS_HOLDS,
	LACPMOD_A_COUNTERS_FALLBACKS,
	LACPMOD_A_COUNTERS_CONVERGENCES,
	LACPMOD_A_COUNTERS_DATA_DISCARDED,
	LACPMOD_A_COUNTERS_TX_FAILED,
	LACPMOD_A_COUNTERS_MUX_CHANGES,
	LACPMOD_A_COUNTERS_ACTOR_CHURNS,
	LACPMOD_A_COUNTERS_PARTNER_CHURNS,

	__LACPMOD_A_COUNTERS_MAX,
	LACPMOD_A_COUNTERS_MAX = (__LACPMOD_A_COUNTERS_MAX - 1)
};

enum {
	LACPMOD_A_PORT_PAD = 1,
	LACPMOD_A_PORT_IFINDEX,
	LACPMOD_A_PORT_IFNAME,
	LACPMOD_A_PORT_LAG_IFINDEX,
	LACPMOD_A_PORT_LAG_IFNAME,
	LACPMOD_A_PORT_PRIORITY,
	LACPMOD_A_PORT_NUMBER,
	LACPMOD_A_PORT_MODE,
	LACPMOD_A_PORT_RATE,
	LACPMOD_A_PORT_INDIVIDUAL,
	LACPMOD_A_PORT_PARTNER_ADMIN,
	LACPMOD_A_PORT_UP,
	LACPMOD_A_PORT_LINK,
	LACPMOD_A_PORT_SPEED,
	LACPMOD_A_PORT_FULL_DUPLEX,
	LACPMOD_A_PORT_SELECTED,
	LACPMOD_A_PORT_RX_STATE,
	LACPMOD_A_PORT_PERIODIC_STATE,
	LACPMOD_A_PORT_MUX_STATE,
	LACPMOD_A_PORT_ACTOR_CHURN,
	LACPMOD_A_PORT_PARTNER_CHURN,
	LACPMOD_A_PORT_ACTOR,
	LACPMOD_A_PORT_PARTNER,
	LACPMOD_A_PORT_BUCKETS,
	LACPMOD_A_PORT_REASON,
	LACPMOD_A_PORT_ARGS,
	LACPMOD_A_PORT_LINK_CHANGED,
	LACPMOD_A_PORT_MUX_CHANGED,
	LACPMOD_A_PORT_FALLBACK,
	LACPMOD_A_PORT_CONVERGENCE,
	LACPMOD_A_PORT_CONVERGENCE_MAX,
	LACPMOD_A_PORT_LAST_RX,
	LACPMOD_A_PORT_LAST_RX_TIME,
	LACPMOD_A_PORT_LAST_TX,
	LACPMOD_A_PORT_LAST_TX_TIME,
	LACPMOD_A_PORT_HISTORY,
	LACPMOD_A_PORT_COUNTERS,
	LACPMOD_A_PORT_WEIGHT,

	__LACPMOD_A_PORT_MAX,
	LACPMOD_A_PORT_MAX = (__LACPMOD_A_PORT_MAX - 1)
};

enum {
	LACPMOD_A_EVENT_PAD = 1,
	LACPMOD_A_EVENT_TYPE,
	LACPMOD_A_EVENT_TIME,
	LACPMOD_A_EVENT_LAG_IFINDEX,
	LACPMOD_A_EVENT_LAG_IFNAME,
	LACPMOD_A_EVENT_PORT_IFINDEX,
	LACPMOD_A_EVENT_PORT_IFNAME,
	LACPMOD_A_EVENT_FROM,
	LACPMOD_A_EVENT_TO,
	LACPMOD_A_EVENT_REASON,
	LACPMOD_A_EVENT_ARGS,
	LACPMOD_A_EVENT_PARTNER,

	__LACPMOD_A_EVENT_MAX,
	LACPMOD_A_EVENT_MAX = (__LACPMOD_A_EVENT_MAX - 1)
};

enum {
	LACPMOD_A_ENTRY_PAD = 1,
	LACPMOD_A_ENTRY_TYPE,
	LACPMOD_A_ENTRY_TIME,
	LACPMOD_A_ENTRY_FROM,
	LACPMOD_A_ENTRY_TO,
	LACPMOD_A_ENTRY_REASON,
	LACPMOD_A_ENTRY_ARGS,

	__LACPMOD_A_ENTRY_MAX,
	LACPMOD_A_ENTRY_MAX = (__LACPMOD_A_ENTRY_MAX - 1)
};

enum {
	LACPMOD_A_PATH_IFINDEX = 1,
	LACPMOD_A_PATH_IFNAME,
	LACPMOD_A_PATH_FRAME,
	LACPMOD_A_PATH_CONVERSATION,
	LACPMOD_A_PATH_PORT_IFINDEX,
	LACPMOD_A_PATH_PORT_IFNAME,
	LACPMOD_A_PATH_LIVE,

	__LACPMOD_A_PATH_MAX,
	LACPMOD_A_PATH_MAX = (__LACPMOD_A_PATH_MAX - 1)
};

enum {
	LACPMOD_A_BUCKET_PAD = 1,
	LACPMOD_A_BUCKET_IFINDEX,
	LACPMOD_A_BUCKET_IFNAME,
	LACPMOD_A_BUCKET_ID,
	LACPMOD_A_BUCKET_PORT_IFINDEX,
	LACPMOD_A_BUCKET_PORT_IFNAME,
	LACPMOD_A_BUCKET_BYTES,
	LACPMOD_A_BUCKET_RECENT,

	__LACPMOD_A_BUCKET_MAX,
	LACPMOD_A_BUCKET_MAX = (__LACPMOD_A_BUCKET_MAX - 1)
};

enum {
	LACPMOD_CMD_LAG_NEW = 1,
	LACPMOD_CMD_LAG_DEL,
	LACPMOD_CMD_LAG_SET,
	LACPMOD_CMD_LAG_GET,
	LACPMOD_CMD_PORT_NEW,
	LACPMOD_CMD_PORT_DEL,
	LACPMOD_CMD_PORT_SET,
	LACPMOD_CMD_PORT_GET,
	LACPMOD_CMD_PORT_RESTORE,
	LACPMOD_CMD_PORT_HISTORY,
	LACPMOD_CMD_EVENT,
	LACPMOD_CMD_LAG_PATH,
	LACPMOD_CMD_BUCKET_GET,

	__LACPMOD_CMD_MAX,
	LACPMOD_CMD_MAX = (__LACPMOD_CMD_MAX - 1)
};

#define LACPMOD_MCGRP_EVENTS	"events"

#endif /* _UAPI_LINUX_LACPMOD_H */
