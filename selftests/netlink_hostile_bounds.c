// SPDX-License-Identifier: GPL-2.0
/* Every setting of every command: values and shapes */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "netlink_hostile.h"

static bool is_interval(const struct subject *s, const struct setting *b)
{
	return !s->is_port && b->attr == LACPMOD_A_LAG_REBALANCE_INTERVAL;
}

/* A LAG that rebalances must count. */
static void address_for(struct msg *m, const struct subject *s, const struct setting *b)
{
	static const uint8_t on = 1;

	address(m, s);
	if (is_interval(s, b))
		put(m, LACPMOD_A_LAG_BUCKET_COUNTERS, &on, 1);
}

static bool is_good(const struct subject *s, const struct setting *b, uint64_t value)
{
	/* A second at least, or never */
	if (is_interval(s, b) && value && value < 1000)
		return false;
	return value >= b->min && value <= b->max;
}

/* Another port has this number: no value out of range. */
static bool clashes(const struct subject *s, uint8_t attr, const void *value)
{
	unsigned int i;

	for (i = 0; s->is_port && attr == LACPMOD_A_PORT_NUMBER && i < before.ports; i++)
		if (strcmp(before.port[i].name, s->name) &&
		    !memcmp(before.port[i].value[attr], value, 2))
			return true;
	return false;
}

/* Accepted, and then the setting has this value; or another port has it. */
static void must_be_so(struct msg *m, const struct subject *s,
		       const struct setting *b, const void *value)
{
	const struct row *row;

	if (s->bad_only)
		return;
	if (clashes(s, b->attr, value)) {
		must_be_refused(m);
		return;
	}
	row = must_be_accepted(m, s);
	if (!is_automatic(s->is_port, b, value) &&
	    memcmp(row->value[b->attr], value, b->octets))
		wrong(m, "accepted, and attribute %u is something else", b->attr);
	if (s->make)
		take_away(s->is_port, s->name);
}

static void try_value(const struct subject *s, const struct setting *b, uint64_t value)
{
	struct msg m;

	if (value >> 8 * b->octets)
		return;
	address_for(&m, s, b);
	put(&m, b->attr, &value, b->octets);
	if (is_good(s, b, value))
		must_be_so(&m, s, b, &value);
	else
		must_be_refused(&m);
}

static void try_numbers(const struct subject *s, const struct setting *b)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(values); i++)
		try_value(s, b, values[i]);
	if (is_interval(s, b)) {
		try_value(s, b, 999);
		try_value(s, b, 1000);
	}
	/* The largest comes last, and stays: see the table of the settings. */
	if (b->min)
		try_value(s, b, b->min - 1);
	try_value(s, b, b->min);
	try_value(s, b, b->max + 1);
	try_value(s, b, b->max);
}

static void try_systems(const struct subject *s, const struct setting *b)
{
	unsigned int i;
	struct msg m;

	for (i = 0; i < ARRAY_SIZE(systems); i++) {
		address(&m, s);
		put(&m, b->attr, systems[i].system, 6);
		if (systems[i].good)
			must_be_so(&m, s, b, systems[i].system);
		else
			must_be_refused(&m);
	}
}

static void try_values(const struct subject *s, const struct setting *b)
{
	if (b->octets == 6)
		try_systems(s, b);
	else
		try_numbers(s, b);
}

/* A value that is right, of the wrong length, in a nest, or beside another. */
static void try_shapes(const struct subject *s, const struct setting *b)
{
	static const unsigned int lengths[] = {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 63, 255, 4000,
	};
	static const uint8_t right[4096] = { 2 }, zero[6];
	const uint8_t *value = b->octets == 6 ? right : (const uint8_t *)&b->max;
	struct nlattr *nla;
	struct msg m;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		if (lengths[i] == b->octets)
			continue;
		address(&m, s);
		put(&m, b->attr, right, lengths[i]);
		must_be_refused(&m);
	}

	address(&m, s);
	put(&m, b->attr | NLA_F_NESTED, value, b->octets);
	must_be_refused(&m);

	address(&m, s);
	nla = nest(&m, b->attr);
	for (i = 0; i < 100; i++)
		put(&m, i, right, i % 8);
	nest_end(&m, nla);
	must_be_refused(&m);

	/* Longer than the message, and shorter than itself */
	for (i = 0; i < 8; i++) {
		address(&m, s);
		nla = put(&m, b->attr, value, b->octets);
		nla->nla_len = i < 4 ? i : nla->nla_len + (i < 6 ? 4 * i : 60000);
		must_be_refused(&m);
	}

	/* Of two the last counts, but each is looked at. */
	address_for(&m, s, b);
	put(&m, b->attr, b->octets == 6 ? zero : (const uint8_t *)&b->min, b->octets);
	put(&m, b->attr, value, b->octets);
	must_be_so(&m, s, b, value);
	address(&m, s);
	put(&m, b->attr, right, b->octets + 1);
	put(&m, b->attr, value, b->octets);
	must_be_refused(&m);
	address(&m, s);
	put(&m, b->attr, value, b->octets);
	put(&m, b->attr, right, b->octets + 1);
	must_be_refused(&m);
}

static void try_settings(const struct subject *s)
{
	const struct settings *set = settings_of(s->is_port);
	unsigned int i;

	for (i = 0; i < set->n; i++) {
		try_values(s, &set->row[i]);
		try_shapes(s, &set->row[i]);
	}
	if (s->is_port)
		try_partner_admin(s);
}

static void try_subjects(const struct subject *s, unsigned int n)
{
	for (; n; n--, s++) {
		look(&before);
		if (has_settings(s))
			try_settings(s);
		try_common(s);
	}
	printf("%lu messages, %lu accepted, %lu refused\n", messages, accepted, refused);
}

int cmd_bounds(void)
{
	const struct subject subjects[] = {
		{ LACPMOD_CMD_LAG_NEW, false, true, false, "hl1", NULL },
		{ LACPMOD_CMD_LAG_SET, false, false, false, "hl0", "hp0" },
		{ LACPMOD_CMD_LAG_GET, false, false, false, "hl0", "hp0" },
		{ LACPMOD_CMD_LAG_DEL, false, false, false, "hl0", "hp0" },
		{ LACPMOD_CMD_LAG_PATH, false, false, false, "hl0", "hp0" },
		{ LACPMOD_CMD_BUCKET_GET, false, false, false, "hl0", "hp0" },
		{ LACPMOD_CMD_LAG_REBALANCE, false, false, false, "hl0", "hp0" },
		{ LACPMOD_CMD_PORT_NEW, true, true, false, "hp1", "hl0" },
		{ LACPMOD_CMD_PORT_SET, true, false, false, "hp0", "hl0" },
		{ LACPMOD_CMD_PORT_GET, true, false, false, "hp0", "hl0" },
		{ LACPMOD_CMD_PORT_DEL, true, false, false, "hp0", "hl0" },
		{ LACPMOD_CMD_PORT_RESTORE, true, false, false, "hp0", "hl0" },
		{ LACPMOD_CMD_PORT_HISTORY, true, false, false, "hp0", "hl0" },
	};

	make("hl0", "lacp");
	make("hp0", "dummy");
	make("hp1", "dummy");
	enslave("hp0", "hl0");
	/* Which leaves hl0 with counters, so that it can rebalance. */
	try_buckets("hl0");
	try_frames("hl0");
	try_subjects(subjects, ARRAY_SIZE(subjects));
	unmake("hl0");
	unmake("hp0");
	unmake("hp1");
	return 0;
}

int cmd_refused(const char *lag, const char *port)
{
	const struct subject subjects[] = {
		{ LACPMOD_CMD_LAG_SET, false, false, true, lag, port },
		{ LACPMOD_CMD_LAG_GET, false, false, true, lag, port },
		{ LACPMOD_CMD_LAG_DEL, false, false, true, lag, port },
		{ LACPMOD_CMD_LAG_PATH, false, false, true, lag, port },
		{ LACPMOD_CMD_BUCKET_GET, false, false, true, lag, port },
		{ LACPMOD_CMD_LAG_REBALANCE, false, false, true, lag, port },
		{ LACPMOD_CMD_PORT_SET, true, false, true, port, lag },
		{ LACPMOD_CMD_PORT_GET, true, false, true, port, lag },
		{ LACPMOD_CMD_PORT_DEL, true, false, true, port, lag },
		{ LACPMOD_CMD_PORT_RESTORE, true, false, true, port, lag },
		{ LACPMOD_CMD_PORT_HISTORY, true, false, true, port, lag },
	};

	try_subjects(subjects, ARRAY_SIZE(subjects));
	return 0;
}
