// SPDX-License-Identifier: GPL-2.0
/*
 * What is to happen, in the order of time
 */

#include <stdlib.h>

#include <linux/kernel.h>
#include <linux/string.h>

#include "queue.h"

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static bool before(const struct event *a, const struct event *b)
{
	return a->time != b->time ? a->time < b->time : a->order < b->order;
}

static void grow(struct queue *queue)
{
	queue->size = queue->size ? 2 * queue->size : 256;
	queue->heap = must(realloc(queue->heap,
				   queue->size * sizeof(*queue->heap)));
	queue->unused = must(realloc(queue->unused,
				     queue->size * sizeof(*queue->unused)));
}

/**
 * queue_new() - an event to fill in and to put
 * @queue: the queue
 */
struct event *queue_new(struct queue *queue)
{
	struct event *event;

	if (queue->unused_count)
		event = queue->unused[--queue->unused_count];
	else
		event = must(malloc(sizeof(*event)));
	memset(event, 0, offsetof(struct event, frame));
	return event;
}

/**
 * queue_put() - let an event happen at its time
 * @queue: the queue
 * @event: the event, filled in
 */
void queue_put(struct queue *queue, struct event *event)
{
	u32 i;

	if (queue->count + queue->unused_count + 2 >= queue->size)
		grow(queue);
	event->order = queue->order++;

	for (i = queue->count++; i; i = (i - 1) / 2) {
		struct event *parent = queue->heap[(i - 1) / 2];

		if (!before(event, parent))
			break;
		queue->heap[i] = parent;
	}
	queue->heap[i] = event;
}

/**
 * queue_take() - the event that happens first
 * @queue: the queue, not empty
 */
struct event *queue_take(struct queue *queue)
{
	struct event *first = queue->heap[0];
	struct event *last = queue->heap[--queue->count];
	u32 i = 0, child;

	while ((child = 2 * i + 1) < queue->count) {
		if (child + 1 < queue->count &&
		    before(queue->heap[child + 1], queue->heap[child]))
			child++;
		if (!before(queue->heap[child], last))
			break;
		queue->heap[i] = queue->heap[child];
		i = child;
	}
	queue->heap[i] = last;
	return first;
}

/**
 * queue_done() - an event has happened
 * @queue: the queue
 * @event: the event, which must not be used any more
 */
void queue_done(struct queue *queue, struct event *event)
{
	if (queue->unused_count + queue->count + 2 >= queue->size)
		grow(queue);
	queue->unused[queue->unused_count++] = event;
}

/**
 * queue_free() - forget all events
 * @queue: the queue
 */
void queue_free(struct queue *queue)
{
	while (queue->count)
		free(queue->heap[--queue->count]);
	while (queue->unused_count)
		free(queue->unused[--queue->unused_count]);
	free(queue->heap);
	free(queue->unused);
	memset(queue, 0, sizeof(*queue));
}
