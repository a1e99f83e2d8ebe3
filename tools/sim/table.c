// SPDX-License-Identifier: GPL-2.0
/*
 * The rows of conformance.tsv, which is part of the program
 */

#include <stdio.h>
#include <stdlib.h>

#include <linux/kernel.h>
#include <linux/string.h>

#include "table.h"

#define ROWS_MAX	200
#define COLUMNS		7
#define COLUMNS_MIN	6

__asm__(".section .rodata\n"
	"table_text: .incbin \"conformance.tsv\"\n"
	".byte 0\n"
	".previous\n");
extern const char table_text[];

static const char * const kinds[] = {
	[KIND_STANDARD] = "standard",
	[KIND_CHOICE] = "choice",
	[KIND_DEVIATION] = "deviation",
	[KIND_UNREACHED] = "unreached",
};

static struct row rows[ROWS_MAX + 1];

static void give_up(const char *what, const char *line)
{
	fprintf(stderr, "conformance.tsv: %s: %s\n", what, line);
	exit(2);
}

static enum kind kind_of(const char *name)
{
	enum kind kind;

	for (kind = 0; kind < ARRAY_SIZE(kinds); kind++)
		if (!strcmp(kinds[kind], name))
			return kind;
	give_up("no such kind", name);
	return 0;
}

static void parse(struct row *row, char *line)
{
	const char *column[COLUMNS + 1] = {};
	unsigned int n = 0;
	char *cell;

	while (n <= COLUMNS && (cell = strsep(&line, "\t")))
		column[n++] = cell;
	if (n < COLUMNS_MIN || n > COLUMNS)
		give_up("not 6 or 7 columns", column[0]);

	row->machine = column[0];
	row->state = column[1];
	row->condition = column[2];
	row->actions = column[3];
	row->next = column[4];
	row->kind = kind_of(column[5]);
	row->reason = column[6] ? column[6] : "";
	if (row->kind != KIND_STANDARD && !*row->reason)
		give_up("no reason", row->condition);
}

/**
 * table() - all rows, in the file's order; the one after the last is empty
 */
const struct row *table(void)
{
	struct row *row = rows;
	char *text, *line;

	if (rows[0].machine)
		return rows;
	text = strdup(table_text);
	while ((line = strsep(&text, "\n"))) {
		if (!*line || *line == '#')
			continue;
		if (row == rows + ROWS_MAX)
			give_up("too many rows", line);
		parse(row++, line);
	}
	return rows;
}

/**
 * kind_name() - as the file has it
 * @kind: the kind
 */
const char *kind_name(enum kind kind)
{
	return kinds[kind];
}

/**
 * row_is_begin() - whether the row says how the machine begins
 * @row: the row
 */
bool row_is_begin(const struct row *row)
{
	return !strcmp(row->condition, "BEGIN");
}

/**
 * row_stays() - whether the row leaves the state
 * @row: the row
 */
bool row_stays(const struct row *row)
{
	return !strcmp(row->next, "-");
}
