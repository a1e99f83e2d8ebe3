// SPDX-License-Identifier: GPL-2.0
/*
 * What has happened to a port: its last events, kept for whoever asks later
 */

#include "lag.h"

/**
 * lag_history_add() - remember an event, and forget the oldest if need be
 * @history: the port's
 * @event: the event
 *
 * Context: under lag->lock.
 */
void lag_history_add(struct lag_history *history,
		     const struct lacp_event *event)
{
	history->event[history->total++ % LAG_HISTORY_LEN] = *event;
}

/**
 * lag_history_len() - how many events are remembered
 * @history: the port's
 *
 * Context: under lag->lock.
 */
unsigned int lag_history_len(const struct lag_history *history)
{
	return min_t(u64, history->total, LAG_HISTORY_LEN);
}

/**
 * lag_history_get() - an event that is remembered
 * @history: the port's
 * @n: which, 0 is the oldest; below lag_history_len()
 *
 * Context: under lag->lock.
 */
const struct lacp_event *lag_history_get(const struct lag_history *history,
					 unsigned int n)
{
	u64 first = history->total - lag_history_len(history);

	return &history->event[(first + n) % LAG_HISTORY_LEN];
}
