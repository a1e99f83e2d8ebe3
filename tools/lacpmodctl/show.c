// SPDX-License-Identifier: GPL-2.0
/*
 * lacpmodctl show: every LAG and its ports at a glance, and under each port
 * that does not distribute the reason.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lacpmodctl.h"

#define COLUMNS 7

static int show_help(void)
{
	puts("Usage: lacpmodctl show [ LAG ]\n"
	     "\n"
	     STATE_LEGEND);
	return RC_OK;
}

/*
 * Of a thousand LAGs each has to find its own of thousands of ports, which are
 * brought into the LAGs' order for that, each LAG's as they were.
 */
struct place {
	uint64_t lag;
	size_t i;
};

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_places(const void *one, const void *other)
{
	const struct place *a = one, *b = other;

	return compare(a->lag, b->lag) ?: compare(a->i, b->i);
}

static void sort_by_lag(struct records *ports)
{
	struct place *place = xrealloc(NULL, (ports->n + 1) * sizeof(*place));
	struct attrs *record = xrealloc(NULL, (ports->n + 1) * sizeof(*record));
	size_t i;

	for (i = 0; i < ports->n; i++) {
		place[i].lag = attr_num(&ports->record[i],
					LACPMOD_A_PORT_LAG_IFINDEX);
		place[i].i = i;
	}
	qsort(place, ports->n, sizeof(*place), compare_places);
	for (i = 0; i < ports->n; i++)
		record[i] = ports->record[place[i].i];
	free(place);
	free(ports->record);
	ports->record = record;
}

/* How many ports are of LAGs before this one. */
static size_t ports_before(const struct records *sorted, uint64_t lag)
{
	size_t from = 0, to = sorted->n;

	while (from < to) {
		size_t i = from + (to - from) / 2;

		if (attr_num(&sorted->record[i],
			     LACPMOD_A_PORT_LAG_IFINDEX) < lag)
			from = i + 1;
		else
			to = i;
	}
	return from;
}

/* Those of one LAG: a part of all, not to be freed. */
static struct records ports_of(const struct records *sorted,
			       const struct attrs *lag)
{
	uint64_t index = attr_num(lag, LACPMOD_A_LAG_IFINDEX);
	size_t from = ports_before(sorted, index);

	return (struct records){
		.record = sorted->record + from,
		.n = ports_before(sorted, index + 1) - from,
	};
}

/*
 * Both Muxes' last states do the same, so they share a word here. A port that
 * is kept out of use is told from one that comes into use soon.
 */
static const char *mux_text(const struct attrs *port)
{
	if (attr_num(port, LACPMOD_A_PORT_REASON) == LACPMOD_REASON_DRAINING)
		return "draining";
	if (attr_num(port, LACPMOD_A_PORT_FALLBACK))
		return "fallback";
	if (is_distributing(port))
		return name_of(&mux_state_names,
			       LACPMOD_MUX_STATE_DISTRIBUTING);
	switch (attr_num(port, LACPMOD_A_PORT_REASON)) {
	case LACPMOD_REASON_LACP_OFF:
		return "off";
	case LACPMOD_REASON_STANDBY:
	case LACPMOD_REASON_NOT_REVERTING:
		return "standby";
	case LACPMOD_REASON_WAIT_TO_RESTORE:
		return "restoring";
	case LACPMOD_REASON_HELD_DOWN:
		return "held";
	case LACPMOD_REASON_DRAINED:
		return "drained";
	}
	return word_text(port, LACPMOD_A_PORT_MUX_STATE);
}

static void port_cells(const struct attrs *port, const char **cells)
{
	struct attrs actor = attr_nest(port, LACPMOD_A_PORT_ACTOR);
	struct attrs partner = attr_nest(port, LACPMOD_A_PORT_PARTNER);

	cells[0] = safe(attr_str(port, LACPMOD_A_PORT_IFNAME));
	cells[1] = link_text(port);
	cells[2] = mux_text(port);
	cells[3] = state_text(attr_num(&actor, LACPMOD_A_INFO_STATE));
	cells[4] = state_text(attr_num(&partner, LACPMOD_A_INFO_STATE));
	cells[5] = share_text(attr_num(port, LACPMOD_A_PORT_BUCKETS));
	cells[6] = attr_num(&partner, LACPMOD_A_INFO_PORT) ?
			num_text(&partner, LACPMOD_A_INFO_PORT) : "-";
}

static void print_ports(const struct records *ports)
{
	static const char *const head[COLUMNS] = {
		"PORT", "LINK", "STATE", "ACTOR", "PARTNER", "SHARE",
		"PARTNER PORT",
	};
	struct table table = { .n = COLUMNS };
	const char *cells[COLUMNS];
	const char *reason;
	size_t i;

	table_measure(&table, head);
	for (i = 0; i < ports->n; i++) {
		port_cells(&ports->record[i], cells);
		table_measure(&table, cells);
	}
	table_print(&table, 2, head);
	for (i = 0; i < ports->n; i++) {
		port_cells(&ports->record[i], cells);
		table_print(&table, 2, cells);
		reason = explain_port(&ports->record[i]);
		if (reason)
			printf("%*s%s\n", table.width[0] + 4, "", reason);
	}
}

/* A LAG that speaks no LACP has no rate. */
static const char *mode_text(const struct attrs *lag)
{
	if (attr_num(lag, LACPMOD_A_LAG_MODE) == LACPMOD_MODE_STATIC)
		return word_text(lag, LACPMOD_A_LAG_MODE);
	return text("%s %s", word_text(lag, LACPMOD_A_LAG_MODE),
		    word_text(lag, LACPMOD_A_LAG_RATE));
}

/* "  max-links 2", for what few use, where it is set. */
static const char *choice_text(const struct attrs *lag, unsigned int attr)
{
	if (!attr_num(lag, attr))
		return "";
	return text("  %s %s", keyword_of(field_of(lag->set, attr)),
		    setting_text(lag, attr));
}

static void print_lag(const struct attrs *lag, const struct records *ports)
{
	const char *reason = reason_of_lag(lag);

	printf("%s  %s  %s  %s  %s  hash %s%s%s  %s\n",
	       safe(attr_str(lag, LACPMOD_A_LAG_IFNAME)), carrier_text(lag),
	       mode_text(lag),
	       speed_text(attr_num(lag, LACPMOD_A_LAG_SPEED), true),
	       ports_text(lag), word_text(lag, LACPMOD_A_LAG_HASH),
	       choice_text(lag, LACPMOD_A_LAG_MAX_LINKS),
	       choice_text(lag, LACPMOD_A_LAG_FALLBACK),
	       partner_text(lag));
	if (reason)
		printf("  %s\n", reason);
	if (attr_num(lag, LACPMOD_A_LAG_PORTS))
		print_ports(ports);
}

static void json_show(const struct records *lags, const struct records *ports)
{
	struct records own;
	size_t i;

	json_begin(NULL, '[');
	for (i = 0; i < lags->n; i++) {
		json_begin(NULL, '{');
		json_attrs(&lags->record[i]);
		own = ports_of(ports, &lags->record[i]);
		json_ports("port-list", &own, NULL);
		json_end('}');
	}
	json_end(']');
}

static void print_show(const struct records *lags, const struct records *ports)
{
	struct records own;
	size_t i;

	for (i = 0; i < lags->n; i++) {
		if (i)
			putchar('\n');
		own = ports_of(ports, &lags->record[i]);
		print_lag(&lags->record[i], &own);
	}
}

/**
 * cmd_show - the object "show"
 * @args: the LAG, if only one is asked for
 *
 * Return: exit status.
 */
int cmd_show(struct args *args)
{
	struct records lags = {}, ports = {};
	const char *name = NULL;
	int rc;

	if (args_help(args))
		return show_help();
	if (args->argc && parse_ifname(args, "LAG", &name))
		return RC_USAGE;
	rc = args_done(args);
	if (!rc)
		rc = get_lags(name, &lags);
	if (!rc)
		rc = get_ports(NULL, &ports);
	if (!rc)
		sort_by_lag(&ports);
	if (!rc && options.json)
		json_show(&lags, &ports);
	else if (!rc)
		print_show(&lags, &ports);
	records_free(&ports);
	records_free(&lags);
	return rc;
}
