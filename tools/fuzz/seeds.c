// SPDX-License-Identifier: GPL-2.0
/*
 * What the fuzzers begin with
 *
 * seeds DIR: writes DIR/pdu/... and so on, one file for each input
 */

#include <errno.h>
#include <stdarg.h>
#include <sys/stat.h>

#include <linux/kernel.h>
#include <linux/string.h>

#include "lacpmod/lacp/pdu.h"

#include "fakes.h"
#include "replies.h"
#include "tape.h"
#include "words.h"

#define PATH_ROOM	4096

static const char *top;
static const char *target;

static void make_dir(const char *path)
{
	if (!mkdir(path, 0777) || errno == EEXIST)
		return;
	perror(path);
	exit(1);
}

static void begin(const char *name)
{
	char path[PATH_ROOM];

	target = name;
	snprintf(path, sizeof(path), "%s/%s", top, target);
	make_dir(path);
}

static void put(const char *name, const void *data, size_t size)
{
	char path[PATH_ROOM];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s/%s", top, target, name);
	file = fopen(path, "w");
	if (file && fwrite(data, 1, size, file) == size && !fclose(file))
		return;
	perror(path);
	exit(1);
}

/* Frames, as they are on the wire */

static const struct lacp_info far = {
	.system_priority = 0x8000,
	.system = { 2, 0, 0, 0, 0, 0x0b },
	.key = 9,
	.port_priority = 0x80,
	.port = 1,
	.state = 0x3f,
};

static const struct lacp_info near = {
	.system_priority = 0x8000,
	.system = { 2, 0, 0, 0, 0, 1 },
	.key = 1,
	.port_priority = 0x8000,
	.port = 1,
	.state = 0x3f,
};

static void put_frames(void)
{
	/* Port Algorithm, Conversation ID Digest, Service Mapping Digest */
	static const u8 second[] = {
		4, 6, 0, 0x80, 0xc2, 1, 5, 20, 0, 1, [26] = 10, 18, [44] = 0, 0
	};
	u8 frame[2 * LACP_PDU_LEN] = {};

	begin("pdu");
	lacp_pdu_build(frame, &far, &near);
	put("v1", frame, LACP_PDU_LEN);
	put("short", frame, 60);
	frame[1] = 2;
	memcpy(frame + 58, second, sizeof(second));
	put("v2", frame, LACP_PDU_LEN);
	put("long", frame, sizeof(frame));

	memset(frame, 0, sizeof(frame));
	frame[0] = LACP_SUBTYPE_MARKER;
	frame[1] = 1;
	frame[2] = LACP_MARKER_INFO;
	frame[3] = LACP_LEN_MARKER;
	put("marker", frame, LACP_PDU_LEN);
	frame[2] = LACP_MARKER_RESPONSE;
	put("response", frame, LACP_PDU_LEN);
	frame[0] = 3;
	put("oam", frame, 60);
}

/*
 * Histories: the set-up, then steps, each by its place in lag.c's table. If the
 * table changes these are still histories, if not the same ones.
 */
static void put_histories(void)
{
	static const u8 two[] = {
		/* two systems, four ports, all cables whole; 5 s pass */
		0x07, 0xff, 0, 1, 100,
		/* a cable breaks, and is whole again */
		12, 0, 0, 1, 40, 12, 0, 1, 1, 60,
		/* it sleeps for a minute; the LAG is set down, and up */
		9, 0x90, 0, 1, 60, 16, 0, 0, 1, 20, 16, 0, 1, 1, 80,
	};
	static const u8 forged[] = {
		/* one system, four ports with links and no cables */
		0x06, 0xf0, 0,
		/* each hears a partner who is in sync */
		4, 0, 0, 4, 2, 0, 4, 4, 0, 4, 6, 0, 1, 60,
		/* one hears another, one itself, one something odd */
		4, 0, 0x10, 6, 2, 2, 0xff, 0x3f, 6, 4, 1, 0xfe, 0x3f, 3, 21,
		/* Marker PDUs, more than are answered in 950 ms */
		23, 0, 7, 0, 1, 19, 23, 0, 7, 0,
		/* a frame as long as it says */
		8, 0, 4, 1, 1, 1, 20,
	};
	static const u8 settings[] = {
		/* two independent systems without an aggregate wait */
		0xc5, 0x77, 0, 1, 40,
		/* mode, rate, mux, min-links, key, System */
		10, 0, 0, 0, 0, 1, 20, 10, 0, 1, 0, 0, 1, 20,
		10, 1, 2, 0, 0, 1, 20, 10, 1, 3, 0, 2, 1, 20,
		10, 0, 6, 0, 7, 1, 20, 10, 0, 5, 0, 1, 1, 60,
		/* a port number, speeds, a port that leaves, another cable */
		11, 0, 0, 9, 0, 1, 14, 0, 0x24, 0xff, 0xff, 0xff, 0xff,
		17, 0, 1, 1, 20, 20, 2, 5, 1, 60,
	};

	begin("lag");
	put("two", two, sizeof(two));
	put("forged", forged, sizeof(forged));
	put("settings", settings, sizeof(settings));
}

/*
 * A command and a kernel each, by their places in replies.h and fakes.h. Those
 * that print the most see each kernel, the others every fourth, in turn.
 */
static void put_replies(void)
{
	unsigned int command, fake;
	char name[32];

	begin("replies");
	for (command = 0; command < COMMANDS; command++) {
		bool shows = command < SHOWS;

		for (fake = shows ? 0 : command % 4; fake < FAKES;
		     fake += shows ? 1 : 4) {
			u8 input[] = { command | (fake & 1) << 7, fake };

			snprintf(name, sizeof(name), "%u-%u", command, fake);
			put(name, input, sizeof(input));
		}
	}
	/* names, and the kernel's words, that do not end; an offset */
	put("lag", "\0\0\0\1\3\2\0\10", 8);
	put("port", "\4\0\0\1\3\3\0\10", 8);
	put("event", "\7\0\0\1\3\5\0\10", 8);
	put("words", "\11\20\0\1\5\0\26\1\0\10", 10);
	put("offset", "\11\15\0\1\5\0\42\2\100\4\30\0\0\0", 14);
}

/* Command lines; what --batch reads comes behind them, lines with | between. */
static const struct {
	const char *name;
	const char *line;
} lines[] = {
	{ "show", "show" },
	{ "json", "-j show lag0" },
	{ "set", "lag set lag0 rate slow key 7 min-links 64" },
	{ "add", "port add eth1 lag lag0 priority 64 number 65" },
	{ "netns", "-n one explain eth1" },
	{ "times", "lag set lag0 sync-timeout 1.5s flap-hold 2min hold-time 500ms" },
	{ "choices", "lag add lag0 selection stable reselect better fallback all" },
	{ "zeros", "lag set lag0 max-links none system-id auto hash-seed random" },
	{ "speed", "lag set lag0 min-bandwidth 2.5G rebalance-interval never" },
	{ "switches", "lag set lag0 flush on hash-symmetric on revertive off" },
	{ "partner", "port set eth1 partner-state activity,sync partner-key 7" },
	{ "drain", "port set eth1 drain on weight auto" },
	{ "history", "-jp port history eth3" },
	{ "buckets", "lag buckets lag0" },
	{ "dry-run", "lag rebalance lag0 dry-run" },
	{ "altname", "lag set aggregate-to-the-core hash flow" },
	{ "tcp", "lag path lag0 src 10.0.0.1 dst 10.0.0.2 proto tcp sport 1 dport 7" },
	{ "esp", "lag path lag0 src 2001:db8::1 dst ::ffff:10.0.0.1 proto esp spi 256" },
	{ "gre", "lag path lag0 src 10.0.0.1 dst 10.0.0.2 proto 47 vlan 7 svlan 64" },
	{ "ethertype", "lag path lag0 ethertype 0x88cc dmac 02:00:00:00:00:01" },
	{ "smac", "lag path lag0 ethertype 0x8847 smac 02-00-00-00-00-01" },
	{ "batch", "-b - | show | lag set lag0 rate fast # key | port show eth1 |" },
	{ "batch-json", "-j -b one | show | help | lag show lag0 | explain" },
	{ "batch-force", "--force --batch one | lag add | explain | port del eth1 | -j show" },
	{ "batch-netns", "-fb - | -n one show | show | -n two show | monitor" },
	{ "batch-bad", "-b /tmp/bad | show" },
	{ "batch-fails", "-b two | show" },
	{ "batch-again", "-fb - | -b - | -f show | -V | -jp port restore eth1 | -x" },
};

static u8 place_of(const char *word)
{
	unsigned int i;

	if (!strcmp(word, "|"))
		return WORDS_END;
	for (i = 0; i < VOCABULARY; i++)
		if (!strcmp(word, vocabulary[i]))
			return i;
	fprintf(stderr, "not in words.h: %s\n", word);
	exit(1);
}

static void put_words(void)
{
	char line[128], *word;
	u8 input[128];
	unsigned int i, n;

	begin("words");
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		snprintf(line, sizeof(line), "%s", lines[i].line);
		n = 0;
		input[n++] = 0;
		for (word = strtok(line, " "); word; word = strtok(NULL, " ")) {
			input[n++] = place_of(word);
			/* As it is. */
			if (input[n - 1] != WORDS_END)
				input[n++] = 0;
		}
		put(lines[i].name, input, n);
	}
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fputs("usage: seeds DIR\n", stderr);
		return 2;
	}
	top = argv[1];
	make_dir(top);
	put_frames();
	put_histories();
	put_replies();
	put_words();
	return 0;
}
