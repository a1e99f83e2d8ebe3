// SPDX-License-Identifier: GPL-2.0
/*
 * The family's attributes as tables, in the order of the spec, and access to
 * those of a received message. What a table does not know is passed over: a
 * newer kernel may say more. What is malformed counts as absent.
 */
#include <string.h>

#include "lacpmodctl.h"

#define FIELD(id, k, n, ...) { .attr = (id), .kind = KIND_##k, .name = (n), __VA_ARGS__ }
#define ENUM(id, n, words, ...) FIELD(id, WORD, n, .names = &(words), __VA_ARGS__)
#define NEST(id, n, set) FIELD(id, NEST, n, .nest = &(set))
#define LIST(id, n, set) FIELD(id, LIST, n, .nest = &(set))
#define SET(id, n)						\
	const struct attr_set id##_set = { n, id##_fields, ARRAY_SIZE(id##_fields) }

/* The command line sets them of the partner that is assumed only. */
static const struct field info_fields[] = {
	FIELD(LACPMOD_A_INFO_SYSTEM_PRIORITY, U16, "system-priority",
	      .keyword = "partner-system-priority"),
	FIELD(LACPMOD_A_INFO_SYSTEM, MAC, "system",
	      .keyword = "partner-system"),
	FIELD(LACPMOD_A_INFO_KEY, U16, "key", .keyword = "partner-key"),
	FIELD(LACPMOD_A_INFO_PORT_PRIORITY, U16, "port-priority",
	      .keyword = "partner-port-priority"),
	FIELD(LACPMOD_A_INFO_PORT, U16, "port", .keyword = "partner-port"),
	FIELD(LACPMOD_A_INFO_STATE, STATE, "state", .names = &state_names,
	      .keyword = "partner-state", .zero = "none"),
};

SET(info, "info");

static const struct field args_fields[] = {
	FIELD(LACPMOD_A_ARGS_LEFT, U32, "left"),
	FIELD(LACPMOD_A_ARGS_SINCE, U32, "since"),
	FIELD(LACPMOD_A_ARGS_HAVE, U32, "have"),
	FIELD(LACPMOD_A_ARGS_NEED, U32, "need"),
	FIELD(LACPMOD_A_ARGS_SYSTEM_PRIORITY, U16, "system-priority"),
	FIELD(LACPMOD_A_ARGS_SYSTEM, MAC, "system"),
	FIELD(LACPMOD_A_ARGS_KEY, U16, "key"),
};

SET(args, "args");

static const struct field moves_fields[] = {
	FIELD(LACPMOD_A_MOVES_MOVED, U64, "moved"),
	FIELD(LACPMOD_A_MOVES_HELD, U64, "held"),
	FIELD(LACPMOD_A_MOVES_RELEASED, U64, "released"),
	FIELD(LACPMOD_A_MOVES_FLUSHES, U64, "flushes"),
	FIELD(LACPMOD_A_MOVES_TIMEOUTS, U64, "timeouts"),
	FIELD(LACPMOD_A_MOVES_OVERFLOWS, U64, "overflows"),
};

SET(moves, "moves");

static const struct field lag_fields[] = {
	FIELD(LACPMOD_A_LAG_IFINDEX, U32, "ifindex"),
	FIELD(LACPMOD_A_LAG_IFNAME, STRING, "ifname"),
	ENUM(LACPMOD_A_LAG_MODE, "mode", mode_names),
	ENUM(LACPMOD_A_LAG_RATE, "rate", rate_names),
	FIELD(LACPMOD_A_LAG_SYSTEM_PRIORITY, U16, "system-priority"),
	FIELD(LACPMOD_A_LAG_SYSTEM, MAC, "system", .keyword = "system-id",
	      .zero = "auto"),
	FIELD(LACPMOD_A_LAG_SYSTEM_AUTO, BOOL, "system-auto"),
	FIELD(LACPMOD_A_LAG_KEY, U16, "key", .min = 1),
	ENUM(LACPMOD_A_LAG_HASH, "hash", hash_names),
	FIELD(LACPMOD_A_LAG_MIN_LINKS, U8, "min-links", .min = 1, .max = 64),
	FIELD(LACPMOD_A_LAG_AGGREGATE_WAIT, MS, "aggregate-wait",
	      .max = 30000),
	ENUM(LACPMOD_A_LAG_MUX, "mux", mux_names),
	FIELD(LACPMOD_A_LAG_MAX_LINKS, U8, "max-links", .max = 64,
	      .zero = "none"),
	ENUM(LACPMOD_A_LAG_SELECTION, "selection", selection_names),
	ENUM(LACPMOD_A_LAG_RESELECT, "reselect", reselect_names),
	FIELD(LACPMOD_A_LAG_SAME_SPEED, BOOL, "same-speed", .max = 1),
	FIELD(LACPMOD_A_LAG_WAIT_TO_RESTORE, TIME, "wait-to-restore",
	      .max = 32767000),
	FIELD(LACPMOD_A_LAG_REVERTIVE, BOOL, "revertive", .max = 1),
	FIELD(LACPMOD_A_LAG_SYNC_TIMEOUT, TIME, "sync-timeout",
	      .max = 3600000, .zero = "never"),
	FIELD(LACPMOD_A_LAG_TIMEOUT_MULTIPLIER, U8, "timeout-multiplier",
	      .min = 2, .max = 20),
	ENUM(LACPMOD_A_LAG_FALLBACK, "fallback", fallback_names),
	FIELD(LACPMOD_A_LAG_FALLBACK_TIMEOUT, TIME, "fallback-timeout",
	      .max = 3600000),
	FIELD(LACPMOD_A_LAG_FALLBACK_PREEMPT, BOOL, "fallback-preempt",
	      .max = 1),
	FIELD(LACPMOD_A_LAG_FLAP_LIMIT, U8, "flap-limit", .max = 10,
	      .zero = "off"),
	FIELD(LACPMOD_A_LAG_FLAP_INTERVAL, TIME, "flap-interval",
	      .min = 1000, .max = 3600000),
	FIELD(LACPMOD_A_LAG_FLAP_HOLD, TIME, "flap-hold", .min = 1000,
	      .max = 3600000),
	FIELD(LACPMOD_A_LAG_RX_LIMIT, U16, "rx-limit", .max = 1000,
	      .zero = "none"),
	FIELD(LACPMOD_A_LAG_UP, BOOL, "up"),
	FIELD(LACPMOD_A_LAG_CARRIER, BOOL, "carrier"),
	FIELD(LACPMOD_A_LAG_SPEED, U32, "speed"),
	FIELD(LACPMOD_A_LAG_PORTS, U32, "ports"),
	FIELD(LACPMOD_A_LAG_DISTRIBUTING, U32, "distributing"),
	FIELD(LACPMOD_A_LAG_STANDBY, U32, "standby"),
	FIELD(LACPMOD_A_LAG_FALLBACK_PORTS, U32, "fallback-ports"),
	FIELD(LACPMOD_A_LAG_PARTNER_SYSTEM_PRIORITY, U16,
	      "partner-system-priority"),
	FIELD(LACPMOD_A_LAG_PARTNER_SYSTEM, MAC, "partner-system"),
	FIELD(LACPMOD_A_LAG_PARTNER_KEY, U16, "partner-key"),
	FIELD(LACPMOD_A_LAG_HASH_SYMMETRIC, BOOL, "hash-symmetric", .max = 1),
	FIELD(LACPMOD_A_LAG_HASH_SEED, U32, "hash-seed", .zero = "random"),
	FIELD(LACPMOD_A_LAG_BUCKET_COUNTERS, BOOL, "bucket-counters",
	      .max = 1),
	FIELD(LACPMOD_A_LAG_MEASURED, U32, "measured"),
	FIELD(LACPMOD_A_LAG_REBALANCED, U32, "rebalanced"),
	FIELD(LACPMOD_A_LAG_SHARES_BY_LOAD, BOOL, "shares-by-load"),
	FIELD(LACPMOD_A_LAG_REBALANCE_INTERVAL, TIME, "rebalance-interval",
	      .max = 86400000, .zero = "never", .least = 1000),
	FIELD(LACPMOD_A_LAG_FLUSH, BOOL, "flush", .max = 1),
	FIELD(LACPMOD_A_LAG_HOLD_TIME, TIME, "hold-time", .min = 1,
	      .max = 10000),
	FIELD(LACPMOD_A_LAG_HOLD_FRAMES, U32, "hold-frames", .min = 1,
	      .max = 100000),
	NEST(LACPMOD_A_LAG_MOVES, "moves", moves_set),
	FIELD(LACPMOD_A_LAG_MIN_BANDWIDTH, SPEED, "min-bandwidth",
	      .max = 640000000, .zero = "none"),
};

SET(lag, "lag");

static const struct field counters_fields[] = {
	FIELD(LACPMOD_A_COUNTERS_LACPDU_RX, U64, "lacpdu-rx"),
	FIELD(LACPMOD_A_COUNTERS_LACPDU_TX, U64, "lacpdu-tx"),
	FIELD(LACPMOD_A_COUNTERS_MARKER_RX, U64, "marker-rx"),
	FIELD(LACPMOD_A_COUNTERS_MARKER_RESPONSE_RX, U64,
	      "marker-response-rx"),
	FIELD(LACPMOD_A_COUNTERS_MARKER_RESPONSE_TX, U64,
	      "marker-response-tx"),
	FIELD(LACPMOD_A_COUNTERS_MARKER_LIMITED, U64, "marker-limited"),
	FIELD(LACPMOD_A_COUNTERS_UNKNOWN_RX, U64, "unknown-rx"),
	FIELD(LACPMOD_A_COUNTERS_ILLEGAL_RX, U64, "illegal-rx"),
	FIELD(LACPMOD_A_COUNTERS_REJECT_TRUNCATED, U64, "reject-truncated"),
	FIELD(LACPMOD_A_COUNTERS_REJECT_ACTOR_LENGTH, U64,
	      "reject-actor-length"),
	FIELD(LACPMOD_A_COUNTERS_REJECT_PARTNER_LENGTH, U64,
	      "reject-partner-length"),
	FIELD(LACPMOD_A_COUNTERS_REJECT_COLLECTOR_LENGTH, U64,
	      "reject-collector-length"),
	FIELD(LACPMOD_A_COUNTERS_REJECT_MARKER, U64, "reject-marker"),
	FIELD(LACPMOD_A_COUNTERS_OWN_SYSTEM_RX, U64, "own-system-rx"),
	FIELD(LACPMOD_A_COUNTERS_LACPDU_LIMITED, U64, "lacpdu-limited"),
	FIELD(LACPMOD_A_COUNTERS_FLAPS, U64, "flaps"),
	FIELD(LACPMOD_A_COUNTERS_HOLDS, U64, "holds"),
	FIELD(LACPMOD_A_COUNTERS_FALLBACKS, U64, "fallbacks"),
	FIELD(LACPMOD_A_COUNTERS_CONVERGENCES, U64, "convergences"),
	FIELD(LACPMOD_A_COUNTERS_DATA_DISCARDED, U64, "data-discarded"),
	FIELD(LACPMOD_A_COUNTERS_TX_FAILED, U64, "tx-failed"),
	FIELD(LACPMOD_A_COUNTERS_MUX_CHANGES, U64, "mux-changes"),
	FIELD(LACPMOD_A_COUNTERS_ACTOR_CHURNS, U64, "actor-churns"),
	FIELD(LACPMOD_A_COUNTERS_PARTNER_CHURNS, U64, "partner-churns"),
	FIELD(LACPMOD_A_COUNTERS_MARKER_TX, U64, "marker-tx"),
};

SET(counters, "counters");

static const struct field entry_fields[] = {
	ENUM(LACPMOD_A_ENTRY_TYPE, "type", event_names),
	FIELD(LACPMOD_A_ENTRY_TIME, U64, "time"),
	FIELD(LACPMOD_A_ENTRY_FROM, VALUE, "from"),
	FIELD(LACPMOD_A_ENTRY_TO, VALUE, "to"),
	ENUM(LACPMOD_A_ENTRY_REASON, "reason", reason_names),
	NEST(LACPMOD_A_ENTRY_ARGS, "args", args_set),
};

SET(entry, "entry");

static const struct field port_fields[] = {
	FIELD(LACPMOD_A_PORT_IFINDEX, U32, "ifindex"),
	FIELD(LACPMOD_A_PORT_IFNAME, STRING, "ifname"),
	FIELD(LACPMOD_A_PORT_LAG_IFINDEX, U32, "lag-ifindex"),
	FIELD(LACPMOD_A_PORT_LAG_IFNAME, STRING, "lag-ifname",
	      .keyword = "lag"),
	FIELD(LACPMOD_A_PORT_PRIORITY, U16, "priority"),
	FIELD(LACPMOD_A_PORT_NUMBER, U16, "number", .min = 1),
	ENUM(LACPMOD_A_PORT_MODE, "mode", port_mode_names),
	ENUM(LACPMOD_A_PORT_RATE, "rate", port_rate_names),
	FIELD(LACPMOD_A_PORT_INDIVIDUAL, BOOL, "individual", .max = 1),
	NEST(LACPMOD_A_PORT_PARTNER_ADMIN, "partner-admin", info_set),
	FIELD(LACPMOD_A_PORT_UP, BOOL, "up"),
	FIELD(LACPMOD_A_PORT_LINK, BOOL, "link"),
	FIELD(LACPMOD_A_PORT_SPEED, U32, "speed"),
	FIELD(LACPMOD_A_PORT_FULL_DUPLEX, BOOL, "full-duplex"),
	ENUM(LACPMOD_A_PORT_SELECTED, "selected", selected_names),
	ENUM(LACPMOD_A_PORT_RX_STATE, "rx-state", rx_names),
	ENUM(LACPMOD_A_PORT_PERIODIC_STATE, "periodic-state", periodic_names),
	ENUM(LACPMOD_A_PORT_MUX_STATE, "mux-state", mux_state_names),
	ENUM(LACPMOD_A_PORT_ACTOR_CHURN, "actor-churn", churn_names),
	ENUM(LACPMOD_A_PORT_PARTNER_CHURN, "partner-churn", churn_names),
	NEST(LACPMOD_A_PORT_ACTOR, "actor", info_set),
	NEST(LACPMOD_A_PORT_PARTNER, "partner", info_set),
	FIELD(LACPMOD_A_PORT_BUCKETS, U32, "buckets"),
	ENUM(LACPMOD_A_PORT_REASON, "reason", reason_names),
	NEST(LACPMOD_A_PORT_ARGS, "args", args_set),
	FIELD(LACPMOD_A_PORT_LINK_CHANGED, U64, "link-changed"),
	FIELD(LACPMOD_A_PORT_MUX_CHANGED, U64, "mux-changed"),
	FIELD(LACPMOD_A_PORT_FALLBACK, BOOL, "fallback"),
	FIELD(LACPMOD_A_PORT_CONVERGENCE, U32, "convergence"),
	FIELD(LACPMOD_A_PORT_CONVERGENCE_MAX, U32, "convergence-max"),
	FIELD(LACPMOD_A_PORT_LAST_RX, LACPDU, "last-rx"),
	FIELD(LACPMOD_A_PORT_LAST_RX_TIME, U64, "last-rx-time"),
	FIELD(LACPMOD_A_PORT_LAST_TX, LACPDU, "last-tx"),
	FIELD(LACPMOD_A_PORT_LAST_TX_TIME, U64, "last-tx-time"),
	LIST(LACPMOD_A_PORT_HISTORY, "history", entry_set),
	NEST(LACPMOD_A_PORT_COUNTERS, "counters", counters_set),
	FIELD(LACPMOD_A_PORT_WEIGHT, U32, "weight", .max = 10000000,
	      .zero = "auto"),
	FIELD(LACPMOD_A_PORT_DRAIN, BOOL, "drain", .max = 1),
	FIELD(LACPMOD_A_PORT_SPEED_KNOWN, BOOL, "speed-known"),
};

SET(port, "port");

static const struct field event_fields[] = {
	ENUM(LACPMOD_A_EVENT_TYPE, "type", event_names),
	FIELD(LACPMOD_A_EVENT_TIME, U64, "time"),
	FIELD(LACPMOD_A_EVENT_LAG_IFINDEX, U32, "lag-ifindex"),
	FIELD(LACPMOD_A_EVENT_LAG_IFNAME, STRING, "lag-ifname"),
	FIELD(LACPMOD_A_EVENT_PORT_IFINDEX, U32, "port-ifindex"),
	FIELD(LACPMOD_A_EVENT_PORT_IFNAME, STRING, "port-ifname"),
	FIELD(LACPMOD_A_EVENT_FROM, VALUE, "from"),
	FIELD(LACPMOD_A_EVENT_TO, VALUE, "to"),
	ENUM(LACPMOD_A_EVENT_REASON, "reason", reason_names),
	NEST(LACPMOD_A_EVENT_ARGS, "args", args_set),
	NEST(LACPMOD_A_EVENT_PARTNER, "partner", info_set),
	FIELD(LACPMOD_A_EVENT_MOVED, U32, "moved"),
	FIELD(LACPMOD_A_EVENT_BUSIEST_BEFORE, U32, "busiest-before"),
	FIELD(LACPMOD_A_EVENT_BUSIEST_AFTER, U32, "busiest-after"),
};

SET(event, "event");

static const struct field path_fields[] = {
	FIELD(LACPMOD_A_PATH_IFINDEX, U32, "ifindex"),
	FIELD(LACPMOD_A_PATH_IFNAME, STRING, "ifname"),
	FIELD(LACPMOD_A_PATH_FRAME, FRAME, "frame"),
	FIELD(LACPMOD_A_PATH_CONVERSATION, U32, "conversation"),
	FIELD(LACPMOD_A_PATH_PORT_IFINDEX, U32, "port-ifindex"),
	FIELD(LACPMOD_A_PATH_PORT_IFNAME, STRING, "port-ifname"),
	FIELD(LACPMOD_A_PATH_LIVE, BOOL, "live"),
};

SET(path, "path");

static const struct field bucket_fields[] = {
	FIELD(LACPMOD_A_BUCKET_IFINDEX, U32, "ifindex"),
	FIELD(LACPMOD_A_BUCKET_IFNAME, STRING, "ifname"),
	FIELD(LACPMOD_A_BUCKET_ID, U16, "id", .max = 4095),
	FIELD(LACPMOD_A_BUCKET_PORT_IFINDEX, U32, "port-ifindex"),
	FIELD(LACPMOD_A_BUCKET_PORT_IFNAME, STRING, "port-ifname"),
	FIELD(LACPMOD_A_BUCKET_BYTES, U64, "bytes"),
	FIELD(LACPMOD_A_BUCKET_RECENT, U64, "recent"),
};

SET(bucket, "bucket");

static const struct field rebalance_port_fields[] = {
	FIELD(LACPMOD_A_REBALANCE_PORT_IFINDEX, U32, "ifindex"),
	FIELD(LACPMOD_A_REBALANCE_PORT_IFNAME, STRING, "ifname"),
	FIELD(LACPMOD_A_REBALANCE_PORT_WEIGHT, U32, "weight"),
	FIELD(LACPMOD_A_REBALANCE_PORT_BEFORE, U64, "before"),
	FIELD(LACPMOD_A_REBALANCE_PORT_AFTER, U64, "after"),
};

SET(rebalance_port, "rebalance-port");

static const struct field rebalance_fields[] = {
	FIELD(LACPMOD_A_REBALANCE_IFINDEX, U32, "ifindex"),
	FIELD(LACPMOD_A_REBALANCE_IFNAME, STRING, "ifname"),
	FIELD(LACPMOD_A_REBALANCE_DRY_RUN, BOOL, "dry-run", .max = 1),
	FIELD(LACPMOD_A_REBALANCE_MEASURED, U32, "measured"),
	FIELD(LACPMOD_A_REBALANCE_BYTES, U64, "bytes"),
	FIELD(LACPMOD_A_REBALANCE_BUSIEST_BEFORE, U32, "busiest-before"),
	FIELD(LACPMOD_A_REBALANCE_BUSIEST_AFTER, U32, "busiest-after"),
	FIELD(LACPMOD_A_REBALANCE_MOVED, U32, "moved"),
	LIST(LACPMOD_A_REBALANCE_PORT, "port", rebalance_port_set),
};

SET(rebalance, "rebalance");

_Static_assert(LACPMOD_A_INFO_MAX < ATTRS_MAX, "info");
_Static_assert(LACPMOD_A_ARGS_MAX < ATTRS_MAX, "args");
_Static_assert(LACPMOD_A_LAG_MAX < ATTRS_MAX, "lag");
_Static_assert(LACPMOD_A_MOVES_MAX < ATTRS_MAX, "moves");
_Static_assert(LACPMOD_A_COUNTERS_MAX < ATTRS_MAX, "counters");
_Static_assert(LACPMOD_A_PORT_MAX < ATTRS_MAX, "port");
_Static_assert(LACPMOD_A_EVENT_MAX < ATTRS_MAX, "event");
_Static_assert(LACPMOD_A_ENTRY_MAX < ATTRS_MAX, "entry");
_Static_assert(LACPMOD_A_PATH_MAX < ATTRS_MAX, "path");
_Static_assert(LACPMOD_A_BUCKET_MAX < ATTRS_MAX, "bucket");
_Static_assert(LACPMOD_A_REBALANCE_PORT_MAX < ATTRS_MAX, "rebalance-port");
_Static_assert(LACPMOD_A_REBALANCE_MAX < ATTRS_MAX, "rebalance");

/**
 * field_of - an attribute's entry in its table
 * @set: the table
 * @attr: the attribute's number
 *
 * Return: the entry, NULL if the table has none.
 */
const struct field *field_of(const struct attr_set *set, unsigned int attr)
{
	unsigned int i = attr - 1;

	/*
	 * They stand in the order of their numbers, of which 1 is the first, or
	 * else beside what they belong to.
	 */
	if (i < set->n && set->field[i].attr == attr)
		return &set->field[i];
	for (i = 0; i < set->n; i++)
		if (set->field[i].attr == attr)
			return &set->field[i];
	return NULL;
}

/**
 * keyword_of - what an attribute is called on the command line
 * @field: the attribute
 *
 * Return: its keyword.
 */
const char *keyword_of(const struct field *field)
{
	return field->keyword ? field->keyword : field->name;
}

static size_t kind_size(enum kind kind)
{
	switch (kind) {
	case KIND_BOOL:
	case KIND_WORD:
	case KIND_STATE:
	case KIND_VALUE:
	case KIND_U8:
		return 1;
	case KIND_U16:
		return 2;
	case KIND_U32:
	case KIND_MS:
	case KIND_TIME:
	case KIND_SPEED:
		return 4;
	case KIND_U64:
		return 8;
	case KIND_MAC:
		return MAC_LEN;
	default:
		return 0;
	}
}

/**
 * kind_limit - the largest number that an attribute can carry
 * @field: the attribute, of a kind that is a number
 *
 * Return: the number.
 */
uint64_t kind_limit(const struct field *field)
{
	return UINT64_MAX >> (64 - 8 * kind_size(field->kind));
}

static bool well_formed(const struct nlattr *attr, enum kind kind)
{
	size_t len = mnl_attr_get_payload_len(attr);

	switch (kind) {
	case KIND_STRING:
		return memchr(mnl_attr_get_payload(attr), '\0', len);
	case KIND_MAC:
		return len == MAC_LEN;
	default:
		return len >= kind_size(kind);
	}
}

/**
 * attrs_parse - find the attributes of a set in a run of attributes
 * @attrs: result
 * @set: what they are
 * @data: the first of them
 * @len: octets from there
 */
void attrs_parse(struct attrs *attrs, const struct attr_set *set,
		 const void *data, size_t len)
{
	const struct nlattr *attr;

	memset(attrs, 0, sizeof(*attrs));
	attrs->set = set;
	mnl_attr_for_each_payload(data, len) {
		unsigned int type = mnl_attr_get_type(attr);
		const struct field *field = field_of(set, type);

		if (field && well_formed(attr, field->kind))
			attrs->tb[type] = attr;
	}
}

/* The attributes of a message of the family, as far as it goes. */
static const void *payload_of(const struct nlmsghdr *nlh, size_t *len)
{
	*len = mnl_nlmsg_get_payload_len(nlh);
	*len -= *len < GENL_HDRLEN ? *len : GENL_HDRLEN;
	return mnl_nlmsg_get_payload_offset(nlh, GENL_HDRLEN);
}

/**
 * attrs_of_message - find the attributes of a message of the family
 * @attrs: result
 * @set: what they are
 * @nlh: the message
 */
void attrs_of_message(struct attrs *attrs, const struct attr_set *set,
		      const struct nlmsghdr *nlh)
{
	const void *data;
	size_t len;

	data = payload_of(nlh, &len);
	attrs_parse(attrs, set, data, len);
}

/**
 * each_of_list - go through what a message has several of
 * @nlh: the message
 * @list: the attribute, of KIND_LIST
 * @each: called for each
 * @data: for it
 */
void each_of_list(const struct nlmsghdr *nlh, const struct field *list,
		  void (*each)(const struct attrs *entry, void *data),
		  void *data)
{
	const struct nlattr *attr;
	struct attrs entry;
	const void *first;
	size_t len;

	first = payload_of(nlh, &len);
	mnl_attr_for_each_payload(first, len) {
		if (mnl_attr_get_type(attr) != list->attr)
			continue;
		attrs_parse(&entry, list->nest, mnl_attr_get_payload(attr),
			    mnl_attr_get_payload_len(attr));
		each(&entry, data);
	}
}

/**
 * attr_has - whether an attribute is there
 * @attrs: the attributes
 * @attr: its number
 *
 * Return: true if it is.
 */
bool attr_has(const struct attrs *attrs, unsigned int attr)
{
	return attrs->tb[attr];
}

/**
 * attr_value - the number in an attribute
 * @attr: a well-formed attribute
 * @field: what it is
 *
 * Return: the number, 0 if it holds something else.
 */
uint64_t attr_value(const struct nlattr *attr, const struct field *field)
{
	switch (kind_size(field->kind)) {
	case 1:
		return mnl_attr_get_u8(attr);
	case 2:
		return mnl_attr_get_u16(attr);
	case 4:
		return mnl_attr_get_u32(attr);
	case 8:
		return mnl_attr_get_u64(attr);
	default:
		return 0;
	}
}

/**
 * attr_num - an attribute's number
 * @attrs: the attributes
 * @attr: its number
 *
 * Return: the number, 0 if the attribute is absent.
 */
uint64_t attr_num(const struct attrs *attrs, unsigned int attr)
{
	const struct nlattr *a = attrs->tb[attr];

	return a ? attr_value(a, field_of(attrs->set, attr)) : 0;
}

/**
 * attr_str - an attribute's string
 * @attrs: the attributes
 * @attr: its number
 *
 * Return: the string as the kernel sent it, NULL if the attribute is absent.
 */
const char *attr_str(const struct attrs *attrs, unsigned int attr)
{
	return attrs->tb[attr] ? mnl_attr_get_str(attrs->tb[attr]) : NULL;
}

/**
 * attr_mac - an attribute's MAC address
 * @attrs: the attributes
 * @attr: its number
 *
 * Return: the six octets, NULL if the attribute is absent.
 */
const uint8_t *attr_mac(const struct attrs *attrs, unsigned int attr)
{
	return attrs->tb[attr] ? mnl_attr_get_payload(attrs->tb[attr]) : NULL;
}

/**
 * attr_nest - the attributes inside an attribute
 * @attrs: the attributes
 * @attr: number of the nest
 *
 * Return: those inside, none if the nest is absent.
 */
struct attrs attr_nest(const struct attrs *attrs, unsigned int attr)
{
	const struct attr_set *set = field_of(attrs->set, attr)->nest;
	const struct nlattr *a = attrs->tb[attr];
	struct attrs inner = { .set = set };

	if (a)
		attrs_parse(&inner, set, mnl_attr_get_payload(a),
			    mnl_attr_get_payload_len(a));
	return inner;
}

/**
 * is_port_of - whether a port is one of a LAG's
 * @port: the port
 * @lag: the LAG, NULL for any
 *
 * Return: true if it is.
 */
bool is_port_of(const struct attrs *port, const struct attrs *lag)
{
	return !lag || attr_num(port, LACPMOD_A_PORT_LAG_IFINDEX) ==
		       attr_num(lag, LACPMOD_A_LAG_IFINDEX);
}

/**
 * is_distributing - whether a port carries traffic
 * @port: the port
 *
 * Return: true if it does, by LACP or not.
 */
bool is_distributing(const struct attrs *port)
{
	switch (attr_num(port, LACPMOD_A_PORT_MUX_STATE)) {
	case LACPMOD_MUX_STATE_DISTRIBUTING:
	case LACPMOD_MUX_STATE_COLLECTING_DISTRIBUTING:
		return true;
	default:
		return false;
	}
}
