// SPDX-License-Identifier: GPL-2.0
/*
 * Properties of the bucket table: shares, and what moves when they change
 */

#include "world.h"

#define SPEED_MAX	1000000	/* Mb/s, a faster port is handed out no more */

/**
 * struct table - the bucket table, counted
 * @count: buckets of each port
 * @foreign: buckets that moved although their port still distributes
 * @strange: buckets that moved to a port that distributed before
 * @bad: buckets that name nobody, or somebody who does not distribute
 * @lost: ports that no longer distribute as fast as before
 * @gained: ports that distribute faster than before
 * @ports: ports that distribute
 * @total: the sum of their speeds
 * @equal: they all have the same, and had
 */
struct table {
	u32 count[NODES_MAX];
	u32 foreign;
	u32 strange;
	u32 bad;
	u32 lost;
	u32 gained;
	u32 ports;
	u64 total;
	bool equal;
};

static void weigh(const struct sys *sys, u32 *speed, struct table *table)
{
	u32 any = 0;
	u32 i;

	table->equal = true;
	for (i = 0; i < sys->nodes; i++) {
		const struct node *node = &sys->node[i];

		speed[i] = node->lacp.weight ?
			   min_t(u32, node->speed, SPEED_MAX) : 0;
		table->lost += speed[i] < sys->seen_speed[i];
		table->gained += speed[i] > sys->seen_speed[i];
		table->ports += speed[i] != 0;
		table->total += speed[i];
		if (!any)
			any = speed[i] | sys->seen_speed[i];
		if ((speed[i] && speed[i] != any) ||
		    (sys->seen_speed[i] && sys->seen_speed[i] != any))
			table->equal = false;
	}
}

static void count(const struct sys *sys, const u32 *speed,
		  struct table *table)
{
	unsigned int cid;

	for (cid = 0; cid < LACP_BUCKETS; cid++) {
		u8 now = sys->lag.bucket[cid];
		u8 then = sys->seen_bucket[cid];

		if (now == LACP_NO_PORT || now >= sys->nodes || !speed[now]) {
			table->bad++;
			continue;
		}
		table->count[now]++;
		if (now == then)
			continue;
		table->foreign += then != LACP_NO_PORT && speed[then] &&
				  speed[then] == sys->seen_speed[then];
		table->strange += speed[now] == sys->seen_speed[now];
	}
}

static void check_shares(struct sys *sys, const u32 *speed,
			 const struct table *table)
{
	bool balanced = true;
	u32 i;

	for (i = 0; i < sys->nodes && table->total; i++) {
		u64 exact = (u64)LACP_BUCKETS * speed[i];
		u64 has = (u64)table->count[i] * table->total;

		if (has >= exact + table->total ||
		    exact >= has + table->total)
			balanced = false;
		prop_check(sys->world, PROP_BUCKETS,
			   !sys->node[i].present ||
			   sys->node[i].lacp.buckets == table->count[i],
			   "%s says %u buckets and has %u",
			   node_name(&sys->node[i]), sys->node[i].lacp.buckets,
			   table->count[i]);
	}
	prop_check(sys->world, PROP_BALANCE, balanced,
		   "%c shares out %u buckets unevenly over %u ports",
		   'A' + sys->index, LACP_BUCKETS, table->ports);
}

/* Between unequal ports a remainder may move, one bucket for each. */
static void check_moves(struct sys *sys, const struct table *table)
{
	u32 spare = table->equal ? 0 : table->ports;

	if (!table->gained)
		prop_check(sys->world, PROP_MOVES, table->foreign <= spare,
			   "%c moved %u buckets of ports that it did not lose",
			   'A' + sys->index, table->foreign);
	if (!table->lost)
		prop_check(sys->world, PROP_MOVES, table->strange <= spare,
			   "%c moved %u buckets to ports that it had before",
			   'A' + sys->index, table->strange);
}

/**
 * props_buckets() - look at the bucket table, if it has changed
 * @sys: the system
 */
void props_buckets(struct sys *sys)
{
	u32 speed[NODES_MAX] = {};
	struct table table = {};

	weigh(sys, speed, &table);
	if (!memcmp(sys->seen_bucket, sys->lag.bucket, LACP_BUCKETS) &&
	    !memcmp(sys->seen_speed, speed, sizeof(speed)))
		return;
	count(sys, speed, &table);
	prop_check(sys->world, PROP_BUCKETS,
		   table.bad == (table.ports ? 0 : LACP_BUCKETS),
		   "%c has %u buckets without a port while %u distribute",
		   'A' + sys->index, table.bad, table.ports);
	check_shares(sys, speed, &table);
	check_moves(sys, &table);
	memcpy(sys->seen_bucket, sys->lag.bucket, LACP_BUCKETS);
	memcpy(sys->seen_speed, speed, sizeof(speed));
}
