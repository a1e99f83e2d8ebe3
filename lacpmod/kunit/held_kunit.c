// SPDX-License-Identifier: GPL-2.0
/*
 * Held conversation IDs: what else may happen before they are released
 */

#include "../lacp/balance.h"
#include "flush_rig.h"

/* A lost port's conversation IDs move at once. */
static void held_lost(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 3);
	rig_link(rig, 1, false);
	expect_moved(test);
	KUNIT_EXPECT_EQ(test, rig->settles, 0);
}

/* As do those of a port that says goodbye. */
static void held_leaves(struct kunit *test)
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
static void held_last(struct kunit *test)
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
static void held_lost_meanwhile(struct kunit *test)
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
static void held_new_lost(struct kunit *test)
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
static void held_all_lost(struct kunit *test)
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
static void held_late(struct kunit *test)
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
static void held_late_time(struct kunit *test)
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
static void held_late_settles(struct kunit *test)
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
static void held_nothing_late(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 2);
	move(rig);
	settle(rig);
	answer(rig, 1, 0);
	lacp_forget_balance(&rig->lag, rig->now);
	released(rig);
	expect_moved(test);
}

/* The first conversation ID of the last port is to go to the first. */
static u32 rebalance(struct kunit *test)
{
	struct lacp_balance *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);
	struct rig *rig = test->priv;
	unsigned int cid = 0;

	KUNIT_ASSERT_NOT_NULL(test, b);
	lacp_balance_begin(&rig->lag, b);
	memcpy(b->to, b->from, sizeof(b->to));
	while (!b->from[cid])
		cid++;
	b->to[cid] = 0;
	return lacp_rebalance(&rig->lag, b, rig->now);
}

/* The machines may have been at rest for long when it is rebalanced. */
static void held_rebalanced(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 2);
	idle(rig, 2 * HOLD_TIME);
	KUNIT_EXPECT_EQ(test, rebalance(test), 1);
	rig_run(rig);
	expect_held(test, 1);
	rig_pass(rig, HOLD_TIME - 1);
	KUNIT_EXPECT_EQ(test, rig->releases, 0);
	rig_pass(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	released(rig);
	expect_moved(test);
}

/* And when that is forgotten. */
static void held_forgotten(struct kunit *test)
{
	struct rig *rig = test->priv;

	join(rig, 2);
	rebalance(test);
	rig_run(rig);
	settle(rig);
	answer(rig, 1, 0);
	released(rig);
	idle(rig, 2 * HOLD_TIME);
	lacp_forget_balance(&rig->lag, rig->now);
	rig_run(rig);
	expect_held(test, 1);
	rig_pass(rig, HOLD_TIME - 1);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	rig_pass(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->releases, 2);
}

/* Who moves before the Marker is back is asked for by another. */
static void held_joins(struct kunit *test)
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
static void held_settles(struct kunit *test)
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
static void held_just_in_time(struct kunit *test)
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

static void held_overflow(struct kunit *test)
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
static void held_off(struct kunit *test)
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

static void held_static(struct kunit *test)
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

static struct kunit_case held_cases[] = {
	KUNIT_CASE(held_lost),
	KUNIT_CASE(held_leaves),
	KUNIT_CASE(held_last),
	KUNIT_CASE(held_lost_meanwhile),
	KUNIT_CASE(held_new_lost),
	KUNIT_CASE(held_all_lost),
	KUNIT_CASE(held_late),
	KUNIT_CASE(held_late_time),
	KUNIT_CASE(held_late_settles),
	KUNIT_CASE(held_nothing_late),
	KUNIT_CASE(held_rebalanced),
	KUNIT_CASE(held_forgotten),
	KUNIT_CASE(held_joins),
	KUNIT_CASE(held_settles),
	KUNIT_CASE(held_just_in_time),
	KUNIT_CASE(held_overflow),
	KUNIT_CASE(held_off),
	KUNIT_CASE(held_static),
	{}
};

static struct kunit_suite lacp_held_suite = {
	.name = "lacp-held",
	.init = rig_init,
	.test_cases = held_cases,
};

kunit_test_suite(lacp_held_suite);
