// SPDX-License-Identifier: GPL-2.0
/*
 * Any octets as a command line of lacpmodctl
 *
 * An octet stands for a word of the grammar, or for one that is not; with the
 * high bit set it is cut short, or grows. The kernel behaves as the first octet
 * says, and does not lie.
 */

#include <string.h>

#include "lacpmodctl.h"

#include "ctl.h"

#define WORDS_MAX	24
#define WORD_ROOM	600

static const char *const vocabulary[] = {
	"-j", "-p", "-jp", "-n", "-V", "-h", "--json", "--pretty", "--netns",
	"--netns=one", "--version", "--help", "--", "-", "--jso", "-x",
	"lag", "port", "show", "monitor", "help",
	"add", "set", "delete", "del",
	"mode", "rate", "hash", "system-priority", "system-id", "key",
	"min-links", "aggregate-wait", "mux", "priority", "number",
	"active", "passive", "slow", "fast", "layer2", "layer2+3", "layer3+4",
	"coupled", "independent", "auto",
	"lag0", "eth1", "eth3", "eth9", "one", "two", "/tmp/two",
	"0", "1", "7", "64", "65", "255", "256", "30000", "65535", "65536",
	"4294967295", "4294967296", "18446744073709551616", "0x10", "0X", "-1",
	"02:00:00:00:00:01", "02-00-00-00-00-01", "01:80:c2:00:00:02",
	"00:00:00:00:00:00", "02:00:00:00:00", "02:00:00:00:00:01:02",
	"", "help help", "abcdefghijklmno", "abcdefghijklmnop",
	"\x1b[2J", "%s%n", "\xff\xfe", "\"\\",
	"explain", "restore", "history", "static", "off", "on", "none",
	"never", "max-links", "sync-timeout", "wait-to-restore", "flap-limit",
	"individual", "partner-system", "partner-key", "partner-state",
	"activity,sync", "1.5s", "500ms", "2min", "0.0001",
	"buckets", "rebalance", "dry-run", "bucket-counters",
	"rebalance-interval", "min-bandwidth", "2.5G", "100M",
	"enp0s31f6verylongname",
};

static void grow(char *word, struct tape *tape)
{
	size_t len = strlen(word);
	uint8_t how = tape_u8(tape);

	if (how < 64)
		word[how % (len + 1)] = '\0';
	else if (how < 128)
		word[how % (len + 1)] = tape_u8(tape);
	else
		memset(word + len, tape_u8(tape), (how - 127) * 4);
}

static void spell(char *word, struct tape *tape)
{
	uint8_t octet = tape_u8(tape);
	uint8_t place = octet & 0x7f;
	size_t len;

	memset(word, 0, WORD_ROOM);
	if (place < ARRAY_SIZE(vocabulary)) {
		memcpy(word, vocabulary[place], strlen(vocabulary[place]));
	} else {
		len = tape_u8(tape) % 32;
		while (len-- && tape_left(tape))
			*word++ = tape_u8(tape);
	}
	if (octet & 0x80)
		grow(word, tape);
}

/* getopt() repeats what it does not understand as it is. */
static bool unknown_option(const struct ctl *ctl)
{
	return strstr(ctl->err, "see 'lacpmodctl help'\n");
}

static bool is_help(const struct ctl *ctl)
{
	return !strncmp(ctl->out, "Usage: ", 7) ||
	       !strncmp(ctl->out, "lacpmodctl ", 11);
}

static void check(const struct ctl *ctl)
{
	if (ctl->rc == RC_USAGE)
		MUST(!ctl->changes, "a wrong command changes something");
	MUST(ctl->changes <= 1, "%u changes at once", ctl->changes);
	if (!unknown_option(ctl))
		MUST(ctl_printable(ctl->err, ctl->err_len), "%s", ctl->err);
	if (options.json && !is_help(ctl) && ctl->out[0])
		MUST(json_texts(ctl->out, ctl->out_len) >= 0, "%s", ctl->out);
	else
		MUST(ctl_printable(ctl->out, ctl->out_len), "%s", ctl->out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char words[WORDS_MAX][WORD_ROOM];
	struct tape tape = { data, data + size };
	char *argv[WORDS_MAX + 1] = {};
	static char name[] = "lacpmodctl";
	struct tape nothing = {};
	const char *fake = ctl_fake(&tape);
	struct ctl ctl;
	int argc = 0;

	/* Even a call without any word, not even a name, is possible. */
	if (size)
		argv[argc++] = name;
	while (tape_left(&tape) && argc < WORDS_MAX) {
		spell(words[argc], &tape);
		argv[argc] = words[argc];
		argc++;
	}
	ctl_run(&ctl, argc, argv, fake, &nothing);
	check(&ctl);
	ctl_done(&ctl);
	return 0;
}
