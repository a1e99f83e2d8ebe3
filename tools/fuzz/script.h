/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What lacpmodctl --batch reads in the fuzzer, and what must hold of it
 */

#ifndef _FUZZ_SCRIPT_H
#define _FUZZ_SCRIPT_H

#include "ctl.h"

/**
 * struct script - the commands of a batch
 * @text: lines
 * @len: octets of them
 * @ctl: the call of lacpmodctl that may read them
 * @check: looks at what one line came to; its output is JSON, or may be
 * @ran: they were asked for
 * @bad: they cannot be read
 * @lines: how many commands were run
 * @out_len: octets that they printed
 * @first: exit status of the first that failed; if none did, RC_UNWELL if one said
 *	   so, else RC_OK
 */
struct script {
	const char *text;
	size_t len;
	struct ctl *ctl;
	void (*check)(const struct ctl *line, bool json, bool maybe);
	bool ran;
	bool bad;
	unsigned int lines;
	size_t out_len;
	int first;
};

extern struct script script;

FILE *script_open(void);

#endif
