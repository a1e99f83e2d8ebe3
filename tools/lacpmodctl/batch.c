// SPDX-License-Identifier: GPL-2.0
/* lacpmodctl --batch: many commands, one process. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lacpmodctl.h"

/* Of a LAG every setting may be given, each with its value. */
#define WORDS_MAX	128

/* Splits a line where it stands; returns how many words, -1 for too many. */
static int split(char *line, char **word)
{
	static const char space[] = " \t\r\n";
	char *save = NULL, *next;
	int n = 0;

	for (next = strtok_r(line, space, &save); next && *next != '#';
	     next = strtok_r(NULL, space, &save)) {
		if (n == WORDS_MAX)
			return -1;
		word[n++] = next;
	}
	return n;
}

static int run_line(char *line)
{
	/* As main() has it: the program's name first, NULL last. */
	static char name[] = "lacpmodctl";
	char *word[WORDS_MAX + 2] = { name };
	int n = split(line, word + 1);

	if (n < 0)
		return usage("more than %d words", WORDS_MAX);
	if (!n)
		return RC_OK;
	word[n + 1] = NULL;
	return run_words(n + 1, word);
}

static int run_lines(FILE *file, const char *name, bool force)
{
	unsigned int number = 0;
	char *line = NULL;
	size_t size = 0;
	int first = RC_OK;
	int rc;

	while (getline(&line, &size, file) >= 0) {
		number++;
		rc = run_line(line);
		/* Who asks through a pipe waits for the answer. */
		if (fflush(stdout)) {
			first = RC_FAILED;
			break;
		}
		/* That a port does not distribute is an answer, and no failure. */
		if (rc == RC_UNWELL && !first)
			first = rc;
		if (!rc || rc == RC_UNWELL)
			continue;
		error("%s:%u: the command failed", safe(name), number);
		if (!first || first == RC_UNWELL)
			first = rc;
		if (!force)
			break;
	}
	if (ferror(file)) {
		error("cannot read %s: %s", safe(name), strerror(errno));
		first = RC_FAILED;
	}
	free(line);
	return first;
}

/**
 * run_batch - run the commands of a file, one a line
 * @name: the file, - for standard input
 * @force: go on after one that failed
 *
 * Return: the exit status of the first that failed; if none did, RC_UNWELL where
 * one said that something is not well, else RC_OK.
 */
int run_batch(const char *name, bool force)
{
	FILE *file;
	int rc;

	if (!strcmp(name, "-"))
		return run_lines(stdin, name, force);
	file = fopen(name, "re");
	if (!file) {
		error("cannot open %s: %s", safe(name), strerror(errno));
		return RC_FAILED;
	}
	rc = run_lines(file, name, force);
	fclose(file);
	return rc;
}
