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

#include "machines.h"

/* Whether a port has more than its quota of now. */
static bool has_more(const struct lacp_port *port)
{
	return port->buckets > port->quota;
}

static u64 claim(const struct lacp_port *port, const struct lacp_port *rival,
		 int step)
{
	return (u64)port->weight * (2 * rival->quota + step);
}

/* Whether @a is to be given one more bucket rather than @b. */
static bool goes_before(const struct lacp_port *a, const struct lacp_port *b)
{
	u64 mine = claim(a, b, 1);
	u64 theirs = claim(b, a, 1);

	return mine > theirs ||
	       (mine == theirs && has_more(a) && !has_more(b));
}

static bool holds_last(const struct lacp_port *port)
{
	return port->buckets >= port->quota;
}

/* Whether @a is to be given one bucket less rather than @b. */
static bool gives_before(const struct lacp_port *a, const struct lacp_port *b)
{
	u64 mine = claim(a, b, -1);
	u64 theirs = claim(b, a, -1);

	return mine < theirs ||
	       (mine == theirs && holds_last(a) <= holds_last(b));
}

static void give_one(const struct lacp_lag *lag)
{
	struct lacp_port *port, *best = NULL;

	lacp_for_each_port(lag, port)
		if (port->weight && (!best || goes_before(port, best)))
			best = port;
	best->quota++;
}

static void take_one(const struct lacp_lag *lag)
{
	struct lacp_port *port, *best = NULL;

	lacp_for_each_port(lag, port)
		if (port->quota && (!best || gives_before(port, best)))
			best = port;
	best->quota--;
}

/*
 * Each exact share rounded to the nearest is right for the sum that this makes;
 * from there to the sum that is wanted it is a few steps.
 */
static void compute_quotas(struct lacp_lag *lag)
{
	struct lacp_port *port;
	u32 total = 0, sum = 0;

	lacp_for_each_port(lag, port)
		total += port->weight;

	lacp_for_each_port(lag, port) {
		u32 rest = 0;

		port->quota = 0;
		if (port->weight)
			port->quota = div_u64_rem((u64)LACP_BUCKETS *
						  port->weight, total, &rest);
		if (rest && rest >= total - rest)
			port->quota++;
		sum += port->quota;
	}

	for (; total && sum < LACP_BUCKETS; sum++)
		give_one(lag);
	for (; sum > LACP_BUCKETS; sum--)
		take_one(lag);
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
	u8 index = lag->owner[cid];

	return index == LACP_NO_PORT ? NULL : lag->by_index[index];
}

/* Every bucket that is given to another port is given here. */
static void move_bucket(struct lacp_lag *lag, unsigned int cid,
			struct lacp_port *from, struct lacp_port *to)
{
	if (from)
		from->buckets--;
	if (to)
		to->buckets++;
	lag->owner[cid] = to ? to->index : LACP_NO_PORT;
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

/* Have the data path follow. */
static void publish(struct lacp_lag *lag)
{
	unsigned int cid;

	for (cid = 0; cid < LACP_BUCKETS; cid++)
		if (lag->bucket[cid] != lag->owner[cid])
			WRITE_ONCE(lag->bucket[cid], lag->owner[cid]);
}

/**
 * lacp_conversation_update() - hand out the conversation IDs anew
 * @lag: the LAG, the weight of whose ports changed
 */
void lacp_conversation_update(struct lacp_lag *lag)
{
	compute_quotas(lag);
	move_buckets(lag);
	publish(lag);
}
