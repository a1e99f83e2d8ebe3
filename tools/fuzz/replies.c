// SPDX-License-Identifier: GPL-2.0
/*
 * Any octets as a kernel's answer to lacpmodctl
 *
 * The first octets choose a command and how the fake kernel behaves, the rest
 * says how its answers are mangled. Whatever it is told, lacpmodctl prints
 * valid JSON, or text that a terminal can be shown, and never fails silently.
 */

#include <string.h>

#include "lacpmodctl.h"

#include "ctl.h"

#define WORDS_MAX	12

static const char *const commands[] = {
	"show", "show lag0", "lag show", "lag show lag0", "port show",
	"port show eth3", "port show lag lag0", "monitor",
	"lag add lag0 mode active", "lag set lag0 min-links 9",
	"lag set lag0 hash layer3+4", "lag set lag0 system-id auto",
	"lag set lag0 system-id 02:00:00:00:00:01 key 7",
	"lag del lag0", "port add eth1 lag lag0 priority 3",
	"port set eth1 number 9", "port del eth1",
	"port set eth1 partner-key 2 partner-state none", "port restore eth1",
	"port history eth3", "explain", "explain eth3",
	"lag buckets lag0", "lag rebalance lag0",
	"lag set lag0 flap-hold 5s max-links none",
};

#define SHOWS	7	/* those that print objects, and these: */
#define HISTORY	19
#define EXPLAIN	20
#define REBALANCE	23
#define MONITOR	7

static bool prints_objects(unsigned int command)
{
	return command < SHOWS || (command >= HISTORY &&
				   command <= REBALANCE);
}

static void check(const struct ctl *ctl, unsigned int command, bool json)
{
	int texts;

	MUST(ctl->rc != RC_USAGE, "takes '%s' for a wrong command",
	     commands[command]);
	MUST(ctl_printable(ctl->err, ctl->err_len), "%s", ctl->err);
	if (!json) {
		MUST(ctl_printable(ctl->out, ctl->out_len), "%s", ctl->out);
		return;
	}
	texts = json_texts(ctl->out, ctl->out_len);
	MUST(texts >= 0, "%s", ctl->out);
	if (prints_objects(command))
		MUST(texts == (ctl->rc == RC_OK || ctl->rc == RC_UNWELL), "%d texts with exit status %d: %s",
		     texts, ctl->rc, ctl->out);
	else if (command != MONITOR)
		MUST(!texts, "%s", ctl->out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tape tape = { data, data + size };
	uint8_t octet = tape_u8(&tape);
	unsigned int command = octet % 32 % ARRAY_SIZE(commands);
	char line[128], name[] = "lacpmodctl";
	char *argv[WORDS_MAX] = { name };
	bool json = octet & 0x80;
	struct ctl ctl;
	int argc = 1;

	snprintf(line, sizeof(line), "%s %s", json ? octet & 0x40 ? "-jp" : "-j" :
		 octet & 0x40 ? "-p" : "", commands[command]);
	for (argv[argc] = strtok(line, " "); argv[argc];
	     argv[argc] = strtok(NULL, " "))
		argc++;
	ctl_run(&ctl, argc, argv, ctl_fake(&tape), &tape);
	check(&ctl, command, json);
	ctl_done(&ctl);
	return 0;
}
