// SPDX-License-Identifier: GPL-2.0
/*
 * Standby: which ports have a place where max-links limits them
 */

#include "rig.h"

static void begin(struct rig *rig, unsigned int ports, u8 max_links)
{
	rig->config.max_links = max_links;
	rig_configure(rig);
	rig_join(rig, ports);
}

/* The far System has the lower System ID: it ranks. */
static void far_ranks(struct rig *rig)
{
	rig->config.system_priority = 0x8002;
	rig_configure(rig);
}

/* A while later the far end is in sync on all ports but the first. */
static void keep_first_out(struct rig *rig, u64 ms)
{
	unsigned int i;

	rig_pass(rig, ms);
	rig_hear(rig, 0, RIG_HELLO);
	for (i = 1; i < rig->ports; i++)
		rig_hear(rig, i, RIG_WORKING);
}

static void standby_best_are_used(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_why why;

	begin(rig, 4, 2);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_EQ(test, rig->lag.standby, 2);
	why = rig_expect_why(test, 2, LACPMOD_REASON_STANDBY);
	KUNIT_EXPECT_EQ(test, why.need, 2);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 2)->selected,
			LACPMOD_SELECTED_STANDBY);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 2)->mux,
			LACPMOD_MUX_STATE_WAITING);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 2)->actor.state &
			   LACPMOD_STATE_SYNCHRONIZATION);
	rig_talk(rig, RIG_WORKING, 10);
	rig_expect_distributing(test, 0x3);
}

static void standby_no_limit(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin(rig, 4, 0);
	rig_expect_distributing(test, 0xf);
	KUNIT_EXPECT_EQ(test, rig->lag.standby, 0);
	rig->config.max_links = 1;
	rig_configure(rig);
	rig_expect_distributing(test, 0x1);
	rig->config.max_links = 0;
	rig_configure(rig);
	rig_expect_distributing(test, 0xf);
}

/* Our priorities decide while our System ID is the lower one. */
static void standby_our_priority(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin(rig, 4, 2);
	rig->at[0].far.port_priority = 0xff;
	rig_hear_all(rig, RIG_WORKING);
	rig_hear_all(rig, RIG_WORKING);
	rig_expect_distributing(test, 0x3);
	rig_renumber(rig, 3, 4, 1);
	rig_run(rig);
	rig_hear_all(rig, RIG_WORKING);
	rig_expect_distributing(test, 0x9);
}

/* The priority goes first, up to the last number there is. */
static void standby_port_id(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin(rig, 2, 1);
	rig_renumber(rig, 1, 0xffff, 0xffff);
	rig_talk(rig, RIG_WORKING, 2);
	rig_expect_distributing(test, 0x1);
	rig_renumber(rig, 0, 1, 1);
	rig_renumber(rig, 1, 0xffff, 0);
	rig_talk(rig, RIG_WORKING, 2);
	rig_expect_distributing(test, 0x2);
}

static void standby_their_priority(struct kunit *test)
{
	struct rig *rig = test->priv;

	far_ranks(rig);
	rig_add(rig, 4);
	rig->at[2].far.port_priority = 1;
	rig->at[0].far.port = 200;
	begin(rig, 0, 2);
	rig_hear_all(rig, RIG_WORKING);
	rig_expect_distributing(test, 0x6);
}

/* The System ID counts where the priorities are the same. */
static void standby_who_ranks(struct kunit *test)
{
	static const u8 high[LACP_ADDR_LEN] = { 0xfe, 0, 0, 0, 0, 1 };
	struct rig *rig = test->priv;

	rig->config.system_priority = 0x8001;
	memcpy(rig->config.system, high, LACP_ADDR_LEN);
	rig_configure(rig);
	rig_add(rig, 2);
	rig->at[1].far.port_priority = 1;
	begin(rig, 0, 1);
	rig_expect_distributing(test, 0x2);
}

/* Who has to leave its place for a better one does not yield it: it may come back. */
static void standby_displaced(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.max_links = 1;
	rig_configure(rig);
	rig_add(rig, 2);
	rig_link(rig, 1, true);
	rig_let_in(rig, 0, 15);
	rig_link(rig, 0, true);
	rig_hear(rig, 0, RIG_HELLO);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->selected,
			LACPMOD_SELECTED_SELECTED);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 1)->selected,
			LACPMOD_SELECTED_STANDBY);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 1)->yielded);
}

/* A partner that is assumed, and has no System ID, does not rank. */
static void standby_assumed(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.mode = LACPMOD_MODE_STATIC;
	begin(rig, 2, 1);
	rig_expect_distributing(test, 0x1);
	rig_renumber(rig, 1, 2, 1);
	rig_run(rig);
	rig_expect_distributing(test, 0x2);
}

/* One step, and no new wait. */
static void standby_replaces(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin(rig, 4, 2);
	rig_talk(rig, RIG_WORKING, 3);
	rig_link(rig, 0, false);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 2)->mux,
			LACPMOD_MUX_STATE_COLLECTING_DISTRIBUTING);
	rig_expect_distributing(test, 0x6);
	KUNIT_EXPECT_EQ(test, rig->lag.standby, 1);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
}

/* Nor does the wait of a newcomer hold it up. */
static void standby_replaces_beside_newcomer(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin(rig, 3, 2);
	rig_talk(rig, RIG_WORKING, 3);
	rig_add(rig, 2);
	rig->config.max_links = 3;
	rig_configure(rig);
	rig_expect_distributing(test, 0x7);
	rig_renumber(rig, 3, 1000, 1);
	rig_link(rig, 3, true);
	rig_hear(rig, 3, RIG_HELLO);
	rig_expect_distributing(test, 0x3);
	rig_expect_why(test, 3, LACPMOD_REASON_AGGREGATE_WAIT);
	rig_link(rig, 0, false);
	rig_expect_distributing(test, 0x6);
}

/* A partner that falls silent is replaced as one without link is. */
static void standby_replaces_silent(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	begin(rig, 3, 2);
	rig_talk(rig, RIG_WORKING, 3);
	for (i = 0; i < 3; i++) {
		rig_pass(rig, 1000);
		rig_hear(rig, 1, RIG_WORKING);
		rig_hear(rig, 2, RIG_WORKING);
	}
	rig_expect_distributing(test, 0x6);
}

static void standby_reverts(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin(rig, 3, 2);
	rig_talk(rig, RIG_WORKING, 3);
	rig_link(rig, 0, false);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x6);
	rig_link(rig, 0, true);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);
}

static void standby_does_not_revert(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	begin(rig, 3, 2);
	rig_talk(rig, RIG_WORKING, 3);
	rig_link(rig, 0, false);
	rig_talk(rig, RIG_WORKING, 3);
	rig_link(rig, 0, true);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x6);
	rig_link(rig, 1, false);
	rig_talk(rig, RIG_WORKING, 2);
	rig_expect_distributing(test, 0x5);
}

/* A port that the far end keeps out makes room for another. */
static void standby_yields(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_why why;
	unsigned int i;

	begin(rig, 3, 2);
	for (i = 0; i < 12; i++) {
		keep_first_out(rig, 1000);
		if (i < 9) {
			rig_expect_distributing(test, 0x2);
			why = rig_expect_why(test, 0,
					     LACPMOD_REASON_PARTNER_NOT_IN_SYNC);
			KUNIT_EXPECT_EQ(test, why.since, i * 1000);
		}
	}
	rig_expect_distributing(test, 0x6);
	rig_expect_why(test, 0, LACPMOD_REASON_STANDBY);
}

/* It has its place again once its partner has been in sync for 5 s on end. */
static void standby_yields_until_agreed(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	begin(rig, 2, 1);
	for (i = 0; i < 12; i++)
		keep_first_out(rig, 1000);
	rig_expect_distributing(test, 0x2);
	rig_talk(rig, RIG_WORKING, 4);
	keep_first_out(rig, 500);
	rig_pass(rig, 500);
	rig_hear_all(rig, RIG_WORKING);
	rig_talk(rig, RIG_WORKING, 4);
	rig_expect_distributing(test, 0x2);
	rig_pass(rig, 999);
	rig_hear(rig, 1, RIG_WORKING);
	rig_expect_distributing(test, 0x2);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->yielded);
	rig_pass(rig, 1);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->yielded);
	rig_expect_distributing(test, 0x1);
}

/* The far end ranks, and has chosen another port than we would. */
static void standby_follows(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	far_ranks(rig);
	rig->config.sync_timeout = 0;
	begin(rig, 2, 1);
	rig_expect_distributing(test, 0x1);
	for (i = 0; i < 3; i++)
		keep_first_out(rig, 500);
	rig_expect_distributing(test, 0x2);
	rig_talk(rig, RIG_WORKING, 1);
	rig_expect_distributing(test, 0x1);
}

/* A LACPDU and its answer, each late by a second, are waited for. */
static void standby_yields_not_at_once(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.sync_timeout = 500;
	begin(rig, 2, 1);
	keep_first_out(rig, 300);
	rig_pass(rig, 1999);
	rig_run(rig);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->yielded);
	rig_pass(rig, 1);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->yielded);
}

/* After a second, to the millisecond. */
static void standby_follows_in_time(struct kunit *test)
{
	struct rig *rig = test->priv;
	const struct lacp_why *why;

	far_ranks(rig);
	begin(rig, 2, 1);
	keep_first_out(rig, 300);
	rig_pass(rig, 999);
	rig_run(rig);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->yielded);
	rig_pass(rig, 1);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->yielded);
	rig_expect_distributing(test, 0x2);
	why = &rig_last(rig, 0, LACPMOD_EVENT_PORT_SELECTED)->why;
	KUNIT_EXPECT_EQ(test, why->reason, LACPMOD_REASON_STANDBY);
	KUNIT_EXPECT_EQ(test, why->since, 0);
	lacp_port_restore(rig_port(rig, 0), rig->now);
	rig_run(rig);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->yielded);
}

/* What the far end is in sync on has a place already. */
static void standby_follows_who_stands_by(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	far_ranks(rig);
	begin(rig, 3, 2);
	for (i = 0; i < 5; i++) {
		rig_pass(rig, 1000);
		rig_hear(rig, 0, RIG_WORKING);
		rig_hear(rig, 1, RIG_HELLO);
		rig_hear(rig, 2, RIG_HELLO);
	}
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 1)->yielded);
}

/* We rank: the far end has to follow. */
static void standby_leads(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	begin(rig, 2, 1);
	for (i = 0; i < 9; i++)
		keep_first_out(rig, 1000);
	rig_expect_distributing(test, 0);
	rig_expect_why(test, 1, LACPMOD_REASON_STANDBY);
}

/* Nobody would be the better for it. */
static void standby_no_use_to_yield(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin(rig, 2, 2);
	rig_talk(rig, RIG_HELLO, 30);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->yielded);
	rig->config.sync_timeout = 0;
	rig->config.max_links = 1;
	rig_configure(rig);
	rig_talk(rig, RIG_HELLO, 30);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->yielded);
}

/* Once all have yielded, the ranks count again, and nothing goes round. */
static void standby_all_yield(struct kunit *test)
{
	struct rig *rig = test->priv;
	u64 changes;

	begin(rig, 3, 1);
	rig_talk(rig, RIG_HELLO, 60);
	changes = rig_port(rig, 0)->counters.mux_changes;
	rig_talk(rig, RIG_HELLO, 60);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.mux_changes, changes);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->mux,
			LACPMOD_MUX_STATE_ATTACHED);
}

/* Ports that stand by count for nothing. */
static void standby_min_links(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_why why;

	rig->config.min_links = 2;
	begin(rig, 3, 2);
	rig_expect_distributing(test, 0x3);
	rig_link(rig, 0, false);
	rig_expect_distributing(test, 0x6);
	rig_link(rig, 1, false);
	rig_expect_distributing(test, 0);
	rig_expect_why(test, 2, LACPMOD_REASON_MIN_LINKS);
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig->config.min_links = 3;
	rig_configure(rig);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0);
	why = rig_expect_why(test, 0, LACPMOD_REASON_MIN_LINKS);
	KUNIT_EXPECT_EQ(test, why.have, 2);
}

/* Who stood by for want of others waits for more of them, as all do. */
static void standby_min_links_waits(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_links = 2;
	rig_configure(rig);
	rig_plug(rig, 3);
	rig_hear(rig, 0, RIG_WORKING);
	rig_expect_why(test, 0, LACPMOD_REASON_MIN_LINKS);
	rig_hear(rig, 1, RIG_WORKING);
	rig_expect_why(test, 0, LACPMOD_REASON_AGGREGATE_WAIT);
	rig_expect_why(test, 1, LACPMOD_REASON_AGGREGATE_WAIT);
	rig_pass(rig, 2000);
	rig_expect_distributing(test, 0x3);
}

/* One that waits to be restored does not stand by, whatever the partner wants. */
static void standby_follows_no_restoring(struct kunit *test)
{
	struct rig *rig = test->priv;

	far_ranks(rig);
	rig->config.wait_to_restore = 60000;
	begin(rig, 4, 2);
	rig_port(rig, 3)->restoring = true;
	rig_hear(rig, 2, RIG_HELLO);
	rig_hear(rig, 1, RIG_HELLO);
	rig_pass(rig, 2000);
	rig_hear(rig, 0, RIG_WORKING);
	rig_hear(rig, 3, RIG_WORKING);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 3)->restoring);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 1)->yielded);
	rig_hear(rig, 2, RIG_WORKING);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 1)->yielded);
}

/* The group is chosen anew for one that waits no longer, and it alone can work. */
static void standby_reverts_to_group(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	rig->config.aggregate_wait = 10000;
	rig->config.flap_limit = 1;
	rig_configure(rig);
	rig_plug(rig, 2);
	rig_hear(rig, 1, RIG_HELLO);
	rig->at[0].far.system[5]++;
	rig_port(rig, 0)->restoring = true;
	rig_hear(rig, 0, RIG_HELLO);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 1)->mux, LACPMOD_MUX_STATE_WAITING);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->restoring);
	rig_port(rig, 1)->held = true;
	rig_port(rig, 1)->held_until = LACP_NEVER;
	rig_run(rig);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->restoring);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->selected,
			LACPMOD_SELECTED_SELECTED);
}

static struct kunit_case standby_cases[] = {
	KUNIT_CASE(standby_best_are_used),
	KUNIT_CASE(standby_no_limit),
	KUNIT_CASE(standby_our_priority),
	KUNIT_CASE(standby_port_id),
	KUNIT_CASE(standby_their_priority),
	KUNIT_CASE(standby_who_ranks),
	KUNIT_CASE(standby_displaced),
	KUNIT_CASE(standby_assumed),
	KUNIT_CASE(standby_replaces),
	KUNIT_CASE(standby_replaces_beside_newcomer),
	KUNIT_CASE(standby_replaces_silent),
	KUNIT_CASE(standby_reverts),
	KUNIT_CASE(standby_does_not_revert),
	KUNIT_CASE(standby_yields),
	KUNIT_CASE(standby_yields_until_agreed),
	KUNIT_CASE(standby_follows),
	KUNIT_CASE(standby_yields_not_at_once),
	KUNIT_CASE(standby_follows_in_time),
	KUNIT_CASE(standby_follows_who_stands_by),
	KUNIT_CASE(standby_follows_no_restoring),
	KUNIT_CASE(standby_reverts_to_group),
	KUNIT_CASE(standby_leads),
	KUNIT_CASE(standby_no_use_to_yield),
	KUNIT_CASE(standby_all_yield),
	KUNIT_CASE(standby_min_links),
	KUNIT_CASE(standby_min_links_waits),
	{}
};

static struct kunit_suite standby_suite = {
	.name = "lacp-standby",
	.init = rig_init,
	.test_cases = standby_cases,
};

kunit_test_suite(standby_suite);
