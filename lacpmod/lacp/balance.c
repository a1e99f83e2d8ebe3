// SPDX-License-Identifier: GPL-2.0
/*
 * Which conversation IDs to move so that the ports carry what they should
 *
 * A port should carry as much of what was measured as its weight is of all
 * weights. Time and again the busiest port, by what it should carry, gives one
 * conversation ID to the port that lacks most: the least one that relieves it
 * and has room there, or else the largest that has room. What is larger than the
 * room moves only if the port that takes it ends up less busy than the one that
 * gives it. So large ones go first, and few are moved; none is moved twice. A
 * port within a 32nd of what it should carry is left alone.
 *
 * Finding the fewest possible would be a search without end (it is packing of
 * bins); tools/sim/deal.c compares with it where there is little to search.
 */

#include <linux/math64.h>
#include <linux/sort.h>

#include "balance.h"
#include "machines.h"

#define TOLERANCE	32	/* parts of a port's share */
#define NONE		0xffff	/* no conversation ID */

static u64 tolerance(const struct lacp_balance *b, unsigned int port)
{
	return b->fair[port] / TOLERANCE;
}

/* What was measured may be too large to reckon with: as many bits as fit. */
static unsigned int scale_of(const struct lacp_balance *b)
{
	u64 total = b->total;
	unsigned int shift = 0;

	for (; total > U32_MAX; total >>= 1)
		shift++;
	return shift;
}

static int compare_keys(const void *a, const void *b)
{
	u64 x = *(const u64 *)a;
	u64 y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

static bool carries(const struct lacp_balance *b, unsigned int port)
{
	return port < LACP_PORTS_MAX && b->weight[port];
}

/* Those that carry anything, by what they carry: key and ID in one number. */
static unsigned int sort_loads(struct lacp_balance *b, unsigned int shift)
{
	unsigned int cid, n = 0;

	for (cid = 0; cid < LACP_BUCKETS; cid++) {
		u64 load = b->load[cid] >> shift;

		if (load && carries(b, b->from[cid]))
			b->key[n++] = load * LACP_BUCKETS + cid;
	}
	sort(b->key, n, sizeof(*b->key), compare_keys, NULL);
	return n;
}

/* Each port's own, the least first. */
static void list_loads(struct lacp_balance *b, unsigned int n)
{
	memset(b->head, 0xff, sizeof(b->head));
	while (n--) {
		unsigned int cid = b->key[n] % LACP_BUCKETS;
		unsigned int port = b->from[cid];

		b->scaled[cid] = b->key[n] / LACP_BUCKETS;
		b->has[port] += b->scaled[cid];
		b->next[cid] = b->head[port];
		b->head[port] = cid;
	}
}

static void compute_fair(struct lacp_balance *b)
{
	u32 weights = 0, sum = 0;
	unsigned int i;

	for (i = 0; i < LACP_PORTS_MAX; i++) {
		weights += b->weight[i];
		sum += b->has[i];
	}
	for (i = 0; i < LACP_PORTS_MAX && weights; i++)
		b->fair[i] = div_u64((u64)sum * b->weight[i], weights);
}

/* Whether a port is the busier with @a than another with @b. */
static bool busier(const struct lacp_balance *b, unsigned int port, u64 load,
		   unsigned int other, u64 other_load)
{
	return load * b->weight[other] > other_load * b->weight[port];
}

/* The busiest port that has more than it should, or NONE. */
static unsigned int find_giver(const struct lacp_balance *b)
{
	unsigned int i, best = NONE;

	for (i = 0; i < LACP_PORTS_MAX; i++) {
		if (b->stuck[i] || b->has[i] <= b->fair[i] + tolerance(b, i))
			continue;
		if (best == NONE || busier(b, i, b->has[i], best, b->has[best]))
			best = i;
	}
	return best;
}

/* The port that lacks most; there is one where another has too much. */
static unsigned int find_taker(const struct lacp_balance *b)
{
	unsigned int i, best = NONE;
	u32 most = 0;

	for (i = 0; i < LACP_PORTS_MAX; i++) {
		u32 lack = b->fair[i] - min(b->has[i], b->fair[i]);

		if (lack > most) {
			most = lack;
			best = i;
		}
	}
	return best;
}

/* Where the conversation ID to be moved hangs in the giver's list, or NULL. */
static u16 *find_load(struct lacp_balance *b, unsigned int giver,
		      unsigned int taker)
{
	u64 excess = b->has[giver] - b->fair[giver] - tolerance(b, giver);
	u64 room = b->fair[taker] - b->has[taker] + tolerance(b, taker);
	u16 *at, *best = NULL;

	for (at = &b->head[giver]; *at != NONE; at = &b->next[*at]) {
		u64 load = b->scaled[*at];

		if (load <= room)
			best = at;
		if (load > room || load >= excess)
			break;
	}
	if (best || *at == NONE)
		return best;
	return busier(b, giver, b->has[giver], taker,
		      b->has[taker] + b->scaled[*at]) ? at : NULL;
}

static void plan_move(struct lacp_balance *b, unsigned int giver,
		      unsigned int taker, u16 *at)
{
	unsigned int cid = *at;

	*at = b->next[cid];
	b->to[cid] = taker;
	b->has[giver] -= b->scaled[cid];
	b->has[taker] += b->scaled[cid];
	b->moved++;
}

static void plan_moves(struct lacp_balance *b)
{
	unsigned int giver, taker;
	u16 *at;

	while ((giver = find_giver(b)) != NONE) {
		taker = find_taker(b);
		at = taker == NONE ? NULL : find_load(b, giver, taker);
		if (at)
			plan_move(b, giver, taker, at);
		else
			b->stuck[giver] = true;
	}
}

/* Thousandths of its share that the busiest port carries. */
static u32 busiest(const struct lacp_balance *b)
{
	u64 most = 0;
	unsigned int i;

	for (i = 0; i < LACP_PORTS_MAX; i++)
		if (b->fair[i])
			most = max(most, div_u64(1000ULL * b->has[i],
						 b->fair[i]));
	return min_t(u64, most, U32_MAX);
}

static void sum_up(struct lacp_balance *b)
{
	unsigned int cid;

	for (cid = 0; cid < LACP_BUCKETS; cid++) {
		if (!carries(b, b->from[cid]))
			continue;
		b->before[b->from[cid]] += b->load[cid];
		b->after[b->to[cid]] += b->load[cid];
	}
}

/**
 * lacp_balance_plan() - plan which conversation IDs to move
 * @b: the plan, all zero but for lacp_balance_begin() and .load
 *
 * Time is spent here, of the order of 4,096 steps for each one that is moved,
 * so it is no place to be under a lock.
 */
void lacp_balance_plan(struct lacp_balance *b)
{
	unsigned int cid;

	memcpy(b->to, b->from, sizeof(b->to));
	for (cid = 0; cid < LACP_BUCKETS; cid++)
		if (carries(b, b->from[cid]))
			b->total += b->load[cid];
	list_loads(b, sort_loads(b, scale_of(b)));
	compute_fair(b);
	b->busiest_before = busiest(b);
	plan_moves(b);
	b->busiest_after = busiest(b);
	sum_up(b);
}

/**
 * lacp_balance_begin() - begin a plan with what there is
 * @lag: the LAG
 * @b: the plan, all zero
 */
void lacp_balance_begin(const struct lacp_lag *lag, struct lacp_balance *b)
{
	const struct lacp_port *port;

	memcpy(b->from, lag->owner, sizeof(b->from));
	lacp_for_each_port(lag, port)
		b->weight[port->index] = port->weight;
}
