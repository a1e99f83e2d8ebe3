// SPDX-License-Identifier: GPL-2.0
/*
 * lacpmodctl lag rebalance: even out what the ports of a LAG carry, or say what
 * that would do.
 */
#include <stdio.h>

#include "lacpmodctl.h"

#define COLUMNS 4

/**
 * struct rows - the table of ports
 * @table: widths of its columns
 * @weights: the sum of the ports' weights
 * @bytes: what all have carried
 */
struct rows {
	struct table table;
	uint64_t weights;
	uint64_t bytes;
};

static void port_cells(const struct rows *rows, const struct attrs *port,
		       const char **cells)
{
	cells[0] = safe(attr_str(port, LACPMOD_A_REBALANCE_PORT_IFNAME));
	cells[1] = percent_text(attr_num(port, LACPMOD_A_REBALANCE_PORT_WEIGHT),
				rows->weights);
	cells[2] = percent_text(attr_num(port, LACPMOD_A_REBALANCE_PORT_BEFORE),
				rows->bytes);
	cells[3] = percent_text(attr_num(port, LACPMOD_A_REBALANCE_PORT_AFTER),
				rows->bytes);
}

static void add_weight(const struct attrs *port, void *data)
{
	struct rows *rows = data;

	rows->weights += attr_num(port, LACPMOD_A_REBALANCE_PORT_WEIGHT);
}

static void measure_port(const struct attrs *port, void *data)
{
	struct rows *rows = data;
	const char *cells[COLUMNS];

	port_cells(rows, port, cells);
	table_measure(&rows->table, cells);
}

static void print_port(const struct attrs *port, void *data)
{
	struct rows *rows = data;
	const char *cells[COLUMNS];

	port_cells(rows, port, cells);
	table_print(&rows->table, 2, cells);
}

static void print_outcome(const struct attrs *r)
{
	uint64_t moved = attr_num(r, LACPMOD_A_REBALANCE_MOVED);
	bool dry_run = attr_num(r, LACPMOD_A_REBALANCE_DRY_RUN);

	printf("%s  %llu bucket%s %s  measured for %s s\n",
	       safe(attr_str(r, LACPMOD_A_REBALANCE_IFNAME)),
	       (unsigned long long)moved, moved == 1 ? "" : "s",
	       dry_run ? "would move" : "moved",
	       seconds_text(attr_num(r, LACPMOD_A_REBALANCE_MEASURED)));
	if (!attr_num(r, LACPMOD_A_REBALANCE_BYTES))
		puts("  nothing was sent");
	else
		printf("  the busiest port carried %s of its share, %s is predicted\n",
		       percent_text(attr_num(r, LACPMOD_A_REBALANCE_BUSIEST_BEFORE), 1000),
		       percent_text(attr_num(r, LACPMOD_A_REBALANCE_BUSIEST_AFTER), 1000));
}

static void print_rebalance(const struct attrs *r, const struct nlmsghdr *nlh)
{
	static const char *const head[COLUMNS] = {
		"PORT", "SHARE", "CARRIED", "PREDICTED",
	};
	const struct field *list = field_of(&rebalance_set,
					    LACPMOD_A_REBALANCE_PORT);
	struct rows rows = { .table.n = COLUMNS };

	print_outcome(r);
	rows.bytes = attr_num(r, LACPMOD_A_REBALANCE_BYTES);
	each_of_list(nlh, list, add_weight, &rows);
	if (!rows.weights)
		return;
	table_measure(&rows.table, head);
	each_of_list(nlh, list, measure_port, &rows);
	table_print(&rows.table, 2, head);
	each_of_list(nlh, list, print_port, &rows);
}

static void json_port(const struct attrs *port, void *data)
{
	(void)data;
	json_begin(NULL, '{');
	json_attrs(port);
	json_end('}');
}

static void json_rebalance(const struct attrs *r, const struct nlmsghdr *nlh)
{
	json_begin(NULL, '{');
	json_attrs(r);
	json_begin("port-list", '[');
	each_of_list(nlh, field_of(&rebalance_set, LACPMOD_A_REBALANCE_PORT),
		     json_port, NULL);
	json_end(']');
	json_end('}');
}

/**
 * lag_rebalance - the verb "rebalance" of the object "lag"
 * @args: the LAG, and perhaps the keyword "dry-run"
 *
 * Return: exit status.
 */
int lag_rebalance(struct args *args)
{
	static const char *const word[] = { "dry-run" };
	static const struct names keywords = { word, 1 };
	struct records answer = {};
	struct request req;
	const char *name;
	size_t i;
	int rc;

	rc = parse_ifname(args, "NAME", &name);
	if (rc)
		return rc;
	request_init(&req, LACPMOD_CMD_LAG_REBALANCE, &rebalance_set);
	mnl_attr_put_strz(req.nlh, LACPMOD_A_REBALANCE_IFNAME, name);
	if (args->argc) {
		if (match(args_next(args), &keywords, args->what) < 0)
			return RC_USAGE;
		mnl_attr_put_u8(req.nlh, LACPMOD_A_REBALANCE_DRY_RUN, 1);
	}
	rc = args_done(args);
	if (!rc)
		rc = nl_device(name);
	if (!rc)
		rc = nl_do(&req, &answer);
	if (!rc && options.json)
		json_begin(NULL, '[');
	for (i = 0; !rc && i < answer.n; i++)
		(options.json ? json_rebalance : print_rebalance)
			(&answer.record[i], answer.copy[i]);
	if (!rc && options.json)
		json_end(']');
	records_free(&answer);
	return rc;
}
