// SPDX-License-Identifier: GPL-2.0
/* From a namespace that the objects are not in */
#include <errno.h>
#include <net/if.h>
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

int cmd_foreign(char **argv)
{
	uint32_t last = strtoul(argv[0], NULL, 0), ifindex, lo = if_nametoindex("lo");
	uint8_t cmd;
	struct msg m;

	look(&before);
	if (before.lags || before.ports) {
		printf("%u LAGs and %u ports are seen\n", before.lags, before.ports);
		return 1;
	}
	for (cmd = LACPMOD_CMD_LAG_DEL; cmd <= LACPMOD_CMD_PORT_GET; cmd++) {
		bool is_port = cmd >= LACPMOD_CMD_PORT_NEW;

		begin_genl(&m, cmd);
		put_text(&m, is_port ? LACPMOD_A_PORT_IFNAME : LACPMOD_A_LAG_IFNAME,
			 argv[1 + is_port]);
		if (cmd == LACPMOD_CMD_PORT_NEW)
			put_text(&m, LACPMOD_A_PORT_LAG_IFNAME, argv[1]);
		not_there(&m);
		for (ifindex = 0; ifindex <= last; ifindex++) {
			begin_genl(&m, cmd);
			put(&m, is_port ? LACPMOD_A_PORT_IFINDEX : LACPMOD_A_LAG_IFINDEX,
			    cmd == LACPMOD_CMD_PORT_NEW ? &lo : &ifindex, 4);
			if (cmd == LACPMOD_CMD_PORT_NEW)
				put(&m, LACPMOD_A_PORT_LAG_IFINDEX, &ifindex, 4);
			not_there(&m);
		}
	}
	printf("%lu messages, none of them met anything\n", refused);
	return 0;
}
