/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The words of lacpmodctl's command line, and some that are none of it
 *
 * A word is two octets: its place here, and how it is cut, changed or grown. Any
 * place behind the last one stands for the octets that follow, and WORDS_END for
 * the end of the line. What lacpmodctl knows and is not here, words.c finds out.
 */

#ifndef _FUZZ_WORDS_H
#define _FUZZ_WORDS_H

static const char *const vocabulary[] = {
	/* Options; "one" can be entered and read, "two" not, "/tmp/bad" fails later */
	"-j", "-p", "-jp", "-n", "-b", "-f", "-fb", "-V", "-h", "--json",
	"--pretty", "--netns", "--netns=one", "--batch", "--batch=one", "--force",
	"--version", "--help", "--", "-", "--jso", "-x",
	"one", "two", "/tmp/two", "/tmp/bad",
	/* Objects and verbs */
	"lag", "port", "show", "monitor", "explain", "help", "add", "set",
	"delete", "del", "path", "buckets", "rebalance", "dry-run", "restore",
	"history",
	/* Settings of a LAG */
	"mode", "rate", "hash", "system-priority", "system-id", "key",
	"min-links", "aggregate-wait", "mux", "max-links", "selection",
	"reselect", "same-speed", "wait-to-restore", "revertive",
	"sync-timeout", "timeout-multiplier", "fallback", "fallback-timeout",
	"fallback-preempt", "flap-limit", "flap-interval", "flap-hold",
	"rx-limit", "hash-symmetric", "hash-seed", "bucket-counters",
	"rebalance-interval", "flush", "hold-time", "hold-frames",
	"min-bandwidth",
	/* Settings of a port */
	"priority", "number", "individual", "weight", "drain",
	"partner-system", "partner-system-priority", "partner-key",
	"partner-port", "partner-port-priority", "partner-state",
	/* Their values */
	"active", "passive", "static", "off", "inherit", "slow", "fast",
	"layer2", "layer2+3", "layer3+4", "encap2+3", "encap3+4",
	"vlan+srcmac", "flow", "c-vid", "s-vid", "coupled", "independent",
	"bandwidth", "count", "port-priority", "stable", "lost", "better",
	"single", "all", "on", "none", "never", "auto", "random",
	"activity", "timeout", "aggregation", "synchronization", "collecting",
	"distributing", "activity,sync",
	/* What is said of a frame */
	"src", "dst", "proto", "sport", "dport", "spi", "smac", "dmac", "vlan",
	"svlan", "ethertype",
	"icmp", "tcp", "udp", "dccp", "gre", "esp", "ah", "icmpv6", "sctp",
	"udplite", "4789", "0x88cc", "0x8847", "0x8100",
	"10.0.0.1", "10.0.0.2", "2001:db8::1", "::ffff:10.0.0.1", "10.0.0.256",
	/* Names, numbers, times, speeds, addresses */
	"lag0", "eth1", "eth3", "eth9", "enp0s31f6verylongname",
	"aggregate-to-the-core", "abcdefghijklmno", "abcdefghijklmnop",
	"0", "1", "7", "41", "47", "64", "65", "255", "256", "4094", "30000",
	"65535", "65536", "4294967295", "4294967296", "18446744073709551616",
	"0x10", "0X", "-1", "1.5s", "500ms", "2min", "0.0001", "2.5G", "100M",
	"02:00:00:00:00:01", "02-00-00-00-00-01", "01:80:c2:00:00:02",
	"00:00:00:00:00:00", "02:00:00:00:00", "02:00:00:00:00:01:02",
	/* Worse */
	"", "help help", "\x1b[2J", "%s%n", "\xff\xfe", "\"\\", "#",
	"a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a",
};

#define VOCABULARY	ARRAY_SIZE(vocabulary)
#define WORDS_END	0xff

_Static_assert(VOCABULARY < WORDS_END, "no place is left for other octets");

#endif
