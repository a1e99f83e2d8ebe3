// SPDX-License-Identifier: GPL-2.0
/*
 * Fallback: partners that speak no LACP
 */

#include "rig.h"

/* One port carries. */
static void fall_back(struct rig *rig, unsigned int ports)
{
	rig_fallback(rig, LACPMOD_FALLBACK_SINGLE, ports);
	rig_pass(rig, 6000);
}

static void data(struct rig *rig, unsigned int i)
{
	lacp_port_data(rig_port(rig, i), rig->now);
	rig_run(rig);
}

static void fallback_off(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_fallback(rig, LACPMOD_FALLBACK_OFF, 2);
	data(rig, 0);
	rig_pass(rig, 100000);
	rig_expect_distributing(test, 0);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	KUNIT_EXPECT_FALSE(test, rig->at[0].collects);
	KUNIT_EXPECT_FALSE(test, rig->at[0].watched);
	rig_expect_why(test, 0, LACPMOD_REASON_NO_PARTNER);
}

static void fallback_single(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_why why;

	rig_fallback(rig, LACPMOD_FALLBACK_SINGLE, 2);
	KUNIT_EXPECT_TRUE(test, rig->at[0].watched);
	rig_pass(rig, 4999);
	rig_expect_distributing(test, 0);
	why = rig_expect_why(test, 0, LACPMOD_REASON_FALLBACK_WAIT);
	KUNIT_EXPECT_EQ(test, why.left, 5000 - (rig->lag.now - RIG_START));
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	rig_pass(rig, 1);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
	KUNIT_EXPECT_TRUE(test, rig->at[0].collects);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.fallbacks, 1);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_FALLBACK,
					 0, 1));
	rig_expect_why(test, 1, LACPMOD_REASON_FALLBACK_OTHER);
	KUNIT_EXPECT_FALSE(test, rig->lag.group.valid);
	rig_pass(rig, 100000);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_EQ(test, rig->at[0].watch_told, 1);
}

/* The wait begins with the link. */
static void fallback_waits_for_link(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_fallback(rig, LACPMOD_FALLBACK_SINGLE, 0);
	rig_add(rig, 1);
	rig_pass(rig, 60000);
	rig_link(rig, 0, true);
	rig_pass(rig, 4999);
	rig_expect_distributing(test, 0);
	rig_pass(rig, 1);
	rig_expect_distributing(test, 0x1);
}

static void fallback_at_once(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.fallback_timeout = 0;
	rig_fallback(rig, LACPMOD_FALLBACK_SINGLE, 1);
	rig_expect_distributing(test, 0x1);
	rig_pass(rig, 10000);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.convergences, 1);
}

static void fallback_priority(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_fallback(rig, LACPMOD_FALLBACK_SINGLE, 3);
	rig_renumber(rig, 1, 2, 1);
	rig_pass(rig, 6000);
	rig_expect_distributing(test, 0x2);
	rig_link(rig, 1, false);
	rig_expect_distributing(test, 0x1);
}

/* The port that hears data is the one to use. */
static void fallback_follows_data(struct kunit *test)
{
	struct rig *rig = test->priv;

	fall_back(rig, 3);
	rig_expect_distributing(test, 0x1);
	data(rig, 1);
	rig_expect_distributing(test, 0x2);
	data(rig, 0);
	rig_expect_distributing(test, 0x2);
	rig_pass(rig, 40000);
	rig_expect_distributing(test, 0x2);
	data(rig, 2);
	rig_expect_distributing(test, 0x4);
}

static void fallback_preempt(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.fallback_preempt = true;
	fall_back(rig, 2);
	data(rig, 1);
	rig_expect_distributing(test, 0x2);
	data(rig, 0);
	rig_expect_distributing(test, 0x1);
	data(rig, 1);
	rig_pass(rig, 29999);
	rig_expect_distributing(test, 0x1);
	rig_pass(rig, 5000);
	data(rig, 1);
	rig_expect_distributing(test, 0x2);
	rig_pass(rig, 29999);
	rig_expect_distributing(test, 0x2);
	rig_pass(rig, 1);
	rig_expect_distributing(test, 0x1);
}

/* A clock that has just begun: who never had data has not had it lately. */
static void fallback_young_clock(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->now = 1;
	fall_back(rig, 2);
	rig_expect_distributing(test, 0x1);
	data(rig, 1);
	rig_expect_distributing(test, 0x2);
}

static void fallback_all(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_fallback(rig, LACPMOD_FALLBACK_ALL, 3);
	KUNIT_EXPECT_FALSE(test, rig->at[0].watched);
	rig_pass(rig, 5000);
	rig_expect_distributing(test, 0x7);
	KUNIT_EXPECT_EQ(test, rig->lag.fallback_ports, 3);
	rig_link(rig, 2, false);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_EQ(test, rig->lag.fallback_ports, 2);
	rig_link(rig, 2, true);
	rig_pass(rig, 5000);
	rig_link(rig, 1, false);
	rig_expect_distributing(test, 0x5);
	rig_link(rig, 1, true);
	rig_pass(rig, 5000);
	rig_expect_distributing(test, 0x7);
}

/* Fewer ports than min-links asks for are what fallback is about. */
static void fallback_min_links(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_links = 2;
	fall_back(rig, 2);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
}

/* The port itself hears LACP: carrier stays while it negotiates. */
static void fallback_handover(struct kunit *test)
{
	struct rig *rig = test->priv;

	fall_back(rig, 2);
	rig->events = 0;
	rig_hear(rig, 0, RIG_HELLO);
	rig_expect_distributing(test, 0);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->fallback);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_FALLBACK,
					 1, 0));
	KUNIT_EXPECT_TRUE(test, rig->carrier);
	rig_pass(rig, 2000);
	rig_hear(rig, 0, RIG_WORKING);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_EQ(test, rig_events(rig, LACP_NO_PORT,
					 LACPMOD_EVENT_LAG_CARRIER), 0);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);
}

/* It does not: the carrier is lost after 3 s, until fallback is back. */
static void fallback_handover_fails(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.fallback_timeout = 10000;
	rig_fallback(rig, LACPMOD_FALLBACK_SINGLE, 1);
	rig_pass(rig, 12000);
	rig_hear(rig, 0, RIG_HELLO);
	rig_pass(rig, 2999);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
	rig_pass(rig, 1);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	rig_pass(rig, 20000);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
}

/* Another port has LACP: the fallback carries until that one distributes. */
static void fallback_until_lacp(struct kunit *test)
{
	struct rig *rig = test->priv;

	fall_back(rig, 2);
	rig->events = 0;
	rig_hear(rig, 1, RIG_HELLO);
	rig_pass(rig, 1000);
	rig_expect_distributing(test, 0x1);
	rig_pass(rig, 1000);
	rig_hear(rig, 1, RIG_WORKING);
	rig_expect_distributing(test, 0x2);
	KUNIT_EXPECT_FALSE(test, rig->at[0].collects);
	KUNIT_EXPECT_EQ(test, rig_events(rig, LACP_NO_PORT,
					 LACPMOD_EVENT_LAG_CARRIER), 0);
	rig_expect_why(test, 0, LACPMOD_REASON_NO_PARTNER);
}

/* And has told its partner so, for which it may have to wait. */
static void fallback_until_told(struct kunit *test)
{
	struct rig *rig = test->priv;

	fall_back(rig, 2);
	rig->events = 0;
	rig_hear(rig, 1, RIG_HELLO);
	rig_pass(rig, 1000);
	rig->at[1].mute = true;
	rig_hear(rig, 1, RIG_SYNC);
	rig_pass(rig, 1000);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->buckets, LACP_BUCKETS);
	KUNIT_EXPECT_TRUE(test, rig->at[0].collects);
	rig->at[1].mute = false;
	rig_hear(rig, 1, RIG_SYNC);
	rig_pass(rig, 1000);
	rig_expect_distributing(test, 0x2);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 1)->buckets, LACP_BUCKETS);
	KUNIT_EXPECT_EQ(test, rig_events(rig, LACP_NO_PORT,
					 LACPMOD_EVENT_LAG_CARRIER), 0);
}

/* A partner that was there gets the time to come back. */
static void fallback_after_partner(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.fallback_timeout = 1000;
	rig_fallback(rig, LACPMOD_FALLBACK_SINGLE, 1);
	rig_hear(rig, 0, RIG_HELLO);
	rig_hear(rig, 0, RIG_WORKING);
	rig_pass(rig, 5999);
	rig_expect_distributing(test, 0);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->fallback);
	rig_pass(rig, 1);
	rig_expect_distributing(test, 0x1);
}

/* LACP goes off on the port that carries: another does, and nobody sees a gap. */
static void fallback_lacp_off(struct kunit *test)
{
	struct rig *rig = test->priv;

	fall_back(rig, 2);
	rig_expect_distributing(test, 0x1);
	rig->events = 0;
	rig->at[0].config.mode = LACPMOD_PORT_MODE_OFF;
	rig_port_configure(rig, 0);
	rig_expect_distributing(test, 0x2);
	KUNIT_EXPECT_EQ(test, rig_events(rig, LACP_NO_PORT,
					 LACPMOD_EVENT_LAG_CARRIER), 0);
}

static void fallback_switched_off(struct kunit *test)
{
	struct rig *rig = test->priv;

	fall_back(rig, 1);
	rig->config.fallback = LACPMOD_FALLBACK_OFF;
	rig_configure(rig);
	rig_expect_distributing(test, 0);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	KUNIT_EXPECT_FALSE(test, rig->at[0].watched);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->partner.state,
			LACPMOD_STATE_TIMEOUT);
}

/* Who hears a LACPDU leaves alone: the others carry until LACP does. */
static void fallback_all_but_one(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	rig_fallback(rig, LACPMOD_FALLBACK_ALL, 3);
	rig_pass(rig, 6000);
	rig_expect_distributing(test, 0x7);
	rig_hear(rig, 0, RIG_HELLO);
	rig_expect_distributing(test, 0x6);
	rig_pass(rig, 2000);
	rig_expect_distributing(test, 0x6);
	for (i = 0; i < 2; i++) {
		rig_hear(rig, 0, RIG_WORKING);
		rig_pass(rig, 1000);
	}
	rig_expect_distributing(test, 0x1);
}

/* Nor is it left for a better port that must not take it over yet. */
static void fallback_handover_preempt(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.fallback_preempt = true;
	rig_fallback(rig, LACPMOD_FALLBACK_ALL, 2);
	rig_add(rig, 1);
	rig_renumber(rig, 1, 2, 9);
	rig_renumber(rig, 2, 3, 1);
	rig_pass(rig, 6000);
	rig_expect_distributing(test, 0x3);
	rig_hear(rig, 0, RIG_HELLO);
	rig->config.fallback = LACPMOD_FALLBACK_SINGLE;
	rig->config.fallback_timeout = 0;
	rig_configure(rig);
	rig_link(rig, 2, true);
	rig_expect_distributing(test, 0x2);
	rig_pass(rig, 3000);
	rig_expect_distributing(test, 0x4);
}

/* Nobody is woken for a handover that is none any more. */
static void fallback_handover_lost(struct kunit *test)
{
	struct rig *rig = test->priv;

	fall_back(rig, 1);
	rig_hear(rig, 0, RIG_HELLO);
	KUNIT_EXPECT_LE(test, rig->next, rig->now + 3000);
	/* What the receive gate waits for is another matter. */
	rig_port(rig, 0)->linger_until = 0;
	rig_link(rig, 0, false);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	KUNIT_EXPECT_EQ(test, rig->next, LACP_NEVER);
}

/* A port that cannot negotiate does not hold the carrier. */
static void fallback_handover_half_duplex(struct kunit *test)
{
	struct rig *rig = test->priv;

	fall_back(rig, 1);
	rig_hear(rig, 0, RIG_HELLO);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
	lacp_port_link(rig_port(rig, 0), true, 1000, false);
	rig_run(rig);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
}

/* Another number of our own is the assumed partner's as well, and no more. */
static void fallback_renumbered(struct kunit *test)
{
	struct rig *rig = test->priv;
	u64 changes;

	fall_back(rig, 2);
	changes = rig_port(rig, 0)->counters.mux_changes;
	rig_renumber(rig, 0, 9, 1);
	rig_pass(rig, 1000);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->partner.port, 9);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->partner_admin.port, 9);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.mux_changes, changes);
}

/* Other assumptions about the partner do not end a fallback. */
static void fallback_admin_changed(struct kunit *test)
{
	struct rig *rig = test->priv;

	fall_back(rig, 1);
	rig->at[0].config.partner_admin.key = 77;
	rig_port_configure(rig, 0);
	rig_pass(rig, 1000);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->partner.key, 77);
}

static struct kunit_case fallback_cases[] = {
	KUNIT_CASE(fallback_off),
	KUNIT_CASE(fallback_single),
	KUNIT_CASE(fallback_waits_for_link),
	KUNIT_CASE(fallback_at_once),
	KUNIT_CASE(fallback_priority),
	KUNIT_CASE(fallback_follows_data),
	KUNIT_CASE(fallback_preempt),
	KUNIT_CASE(fallback_young_clock),
	KUNIT_CASE(fallback_all),
	KUNIT_CASE(fallback_min_links),
	KUNIT_CASE(fallback_handover),
	KUNIT_CASE(fallback_handover_fails),
	KUNIT_CASE(fallback_until_lacp),
	KUNIT_CASE(fallback_until_told),
	KUNIT_CASE(fallback_after_partner),
	KUNIT_CASE(fallback_lacp_off),
	KUNIT_CASE(fallback_switched_off),
	KUNIT_CASE(fallback_all_but_one),
	KUNIT_CASE(fallback_handover_preempt),
	KUNIT_CASE(fallback_handover_lost),
	KUNIT_CASE(fallback_handover_half_duplex),
	KUNIT_CASE(fallback_renumbered),
	KUNIT_CASE(fallback_admin_changed),
	{}
};

static struct kunit_suite fallback_suite = {
	.name = "lacp-fallback",
	.init = rig_init,
	.test_cases = fallback_cases,
};

kunit_test_suite(fallback_suite);
