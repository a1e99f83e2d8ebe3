// SPDX-License-Identifier: GPL-2.0
/*
 * Who carries which conversation
 *
 * The conversation IDs are handed out to the distributing ports in proportion
 * to their weights, by the method of Sainte-Lague: with the quotas that it gives
 * no port could give a bucket to another to bring the two closer to what their
 * weights ask for. Equal ports so differ by one bucket at most.
 *
 * Rounding each share by itself and handing out the rest would come as close,
 * but when a port goes could leave another with less than before. Here a port
 * that is lost gives up its own buckets, a port that is gained takes its quota,
 * and no other moves. Who of two has equal claims to a bucket: who has it
 * already, then the lower port number.
 */

#include <linux/compiler.h>
#include <linux/math64.h>

#include "balance.h"
#include "machines.h"

/* Whether a port has more than its quota of now. */
static bool has_more(const struct lacp_port *port)
{
	return port->buckets > port->quota;
}

/* Whether @a is to be given one more bucket rather than @b. */
static bool goes_before(const struct lacp_port *a, const struct lacp_port *b)
{
	u64 mine = (u64)a->claim * (2 * b->quota + 1);
	u64 theirs = (u64)b->claim * (2 * a->quota + 1);

	return mine > theirs ||
	       (mine == theirs && has_more(a) && !has_more(b));
}

static void give_one(const struct lacp_lag *lag)
{
	struct lacp_port *port, *best = lag->ports;

	lacp_for_each_port(lag, port)
		if (goes_before(port, best))
			best = port;
	best->quota++;
}

/*
 * Share out so many buckets, on top of quotas of 0, in proportion to claims. Of one
 * less for each port, nobody's exact share exceeds what the method gives him of
 * all: from there it is a few steps.
 */
static void apportion(struct lacp_lag *lag, u32 buckets)
{
	u32 ports = 0, total = 0, sum = 0;
	struct lacp_port *port;

	lacp_for_each_port(lag, port) {
		total += port->claim;
		ports++;
	}
	if (!total)
		return;
	lacp_for_each_port(lag, port) {
		u32 most = buckets - min(buckets, ports);
		u32 share = div_u64((u64)most * port->claim, total);

		port->quota += share;
		sum += share;
	}
	for (; sum < buckets; sum++)
		give_one(lag);
}

static void compute_quotas(struct lacp_lag *lag)
{
	struct lacp_port *port;

	lacp_for_each_port(lag, port) {
		port->claim = port->weight;
		port->quota = 0;
	}
	apportion(lag, LACP_BUCKETS);
}

/* Distributes, and did when buckets were last handed out. */
static bool stays(const struct lacp_port *port)
{
	return port->weight && port->dealt;
}

/*
 * What was measured holds while ports come and go: some stay, and none has
 * another weight.
 */
static bool still_rebalanced(const struct lacp_lag *lag)
{
	const struct lacp_port *port;
	bool some = false;

	if (!lag->rebalanced)
		return false;
	lacp_for_each_port(lag, port) {
		if (stays(port) && port->weight != port->dealt)
			return false;
		some |= stays(port);
	}
	return some;
}

/*
 * New ports are given their quotas, by all others in proportion to what they
 * have; or what lost ports leave goes to the others by weight. Either way the
 * rest stays as it was put.
 */
static void change_quotas(struct lacp_lag *lag)
{
	u32 has = 0, keep = LACP_BUCKETS;
	struct lacp_port *port;
	bool fewer;

	compute_quotas(lag);
	lacp_for_each_port(lag, port) {
		if (stays(port))
			has += port->buckets;
		else
			keep -= port->quota;
	}
	fewer = keep < has;
	lacp_for_each_port(lag, port) {
		port->claim = 0;
		if (!stays(port))
			continue;
		port->claim = fewer ? port->buckets : port->weight;
		port->quota = 0;
	}
	apportion(lag, fewer ? keep : keep - has);
	lacp_for_each_port(lag, port)
		if (stays(port) && !fewer)
			port->quota += port->buckets;
}

/* The next port after @last, in a circle, that is to be given a bucket. */
static struct lacp_port *next_taker(const struct lacp_lag *lag,
				    struct lacp_port *last)
{
	struct lacp_port *port;

	for (port = last ? last->next : NULL; port; port = port->next)
		if (port->buckets < port->quota)
			return port;
	lacp_for_each_port(lag, port)
		if (port->buckets < port->quota)
			return port;
	return NULL;
}

/* Who is to carry a bucket, or NULL for nobody or a port that has gone. */
static struct lacp_port *owner_of(const struct lacp_lag *lag, unsigned int cid)
{
	return lag->by_index[lag->owner[cid]];
}

/* Every bucket that is given to another port is given here. */
static void move_bucket(struct lacp_lag *lag, unsigned int cid,
			struct lacp_port *from, struct lacp_port *to)
{
	if (from)
		from->buckets--;
	if (to)
		to->buckets++;
	lag->owner_changes++;
	WRITE_ONCE(lag->owner[cid], to ? to->index : LACP_NO_PORT);
}

static void move_buckets(struct lacp_lag *lag)
{
	struct lacp_port *taker = NULL;
	unsigned int cid;

	for (cid = 0; cid < LACP_BUCKETS; cid++) {
		struct lacp_port *owner = owner_of(lag, cid);

		if (owner && !has_more(owner))
			continue;
		taker = next_taker(lag, taker);
		move_bucket(lag, cid, owner, taker);
	}
}

/**
 * lacp_conversation_update() - hand out the conversation IDs anew
 * @lag: the LAG, the weight of whose ports changed
 */
void lacp_conversation_update(struct lacp_lag *lag)
{
	struct lacp_port *port;

	lag->rebalanced = still_rebalanced(lag);
	if (lag->rebalanced)
		change_quotas(lag);
	else
		compute_quotas(lag);
	move_buckets(lag);
	lacp_for_each_port(lag, port)
		port->dealt = port->weight;
	lacp_flush_move(lag);
}

/**
 * lacp_rebalance() - move conversation IDs for what they carry
 * @lag: the LAG
 * @b: the plan; what has changed since it was made is left as it is
 * @now: the time, ms; this input acts at once
 *
 * They stay until ports take them along or bring room, or a port has another
 * weight.
 *
 * Return: how many were moved.
 */
u32 lacp_rebalance(struct lacp_lag *lag, const struct lacp_balance *b, u64 now)
{
	unsigned int cid;
	u32 moved = 0;

	lag->now = now;
	for (cid = 0; cid < LACP_BUCKETS; cid++) {
		struct lacp_port *from = owner_of(lag, cid);
		struct lacp_port *to;

		if (b->to[cid] == b->from[cid] || !from ||
		    from->index != b->from[cid])
			continue;
		to = lag->by_index[b->to[cid]];
		if (!to || !to->weight)
			continue;
		move_bucket(lag, cid, from, to);
		moved++;
	}
	if (moved)
		lag->rebalanced = true;
	lacp_flush_move(lag);
	return moved;
}

/**
 * lacp_forget_balance() - have shares by weight alone again
 * @lag: the LAG, what was measured of which holds no more
 * @now: the time, ms; this input acts at once
 */
void lacp_forget_balance(struct lacp_lag *lag, u64 now)
{
	lag->now = now;
	if (!lag->rebalanced)
		return;
	lag->rebalanced = false;
	lacp_conversation_update(lag);
}
