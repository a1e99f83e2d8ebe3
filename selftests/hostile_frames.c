// SPDX-License-Identifier: GPL-2.0
/*
 * The frames of hostile: how each case makes them, and what must become of them.
 * The table of cases is at the end.
 */
#include <stdbool.h>
#include <string.h>

#include "hostile.h"

struct info own = {
	.priority = PRIORITY, .port_priority = PRIORITY, .key = 1, .port = 1,
	.state = ACTIVITY | TIMEOUT | AGGREGATION,
};

struct info group = {
	.priority = PRIORITY, .port_priority = PRIORITY, .key = 1, .port = 99,
	.state = ACTIVITY | TIMEOUT | AGGREGATION | SYNC | COLLECTING | DISTRIBUTING,
};

const struct info stranger = {
	.priority = PRIORITY, .system = { 0x02, 0, 0, 0, 0, 0x66 }, .key = 1,
	.port_priority = PRIORITY, .port = 1,
	.state = ACTIVITY | TIMEOUT | AGGREGATION,
};

uint64_t random_state;

/* splitmix64 */
static uint64_t rnd(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static void randomize(uint8_t *p, unsigned int len)
{
	while (len--)
		*p++ = rnd();
}

/* Frames */

static void put16(uint8_t *p, uint16_t value)
{
	p[0] = value >> 8;
	p[1] = value;
}

static void put_info(uint8_t *p, uint8_t type, const struct info *info)
{
	p[0] = type;
	p[1] = 20;
	put16(p + 2, info->priority);
	memcpy(p + 4, info->system, ETH_ALEN);
	put16(p + 10, info->key);
	put16(p + 12, info->port_priority);
	put16(p + 14, info->port);
	p[16] = info->state;
}

void lacpdu(struct frame *f, const struct info *actor, const struct info *partner)
{
	memset(f->body, 0, PDU_LEN);
	f->len = PDU_LEN;
	f->body[0] = 1;
	f->body[1] = 1;
	put_info(f->body + ACTOR, 1, actor);
	put_info(f->body + PARTNER, 2, partner);
	f->body[COLLECTOR] = 3;
	f->body[COLLECTOR + 1] = 16;
}

static void marker(struct frame *f, uint8_t type)
{
	memset(f->body, 0, PDU_LEN);
	f->len = PDU_LEN;
	f->body[0] = 2;
	f->body[1] = 1;
	f->body[2] = type;
	f->body[3] = 16;
	put16(f->body + 4, stranger.port);
	memcpy(f->body + 6, stranger.system, ETH_ALEN);
	randomize(f->body + 12, 4);
}

static void tag(struct frame *f, uint16_t tci)
{
	put16(f->tags + f->tags_len, ETH_P_8021Q);
	put16(f->tags + f->tags_len + 2, tci);
	f->tags_len += 4;
}

enum counter judge(const struct frame *f)
{
	static const uint8_t link_local[] = { 0x01, 0x80, 0xc2, 0, 0 };
	const uint8_t *body = f->body;

	if (memcmp(f->dst, link_local, sizeof(link_local)) ||
	    f->dst[5] & 0xf0)
		return DATA_DISCARDED;
	if (f->tags_len > 4 || (f->tags_len && (f->tags[2] & 0xf || f->tags[3])))
		return NOT_OURS;
	if (!f->len || !body[0] || body[0] > 10)
		return ILLEGAL_RX;
	if (body[0] > 2)
		return UNKNOWN_RX;
	if (f->len < PDU_LEN)
		return REJECT_TRUNCATED;
	if (body[0] == 2) {
		if (body[2] < 1 || body[2] > 2 || body[3] != 16)
			return REJECT_MARKER;
		return body[2] == 1 ? MARKER_RX : MARKER_RESPONSE_RX;
	}
	if (body[ACTOR + 1] != 20)
		return REJECT_ACTOR_LENGTH;
	if (body[PARTNER + 1] != 20)
		return REJECT_PARTNER_LENGTH;
	if (body[COLLECTOR + 1] != 16)
		return REJECT_COLLECTOR_LENGTH;
	return LACPDU_RX;
}

/* Cases */

/* All but one of the 256 values, over and over. */
static uint8_t but(unsigned int i, uint8_t right)
{
	uint8_t value = i % 255;

	return value < right ? value : value + 1;
}

static void version_0(struct frame *f, unsigned int i)
{
	(void)i;
	f->body[1] = 0;
}

static void version_2(struct frame *f, unsigned int i)
{
	(void)i;
	f->body[1] = 2;
}

static void version_255(struct frame *f, unsigned int i)
{
	(void)i;
	f->body[1] = 255;
}

/* TLVs whose lengths lead nowhere, back to themselves, or out of the frame. */
static void tlvs(struct frame *f, unsigned int i)
{
	uint8_t *p = f->body + BEHIND;
	unsigned int at;

	f->body[1] = 2;
	f->len = i & 1 ? PDU_LEN : 640;
	randomize(p, f->len - BEHIND);
	p[0] = 4 + i % 7;
	switch (i % 5) {
	case 0:
		p[1] = 0;
		break;
	case 1:
		p[1] = 1;
		break;
	case 2:
		p[1] = 255;
		break;
	case 3:
		for (at = BEHIND; at + 1 < f->len; at += 2)
			f->body[at + 1] = 2;
		break;
	}
}

static void longest(struct frame *f, unsigned int i)
{
	(void)i;
	f->len = 1500;
	randomize(f->body + BEHIND, f->len - BEHIND);
}

static void truncated(struct frame *f, unsigned int i)
{
	if (i / PDU_LEN & 1)
		marker(f, 1);
	f->len = i % PDU_LEN;
}

/* Only the first octets of it in one piece, the rest on other pages. */
static void pieces(struct frame *f, unsigned int i)
{
	f->len = 9000;
	f->vnet.hdr_len = ETH_HLEN + i % PDU_LEN;
	randomize(f->body + BEHIND, f->len - BEHIND);
	if (i / PDU_LEN & 1)
		f->body[COLLECTOR + 1] = 17;
}

static void actor_length(struct frame *f, unsigned int i)
{
	f->body[ACTOR + 1] = but(i, 20);
}

static void partner_length(struct frame *f, unsigned int i)
{
	f->body[PARTNER + 1] = but(i, 20);
}

static void collector_length(struct frame *f, unsigned int i)
{
	f->body[COLLECTOR + 1] = but(i, 16);
}

static void bad_marker(struct frame *f, unsigned int i)
{
	marker(f, 1 + i % 2);
	if (i & 2)
		f->body[3] = but(i / 4, 16);
	else
		f->body[2] = 3 + i / 4 % 254;
}

/* Their other fields would all be those of a partner to be taken. */
static void zero_system(struct frame *f, unsigned int i)
{
	struct info actor = group;

	(void)i;
	memset(actor.system, 0, ETH_ALEN);
	lacpdu(f, &actor, &own);
}

static void zero_key(struct frame *f, unsigned int i)
{
	struct info actor = group;

	(void)i;
	actor.key = 0;
	lacpdu(f, &actor, &own);
}

/* Who has no number is taken, too; only, it is never in sync. */
static void zero_port(struct frame *f, unsigned int i)
{
	struct info actor = group;

	actor.port = 0;
	actor.state = i & ~SYNC;
	lacpdu(f, &actor, &own);
}

static void group_system(struct frame *f, unsigned int i)
{
	static const uint8_t addresses[][ETH_ALEN] = {
		{ 0x01, 0x80, 0xc2, 0, 0, 2 },
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
	};
	struct info actor = group;

	/* The same for a hundred PDUs, time enough to be taken in. */
	memcpy(actor.system, addresses[i / 100 % 2], ETH_ALEN);
	lacpdu(f, &actor, &own);
}

/* In sync, of the group's System and key, but with somebody else than us. */
static void unmatched(struct frame *f, unsigned int i)
{
	struct info actor = group, partner = own;

	switch (i % 7) {
	case 0:
		partner.priority ^= 1;
		break;
	case 1:
		partner.system[5] ^= 1;
		break;
	case 2:
		partner.key ^= 1;
		break;
	case 3:
		partner.port_priority ^= 1;
		break;
	case 4:
		partner.port ^= 1;
		break;
	case 5:
		partner.state &= ~AGGREGATION;
		break;
	case 6:
		/* Nobody would keep this link alive. */
		actor.state &= ~ACTIVITY;
		partner.state &= ~ACTIVITY;
		break;
	}
	lacpdu(f, &actor, &partner);
}

/* Collecting, distributing or both, while not in sync. */
static void early(struct frame *f, unsigned int i)
{
	struct info actor = group;

	actor.state = (i % 4) << 4 | ACTIVITY | AGGREGATION | (i & 4 ? TIMEOUT : 0);
	lacpdu(f, &actor, &own);
}

static void own_system(struct frame *f, unsigned int i)
{
	struct info actor = own;

	actor.state = i;
	actor.port = i & 256 ? own.port : 77;
	lacpdu(f, &actor, &own);
}

static void random_octets(struct frame *f, unsigned int i)
{
	f->len = rnd() % 1500;
	randomize(f->body, f->len);
	f->body[0] = i % 4 < 2 ? i % 4 + 1 : i / 4;
	/* Every fourth of what might be ours gets past the first checks. */
	if (i % 16 == 0) {
		f->body[ACTOR + 1] = 20;
		f->body[PARTNER + 1] = 20;
		f->body[COLLECTOR + 1] = 16;
	} else if (i % 16 == 1) {
		f->body[2] = 1 + i / 16 % 2;
		f->body[3] = 16;
	}
}

static void markers(struct frame *f, unsigned int i)
{
	marker(f, i % 8 ? 1 : 2);
}

static void tagged(struct frame *f, unsigned int i)
{
	if (i % 8 == 0)
		tag(f, 0);
	tag(f, 1 + i % 4094);
	if (i % 3 == 0)
		marker(f, 1);
}

static void vid_0(struct frame *f, unsigned int i)
{
	/* Any priority, and drop eligible or not */
	tag(f, i << 12 & 0xf000);
}

static void addresses(struct frame *f, unsigned int i)
{
	static const uint8_t others[][ETH_ALEN] = {
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
		{ 0x01, 0x80, 0xc2, 0, 0, 0x10 },
		{ 0x01, 0x80, 0xc2, 0, 1, 2 },
		{ 0x01, 0, 0x5e, 0, 0, 1 },
		{ 0x02, 0, 0, 0, 0, 0x66 },
		{ 0, 0, 0, 0, 0, 0 },
	};

	if (i & 1)
		memcpy(f->dst, others[i / 2 % 6], ETH_ALEN);
	else
		f->dst[5] = i / 2 % 16;
}

static void senders(struct frame *f, unsigned int i)
{
	static const uint8_t sources[][ETH_ALEN] = {
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
		{ 0x01, 0x80, 0xc2, 0, 0, 2 },
		{ 0, 0, 0, 0, 0, 0 },
	};

	if (i % 4 == 3)
		memcpy(f->src, own.system, ETH_ALEN);
	else
		memcpy(f->src, sources[i % 4], ETH_ALEN);
}

/*
 * Never the same twice: strangers, ourselves, the group without a match. That
 * one comes last, whatever the number of frames, if it is one of whole batches.
 */
static void identities(struct frame *f, unsigned int i)
{
	struct info actor = stranger;

	switch (i % 4) {
	case 0:
		lacpdu(f, &stranger, &own);
		break;
	case 1:
		lacpdu(f, &own, &own);
		break;
	case 2:
		actor.system[4] = i >> 8;
		actor.system[3] = i;
		actor.state |= SYNC | COLLECTING | DISTRIBUTING;
		lacpdu(f, &actor, &own);
		break;
	case 3:
		lacpdu(f, &group, &stranger);
		break;
	}
}

const struct hostile_case cases[] = {
	{ "version-0", version_0 },
	{ "version-2", version_2 },
	{ "version-255", version_255 },
	{ "tlvs", tlvs },
	{ "longest", longest },
	{ "truncated", truncated },
	{ "pieces", pieces },
	{ "actor-length", actor_length },
	{ "partner-length", partner_length },
	{ "collector-length", collector_length },
	{ "bad-marker", bad_marker },
	{ "zero-system", zero_system },
	{ "zero-key", zero_key },
	{ "zero-port", zero_port },
	{ "group-system", group_system },
	{ "unmatched", unmatched },
	{ "early", early },
	{ "own-system", own_system },
	{ "random", random_octets },
	{ "markers", markers },
	{ "tagged", tagged },
	{ "vid-0", vid_0 },
	{ "addresses", addresses },
	{ "senders", senders },
	{ "identities", identities },
};

const unsigned int n_cases = ARRAY_SIZE(cases);
