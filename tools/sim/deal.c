// SPDX-License-Identifier: GPL-2.0
/*
 * Deals out the buckets anew, again and again, as ports come, go, and weigh
 * more or less, and looks after each change at every share and every move
 *
 * deal CHANGES SEED
 */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/kernel.h>

#include "lacpmod/lacp/machines.h"

#include "rand.h"

/**
 * struct table - a LAG, and what it was before
 * @lag: the LAG
 * @port: its ports, by their index
 * @bucket: the buckets before the change
 * @weight: the weights before the change
 * @buckets: what each port carried before the change
 * @dice: where chance comes from
 * @change: which change it is
 */
struct table {
	struct lacp_lag lag;
	struct lacp_port port[LACP_PORTS_MAX];
	u8 bucket[LACP_BUCKETS];
	u32 weight[LACP_PORTS_MAX];
	u32 buckets[LACP_PORTS_MAX];
	struct dice dice;
	unsigned long change;
};

static struct table table;

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

static void check_moves(const struct tally *t)
{
	unsigned int i;

	if (t->ports && t->moved != t->least)
		fail("%u buckets moved where %u are enough", t->moved,
		     t->least);
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

int main(int argc, char **argv)
{
	unsigned long changes = argc > 1 ? strtoul(argv[1], NULL, 0) : 100000;
	u64 seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	unsigned long moved = 0;

	begin(seed);
	for (; table.change < changes; table.change++) {
		struct tally t = {};

		keep();
		change();
		lacp_conversation_update(&table.lag);
		count_up(&t);
		check_shares(&t);
		check_moves(&t);
		moved += t.moved;
	}
	printf("# %lu changes moved %lu buckets\n", changes, moved);
	return 0;
}
