// SPDX-License-Identifier: GPL-2.0
/*
 * Periodic Transmission machine, row by row (802.1AX-2014 6.4.13)
 */

#include "rig.h"

#define LONG	(RIG_WORKING & ~LACPMOD_STATE_TIMEOUT)

static void expect_state(struct kunit *test, u8 state)
{
	struct rig *rig = test->priv;

	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->periodic, state);
}

static void set_mode(struct rig *rig, u8 mode)
{
	rig->config.mode = mode;
	rig_configure(rig);
}

/* NO_PERIODIC: !port_enabled; FAST_PERIODIC at once when that ends. */
static void periodic_port_enabled(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 1);
	expect_state(test, LACPMOD_PERIODIC_STATE_NO_PERIODIC);
	rig_link(rig, 0, true);
	expect_state(test, LACPMOD_PERIODIC_STATE_FAST_PERIODIC);
	rig_link(rig, 0, false);
	expect_state(test, LACPMOD_PERIODIC_STATE_NO_PERIODIC);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->periodic_timer, LACP_NEVER);
}

/* NO_PERIODIC: !LACP_Enabled. */
static void periodic_lacp_enabled(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 1);
	lacp_port_link(rig_port(rig, 0), true, RIG_SPEED, false);
	rig_run(rig);
	expect_state(test, LACPMOD_PERIODIC_STATE_NO_PERIODIC);
}

/* NO_PERIODIC: both ends passive, until either becomes active. */
static void periodic_both_passive(struct kunit *test)
{
	struct rig *rig = test->priv;
	u8 passive = RIG_HELLO & ~LACPMOD_STATE_ACTIVITY;

	set_mode(rig, LACPMOD_MODE_PASSIVE);
	rig_plug(rig, 1);
	expect_state(test, LACPMOD_PERIODIC_STATE_NO_PERIODIC);
	rig_pass(rig, 100000);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 0);

	rig_hear(rig, 0, passive);
	expect_state(test, LACPMOD_PERIODIC_STATE_NO_PERIODIC);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 0);

	rig_hear(rig, 0, RIG_HELLO);
	expect_state(test, LACPMOD_PERIODIC_STATE_FAST_PERIODIC);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 1);

	rig_hear(rig, 0, passive);
	expect_state(test, LACPMOD_PERIODIC_STATE_NO_PERIODIC);
	set_mode(rig, LACPMOD_MODE_ACTIVE);
	expect_state(test, LACPMOD_PERIODIC_STATE_FAST_PERIODIC);
}

/* An active port speaks whatever the partner is. */
static void periodic_active_to_passive(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 1);
	rig_hear(rig, 0, RIG_WORKING & ~LACPMOD_STATE_ACTIVITY);
	expect_state(test, LACPMOD_PERIODIC_STATE_FAST_PERIODIC);
}

/* FAST_PERIODIC to PERIODIC_TX and back: a LACPDU a second. */
static void periodic_fast(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_port *at = &rig->at[0];
	unsigned int i;

	rig_join(rig, 1);
	rig_pass(rig, 2500);
	rig_hear(rig, 0, RIG_WORKING);
	at->sends = 0;
	for (i = 0; i < 10; i++) {
		rig_pass(rig, 1000);
		rig_hear(rig, 0, RIG_WORKING);
	}
	KUNIT_EXPECT_EQ(test, at->sends, 10);
	for (i = 1; i < 10; i++)
		KUNIT_EXPECT_EQ(test, at->sent_at[i] - at->sent_at[i - 1],
				1000);
}

/* FAST_PERIODIC to SLOW_PERIODIC: Partner.Timeout is long. */
static void periodic_slow(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_port *at = &rig->at[0];
	unsigned int i;

	rig_join(rig, 1);
	expect_state(test, LACPMOD_PERIODIC_STATE_FAST_PERIODIC);
	rig_pass(rig, 2500);
	rig_hear(rig, 0, LONG);
	expect_state(test, LACPMOD_PERIODIC_STATE_SLOW_PERIODIC);
	rig_pass(rig, 100);
	at->sends = 0;
	for (i = 0; i < 300; i++) {
		rig_pass(rig, 1000);
		rig_hear(rig, 0, LONG);
	}
	KUNIT_EXPECT_EQ(test, at->sends, 10);
	for (i = 1; i < 10; i++)
		KUNIT_EXPECT_EQ(test, at->sent_at[i] - at->sent_at[i - 1],
				30000);
}

/* SLOW_PERIODIC to PERIODIC_TX at once: Partner.Timeout is short again. */
static void periodic_slow_to_fast(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 1);
	rig_hear(rig, 0, LONG);
	expect_state(test, LACPMOD_PERIODIC_STATE_SLOW_PERIODIC);
	rig_pass(rig, 2500);
	rig->at[0].sends = 0;
	rig_hear(rig, 0, RIG_WORKING);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 1);
	expect_state(test, LACPMOD_PERIODIC_STATE_FAST_PERIODIC);
}

/* The pace is what the partner asked for, not what we ask of it. */
static void periodic_own_rate(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.rate = LACPMOD_RATE_SLOW;
	rig_configure(rig);
	rig_join(rig, 1);
	expect_state(test, LACPMOD_PERIODIC_STATE_FAST_PERIODIC);

	rig->config.rate = LACPMOD_RATE_FAST;
	rig_configure(rig);
	rig_hear(rig, 0, LONG);
	expect_state(test, LACPMOD_PERIODIC_STATE_SLOW_PERIODIC);
}

/* EXPIRED asks for a fast answer, and so sends fast. */
static void periodic_expired(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 1);
	rig_hear(rig, 0, LONG);
	expect_state(test, LACPMOD_PERIODIC_STATE_SLOW_PERIODIC);
	rig_pass(rig, 3000);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->rx, LACPMOD_RX_STATE_EXPIRED);
	expect_state(test, LACPMOD_PERIODIC_STATE_FAST_PERIODIC);
}

static struct kunit_case periodic_cases[] = {
	KUNIT_CASE(periodic_port_enabled),
	KUNIT_CASE(periodic_lacp_enabled),
	KUNIT_CASE(periodic_both_passive),
	KUNIT_CASE(periodic_active_to_passive),
	KUNIT_CASE(periodic_fast),
	KUNIT_CASE(periodic_slow),
	KUNIT_CASE(periodic_slow_to_fast),
	KUNIT_CASE(periodic_own_rate),
	KUNIT_CASE(periodic_expired),
	{}
};

static struct kunit_suite lacp_periodic_suite = {
	.name = "lacp-periodic",
	.init = rig_init,
	.test_cases = periodic_cases,
};

kunit_test_suite(lacp_periodic_suite);
