/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The commands whose answers the kernel lies about
 */

#ifndef _FUZZ_REPLIES_H
#define _FUZZ_REPLIES_H

/*
 * What a command prints with -j: nothing, one text if it succeeds, or one an event;
 * and whether the kernel may have the last word on what is a wrong command: it tells
 * of names that are too long, and what a LAG's hash must know.
 */
#define NO_TEXT		0
#define ONE_TEXT	1
#define ANY_TEXTS	2
#define MAY_BE_WRONG	4

#define IPV4	"lag path lag0 src 10.0.0.1 dst 10.0.0.2"
#define IPV6	"lag path lag0 src 2001:db8::1 dst 2001:db8::2"
#define SMAC	"smac 02:00:00:00:00:01"
#define DMAC	"dmac 02:00:00:00:00:02"

static const struct {
	const char *words;
	unsigned int prints;
} commands[] = {
	{ "show", ONE_TEXT },
	{ "show lag0", ONE_TEXT },
	{ "lag show", ONE_TEXT },
	{ "lag show lag0", ONE_TEXT },
	{ "port show", ONE_TEXT },
	{ "port show eth3", ONE_TEXT },
	{ "port show lag lag0", ONE_TEXT },
	{ "monitor", ANY_TEXTS },
	{ "lag add lag0 mode active", NO_TEXT },
	{ "lag set lag0 min-links 9", NO_TEXT },
	{ "lag set lag0 hash layer3+4", NO_TEXT },
	{ "lag set lag0 system-id auto", NO_TEXT },
	{ "lag set lag0 system-id 02:00:00:00:00:01 key 7", NO_TEXT },
	{ "lag del lag0", NO_TEXT },
	{ "port add eth1 lag lag0 priority 3", NO_TEXT },
	{ "port set eth1 number 9", NO_TEXT },
	{ "port del eth1", NO_TEXT },
	{ "port set eth1 partner-key 2 partner-state none", NO_TEXT },
	{ "port restore eth1", NO_TEXT },
	{ "port history eth3", ONE_TEXT },
	{ "explain", ONE_TEXT },
	{ "explain eth3", ONE_TEXT },
	{ "lag buckets lag0", ONE_TEXT },
	{ "lag rebalance lag0", ONE_TEXT },
	{ "lag set lag0 flap-hold 5s max-links none", NO_TEXT },
	{ "lag rebalance lag0 dry-run", ONE_TEXT },
	{ "port set eth1 drain on", NO_TEXT },
	{ "port set eth1 drain off weight auto", NO_TEXT },
	{ "port show eth3 lag lag0", ONE_TEXT },
	{ "explain lag0", ONE_TEXT },
	{ "lag set lag0 min-bandwidth 2.5G hash-seed random", NO_TEXT },
	/* All that some hash could want to know. */
	{ IPV4 " proto tcp sport 1 dport 2 " DMAC, ONE_TEXT | MAY_BE_WRONG },
	{ IPV4 " proto 1 vlan 9 svlan 8 " SMAC " " DMAC, ONE_TEXT | MAY_BE_WRONG },
	{ IPV6 " proto esp spi 7 vlan 9 " DMAC, ONE_TEXT | MAY_BE_WRONG },
	{ "lag path lag0 ethertype 0x88cc " DMAC, ONE_TEXT | MAY_BE_WRONG },
	{ "lag path enp0s31f6verylongname ethertype 0x88cc " DMAC, ONE_TEXT | MAY_BE_WRONG },
	{ "lag buckets aggregate-to-the-core", ONE_TEXT | MAY_BE_WRONG },
};

#define COMMANDS	ARRAY_SIZE(commands)
/* The first of them print the most. */
#define SHOWS		8

#endif
