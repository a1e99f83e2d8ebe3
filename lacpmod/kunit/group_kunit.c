// SPDX-License-Identifier: GPL-2.0
/*
 * Which partner a LAG goes on with, where its ports hear two of them
 */

#include "rig.h"

/* A faster port of another System is too little for min_links. */
static void group_min_links(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_links = 2;
	rig_configure(rig);
	rig_plug(rig, 3);
	rig_speed(rig, 2, 25);
	rig_third_system(rig, 2);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);
	rig_expect_why(test, 2, LACPMOD_REASON_OTHER_SYSTEM);

	/* Meanwhile neither has enough: it is back with the one that had. */
	rig_link(rig, 1, false);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0);
	rig_link(rig, 1, true);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);
}

/* Nor does it push out what works, where the better one is asked for. */
static void group_min_links_better(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_links = 2;
	rig->config.reselect = LACPMOD_RESELECT_BETTER;
	rig_configure(rig);
	rig_add(rig, 3);
	rig_third_system(rig, 2);
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);
	rig_link(rig, 2, true);
	rig_speed(rig, 2, 25);
	rig->events = 0;
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_EQ(test, rig_events(rig, LACP_NO_PORT,
					 LACPMOD_EVENT_LAG_PARTNER), 0);
}

/* Who was heard first, and lacks ports, is no reason to stay with it. */
static void group_min_links_stable(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_links = 2;
	rig->config.selection = LACPMOD_SELECTION_STABLE;
	rig_configure(rig);
	rig_plug(rig, 3);
	rig_third_system(rig, 0);
	rig_hear(rig, 0, RIG_WORKING);
	rig_pass(rig, 1000);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x6);
}

static void group_min_bandwidth(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_bandwidth = 15 * RIG_SPEED;
	rig->config.selection = LACPMOD_SELECTION_COUNT;
	rig_configure(rig);
	rig_plug(rig, 5);
	rig_third_system(rig, 3);
	rig_third_system(rig, 4);
	rig_speed(rig, 3, 10);
	rig_speed(rig, 4, 10);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x18);
}

/* With one place three slow ports are as fast as one. */
static void group_max_links(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_bandwidth = 2 * RIG_SPEED;
	rig->config.max_links = 1;
	rig_configure(rig);
	rig_plug(rig, 4);
	rig_third_system(rig, 3);
	rig_speed(rig, 3, 2);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x8);
}

/* With two places, what counts is the two fastest. */
static void group_max_links_sum(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_bandwidth = 40 * RIG_SPEED;
	rig->config.max_links = 2;
	rig->config.selection = LACPMOD_SELECTION_COUNT;
	rig_configure(rig);
	rig_plug(rig, 5);
	rig_third_system(rig, 3);
	rig_third_system(rig, 4);
	rig_speed(rig, 0, 10);
	rig_speed(rig, 1, 10);
	rig_speed(rig, 2, 25);
	rig_speed(rig, 3, 25);
	rig_speed(rig, 4, 25);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x18);
}

/* One that waits to be restored would be called upon: it counts for min_links. */
static void group_restoring(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_links = 2;
	rig->config.revertive = false;
	rig_configure(rig);
	rig_plug(rig, 3);
	rig_third_system(rig, 2);
	rig_speed(rig, 2, 25);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);
	rig_flap(rig, 0);
	rig_flap(rig, 1);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);
}

/* Ports that are held down bring a group nothing, in whatever order they come. */
static void group_held(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.reselect = LACPMOD_RESELECT_BETTER;
	rig_configure(rig);
	rig_plug(rig, 3);
	rig_third_system(rig, 2);
	rig_port(rig, 0)->held = true;
	rig_port(rig, 0)->held_until = LACP_NEVER;
	rig->config.flap_limit = 1;
	rig_configure(rig);
	rig_link(rig, 1, false);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x4);
	rig_link(rig, 1, true);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x4);
}

/*
 * The one port of a group in use passes through DETACHED, because its partner's
 * priority or our own identity has changed: a better group does not come in.
 */
static void group_passes(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 2);
	rig_link(rig, 0, true);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x1);
	rig_third_system(rig, 1);
	rig_link(rig, 1, true);
	rig_speed(rig, 1, 10);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x1);

	rig->events = 0;
	rig->at[0].far.port_priority++;
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x1);
	rig->config.key++;
	rig_configure(rig);
	rig_hear(rig, 1, RIG_WORKING);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_EQ(test, rig_events(rig, LACP_NO_PORT,
					 LACPMOD_EVENT_LAG_PARTNER), 0);
}

/* The next group is not in use before one of its ports attaches: a better one wins. */
static void group_next(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 3);
	rig_third_system(rig, 1);
	rig->at[2].far.system[5] = 0x0d;
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x1);
	rig_link(rig, 2, true);
	rig_link(rig, 0, false);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0c);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 1)->selected,
			LACPMOD_SELECTED_SELECTED);
	rig_pass(rig, 500);
	rig_speed(rig, 2, 10);
	rig_hear(rig, 2, RIG_WORKING);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0d);
}

/* Who carries for want of LACP does not use the group that was. */
static void group_fallback(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.fallback = LACPMOD_FALLBACK_SINGLE;
	rig_configure(rig);
	rig_join(rig, 1);
	KUNIT_EXPECT_TRUE(test, rig->lag.in_use);
	rig_pass(rig, 30000);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->fallback);
	KUNIT_EXPECT_FALSE(test, rig->lag.in_use);
}

/* The first @ports hear a partner that works on one, and says nothing of @without. */
static void hear_first(struct rig *rig, unsigned int ports, u8 without)
{
	unsigned int i;

	for (i = 0; i < ports; i++)
		rig_hear(rig, i, (i ? RIG_HELLO : RIG_WORKING) & ~without);
}

/*
 * The last that worked leaves, and is detached a round after another that was out of
 * sync, when nothing else happens; a third that waits, and is not heard now, might do
 * in its place. The other is not told to stand by, and then that it does not belong.
 */
static void group_left(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i, sends;

	rig->config.min_links = 2;
	rig_configure(rig);
	rig_add(rig, 5);
	rig_third_system(rig, 2);
	rig_third_system(rig, 3);
	for (i = 0; i < 4; i++)
		rig_link(rig, i, true);
	rig_let_in(rig, 0x1, 5);
	rig_expect_distributing(test, 0x1);
	rig_speed(rig, 2, 10);
	rig->config.aggregate_wait = 30000;
	rig_configure(rig);
	rig_link(rig, 4, true);
	rig_hear(rig, 4, RIG_HELLO);
	for (i = 0; i < 3; i++) {
		rig_pass(rig, 1000);
		hear_first(rig, 4, LACPMOD_STATE_TIMEOUT);
	}
	rig_pass(rig, 1500);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 4)->rx, LACPMOD_RX_STATE_EXPIRED);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 4)->mux, LACPMOD_MUX_STATE_WAITING);

	sends = rig->at[1].sends;
	lacp_port_leave(rig_port(rig, 0));
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0c);
	KUNIT_EXPECT_EQ(test, rig->at[1].sends, sends + 1);
}

/* All come back at once, and need not wait: the better group is chosen at once. */
static void group_reverts(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	rig->config.wait_to_restore = 500;
	rig_configure(rig);
	rig_add(rig, 3);
	rig_third_system(rig, 1);
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_speed(rig, 1, 10);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x2);
	rig_link(rig, 1, false);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x1);
	rig_link(rig, 1, true);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x1);

	rig_link(rig, 1, false);
	rig_link(rig, 0, false);
	rig_pass(rig, 1000);
	rig_link(rig, 0, true);
	rig_speed(rig, 1, 10);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->restoring);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 1)->restoring);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
	rig_pass(rig, 500);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->restoring);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 1)->restoring);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0c);
}

/* Once too few are left the better one comes in at once, not with the next LACPDU. */
static void group_no_longer_used(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_links = 2;
	rig_configure(rig);
	rig_plug(rig, 4);
	rig_third_system(rig, 2);
	rig_third_system(rig, 3);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);
	rig_link(rig, 1, false);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0c);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0xc);
}

static struct kunit_case group_cases[] = {
	KUNIT_CASE(group_min_links),
	KUNIT_CASE(group_min_links_better),
	KUNIT_CASE(group_min_links_stable),
	KUNIT_CASE(group_min_bandwidth),
	KUNIT_CASE(group_max_links),
	KUNIT_CASE(group_max_links_sum),
	KUNIT_CASE(group_restoring),
	KUNIT_CASE(group_held),
	KUNIT_CASE(group_passes),
	KUNIT_CASE(group_next),
	KUNIT_CASE(group_fallback),
	KUNIT_CASE(group_left),
	KUNIT_CASE(group_reverts),
	KUNIT_CASE(group_no_longer_used),
	{}
};

static struct kunit_suite lacp_group_suite = {
	.name = "lacp-group",
	.init = rig_init,
	.test_cases = group_cases,
};

kunit_test_suite(lacp_group_suite);
