// SPDX-License-Identifier: GPL-2.0
/* lacpmodctl lag buckets: who carries which conversation, and how much. */
#include <inttypes.h>
#include <stdio.h>

#include "lacpmodctl.h"

/* Ports of a LAG, and nobody. */
#define CARRIERS_MAX	65
#define COLUMNS		7

/**
 * struct carrier - a port, and what its conversations have carried
 * @ifindex: its index, 0 for nobody
 * @name: its name
 * @buckets: conversations
 * @used: of them, those that carried anything
 * @bytes: what they carried
 * @largest: what one of them carried at most
 */
struct carrier {
	uint32_t ifindex;
	const char *name;
	uint32_t buckets;
	uint32_t used;
	uint64_t bytes;
	uint64_t largest;
};

/**
 * struct load - what a LAG has carried
 * @carrier: by port
 * @n: how many
 * @bytes: all of it
 * @measured: it was measured
 */
struct load {
	struct carrier carrier[CARRIERS_MAX];
	unsigned int n;
	uint64_t bytes;
	bool measured;
};

static struct carrier *carrier_of(struct load *load, uint32_t ifindex)
{
	unsigned int i;

	for (i = 0; i < load->n; i++)
		if (load->carrier[i].ifindex == ifindex)
			return &load->carrier[i];
	if (load->n == CARRIERS_MAX)
		return NULL;
	load->carrier[load->n].ifindex = ifindex;
	return &load->carrier[load->n++];
}

static void add_bucket(struct load *load, const struct attrs *bucket)
{
	uint64_t bytes = attr_num(bucket, LACPMOD_A_BUCKET_RECENT);
	struct carrier *carrier;

	carrier = carrier_of(load, attr_num(bucket,
					    LACPMOD_A_BUCKET_PORT_IFINDEX));
	if (!carrier)
		return;
	carrier->name = attr_str(bucket, LACPMOD_A_BUCKET_PORT_IFNAME);
	carrier->buckets++;
	carrier->used += bytes != 0;
	carrier->bytes += bytes;
	if (carrier->largest < bytes)
		carrier->largest = bytes;
	load->bytes += bytes;
	load->measured |= attr_has(bucket, LACPMOD_A_BUCKET_RECENT);
}

static void carrier_cells(const struct load *load, const struct carrier *c,
			  const char **cells)
{
	cells[0] = c->ifindex ? safe(c->name) : "-";
	cells[1] = text("%u", c->buckets);
	cells[2] = c->ifindex ? share_text(c->buckets) : "-";
	cells[3] = load->measured ? text("%u", c->used) : "-";
	cells[4] = percent_text(c->bytes, load->bytes);
	cells[5] = percent_text(c->largest, load->bytes);
	cells[6] = load->measured ? text("%" PRIu64, c->bytes) : "-";
}

static void print_table(const struct load *load)
{
	static const char *const head[COLUMNS] = {
		"PORT", "BUCKETS", "SHARE", "IN USE", "LOAD", "LARGEST", "BYTES",
	};
	struct table table = { .n = COLUMNS };
	const char *cells[COLUMNS];
	unsigned int i;

	table_measure(&table, head);
	for (i = 0; i < load->n; i++) {
		carrier_cells(load, &load->carrier[i], cells);
		table_measure(&table, cells);
	}
	table_print(&table, 2, head);
	for (i = 0; i < load->n; i++) {
		carrier_cells(load, &load->carrier[i], cells);
		table_print(&table, 2, cells);
	}
}

static void print_buckets(const char *name, const struct records *lags,
			  const struct records *buckets)
{
	struct load load = {};
	size_t i;

	for (i = 0; i < buckets->n; i++)
		add_bucket(&load, &buckets->record[i]);
	printf("%s  %zu buckets", safe(name), buckets->n);
	if (lags->n && attr_has(&lags->record[0], LACPMOD_A_LAG_MEASURED))
		printf("  measured for %s s",
		       seconds_text(attr_num(&lags->record[0],
					     LACPMOD_A_LAG_MEASURED)));
	puts(load.measured ? "" : "  bucket-counters off");
	print_table(&load);
}

static void json_buckets(const struct records *buckets)
{
	size_t i;

	json_begin(NULL, '[');
	for (i = 0; i < buckets->n; i++) {
		json_begin(NULL, '{');
		json_field(&buckets->record[i], LACPMOD_A_BUCKET_ID);
		json_field(&buckets->record[i], LACPMOD_A_BUCKET_PORT_IFINDEX);
		json_field(&buckets->record[i], LACPMOD_A_BUCKET_PORT_IFNAME);
		json_field(&buckets->record[i], LACPMOD_A_BUCKET_BYTES);
		json_field(&buckets->record[i], LACPMOD_A_BUCKET_RECENT);
		json_end('}');
	}
	json_end(']');
}

/**
 * lag_buckets - the verb "buckets" of the object "lag"
 * @args: the LAG
 *
 * Return: exit status.
 */
int lag_buckets(struct args *args)
{
	struct records lags = {}, buckets = {};
	const char *name;
	int rc;

	rc = parse_ifname(args, "NAME", &name);
	if (!rc)
		rc = args_done(args);
	if (!rc)
		rc = get_lags(name, &lags);
	if (!rc)
		rc = nl_dump(LACPMOD_CMD_BUCKET_GET, &bucket_set,
			     LACPMOD_A_BUCKET_IFNAME, name, &buckets);
	if (!rc && options.json)
		json_buckets(&buckets);
	else if (!rc)
		print_buckets(name, &lags, &buckets);
	records_free(&buckets);
	records_free(&lags);
	return rc;
}
