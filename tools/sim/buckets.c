// SPDX-License-Identifier: GPL-2.0
/*
 * Properties of the bucket table: shares, and what moves when they change
 */

#include "world.h"

/**
 * struct table - the bucket table, counted
 * @count: buckets of each port
 * @foreign: buckets that moved although their port still distributes
 * @strange: buckets that moved to a port that distributed before
 * @bad: buckets that name nobody, or somebody who does not distribute
 * @lost: ports that no longer weigh as much as before
 * @gained: ports that weigh more than before
 * @ports: ports that distribute
 */
struct table {
	u32 count[NODES_MAX];
	u32 foreign;
	u32 strange;
	u32 bad;
	u32 lost;
	u32 gained;
	u32 ports;
};

static void weigh(const struct sys *sys, u32 *weight, struct table *table)
{
	u32 i;

	for (i = 0; i < sys->nodes; i++) {
		const struct node *node = &sys->node[i];

		if (node->lacp.weight)
			weight[i] = node->lacp.config.weight ?:
				    min(node->speed, LACP_PORT_SPEED_MAX);
		table->lost += weight[i] < sys->seen_weight[i];
		table->gained += weight[i] > sys->seen_weight[i];
		table->ports += weight[i] != 0;
	}
}

static void count(const struct sys *sys, const u32 *weight,
		  struct table *table)
{
	unsigned int cid;

	for (cid = 0; cid < LACP_BUCKETS; cid++) {
		u8 now = sys->lag.owner[cid];
		u8 then = sys->seen_bucket[cid];

		if (now == LACP_NO_PORT || now >= sys->nodes || !weight[now]) {
			table->bad++;
			continue;
		}
		table->count[now]++;
		if (now == then)
			continue;
		table->foreign += then != LACP_NO_PORT && weight[then] &&
				  weight[then] == sys->seen_weight[then];
		table->strange += weight[now] == sys->seen_weight[now];
	}
}

/* Whether @a and @b would both be worse off if @a gave one to @b. */
static bool fair(u32 weight_a, u32 count_a, u32 weight_b, u32 count_b)
{
	return !count_a || (2ULL * count_a - 1) * weight_b <=
			   (2ULL * count_b + 1) * weight_a;
}

static void check_shares(struct sys *sys, const u32 *weight,
			 const struct table *table)
{
	bool balanced = true;
	u32 i, k;

	for (i = 0; i < sys->nodes; i++) {
		for (k = 0; k < sys->nodes; k++)
			balanced &= !weight[i] || !weight[k] ||
				    fair(weight[i], table->count[i],
					 weight[k], table->count[k]);
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

static void check_moves(struct sys *sys, const struct table *table)
{
	if (!table->gained)
		prop_check(sys->world, PROP_MOVES, !table->foreign,
			   "%c moved %u buckets of ports that it did not lose",
			   'A' + sys->index, table->foreign);
	if (!table->lost)
		prop_check(sys->world, PROP_MOVES, !table->strange,
			   "%c moved %u buckets to ports that it had before",
			   'A' + sys->index, table->strange);
}

/* Where the data path sends, beside where it should. */
static void check_held(struct sys *sys)
{
	bool differ = memcmp(sys->lag.bucket, sys->lag.owner, LACP_BUCKETS);
	unsigned int cid, held = 0, wrong = 0;
	struct world *world = sys->world;

	for (cid = 0; differ && cid < LACP_BUCKETS; cid++) {
		u8 now = sys->lag.bucket[cid];

		held += now == LACP_HELD;
		wrong += now != LACP_HELD && now != sys->lag.owner[cid];
	}
	if (!held)
		sys->held_since = LACP_NEVER;
	else if (sys->held_since == LACP_NEVER)
		sys->held_since = world->now;

	prop_check(world, PROP_HELD, !wrong,
		   "%c has %u buckets that have not followed",
		   'A' + sys->index, wrong);
	prop_check(world, PROP_HELD, held == sys->lag.held,
		   "%c says that it holds %u buckets, not %u",
		   'A' + sys->index, sys->lag.held, held);
	prop_check(world, PROP_HELD, !held || sys->lag.distributing,
		   "%c holds buckets for no port", 'A' + sys->index);
	prop_check(world, PROP_HELD,
		   !held || world->now - sys->held_since <
			    sys->config.hold_time,
		   "%c holds buckets for %llu ms", 'A' + sys->index,
		   (unsigned long long)(world->now - sys->held_since));
}

/**
 * props_buckets() - look at the bucket table, if it has changed
 * @sys: the system
 */
void props_buckets(struct sys *sys)
{
	u32 weight[NODES_MAX] = {};
	struct table table = {};

	weigh(sys, weight, &table);
	check_held(sys);
	if (!memcmp(sys->seen_bucket, sys->lag.owner, LACP_BUCKETS) &&
	    !memcmp(sys->seen_weight, weight, sizeof(weight)))
		return;
	count(sys, weight, &table);
	prop_check(sys->world, PROP_BUCKETS,
		   table.bad == (table.ports ? 0 : LACP_BUCKETS),
		   "%c has %u buckets without a port while %u distribute",
		   'A' + sys->index, table.bad, table.ports);
	check_shares(sys, weight, &table);
	check_moves(sys, &table);
	memcpy(sys->seen_bucket, sys->lag.owner, LACP_BUCKETS);
	memcpy(sys->seen_weight, weight, sizeof(weight));
}
