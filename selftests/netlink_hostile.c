// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink messages that no sane program sends, to the family "lacpmod" and to
 * the link kind "lacp"
 *
 * usage: netlink_hostile bounds
 *        netlink_hostile refused LAG PORT
 *        netlink_hostile random SEED N LAG PORT PORT
 *        netlink_hostile denied SEED N LAG PORT PORT
 *        netlink_hostile foreign IFINDEX LAG PORT
 *        netlink_hostile dumps
 *        netlink_hostile rtnl LAG PORT
 *
 * bounds   every setting of every command, and every member of the nest that a
 *          port has, with values within and beyond its range, wrong lengths,
 *          nests, unknown and doubled attributes, odd headers; frames of every
 *          length; on a LAG and a port of its own
 * refused  all of that which is wrong, on a LAG and a port that work
 * random   N messages, mutations of valid ones for the most part, on objects of
 *          its own and on those named, which are put back as they were; what
 *          would rightly take them away is left out
 * denied   the same by somebody who may only look: nothing changes
 * foreign  from another namespace: objects are not there by any name, nor by
 *          any index up to IFINDEX
 * dumps    whole, given up, doubled, cut off, with changes in between
 * rtnl     RTM_NEWLINK with junk
 *
 * After a message that was refused all settings of all LAGs and ports are read
 * (of the random ones, after every fourth), and must be as before; after one
 * that was accepted they must be as it said. What is wrong is printed, and the
 * exit status is 1; 2 where the program itself could not do its work.
 */
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>

#include "netlink_hostile.h"

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	open_sock(&family_sock, NETLINK_GENERIC);
	open_sock(&looker, NETLINK_GENERIC);
	open_sock(&route, NETLINK_ROUTE);
	find_family(&family_sock);
	setlinebuf(stdout);

	if (argc == 2 && !strcmp(what, "bounds"))
		return cmd_bounds();
	if (argc == 4 && !strcmp(what, "refused"))
		return cmd_refused(argv[2], argv[3]);
	if (argc == 7 && !strcmp(what, "random"))
		return cmd_random(argv + 2, false);
	if (argc == 7 && !strcmp(what, "denied"))
		return cmd_random(argv + 2, true);
	if (argc == 5 && !strcmp(what, "foreign"))
		return cmd_foreign(argv + 2);
	if (argc == 2 && !strcmp(what, "dumps"))
		return cmd_dumps();
	if (argc == 4 && !strcmp(what, "rtnl"))
		return cmd_rtnl(argv[2], argv[3]);
	die("bounds, refused, random, denied, foreign, dumps or rtnl?");
	return 2;
}
