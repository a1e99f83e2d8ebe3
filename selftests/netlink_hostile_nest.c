// SPDX-License-Identifier: GPL-2.0
/* What is assumed of a partner that is not heard: the one nest that requests have */
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>

#include "netlink_hostile.h"

#define ADMIN	LACPMOD_A_PORT_PARTNER_ADMIN

static const uint8_t right[4096] = { 2 };
/* As the port is set when the request comes, or how a new one is */
static struct row base;

static void start(struct msg *m, const struct subject *s, struct nlattr **nla)
{
	address(m, s);
	*nla = nest(m, ADMIN);
}

/* The port is set as base says, and base is how it is set from now on. */
static void must_become_base(struct msg *m, const struct subject *s)
{
	const struct row *row;
	unsigned int i;

	if (s->bad_only)
		return;
	row = must_be_accepted(m, s);
	for (i = 0; i <= LACPMOD_A_INFO_MAX; i++)
		if (memcmp(row->admin[i], base.admin[i], sizeof(row->admin[i])))
			wrong(m, "accepted, and member %u is something else", i);
	if (s->make)
		take_away(true, s->name);
}

/* @m, if it is accepted, gives a member this value, and leaves the others alone. */
static void must_become(struct msg *m, const struct subject *s, const struct setting *b,
			const void *value)
{
	const struct row old = base;

	memcpy(base.admin[b->attr], value, b->octets);
	must_become_base(m, s);
	if (s->make)
		base = old;
}

/* How the port is set; a new one, if nothing is said */
static void find_base(const struct subject *s)
{
	struct msg m;

	if (s->make) {
		address(&m, s);
		if (ask(&family_sock, &m))
			wrong(&m, "refused");
		look(&before);
	}
	base = *row_of(s, &before);
	if (s->make)
		take_away(true, s->name);
}

static void try_value(const struct subject *s, const struct setting *b, const void *value,
		      bool good)
{
	struct nlattr *nla;
	struct msg m;

	start(&m, s, &nla);
	put(&m, b->attr, value, b->octets);
	nest_end(&m, nla);
	if (good)
		must_become(&m, s, b, value);
	else
		must_be_refused(&m);
}

/* All that fits, as a LACPDU says it */
static void try_values(const struct subject *s, const struct setting *b)
{
	unsigned int i;

	for (i = 0; b->octets != 6 && i < ARRAY_SIZE(values); i++)
		if (values[i] <= b->max)
			try_value(s, b, &values[i], true);
	for (i = 0; b->octets == 6 && i < ARRAY_SIZE(systems); i++)
		try_value(s, b, systems[i].system, systems[i].good);
}

/* A member that is too short or too long, or a nest */
static void try_shapes(const struct subject *s, const struct setting *b)
{
	static const unsigned int lengths[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 255, 4000 };
	struct nlattr *nla, *member;
	struct msg m;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		if (lengths[i] == b->octets)
			continue;
		start(&m, s, &nla);
		put(&m, b->attr, right, lengths[i]);
		nest_end(&m, nla);
		must_be_refused(&m);
	}

	start(&m, s, &nla);
	put(&m, b->attr | NLA_F_NESTED, right, b->octets);
	nest_end(&m, nla);
	must_be_refused(&m);

	/* Shorter than itself, and longer than the nest */
	for (i = 0; i < 8; i++) {
		start(&m, s, &nla);
		member = put(&m, b->attr, right, b->octets);
		nest_end(&m, nla);
		member->nla_len = i < 4 ? i : member->nla_len + (i < 6 ? 4 * i : 60000);
		must_be_refused(&m);
		/* ... though not than the message */
		put(&m, LACPMOD_A_PORT_PRIORITY, right, 2);
		must_be_refused(&m);
	}
}

/* Of two the last counts, but each is looked at. */
static void try_doubled(const struct subject *s, const struct setting *b)
{
	struct nlattr *nla;
	struct msg m;
	unsigned int i;

	start(&m, s, &nla);
	put(&m, b->attr, right + 8, b->octets);
	put(&m, b->attr, right, b->octets);
	nest_end(&m, nla);
	must_become(&m, s, b, right);
	for (i = 0; i < 2; i++) {
		start(&m, s, &nla);
		put(&m, b->attr, right, b->octets + !i);
		put(&m, b->attr, right, b->octets + i);
		nest_end(&m, nla);
		must_be_refused(&m);
	}
}

static void try_unknown(const struct subject *s)
{
	static const uint16_t types[] = {
		0, LACPMOD_A_INFO_MAX + 1, LACPMOD_A_INFO_MAX + 2, 63, 255, 256, 0x3fff,
	};
	struct nlattr *nla;
	struct msg m;
	unsigned int i;

	for (i = 0; i < 2 * ARRAY_SIZE(types); i++) {
		start(&m, s, &nla);
		put(&m, LACPMOD_A_INFO_KEY, right, 2);
		put(&m, types[i / 2] | (i % 2 ? NLA_F_NESTED : 0), right, 2);
		nest_end(&m, nla);
		must_be_refused(&m);
	}
}

/* The nest is none, or has something else in it than members. */
static void try_junk(const struct subject *s)
{
	uint8_t junk[256];
	struct nlattr *nla;
	struct msg m;
	unsigned int i, len;

	for (i = 0; i < 64; i++) {
		/* Lengths that are always too much */
		for (len = 0; len < sizeof(junk); len++)
			junk[len] = rnd() | 0x80;
		len = i < 32 ? i : 1 + below(sizeof(junk));
		address(&m, s);
		put(&m, ADMIN, junk, len);
		must_be_refused(&m);
		if (!len)
			continue;
		address(&m, s);
		put(&m, ADMIN | NLA_F_NESTED, junk, len);
		must_be_refused(&m);

		/* Behind a member that is right */
		start(&m, s, &nla);
		put(&m, LACPMOD_A_INFO_KEY, right, 2);
		nest_end(&m, nla);
		memcpy(m.buf + m.nlh.nlmsg_len, junk, sizeof(junk));
		nla->nla_len += len;
		m.nlh.nlmsg_len += NLA_ALIGN(len);
		must_be_refused(&m);
	}

	/* Nests in a nest, a hundred of them */
	address(&m, s);
	for (i = 0; i < 100; i++) {
		nla = nest(&m, i ? LACPMOD_A_INFO_KEY : ADMIN);
		nla->nla_len = NLA_HDRLEN * (100 - i);
	}
	must_be_refused(&m);
}

/* Nobody has to guess what is a nest: who does not say so is refused. */
static void try_whole(const struct subject *s)
{
	struct nlattr *nla;
	struct msg m;
	unsigned int i;

	start(&m, s, &nla);
	must_become_base(&m, s);	/* for there is nothing in it */

	address(&m, s);
	put(&m, ADMIN, NULL, 0);
	must_be_refused(&m);
	for (i = 0; i < 2; i++) {
		start(&m, s, &nla);
		put(&m, LACPMOD_A_INFO_KEY, right, 2);
		nest_end(&m, nla);
		nla->nla_type = ADMIN | (i ? NLA_F_NET_BYTEORDER : 0);
		must_be_refused(&m);
	}

	/* Shorter than itself, and longer than the message */
	for (i = 0; i < 8; i++) {
		start(&m, s, &nla);
		put(&m, LACPMOD_A_INFO_KEY, right, 2);
		nest_end(&m, nla);
		nla->nla_len = i < 4 ? i : nla->nla_len + (i < 6 ? 4 * i : 60000);
		must_be_refused(&m);
	}
}

/* Of two the last counts, and nothing of the other; but each is looked at. */
static void try_twice(const struct subject *s)
{
	static const struct setting key = { LACPMOD_A_INFO_KEY, 2, 0, 65535 };
	struct nlattr *nla;
	struct msg m;
	unsigned int i;

	start(&m, s, &nla);
	put(&m, LACPMOD_A_INFO_KEY, right + 8, 2);
	put(&m, LACPMOD_A_INFO_PORT, right + 8, 2);
	put(&m, LACPMOD_A_INFO_STATE, right + 8, 1);
	nest_end(&m, nla);
	nla = nest(&m, ADMIN);
	put(&m, LACPMOD_A_INFO_KEY, right, 2);
	nest_end(&m, nla);
	must_become(&m, s, &key, right);

	for (i = 0; i < 2; i++) {
		start(&m, s, &nla);
		put(&m, LACPMOD_A_INFO_KEY, right, 2 + !i);
		nest_end(&m, nla);
		nla = nest(&m, ADMIN);
		put(&m, LACPMOD_A_INFO_KEY, right, 2 + i);
		nest_end(&m, nla);
		must_be_refused(&m);
	}
}

/* What is right beside what is wrong is not taken either. */
static void try_beside(const struct subject *s)
{
	static const uint8_t group[6] = { 1 };
	struct nlattr *nla;
	struct msg m;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		address(&m, s);
		put(&m, LACPMOD_A_PORT_PRIORITY, right, 2);
		nla = nest(&m, ADMIN);
		put(&m, LACPMOD_A_INFO_KEY, right + 8, 2);
		if (i)
			put(&m, LACPMOD_A_INFO_SYSTEM, group, 6);
		else
			put(&m, LACPMOD_A_INFO_STATE, right, 2);
		nest_end(&m, nla);
		put(&m, LACPMOD_A_PORT_WEIGHT, right, 4);
		must_be_refused(&m);
	}
}

void try_partner_admin(const struct subject *s)
{
	const struct settings *set = settings_of_partner();
	unsigned int i;

	if (!s->bad_only)
		find_base(s);
	for (i = 0; i < set->n; i++) {
		try_values(s, &set->row[i]);
		try_shapes(s, &set->row[i]);
		try_doubled(s, &set->row[i]);
	}
	try_unknown(s);
	try_junk(s);
	try_whole(s);
	try_twice(s);
	try_beside(s);
}
