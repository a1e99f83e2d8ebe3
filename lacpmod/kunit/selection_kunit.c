// SPDX-License-Identifier: GPL-2.0
/*
 * Selection logic (802.1AX-2014 6.4.14): who aggregates with whom, and when
 */

#include "rig.h"

/* One LAG ID, one group. */
static void selection_one_group(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 4);
	rig_expect_distributing(test, 0xf);
	KUNIT_EXPECT_TRUE(test, rig->lag.group.valid);
	KUNIT_EXPECT_FALSE(test, rig->lag.group.individual);
	KUNIT_EXPECT_EQ(test, rig->lag.group.key, 9);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system_priority, 0x8001);
	KUNIT_EXPECT_EQ(test, memcmp(rig->lag.group.system,
				     rig->at[0].far.system, LACP_ADDR_LEN), 0);
	KUNIT_EXPECT_EQ(test, rig->lag.distributing, 4);
	KUNIT_EXPECT_EQ(test, rig->lag.speed, 4 * RIG_SPEED);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
}

static void selection_third_system(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_why why;

	rig_plug(rig, 3);
	rig_third_system(rig, 2);
	rig_hear_all(rig, RIG_HELLO);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);
	rig_expect_why(test, 2, LACPMOD_REASON_OTHER_SYSTEM);
	lacp_port_why(rig_port(rig, 2), &why);
	KUNIT_EXPECT_EQ(test, why.group.system[5], 0x0b);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 2)->mux,
			LACPMOD_MUX_STATE_DETACHED);
}

static void selection_other_key(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 3);
	rig->at[0].far.key = 10;
	rig_hear_all(rig, RIG_HELLO);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x6);
	rig_expect_why(test, 0, LACPMOD_REASON_OTHER_KEY);
}

static void selection_other_priority(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 3);
	rig->at[1].far.system_priority = 1;
	rig_hear_all(rig, RIG_HELLO);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x5);
	rig_expect_why(test, 1, LACPMOD_REASON_OTHER_SYSTEM);
}

/* An individual link is a group of its own. */
static void selection_individual(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	rig_plug(rig, 3);
	for (i = 0; i < 6; i++) {
		rig_hear(rig, 0, RIG_WORKING & ~LACPMOD_STATE_AGGREGATION);
		rig_hear(rig, 1, RIG_WORKING);
		rig_hear(rig, 2, RIG_WORKING);
		rig_pass(rig, 1000);
	}
	rig_expect_distributing(test, 0x6);
	rig_expect_why(test, 0, LACPMOD_REASON_INDIVIDUAL);
}

/* Two individual links are two groups, one of them wins. */
static void selection_individuals(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 2);
	rig_talk(rig, RIG_WORKING & ~LACPMOD_STATE_AGGREGATION, 5);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_TRUE(test, rig->lag.group.individual);
	KUNIT_EXPECT_EQ(test, rig->lag.group.own_port, 1);
	KUNIT_EXPECT_EQ(test, rig->lag.group.port, 100);
	rig_expect_why(test, 1, LACPMOD_REASON_INDIVIDUAL);
}

/* The partner's port is part of an individual link's LAG ID. */
static void selection_individual_replugged(struct kunit *test)
{
	struct rig *rig = test->priv;
	u8 state = RIG_WORKING & ~LACPMOD_STATE_AGGREGATION;

	rig_plug(rig, 1);
	rig_hear(rig, 0, state);
	KUNIT_EXPECT_EQ(test, rig->lag.group.port, 100);
	KUNIT_EXPECT_EQ(test, rig->lag.group.port_priority, 0x80);
	rig->at[0].far.port = 200;
	rig_hear(rig, 0, state);
	KUNIT_EXPECT_EQ(test, rig->lag.group.port, 200);
	rig->at[0].far.port_priority = 0x90;
	rig_hear(rig, 0, state);
	KUNIT_EXPECT_EQ(test, rig->lag.group.port_priority, 0x90);
	KUNIT_EXPECT_EQ(test, rig_events(rig, LACP_NO_PORT,
					 LACPMOD_EVENT_LAG_PARTNER), 3);
}

/* A partner that calls two individual links the same: still two groups. */
static void selection_individual_same_port(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 2);
	rig->at[1].far = rig->at[0].far;
	rig_talk(rig, RIG_WORKING & ~LACPMOD_STATE_AGGREGATION, 5);
	rig_expect_distributing(test, 0x1);
}

/* A LAG ID of zeros is one, too. */
static void selection_zero_partner(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 1);
	rig->at[0].far.system_priority = 0;
	memset(rig->at[0].far.system, 0, LACP_ADDR_LEN);
	rig->at[0].far.key = 0;
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_TRUE(test, rig->lag.group.valid);
}

/* Among equals the lowest port number that hears its partner. */
static void selection_tie(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 4);
	rig_third_system(rig, 0);
	rig_third_system(rig, 2);
	/* Port 0 remembers the third system, but has no link. */
	rig_link(rig, 0, true);
	rig_hear(rig, 0, RIG_HELLO);
	rig_link(rig, 0, false);
	/* Both are heard before the machines run, and none is attached. */
	memset(&rig->lag.group, 0, sizeof(rig->lag.group));
	lacp_port_link(rig_port(rig, 2), true, RIG_SPEED, true);
	lacp_port_link(rig_port(rig, 1), true, RIG_SPEED, true);
	rig_port(rig, 1)->rx = LACPMOD_RX_STATE_EXPIRED;
	rig_port(rig, 2)->rx = LACPMOD_RX_STATE_EXPIRED;
	rig_port(rig, 1)->current_while = rig->now + 3000;
	rig_port(rig, 2)->current_while = rig->now + 3000;
	rig_port(rig, 1)->actor.state &= ~LACPMOD_STATE_DEFAULTED;
	rig_port(rig, 2)->actor.state &= ~LACPMOD_STATE_DEFAULTED;
	rig_port(rig, 1)->partner = rig->at[1].far;
	rig_port(rig, 2)->partner = rig->at[2].far;
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
}

/* When nobody remembers it, there is no group. */
static void selection_forgotten(struct kunit *test)
{
	struct rig *rig = test->priv;
	const struct lacp_event *event;

	rig_join(rig, 2);
	rig_pass(rig, 6000);
	KUNIT_EXPECT_FALSE(test, rig->lag.group.valid);
	event = rig_last(rig, LACP_NO_PORT, LACPMOD_EVENT_LAG_PARTNER);
	KUNIT_ASSERT_NOT_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->from, 1);
	KUNIT_EXPECT_EQ(test, event->to, 0);
	KUNIT_EXPECT_EQ(test, rig_events(rig, LACP_NO_PORT,
					 LACPMOD_EVENT_LAG_PARTNER), 2);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig_events(rig, LACP_NO_PORT,
					 LACPMOD_EVENT_LAG_PARTNER), 2);
}

/* Our own System is no partner, and disturbs nobody. */
static void selection_looped(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 4);
	rig->at[0].far = rig_port(rig, 1)->actor;
	rig->at[1].far = rig_port(rig, 0)->actor;
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0xc);
	rig_expect_why(test, 0, LACPMOD_REASON_LOOPED);
	rig_expect_why(test, 1, LACPMOD_REASON_LOOPED);
}

/* Nothing but loops: no group, no carrier. */
static void selection_only_looped(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 2);
	rig->at[0].far = rig_port(rig, 1)->actor;
	rig->at[1].far = rig_port(rig, 0)->actor;
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0);
	KUNIT_EXPECT_FALSE(test, rig->lag.group.valid);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
}

/* The most bandwidth wins, not the most ports, nor the first. */
static void selection_bandwidth(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 4);
	lacp_port_link(rig_port(rig, 3), true, 10000, true);
	rig_third_system(rig, 3);
	rig_hear_all(rig, RIG_HELLO);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x8);
	rig_expect_why(test, 0, LACPMOD_REASON_OTHER_SYSTEM);
}

/* Drivers report what they are told to: the sum of speeds must not wrap to 0. */
static void selection_bandwidth_sum(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	rig_plug(rig, 5);
	for (i = 0; i < 4; i++)
		lacp_port_link(rig_port(rig, i), true, 0x40000000, true);
	rig_third_system(rig, 4);
	rig_hear_all(rig, RIG_HELLO);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0xf);
	KUNIT_EXPECT_EQ(test, rig->lag.speed, 4 * LACP_PORT_SPEED_MAX);
}

/* Once a group works, a better one does not push it out. */
static void selection_current_kept(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 3);
	rig_link(rig, 0, true);
	rig_hear(rig, 0, RIG_HELLO);
	rig_pass(rig, 2000);
	rig_hear(rig, 0, RIG_WORKING);
	rig_expect_distributing(test, 0x1);

	rig_third_system(rig, 1);
	rig_third_system(rig, 2);
	rig_link(rig, 1, true);
	rig_link(rig, 2, true);
	rig_talk(rig, RIG_WORKING, 10);
	rig_expect_distributing(test, 0x1);
	rig_expect_why(test, 1, LACPMOD_REASON_OTHER_SYSTEM);
}

/* When it is gone, the other takes over. */
static void selection_current_lost(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 3);
	rig_third_system(rig, 2);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);

	rig_link(rig, 0, false);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x2);
	rig_link(rig, 1, false);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x4);

	/* And keeps its place. */
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x4);
}

/* A port that only says goodbye brings its group no bandwidth. */
static void selection_goodbye(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	lacp_port_link(rig_port(rig, 1), true, 10 * RIG_SPEED, true);
	rig->at[1].far.key = 10;
	rig_hear(rig, 1, RIG_WORKING);
	rig_expect_distributing(test, 0x1);
	rig->events = 0;
	lacp_set_up(&rig->lag, false);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->goodbye);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 1)->goodbye);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig->lag.group.key, 9);
	KUNIT_EXPECT_EQ(test, rig_events(rig, LACP_NO_PORT,
					 LACPMOD_EVENT_LAG_PARTNER), 0);
}

/* NOTE 2: a port whose LAG ID changes passes UNSELECTED and DETACHED. */
static void selection_reselects(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	rig->config.key = 8;
	rig_configure(rig);
	rig_expect_distributing(test, 0);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_MUX,
					 LACPMOD_MUX_STATE_ATTACHED,
					 LACPMOD_MUX_STATE_DETACHED));
	rig_talk(rig, RIG_WORKING, 4);
	rig_expect_distributing(test, 0x3);
}

static void selection_system_changes(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	rig->config.system[5] = 0x0e;
	rig_configure(rig);
	rig_expect_distributing(test, 0);
	rig_talk(rig, RIG_WORKING, 4);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_EQ(test, rig->at[0].pdu[11], 0x0e);
}

/* Activity, timeout and port priority do not reselect. */
static void selection_stays(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	rig_pass(rig, 2000);
	rig->at[0].sends = 0;
	rig->config.mode = LACPMOD_MODE_PASSIVE;
	rig->config.rate = LACPMOD_RATE_SLOW;
	rig_configure(rig);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 1);
	rig_renumber(rig, 0, 1, 1);
	rig_run(rig);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_GE(test, rig->at[0].sends + rig_port(rig, 0)->ntt, 2);
}

/* The wait: a port that is up but silent may still bring its partner. */
static void selection_wait_full(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 3);
	rig_hear(rig, 0, RIG_SYNC);
	rig_hear(rig, 1, RIG_SYNC);
	rig_expect_why(test, 0, LACPMOD_REASON_AGGREGATE_WAIT);
	rig_pass(rig, 1999);
	rig_hear(rig, 0, RIG_SYNC);
	rig_hear(rig, 1, RIG_SYNC);
	rig_expect_distributing(test, 0);
	rig_pass(rig, 1);
	rig_expect_distributing(test, 0x3);
}

/* It ends early when every port that is up has heard the same partner. */
static void selection_wait_early(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 3);
	rig_hear(rig, 0, RIG_SYNC);
	rig_hear(rig, 1, RIG_SYNC);
	rig_expect_distributing(test, 0);
	rig_pass(rig, 100);
	rig_hear(rig, 2, RIG_SYNC);
	rig_expect_distributing(test, 0x7);
}

/* A port that is set down is not waited for. */
static void selection_wait_port_down(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 3);
	rig_hear(rig, 0, RIG_SYNC);
	rig_hear(rig, 1, RIG_SYNC);
	rig_expect_distributing(test, 0);
	lacp_port_set_up(rig_port(rig, 2), false);
	rig_run(rig);
	rig_expect_distributing(test, 0x3);
}

/* A third system is no reason to end early: the first must not win alone. */
static void selection_wait_third_system(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 3);
	rig_third_system(rig, 0);
	rig_hear(rig, 0, RIG_SYNC);
	rig_pass(rig, 500);
	rig_expect_distributing(test, 0);
	rig_hear(rig, 1, RIG_SYNC);
	rig_pass(rig, 100);
	rig_hear(rig, 2, RIG_SYNC);
	rig_expect_distributing(test, 0);
	rig_talk(rig, RIG_SYNC, 4);
	rig_expect_distributing(test, 0x6);
}

/* Ports that come one after the other hold up the first to twice its wait. */
static void selection_wait_bound(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 4);
	rig_hear(rig, 0, RIG_SYNC);
	rig_pass(rig, 1900);
	rig_hear(rig, 0, RIG_SYNC);
	rig_hear(rig, 1, RIG_SYNC);
	rig_pass(rig, 1900);
	rig_hear(rig, 0, RIG_SYNC);
	rig_hear(rig, 1, RIG_SYNC);
	rig_hear(rig, 2, RIG_SYNC);
	KUNIT_EXPECT_EQ(test, rig->lag.waiting_since, RIG_START);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 2)->wait_while, rig->now + 2000);
	rig_pass(rig, 199);
	rig_expect_distributing(test, 0);
	rig_pass(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->now, RIG_START + 4000);
	rig_expect_distributing(test, 0x7);
}

/* A wait of 0 is none. */
static void selection_wait_none(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.aggregate_wait = 0;
	rig_configure(rig);
	rig_plug(rig, 3);
	rig_hear(rig, 0, RIG_SYNC);
	rig_expect_distributing(test, 0x1);
}

static void selection_min_links(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_why why;

	rig->config.min_links = 3;
	rig_configure(rig);
	rig_add(rig, 3);
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_hear(rig, 0, RIG_SYNC);
	rig_hear(rig, 1, RIG_SYNC);
	rig_pass(rig, 2500);
	rig_expect_distributing(test, 0);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	lacp_port_why(rig_port(rig, 0), &why);
	KUNIT_EXPECT_EQ(test, why.reason, LACPMOD_REASON_MIN_LINKS);
	KUNIT_EXPECT_EQ(test, why.have, 2);
	KUNIT_EXPECT_EQ(test, why.need, 3);
	/* The partner is never told to send into a closed door. */
	KUNIT_EXPECT_FALSE(test, rig_sent_state(rig, 0) &
			   LACPMOD_STATE_SYNCHRONIZATION);

	rig_link(rig, 2, true);
	rig_hear_all(rig, RIG_SYNC);
	rig_expect_distributing(test, 0x7);
	KUNIT_EXPECT_TRUE(test, rig->carrier);

	/* One too few again: all leave. */
	rig_link(rig, 1, false);
	rig_expect_distributing(test, 0);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
}

/* Whoever has stood by for long waits for the others, too; nobody goes alone. */
static void expect_together(struct kunit *test, unsigned int early,
			    unsigned int late)
{
	struct rig *rig = test->priv;

	rig->config.min_links = 2;
	rig_configure(rig);
	rig_add(rig, 3);
	rig_link(rig, early, true);
	rig_talk(rig, RIG_SYNC, 10);
	KUNIT_EXPECT_EQ(test, rig_port(rig, early)->mux,
			LACPMOD_MUX_STATE_WAITING);
	rig_link(rig, late, true);
	rig_hear(rig, late, RIG_SYNC);
	rig_pass(rig, 1999);
	rig_hear(rig, early, RIG_SYNC);
	rig_expect_distributing(test, 0);
	rig_pass(rig, 1);
	rig_expect_distributing(test, 0x3);
}

static void selection_min_links_wait(struct kunit *test)
{
	expect_together(test, 0, 1);
}

static void selection_min_links_wait_again(struct kunit *test)
{
	expect_together(test, 1, 0);
}

/* What counts is a partner that is heard, not one in sync: no deadlock. */
static void selection_min_links_gated(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_links = 2;
	rig_configure(rig);
	rig_plug(rig, 2);
	rig_hear_all(rig, RIG_HELLO);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->actor.state &
			  LACPMOD_STATE_SYNCHRONIZATION);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 1)->actor.state &
			  LACPMOD_STATE_SYNCHRONIZATION);
	rig_hear_all(rig, RIG_SYNC);
	rig_expect_distributing(test, 0x3);
}

/* Ports of another LAG ID do not count. */
static void selection_min_links_one_id(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_links = 3;
	rig_configure(rig);
	rig_plug(rig, 3);
	rig_third_system(rig, 2);
	rig_talk(rig, RIG_WORKING, 10);
	rig_expect_distributing(test, 0);
	rig_expect_why(test, 0, LACPMOD_REASON_MIN_LINKS);
}

/* Who is about to leave counts no more: the others stop before the carrier. */
static void selection_min_links_leave(struct kunit *test)
{
	struct rig *rig = test->priv;
	const struct lacp_event *carrier, *standby;

	rig->config.min_links = 2;
	rig_configure(rig);
	rig_join(rig, 2);
	rig_expect_distributing(test, 0x3);
	rig->events = 0;
	lacp_port_leave(rig_port(rig, 0));
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->goodbye);
	rig_run(rig);

	carrier = rig_last(rig, LACP_NO_PORT, LACPMOD_EVENT_LAG_CARRIER);
	standby = rig_last(rig, 1, LACPMOD_EVENT_PORT_SELECTED);
	KUNIT_ASSERT_NOT_NULL(test, carrier);
	KUNIT_ASSERT_NOT_NULL(test, standby);
	KUNIT_EXPECT_EQ(test, standby->to, LACPMOD_SELECTED_STANDBY);
	KUNIT_EXPECT_TRUE(test, standby < carrier);
}

static void selection_why(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 2);
	rig_expect_why(test, 0, LACPMOD_REASON_NO_LINK);
	rig_link(rig, 0, true);
	rig_expect_why(test, 0, LACPMOD_REASON_NO_PARTNER);
	rig_hear(rig, 0, RIG_HELLO);
	rig_expect_why(test, 0, LACPMOD_REASON_AGGREGATE_WAIT);
	rig_link(rig, 1, true);
	rig_hear(rig, 1, RIG_SYNC);
	rig_expect_why(test, 0, LACPMOD_REASON_PARTNER_NOT_IN_SYNC);
	rig_hear(rig, 0, RIG_SYNC);
	rig_expect_why(test, 0, LACPMOD_REASON_NONE);
	rig_pass(rig, 3000);
	rig_expect_why(test, 0, LACPMOD_REASON_PARTNER_SILENT);
	lacp_port_link(rig_port(rig, 0), true, RIG_SPEED, false);
	rig_run(rig);
	rig_expect_why(test, 0, LACPMOD_REASON_HALF_DUPLEX);
	lacp_port_set_up(rig_port(rig, 0), false);
	rig_run(rig);
	rig_expect_why(test, 0, LACPMOD_REASON_PORT_DOWN);
	lacp_set_up(&rig->lag, false);
	rig_run(rig);
	rig_expect_why(test, 0, LACPMOD_REASON_LAG_DOWN);
	lacp_port_leave(rig_port(rig, 0));
	rig_run(rig);
	rig_expect_why(test, 0, LACPMOD_REASON_RELEASED);
}

static struct kunit_case selection_cases[] = {
	KUNIT_CASE(selection_one_group),
	KUNIT_CASE(selection_third_system),
	KUNIT_CASE(selection_other_key),
	KUNIT_CASE(selection_other_priority),
	KUNIT_CASE(selection_individual),
	KUNIT_CASE(selection_individuals),
	KUNIT_CASE(selection_individual_replugged),
	KUNIT_CASE(selection_individual_same_port),
	KUNIT_CASE(selection_zero_partner),
	KUNIT_CASE(selection_tie),
	KUNIT_CASE(selection_forgotten),
	KUNIT_CASE(selection_looped),
	KUNIT_CASE(selection_only_looped),
	KUNIT_CASE(selection_bandwidth),
	KUNIT_CASE(selection_bandwidth_sum),
	KUNIT_CASE(selection_current_kept),
	KUNIT_CASE(selection_current_lost),
	KUNIT_CASE(selection_goodbye),
	KUNIT_CASE(selection_reselects),
	KUNIT_CASE(selection_system_changes),
	KUNIT_CASE(selection_stays),
	KUNIT_CASE(selection_wait_full),
	KUNIT_CASE(selection_wait_early),
	KUNIT_CASE(selection_wait_port_down),
	KUNIT_CASE(selection_wait_third_system),
	KUNIT_CASE(selection_wait_bound),
	KUNIT_CASE(selection_wait_none),
	KUNIT_CASE(selection_min_links),
	KUNIT_CASE(selection_min_links_wait),
	KUNIT_CASE(selection_min_links_wait_again),
	KUNIT_CASE(selection_min_links_gated),
	KUNIT_CASE(selection_min_links_one_id),
	KUNIT_CASE(selection_min_links_leave),
	KUNIT_CASE(selection_why),
	{}
};

static struct kunit_suite lacp_selection_suite = {
	.name = "lacp-selection",
	.init = rig_init,
	.test_cases = selection_cases,
};

kunit_test_suite(lacp_selection_suite);
