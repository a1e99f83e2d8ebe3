// SPDX-License-Identifier: GPL-2.0
/*
 * Actor and Partner Churn Detection machines (802.1AX-2014 6.4.17)
 */

#include "rig.h"

#define CHURN_TIME	60000

/* Keep the partner talking, so that nothing but churn happens. */
static void talk(struct rig *rig, u8 state, u64 ms)
{
	u64 end = rig->now + ms;

	while (rig->now + 1000 <= end) {
		rig_pass(rig, 1000);
		rig_hear(rig, 0, state);
	}
	rig_pass(rig, end - rig->now);
}

static void expect_churn(struct kunit *test, u8 actor, u8 partner)
{
	struct rig *rig = test->priv;

	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->actor_churn, actor);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->partner_churn, partner);
}

/* CHURN_MONITOR: !port_enabled, and no timer runs. */
static void churn_disabled(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 1);
	rig_pass(rig, 10 * CHURN_TIME);
	expect_churn(test, LACPMOD_CHURN_STATE_CHURN_MONITOR,
		     LACPMOD_CHURN_STATE_CHURN_MONITOR);
	KUNIT_EXPECT_EQ(test, rig->next, LACP_NEVER);
}

/* CHURN_MONITOR to NO_CHURN: Sync. */
static void churn_sync(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 1);
	expect_churn(test, LACPMOD_CHURN_STATE_NO_CHURN,
		     LACPMOD_CHURN_STATE_NO_CHURN);
	talk(rig, RIG_WORKING, 2 * CHURN_TIME);
	expect_churn(test, LACPMOD_CHURN_STATE_NO_CHURN,
		     LACPMOD_CHURN_STATE_NO_CHURN);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.actor_churns, 0);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.partner_churns, 0);
}

/* NO_CHURN to CHURN_MONITOR to CHURN to NO_CHURN, the Partner's. */
static void churn_partner(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 1);
	rig_hear(rig, 0, RIG_HELLO);
	expect_churn(test, LACPMOD_CHURN_STATE_NO_CHURN,
		     LACPMOD_CHURN_STATE_CHURN_MONITOR);
	talk(rig, RIG_HELLO, CHURN_TIME - 1);
	expect_churn(test, LACPMOD_CHURN_STATE_NO_CHURN,
		     LACPMOD_CHURN_STATE_CHURN_MONITOR);
	rig_pass(rig, 1);
	expect_churn(test, LACPMOD_CHURN_STATE_NO_CHURN,
		     LACPMOD_CHURN_STATE_CHURN);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.partner_churns, 1);
	KUNIT_EXPECT_TRUE(test,
			  rig_told(rig, 0, LACPMOD_EVENT_PORT_PARTNER_CHURN,
				   LACPMOD_CHURN_STATE_CHURN_MONITOR,
				   LACPMOD_CHURN_STATE_CHURN));

	rig_hear(rig, 0, RIG_SYNC);
	expect_churn(test, LACPMOD_CHURN_STATE_NO_CHURN,
		     LACPMOD_CHURN_STATE_NO_CHURN);
	KUNIT_EXPECT_TRUE(test,
			  rig_told(rig, 0, LACPMOD_EVENT_PORT_PARTNER_CHURN,
				   LACPMOD_CHURN_STATE_CHURN,
				   LACPMOD_CHURN_STATE_NO_CHURN));
}

/* The same for the Actor's: held in WAITING by min-links. */
static void churn_actor(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 1);
	rig->config.min_links = 2;
	rig_configure(rig);
	expect_churn(test, LACPMOD_CHURN_STATE_CHURN_MONITOR,
		     LACPMOD_CHURN_STATE_NO_CHURN);
	talk(rig, RIG_SYNC, CHURN_TIME);
	expect_churn(test, LACPMOD_CHURN_STATE_CHURN,
		     LACPMOD_CHURN_STATE_NO_CHURN);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.actor_churns, 1);
	KUNIT_EXPECT_TRUE(test,
			  rig_told(rig, 0, LACPMOD_EVENT_PORT_ACTOR_CHURN,
				   LACPMOD_CHURN_STATE_CHURN_MONITOR,
				   LACPMOD_CHURN_STATE_CHURN));

	rig->config.min_links = 1;
	rig_configure(rig);
	expect_churn(test, LACPMOD_CHURN_STATE_NO_CHURN,
		     LACPMOD_CHURN_STATE_NO_CHURN);
	KUNIT_EXPECT_TRUE(test,
			  rig_told(rig, 0, LACPMOD_EVENT_PORT_ACTOR_CHURN,
				   LACPMOD_CHURN_STATE_CHURN,
				   LACPMOD_CHURN_STATE_NO_CHURN));
	/* Monitoring is not told of. */
	KUNIT_EXPECT_EQ(test,
			rig_events(rig, 0, LACPMOD_EVENT_PORT_ACTOR_CHURN), 2);
	KUNIT_EXPECT_EQ(test,
			rig_events(rig, 0, LACPMOD_EVENT_PORT_PARTNER_CHURN),
			0);
}

/* Sync in time starts the 60 s anew. */
static void churn_interrupted(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 1);
	rig_hear(rig, 0, RIG_HELLO);
	talk(rig, RIG_HELLO, CHURN_TIME - 1000);
	rig_hear(rig, 0, RIG_SYNC);
	rig_hear(rig, 0, RIG_HELLO);
	talk(rig, RIG_HELLO, CHURN_TIME - 1000);
	expect_churn(test, LACPMOD_CHURN_STATE_NO_CHURN,
		     LACPMOD_CHURN_STATE_CHURN_MONITOR);
	talk(rig, RIG_HELLO, 1000);
	expect_churn(test, LACPMOD_CHURN_STATE_NO_CHURN,
		     LACPMOD_CHURN_STATE_CHURN);
}

/* CHURN to CHURN_MONITOR: !port_enabled; the 60 s begin with the link. */
static void churn_link(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 1);
	rig_pass(rig, CHURN_TIME - 1);
	expect_churn(test, LACPMOD_CHURN_STATE_CHURN_MONITOR,
		     LACPMOD_CHURN_STATE_CHURN_MONITOR);
	rig_pass(rig, 1);
	expect_churn(test, LACPMOD_CHURN_STATE_CHURN,
		     LACPMOD_CHURN_STATE_CHURN);

	rig_link(rig, 0, false);
	expect_churn(test, LACPMOD_CHURN_STATE_CHURN_MONITOR,
		     LACPMOD_CHURN_STATE_CHURN_MONITOR);
	rig_pass(rig, 10 * CHURN_TIME);
	rig_link(rig, 0, true);
	rig_pass(rig, CHURN_TIME - 1);
	expect_churn(test, LACPMOD_CHURN_STATE_CHURN_MONITOR,
		     LACPMOD_CHURN_STATE_CHURN_MONITOR);
	rig_pass(rig, 1);
	expect_churn(test, LACPMOD_CHURN_STATE_CHURN,
		     LACPMOD_CHURN_STATE_CHURN);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.actor_churns, 2);
}

/* Its timers wake a LAG for which there is nothing else to do. */
static void churn_wakes(struct kunit *test)
{
	const u8 passive = RIG_HELLO & ~LACPMOD_STATE_ACTIVITY;
	struct rig *rig = test->priv;
	const struct lacp_port *port = rig_port(rig, 0);

	rig->config.mode = LACPMOD_MODE_PASSIVE;
	rig->config.rate = LACPMOD_RATE_SLOW;
	rig_configure(rig);
	rig_plug(rig, 1);
	rig_hear(rig, 0, passive);
	KUNIT_EXPECT_EQ(test, port->partner_churn_timer, rig->now + CHURN_TIME);
	KUNIT_EXPECT_EQ(test, rig->next, port->partner_churn_timer);
	rig_pass(rig, CHURN_TIME);
	expect_churn(test, LACPMOD_CHURN_STATE_NO_CHURN,
		     LACPMOD_CHURN_STATE_CHURN);

	rig->config.min_links = 2;
	rig_configure(rig);
	rig_hear(rig, 0, passive);
	KUNIT_EXPECT_EQ(test, port->actor_churn_timer, rig->now + CHURN_TIME);
	KUNIT_EXPECT_EQ(test, rig->next, port->actor_churn_timer);
	rig_pass(rig, CHURN_TIME);
	expect_churn(test, LACPMOD_CHURN_STATE_CHURN,
		     LACPMOD_CHURN_STATE_CHURN);
}

static struct kunit_case churn_cases[] = {
	KUNIT_CASE(churn_disabled),
	KUNIT_CASE(churn_sync),
	KUNIT_CASE(churn_partner),
	KUNIT_CASE(churn_actor),
	KUNIT_CASE(churn_interrupted),
	KUNIT_CASE(churn_link),
	KUNIT_CASE(churn_wakes),
	{}
};

static struct kunit_suite lacp_churn_suite = {
	.name = "lacp-churn",
	.init = rig_init,
	.test_cases = churn_cases,
};

kunit_test_suite(lacp_churn_suite);
