// SPDX-License-Identifier: GPL-2.0
/* rtnetlink, with junk for what a LAG is made with */
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "netlink_hostile.h"

static void begin_link(struct msg *m, uint16_t flags, const char *name)
{
	struct ifinfomsg ifi = { .ifi_family = AF_UNSPEC };

	begin(m, RTM_NEWLINK, &ifi, sizeof(ifi));
	m->nlh.nlmsg_flags |= flags;
	put_text(m, IFLA_IFNAME, name);
}

/* Nests whose insides are random, or lead nowhere */
static void put_junk(struct msg *m, uint16_t type, unsigned int i)
{
	struct nlattr *outer = NULL;
	uint8_t junk[512];
	unsigned int n;

	for (n = 0; n < sizeof(junk); n++)
		junk[n] = rnd();
	switch (i % 4) {
	case 0:
		put(m, type, junk, below(sizeof(junk)));
		break;
	case 1:
		outer = nest(m, type);
		for (n = 0; n < 30; n++)
			put(m, below(40), junk, below(10));
		nest_end(m, outer);
		break;
	case 2:
		outer = nest(m, type);
		for (n = 0; n < 60; n++)
			nest_end(m, nest(m, n));
		nest_end(m, outer);
		break;
	case 3:
		outer = nest(m, type);
		put(m, 1, junk, 8)->nla_len = below(65536);
		nest_end(m, outer);
		break;
	}
}

/* Make a LAG with junk: whatever comes of it, all of it goes again. */
static void junk_lag(unsigned int i)
{
	static struct state now;
	struct nlattr *info;
	struct msg m;
	int err;

	begin_link(&m, NLM_F_CREATE | NLM_F_EXCL, "hr0");
	info = nest(&m, IFLA_LINKINFO);
	if (i & 16)
		put_junk(&m, IFLA_INFO_DATA, i);
	put_text(&m, IFLA_INFO_KIND, "lacp");
	put_junk(&m, i & 4 ? IFLA_INFO_SLAVE_DATA : IFLA_INFO_DATA, i);
	nest_end(&m, info);
	if (i & 8)
		put_junk(&m, IFLA_AF_SPEC, i >> 4);
	err = ask(&route, &m);
	look(&now);
	if (!err != !!find(now.lag, now.lags, "hr0"))
		wrong(&m, "%s, and it is %sthere", err ? strerror(-err) : "accepted",
		      err ? "" : "not ");
	if (err) {
		refused++;
	} else {
		accepted++;
		unmake("hr0");
	}
	unchanged(&m);
}

static void lag_address(const uint8_t *addr, unsigned int len, bool good)
{
	struct nlattr *info;
	struct msg m;
	int err;

	begin_link(&m, NLM_F_CREATE | NLM_F_EXCL, "hr0");
	put(&m, IFLA_ADDRESS, addr, len);
	info = nest(&m, IFLA_LINKINFO);
	put_text(&m, IFLA_INFO_KIND, "lacp");
	nest_end(&m, info);
	err = ask(&route, &m);
	if (!err != good)
		wrong(&m, "%s", err ? strerror(-err) : "accepted");
	if (err && !route.says)
		wrong(&m, "refused without a word");
	if (!err)
		unmake("hr0");
	unchanged(&m);
}

/* A LAG that is there, or a port: nothing of this kind can be changed. */
static void junk_change(const char *name, uint16_t kind, uint16_t type, unsigned int i)
{
	struct nlattr *info;
	struct msg m;
	int err;

	begin_link(&m, 0, name);
	info = nest(&m, IFLA_LINKINFO);
	put_text(&m, kind, "lacp");
	put_junk(&m, type, i);
	nest_end(&m, info);
	err = ask(&route, &m);
	if (!err)
		wrong(&m, "accepted");
	refused++;
	unchanged(&m);
}

int cmd_rtnl(const char *lag, const char *port)
{
	static const uint8_t octets[32] = { 0x02, 1, 2, 3, 4, 5 };
	unsigned int i;

	random_state = 1;
	look(&before);
	for (i = 0; i < 8; i++) {
		junk_lag(i);
		junk_change(lag, IFLA_INFO_KIND, IFLA_INFO_DATA, i);
		junk_change(port, IFLA_INFO_SLAVE_KIND, IFLA_INFO_SLAVE_DATA, i);
	}
	for (i = 0; i <= 32; i++)
		lag_address(octets, i, i == 6);
	for (i = 0; i < ARRAY_SIZE(systems) - 1; i++)
		lag_address(systems[i].system, 6, systems[i].good && i != 3);
	printf("%lu messages, %lu accepted, %lu refused\n", messages, accepted, refused);
	if (!accepted || !refused) {
		printf("that has tested nothing\n");
		return 1;
	}
	return 0;
}
