/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is to happen, in the order of time
 */

#ifndef _SIM_QUEUE_H
#define _SIM_QUEUE_H

#include <linux/types.h>

struct cable;
struct world;

#define FRAME_MAX	128	/* octets of a frame on its way */

/**
 * struct event - something that will happen
 * @time: when, ms
 * @order: of two at the same time the lower one is first
 * @call: what happens
 * @object: with what
 * @cable: the cable that it travels by, or NULL
 * @age: the cable's age when it was sent off: a cable replugged has another
 * @sent: when it was sent off
 * @value: what for the call
 * @length: octets of @frame
 * @frame: a frame
 */
struct event {
	u64 time;
	u64 order;
	void (*call)(struct world *world, struct event *event);
	void *object;
	struct cable *cable;
	u32 age;
	u64 sent;
	u32 value;
	u16 length;
	u8 frame[FRAME_MAX];
};

/**
 * struct queue - events, the first one on top of a heap
 * @heap: the events that wait
 * @count: how many
 * @size: for how many there is room
 * @order: of the next one
 * @unused: events to use again
 * @unused_count: how many
 */
struct queue {
	struct event **heap;
	u32 count;
	u32 size;
	u64 order;
	struct event **unused;
	u32 unused_count;
};

struct event *queue_new(struct queue *queue);
void queue_put(struct queue *queue, struct event *event);
struct event *queue_take(struct queue *queue);
void queue_done(struct queue *queue, struct event *event);
void queue_free(struct queue *queue);

static inline u64 queue_next(const struct queue *queue)
{
	return queue->count ? queue->heap[0]->time : (u64)-1;
}

#endif
