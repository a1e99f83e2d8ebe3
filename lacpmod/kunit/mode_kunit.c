// SPDX-License-Identifier: GPL-2.0
/*
 * Modes and settings: static mode, ports without LACP, assumed partners, rates,
 * individual links, speeds and limits
 */

#include "rig.h"

static void begin(struct rig *rig, unsigned int ports)
{
	rig_configure(rig);
	rig_plug(rig, ports);
}

static void static_mode(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.mode = LACPMOD_MODE_STATIC;
	begin(rig, 3);
	rig_expect_distributing(test, 0x7);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
	KUNIT_EXPECT_EQ(test, rig->lag.distributing, 3);
	KUNIT_EXPECT_EQ(test, rig_sends(rig), 0);
	rig_hear(rig, 0, RIG_HELLO);
	rig_expect_distributing(test, 0x7);
	rig_link(rig, 1, false);
	rig_expect_distributing(test, 0x5);
	rig_link(rig, 1, true);
	rig_expect_distributing(test, 0x7);
	rig_pass(rig, 100000);
	KUNIT_EXPECT_EQ(test, rig_sends(rig), 0);
}

/* What a port is called matters to nobody where LACP is not spoken. */
static void static_renumbered(struct kunit *test)
{
	struct rig *rig = test->priv;
	u64 changes;

	rig->config.mode = LACPMOD_MODE_STATIC;
	begin(rig, 2);
	changes = rig_port(rig, 0)->counters.mux_changes;
	rig_renumber(rig, 0, 9, 1);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->partner.port, 9);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.mux_changes, changes);

	/* Unless it was said what the partner's is. */
	rig->at[0].config.partner_admin.port = 5;
	rig_port_configure(rig, 0);
	rig_renumber(rig, 0, 10, 1);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->partner.port, 5);

	/* A partner that is heard has a number of its own. */
	rig->config.mode = LACPMOD_MODE_ACTIVE;
	rig_configure(rig);
	rig->at[0].config.partner_admin.port = 0;
	rig_port_configure(rig, 0);
	rig->at[0].far.port = 77;
	rig_hear(rig, 0, RIG_HELLO);
	rig_renumber(rig, 0, 11, 1);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->partner.port, 77);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->partner_admin.port, 11);
}

/* LACP ends with a goodbye, and begins with nothing assumed. */
static void static_and_back(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int sends;
	u64 convergences;

	rig_join(rig, 2);
	rig_talk(rig, RIG_WORKING, 3);
	sends = rig_sends(rig);
	rig->events = 0;
	convergences = rig_port(rig, 0)->counters.convergences;
	rig->config.mode = LACPMOD_MODE_STATIC;
	rig_configure(rig);
	/* What carries goes on doing so. */
	KUNIT_EXPECT_EQ(test, rig_events(rig, LACP_NO_PORT,
					 LACPMOD_EVENT_LAG_CARRIER), 0);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.convergences,
			convergences);
	KUNIT_EXPECT_EQ(test, rig_sends(rig), sends + 2);
	KUNIT_EXPECT_EQ(test, rig_sent_state(rig, 0),
			RIG_HELLO | LACPMOD_STATE_DEFAULTED);
	rig_expect_distributing(test, 0x3);
	rig->config.mode = LACPMOD_MODE_ACTIVE;
	rig_configure(rig);
	rig_expect_distributing(test, 0);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x3);
}

static void port_mode(struct rig *rig, unsigned int i, u8 mode)
{
	rig->at[i].config.mode = mode;
	rig_port_configure(rig, i);
}

static void lacp_off_on_port(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int sends;

	rig_join(rig, 2);
	rig_talk(rig, RIG_WORKING, 3);
	sends = rig->at[0].sends;
	port_mode(rig, 0, LACPMOD_PORT_MODE_OFF);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, sends + 1);
	KUNIT_EXPECT_FALSE(test, rig_sent_state(rig, 0) &
			   LACPMOD_STATE_SYNCHRONIZATION);
	rig_expect_distributing(test, 0x2);
	rig_expect_why(test, 0, LACPMOD_REASON_LACP_OFF);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->rx,
			LACPMOD_RX_STATE_LACP_DISABLED);
	rig_talk(rig, RIG_WORKING, 3);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, sends + 1);
	rig_expect_distributing(test, 0x2);
	port_mode(rig, 0, LACPMOD_PORT_MODE_INHERIT);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x3);
}

/* Until the partner has heard of it data is collected, where it comes from it. */
static void lacp_off_collects(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	rig_talk(rig, RIG_WORKING, 3);
	port_mode(rig, 0, LACPMOD_PORT_MODE_OFF);
	rig_expect_distributing(test, 0x2);
	KUNIT_EXPECT_TRUE(test, rig->at[0].collects);
	rig_pass(rig, 2999);
	KUNIT_EXPECT_TRUE(test, rig->at[0].collects);
	rig_pass(rig, 1);
	KUNIT_EXPECT_FALSE(test, rig->at[0].collects);
	rig_pass(rig, 10000);
	KUNIT_EXPECT_FALSE(test, rig->at[0].collects);

	/* Another may be there when the link is back. */
	port_mode(rig, 0, LACPMOD_PORT_MODE_INHERIT);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x3);
	port_mode(rig, 0, LACPMOD_PORT_MODE_OFF);
	rig_link(rig, 0, false);
	KUNIT_EXPECT_TRUE(test, rig->at[0].collects);
	rig_link(rig, 0, true);
	KUNIT_EXPECT_FALSE(test, rig->at[0].collects);
}

/* Nor from one that was not heard before. */
static void lacp_off_assumed(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin(rig, 1);
	rig->at[0].config.partner_admin.state |= LACPMOD_STATE_AGGREGATION |
						 LACPMOD_STATE_SYNCHRONIZATION;
	rig_port_configure(rig, 0);
	rig_pass(rig, 8000);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_TRUE(test, rig->at[0].collects);
	port_mode(rig, 0, LACPMOD_PORT_MODE_OFF);
	KUNIT_EXPECT_FALSE(test, rig->at[0].collects);
}

/* A port that is off waits for nobody, and nobody for it. */
static void lacp_off_all_heard(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 2);
	port_mode(rig, 1, LACPMOD_PORT_MODE_OFF);
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_hear(rig, 0, RIG_WORKING);
	rig_expect_distributing(test, 0x1);
}

static void port_activity(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.mode = LACPMOD_MODE_PASSIVE;
	rig_configure(rig);
	rig_add(rig, 2);
	port_mode(rig, 1, LACPMOD_PORT_MODE_ACTIVE);
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_pass(rig, 5000);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 0);
	KUNIT_EXPECT_GT(test, rig->at[1].sends, 3);
	rig_expect_why(test, 0, LACPMOD_REASON_BOTH_PASSIVE);
	rig_expect_why(test, 1, LACPMOD_REASON_NO_PARTNER);
	port_mode(rig, 0, LACPMOD_PORT_MODE_ACTIVE);
	port_mode(rig, 1, LACPMOD_PORT_MODE_PASSIVE);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->actor.state &
			  LACPMOD_STATE_ACTIVITY);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 1)->actor.state &
			   LACPMOD_STATE_ACTIVITY);
}

static void port_rate(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	rig->at[0].config.rate = LACPMOD_PORT_RATE_SLOW;
	rig_port_configure(rig, 0);
	rig_pass(rig, 3000);
	rig_expect_distributing(test, 0x1);
	rig_expect_why(test, 1, LACPMOD_REASON_PARTNER_SILENT);
	rig_pass(rig, 86999);
	rig_expect_distributing(test, 0x1);
	rig_pass(rig, 1);
	rig_expect_distributing(test, 0);
}

static void timeout_multiplier(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.timeout_multiplier = 7;
	rig_configure(rig);
	rig_join(rig, 1);
	rig_pass(rig, 6999);
	rig_expect_distributing(test, 0x1);
	rig_pass(rig, 1);
	rig_expect_distributing(test, 0);
}

/* Partner_Admin values that say "in sync" make a link without LACPDUs. */
static void assumed_partner(struct kunit *test)
{
	struct lacp_port_config *config;
	struct rig *rig = test->priv;
	unsigned int i;

	begin(rig, 2);
	rig_pass(rig, 6000);
	for (i = 0; i < 2; i++) {
		config = &rig->at[i].config;
		config->partner_admin.key = 4;
		config->partner_admin.state |= LACPMOD_STATE_AGGREGATION |
					       LACPMOD_STATE_SYNCHRONIZATION;
		lacp_port_configure(rig_port(rig, i), config, rig->now);
	}
	rig_run(rig);
	rig_pass(rig, 2000);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_EQ(test, rig->lag.group.key, 4);
	rig_hear(rig, 0, RIG_HELLO);
	rig_expect_distributing(test, 0x2);
	rig_expect_why(test, 0, LACPMOD_REASON_OTHER_SYSTEM);
}

static void individual_port(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	rig->at[0].config.individual = true;
	rig_port_configure(rig, 0);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x2);
	rig_expect_why(test, 0, LACPMOD_REASON_INDIVIDUAL);
	KUNIT_EXPECT_FALSE(test, rig_sent_state(rig, 0) &
			   LACPMOD_STATE_AGGREGATION);
}

static void same_speed(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_why why;

	rig->config.same_speed = true;
	rig_configure(rig);
	rig_join(rig, 3);
	rig_expect_distributing(test, 0x7);
	lacp_port_link(rig_port(rig, 2), true, 10 * RIG_SPEED, true);
	rig_run(rig);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x3);
	why = rig_expect_why(test, 2, LACPMOD_REASON_OTHER_SPEED);
	KUNIT_EXPECT_EQ(test, why.group.speed, RIG_SPEED);
	rig_hear(rig, 1, RIG_WORKING & ~LACPMOD_STATE_AGGREGATION);
	rig_expect_why(test, 1, LACPMOD_REASON_INDIVIDUAL);
	rig->config.same_speed = false;
	rig_configure(rig);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x7);
}

/* Three LACPDUs at once, and three a second. */
static void receive_limit(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_counters *c = &rig_port(rig, 0)->counters;
	unsigned int i;

	rig->config.rx_limit = 3;
	rig_configure(rig);
	rig_plug(rig, 1);
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, rig_hear(rig, 0, RIG_HELLO),
				i < 3 ? LACP_ACCEPTED : LACP_IGNORED);
	KUNIT_EXPECT_EQ(test, c->lacpdu_rx, 3);
	KUNIT_EXPECT_EQ(test, c->lacpdu_limited, 2);
	KUNIT_EXPECT_EQ(test, c->unknown_rx, 0);
	rig_pass(rig, 333);
	rig_hear(rig, 0, RIG_HELLO);
	KUNIT_EXPECT_EQ(test, c->lacpdu_rx, 3);
	rig_pass(rig, 1);
	rig_hear(rig, 0, RIG_HELLO);
	KUNIT_EXPECT_EQ(test, c->lacpdu_rx, 4);
	rig_pass(rig, 10000);
	for (i = 0; i < 5; i++)
		rig_hear(rig, 0, RIG_HELLO);
	KUNIT_EXPECT_EQ(test, c->lacpdu_rx, 7);
}

static struct kunit_case mode_cases[] = {
	KUNIT_CASE(static_mode),
	KUNIT_CASE(static_renumbered),
	KUNIT_CASE(static_and_back),
	KUNIT_CASE(lacp_off_on_port),
	KUNIT_CASE(lacp_off_collects),
	KUNIT_CASE(lacp_off_assumed),
	KUNIT_CASE(lacp_off_all_heard),
	KUNIT_CASE(port_activity),
	KUNIT_CASE(port_rate),
	KUNIT_CASE(timeout_multiplier),
	KUNIT_CASE(assumed_partner),
	KUNIT_CASE(individual_port),
	KUNIT_CASE(same_speed),
	KUNIT_CASE(receive_limit),
	{}
};

static struct kunit_suite mode_suite = {
	.name = "lacp-mode",
	.init = rig_init,
	.test_cases = mode_cases,
};

kunit_test_suite(mode_suite);
