// SPDX-License-Identifier: GPL-2.0
/*
 * Frames that are held while their conversation ID moves from port to port
 *
 * Its bucket says LACP_HELD meanwhile, which is no port to transmit, and brings
 * its frames here: they wait in one queue a LAG, in order. When the protocol
 * releases them, they are sent without a lock until the queue is found empty
 * under its own; only then, and still under it, the buckets name their ports. So
 * who comes here with a bucket of before looks at it again under the queue's
 * lock, and no frame can leave before one that was held.
 *
 * A frame goes by the port that its conversation ID had when it was taken from the
 * queue. Where that moves again before it is sent, it is of those for whom the next
 * hold waits, as is what went before it.
 */

#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <net/sch_generic.h>

#include "lag.h"

/* Frames that are taken at once, in a time for which a lock may be held. */
#define LAG_RELEASE_BATCH	256

/* Times that as many may be queued while they are sent; then a sender outruns us. */
#define LAG_RELEASE_ROUNDS	64

/**
 * struct lag_held - what is kept of a frame that is held
 * @qdisc: the queue that was chosen for it, see lag_select_queue()
 * @cid: its conversation ID
 * @index: the port to send it by, once it is released
 */
struct lag_held {
	struct qdisc_skb_cb qdisc;
	u16 cid;
	u8 index;
};

static struct lag_held *lag_held(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct lag_held) > sizeof_field(struct sk_buff, cb));
	return (struct lag_held *)skb->cb;
}

/* Its bucket; LACP_HELD where the frame was kept, or there are @limit of them. */
static u8 lag_try_hold(struct lag *lag, struct sk_buff *skb, u32 cid,
		       unsigned int limit, bool *kept)
{
	u8 index;

	*kept = false;
	spin_lock_bh(&lag->held.lock);
	index = READ_ONCE(lag->lacp.bucket[cid]);
	if (index == LACP_HELD && skb_queue_len(&lag->held) < limit) {
		lag_held(skb)->cid = cid;
		__skb_queue_tail(&lag->held, skb);
		lag->frames_held++;
		*kept = true;
	}
	spin_unlock_bh(&lag->held.lock);
	return index;
}

/**
 * lag_hold() - keep a frame whose bucket said LACP_HELD
 * @lag: the LAG
 * @skb: the frame
 * @cid: its conversation ID
 *
 * If as many are held as may be, all of them are sent before this returns, by
 * this CPU or by another that is at it.
 *
 * Context: softirq or BH disabled, RCU.
 * Return: LACP_HELD if it was kept; else the index of the port to send it by, or
 * LACP_NO_PORT.
 */
u8 lag_hold(struct lag *lag, struct sk_buff *skb, u32 cid)
{
	unsigned int limit = READ_ONCE(lag->hold_frames);
	bool kept;
	u8 index;

	index = lag_try_hold(lag, skb, cid, limit, &kept);
	if (index == LACP_HELD && !kept) {
		lag_protocol_overflow(lag);
		/* Another CPU is sending: no more than as many again. */
		index = lag_try_hold(lag, skb, cid, 2 * limit, &kept);
	}
	/* The one of what the bucket said: who settles waits for us, see lag.h. */
	if (index == LACP_HELD && !kept)
		index = READ_ONCE(lag->lacp.owner[cid]);
	return index;
}

static void lag_send_held(struct lag *lag, struct sk_buff_head *frames)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(frames)))
		lag_send_by(lag, lag_held(skb)->index, skb,
			    lag_held(skb)->cid);
}

/* Move the first ones, to be sent by the ports that are to have them now. */
static void lag_take(struct lag *lag, struct sk_buff_head *frames, bool all)
{
	unsigned int n = all ? UINT_MAX : LAG_RELEASE_BATCH;
	struct sk_buff *skb;

	while (n-- && (skb = __skb_dequeue(&lag->held))) {
		lag_held(skb)->index = lag->lacp.owner[lag_held(skb)->cid];
		__skb_queue_tail(frames, skb);
		lag->frames_released++;
	}
}

/*
 * Take of what is held, and end the hold if there is nothing left to take, or if
 * this is the last time. What the protocol has begun to hold meanwhile is not to
 * be sent yet: then all of it stays for the next release.
 */
static bool lag_take_held(struct lag *lag, struct sk_buff_head *frames,
			  bool last)
{
	bool late, done;

	spin_lock(&lag->lock);
	spin_lock(&lag->held.lock);
	late = lag->lacp.held_late;
	done = late || last || skb_queue_empty(&lag->held);
	if (!late)
		lag_take(lag, frames, last);
	if (done)
		lacp_flush_released(&lag->lacp, lag_protocol_now());
	spin_unlock(&lag->held.lock);
	spin_unlock(&lag->lock);
	return done;
}

/**
 * lag_release_held() - send all frames that are held, and end the hold
 * @lag: the LAG, whose protocol has asked for it
 *
 * Context: without lag->lock, RCU, BH disabled.
 */
void lag_release_held(struct lag *lag)
{
	unsigned int whole = 2 * READ_ONCE(lag->hold_frames);
	struct sk_buff_head frames;
	unsigned int rounds;

	rounds = LAG_RELEASE_ROUNDS * (1 + whole / LAG_RELEASE_BATCH);
	__skb_queue_head_init(&frames);
	while (!lag_take_held(lag, &frames, !--rounds))
		lag_send_held(lag, &frames);
	/* Those of a sender that has outrun us; they may be overtaken. */
	lag_send_held(lag, &frames);
}

/**
 * lag_purge_held() - free the frames of a LAG that goes
 * @lag: the LAG
 *
 * Context: the data path has left the device.
 */
void lag_purge_held(struct lag *lag)
{
	skb_queue_purge(&lag->held);
}
