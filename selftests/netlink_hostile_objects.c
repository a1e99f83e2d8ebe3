// SPDX-License-Identifier: GPL-2.0
/* LAGs and ports: how they are set, and some of our own */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "netlink_hostile.h"

struct state before;

/* Values of those attributes that the set has; all of them must be there. */
static void read_values(uint8_t (*value)[8], const struct nlattr **tb,
			const struct settings *set)
{
	unsigned int i;

	for (i = 0; i < set->n; i++) {
		const struct nlattr *nla = tb[set->row[i].attr];

		memcpy(value[set->row[i].attr], data_of(nla), len_of(nla));
	}
}

static void read_row(struct row *row, const struct nlmsghdr *nlh, bool is_port)
{
	const struct nlattr *tb[ATTRS], *admin;

	parse((const char *)nlh + NLMSG_HDRLEN + GENL_HDRLEN,
	      nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, tb);
	memset(row, 0, sizeof(*row));
	row->ifindex = u32_of(tb[is_port ? LACPMOD_A_PORT_IFINDEX : LACPMOD_A_LAG_IFINDEX]);
	snprintf(row->name, sizeof(row->name), "%s", (const char *)
		 data_of(tb[is_port ? LACPMOD_A_PORT_IFNAME : LACPMOD_A_LAG_IFNAME]));
	read_values(row->value, tb, settings_of(is_port));
	if (!is_port)
		return;
	row->lag = u32_of(tb[LACPMOD_A_PORT_LAG_IFINDEX]);
	admin = tb[LACPMOD_A_PORT_PARTNER_ADMIN];
	parse(data_of(admin), len_of(admin), tb);
	read_values(row->admin, tb, settings_of_partner());
}

static unsigned int look_at(struct row *rows, uint8_t cmd)
{
	struct nlmsghdr *nlh;
	unsigned int n = 0;
	struct msg m;
	int len;

	begin_genl(&m, cmd);
	m.nlh.nlmsg_flags |= NLM_F_DUMP;
	if (ask(&looker, &m))
		wrong(&m, "no dump");
	messages--;
	nlh = (struct nlmsghdr *)looker.reply;
	len = looker.reply_len;
	for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
		if (n == ROWS_MAX)
			die("too many objects");
		read_row(&rows[n++], nlh, cmd == LACPMOD_CMD_PORT_GET);
	}
	return n;
}

void look(struct state *state)
{
	memset(state, 0, sizeof(*state));
	state->lags = look_at(state->lag, LACPMOD_CMD_LAG_GET);
	state->ports = look_at(state->port, LACPMOD_CMD_PORT_GET);
}

const struct row *find(const struct row *rows, unsigned int n, const char *name)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (!strcmp(rows[i].name, name))
			return &rows[i];
	return NULL;
}

void unchanged(const struct msg *m)
{
	struct state now;

	look(&now);
	if (memcmp(&now, &before, sizeof(now)))
		wrong(m, "refused, and something has changed");
}

static int link_request(uint16_t type, uint16_t flags, const char *name, const char *kind)
{
	struct ifinfomsg ifi = { .ifi_family = AF_UNSPEC };
	struct nlattr *info;
	struct msg m;
	int err;

	begin(&m, type, &ifi, sizeof(ifi));
	m.nlh.nlmsg_flags |= flags;
	put_text(&m, IFLA_IFNAME, name);
	if (kind) {
		info = nest(&m, IFLA_LINKINFO);
		put_text(&m, IFLA_INFO_KIND, kind);
		nest_end(&m, info);
	}
	err = ask(&route, &m);
	messages--;
	return err;
}

void make(const char *name, const char *kind)
{
	int err = link_request(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, name, kind);

	if (err)
		die("cannot make %s: %s", name, strerror(-err));
}

void unmake(const char *name)
{
	link_request(RTM_DELLINK, 0, name, NULL);
}

void set_up(const char *name)
{
	struct ifinfomsg ifi = { .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
	struct msg m;
	int err;

	begin(&m, RTM_NEWLINK, &ifi, sizeof(ifi));
	put_text(&m, IFLA_IFNAME, name);
	err = ask(&route, &m);
	if (err)
		die("cannot set %s up: %s", name, strerror(-err));
}

void enslave(const char *port, const char *lag)
{
	struct msg m;
	int err;

	begin_genl(&m, LACPMOD_CMD_PORT_NEW);
	put_text(&m, LACPMOD_A_PORT_IFNAME, port);
	put_text(&m, LACPMOD_A_PORT_LAG_IFNAME, lag);
	err = ask(&family_sock, &m);
	if (err)
		die("cannot enslave %s: %s", port, strerror(-err));
}

void take_away(bool is_port, const char *name)
{
	struct msg m;
	int err;

	begin_genl(&m, is_port ? LACPMOD_CMD_PORT_DEL : LACPMOD_CMD_LAG_DEL);
	put_text(&m, is_port ? LACPMOD_A_PORT_IFNAME : LACPMOD_A_LAG_IFNAME, name);
	err = ask(&family_sock, &m);
	if (err)
		wrong(&m, "cannot take away %s: %s", name, strerror(-err));
	look(&before);
}

void tidy(const struct state *old)
{
	const struct row *row;
	struct state now;
	unsigned int i;

	look(&now);
	for (i = 0; i < now.ports; i++) {
		row = find(old->port, old->ports, now.port[i].name);
		if (!row || row->lag != now.port[i].lag)
			take_away(true, now.port[i].name);
	}
	for (i = 0; i < now.lags; i++)
		if (!find(old->lag, old->lags, now.lag[i].name))
			take_away(false, now.lag[i].name);
	look(&before);
}
