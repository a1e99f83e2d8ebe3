// SPDX-License-Identifier: GPL-2.0
/*
 * Who carries which conversation
 *
 * The conversation IDs are handed out to the distributing ports in proportion
 * to their speed, exactly: each port's quota is its share of LACP_BUCKETS
 * rounded down, and what is left over goes to the largest remainders. Between
 * equal remainders those win who have the bucket already, then the lower port
 * number. Only what exceeds a quota, or lost its port, is moved.
 */

#include <linux/compiler.h>

#include "machines.h"

/* The port that the next left-over bucket belongs to. */
static struct lacp_port *largest_rest(const struct lacp_lag *lag)
{
	struct lacp_port *port, *best = NULL;

	lacp_for_each_port(lag, port)
		if (!best || port->rest > best->rest ||
		    (port->rest == best->rest && port->more < 0 &&
		     best->more >= 0))
			best = port;
	return best;
}

/* How many buckets each port is to be given, or to give away. */
static void compute_quotas(struct lacp_lag *lag)
{
	u32 left = LACP_BUCKETS;
	struct lacp_port *port;
	u32 total = 0;

	lacp_for_each_port(lag, port)
		total += port->weight;

	lacp_for_each_port(lag, port) {
		u32 exact = LACP_BUCKETS * port->weight;
		u32 quota = total ? exact / total : 0;

		port->rest = total ? exact % total : 0;
		port->more = quota - port->buckets;
		left -= quota;
	}

	for (; total && left; left--) {
		port = largest_rest(lag);
		port->more++;
		port->rest = 0;
	}
}

/* The next port after @last, in a circle, that is to be given a bucket. */
static struct lacp_port *next_taker(const struct lacp_lag *lag,
				    struct lacp_port *last)
{
	struct lacp_port *port;

	for (port = last ? last->next : NULL; port; port = port->next)
		if (port->more > 0)
			return port;
	lacp_for_each_port(lag, port)
		if (port->more > 0)
			return port;
	return NULL;
}

static void move_buckets(struct lacp_lag *lag)
{
	struct lacp_port *taker = NULL;
	unsigned int cid;

	for (cid = 0; cid < LACP_BUCKETS; cid++) {
		u8 index = lag->owner[cid];
		struct lacp_port *owner = NULL;

		if (index != LACP_NO_PORT)
			owner = lag->by_index[index];
		if (owner && owner->more >= 0)
			continue;
		if (owner) {
			owner->more++;
			owner->buckets--;
		}

		taker = next_taker(lag, taker);
		if (taker) {
			taker->more--;
			taker->buckets++;
		}
		lag->owner[cid] = taker ? taker->index : LACP_NO_PORT;
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
