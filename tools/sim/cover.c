// SPDX-License-Identifier: GPL-2.0
/*
 * How often each transition of each machine was taken
 *
 * The engine reports its transitions to lacp_trace_transition(). Those that
 * conformance.tsv lists are allowed; a run of histories in which one of them was
 * never taken has not tested it. Rows that say so need not be taken: no running
 * engine comes there.
 */

#include <stdio.h>
#include <sys/mman.h>

#include "table.h"
#include "world.h"

#define STATES_MAX	6
#define KINDS		2

/**
 * struct cover - transitions taken
 * @taken: by machine, kind of Mux, state before and after
 */
struct cover {
	u64 taken[LACP_MACHINE_PARTNER_CHURN + 1][KINDS][STATES_MAX][STATES_MAX];
};

struct cover *cover;

static const char * const rx_states[] = {
	[LACPMOD_RX_STATE_INITIALIZE] = "INITIALIZE",
	[LACPMOD_RX_STATE_PORT_DISABLED] = "PORT_DISABLED",
	[LACPMOD_RX_STATE_EXPIRED] = "EXPIRED",
	[LACPMOD_RX_STATE_LACP_DISABLED] = "LACP_DISABLED",
	[LACPMOD_RX_STATE_DEFAULTED] = "DEFAULTED",
	[LACPMOD_RX_STATE_CURRENT] = "CURRENT",
};

static const char * const periodic_states[STATES_MAX] = {
	[LACPMOD_PERIODIC_STATE_NO_PERIODIC] = "NO_PERIODIC",
	[LACPMOD_PERIODIC_STATE_FAST_PERIODIC] = "FAST_PERIODIC",
	[LACPMOD_PERIODIC_STATE_SLOW_PERIODIC] = "SLOW_PERIODIC",
	[LACPMOD_PERIODIC_STATE_PERIODIC_TX] = "PERIODIC_TX",
};

static const char * const selected_states[STATES_MAX] = {
	[LACPMOD_SELECTED_UNSELECTED] = "UNSELECTED",
	[LACPMOD_SELECTED_SELECTED] = "SELECTED",
	[LACPMOD_SELECTED_STANDBY] = "STANDBY",
};

static const char * const mux_states[STATES_MAX] = {
	[LACPMOD_MUX_STATE_DETACHED] = "DETACHED",
	[LACPMOD_MUX_STATE_WAITING] = "WAITING",
	[LACPMOD_MUX_STATE_ATTACHED] = "ATTACHED",
	[LACPMOD_MUX_STATE_COLLECTING] = "COLLECTING",
	[LACPMOD_MUX_STATE_DISTRIBUTING] = "DISTRIBUTING",
	[LACPMOD_MUX_STATE_COLLECTING_DISTRIBUTING] =
		"COLLECTING_DISTRIBUTING",
};

static const char * const churn_states[STATES_MAX] = {
	[LACPMOD_CHURN_STATE_CHURN_MONITOR] = "CHURN_MONITOR",
	[LACPMOD_CHURN_STATE_NO_CHURN] = "NO_CHURN",
	[LACPMOD_CHURN_STATE_CHURN] = "CHURN",
};

#define BOTH	KINDS	/* the kind of Mux makes no difference */

/**
 * struct chart - a machine
 * @name: its name in the table
 * @more: the name of further rows, or NULL
 * @machine: the engine's name for it
 * @kind: kind of Mux, or BOTH
 * @states: names of its states
 */
static const struct chart {
	const char *name;
	const char *more;
	enum lacp_machine machine;
	u8 kind;
	const char * const *states;
} charts[] = {
	{ "Receive", NULL, LACP_MACHINE_RX, BOTH, rx_states },
	{ "Periodic Transmission", NULL, LACP_MACHINE_PERIODIC, BOTH,
	  periodic_states },
	{ "Selection", NULL, LACP_MACHINE_SELECTED, BOTH, selected_states },
	{ "Mux, coupled", "Mux, becomes coupled", LACP_MACHINE_MUX,
	  LACPMOD_MUX_KIND_COUPLED, mux_states },
	{ "Mux, independent", "Mux, becomes independent", LACP_MACHINE_MUX,
	  LACPMOD_MUX_KIND_INDEPENDENT, mux_states },
	{ "Actor Churn Detection", NULL, LACP_MACHINE_ACTOR_CHURN, BOTH,
	  churn_states },
	{ "Partner Churn Detection", NULL, LACP_MACHINE_PARTNER_CHURN, BOTH,
	  churn_states },
};

void lacp_trace_transition(const struct lacp_port *port,
			   enum lacp_machine machine, u8 from, u8 to)
{
	cover->taken[machine][port->lag->config.mux][from][to]++;
}

/**
 * cover_alloc() - room to count in, shared with child processes
 */
struct cover *cover_alloc(void)
{
	void *memory = mmap(NULL, sizeof(struct cover), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

/**
 * cover_add() - add up
 * @sum: the sum
 * @part: what to add
 */
void cover_add(struct cover *sum, const struct cover *part)
{
	const u64 *from = &part->taken[0][0][0][0];
	u64 *to = &sum->taken[0][0][0][0];
	size_t i;

	for (i = 0; i < sizeof(*sum) / sizeof(*to); i++)
		to[i] += from[i];
}

static u64 taken(const struct cover *sum, const struct chart *chart, u8 from,
		 u8 to)
{
	const u64 (*kinds)[STATES_MAX][STATES_MAX] = sum->taken[chart->machine];

	if (chart->kind != BOTH)
		return kinds[chart->kind][from][to];
	return kinds[0][from][to] + kinds[1][from][to];
}

/* Whether a row of the chart leads from one state to the other. */
static bool leads(const struct row *row, const struct chart *chart, u8 from,
		  u8 to)
{
	if (strcmp(row->machine, chart->name) &&
	    (!chart->more || strcmp(row->machine, chart->more)))
		return false;
	return chart->states[from] && chart->states[to] &&
	       !strcmp(row->state, chart->states[from]) &&
	       !strcmp(row->next, chart->states[to]);
}

/* Print a transition, unless nothing is to be said; whether it is well. */
static bool print_transition(const struct cover *sum, const struct chart *chart,
			     u8 from, u8 to)
{
	u64 n = taken(sum, chart, from, to);
	bool needed = false, allowed = false;
	const struct row *row;
	char text[200] = "that the table does not have";
	size_t length = 0;

	for (row = table(); row->machine; row++) {
		if (!leads(row, chart, from, to))
			continue;
		length += snprintf(text + length, sizeof(text) - length,
				   "%s%s", allowed ? "; or " : "",
				   row->condition);
		allowed = true;
		needed |= row->kind != KIND_UNREACHED;
	}
	if (n || allowed)
		printf("    # %12llu  %s -> %s: %s\n", (unsigned long long)n,
		       chart->states[from] ? chart->states[from] : "?",
		       chart->states[to] ? chart->states[to] : "?", text);
	return n ? allowed : !needed;
}

static bool print_chart(const struct cover *sum, const struct chart *chart)
{
	bool complete = true;
	u8 from, to;

	printf("    # %s\n", chart->name);
	for (from = 0; from < STATES_MAX; from++)
		for (to = 0; to < STATES_MAX; to++)
			complete &= print_transition(sum, chart, from, to);
	return complete;
}

/**
 * cover_strange() - how often a transition was taken that the table has not
 * @sum: the counts
 */
u64 cover_strange(const struct cover *sum)
{
	const struct row *row;
	u64 strange = 0;
	unsigned int i;
	u8 from, to;

	for (i = 0; i < ARRAY_SIZE(charts); i++)
		for (from = 0; from < STATES_MAX; from++)
			for (to = 0; to < STATES_MAX; to++) {
				for (row = table(); row->machine; row++)
					if (leads(row, &charts[i], from, to))
						break;
				if (!row->machine)
					strange += taken(sum, &charts[i], from,
							 to);
			}
	return strange;
}

/**
 * cover_print() - print the counts, and a test result for each machine
 * @sum: the counts
 * @test: number of the first test result
 *
 * Return: number of machines that took not every transition, or a strange one.
 */
unsigned int cover_print(const struct cover *sum, unsigned int test)
{
	unsigned int failed = 0, i;

	for (i = 0; i < ARRAY_SIZE(charts); i++) {
		bool ok = print_chart(sum, &charts[i]);

		printf("    %sok %u %s: every transition was taken, and no other\n",
		       ok ? "" : "not ", test + i, charts[i].name);
		failed += !ok;
	}
	return failed;
}

/**
 * cover_charts() - how many test results cover_print() prints
 */
unsigned int cover_charts(void)
{
	return ARRAY_SIZE(charts);
}
