// SPDX-License-Identifier: GPL-2.0
/*
 * Ports that wait to be restored, and are needed
 */

#include "rig.h"

static void begin(struct rig *rig, unsigned int ports)
{
	rig_configure(rig);
	rig_join(rig, ports);
	rig_talk(rig, RIG_WORKING, 3);
}

/* The far end lets in one port, and prefers the one that waits. */
static void expect_needed(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_configure(rig);
	rig_plug(rig, 2);
	rig->at[0].far.system_priority = 1;
	rig->at[1].far.system_priority = 1;
	rig_let_in(rig, 0x1, 5);
	rig_expect_distributing(test, 0x1);
	rig_link(rig, 0, false);
	rig_hear(rig, 1, RIG_WORKING);
	rig_talk(rig, RIG_WORKING, 2);
	rig_expect_distributing(test, 0x2);
	rig_link(rig, 0, true);
	/* As long as the other is in use it goes on waiting. */
	rig_let_in(rig, 0x3, 5);
	rig_expect_distributing(test, 0x2);
	rig_hear(rig, 1, RIG_HELLO);
	rig_pass(rig, 999);
	rig_hear(rig, 0, RIG_WORKING);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->restoring);
	rig_pass(rig, 1);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->restoring);
	rig_pass(rig, 1000);
	rig_hear(rig, 0, RIG_WORKING);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
}

static void need(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 300000;
	expect_needed(test);
}

static void need_not_reverting(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	expect_needed(test);
}

/* The other yields at the same moment. */
static void need_max_links(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 300000;
	rig->config.max_links = 1;
	expect_needed(test);
}

/* Not where the far end is in sync on neither, or some other port carries. */
static void need_not(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 300000;
	begin(rig, 3);
	rig_flap(rig, 0);
	rig_let_in(rig, 0, 10);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->restoring);
	rig_hear(rig, 1, RIG_WORKING);
	rig_let_in(rig, 0x3, 10);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->restoring);
	rig_expect_distributing(test, 0x2);
	rig_let_in(rig, 0x1, 10);
	rig_expect_distributing(test, 0x1);
}

/* As are links that min-links asks for. */
static void need_few(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 20000;
	rig->config.min_links = 2;
	begin(rig, 3);
	rig_flap(rig, 0);
	rig_talk(rig, RIG_WORKING, 1);
	rig_expect_distributing(test, 0x6);
	rig_link(rig, 1, false);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x5);
}

/* A port without a link does not do the work of one that is needed. */
static void need_without_link(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 300000;
	rig->config.min_links = 2;
	begin(rig, 3);
	rig_add(rig, 1);
	rig_flap(rig, 0);
	rig_talk(rig, RIG_WORKING, 1);
	rig_expect_distributing(test, 0x6);
	rig_let_in(rig, 0x3, 4);
	rig_expect_distributing(test, 0x3);
}

/* The partner has two places, turns to the third link, and back. */
static void need_two(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	rig_configure(rig);
	rig_plug(rig, 3);
	rig_let_in(rig, 0x3, 5);
	rig_expect_distributing(test, 0x3);
	rig_link(rig, 0, false);
	rig_link(rig, 1, false);
	rig_hear(rig, 2, RIG_WORKING);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x4);
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_let_in(rig, 0x3, 5);
	rig_expect_distributing(test, 0x3);
}

/*
 * One port carries, but min-links asks for two, and so does the far end, on the port
 * that waits.
 */
static void need_min_links(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	rig->config.revertive = false;
	rig->config.min_links = 2;
	rig_configure(rig);
	rig_plug(rig, 3);
	for (i = 0; i < 3; i++)
		rig->at[i].far.system_priority = 1;
	rig_let_in(rig, 0x3, 5);
	rig_expect_distributing(test, 0x3);
	rig_link(rig, 0, false);
	rig_let_in(rig, 0x6, 3);
	rig_expect_distributing(test, 0x6);
	rig_link(rig, 0, true);
	rig_let_in(rig, 0x7, 3);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->restoring);
	rig_hear(rig, 2, RIG_HELLO);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	rig_pass(rig, 999);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->restoring);
	rig_pass(rig, 1);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->restoring);
	rig_let_in(rig, 0x3, 2);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
}

/* Nor do others count that are about to go. */
static void need_drained(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	begin(rig, 3);
	rig_flap(rig, 0);
	rig_let_in(rig, 0x3, 5);
	rig_expect_distributing(test, 0x2);
	rig->at[1].config.drain = true;
	rig_port_configure(rig, 1);
	rig_let_in(rig, 0x3, 1);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->restoring);
	rig_let_in(rig, 0x1, 5);
	rig_expect_distributing(test, 0x1);
	rig_expect_why(test, 1, LACPMOD_REASON_DRAINED);
}

/* The far end is in sync at last: which LACPDU is the first says nothing. */
static void need_in_any_order(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 60000;
	begin(rig, 2);
	rig_link(rig, 0, false);
	rig_link(rig, 1, false);
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_talk(rig, RIG_HELLO, 2);
	rig_hear(rig, 1, RIG_WORKING);
	rig_pass(rig, 999);
	rig_hear(rig, 0, RIG_WORKING);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 1)->restoring);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x1);
	rig_expect_why(test, 1, LACPMOD_REASON_WAIT_TO_RESTORE);
}

/* It has wanted the port for a second, and nothing else happens. */
static void need_deadline(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 60000;
	begin(rig, 2);
	rig_flap(rig, 0);
	rig_let_in(rig, 0, 2);
	rig_hear(rig, 0, RIG_WORKING);
	rig_pass(rig, 999);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->restoring);
	rig_pass(rig, 1);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->restoring);
}

/* Who is held down is of use to nobody: when it is let go, it has to wait. */
static void need_held(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 60000;
	rig->config.flap_limit = 1;
	rig->config.flap_hold = 20000;
	begin(rig, 2);
	rig_flap(rig, 0);
	rig_let_in(rig, 0x1, 5);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->held);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->restoring);
}

/* Better one that has been well for a minute than one that has just failed. */
static void need_proven_first(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	rig->config.wait_to_restore = 20000;
	begin(rig, 3);
	rig_flap(rig, 1);
	rig_talk(rig, RIG_WORKING, 60);
	rig_flap(rig, 0);
	rig_talk(rig, RIG_WORKING, 1);
	rig_expect_distributing(test, 0x4);
	rig_link(rig, 2, false);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x2);
	rig_expect_why(test, 0, LACPMOD_REASON_WAIT_TO_RESTORE);
}

static struct kunit_case need_cases[] = {
	KUNIT_CASE(need),
	KUNIT_CASE(need_not_reverting),
	KUNIT_CASE(need_max_links),
	KUNIT_CASE(need_not),
	KUNIT_CASE(need_few),
	KUNIT_CASE(need_without_link),
	KUNIT_CASE(need_two),
	KUNIT_CASE(need_min_links),
	KUNIT_CASE(need_drained),
	KUNIT_CASE(need_in_any_order),
	KUNIT_CASE(need_deadline),
	KUNIT_CASE(need_held),
	KUNIT_CASE(need_proven_first),
	{}
};

static struct kunit_suite need_suite = {
	.name = "lacp-need",
	.init = rig_init,
	.test_cases = need_cases,
};

kunit_test_suite(need_suite);
