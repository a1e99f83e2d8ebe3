// SPDX-License-Identifier: GPL-2.0
/*
 * lacpmodctl --batch inside the fuzzer: its file, and each line that is run
 */

#include <errno.h>
#include <string.h>

#include "lacpmodctl.h"

#include "script.h"

/* In lacpmodctl's main.c and batch.c, which are compiled with other names for them. */
int fuzz_run_batch(const char *name, bool force);
int fuzz_run_words(int argc, char **argv);
FILE *fuzz_fopen(const char *name, const char *mode);

struct script script;

/**
 * script_open() - open the script as a file
 *
 * Return: the file, from which nothing but the script is read.
 */
FILE *script_open(void)
{
	return fmemopen((void *)script.text, script.len, "r");
}

static ssize_t fail(void *cookie, char *buf, size_t size)
{
	(void)cookie;
	(void)buf;
	(void)size;
	errno = EIO;
	return -1;
}

/* Each file has the same lines, but for one that is not there, and a bad one. */
FILE *fuzz_fopen(const char *name, const char *mode)
{
	(void)mode;
	script.bad = strstr(name, "two") || strstr(name, "bad");
	if (strstr(name, "two")) {
		errno = ENOENT;
		return NULL;
	}
	if (script.bad)
		return fopencookie(NULL, "r", (cookie_io_functions_t){ .read = fail });
	return script_open();
}

static bool fails(int rc)
{
	return rc != RC_OK && rc != RC_UNWELL;
}

static bool same_options(const struct options *before)
{
	return options.json == before->json && options.pretty == before->pretty &&
	       options.netns == before->netns && options.batch == before->batch &&
	       options.force == before->force;
}

/**
 * fuzz_run_words() - run one line of a batch, and look at what it came to
 * @argc: as lacpmodctl's run_words() has it
 * @argv: the same
 *
 * Return: its exit status.
 */
int fuzz_run_words(int argc, char **argv)
{
	const struct options before = options;
	struct ctl *ctl = script.ctl, line;
	int netns = ctl_netns;

	MUST(!fails(script.first) || options.force, "goes on after a failure");
	MUST(!argv[argc], "no end of the words");
	fflush(stdout);
	fflush(stderr);
	line = *ctl;
	line.rc = run_words(argc, argv);
	fflush(stdout);
	fflush(stderr);

	line.out = ctl->out + line.out_len;
	line.out_len = ctl->out_len - line.out_len;
	line.err = ctl->err + line.err_len;
	line.err_len = ctl->err_len - line.err_len;
	line.changes = ctl->changes - line.changes;
	script.check(&line, before.json, true);
	MUST(same_options(&before), "options outlive their line");
	MUST(ctl_netns == netns, "does not return to its network namespace");

	script.lines++;
	script.out_len += line.out_len;
	if (!script.first || (script.first == RC_UNWELL && fails(line.rc)))
		script.first = line.rc;
	return line.rc;
}

/**
 * fuzz_run_batch() - run a batch, and look at what it came to
 * @name: as lacpmodctl's run_batch() has it
 * @force: the same
 *
 * Return: its exit status.
 */
int fuzz_run_batch(const char *name, bool force)
{
	const struct ctl *ctl = script.ctl;
	int rc;

	MUST(!script.ran, "a batch within a batch");
	script.ran = true;
	rc = run_batch(name, force);
	fflush(stdout);
	fflush(stderr);
	MUST(ctl->out_len == script.out_len, "a batch itself prints");
	MUST(ctl->changes <= script.lines, "%u changes by %u commands",
	     ctl->changes, script.lines);
	if (script.bad)
		MUST(rc == RC_FAILED && !script.lines, "reads a bad file");
	else if (strstr(ctl->err, "more than 128 words\n"))
		MUST(fails(rc), "too many words are well");
	else
		MUST(rc == script.first, "exit status %d for %d", rc, script.first);
	return rc;
}
