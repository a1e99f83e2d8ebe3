// SPDX-License-Identifier: GPL-2.0
/*
 * Holds the engine against conformance.tsv, row by row
 *
 * For each state of a machine and each combination of what its conditions depend
 * on, in many random scenes, the row that applies is looked up. A model executes
 * its actions on a copy of the scene, the engine's machine takes one step, and no
 * variable may differ (conform_compare.c). Where no row applies nothing may
 * change; so a transition of the code that the table does not have is found as
 * well.
 *
 * conform [N]	with the Nth part of the scenes, to be quick
 */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "conform.h"
#include "table.h"

#define ROWS_MAX	200
#define TEXT_MAX	160

/* In the order in which their rows are told. */
static const struct machine * const machines[] = {
	&machine_receive,
	&machine_port_moved,
	&machine_periodic,
	&machine_selection,
	&machine_group,
	&machine_give_up,
	&machine_ready,
	&machine_mux_coupled,
	&machine_mux_independent,
	&machine_mux_becomes_coupled,
	&machine_mux_becomes_independent,
	&machine_device,
	&machine_transmit,
	&machine_actor_churn,
	&machine_partner_churn,
	&machine_marker,
	&machine_generator,
	&machine_management,
	&machine_restore,
	&machine_hold_down,
	&machine_place,
	&machine_yield,
	&machine_need,
	&machine_fallback,
};

/**
 * struct result - of a row, or of a machine where no row applied
 * @cases: scenes in which it applied
 * @failed: those in which the engine did otherwise
 * @what: what was wrong first
 */
struct result {
	unsigned long cases;
	unsigned long failed;
	char what[TEXT_MAX];
};

static struct result results[ROWS_MAX];
static struct dice dice = { 1 };
static unsigned int share = 1;

/* Transitions that the engine has told of in this step. */
static unsigned int told, told_from, told_to;
static int told_machine;

void lacp_trace_transition(const struct lacp_port *port,
			   enum lacp_machine machine, u8 from, u8 to)
{
	if ((int)machine != told_machine || port->index)
		return;
	told++;
	told_from = from;
	told_to = to;
}

/**
 * give_up() - the table, or who reads it, is wrong
 * @format: why
 */
void give_up(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

static const char *state_name(const struct machine *machine, unsigned int state)
{
	return machine->states ? machine->states[state] : "-";
}

static u8 state_of(const struct machine *machine, const char *name)
{
	unsigned int i;

	for (i = 0; i < machine->state_count; i++)
		if (!strcmp(machine->states[i], name))
			return i;
	give_up("%s: no state %s", machine->name, name);
}

static void act(const struct machine *machine, struct scene *model,
		const char *name, size_t length)
{
	const struct action *action = machine->actions;
	const struct action *end = action + machine->action_count;

	for (; action < end; action++)
		if (length == strlen(action->name) &&
		    !memcmp(name, action->name, length))
			break;
	if (action == end)
		give_up("%s: no test knows the action \"%.*s\"", machine->name,
			(int)length, name);
	if (action->act)
		action->act(model);
}

/* Execute the row's actions on the model. */
static void execute(const struct machine *machine, const struct row *row,
		    struct scene *model)
{
	const char *at = row->actions;

	if (!row_stays(row)) {
		if (machine->state)
			*machine->state(model) = state_of(machine, row->next);
		if (machine->timer)
			*machine->timer(model) = LACP_NEVER;
	}
	if (!strcmp(at, "-"))
		return;
	while (*at) {
		size_t n = strcspn(at, ";");

		act(machine, model, at, n);
		at += n;
		at += strspn(at, "; ");
	}
}

static void fail(struct result *result, const char *what, unsigned int state,
		 const struct machine *machine, const unsigned int *value)
{
	int n;
	unsigned int i;

	if (result->failed++)
		return;
	n = snprintf(result->what, TEXT_MAX, "%s, in %s", what,
		     state_name(machine, state));
	for (i = 0; i < machine->input_count && n < TEXT_MAX; i++) {
		const char *name = machine->inputs[i].name[value[i]];

		if (name)
			n += snprintf(result->what + n, TEXT_MAX - n, ", %s",
				      name);
	}
}

/* Whether the engine said that it took a transition, if and only if it did. */
static const char *check_told(const struct machine *machine,
			      const struct row *row, unsigned int from, int said)
{
	bool moves = row && !row_stays(row);

	if (said >= 0 && said != moves)
		return moves ? "takes no transition" : "takes a transition";
	if (machine->trace < 0)
		return NULL;
	if (told != moves)
		return "traces the transition not once";
	if (moves && (told_from != from ||
		      told_to != state_of(machine, row->next)))
		return "traces another transition";
	return NULL;
}

static const struct row *row_for(const struct machine *machine,
				 unsigned int state, const struct scene *scene,
				 const unsigned int *value)
{
	const struct row *row;

	for (row = table(); row->machine; row++)
		if (!strcmp(row->machine, machine->name) &&
		    !strcmp(row->state, state_name(machine, state)) &&
		    holds(row->condition, machine, scene, value))
			return row;
	return NULL;
}

static void try(const struct machine *machine, unsigned int state,
		const unsigned int *value, struct result *none)
{
	static struct scene scene, model;
	struct result *result = none;
	const struct row *row;
	const char *wrong;
	unsigned int i;
	int said;

	if (machine->state)
		*machine->state(&scene) = 0;
	machine->prepare(&scene, &dice);
	if (machine->state)
		*machine->state(&scene) = state;
	for (i = 0; i < machine->input_count; i++)
		machine->inputs[i].set(&scene, &dice, value[i]);
	if (machine->finish)
		machine->finish(&scene, &dice);

	scene_copy(&model, &scene);
	told = 0;
	told_machine = machine->trace;
	said = machine->step(&scene);

	row = row_for(machine, state, &scene, value);
	if (machine->whole) {
		struct outcome before = model.out;

		scene_copy(&model, &scene);
		model.out = before;
	}
	if (row) {
		execute(machine, row, &model);
		result = &results[row - table()];
	}
	if (machine->beside)
		machine->beside(&model, row && !row_stays(row), state);
	result->cases++;

	wrong = compare(&model, &scene);
	if (!wrong)
		wrong = check_told(machine, row, state, said);
	if (!wrong && machine->after)
		wrong = machine->after(&scene);
	if (wrong)
		fail(result, wrong, state, machine, value);
}

/* All combinations of inputs, as the digits of a number. */
static void try_all(const struct machine *machine, unsigned int state,
		    struct result *none)
{
	unsigned int value[INPUTS_MAX] = {};
	unsigned int i, n;

	do {
		for (n = 0; n < DIV_ROUND_UP(machine->backgrounds, share); n++)
			try(machine, state, value, none);
		for (i = 0; i < machine->input_count; i++) {
			if (++value[i] < machine->inputs[i].values)
				break;
			value[i] = 0;
		}
	} while (i < machine->input_count);
}

/*
 * BEGIN is the making of a port: it must be in the row's state, and the row's
 * actions must have nothing left to do.
 */
static void try_begin(const struct machine *machine, const struct row *row)
{
	struct result *result = &results[row - table()];
	static const unsigned int value[INPUTS_MAX];
	struct lacp_port_config port_config = lacp_default_port_config(1);
	static struct scene scene, model;
	const char *wrong;

	prepare(&scene, &dice);
	scene.lag.ports = NULL;
	memset(&scene.port[0], 0, sizeof(scene.port[0]));
	lacp_port_add(&scene.lag, &scene.port[0], 0, &port_config,
		      scene.lag.now);
	scene_copy(&model, &scene);
	execute(machine, row, &model);
	result->cases++;
	wrong = compare(&model, &scene);
	if (wrong)
		fail(result, wrong, 0, machine, value);
}

static bool is_its(const struct row *row, const struct machine *machine)
{
	return !strcmp(row->machine, machine->name);
}

/* Whether the table has a row for this state. */
static bool is_used(const struct machine *machine, unsigned int state)
{
	const struct row *row;

	for (row = table(); row->machine; row++)
		if (is_its(row, machine) &&
		    !strcmp(row->state, state_name(machine, state)))
			return true;
	return false;
}

static unsigned int print_row(const struct row *row, unsigned int test)
{
	const struct result *result = &results[row - table()];
	bool ok = result->cases && !result->failed;

	if (!result->cases)
		printf("    # no case comes to this row\n");
	if (result->failed)
		printf("    # %lu of %lu cases differ, first in: %s\n",
		       result->failed, result->cases, result->what);
	printf("    %sok %u %s: %s: %s -> %s (%lu cases)\n", ok ? "" : "not ",
	       test, row->machine, row->state, row->condition, row->next,
	       result->cases);
	return !ok;
}

/**
 * struct count - rows
 * @rows: all
 * @exercised: those that a case came to
 * @kind: by kind
 */
struct count {
	unsigned int rows;
	unsigned int exercised;
	unsigned int kind[KIND_UNREACHED + 1];
};

static unsigned int print_machine(const struct machine *machine,
				  const struct result *none,
				  struct count *count, unsigned int *test)
{
	unsigned int failed = 0;
	const struct row *row;

	for (row = table(); row->machine; row++) {
		if (!is_its(row, machine))
			continue;
		failed += print_row(row, ++*test);
		count->rows++;
		count->exercised += results[row - table()].cases != 0;
		count->kind[row->kind]++;
	}
	if (none->failed)
		printf("    # %lu of %lu cases differ, first in: %s\n",
		       none->failed, none->cases, none->what);
	printf("    %sok %u %s: nothing beyond its rows (%lu cases)\n",
	       none->failed ? "not " : "", ++*test, machine->name, none->cases);
	return failed + (none->failed != 0);
}

static unsigned int run_machine(const struct machine *machine,
				struct count *count, unsigned int *test)
{
	struct result none = {};
	const struct row *row;
	unsigned int i;

	compare_begin(machine);
	for (row = table(); row->machine; row++)
		if (is_its(row, machine) && row_is_begin(row))
			try_begin(machine, row);
	for (i = 0; i < (machine->states ? machine->state_count : 1); i++)
		if (machine->every || is_used(machine, i))
			try_all(machine, i, &none);
	return print_machine(machine, &none, count, test);
}

/* Rows of machines that nobody tests. */
static unsigned int print_orphans(unsigned int *test)
{
	unsigned int failed = 0, i;
	const struct row *row;

	for (row = table(); row->machine; row++) {
		for (i = 0; i < ARRAY_SIZE(machines); i++)
			if (is_its(row, machines[i]))
				break;
		if (i == ARRAY_SIZE(machines))
			failed += print_row(row, ++*test);
	}
	return failed;
}

static void print_count(const char *name, const struct count *count)
{
	printf("# %-26s %4u %9u %7u %8u %6u %9u\n", name, count->rows,
	       count->exercised, count->rows - count->exercised,
	       count->kind[KIND_STANDARD] + count->kind[KIND_UNREACHED],
	       count->kind[KIND_CHOICE], count->kind[KIND_DEVIATION]);
}

static void print_counts(const struct count *counts)
{
	struct count sum = {};
	unsigned int i, k;

	printf("# machine                    rows exercised missing standard choice deviation\n");
	for (i = 0; i < ARRAY_SIZE(machines); i++) {
		print_count(machines[i]->name, &counts[i]);
		sum.rows += counts[i].rows;
		sum.exercised += counts[i].exercised;
		for (k = 0; k < ARRAY_SIZE(sum.kind); k++)
			sum.kind[k] += counts[i].kind[k];
	}
	print_count("all", &sum);
}

static void print_kind(enum kind kind)
{
	const struct row *row;

	for (row = table(); row->machine; row++)
		if (row->kind == kind)
			printf("# %s: %s: %s: %s -> %s\n#     %s\n",
			       kind_name(kind), row->machine, row->state,
			       row->condition, row->next, row->reason);
}

int main(int argc, char **argv)
{
	struct count counts[ARRAY_SIZE(machines)];
	unsigned int failed = 0, test = 0, i;

	if (argc > 1)
		share = clamp(atoi(argv[1]), 1, 100);

	memset(counts, 0, sizeof(counts));
	printf("KTAP version 1\n1..1\n    KTAP version 1\n    # Subtest: rows\n");
	for (i = 0; i < ARRAY_SIZE(machines); i++)
		failed += run_machine(machines[i], &counts[i], &test);
	failed += print_orphans(&test);
	printf("    1..%u\n%sok 1 rows\n", test, failed ? "not " : "");
	print_kind(KIND_CHOICE);
	print_kind(KIND_DEVIATION);
	print_kind(KIND_UNREACHED);
	print_counts(counts);
	return failed ? 1 : 0;
}
