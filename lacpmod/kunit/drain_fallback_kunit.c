// SPDX-License-Identifier: GPL-2.0
/*
 * Drain where nobody speaks LACP, and ports fall back
 */

#include "rig.h"

#define DRAIN_GRACE	1000	/* ms */
#define LINGER		3000	/* ms */

/* Others may carry without LACP. */
static void drain_fallback(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_fallback(rig, LACPMOD_FALLBACK_ALL, 2);
	rig_pass(rig, 10000);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_TRUE(test, lacp_port_can_drain(rig_port(rig, 1)));
	rig_link(rig, 0, false);
	KUNIT_EXPECT_FALSE(test, lacp_port_can_drain(rig_port(rig, 1)));
}

/* Nor can who speaks no LACP be told: its data is collected until it does. */
static void drain_fallback_collects(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_fallback(rig, LACPMOD_FALLBACK_ALL, 2);
	rig_pass(rig, 10000);
	rig_drain(rig, 1, true);
	rig_pass(rig, DRAIN_GRACE);
	rig_expect_distributing(test, 0x1);
	rig_expect_why(test, 1, LACPMOD_REASON_DRAINED);
	rig_pass(rig, 2 * LINGER);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	rig_link(rig, 1, false);
	rig_link(rig, 1, true);
	rig_pass(rig, 2 * LINGER);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	rig_hear(rig, 1, RIG_HELLO);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
	/* What it was told is over. */
	rig_pass(rig, 10000);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
	rig_drain(rig, 1, false);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
}

/* Nor is a port for fallback where LACP is off. */
static void drain_fallback_off(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_fallback(rig, LACPMOD_FALLBACK_ALL, 2);
	rig_pass(rig, 10000);
	rig_drain(rig, 1, true);
	rig_pass(rig, DRAIN_GRACE);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	rig->at[1].config.mode = LACPMOD_PORT_MODE_OFF;
	rig_port_configure(rig, 1);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
}

/* Once others have LACP, what it collects could be its own, by way of a partner. */
static void drain_fallback_over(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	rig_fallback(rig, LACPMOD_FALLBACK_ALL, 2);
	rig_pass(rig, 10000);
	rig_drain(rig, 1, true);
	rig_pass(rig, DRAIN_GRACE);
	rig_hear(rig, 0, RIG_HELLO);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	for (i = 0; i < 4; i++) {
		rig_pass(rig, 1000);
		rig_hear(rig, 0, RIG_WORKING);
	}
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
	rig_expect_why(test, 1, LACPMOD_REASON_DRAINED);
}

/* The limits are not for fallback. */
static void drain_fallback_limits(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_links = 2;
	rig_fallback(rig, LACPMOD_FALLBACK_ALL, 2);
	rig_pass(rig, 10000);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_TRUE(test, lacp_port_can_drain(rig_port(rig, 1)));
	rig_drain(rig, 1, true);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->buckets, LACP_BUCKETS);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 1)->buckets, 0);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
	rig_pass(rig, DRAIN_GRACE);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
}

/* Another takes over at once, where there is one. */
static void drain_fallback_single(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_fallback(rig, LACPMOD_FALLBACK_SINGLE, 2);
	rig_pass(rig, 10000);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_TRUE(test, lacp_port_can_drain(rig_port(rig, 0)));
	rig_drain(rig, 0, true);
	rig_expect_distributing(test, 0x2);
	rig_expect_why(test, 0, LACPMOD_REASON_DRAINED);
	/* Of two that collect its partner may make a loop. */
	KUNIT_EXPECT_FALSE(test, rig->at[0].collects);
	/* Nor to one that drains, or is not to carry. */
	KUNIT_EXPECT_FALSE(test, lacp_port_can_drain(rig_port(rig, 1)));
	rig_drain(rig, 0, false);
	KUNIT_EXPECT_TRUE(test, lacp_port_can_drain(rig_port(rig, 1)));
	rig_link(rig, 0, false);
	KUNIT_EXPECT_FALSE(test, lacp_port_can_drain(rig_port(rig, 1)));
}

/* One that has just been told to drain, before anything has come of it */
static void drain_fallback_both(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_fallback(rig, LACPMOD_FALLBACK_SINGLE, 2);
	rig_pass(rig, 10000);
	rig_port(rig, 1)->config.drain = true;
	KUNIT_EXPECT_FALSE(test, lacp_port_can_drain(rig_port(rig, 0)));
}

/* Where each carries for itself none hands over to one that waits still. */
static void drain_fallback_all(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_fallback(rig, LACPMOD_FALLBACK_ALL, 2);
	rig_link(rig, 1, false);
	rig_pass(rig, 10000);
	rig_expect_distributing(test, 0x1);
	rig_link(rig, 1, true);
	rig_pass(rig, 3500);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_FALSE(test, lacp_port_can_drain(rig_port(rig, 0)));
}

/* Nor is fallback for the work of a port that has a partner. */
static void drain_no_fallback(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	rig_fallback(rig, LACPMOD_FALLBACK_SINGLE, 2);
	for (i = 0; i < 10; i++) {
		rig_hear(rig, 0, RIG_WORKING);
		rig_pass(rig, 1000);
	}
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_FALSE(test, lacp_port_can_drain(rig_port(rig, 0)));
}

/* The last goes on, and is not preferred to one that has come since. */
static void drain_fallback_last(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.fallback = LACPMOD_FALLBACK_SINGLE;
	rig_configure(rig);
	rig_add(rig, 2);
	rig_link(rig, 1, true);
	rig_pass(rig, 10000);
	rig_drain(rig, 1, true);
	rig_pass(rig, 10000);
	rig_expect_distributing(test, 0x2);
	rig_link(rig, 0, true);
	rig_pass(rig, 10000);
	rig_expect_distributing(test, 0x1);
}

/* Who is withdrawn does not fall back. */
static void drain_fallback_not(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.fallback = LACPMOD_FALLBACK_ALL;
	rig_configure(rig);
	rig_add(rig, 1);
	rig_drain(rig, 0, true);
	rig_link(rig, 0, true);
	rig_pass(rig, 10000);
	rig_expect_distributing(test, 0);
	rig_expect_why(test, 0, LACPMOD_REASON_DRAINED);
}

static struct kunit_case drain_fallback_cases[] = {
	KUNIT_CASE(drain_fallback),
	KUNIT_CASE(drain_fallback_collects),
	KUNIT_CASE(drain_fallback_off),
	KUNIT_CASE(drain_fallback_over),
	KUNIT_CASE(drain_fallback_limits),
	KUNIT_CASE(drain_fallback_single),
	KUNIT_CASE(drain_fallback_both),
	KUNIT_CASE(drain_fallback_all),
	KUNIT_CASE(drain_no_fallback),
	KUNIT_CASE(drain_fallback_last),
	KUNIT_CASE(drain_fallback_not),
	{}
};

static struct kunit_suite lacp_drain_fallback_suite = {
	.name = "lacp-drain-fallback",
	.init = rig_init,
	.test_cases = drain_fallback_cases,
};

kunit_test_suite(lacp_drain_fallback_suite);
