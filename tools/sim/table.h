/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rows of conformance.tsv
 */

#ifndef _SIM_TABLE_H
#define _SIM_TABLE_H

#include <linux/types.h>

enum kind {
	KIND_STANDARD,
	KIND_CHOICE,
	KIND_DEVIATION,
	KIND_UNREACHED,
};

/**
 * struct row - a row of a machine's table
 * @machine: the machine
 * @state: the present state, "any" or "-"
 * @condition: what has to be true
 * @actions: what is done on entry of @next
 * @next: the state to enter, or "-"
 * @kind: whose row it is
 * @reason: why it is so, may be empty
 */
struct row {
	const char *machine;
	const char *state;
	const char *condition;
	const char *actions;
	const char *next;
	enum kind kind;
	const char *reason;
};

const struct row *table(void);
const char *kind_name(enum kind kind);
bool row_is_begin(const struct row *row);
bool row_stays(const struct row *row);

#endif
