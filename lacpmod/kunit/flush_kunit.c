// SPDX-License-Identifier: GPL-2.0
/*
 * Marker generator: conversation IDs are held until their old port is flushed
 */

#include "rig.h"

#define MARKER_TYPE		2
#define MARKER_PORT		4
#define MARKER_SYSTEM		6
#define MARKER_TRANSACTION	12

#define HOLD_TIME		100	/* ms */

/* Ports that distribute, with flush on. */
static void join(struct rig *rig, unsigned int ports)
{
	rig_join(rig, ports);
	rig->config.flush = true;
	rig_configure(rig);
}

/* The first port gets twice the speed: others' conversation IDs move there. */
static void move(struct rig *rig)
{
	struct lacp_port *port = rig_port(rig, 0);

	lacp_port_link(port, true, 2 * port->speed, true);
	rig_run(rig);
}

/* Nothing but time. */
static void idle(struct rig *rig, u64 ms)
{
	rig->now += ms;
}

static void settle(struct rig *rig)
{
	lacp_flush_settled(&rig->lag, rig->now);
	rig_run(rig);
}

static void released(struct rig *rig)
{
	lacp_flush_released(&rig->lag, rig->now);
	rig_run(rig);
}

/* A Marker comes back, the last but so many. */
static void answer(struct rig *rig, unsigned int i, unsigned int back)
{
	u8 pdu[LACP_PDU_LEN];

	memcpy(pdu, rig->at[i].marker, sizeof(pdu));
	pdu[MARKER_TYPE] = 2;
	pdu[MARKER_TRANSACTION + 3] -= back;
	rig_frame(rig, i, pdu, sizeof(pdu));
}

static unsigned int count_held(const struct rig *rig)
{
	unsigned int cid, n = 0;

	for (cid = 0; cid < LACP_BUCKETS; cid++)
		n += rig->lag.bucket[cid] == LACP_HELD;
	return n;
}

static void expect_held(struct kunit *test, unsigned int held)
{
	struct rig *rig = test->priv;

	KUNIT_EXPECT_EQ(test, count_held(rig), held);
	KUNIT_EXPECT_EQ(test, rig->lag.held, held);
}

/* All is where it belongs. */
static void expect_moved(struct kunit *test)
{
	struct rig *rig = test->priv;

	expect_held(test, 0);
	KUNIT_EXPECT_EQ(test, memcmp(rig->lag.bucket, rig->lag.owner,
				     LACP_BUCKETS), 0);
}

/* A move from beginning to end. */
static void flush_moves(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int lost = LACP_BUCKETS / 2 - LACP_BUCKETS / 3;
	const u8 *marker = rig->at[1].marker;

	join(rig, 2);
	move(rig);
	expect_held(test, lost);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.moved, lost);
	KUNIT_EXPECT_EQ(test, rig->settles, 1);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, 0);

	settle(rig);
	KUNIT_EXPECT_EQ(test, rig->at[0].markers, 0);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, 1);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 1)->counters.marker_tx, 1);
	KUNIT_EXPECT_EQ(test, marker[0], 2);
	KUNIT_EXPECT_EQ(test, marker[1], 1);
	KUNIT_EXPECT_EQ(test, marker[MARKER_TYPE], 1);
	KUNIT_EXPECT_EQ(test, marker[3], 16);
	KUNIT_EXPECT_EQ(test, marker[MARKER_PORT], 0);
	KUNIT_EXPECT_EQ(test, marker[MARKER_PORT + 1], 2);
	KUNIT_EXPECT_EQ(test, memcmp(&marker[MARKER_SYSTEM],
				     rig->config.system, LACP_ADDR_LEN), 0);
	expect_held(test, lost);
	KUNIT_EXPECT_EQ(test, rig->releases, 0);

	answer(rig, 1, 0);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.flushes, 1);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 1)->counters.marker_response_rx, 1);
	expect_held(test, lost);

	released(rig);
	expect_moved(test);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.timeouts, 0);
	KUNIT_EXPECT_EQ(test, rig->settles, 1);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
}

/* Every octet of it. */
static void flush_marker(struct kunit *test)
{
	static const u8 expected[LACP_PDU_LEN] = {
		2, 1, 1, 16, 0, 2, 2, 0, 0, 0, 0, 0x0a, 0xfe, 0xdc, 0xba, 0x98,
	};
	struct rig *rig = test->priv;
	u8 pdu[LACP_PDU_LEN];

	rig_join(rig, 2);
	memset(pdu, 0xff, sizeof(pdu));
	lacp_marker_build(rig_port(rig, 1), 0xfedcba98, pdu);
	KUNIT_EXPECT_EQ(test, memcmp(pdu, expected, sizeof(pdu)), 0);
}

/* No two Markers of a LAG have the same transaction. */
static void flush_transactions(struct kunit *test)
{
	static const u8 last[] = { 1, 3, 5 };
	struct rig *rig = test->priv;
	unsigned int i;

	join(rig, 2);
	rig->at[1].queues = 2;
	for (i = 0; i < ARRAY_SIZE(last); i++) {
		move(rig);
		settle(rig);
		KUNIT_EXPECT_EQ(test,
				rig->at[1].marker[MARKER_TRANSACTION + 3],
				last[i]);
		answer(rig, 1, 1);
		answer(rig, 1, 0);
		KUNIT_EXPECT_EQ(test, rig->releases, i + 1);
		released(rig);
		rig_pass(rig, 1000);
		rig_hear_all(rig, RIG_WORKING);
	}
	KUNIT_EXPECT_EQ(test, rig_port(rig, 1)->counters.marker_tx, 6);
}

/* What is no answer to the Marker that was sent. */
static void flush_strangers(struct kunit *test)
{
	static const u8 octet[] = {
		MARKER_PORT, MARKER_PORT + 1, MARKER_SYSTEM,
		MARKER_SYSTEM + 5, MARKER_TRANSACTION, MARKER_TRANSACTION + 3,
	};
	struct rig *rig = test->priv;
	u8 pdu[LACP_PDU_LEN];
	unsigned int i;

	join(rig, 2);
	move(rig);
	settle(rig);
	for (i = 0; i < ARRAY_SIZE(octet); i++) {
		memcpy(pdu, rig->at[1].marker, sizeof(pdu));
		pdu[MARKER_TYPE] = 2;
		pdu[octet[i]]++;
		rig_frame(rig, 1, pdu, sizeof(pdu));
	}
	/* On another port */
	memcpy(rig->at[0].marker, rig->at[1].marker, LACP_PDU_LEN);
	answer(rig, 0, 0);
	KUNIT_EXPECT_EQ(test, rig->releases, 0);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.flushes, 0);
	answer(rig, 1, 0);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	/* Twice */
	answer(rig, 1, 0);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.flushes, 1);
}

/* Each queue's Marker must come back, in any order. */
static void flush_queues(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 1);
	u16 buckets;

	join(rig, 2);
	rig->at[1].queues = LACP_MARKERS_MAX;
	move(rig);
	buckets = port->buckets;
	settle(rig);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, LACP_MARKERS_MAX);
	KUNIT_EXPECT_EQ(test, port->markers[0], rig->now);
	KUNIT_EXPECT_EQ(test, port->markers[LACP_MARKERS_MAX - 1], rig->now);
	KUNIT_EXPECT_EQ(test, port->buckets, buckets);
	answer(rig, 1, 0);
	answer(rig, 1, 4);
	answer(rig, 1, 4);
	answer(rig, 1, 2);
	answer(rig, 1, 1);
	KUNIT_EXPECT_EQ(test, rig->releases, 0);
	answer(rig, 1, 3);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	released(rig);
	expect_moved(test);
}

/* More queues than Markers: the time is waited for. */
static void flush_too_many(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 2);
	rig->at[1].queues = LACP_MARKERS_MAX + 1;
	move(rig);
	settle(rig);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, 0);
	rig_pass(rig, HOLD_TIME - 1);
	KUNIT_EXPECT_EQ(test, rig->releases, 0);
	rig_pass(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.timeouts, 1);
	KUNIT_EXPECT_EQ(test, rig->lag.in_vain, 0);
}

/* They count from when they are sent. */
static void flush_sent_late(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 2);
	move(rig);
	idle(rig, HOLD_TIME / 2);
	settle(rig);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 1)->markers[0], rig->now);
}

/* Before the first no Marker was sent, however soon that is. */
static void flush_early(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->now = 1;
	join(rig, 2);
	move(rig);
	settle(rig);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, 1);
}

/* No more than so many Markers in any second. */
static void flush_limit(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	join(rig, 2);
	for (i = 0; i < LACP_MARKERS_MAX; i++) {
		move(rig);
		settle(rig);
		answer(rig, 1, 0);
		released(rig);
		rig_pass(rig, 100);
	}
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, LACP_MARKERS_MAX);
	KUNIT_EXPECT_EQ(test, rig->releases, LACP_MARKERS_MAX);
	move(rig);
	settle(rig);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, LACP_MARKERS_MAX);
	rig_pass(rig, HOLD_TIME);
	released(rig);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.timeouts, 1);
	/* One second after the first of them. */
	rig_pass(rig, 1000 - 100 * LACP_MARKERS_MAX - HOLD_TIME);
	move(rig);
	settle(rig);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, LACP_MARKERS_MAX + 1);
}

/* No answer: hold_time, and after three times none. */
static void flush_mute(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	join(rig, 2);
	for (i = 1; i <= 3; i++) {
		move(rig);
		settle(rig);
		rig_pass(rig, HOLD_TIME - 1);
		KUNIT_EXPECT_EQ(test, rig->releases, i - 1);
		rig_pass(rig, 1);
		KUNIT_EXPECT_EQ(test, rig->releases, i);
		KUNIT_EXPECT_EQ(test, rig->lag.moves.timeouts, i);
		released(rig);
		expect_moved(test);
	}
	move(rig);
	expect_moved(test);
	KUNIT_EXPECT_EQ(test, rig->settles, 3);
}

/* Or it has answered after all. */
static void flush_mute_answers(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	join(rig, 2);
	for (i = 0; i < 3; i++) {
		move(rig);
		settle(rig);
		rig_pass(rig, HOLD_TIME);
		released(rig);
	}
	answer(rig, 1, 0);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.flushes, 0);
	move(rig);
	KUNIT_EXPECT_NE(test, count_held(rig), 0);
}

/* Another System may answer. */
static void flush_mute_changes(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	join(rig, 2);
	for (i = 0; i < 3; i++) {
		move(rig);
		settle(rig);
		rig_pass(rig, HOLD_TIME);
		released(rig);
	}
	for (i = 0; i < 2; i++)
		rig->at[i].far.system[5]++;
	for (i = 0; i < 5; i++) {
		rig_talk(rig, RIG_WORKING, 1);
		settle(rig);
		released(rig);
	}
	rig_expect_distributing(test, 0x3);
	expect_moved(test);
	move(rig);
	KUNIT_EXPECT_NE(test, count_held(rig), 0);
	settle(rig);
	answer(rig, 1, 0);
	released(rig);
	expect_moved(test);
}

/* Who has answered once is waited for each time. */
static void flush_once_answered(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	join(rig, 2);
	for (i = 0; i < 5; i++) {
		move(rig);
		KUNIT_EXPECT_NE(test, count_held(rig), 0);
		settle(rig);
		if (!i)
			answer(rig, 1, 0);
		else
			rig_pass(rig, HOLD_TIME);
		released(rig);
		rig_pass(rig, 400);
		rig_hear_all(rig, RIG_WORKING);
	}
	KUNIT_EXPECT_EQ(test, rig->lag.moves.timeouts, 4);
}

/* That another System has answered does not help. */
static void flush_answered_before(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	join(rig, 2);
	move(rig);
	settle(rig);
	answer(rig, 1, 0);
	released(rig);
	for (i = 0; i < 2; i++)
		rig->at[i].far.system[5]++;
	for (i = 0; i < 5; i++) {
		rig_talk(rig, RIG_WORKING, 1);
		settle(rig);
		released(rig);
	}
	rig_expect_distributing(test, 0x3);
	expect_moved(test);
	for (i = 0; i < 3; i++) {
		move(rig);
		settle(rig);
		rig_pass(rig, HOLD_TIME);
		released(rig);
	}
	move(rig);
	expect_moved(test);
}

/* Nor does what another one answers count against who was asked. */
static void flush_other_answers(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 3);
	move(rig);
	settle(rig);
	answer(rig, 2, 0);
	KUNIT_EXPECT_TRUE(test, rig->lag.answered);
	rig->at[1].far.system[5]++;
	rig_hear(rig, 1, RIG_WORKING);
	answer(rig, 1, 0);
	KUNIT_EXPECT_TRUE(test, rig->lag.answered);
}

/* A lost port's conversation IDs move at once. */
static void flush_lost(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 3);
	rig_link(rig, 1, false);
	expect_moved(test);
	KUNIT_EXPECT_EQ(test, rig->settles, 0);
}

/* As do those of a port that says goodbye. */
static void flush_leaves(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 3);
	lacp_port_leave(rig_port(rig, 1));
	rig_run(rig);
	expect_moved(test);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.moved, 0);
	KUNIT_EXPECT_EQ(test, rig->settles, 0);
}

/* And of the last one: there is nobody to hold them for. */
static void flush_last(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 1);
	rig_hear(rig, 0, RIG_HELLO);
	expect_moved(test);
	KUNIT_EXPECT_EQ(test, rig->lag.bucket[0], LACP_NO_PORT);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.moved, 0);
	KUNIT_EXPECT_EQ(test, rig->releases, 0);
}

/* The old port is lost while it is flushed: nothing is left to wait for. */
static void flush_lost_meanwhile(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 2);
	move(rig);
	settle(rig);
	rig_link(rig, 1, false);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	released(rig);
	expect_moved(test);
	KUNIT_EXPECT_EQ(test, rig->lag.bucket[0], 0);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.timeouts, 0);
}

/* The new port is lost: what is held for it goes to another. */
static void flush_new_lost(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int cid, held = 0;

	join(rig, 3);
	move(rig);
	rig_link(rig, 0, false);
	KUNIT_EXPECT_NE(test, count_held(rig), 0);
	settle(rig);
	answer(rig, 1, 0);
	answer(rig, 2, 0);
	released(rig);
	expect_moved(test);
	for (cid = 0; cid < LACP_BUCKETS; cid++)
		held += rig->lag.bucket[cid] == 0;
	KUNIT_EXPECT_EQ(test, held, 0);
}

/* No port is left: nothing is held for nobody. */
static void flush_all_lost(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 2);
	move(rig);
	lacp_set_up(&rig->lag, false);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	released(rig);
	expect_moved(test);
	KUNIT_EXPECT_EQ(test, rig->lag.bucket[0], LACP_NO_PORT);
}

/* Who moves while frames are being released waits for the next time. */
static void flush_late(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int held;

	join(rig, 2);
	move(rig);
	settle(rig);
	answer(rig, 1, 0);
	move(rig);
	held = count_held(rig);
	KUNIT_EXPECT_EQ(test, rig->settles, 2);
	released(rig);
	expect_held(test, held);
	settle(rig);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	answer(rig, 1, 0);
	/* What was released before may have gone either way. */
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	answer(rig, 0, 0);
	KUNIT_EXPECT_EQ(test, rig->releases, 2);
	released(rig);
	expect_moved(test);
}

/* For which it has all the time. */
static void flush_late_time(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 2);
	move(rig);
	settle(rig);
	idle(rig, HOLD_TIME / 2);
	answer(rig, 1, 0);
	move(rig);
	released(rig);
	settle(rig);
	rig_pass(rig, HOLD_TIME - 1);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	rig_pass(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->releases, 2);
}

/* That others have settled since the move before does not count. */
static void flush_late_settles(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 2);
	move(rig);
	lacp_flush_overflow(&rig->lag);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	move(rig);
	KUNIT_EXPECT_EQ(test, rig->settles, 1);
	settle(rig);
	KUNIT_EXPECT_EQ(test, rig->at[0].markers, 0);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, 0);
	KUNIT_EXPECT_EQ(test, rig->settles, 2);
	settle(rig);
	KUNIT_EXPECT_EQ(test, rig->at[0].markers, 1);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, 1);
}

/* To forget what was not measured moves nothing, late or not. */
static void flush_nothing_late(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 2);
	move(rig);
	settle(rig);
	answer(rig, 1, 0);
	lacp_forget_balance(&rig->lag);
	released(rig);
	expect_moved(test);
}

/* Who moves before the Marker is back is asked for by another. */
static void flush_joins(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 2);
	move(rig);
	settle(rig);
	rig_pass(rig, HOLD_TIME / 2);
	move(rig);
	KUNIT_EXPECT_EQ(test, rig->settles, 2);
	answer(rig, 1, 0);
	KUNIT_EXPECT_EQ(test, rig->releases, 0);
	settle(rig);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, 2);
	answer(rig, 1, 1);
	KUNIT_EXPECT_EQ(test, rig->releases, 0);
	/* And none of them longer than the first may be held. */
	rig_pass(rig, HOLD_TIME / 2 - 1);
	KUNIT_EXPECT_EQ(test, rig->releases, 0);
	rig_pass(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
}

/* The device is asked to settle once at a time. */
static void flush_settles(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 2);
	move(rig);
	move(rig);
	KUNIT_EXPECT_EQ(test, rig->settles, 1);
	settle(rig);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, 0);
	KUNIT_EXPECT_EQ(test, rig->settles, 2);
	settle(rig);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, 1);
	KUNIT_EXPECT_EQ(test, rig->settles, 2);
}

/* An answer in the last moment is one. */
static void flush_just_in_time(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 2);
	move(rig);
	settle(rig);
	idle(rig, HOLD_TIME);
	answer(rig, 1, 0);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.timeouts, 0);
}

static void flush_overflow(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 2);
	lacp_flush_overflow(&rig->lag);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.overflows, 0);
	move(rig);
	lacp_flush_overflow(&rig->lag);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.overflows, 1);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.timeouts, 0);
	/* Once is enough. */
	lacp_flush_overflow(&rig->lag);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.overflows, 1);
	released(rig);
	expect_moved(test);
	/* What was asked for before has nothing to wait for. */
	settle(rig);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, 0);
}

/* Without flush, or a partner that was heard, all moves at once. */
static void flush_off(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 2);
	move(rig);
	rig->config.flush = false;
	rig_configure(rig);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	released(rig);
	expect_moved(test);
	move(rig);
	expect_moved(test);
}

static void flush_static(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.mode = LACPMOD_MODE_STATIC;
	rig->config.flush = true;
	rig_configure(rig);
	rig_plug(rig, 2);
	rig_pass(rig, 1000);
	KUNIT_EXPECT_EQ(test, rig->lag.distributing, 2);
	move(rig);
	expect_moved(test);
	KUNIT_EXPECT_EQ(test, rig->settles, 0);
}

static struct kunit_case flush_cases[] = {
	KUNIT_CASE(flush_moves),
	KUNIT_CASE(flush_marker),
	KUNIT_CASE(flush_transactions),
	KUNIT_CASE(flush_strangers),
	KUNIT_CASE(flush_queues),
	KUNIT_CASE(flush_too_many),
	KUNIT_CASE(flush_sent_late),
	KUNIT_CASE(flush_early),
	KUNIT_CASE(flush_limit),
	KUNIT_CASE(flush_mute),
	KUNIT_CASE(flush_mute_answers),
	KUNIT_CASE(flush_mute_changes),
	KUNIT_CASE(flush_once_answered),
	KUNIT_CASE(flush_answered_before),
	KUNIT_CASE(flush_other_answers),
	KUNIT_CASE(flush_lost),
	KUNIT_CASE(flush_leaves),
	KUNIT_CASE(flush_last),
	KUNIT_CASE(flush_lost_meanwhile),
	KUNIT_CASE(flush_new_lost),
	KUNIT_CASE(flush_all_lost),
	KUNIT_CASE(flush_late),
	KUNIT_CASE(flush_late_time),
	KUNIT_CASE(flush_late_settles),
	KUNIT_CASE(flush_nothing_late),
	KUNIT_CASE(flush_joins),
	KUNIT_CASE(flush_settles),
	KUNIT_CASE(flush_just_in_time),
	KUNIT_CASE(flush_overflow),
	KUNIT_CASE(flush_off),
	KUNIT_CASE(flush_static),
	{}
};

static struct kunit_suite lacp_flush_suite = {
	.name = "lacp-flush",
	.init = rig_init,
	.test_cases = flush_cases,
};

kunit_test_suite(lacp_flush_suite);
