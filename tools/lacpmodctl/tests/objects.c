// SPDX-License-Identifier: GPL-2.0
/*
 * What the fake kernel has to tell: LAGs, ports, and what happens to them
 */
#include <string.h>

#include "lacpmodctl.h"

#include "kernel.h"

struct mac {
	uint8_t octet[MAC_LEN];
};

#define MAC(n) { { 0x02, 0, 0, 0, 0, (n) } }

struct info {
	uint16_t priority;
	struct mac system;
	uint16_t key;
	uint16_t port_priority;
	uint16_t port;
	uint8_t state;
};

#define US(port, state)		{ 32768, MAC(0x01), 9, 255, port, state }
#define THEM(port, state)	{ 32768, MAC(0x10), 15, 128, port, state }
#define NOBODY			{ 0 }

/* A LACPDU that ends after len octets; what is behind its usual TLVs. */
struct frame {
	uint8_t subtype, version;
	size_t len;
	uint8_t more[52];
};

static const struct frame plain = { 1, 1, 110 },
	with_tlvs = { 1, 2, 110, { 4, 6, 1, 2, 3, 4, 5, 20, [26] = 77, 3 } },
	never_ends = { 1, 2, 110, { 4, 0, 1, 2, 3 } },
	too_long = { 1, 2, 110, { 4, 53, 1, 2, 3 } },
	cut_short = { 1, 1, 57 },
	barely = { 1, 255, 58 },
	half_tlv = { 1, 2, 59, { 4 } },
	marker = { 2, 1, 110 },
	one_octet = { 1, 1, 1 };

struct port {
	const char *name;
	uint32_t lag;
	uint32_t speed;
	bool up, link, full;
	uint8_t selected, rx, periodic, mux;
	struct info actor, partner;
	uint32_t buckets;
	uint8_t reason;
	uint32_t left, have, need;
	struct info group;
	uint32_t since;
	uint8_t mode;
	bool fallback;
	bool drain;
	const struct frame *heard, *sent;
};

#define LINK(g) .speed = 1000 * (g), .up = true, .link = true, .full = true
#define SEL	LACPMOD_SELECTED_SELECTED
#define CUR	LACPMOD_RX_STATE_CURRENT
#define FAST	LACPMOD_PERIODIC_STATE_FAST_PERIODIC
#define CD	LACPMOD_MUX_STATE_COLLECTING_DISTRIBUTING
#define WAIT	LACPMOD_MUX_STATE_WAITING

static const struct port picture[] = {
	{ "eth1", 5, LINK(10), .selected = SEL, .rx = CUR, .periodic = FAST,
	  .mux = CD, .actor = US(1, 0x3f), .partner = THEM(1, 0x3f),
	  .buckets = 2048 },
	{ "eth2", 5, LINK(10), .selected = SEL, .rx = CUR, .periodic = FAST,
	  .mux = CD, .actor = US(2, 0x3f), .partner = THEM(2, 0x3f),
	  .buckets = 2048 },
	{ "eth3", 5, LINK(10), .rx = CUR, .periodic = FAST,
	  .mux = LACPMOD_MUX_STATE_DETACHED, .actor = US(3, 0x07),
	  .partner = { 32768, MAC(0x20), 15, 128, 17, 0x3d },
	  .reason = LACPMOD_REASON_OTHER_SYSTEM,
	  .group = { 32768, MAC(0x10), 0, 0, 0, 0 } },
};

/* Of two LAGs, and not one's after the other's */
static const struct port mixed[] = {
	{ "eth4", 6, LINK(10), .selected = SEL, .rx = CUR, .mux = CD,
	  .actor = US(4, 0x3f), .partner = THEM(4, 0x3f), .buckets = 2048 },
	{ "eth2", 5, LINK(10), .selected = SEL, .rx = CUR, .mux = CD,
	  .actor = US(2, 0x3f), .partner = THEM(2, 0x3f), .buckets = 2048 },
	{ "eth3", 6, LINK(10), .selected = SEL, .rx = CUR, .mux = CD,
	  .actor = US(3, 0x3f), .partner = THEM(3, 0x3f), .buckets = 2048 },
	{ "eth1", 5, LINK(10), .selected = SEL, .rx = CUR, .mux = CD,
	  .actor = US(1, 0x3f), .partner = THEM(1, 0x3f), .buckets = 2048 },
};

/* Modes count from 1 in the tables, so that 0 is to inherit. */
#define OFF	(LACPMOD_PORT_MODE_OFF + 1)
#define PASSIVE	(LACPMOD_PORT_MODE_PASSIVE + 1)

#define WORKS .selected = SEL, .rx = CUR, .mux = CD

static const struct port with_pdus[] = {
	{ "both", 5, LINK(1), WORKS, .heard = &plain, .sent = &with_tlvs },
	{ "loops", 5, LINK(1), WORKS, .heard = &never_ends },
	{ "long", 5, LINK(1), WORKS, .heard = &too_long, .sent = &half_tlv },
	{ "short", 5, LINK(1), WORKS, .heard = &cut_short, .sent = &barely },
	{ "others", 5, LINK(1), WORKS, .heard = &marker, .sent = &one_octet },
	{ "fallen", 5, LINK(1), WORKS, .fallback = true },
};

#define BECAUSE(r) .mux = WAIT, .reason = LACPMOD_REASON_##r

static const struct port with_reasons[] = {
	{ "ok", 5, LINK(1), .mux = LACPMOD_MUX_STATE_DISTRIBUTING, .rx = CUR,
	  .actor = US(1, 0x3d), .partner = THEM(1, 0x3d), .buckets = 4096 },
	{ "lag-down", 5, LINK(2.5), BECAUSE(LAG_DOWN) },
	{ "port-down", 5, .speed = 100, BECAUSE(PORT_DOWN) },
	{ "no-link", 5, .up = true, BECAUSE(NO_LINK) },
	{ "half", 5, .up = true, .link = true, .speed = 100,
	  BECAUSE(HALF_DUPLEX) },
	{ "released", 5, LINK(1), BECAUSE(RELEASED) },
	{ "no-partner-a", 5, LINK(1), BECAUSE(NO_PARTNER),
	  .actor = US(1, 0x45), .partner = NOBODY },
	{ "no-partner-p", 5, LINK(1), BECAUSE(NO_PARTNER),
	  .actor = US(1, 0x44), .partner = NOBODY },
	{ "silent", 5, LINK(1), BECAUSE(PARTNER_SILENT),
	  .actor = US(1, 0x85) },
	{ "looped", 5, LINK(1), BECAUSE(LOOPED), .partner = US(4, 0x07) },
	{ "system", 5, LINK(1), BECAUSE(OTHER_SYSTEM),
	  .partner = THEM(1, 0x3d), .group = { 1, MAC(0x11), 0, 0, 0, 0 } },
	{ "sys-priority", 5, LINK(1), BECAUSE(OTHER_SYSTEM),
	  .partner = THEM(1, 0x3d), .group = { 1, MAC(0x10), 0, 0, 0, 0 } },
	{ "key", 5, LINK(1), BECAUSE(OTHER_KEY),
	  .partner = THEM(1, 0x3d), .group = { 1, MAC(0x10), 7, 0, 0, 0 } },
	{ "individual-p", 5, LINK(1), BECAUSE(INDIVIDUAL),
	  .actor = US(1, 0x05), .partner = THEM(1, 0x01) },
	{ "individual-a", 5, LINK(1), BECAUSE(INDIVIDUAL),
	  .actor = US(1, 0x01), .partner = THEM(1, 0x05) },
	{ "reselecting", 5, LINK(1), BECAUSE(RESELECTING) },
	{ "wait", 5, LINK(1), BECAUSE(AGGREGATE_WAIT), .left = 1400 },
	{ "wait-over", 5, LINK(1), BECAUSE(AGGREGATE_WAIT) },
	{ "min-links", 5, LINK(1), BECAUSE(MIN_LINKS), .have = 1, .need = 2 },
	{ "not-in-sync", 5, LINK(1), BECAUSE(PARTNER_NOT_IN_SYNC) },
	{ "not-coll", 5, LINK(400), BECAUSE(PARTNER_NOT_COLLECTING) },
	{ "not-for-long", 5, LINK(1), BECAUSE(PARTNER_NOT_IN_SYNC),
	  .since = 7250 },
	{ "off", 5, LINK(1), BECAUSE(LACP_OFF), .mode = OFF },
	{ "passive", 5, LINK(1), BECAUSE(BOTH_PASSIVE) },
	{ "passive-itself", 5, LINK(1), BECAUSE(BOTH_PASSIVE),
	  .mode = PASSIVE },
	{ "duplicate", 5, LINK(1), BECAUSE(DUPLICATE_SYSTEM),
	  .partner = US(77, 0x07) },
	{ "speed", 5, LINK(2.5), BECAUSE(OTHER_SPEED) },
	{ "standby", 5, LINK(1), BECAUSE(STANDBY), .need = 2 },
	{ "standby-one", 5, LINK(1), BECAUSE(STANDBY), .need = 1 },
	{ "standby-new", 5, LINK(1), BECAUSE(STANDBY) },
	{ "restore", 5, LINK(1), BECAUSE(WAIT_TO_RESTORE), .left = 61500 },
	{ "no-revert", 5, LINK(1), BECAUSE(NOT_REVERTING) },
	{ "held", 5, LINK(1), BECAUSE(HELD_DOWN), .left = 9040 },
	{ "held-new", 5, LINK(1), BECAUSE(HELD_DOWN) },
	{ "fall-wait", 5, LINK(1), BECAUSE(FALLBACK_WAIT), .left = 3210 },
	{ "fall-soon", 5, LINK(1), BECAUSE(FALLBACK_WAIT) },
	{ "fall-other", 5, LINK(1), BECAUSE(FALLBACK_OTHER) },
	{ "draining", 5, LINK(1), WORKS, .reason = LACPMOD_REASON_DRAINING,
	  .drain = true },
	{ "drained", 5, LINK(1), BECAUSE(DRAINED), .drain = true },
	{ "min-bw", 5, LINK(2.5), BECAUSE(MIN_BANDWIDTH), .have = 12500,
	  .need = 20000 },
	{ "min-bw-none", 5, LINK(0), BECAUSE(MIN_BANDWIDTH), .need = 100 },
	{ "min-bw-new", 5, LINK(1), BECAUSE(MIN_BANDWIDTH) },
	{ "individual-g", 5, LINK(1), BECAUSE(INDIVIDUAL),
	  .actor = US(1, 0x05), .partner = THEM(1, 0x05) },
};

struct lag {
	const char *name;
	uint32_t ifindex;
	uint8_t mode, rate, hash, mux;
	bool up, carrier;
	uint32_t speed, ports, distributing;
	struct info partner;
	uint8_t min_links;
};

static const struct lag one_lag[] = {
	{ "lag0", 5, LACPMOD_MODE_ACTIVE, LACPMOD_RATE_FAST,
	  LACPMOD_HASH_LAYER34, LACPMOD_MUX_KIND_COUPLED, true, true, 20000,
	  3, 2, THEM(0, 0) },
};

static const struct lag reason_lag[] = {
	{ "lag0", 5, LACPMOD_MODE_ACTIVE, LACPMOD_RATE_SLOW,
	  LACPMOD_HASH_LAYER23, LACPMOD_MUX_KIND_INDEPENDENT, true, true,
	  1000, ARRAY_SIZE(with_reasons), 1, THEM(0, 0) },
};

static const struct lag several_lags[] = {
	{ .name = "down0", .ifindex = 10 },
	{ .name = "empty0", .ifindex = 11, .up = true },
	{ "lag0", 5, LACPMOD_MODE_PASSIVE, LACPMOD_RATE_SLOW,
	  LACPMOD_HASH_LAYER2, LACPMOD_MUX_KIND_INDEPENDENT, true, false, 2525,
	  3, 2, NOBODY, .min_links = 3 },
};

static const struct lag mixed_lags[] = {
	{ "lag1", 6, LACPMOD_MODE_ACTIVE, LACPMOD_RATE_FAST,
	  LACPMOD_HASH_LAYER34, LACPMOD_MUX_KIND_COUPLED, true, true, 20000,
	  2, 2, NOBODY },
	{ "lag0", 5, LACPMOD_MODE_ACTIVE, LACPMOD_RATE_FAST,
	  LACPMOD_HASH_LAYER34, LACPMOD_MUX_KIND_COUPLED, true, true, 20000,
	  2, 2, NOBODY },
};

static const struct lag nested_lag[] = {
	{ .name = "eth3", .ifindex = 103, .up = true },
};

static void put_info(struct nlmsghdr *nlh, uint16_t attr,
		     const struct info *info)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, attr);

	mnl_attr_put_u16(nlh, LACPMOD_A_INFO_SYSTEM_PRIORITY, info->priority);
	mnl_attr_put(nlh, LACPMOD_A_INFO_SYSTEM, MAC_LEN, &info->system);
	mnl_attr_put_u16(nlh, LACPMOD_A_INFO_KEY, info->key);
	mnl_attr_put_u16(nlh, LACPMOD_A_INFO_PORT_PRIORITY,
			 info->port_priority);
	mnl_attr_put_u16(nlh, LACPMOD_A_INFO_PORT, info->port);
	mnl_attr_put_u8(nlh, LACPMOD_A_INFO_STATE, info->state);
	mnl_attr_nest_end(nlh, nest);
}

static void put_args(struct nlmsghdr *nlh, uint16_t attr, const struct port *p)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, attr);

	if (p->left)
		mnl_attr_put_u32(nlh, LACPMOD_A_ARGS_LEFT, p->left);
	if (p->since)
		mnl_attr_put_u32(nlh, LACPMOD_A_ARGS_SINCE, p->since);
	if (p->need) {
		mnl_attr_put_u32(nlh, LACPMOD_A_ARGS_HAVE, p->have);
		mnl_attr_put_u32(nlh, LACPMOD_A_ARGS_NEED, p->need);
	}
	if (p->group.priority) {
		mnl_attr_put_u16(nlh, LACPMOD_A_ARGS_SYSTEM_PRIORITY,
				 p->group.priority);
		mnl_attr_put(nlh, LACPMOD_A_ARGS_SYSTEM, MAC_LEN,
			     &p->group.system);
	}
	if (p->group.key)
		mnl_attr_put_u16(nlh, LACPMOD_A_ARGS_KEY, p->group.key);
	mnl_attr_nest_end(nlh, nest);
}

static void put_counters(struct nlmsghdr *nlh)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, LACPMOD_A_PORT_COUNTERS);
	uint16_t i;

	for (i = LACPMOD_A_COUNTERS_LACPDU_RX; i <= LACPMOD_A_COUNTERS_MAX; i++)
		mnl_attr_put_u64(nlh, i, i == LACPMOD_A_COUNTERS_LACPDU_TX ?
				 UINT64_MAX : i * 10);
	mnl_attr_nest_end(nlh, nest);
}

static const uint8_t usual_tlvs[] = {
	1, 20, 0x80, 0, 2, 0, 0, 0, 0, 0x10, 0, 15, 0, 128, 0, 17, 0x3d,
	0, 0, 0,
	2, 20, 0x80, 0, 2, 0, 0, 0, 0, 0x01, 0, 9, 0, 255, 0, 1, 0x3f,
	0, 0, 0,
	3, 16, 0, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
};

/* The time follows the frame. */
static void put_frame(struct nlmsghdr *nlh, uint16_t attr,
		      const struct frame *frame)
{
	uint8_t octet[2 + sizeof(usual_tlvs) + sizeof(frame->more)];

	if (!frame)
		return;
	octet[0] = frame->subtype;
	octet[1] = frame->version;
	memcpy(octet + 2, usual_tlvs, sizeof(usual_tlvs));
	memcpy(octet + 2 + sizeof(usual_tlvs), frame->more,
	       sizeof(frame->more));
	mnl_attr_put(nlh, attr, frame->len, octet);
	mnl_attr_put_u64(nlh, attr + 1, 999700);
}

static const struct info assumed = { .state = 0x02 };

static void send_port(const struct port *p, uint16_t flags)
{
	struct nlmsghdr *nlh = begin(FAMILY, flags, LACPMOD_CMD_PORT_GET);

	mnl_attr_put_u32(nlh, LACPMOD_A_PORT_IFINDEX, 100 + p->actor.port);
	mnl_attr_put_strz(nlh, LACPMOD_A_PORT_IFNAME, p->name);
	mnl_attr_put_u32(nlh, LACPMOD_A_PORT_LAG_IFINDEX, p->lag);
	mnl_attr_put_strz(nlh, LACPMOD_A_PORT_LAG_IFNAME,
			  p->lag == 6 ? "lag1" : "lag0");
	mnl_attr_put_u16(nlh, LACPMOD_A_PORT_PRIORITY, p->actor.port_priority);
	mnl_attr_put_u16(nlh, LACPMOD_A_PORT_NUMBER, p->actor.port);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_MODE, p->mode ? p->mode - 1 :
			LACPMOD_PORT_MODE_INHERIT);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_RATE, LACPMOD_PORT_RATE_INHERIT);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_INDIVIDUAL, 0);
	mnl_attr_put_u32(nlh, LACPMOD_A_PORT_WEIGHT, p->fallback ? 250 : 0);
	put_info(nlh, LACPMOD_A_PORT_PARTNER_ADMIN, &assumed);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_UP, p->up);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_LINK, p->link);
	mnl_attr_put_u32(nlh, LACPMOD_A_PORT_SPEED,
			 p->link && !p->speed ? 1000 : p->speed);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_SPEED_KNOWN, p->speed != 0);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_FULL_DUPLEX, p->full);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_SELECTED, p->selected);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_RX_STATE, p->rx);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_PERIODIC_STATE, p->periodic);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_MUX_STATE, p->mux);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_ACTOR_CHURN, 1);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_PARTNER_CHURN, 2);
	put_info(nlh, LACPMOD_A_PORT_ACTOR, &p->actor);
	put_info(nlh, LACPMOD_A_PORT_PARTNER, &p->partner);
	mnl_attr_put_u32(nlh, LACPMOD_A_PORT_BUCKETS, p->buckets);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_REASON, p->reason);
	put_args(nlh, LACPMOD_A_PORT_ARGS, p);
	mnl_attr_put_u64(nlh, LACPMOD_A_PORT_LINK_CHANGED, 900000);
	mnl_attr_put_u64(nlh, LACPMOD_A_PORT_MUX_CHANGED, 987655);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_FALLBACK, p->fallback);
	mnl_attr_put_u32(nlh, LACPMOD_A_PORT_CONVERGENCE, p->heard ? 85 : 0);
	mnl_attr_put_u32(nlh, LACPMOD_A_PORT_CONVERGENCE_MAX,
			 p->heard ? 2130 : 0);
	put_frame(nlh, LACPMOD_A_PORT_LAST_RX, p->heard);
	put_frame(nlh, LACPMOD_A_PORT_LAST_TX, p->sent);
	put_counters(nlh);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_DRAIN, p->drain);
	finish_fuzzed(nlh);
}

/* The kernel's defaults, or whatever else is possible. */
static void put_choices(struct nlmsghdr *nlh, const struct lag *l)
{
	bool odd = l->min_links;

	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_MAX_LINKS, odd ? 4 : 0);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_SELECTION, odd ? 2 : 0);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_RESELECT, odd);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_SAME_SPEED, odd);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_WAIT_TO_RESTORE,
			 odd ? 300000 : 0);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_REVERTIVE, !odd);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_SYNC_TIMEOUT, odd ? 0 : 10000);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_TIMEOUT_MULTIPLIER, odd ? 20 : 3);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_FALLBACK, odd);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_FALLBACK_TIMEOUT,
			 odd ? 1050 : 5000);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_FALLBACK_PREEMPT, odd);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_FLAP_LIMIT, odd ? 5 : 0);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_FLAP_INTERVAL, 60000);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_FLAP_HOLD, 10000);
	mnl_attr_put_u16(nlh, LACPMOD_A_LAG_RX_LIMIT, odd ? 0 : 100);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_HASH_SYMMETRIC, odd);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_HASH_SEED,
			 odd ? 1 : UINT32_MAX - l->ifindex);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_BUCKET_COUNTERS, odd);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_REBALANCED, odd ? 17 : 0);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_SHARES_BY_LOAD, odd);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_REBALANCE_INTERVAL,
			 odd ? 60000 : 0);
	if (!behaves("reasons"))
		mnl_attr_put_u32(nlh, LACPMOD_A_LAG_MEASURED, 12345);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_FLUSH, !odd);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_HOLD_TIME, odd ? 1500 : 100);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_HOLD_FRAMES, odd ? 1 : 1000);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_MIN_BANDWIDTH, odd ? 10500 : 0);
}

/* One LAG has moved conversations, the others have not. */
static void put_moves(struct nlmsghdr *nlh, const struct lag *l)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, LACPMOD_A_LAG_MOVES);
	bool odd = l->min_links;

	mnl_attr_put_u64(nlh, LACPMOD_A_MOVES_MOVED, odd ? 4096 : 0);
	mnl_attr_put_u64(nlh, LACPMOD_A_MOVES_HELD, odd ? 77 : 0);
	mnl_attr_put_u64(nlh, LACPMOD_A_MOVES_RELEASED, odd ? 76 : 0);
	mnl_attr_put_u64(nlh, LACPMOD_A_MOVES_FLUSHES, odd ? 3 : 0);
	mnl_attr_put_u64(nlh, LACPMOD_A_MOVES_TIMEOUTS, odd ? 2 : 0);
	mnl_attr_put_u64(nlh, LACPMOD_A_MOVES_OVERFLOWS, odd);
	mnl_attr_nest_end(nlh, nest);
}

static void send_lag(const struct lag *l, uint16_t flags)
{
	struct nlmsghdr *nlh = begin(FAMILY, flags, LACPMOD_CMD_LAG_GET);
	static const struct mac ours = MAC(0x01);

	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_IFINDEX, l->ifindex);
	mnl_attr_put_strz(nlh, LACPMOD_A_LAG_IFNAME, l->name);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_MODE, l->mode);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_RATE, l->rate);
	mnl_attr_put_u16(nlh, LACPMOD_A_LAG_SYSTEM_PRIORITY, 32768);
	mnl_attr_put(nlh, LACPMOD_A_LAG_SYSTEM, MAC_LEN, &ours);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_SYSTEM_AUTO, !l->min_links);
	mnl_attr_put_u16(nlh, LACPMOD_A_LAG_KEY, 9);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_HASH,
			behaves("hash") ? number(1) : l->hash);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_MIN_LINKS,
			l->min_links ? l->min_links : 1);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_AGGREGATE_WAIT, 2000);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_MUX, l->mux);
	put_choices(nlh, l);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_UP, l->up);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_CARRIER, l->carrier);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_SPEED, l->speed);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_PORTS, l->ports);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_DISTRIBUTING, l->distributing);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_STANDBY, 0);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_FALLBACK_PORTS, 0);
	if (l->partner.priority) {
		mnl_attr_put_u16(nlh, LACPMOD_A_LAG_PARTNER_SYSTEM_PRIORITY,
				 l->partner.priority);
		mnl_attr_put(nlh, LACPMOD_A_LAG_PARTNER_SYSTEM, MAC_LEN,
			     &l->partner.system);
		mnl_attr_put_u16(nlh, LACPMOD_A_LAG_PARTNER_KEY,
				 l->partner.key);
	}
	put_moves(nlh, l);
	finish_fuzzed(nlh);
}

static void send_odd_lag(uint16_t flags)
{
	struct nlmsghdr *nlh = begin(FAMILY, flags, LACPMOD_CMD_LAG_GET);

	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_IFINDEX, 5);
	mnl_attr_put_strz(nlh, LACPMOD_A_LAG_IFNAME, HOSTILE);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_MODE, 77);
	mnl_attr_put(nlh, LACPMOD_A_LAG_SYSTEM, 3, "abc");
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_KEY, 1);
	mnl_attr_put_u8(nlh, LACPMOD_A_LAG_UP, 1);
	mnl_attr_put_u32(nlh, LACPMOD_A_LAG_PORTS, 2);
	mnl_attr_put_strz(nlh, LACPMOD_A_LAG_MAX + 1, "from the future");
	mnl_attr_put_strz(nlh, 4000, "from the far future");
	finish(nlh);
}

static void send_odd_ports(uint16_t flags)
{
	struct nlmsghdr *nlh = begin(FAMILY, flags, LACPMOD_CMD_PORT_GET);
	struct nlattr *nest;

	mnl_attr_put_strz(nlh, LACPMOD_A_PORT_IFNAME, HOSTILE);
	mnl_attr_put_u32(nlh, LACPMOD_A_PORT_LAG_IFINDEX, 5);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_MUX_STATE, 99);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_REASON, 200);
	nest = mnl_attr_nest_start(nlh, LACPMOD_A_PORT_PARTNER);
	mnl_attr_put_u16(nlh, LACPMOD_A_INFO_PORT, 3);
	mnl_attr_put_u64(nlh, LACPMOD_A_INFO_MAX + 1, 1);
	mnl_attr_nest_end(nlh, nest);
	finish(nlh);
	nlh = begin(FAMILY, flags, LACPMOD_CMD_PORT_GET);
	mnl_attr_put_u32(nlh, LACPMOD_A_PORT_LAG_IFINDEX, 5);
	mnl_attr_put(nlh, LACPMOD_A_PORT_IFNAME, 4, "open");
	mnl_attr_put_u32(nlh, LACPMOD_A_PORT_PARTNER, 0xffffffff);
	mnl_attr_put_u8(nlh, LACPMOD_A_PORT_REASON,
			LACPMOD_REASON_OTHER_SYSTEM);
	finish(nlh);
}

static bool asked(const char *name, const char *wanted)
{
	return !wanted || !strcmp(name, wanted);
}

#define SEND(each, table, wanted, flags)				\
	do {								\
		for (size_t i = 0; i < ARRAY_SIZE(table); i++)		\
			if (asked(table[i].name, wanted))		\
				each(&table[i], flags);			\
	} while (0)

/**
 * send_lags() - send all LAGs that there are
 * @wanted: no other than the one of this name; NULL for all
 * @flags: of each message
 */
void send_lags(const char *wanted, uint16_t flags)
{
	int i;

	if (behaves("empty"))
		return;
	if (behaves("odd"))
		send_odd_lag(flags);
	else if (behaves("reasons"))
		SEND(send_lag, reason_lag, wanted, flags);
	else if (behaves("lags"))
		SEND(send_lag, several_lags, wanted, flags);
	else if (behaves("mixed"))
		SEND(send_lag, mixed_lags, wanted, flags);
	else if (behaves("nested"))
		SEND(send_lag, nested_lag, wanted, flags);
	else
		SEND(send_lag, one_lag, wanted, flags);
	for (i = 0; behaves("fuzz") && i < FUZZED / 10; i++)
		/* Without lag0: each of these would show all the ports. */
		send_lag(&several_lags[i % 2], flags);
}

/**
 * send_ports() - send all ports that there are
 * @wanted: no other than the one of this name; NULL for all
 * @flags: of each message
 */
void send_ports(const char *wanted, uint16_t flags)
{
	int i;

	if (behaves("empty"))
		return;
	if (behaves("odd"))
		send_odd_ports(flags);
	else if (behaves("reasons"))
		SEND(send_port, with_reasons, wanted, flags);
	else if (behaves("pdus"))
		SEND(send_port, with_pdus, wanted, flags);
	else if (behaves("mixed"))
		SEND(send_port, mixed, wanted, flags);
	else if (behaves("well") || behaves("only"))
		for (i = 0; i < (behaves("well") ? 2 : 1); i++)
			send_port(&picture[i], flags);
	else
		SEND(send_port, picture, wanted, flags);
	for (i = 0; behaves("fuzz") && i < FUZZED; i++)
		send_port(i % 3 ? &with_reasons[i % ARRAY_SIZE(with_reasons)] :
			  &with_pdus[i % ARRAY_SIZE(with_pdus)], flags);
}

struct event {
	uint8_t type;
	uint64_t time;
	const char *port;
	uint8_t from, to, reason;
	const struct port *about;
	const struct info *partner;
	uint32_t moved;
};

static const struct info partner = THEM(1, 0x3d), nobody = NOBODY,
	us = US(4, 0x07);

static const struct event events[] = {
	{ LACPMOD_EVENT_LAG_ADDED, 999 },
	{ LACPMOD_EVENT_PORT_ADDED, 1000, "eth3" },
	{ LACPMOD_EVENT_PORT_LINK, 1002, "eth3", 0, 1 },
	{ LACPMOD_EVENT_PORT_RX, 1050, "eth3", 4, 5, .partner = &partner },
	{ LACPMOD_EVENT_PORT_SELECTED, 1051, "eth3", 0, 1 },
	{ LACPMOD_EVENT_PORT_MUX, 1051, "eth3", 0, 1,
	  LACPMOD_REASON_AGGREGATE_WAIT, &with_reasons[16] },
	{ LACPMOD_EVENT_LAG_PARTNER, 1500, NULL, 0, 1, .partner = &partner },
	{ LACPMOD_EVENT_PORT_MUX, 123456789, "eth3", 2, 5 },
	{ LACPMOD_EVENT_LAG_CARRIER, 123456790, NULL, 0, 1 },
	{ LACPMOD_EVENT_PORT_ACTOR_CHURN, 123456790, "eth3", 0, 1 },
	{ LACPMOD_EVENT_PORT_PARTNER_CHURN, 123456790, "eth3", 1, 2 },
	{ LACPMOD_EVENT_PORT_SELECTED, 123456791, "eth3", 1, 0,
	  LACPMOD_REASON_OTHER_SYSTEM, &picture[2], &picture[2].partner },
	{ LACPMOD_EVENT_LAG_PARTNER, 123456791, NULL, 1, 1, .partner = &nobody },
	{ LACPMOD_EVENT_LAG_PARTNER, 123456791, NULL, 1, 0 },
	{ LACPMOD_EVENT_PORT_REMOVED, 123456792, "eth3" },
	{ LACPMOD_EVENT_PORT_RX, 123456793, "eth4", 5, 2,
	  LACPMOD_REASON_NO_PARTNER },
	{ LACPMOD_EVENT_PORT_PARTNER, 123456794, "eth4", 0, 1,
	  .partner = &partner },
	{ LACPMOD_EVENT_PORT_PARTNER, 123456794, "eth4", 1, 0,
	  .partner = &partner },
	{ LACPMOD_EVENT_PORT_FALLBACK, 123456795, "eth4", 0, 1 },
	{ LACPMOD_EVENT_PORT_HELD, 123456796, "eth4", 0, 1,
	  LACPMOD_REASON_HELD_DOWN, &with_reasons[33] },
	{ LACPMOD_EVENT_PORT_HELD, 123456796, "eth4", 1, 0 },
	{ LACPMOD_EVENT_PORT_LOOPED, 123456797, "eth4", 0, 1,
	  LACPMOD_REASON_DUPLICATE_SYSTEM, .partner = &us },
	{ LACPMOD_EVENT_PORT_LOOPED, 123456798, "eth4", 1, 0 },
	{ LACPMOD_EVENT_LAG_REBALANCED, 123456799, .moved = 17 },
	{ LACPMOD_EVENT_LAG_REBALANCED, 123456799, .moved = 1 },
	{ LACPMOD_EVENT_LAG_REMOVED, 123456800 },
	{ 99, 123456801, "eth4", 3, 4, 201 },
};

/* What comes or goes was nothing else before, and has no reason. */
static bool has_values(const struct event *e)
{
	switch (e->type) {
	case LACPMOD_EVENT_LAG_ADDED:
	case LACPMOD_EVENT_LAG_REMOVED:
	case LACPMOD_EVENT_PORT_ADDED:
	case LACPMOD_EVENT_PORT_REMOVED:
	case LACPMOD_EVENT_LAG_REBALANCED:
		return false;
	}
	return true;
}

/* Arguments may be none, but the nest is there. */
static void put_args_of(struct nlmsghdr *nlh, uint16_t attr,
			const struct event *e)
{
	static const struct port nothing;

	put_args(nlh, attr, e->about ? e->about : &nothing);
}

static void send_event(const struct event *e)
{
	struct nlmsghdr *nlh = begin(FAMILY, 0, LACPMOD_CMD_EVENT);

	nlh->nlmsg_seq = 0;
	nlh->nlmsg_pid = 0;
	mnl_attr_put_u8(nlh, LACPMOD_A_EVENT_TYPE, e->type);
	mnl_attr_put_u64(nlh, LACPMOD_A_EVENT_TIME, e->time);
	mnl_attr_put_u32(nlh, LACPMOD_A_EVENT_LAG_IFINDEX, 5);
	mnl_attr_put_strz(nlh, LACPMOD_A_EVENT_LAG_IFNAME, "lag0");
	if (e->port) {
		mnl_attr_put_u32(nlh, LACPMOD_A_EVENT_PORT_IFINDEX, 103);
		mnl_attr_put_strz(nlh, LACPMOD_A_EVENT_PORT_IFNAME, e->port);
	}
	if (e->port || e->partner)
		put_info(nlh, LACPMOD_A_EVENT_PARTNER,
			 e->partner ? e->partner : &nobody);
	if (has_values(e)) {
		mnl_attr_put_u8(nlh, LACPMOD_A_EVENT_FROM, e->from);
		mnl_attr_put_u8(nlh, LACPMOD_A_EVENT_TO, e->to);
		mnl_attr_put_u8(nlh, LACPMOD_A_EVENT_REASON, e->reason);
		if (e->port)
			put_args_of(nlh, LACPMOD_A_EVENT_ARGS, e);
	}
	if (e->moved) {
		mnl_attr_put_u32(nlh, LACPMOD_A_EVENT_MOVED, e->moved);
		mnl_attr_put_u32(nlh, LACPMOD_A_EVENT_BUSIEST_BEFORE, 1312);
		mnl_attr_put_u32(nlh, LACPMOD_A_EVENT_BUSIEST_AFTER, 1000);
	}
	finish_fuzzed(nlh);
}

static void put_entry(struct nlmsghdr *nlh, const struct event *e)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, LACPMOD_A_PORT_HISTORY);

	mnl_attr_put_u8(nlh, LACPMOD_A_ENTRY_TYPE, e->type);
	mnl_attr_put_u64(nlh, LACPMOD_A_ENTRY_TIME, e->time);
	if (has_values(e)) {
		mnl_attr_put_u8(nlh, LACPMOD_A_ENTRY_FROM, e->from);
		mnl_attr_put_u8(nlh, LACPMOD_A_ENTRY_TO, e->to);
	}
	mnl_attr_put_u8(nlh, LACPMOD_A_ENTRY_REASON, e->reason);
	put_args_of(nlh, LACPMOD_A_ENTRY_ARGS, e);
	mnl_attr_nest_end(nlh, nest);
}

/**
 * send_history() - send all that happened to any port
 *
 * An empty entry is none of a port's.
 */
void send_history(void)
{
	struct nlmsghdr *nlh = begin(FAMILY, 0, LACPMOD_CMD_PORT_HISTORY);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(events) && !behaves("empty"); i++)
		if (events[i].port)
			put_entry(nlh, &events[i]);
	if (behaves("odd"))
		mnl_attr_put(nlh, LACPMOD_A_PORT_HISTORY, 0, "");
	finish_fuzzed(nlh);
}

/**
 * send_events() - send all that happens, and what is no event
 */
void send_events(void)
{
	size_t i, n = behaves("fuzz") ? FUZZED : ARRAY_SIZE(events);

	for (i = 0; i < n; i++) {
		if (i == 5 && behaves("lost"))
			lose();
		send_event(&events[i % ARRAY_SIZE(events)]);
	}
	finish(begin(FAMILY + 1, 0, 0));
	finish(begin(FAMILY, 0, LACPMOD_CMD_LAG_GET));
}
