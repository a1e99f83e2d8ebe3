// SPDX-License-Identifier: GPL-2.0
/*
 * How often each transition of each machine was taken
 *
 * The engine reports its transitions to lacp_trace_transition(). The tables
 * list those that the standard's state tables allow, in its words; a run of
 * histories in which one of them was never taken has not tested it.
 *
 * Not listed, because they cannot be taken:
 *
 *  Receive: into INITIALIZE but from PORT_DISABLED. BEGIN is lacp_port_add(),
 *   and port_moved is looked at in PORT_DISABLED only.
 *  Periodic: PERIODIC_TX to NO_PERIODIC. PERIODIC_TX is left in the same run
 *   that enters it; nothing that disables the port comes between.
 *  Mux: any to DETACHED from COLLECTING, DISTRIBUTING or
 *   COLLECTING_DISTRIBUTING: the way is through ATTACHED.
 */

#include <stdio.h>
#include <sys/mman.h>

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

/**
 * struct row - a transition
 * @from: state before
 * @to: state after
 * @text: the standard's words
 */
struct row {
	u8 from;
	u8 to;
	const char *text;
};

#define RX(from, to, text) \
	{ LACPMOD_RX_STATE_##from, LACPMOD_RX_STATE_##to, \
	  #from " -> " #to ": " text }

static const struct row receive_rows[] = {
	RX(INITIALIZE, PORT_DISABLED, "at once"),
	RX(PORT_DISABLED, INITIALIZE, "port_moved"),
	RX(PORT_DISABLED, EXPIRED, "port_enabled && LACP_Enabled"),
	RX(PORT_DISABLED, LACP_DISABLED, "port_enabled && !LACP_Enabled"),
	RX(EXPIRED, CURRENT, "PDU"),
	RX(EXPIRED, DEFAULTED, "current_while"),
	RX(EXPIRED, PORT_DISABLED, "!port_enabled"),
	RX(LACP_DISABLED, PORT_DISABLED, "LACP_Enabled || !port_enabled"),
	RX(DEFAULTED, CURRENT, "PDU"),
	RX(DEFAULTED, PORT_DISABLED, "!port_enabled"),
	RX(CURRENT, CURRENT, "PDU"),
	RX(CURRENT, EXPIRED, "current_while"),
	RX(CURRENT, PORT_DISABLED, "!port_enabled"),
	{}
};

#define PERIODIC(from, to, text) \
	{ LACPMOD_PERIODIC_STATE_##from, LACPMOD_PERIODIC_STATE_##to, \
	  #from " -> " #to ": " text }

static const struct row periodic_rows[] = {
	PERIODIC(NO_PERIODIC, FAST_PERIODIC, "at once"),
	PERIODIC(FAST_PERIODIC, PERIODIC_TX, "timer"),
	PERIODIC(FAST_PERIODIC, SLOW_PERIODIC, "Partner.Timeout=Long"),
	PERIODIC(FAST_PERIODIC, NO_PERIODIC,
		 "!port_enabled || !LACP_Enabled || both passive"),
	PERIODIC(SLOW_PERIODIC, PERIODIC_TX, "timer || Partner.Timeout=Short"),
	PERIODIC(SLOW_PERIODIC, NO_PERIODIC,
		 "!port_enabled || !LACP_Enabled || both passive"),
	PERIODIC(PERIODIC_TX, FAST_PERIODIC, "Partner.Timeout=Short"),
	PERIODIC(PERIODIC_TX, SLOW_PERIODIC, "Partner.Timeout=Long"),
	{}
};

#define SELECTED(from, to, text) \
	{ LACPMOD_SELECTED_##from, LACPMOD_SELECTED_##to, \
	  #from " -> " #to ": " text }

static const struct row selected_rows[] = {
	SELECTED(UNSELECTED, SELECTED, "its LAG ID is the group's"),
	SELECTED(UNSELECTED, STANDBY, "the same, below min-links"),
	SELECTED(SELECTED, STANDBY, "now below min-links"),
	SELECTED(STANDBY, SELECTED, "min-links reached"),
	SELECTED(SELECTED, UNSELECTED, "LAG ID changes, or partner lost"),
	SELECTED(STANDBY, UNSELECTED, "LAG ID changes, or partner lost"),
	{}
};

#define MUX(from, to, text) \
	{ LACPMOD_MUX_STATE_##from, LACPMOD_MUX_STATE_##to, \
	  #from " -> " #to ": " text }

static const struct row coupled_rows[] = {
	MUX(DETACHED, WAITING, "SELECTED || STANDBY"),
	MUX(WAITING, ATTACHED, "SELECTED && Ready"),
	MUX(WAITING, DETACHED, "UNSELECTED"),
	MUX(ATTACHED, DETACHED, "!SELECTED"),
	MUX(ATTACHED, COLLECTING_DISTRIBUTING, "SELECTED && Partner.Sync"),
	MUX(COLLECTING_DISTRIBUTING, ATTACHED, "!SELECTED || !Partner.Sync"),
	MUX(COLLECTING, COLLECTING_DISTRIBUTING, "the kind was changed"),
	MUX(DISTRIBUTING, COLLECTING_DISTRIBUTING, "the kind was changed"),
	{}
};

static const struct row independent_rows[] = {
	MUX(DETACHED, WAITING, "SELECTED || STANDBY"),
	MUX(WAITING, ATTACHED, "SELECTED && Ready"),
	MUX(WAITING, DETACHED, "UNSELECTED"),
	MUX(ATTACHED, DETACHED, "!SELECTED"),
	MUX(ATTACHED, COLLECTING, "SELECTED && Partner.Sync"),
	MUX(COLLECTING, DISTRIBUTING,
	    "SELECTED && Partner.Sync && Partner.Collecting"),
	MUX(COLLECTING, ATTACHED, "!SELECTED || !Partner.Sync"),
	MUX(DISTRIBUTING, COLLECTING,
	    "!SELECTED || !Partner.Sync || !Partner.Collecting"),
	MUX(COLLECTING_DISTRIBUTING, DISTRIBUTING, "the kind was changed"),
	{}
};

#define CHURN(from, to, text) \
	{ LACPMOD_CHURN_STATE_##from, LACPMOD_CHURN_STATE_##to, \
	  #from " -> " #to ": " text }

static const struct row churn_rows[] = {
	CHURN(CHURN_MONITOR, NO_CHURN, "Sync"),
	CHURN(CHURN_MONITOR, CHURN, "timer"),
	CHURN(NO_CHURN, CHURN_MONITOR, "!Sync || !port_enabled"),
	CHURN(CHURN, NO_CHURN, "Sync"),
	CHURN(CHURN, CHURN_MONITOR, "!port_enabled"),
	{}
};

#define BOTH	KINDS	/* the kind of Mux makes no difference */

/**
 * struct chart - the transitions of a machine
 * @name: the machine
 * @machine: the engine's name for it
 * @kind: kind of Mux, or BOTH
 * @rows: the transitions
 */
static const struct chart {
	const char *name;
	enum lacp_machine machine;
	u8 kind;
	const struct row *rows;
} charts[] = {
	{ "Receive", LACP_MACHINE_RX, BOTH, receive_rows },
	{ "Periodic Transmission", LACP_MACHINE_PERIODIC, BOTH,
	  periodic_rows },
	{ "Selection", LACP_MACHINE_SELECTED, BOTH, selected_rows },
	{ "Mux, coupled", LACP_MACHINE_MUX, LACPMOD_MUX_KIND_COUPLED,
	  coupled_rows },
	{ "Mux, independent", LACP_MACHINE_MUX, LACPMOD_MUX_KIND_INDEPENDENT,
	  independent_rows },
	{ "Actor Churn Detection", LACP_MACHINE_ACTOR_CHURN, BOTH,
	  churn_rows },
	{ "Partner Churn Detection", LACP_MACHINE_PARTNER_CHURN, BOTH,
	  churn_rows },
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

static u64 taken(const struct cover *sum, const struct chart *chart,
		 const struct row *row)
{
	const u64 (*kinds)[STATES_MAX][STATES_MAX] = sum->taken[chart->machine];

	if (chart->kind != BOTH)
		return kinds[chart->kind][row->from][row->to];
	return kinds[0][row->from][row->to] + kinds[1][row->from][row->to];
}

/* Whether any was taken that is not in the chart. */
static u64 not_listed(const struct cover *sum, const struct chart *chart)
{
	const struct row *row;
	u64 n = 0;
	u8 from, to;

	for (from = 0; from < STATES_MAX; from++)
		for (to = 0; to < STATES_MAX; to++) {
			struct row any = { from, to, "" };

			n += taken(sum, chart, &any);
		}
	for (row = chart->rows; row->text; row++)
		n -= taken(sum, chart, row);
	return n;
}

static bool print_chart(const struct cover *sum, const struct chart *chart)
{
	const struct row *row;
	bool complete = true;
	u64 strange = not_listed(sum, chart);

	printf("    # %s\n", chart->name);
	for (row = chart->rows; row->text; row++) {
		u64 n = taken(sum, chart, row);

		printf("    # %12llu  %s\n", (unsigned long long)n, row->text);
		complete &= n != 0;
	}
	if (strange)
		printf("    # %12llu  that the table does not know\n",
		       (unsigned long long)strange);
	return complete && !strange;
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

		printf("    %sok %u %s: every transition was taken\n",
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
