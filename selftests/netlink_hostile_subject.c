// SPDX-License-Identifier: GPL-2.0
/* What every command is asked: of no object, with attributes too many, with odd headers */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "netlink_hostile.h"

/* How a command names its object, and what it has beside that and settings */
static const struct command {
	uint16_t ifindex, ifname;
	uint16_t own[3];
	bool settings, dumps;
} commands[LACPMOD_CMD_MAX + 1] = {
	[LACPMOD_CMD_LAG_NEW] = { 0, LACPMOD_A_LAG_IFNAME, .settings = true },
	[LACPMOD_CMD_LAG_DEL] = { LACPMOD_A_LAG_IFINDEX, LACPMOD_A_LAG_IFNAME },
	[LACPMOD_CMD_LAG_SET] = {
		LACPMOD_A_LAG_IFINDEX, LACPMOD_A_LAG_IFNAME, .settings = true,
	},
	[LACPMOD_CMD_LAG_GET] = {
		LACPMOD_A_LAG_IFINDEX, LACPMOD_A_LAG_IFNAME, .dumps = true,
	},
	[LACPMOD_CMD_PORT_NEW] = {
		LACPMOD_A_PORT_IFINDEX, LACPMOD_A_PORT_IFNAME,
		{ LACPMOD_A_PORT_LAG_IFINDEX, LACPMOD_A_PORT_LAG_IFNAME,
		  LACPMOD_A_PORT_PARTNER_ADMIN }, .settings = true,
	},
	[LACPMOD_CMD_PORT_DEL] = { LACPMOD_A_PORT_IFINDEX, LACPMOD_A_PORT_IFNAME },
	[LACPMOD_CMD_PORT_SET] = {
		LACPMOD_A_PORT_IFINDEX, LACPMOD_A_PORT_IFNAME,
		{ LACPMOD_A_PORT_PARTNER_ADMIN }, .settings = true,
	},
	[LACPMOD_CMD_PORT_GET] = {
		LACPMOD_A_PORT_IFINDEX, LACPMOD_A_PORT_IFNAME, .dumps = true,
	},
	[LACPMOD_CMD_PORT_RESTORE] = { LACPMOD_A_PORT_IFINDEX, LACPMOD_A_PORT_IFNAME },
	[LACPMOD_CMD_PORT_HISTORY] = { LACPMOD_A_PORT_IFINDEX, LACPMOD_A_PORT_IFNAME },
	[LACPMOD_CMD_LAG_PATH] = {
		LACPMOD_A_PATH_IFINDEX, LACPMOD_A_PATH_IFNAME, { LACPMOD_A_PATH_FRAME },
	},
	[LACPMOD_CMD_BUCKET_GET] = {
		LACPMOD_A_BUCKET_IFINDEX, LACPMOD_A_BUCKET_IFNAME, { LACPMOD_A_BUCKET_ID },
		.dumps = true,
	},
	[LACPMOD_CMD_LAG_REBALANCE] = {
		LACPMOD_A_REBALANCE_IFINDEX, LACPMOD_A_REBALANCE_IFNAME,
		{ LACPMOD_A_REBALANCE_DRY_RUN },
	},
};

bool has_settings(const struct subject *s)
{
	return commands[s->cmd].settings;
}

/* All that a request needs but the object */
static void begin_as(struct msg *m, const struct subject *s)
{
	static const uint8_t zeros[60];

	begin_genl(m, s->cmd);
	if (s->cmd == LACPMOD_CMD_PORT_NEW)
		put_text(m, LACPMOD_A_PORT_LAG_IFNAME, s->other);
	else if (s->cmd == LACPMOD_CMD_LAG_PATH)
		put(m, LACPMOD_A_PATH_FRAME, zeros, sizeof(zeros));
	else if (s->cmd == LACPMOD_CMD_BUCKET_GET)
		put(m, LACPMOD_A_BUCKET_ID, zeros, 2);
}

static void address_as(struct msg *m, const struct subject *s, const char *name)
{
	begin_as(m, s);
	put_text(m, commands[s->cmd].ifname, name);
}

void address(struct msg *m, const struct subject *s)
{
	address_as(m, s, s->name);
}

void address_index(struct msg *m, const struct subject *s, uint32_t ifindex)
{
	begin_as(m, s);
	put(m, commands[s->cmd].ifindex, &ifindex, 4);
}

const struct row *row_of(const struct subject *s, const struct state *state)
{
	return s->is_port ? find(state->port, state->ports, s->name) :
			    find(state->lag, state->lags, s->name);
}

const struct row *must_be_accepted(struct msg *m, const struct subject *s)
{
	const struct row *row;
	int err;

	err = ask(&family_sock, m);
	if (err)
		wrong(m, "refused: %s", strerror(-err));
	accepted++;
	look(&before);
	row = row_of(s, &before);
	if (!row)
		wrong(m, "accepted, and %s is not there", s->name);
	return row;
}

void must_be_refused(struct msg *m)
{
	int err = ask(&family_sock, m);

	if (!err)
		wrong(m, "accepted");
	if (err != -EINVAL && err != -ERANGE && err != -ENODEV && err != -EEXIST)
		wrong(m, "refused by %s", strerror(-err));
	if (!family_sock.says)
		wrong(m, "refused without a word (%s)", strerror(-err));
	refused++;
	unchanged(m);
}

void refused_as(struct msg *m, int expected)
{
	int err = ask(&family_sock, m);

	if (err != expected)
		wrong(m, "%s, not %s", err ? strerror(-err) : "accepted", strerror(-expected));
	refused++;
	unchanged(m);
}

static bool has_attr(const struct subject *s, uint16_t type)
{
	const struct settings *set = settings_of(s->is_port);
	const struct command *c = &commands[s->cmd];
	unsigned int i;

	for (i = 0; c->settings && i < set->n; i++)
		if (set->row[i].attr == type)
			return true;
	for (i = 0; i < ARRAY_SIZE(c->own); i++)
		if (c->own[i] == type)
			return true;
	return type == c->ifindex || type == c->ifname;
}

/* In any form that it might have been let in */
static void try_attr(const struct subject *s, uint16_t type)
{
	static const unsigned int lengths[] = { 1, 2, 4, 6, 8 };
	static const uint8_t one[8] = { 1 };
	struct msg m;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		address(&m, s);
		put(&m, type, one, lengths[i]);
		must_be_refused(&m);
	}
	address(&m, s);
	nest(&m, type);
	must_be_refused(&m);
}

static void try_too_many(const struct subject *s)
{
	uint16_t type;
	struct msg m;

	for (type = 0; type < ATTRS; type++)
		if (!type || !has_attr(s, type))
			try_attr(s, type);
	try_attr(s, 255);
	try_attr(s, 256);
	try_attr(s, 0x3fff);

	/* Octets after the last attribute */
	for (type = 1; type < 4; type++) {
		address(&m, s);
		m.nlh.nlmsg_len += type;
		must_be_refused(&m);
	}
}

static void try_names(const struct subject *s)
{
	static const char * const none[] = { "", ".", "a/b", "a b", "a:b", "%s", "%d%d" };
	static const char long_name[] = "0123456789abcdefghij";
	uint16_t ifname = commands[s->cmd].ifname;
	unsigned int i;
	struct msg m;

	for (i = 0; i < ARRAY_SIZE(none); i++) {
		address_as(&m, s, none[i]);
		must_be_refused(&m);
	}
	for (i = 15; i < 20; i++) {
		begin_as(&m, s);
		put(&m, ifname, long_name, i);	/* without an end */
		must_be_refused(&m);
		begin_as(&m, s);
		put(&m, ifname, long_name + sizeof(long_name) - 1 - i, i + 1);
		if (i > 15)
			must_be_refused(&m);
	}
	begin_as(&m, s);
	must_be_refused(&m);
}

/* One that is none; one that is, of the wrong length */
static void try_indexes(const struct subject *s)
{
	uint16_t ifindex = commands[s->cmd].ifindex;
	uint64_t value;
	unsigned int i;
	struct msg m;

	if (!ifindex)
		return;
	for (i = 0; i < 3; i++) {
		value = i ? UINT32_MAX - i : 0;
		begin_as(&m, s);
		put(&m, ifindex, &value, 4);
		must_be_refused(&m);
	}
	for (i = 0; i < 9; i++) {
		value = if_nametoindex(s->name);
		begin_as(&m, s);
		put(&m, ifindex, &value, i);
		if (i != 4)
			must_be_refused(&m);
	}
}

static void put_name_or_index(struct msg *m, const struct subject *s, const char *name,
			      bool index)
{
	if (index)
		address_index(m, s, if_nametoindex(name));
	else
		address_as(m, s, name);
}

/* The object that it is, for what is wrong is to be so for another reason; and others */
static void try_objects(const struct subject *s)
{
	bool harmless = !s->bad_only && s->cmd != LACPMOD_CMD_LAG_DEL &&
			s->cmd != LACPMOD_CMD_PORT_DEL;
	const char *others[] = { "lo", s->other };
	unsigned int i, index;
	struct msg m;

	for (index = 0; index < 2; index++) {
		put_name_or_index(&m, s, s->name, index);
		if (harmless && ask(&family_sock, &m))
			wrong(&m, "refused");
		for (i = 0; i < ARRAY_SIZE(others); i++) {
			put_name_or_index(&m, s, others[i], index);
			refused_as(&m, -EOPNOTSUPP);
			if (!family_sock.says)
				wrong(&m, "refused without a word");
		}
	}
}

static void try_headers(const struct subject *s)
{
	static const uint8_t no_commands[] = {
		0, LACPMOD_CMD_EVENT, LACPMOD_CMD_MAX + 1, 127, 255,
	};
	struct genlmsghdr *genl;
	unsigned int i;
	struct msg m;

	genl = (struct genlmsghdr *)(m.buf + NLMSG_HDRLEN);
	for (i = 0; i < ARRAY_SIZE(no_commands); i++) {
		address(&m, s);
		genl->cmd = no_commands[i];
		refused_as(&m, -EOPNOTSUPP);
		m.nlh.nlmsg_flags |= NLM_F_DUMP;
		refused_as(&m, -EOPNOTSUPP);
	}
	/* Flags and a field that nobody has given a meaning */
	address(&m, s);
	genl->reserved = 1;
	refused_as(&m, -EINVAL);
	address(&m, s);
	m.nlh.nlmsg_flags |= NLM_F_REPLACE;
	refused_as(&m, -EINVAL);
	if (!commands[s->cmd].dumps) {
		address(&m, s);
		m.nlh.nlmsg_flags |= NLM_F_DUMP;
		refused_as(&m, -EOPNOTSUPP);
	}

	/* Only conversation IDs are dumped of one that is named. */
	if (commands[s->cmd].dumps && s->cmd != LACPMOD_CMD_BUCKET_GET) {
		address(&m, s);
		m.nlh.nlmsg_flags |= NLM_F_DUMP;
		refused_as(&m, -EINVAL);
		if (!family_sock.says)
			wrong(&m, "refused without a word");
	}

	/* No room for a header */
	for (i = 0; i < GENL_HDRLEN; i++) {
		address(&m, s);
		m.nlh.nlmsg_len = NLMSG_HDRLEN + i;
		refused_as(&m, -EINVAL);
	}
	/* Longer than it is: to this there is no answer, nor to the rest of it. */
	address(&m, s);
	i = m.nlh.nlmsg_len;
	m.nlh.nlmsg_len += 64;
	transmit(&family_sock, &m, i);
	unchanged(&m);
}

void try_common(const struct subject *s)
{
	if (!s->make)
		try_objects(s);
	try_too_many(s);
	try_names(s);
	try_indexes(s);
	try_headers(s);
}
