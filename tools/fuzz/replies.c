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
#include "replies.h"

#define WORDS_MAX	32
#define JSON		0x80	/* of the first octet */
#define PRETTY		0x40

_Static_assert(COMMANDS <= PRETTY, "more commands than an octet can say");

/* Called by lacpmodctl's main.c; words.c reads scripts. */
int fuzz_run_batch(const char *name, bool force);

int fuzz_run_batch(const char *name, bool force)
{
	(void)force;
	MUST(!name, "none of the commands is a batch");
	return RC_FAILED;
}

static void check(const struct ctl *ctl, unsigned int command, bool json)
{
	unsigned int prints = commands[command].prints;
	int texts;

	MUST(ctl->rc != RC_USAGE || prints & MAY_BE_WRONG,
	     "takes '%s' for a wrong command", commands[command].words);
	MUST(ctl_printable(ctl->err, ctl->err_len), "%s", ctl->err);
	if (!json) {
		MUST(ctl_printable(ctl->out, ctl->out_len), "%s", ctl->out);
		return;
	}
	texts = json_texts(ctl->out, ctl->out_len);
	MUST(texts >= 0, "%s", ctl->out);
	if (prints & ONE_TEXT)
		MUST(texts == (ctl->rc == RC_OK || ctl->rc == RC_UNWELL),
		     "%d texts with exit status %d: %s", texts, ctl->rc, ctl->out);
	else if (!(prints & ANY_TEXTS))
		MUST(!texts, "%s", ctl->out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tape tape = { data, data + size };
	uint8_t octet = tape_u8(&tape);
	unsigned int command = octet % PRETTY % COMMANDS;
	char line[160], name[] = "lacpmodctl";
	char *argv[WORDS_MAX] = { name };
	bool json = octet & JSON;
	struct ctl ctl;
	int argc = 1;

	snprintf(line, sizeof(line), "%s %s", json ? octet & PRETTY ? "-jp" : "-j" :
		 octet & PRETTY ? "-p" : "", commands[command].words);
	for (argv[argc] = strtok(line, " "); argv[argc];
	     argv[argc] = strtok(NULL, " "))
		argc++;
	ctl_run(&ctl, argc, argv, ctl_fake(&tape), &tape);
	check(&ctl, command, json);
	ctl_done(&ctl);
	return 0;
}
