// SPDX-License-Identifier: GPL-2.0
/*
 * Marker generator: conversation IDs are held until their old port is flushed
 */

#include "flush_rig.h"

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
		KUNIT_EXPECT_EQ(test, answer(rig, 1, 1), LACP_ACCEPTED);
		KUNIT_EXPECT_EQ(test, answer(rig, 1, 0), LACP_ACCEPTED);
		KUNIT_EXPECT_EQ(test, answer(rig, 1, 0), LACP_IGNORED);
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
	rig->at[1].queues = MARKERS_LIMIT;
	move(rig);
	buckets = port->buckets;
	settle(rig);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, MARKERS_LIMIT);
	KUNIT_EXPECT_EQ(test, port->markers[0], rig->now);
	KUNIT_EXPECT_EQ(test, port->markers[MARKERS_LIMIT - 1], rig->now);
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
	rig->at[1].queues = MARKERS_LIMIT + 1;
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
	for (i = 0; i < MARKERS_LIMIT; i++) {
		move(rig);
		settle(rig);
		answer(rig, 1, 0);
		released(rig);
		rig_pass(rig, 100);
	}
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, MARKERS_LIMIT);
	KUNIT_EXPECT_EQ(test, rig->releases, MARKERS_LIMIT);
	move(rig);
	settle(rig);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, MARKERS_LIMIT);
	rig_pass(rig, HOLD_TIME);
	released(rig);
	KUNIT_EXPECT_EQ(test, rig->lag.moves.timeouts, 1);
	/* One second after the first of them. */
	rig_pass(rig, 1000 - 100 * MARKERS_LIMIT - HOLD_TIME);
	move(rig);
	settle(rig);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, MARKERS_LIMIT + 1);
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
	{}
};

static struct kunit_suite lacp_flush_suite = {
	.name = "lacp-flush",
	.init = rig_init,
	.test_cases = flush_cases,
};

kunit_test_suite(lacp_flush_suite);
