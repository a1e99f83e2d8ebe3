// SPDX-License-Identifier: GPL-2.0
/*
 * Deals out the buckets anew, again and again, as ports come, go, and weigh
 * more or less, and are rebalanced in between; looks after each change at every
 * share and every move. Then compares plans of rebalancing with the best there
 * are, where these can be found; they may not be further from them than they were.
 *
 * deal CHANGES SEED
 */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/kernel.h>

#include "lacpmod/lacp/balance.h"
#include "lacpmod/lacp/machines.h"

#include "rand.h"

/**
 * struct table - a LAG, and what it was before
 * @lag: the LAG
 * @port: its ports, by their index
 * @bucket: the buckets before the change
 * @weight: the weights before the change
 * @buckets: what each port carried before the change
 * @rebalanced: shares were not by weight alone before the change
 * @dice: where chance comes from
 * @change: which change it is
 */
struct table {
	struct lacp_lag lag;
	struct lacp_port port[LACP_PORTS_MAX];
	u8 bucket[LACP_BUCKETS];
	u32 weight[LACP_PORTS_MAX];
	u32 buckets[LACP_PORTS_MAX];
	bool rebalanced;
	struct dice dice;
	unsigned long change;
};

static struct table table;
static struct lacp_balance plan;

void lacp_trace_transition(const struct lacp_port *port,
			   enum lacp_machine machine, u8 from, u8 to)
{
}

static void __printf(1, 2) fail(const char *format, ...)
{
	va_list args;

	printf("# change %lu: ", table.change);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	exit(1);
}

static void begin(u64 seed)
{
	unsigned int i;

	table.dice.state = seed;
	memset(table.lag.owner, LACP_NO_PORT, LACP_BUCKETS);
	memset(table.lag.bucket, LACP_NO_PORT, LACP_BUCKETS);
	for (i = 0; i < LACP_PORTS_MAX; i++) {
		table.port[i].lag = &table.lag;
		table.port[i].index = i;
		table.lag.by_index[i] = &table.port[i];
		table.port[i].next = i + 1 < LACP_PORTS_MAX ?
				     &table.port[i + 1] : NULL;
	}
	table.lag.ports = table.port;
}

/* Speeds that there are, a few odd ones, and anything. */
static u32 any_weight(struct dice *dice)
{
	static const u32 speeds[] = {
		1, 10, 100, 1000, 1000, 1000, 1000, 2500, 10000, 25000, 40000,
		100000, 400000, 800000, LACP_PORT_SPEED_MAX,
	};

	if (dice_chance(dice, 70))
		return speeds[dice_below(dice, ARRAY_SIZE(speeds))];
	return dice_between(dice, 1, dice_chance(dice, 50) ? 100 :
			    LACP_PORT_SPEED_MAX);
}

static void keep(void)
{
	unsigned int i;

	table.rebalanced = table.lag.rebalanced;
	memcpy(table.bucket, table.lag.bucket, LACP_BUCKETS);
	for (i = 0; i < LACP_PORTS_MAX; i++) {
		table.weight[i] = table.port[i].weight;
		table.buckets[i] = table.port[i].buckets;
	}
}

/* Few ports most of the time, all 64 now and then, equal ones for a while. */
static void change(void)
{
	struct dice *dice = &table.dice;
	bool equal = table.change / 1000 % 2;
	u32 ports = table.change % 5000 < 2500 ? 8 : LACP_PORTS_MAX;
	u32 n = dice_chance(dice, 80) ? 1 : dice_between(dice, 1, ports);

	while (n--) {
		struct lacp_port *port = &table.port[dice_below(dice, ports)];

		if (port->weight && dice_chance(dice, 60))
			port->weight = 0;
		else
			port->weight = equal ? 1000 : any_weight(dice);
	}
}

/**
 * struct tally - what a change has done
 * @ports: ports that distribute
 * @lost: ports that weigh less than before
 * @gained: ports that weigh more than before
 * @stay: ports that distribute and did before
 * @other: of these, those with another weight
 * @moved: buckets with another port than before
 * @least: buckets that had to move, for every port to have what it has
 * @count: buckets of each port
 * @from: of them that moved, those that were a port's
 * @to: of them that moved, those that are a port's
 */
struct tally {
	u32 ports;
	u32 lost;
	u32 gained;
	u32 stay;
	u32 other;
	u32 moved;
	u32 least;
	u32 count[LACP_PORTS_MAX];
	u32 from[LACP_PORTS_MAX];
	u32 to[LACP_PORTS_MAX];
};

static void count_port(struct tally *t, unsigned int i)
{
	const struct lacp_port *port = &table.port[i];

	t->ports += !!port->weight;
	t->lost += port->weight < table.weight[i];
	t->gained += port->weight > table.weight[i];
	if (port->weight && table.weight[i]) {
		t->stay++;
		t->other += port->weight != table.weight[i];
	}
	if (port->buckets > table.buckets[i])
		t->least += port->buckets - table.buckets[i];
	if (port->buckets != t->count[i])
		fail("port %u says %u buckets and has %u", i, port->buckets,
		     t->count[i]);
	if (t->count[i] && !port->weight)
		fail("port %u does not distribute and has %u buckets", i,
		     t->count[i]);
}

static void count_up(struct tally *t)
{
	unsigned int cid, i;

	for (cid = 0; cid < LACP_BUCKETS; cid++) {
		u8 now = table.lag.bucket[cid];
		u8 then = table.bucket[cid];

		if (now != LACP_NO_PORT)
			t->count[now]++;
		if (now == then)
			continue;
		t->moved++;
		if (then != LACP_NO_PORT)
			t->from[then]++;
		if (now != LACP_NO_PORT)
			t->to[now]++;
	}
	for (i = 0; i < LACP_PORTS_MAX; i++)
		count_port(t, i);
}

/* No port could give a bucket to another and both be nearer to their shares. */
static void check_shares(const struct tally *t)
{
	u32 sum = 0;
	unsigned int i, k;

	for (i = 0; i < LACP_PORTS_MAX; i++) {
		u64 weight = table.port[i].weight;

		sum += t->count[i];
		for (k = 0; t->count[i] && k < LACP_PORTS_MAX; k++)
			if ((2ULL * t->count[i] - 1) * table.port[k].weight >
			    (2ULL * t->count[k] + 1) * weight)
				fail("port %u has %u for %llu, port %u has %u for %u",
				     i, t->count[i], (unsigned long long)weight,
				     k, t->count[k], table.port[k].weight);
	}
	if (sum != (t->ports ? LACP_BUCKETS : 0))
		fail("%u buckets are carried by %u ports", sum, t->ports);
}

#define FEW	8	/* ports that can be given one bucket after the other */

/* How many a port is given where the next goes to who needs it most. */
static u32 quota_of(unsigned int wanted)
{
	u32 has[LACP_PORTS_MAX] = {};
	unsigned int n, i;

	for (n = 0; n < LACP_BUCKETS; n++) {
		unsigned int best = wanted;

		for (i = 0; i < LACP_PORTS_MAX; i++)
			if ((u64)table.port[i].weight * (2 * has[best] + 1) >
			    (u64)table.port[best].weight * (2 * has[i] + 1))
				best = i;
		has[best]++;
	}
	return has[wanted];
}

/* A new port has its quota, and nobody has more than what is left to him. */
static void check_rebalanced(const struct tally *t)
{
	unsigned int i;
	u32 sum = 0;

	for (i = 0; i < LACP_PORTS_MAX; i++) {
		sum += t->count[i];
		if (table.weight[i] || !table.port[i].weight || t->ports > FEW)
			continue;
		/* Of two with equal claims either may have the last. */
		if (abs((int)t->count[i] - (int)quota_of(i)) > 1)
			fail("port %u is new and has %u buckets instead of %u",
			     i, t->count[i], quota_of(i));
	}
	if (sum != LACP_BUCKETS)
		fail("%u buckets are carried by %u ports", sum, t->ports);
}

static void check_state(const struct tally *t)
{
	bool keeps = table.rebalanced && t->stay && !t->other;

	if (table.lag.rebalanced != keeps)
		fail("rebalanced is %u instead of %u", table.lag.rebalanced,
		     keeps);
}

static void check_moves(const struct tally *t)
{
	unsigned int i;

	if (t->ports && t->moved != t->least)
		fail("%u buckets moved where %u are enough", t->moved,
		     t->least);
	/* Shares that are by weight again may move anywhere. */
	if (table.lag.rebalanced != table.rebalanced)
		return;
	for (i = 0; i < LACP_PORTS_MAX; i++) {
		u32 weight = table.port[i].weight;

		if (!t->gained && weight && weight == table.weight[i] &&
		    t->from[i])
			fail("port %u was not lost and gave %u buckets away", i,
			     t->from[i]);
		if (!t->lost && weight == table.weight[i] && t->to[i])
			fail("port %u is not new and took %u buckets", i,
			     t->to[i]);
	}
}

/* Little load on most, much on some; none on any now and then. */
static void load_up(struct lacp_balance *b, struct dice *dice)
{
	u32 used = dice_between(dice, 0, 100);
	u32 large = dice_below(dice, 4);
	unsigned int cid;

	for (cid = 0; cid < LACP_BUCKETS; cid++) {
		b->load[cid] = 0;
		if (!dice_chance(dice, used))
			continue;
		b->load[cid] = dice_roll(dice) >> dice_between(dice, 34, 60);
		if (!dice_below(dice, 500))
			b->load[cid] <<= 8 * large;
	}
}

static void check_plan(const struct lacp_balance *b)
{
	u64 before[LACP_PORTS_MAX] = {}, after[LACP_PORTS_MAX] = {};
	unsigned int cid, i;
	u32 moved = 0;

	for (cid = 0; cid < LACP_BUCKETS; cid++) {
		if (table.bucket[cid] == LACP_NO_PORT)
			continue;
		before[table.bucket[cid]] += b->load[cid];
		after[b->to[cid]] += b->load[cid];
		moved += b->to[cid] != table.bucket[cid];
		if (b->to[cid] != table.bucket[cid] && !b->load[cid])
			fail("bucket %u moves and carries nothing", cid);
	}
	for (i = 0; i < LACP_PORTS_MAX; i++)
		if (before[i] != b->before[i] || after[i] != b->after[i])
			fail("port %u carries %llu and then %llu", i,
			     (unsigned long long)b->before[i],
			     (unsigned long long)b->after[i]);
	if (moved != b->moved)
		fail("%u buckets are to move instead of %u", moved, b->moved);
	if (b->busiest_after > b->busiest_before ||
	    (!moved && b->busiest_after != b->busiest_before))
		fail("the busiest port carries %u and then %u by moving %u",
		     b->busiest_before, b->busiest_after, moved);
}

static void rebalance(void)
{
	struct tally t = {};
	u32 moved;

	memset(&plan, 0, sizeof(plan));
	lacp_balance_begin(&table.lag, &plan);
	load_up(&plan, &table.dice);
	lacp_balance_plan(&plan);
	keep();
	check_plan(&plan);
	moved = lacp_rebalance(&table.lag, &plan, table.lag.now);
	if (moved != plan.moved ||
	    memcmp(plan.moved ? plan.to : table.bucket, table.lag.bucket,
		   LACP_BUCKETS))
		fail("%u buckets were moved instead of %u", moved, plan.moved);
	count_up(&t);
	if (t.moved != moved)
		fail("%u buckets have moved instead of %u", t.moved, moved);
}

static void change_once(unsigned long *moved)
{
	struct tally t = {};

	if (dice_chance(&table.dice, 10))
		rebalance();
	keep();
	change();
	lacp_conversation_update(&table.lag);
	count_up(&t);
	check_state(&t);
	if (table.lag.rebalanced)
		check_rebalanced(&t);
	else
		check_shares(&t);
	check_moves(&t);
	*moved += t.moved;
}

#define LOADS		9
#define PLANS		300
#define PLANS_SEED	1

/* What the plans come to is 4 and 301: a plan may become that much worse. */
#define MOVED_LIMIT	5
#define BUSIEST_LIMIT	310	/* permille */

/**
 * struct best - what is best for a plan
 * @moved: the fewest moves, for the busiest port to carry no more
 * @busiest: what the busiest port carries at least, however many are moved
 */
struct best {
	u32 moved;
	u64 busiest;
};

/* Every way to place a few loads on a few equal ports. */
static void find_best(const struct lacp_balance *b, unsigned int ports,
		      u64 busiest, struct best *best)
{
	unsigned int i, code, ways = 1;

	*best = (struct best){ .moved = LOADS, .busiest = b->total };
	for (i = 0; i < LOADS; i++)
		ways *= ports;
	while (ways--) {
		u64 has[LACP_PORTS_MAX] = {}, most = 0;
		u32 moved = 0;

		for (i = 0, code = ways; i < LOADS; i++, code /= ports) {
			has[code % ports] += b->load[i];
			moved += code % ports != b->from[i];
		}
		for (i = 0; i < ports; i++)
			most = max(most, has[i]);
		best->busiest = min(best->busiest, most);
		if (most <= busiest)
			best->moved = min(best->moved, moved);
	}
}

/* How far plans are from the best there are. */
static void compare_plan(u32 *worst_moved, u64 *worst_busiest)
{
	unsigned int i, ports = dice_between(&table.dice, 2, 3);
	struct best best;
	u64 busiest = 0;

	memset(&plan, 0, sizeof(plan));
	memset(plan.from, LACP_NO_PORT, LACP_BUCKETS);
	for (i = 0; i < ports; i++)
		plan.weight[i] = 1000;
	for (i = 0; i < LOADS; i++) {
		plan.from[i] = dice_below(&table.dice, ports);
		plan.load[i] = dice_between(&table.dice, 1, 1000000);
	}
	lacp_balance_plan(&plan);
	for (i = 0; i < ports; i++)
		busiest = max(busiest, plan.after[i]);
	find_best(&plan, ports, busiest, &best);
	if (plan.moved > best.moved)
		*worst_moved = max(*worst_moved, plan.moved - best.moved);
	*worst_busiest = max(*worst_busiest, 1000 * (busiest - best.busiest) /
			     best.busiest);
}

/* The same plans, whatever came before: so the limits can be narrow. */
static bool compare_plans(void)
{
	u32 worst_moved = 0, i;
	u64 worst_busiest = 0;

	table.dice.state = PLANS_SEED;
	for (i = 0; i < PLANS; i++)
		compare_plan(&worst_moved, &worst_busiest);
	printf("# of %u plans none moves more than %u too many, or leaves the\n"
	       "# busiest port more than %llu permille above the least\n",
	       PLANS, worst_moved, (unsigned long long)worst_busiest);
	if (worst_moved <= MOVED_LIMIT && worst_busiest <= BUSIEST_LIMIT)
		return true;
	printf("# that is too much: at most %u and %u permille are expected\n",
	       MOVED_LIMIT, BUSIEST_LIMIT);
	return false;
}

int main(int argc, char **argv)
{
	unsigned long changes = argc > 1 ? strtoul(argv[1], NULL, 0) : 100000;
	u64 seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	unsigned long moved = 0;

	begin(seed);
	for (; table.change < changes; table.change++)
		change_once(&moved);
	printf("# %lu changes moved %lu buckets\n", changes, moved);
	return compare_plans() ? 0 : 1;
}
