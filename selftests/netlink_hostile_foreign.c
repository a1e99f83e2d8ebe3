// SPDX-License-Identifier: GPL-2.0
/* From a namespace that the objects are not in */
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netlink_hostile.h"

static void not_there(struct msg *m)
{
	int err = ask(&family_sock, m);

	if (err != -ENODEV && err != -EOPNOTSUPP)
		wrong(m, "%s", err ? strerror(-err) : "accepted");
	refused++;
}

/* By its name, and by all numbers that it may have */
static void try_command(const struct subject *s, uint32_t last)
{
	uint32_t ifindex;
	struct msg m;

	address(&m, s);
	not_there(&m);
	for (ifindex = 0; ifindex <= last; ifindex++) {
		address_index(&m, s, ifindex);
		not_there(&m);
	}
	unchanged(&m);
}

/* A port that is here, for a LAG that is not */
static void try_port_new(uint32_t last)
{
	uint32_t ifindex;
	struct msg m;

	for (ifindex = 0; ifindex <= last; ifindex++) {
		begin_genl(&m, LACPMOD_CMD_PORT_NEW);
		put_text(&m, LACPMOD_A_PORT_IFNAME, "lo");
		put(&m, LACPMOD_A_PORT_LAG_IFINDEX, &ifindex, 4);
		not_there(&m);
	}
	unchanged(&m);
}

static void try_dump(const struct subject *s, uint32_t last)
{
	uint32_t ifindex;
	struct msg m;

	address(&m, s);
	m.nlh.nlmsg_flags |= NLM_F_DUMP;
	not_there(&m);
	for (ifindex = 0; ifindex <= last; ifindex++) {
		address_index(&m, s, ifindex);
		m.nlh.nlmsg_flags |= NLM_F_DUMP;
		not_there(&m);
	}
}

int cmd_foreign(char **argv)
{
	uint32_t last = strtoul(argv[0], NULL, 0);
	struct subject s = {};

	look(&before);
	if (before.lags || before.ports) {
		printf("%u LAGs and %u ports are seen\n", before.lags, before.ports);
		return 1;
	}
	/* A LAG may be made anywhere, and events are no command. */
	for (s.cmd = LACPMOD_CMD_LAG_DEL; s.cmd <= LACPMOD_CMD_MAX; s.cmd++) {
		if (s.cmd == LACPMOD_CMD_EVENT)
			continue;
		s.is_port = s.cmd >= LACPMOD_CMD_PORT_NEW &&
			    s.cmd <= LACPMOD_CMD_PORT_HISTORY;
		s.name = argv[1 + s.is_port];
		s.other = argv[2 - s.is_port];
		try_command(&s, last);
		if (s.cmd == LACPMOD_CMD_BUCKET_GET)
			try_dump(&s, last);
	}
	try_port_new(last);
	printf("%lu messages, none of them met anything\n", refused);
	return 0;
}
