// SPDX-License-Identifier: GPL-2.0
/* Random messages, from those who may change things and those who may not */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/if_ether.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netlink_hostile.h"

static const char *lag_names[] = { NULL, "hl0", "hl1", "hl2", "hl3" };
static const char *port_names[] = { NULL, NULL, "lo", "hp0", "hp1", "hp2", "hp3", "hl3", "no" };
static unsigned int ports_there = 3;	/* of these; what follows may not be */

static const char *any_lag(void)
{
	return lag_names[below(ARRAY_SIZE(lag_names))];
}

static const char *any_port(void)
{
	return port_names[below(ARRAY_SIZE(port_names))];
}

/*
 * 0 for one that is not there. To ask if_nametoindex() for that would have the
 * kernel look for a module of its name, which takes longer than all the rest.
 */
static uint32_t index_of(const char *name)
{
	static uint32_t known[ARRAY_SIZE(port_names)];
	const struct row *lag = find(before.lag, before.lags, name);
	unsigned int i;

	if (lag)
		return lag->ifindex;
	for (i = 0; i < ports_there; i++) {
		if (strcmp(name, port_names[i]))
			continue;
		if (!known[i])
			known[i] = if_nametoindex(name);
		return known[i];
	}
	return 0;
}

static void put_object(struct msg *m, uint16_t ifindex, uint16_t ifname, const char *name)
{
	uint32_t index = index_of(name);

	if (below(2))
		put(m, ifindex, &index, 4);
	else
		put_text(m, ifname, name);
}

/* Of four values three are within the bounds. */
static void put_settings(struct msg *m, const struct settings *set)
{
	unsigned int n = below(4);

	while (n--) {
		const struct setting *s = &set->row[below(set->n)];
		uint64_t value = s->min + rnd() % (s->max - s->min + 1);

		if (!below(4))
			value = values[below(ARRAY_SIZE(values))];
		if (s->octets == 6)
			put(m, s->attr, systems[below(ARRAY_SIZE(systems))].system, 6);
		else
			put(m, s->attr, &value, s->octets);
	}
}

static void put_partner(struct msg *m)
{
	struct nlattr *nla = nest(m, LACPMOD_A_PORT_PARTNER_ADMIN);

	put_settings(m, settings_of_partner());
	nest_end(m, nla);
}

static void put_frame(struct msg *m)
{
	unsigned int len = below(8) ? ETH_HLEN + below(100) : below(2000), i;
	static uint8_t frame[2000];

	for (i = 0; i < len; i++)
		frame[i] = rnd();
	put(m, LACPMOD_A_PATH_FRAME, frame, len);
}

/* Those of a LAG that have attributes of their own */
static void put_question(struct msg *m, uint8_t cmd)
{
	uint16_t id = below(5000);
	uint8_t dry_run = below(3);

	switch (cmd) {
	case LACPMOD_CMD_LAG_PATH:
		put_object(m, LACPMOD_A_PATH_IFINDEX, LACPMOD_A_PATH_IFNAME, any_lag());
		put_frame(m);
		break;
	case LACPMOD_CMD_BUCKET_GET:
		put_object(m, LACPMOD_A_BUCKET_IFINDEX, LACPMOD_A_BUCKET_IFNAME, any_lag());
		put(m, LACPMOD_A_BUCKET_ID, &id, 2);
		break;
	case LACPMOD_CMD_LAG_REBALANCE:
		put_object(m, LACPMOD_A_REBALANCE_IFINDEX, LACPMOD_A_REBALANCE_IFNAME,
			   any_lag());
		if (below(2))
			put(m, LACPMOD_A_REBALANCE_DRY_RUN, &dry_run, 1);
		break;
	}
}

static uint8_t any_command(void)
{
	static const uint8_t often[] = {
		LACPMOD_CMD_LAG_SET, LACPMOD_CMD_LAG_SET, LACPMOD_CMD_LAG_SET,
		LACPMOD_CMD_PORT_SET, LACPMOD_CMD_PORT_SET,
		LACPMOD_CMD_LAG_GET, LACPMOD_CMD_PORT_GET,
	};
	uint8_t cmd;

	if (below(4))
		return often[below(ARRAY_SIZE(often))];
	do
		cmd = 1 + below(LACPMOD_CMD_MAX);
	while (cmd == LACPMOD_CMD_EVENT);
	return cmd;
}

static void valid_message(struct msg *m)
{
	uint8_t cmd = any_command();

	begin_genl(m, cmd);
	if (cmd > LACPMOD_CMD_EVENT)
		put_question(m, cmd);
	else if (cmd == LACPMOD_CMD_LAG_NEW)
		put_text(m, LACPMOD_A_LAG_IFNAME, any_lag());
	else if (cmd <= LACPMOD_CMD_LAG_GET)
		put_object(m, LACPMOD_A_LAG_IFINDEX, LACPMOD_A_LAG_IFNAME, any_lag());
	else
		put_object(m, LACPMOD_A_PORT_IFINDEX, LACPMOD_A_PORT_IFNAME, any_port());
	if (cmd == LACPMOD_CMD_PORT_NEW)
		put_object(m, LACPMOD_A_PORT_LAG_IFINDEX, LACPMOD_A_PORT_LAG_IFNAME, any_lag());
	if (cmd == LACPMOD_CMD_LAG_NEW || cmd == LACPMOD_CMD_LAG_SET)
		put_settings(m, settings_of(false));
	if (cmd != LACPMOD_CMD_PORT_NEW && cmd != LACPMOD_CMD_PORT_SET)
		return;
	put_settings(m, settings_of(true));
	if (below(2))
		put_partner(m);
}

static uint8_t command(const struct msg *m)
{
	return ((const struct genlmsghdr *)(m->buf + NLMSG_HDRLEN))->cmd;
}

static void parse_msg(const struct msg *m, const struct nlattr **tb)
{
	unsigned int len = m->nlh.nlmsg_len - NLMSG_HDRLEN;

	parse(m->buf + NLMSG_HDRLEN + GENL_HDRLEN, len > GENL_HDRLEN ? len - GENL_HDRLEN : 0, tb);
}

static struct nlattr *any_attr(struct msg *m)
{
	const struct nlattr *tb[ATTRS];
	unsigned int i, start = below(ATTRS);

	parse_msg(m, tb);
	for (i = 0; i < ATTRS; i++)
		if (tb[(start + i) % ATTRS])
			return (struct nlattr *)tb[(start + i) % ATTRS];
	return NULL;
}

static void mutate(struct msg *m)
{
	struct nlattr *nla = any_attr(m);
	unsigned int len = m->nlh.nlmsg_len - NLMSG_HDRLEN, n;
	uint8_t *p = (uint8_t *)m->buf + NLMSG_HDRLEN;
	uint8_t junk[64];

	for (n = 0; n < sizeof(junk); n++)
		junk[n] = rnd();
	switch (below(10)) {
	case 0:
		for (n = 1 + below(4); n; n--)
			p[below(len)] = rnd();
		break;
	case 1:
		p[below(len)] ^= 1 << below(8);
		break;
	case 2:
		m->nlh.nlmsg_len -= below(len);
		break;
	case 3:
		if (nla)
			nla->nla_len += below(17) - 8;
		break;
	case 4:
		if (nla)
			nla->nla_type = below(40) | below(4) << 14;
		break;
	case 5:
		if (nla && len_of(nla) <= sizeof(junk))
			put(m, nla->nla_type, junk, len_of(nla));
		break;
	case 6:
		put(m, below(40), junk, below(sizeof(junk)));
		break;
	case 7:
		if (nla)
			put(m, nla->nla_type, data_of(nla), len_of(nla));
		break;
	case 8:
		if (nla && len_of(nla))
			((uint8_t *)nla)[NLA_HDRLEN + below(len_of(nla))] = rnd();
		break;
	case 9:
		m->nlh.nlmsg_flags |= 1 << (5 + below(7));
		break;
	}
}

/* Whether these attributes of a message name a device. */
static bool names(const struct nlattr **tb, int ifindex, int ifname, const char *dev)
{
	if (tb[ifindex])
		return len_of(tb[ifindex]) >= 4 && u32_of(tb[ifindex]) == if_nametoindex(dev);
	return tb[ifname] && strnlen(data_of(tb[ifname]), len_of(tb[ifname])) == strlen(dev) &&
	       !memcmp(data_of(tb[ifname]), dev, strlen(dev));
}

/* Conversation IDs that have moved do not come back. */
static bool moves(const struct nlattr **tb)
{
	const struct nlattr *dry = tb[LACPMOD_A_REBALANCE_DRY_RUN];

	return !(dry && len_of(dry) && *(const uint8_t *)data_of(dry)) &&
	       names(tb, LACPMOD_A_REBALANCE_IFINDEX, LACPMOD_A_REBALANCE_IFNAME, lag_names[0]);
}

/* It would take away what has to go on working, or as it was; and rightly so. */
static bool takes_away(const struct msg *m)
{
	const struct nlattr *tb[ATTRS];
	unsigned int i;

	parse_msg(m, tb);
	if (command(m) == LACPMOD_CMD_LAG_REBALANCE)
		return moves(tb);
	if (command(m) == LACPMOD_CMD_LAG_DEL)
		return names(tb, LACPMOD_A_LAG_IFINDEX, LACPMOD_A_LAG_IFNAME, lag_names[0]);
	if (command(m) != LACPMOD_CMD_PORT_DEL && command(m) != LACPMOD_CMD_PORT_NEW)
		return false;
	if (names(tb, LACPMOD_A_PORT_IFINDEX, LACPMOD_A_PORT_IFNAME, lag_names[0]))
		return true;
	for (i = 0; command(m) == LACPMOD_CMD_PORT_DEL && i < 2; i++)
		if (names(tb, LACPMOD_A_PORT_IFINDEX, LACPMOD_A_PORT_IFNAME, port_names[i]))
			return true;
	return false;
}

static void is_partner(const struct msg *m, const struct nlattr *admin, const struct row *row)
{
	const struct settings *set = settings_of_partner();
	const struct nlattr *tb[ATTRS];
	unsigned int i;

	parse(data_of(admin), len_of(admin), tb);
	for (i = 0; i < set->n; i++) {
		const struct setting *b = &set->row[i];

		if (tb[b->attr] && memcmp(row->admin[b->attr], data_of(tb[b->attr]), b->octets))
			wrong(m, "accepted, and member %u is something else", b->attr);
	}
}

/* What was accepted has to be so now. */
static void is_applied(const struct msg *m, const struct state *now)
{
	bool is_port = command(m) >= LACPMOD_CMD_PORT_NEW;
	const struct settings *set = settings_of(is_port);
	const struct row *rows = is_port ? now->port : now->lag;
	unsigned int i, n = is_port ? now->ports : now->lags;
	const struct nlattr *tb[ATTRS];

	parse_msg(m, tb);
	for (; n; n--, rows++)
		if (names(tb, is_port ? LACPMOD_A_PORT_IFINDEX : LACPMOD_A_LAG_IFINDEX,
			  is_port ? LACPMOD_A_PORT_IFNAME : LACPMOD_A_LAG_IFNAME, rows->name))
			break;
	/* A name with %d in it becomes another. */
	if (!n && command(m) == LACPMOD_CMD_LAG_NEW)
		return;
	if (!n)
		wrong(m, "accepted, and the object is not there");
	for (i = 0; i < set->n; i++) {
		const struct setting *b = &set->row[i];
		const struct nlattr *nla = tb[b->attr];

		if (!nla || is_automatic(is_port, b, data_of(nla)))
			continue;
		if (memcmp(rows->value[b->attr], data_of(nla), b->octets))
			wrong(m, "accepted, and attribute %u is something else", b->attr);
	}
	if (is_port && tb[LACPMOD_A_PORT_PARTNER_ADMIN])
		is_partner(m, tb[LACPMOD_A_PORT_PARTNER_ADMIN], rows);
}

/* Out of the way of the number that another port had. */
static void set_number(const char *name, uint16_t number)
{
	struct msg m;
	int err;

	begin_genl(&m, LACPMOD_CMD_PORT_SET);
	put_text(&m, LACPMOD_A_PORT_IFNAME, name);
	put(&m, LACPMOD_A_PORT_NUMBER, &number, 2);
	err = ask(&family_sock, &m);
	if (err)
		wrong(&m, "cannot set the number of %s: %s", name, strerror(-err));
}

static void put_partner_back(struct msg *m, const struct row *row)
{
	struct nlattr *nla = nest(m, LACPMOD_A_PORT_PARTNER_ADMIN);
	const struct settings *set = settings_of_partner();
	unsigned int i;

	for (i = 0; i < set->n; i++)
		put(m, set->row[i].attr, row->admin[set->row[i].attr], set->row[i].octets);
	nest_end(m, nla);
}

static void put_back(const struct state *old, uint8_t cmd, const char *name)
{
	bool is_port = cmd == LACPMOD_CMD_PORT_SET;
	const struct settings *set = settings_of(is_port);
	const struct row *row = is_port ? find(old->port, old->ports, name) :
					  find(old->lag, old->lags, name);
	static const uint8_t automatic[6];
	unsigned int i;
	struct msg m;
	int err;

	if (!row)
		die("there was no %s", name);
	begin_genl(&m, cmd);
	put_text(&m, is_port ? LACPMOD_A_PORT_IFNAME : LACPMOD_A_LAG_IFNAME, name);
	for (i = 0; i < set->n; i++) {
		const struct setting *b = &set->row[i];

		put(&m, b->attr, b->octets == 6 ? automatic : row->value[b->attr], b->octets);
	}
	if (is_port)
		put_partner_back(&m, row);
	err = ask(&family_sock, &m);
	if (err)
		wrong(&m, "cannot put back %s: %s", name, strerror(-err));
}

/* It makes, changes or takes away what is looked at. */
static bool changes(uint8_t cmd)
{
	return cmd && cmd < LACPMOD_CMD_EVENT && cmd != LACPMOD_CMD_LAG_GET &&
	       cmd != LACPMOD_CMD_PORT_GET && cmd != LACPMOD_CMD_PORT_HISTORY;
}

static bool is_admin(uint8_t cmd)
{
	return changes(cmd) || cmd == LACPMOD_CMD_LAG_REBALANCE;
}

/* Who asks is looked at before what: only an odd header may be refused for itself. */
static bool let_in(const struct msg *m, int err)
{
	const struct genlmsghdr *genl = (const struct genlmsghdr *)(m->buf + NLMSG_HDRLEN);
	bool odd = m->nlh.nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN || genl->reserved ||
		   m->nlh.nlmsg_flags != (NLM_F_REQUEST | NLM_F_ACK);

	return is_admin(genl->cmd) && (!err || (err != -EPERM && !odd));
}

static void random_message(struct msg *m, bool denied)
{
	unsigned int n;

	do {
		valid_message(m);
		for (n = below(4); n; n--)
			mutate(m);
	} while (!denied && takes_away(m));
}

int cmd_random(char **argv, bool denied)
{
	unsigned long n = strtoul(argv[1], NULL, 0), i, past = 0, errors[256] = { 0 };
	static const char * const own_lags[] = { "hl0", "hl1", "hl2" };
	static const char * const own_ports[] = { "hp0", "hp1", "hp2", "hp3" };
	static struct state old, now;
	struct msg m;
	int err;

	random_state = strtoul(argv[0], NULL, 0);
	lag_names[0] = argv[2];
	port_names[0] = argv[3];
	port_names[1] = argv[4];
	look(&old);
	for (i = 0; !denied && i < ARRAY_SIZE(own_lags); i++)
		make(own_lags[i], "lacp");
	for (i = 0; !denied && i < ARRAY_SIZE(own_ports); i++)
		make(own_ports[i], "dummy");
	if (!denied)
		ports_there += ARRAY_SIZE(own_ports);
	look(&before);

	for (i = 0; i < n; i++) {
		random_message(&m, denied);
		err = ask(&family_sock, &m);
		errors[-err & 255]++;
		past += err != -EINVAL && err != -EOPNOTSUPP;
		if (denied && let_in(&m, err))
			wrong(&m, "%s, and not for who asks", err ? "refused" : "accepted");
		if (err || denied || !changes(command(&m))) {
			/* To look takes longer than to ask. */
			if (i % 4 == 0)
				unchanged(&m);
			continue;
		}
		look(&now);
		if (command(&m) != LACPMOD_CMD_LAG_DEL && command(&m) != LACPMOD_CMD_PORT_DEL)
			is_applied(&m, &now);
		before = now;
		if (now.lags > 12)
			tidy(&old);
	}

	printf("seed %s: %lu messages;", argv[0], n);
	for (i = 0; i < ARRAY_SIZE(errors); i++)
		if (errors[i])
			printf(" %s %lu", i ? strerrorname_np(i) : "accepted", errors[i]);
	putchar('\n');
	if (past < n / 4) {
		printf("only %lu have got past the first checks\n", past);
		return 1;
	}
	if (denied)
		return 0;

	tidy(&old);
	for (i = 0; i < ARRAY_SIZE(own_ports); i++)
		unmake(own_ports[i]);
	set_number(argv[4], 64999);
	set_number(argv[3], 64998);
	put_back(&old, LACPMOD_CMD_LAG_SET, argv[2]);
	put_back(&old, LACPMOD_CMD_PORT_SET, argv[3]);
	put_back(&old, LACPMOD_CMD_PORT_SET, argv[4]);
	return 0;
}
