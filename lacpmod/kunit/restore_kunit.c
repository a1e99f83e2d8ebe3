// SPDX-License-Identifier: GPL-2.0
/*
 * Ports that have failed: wait to restore, and being held down
 */

#include "rig.h"

static void begin(struct rig *rig, unsigned int ports)
{
	rig_configure(rig);
	rig_join(rig, ports);
	rig_talk(rig, RIG_WORKING, 3);
}

/* Not used until it has been well for long enough. */
static void restore_waits(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_why why;

	rig->config.wait_to_restore = 20000;
	begin(rig, 2);
	rig_expect_distributing(test, 0x3);
	rig_flap(rig, 0);
	rig_talk(rig, RIG_WORKING, 10);
	rig_expect_distributing(test, 0x2);
	why = rig_expect_why(test, 0, LACPMOD_REASON_WAIT_TO_RESTORE);
	KUNIT_EXPECT_EQ(test, why.left, 10000);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->selected,
			LACPMOD_SELECTED_STANDBY);
	rig_flap(rig, 0);
	rig_talk(rig, RIG_WORKING, 19);
	rig_expect_distributing(test, 0x2);
	rig_talk(rig, RIG_WORKING, 1);
	rig_expect_distributing(test, 0x3);
}

/* By time alone. */
static void restore_deadline(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 2500;
	begin(rig, 2);
	rig_flap(rig, 0);
	rig_hear_all(rig, RIG_WORKING);
	rig_pass(rig, 2499);
	rig_expect_distributing(test, 0x2);
	rig_pass(rig, 1);
	rig_expect_distributing(test, 0x3);
}

/* The wait is as long as is asked for now, not when it began. */
static void restore_wait_changes(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 20000;
	begin(rig, 2);
	rig_flap(rig, 0);
	rig_talk(rig, RIG_WORKING, 3);
	rig->config.wait_to_restore = 5000;
	rig_configure(rig);
	rig_talk(rig, RIG_WORKING, 1);
	rig_expect_distributing(test, 0x2);
	rig_talk(rig, RIG_WORKING, 1);
	rig_expect_distributing(test, 0x3);
}

/* Set down with its link lost already, it begins anew. */
static void restore_set_down(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 20000;
	begin(rig, 2);
	rig_link(rig, 0, false);
	lacp_set_up(&rig->lag, false);
	rig_run(rig);
	lacp_set_up(&rig->lag, true);
	rig_link(rig, 0, true);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x3);
}

/* The first time nothing has failed. */
static void restore_not_at_first(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 20000;
	rig->config.revertive = false;
	begin(rig, 2);
	rig_expect_distributing(test, 0x3);
	lacp_port_set_up(rig_port(rig, 0), false);
	rig_run(rig);
	lacp_port_set_up(rig_port(rig, 0), true);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x3);
}

/* A link that waits is better than none. */
static void restore_last_link(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 20000;
	begin(rig, 2);
	rig_flap(rig, 0);
	rig_talk(rig, RIG_WORKING, 1);
	rig_expect_distributing(test, 0x2);
	rig_link(rig, 1, false);
	rig_talk(rig, RIG_WORKING, 1);
	rig_expect_distributing(test, 0x1);
	rig_link(rig, 1, true);
	rig_talk(rig, RIG_WORKING, 2);
	rig_expect_distributing(test, 0x1);
	rig_talk(rig, RIG_WORKING, 20);
	rig_expect_distributing(test, 0x3);
}

static void restore_not_reverting(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	begin(rig, 2);
	rig_flap(rig, 0);
	rig_talk(rig, RIG_WORKING, 100);
	rig_expect_distributing(test, 0x2);
	rig_expect_why(test, 0, LACPMOD_REASON_NOT_REVERTING);
	lacp_port_restore(rig_port(rig, 0), rig->now);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x3);

	rig_flap(rig, 0);
	rig_talk(rig, RIG_WORKING, 3);
	rig_link(rig, 1, false);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x1);
}

static void lose_all(struct rig *rig)
{
	rig_link(rig, 0, false);
	rig_link(rig, 1, false);
	rig_link(rig, 2, false);
}

/* Where all links were lost there is nothing to go on with, but only then. */
static void restore_all_lost(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	begin(rig, 3);
	lose_all(rig);
	rig_link(rig, 1, true);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x2);
	rig_link(rig, 0, true);
	rig_link(rig, 2, true);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x7);

	rig_flap(rig, 0);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x6);
	rig_expect_why(test, 0, LACPMOD_REASON_NOT_REVERTING);
}

/* The first that is back is used at once: nobody else can be. */
static void restore_all_lost_at_once(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	rig->config.wait_to_restore = 20000;
	begin(rig, 3);
	lose_all(rig);
	rig_pass(rig, 10000);
	rig_link(rig, 1, true);
	rig_hear(rig, 1, RIG_WORKING);
	rig_expect_distributing(test, 0x2);
}

/*
 * What was decided of the old group is nothing to the new one: the partner has
 * another key on all links, or speed counts from now on.
 */
static void expect_not_reverting(struct kunit *test, unsigned int first)
{
	struct rig *rig = test->priv;

	rig->at[0].far.key++;
	rig->at[1].far.key++;
	rig_hear(rig, first, RIG_WORKING);
	rig_hear(rig, !first, RIG_WORKING);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x2);
	rig_expect_why(test, 0, LACPMOD_REASON_NOT_REVERTING);
}

static void restore_group_changes(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	begin(rig, 2);
	rig_flap(rig, 0);
	rig_talk(rig, RIG_WORKING, 3);
	rig->config.same_speed = true;
	rig_configure(rig);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x2);
	expect_not_reverting(test, 1);
	expect_not_reverting(test, 0);
}

/* Those that are back wait for as long as is asked for. */
static void restore_all_lost_waits(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	rig->config.wait_to_restore = 20000;
	begin(rig, 3);
	lose_all(rig);
	rig_link(rig, 1, true);
	rig_link(rig, 2, true);
	rig_talk(rig, RIG_WORKING, 19);
	rig_expect_distributing(test, 0x2);
	rig_expect_why(test, 2, LACPMOD_REASON_WAIT_TO_RESTORE);
	rig_talk(rig, RIG_WORKING, 1);
	rig_expect_distributing(test, 0x6);
}

/* One by one, each while another could be used: the last goes on alone. */
static void restore_lost_in_turn(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	begin(rig, 3);
	rig_flap(rig, 0);
	rig_talk(rig, RIG_WORKING, 3);
	rig_flap(rig, 1);
	rig_talk(rig, RIG_WORKING, 3);
	rig_link(rig, 2, false);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x1);
	rig_link(rig, 2, true);
	rig_talk(rig, RIG_WORKING, 100);
	rig_expect_distributing(test, 0x1);
}

/* Two links to one partner, and two to another; one of them is in use. */
static void lose_in_turn(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	rig_configure(rig);
	rig_plug(rig, 5);
	rig->at[2].far.key++;
	rig->at[3].far.key++;
	/* Who is of no use at all is nobody's replacement. */
	rig_link(rig, 4, false);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);
	rig_link(rig, 0, false);
	rig_link(rig, 1, false);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0xc);
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0xc);
	rig_link(rig, 2, false);
	rig_link(rig, 3, false);
	rig_talk(rig, RIG_WORKING, 5);
}

/* The other two have not replaced any of them: all that were lost come back. */
static void restore_group_lost(struct kunit *test)
{
	struct rig *rig = test->priv;

	lose_in_turn(test);
	rig_expect_distributing(test, 0x3);
	rig_link(rig, 2, true);
	rig_link(rig, 3, true);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);

	/* But where one of a group is at work, it has replaced the other. */
	lacp_port_restore(rig_port(rig, 2), rig->now);
	rig_link(rig, 0, false);
	rig_link(rig, 1, false);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x4);
	rig_expect_why(test, 3, LACPMOD_REASON_NOT_REVERTING);
}

/* Nor where a port has failed while its group was in use. */
static void restore_group_in_use(struct kunit *test)
{
	struct rig *rig = test->priv;

	lose_in_turn(test);
	rig_link(rig, 2, true);
	rig_link(rig, 3, true);
	rig_flap(rig, 0);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x2);
	rig_expect_why(test, 0, LACPMOD_REASON_NOT_REVERTING);
}

/* As long as is asked for, but not for ever. */
static void restore_group_waits(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 20000;
	lose_in_turn(test);
	rig_expect_distributing(test, 0x1);
	rig_expect_why(test, 1, LACPMOD_REASON_WAIT_TO_RESTORE);
	rig_talk(rig, RIG_WORKING, 9);
	rig_expect_distributing(test, 0x1);
	rig_talk(rig, RIG_WORKING, 1);
	rig_expect_distributing(test, 0x3);
}

/* What it waits for is told as it is. */
static void restore_not_reverting_waits(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	rig->config.wait_to_restore = 2500;
	begin(rig, 2);
	rig_flap(rig, 0);
	rig_hear_all(rig, RIG_WORKING);
	rig_pass(rig, 2499);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig_expect_why(test, 0,
					     LACPMOD_REASON_WAIT_TO_RESTORE).left,
			1);
	rig_pass(rig, 1);
	rig_run(rig);
	rig_expect_why(test, 0, LACPMOD_REASON_NOT_REVERTING);
}

/* Until the setting is another. */
static void restore_becomes_revertive(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	begin(rig, 2);
	rig_flap(rig, 0);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x2);
	rig->config.revertive = true;
	rig_configure(rig);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x3);
}

/* Who waits is called upon by another partner, too. */
static void restore_replugged(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 20000;
	begin(rig, 1);
	rig_link(rig, 0, false);
	rig->at[0].far.key++;
	rig_link(rig, 0, true);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x1);
}

/* Three ports that cannot be used are worth less than one that can. */
static void expect_other_group(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	rig->config.selection = LACPMOD_SELECTION_COUNT;
	rig->config.reselect = LACPMOD_RESELECT_BETTER;
	rig_configure(rig);
	rig_plug(rig, 4);
	rig->at[3].far.key++;
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x7);
	for (i = 0; i < 3; i++)
		rig_flap(rig, i);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x8);
	rig_talk(rig, RIG_WORKING, 20);
	rig_expect_distributing(test, 0x7);
}

static void restore_other_group(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 20000;
	expect_other_group(test);
}

static void hold_other_group(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.flap_limit = 1;
	rig->config.flap_hold = 20000;
	expect_other_group(test);
}

static void hold_settings(struct rig *rig)
{
	rig->config.flap_limit = 3;
	rig->config.flap_interval = 30000;
	rig->config.flap_hold = 10000;
}

static void hold_down(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_why why;

	hold_settings(rig);
	begin(rig, 2);
	rig_flap(rig, 0);
	rig_talk(rig, RIG_WORKING, 3);
	rig_flap(rig, 0);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->held);
	rig_flap(rig, 0);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->held);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_HELD, 0, 1));
	rig_talk(rig, RIG_WORKING, 4);
	rig_expect_distributing(test, 0x2);
	why = rig_expect_why(test, 0, LACPMOD_REASON_HELD_DOWN);
	KUNIT_EXPECT_EQ(test, why.left, 6000);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.flaps, 3);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.holds, 1);
	rig_talk(rig, RIG_WORKING, 6);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_HELD, 1, 0));
	rig_talk(rig, RIG_WORKING, 2);
	rig_expect_distributing(test, 0x3);
}

static void flap_thrice(struct rig *rig, unsigned int i)
{
	rig_flap(rig, i);
	rig_flap(rig, i);
	rig_flap(rig, i);
}

/* Twice as long each time, up to 32 times, and anew after a rest. */
static void hold_grows(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int n;
	u64 hold;

	hold_settings(rig);
	begin(rig, 2);
	for (n = 0, hold = 10000; n < 8; n++) {
		flap_thrice(rig, 0);
		KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->held_until,
				rig->now + hold);
		rig_pass(rig, hold);
		KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->held);
		hold = n < 5 ? 2 * hold : hold;
	}
	rig_pass(rig, 29999);
	flap_thrice(rig, 0);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->held_until,
			rig->now + 320000);
	rig_pass(rig, 320000 + 30000);
	flap_thrice(rig, 0);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->held_until,
			rig->now + 10000);
}

/* Failures that are far apart are none too many. */
static void hold_interval(struct kunit *test)
{
	struct rig *rig = test->priv;

	hold_settings(rig);
	begin(rig, 2);
	rig_flap(rig, 0);
	rig_pass(rig, 15000);
	rig_flap(rig, 0);
	rig_pass(rig, 15000);
	rig_flap(rig, 0);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->held);
	rig_pass(rig, 14999);
	rig_flap(rig, 0);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->held);
}

static void hold_released(struct kunit *test)
{
	struct rig *rig = test->priv;

	hold_settings(rig);
	begin(rig, 2);
	flap_thrice(rig, 0);
	rig_pass(rig, 123);
	lacp_port_restore(rig_port(rig, 0), rig->now);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_HELD, 1, 0));
	KUNIT_EXPECT_EQ(test, rig_last(rig, 0, LACPMOD_EVENT_PORT_HELD)->time,
			rig->now);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x3);
	flap_thrice(rig, 0);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->held_until,
			rig->now + 10000);
}

/* Nor is anybody held where failures do not count any more. */
static void hold_switched_off(struct kunit *test)
{
	struct rig *rig = test->priv;

	hold_settings(rig);
	begin(rig, 2);
	flap_thrice(rig, 0);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_why(test, 0, LACPMOD_REASON_HELD_DOWN);
	rig->config.flap_limit = 4;
	rig_configure(rig);
	rig_expect_why(test, 0, LACPMOD_REASON_HELD_DOWN);
	rig->config.flap_limit = 0;
	rig_configure(rig);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_HELD, 1, 0));
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x3);
}

/* What has failed is forgotten, too; who is not held is not released. */
static void hold_forgotten(struct kunit *test)
{
	struct rig *rig = test->priv;

	hold_settings(rig);
	/* Nothing has failed before a clock that has just begun, either. */
	rig->now = 1;
	begin(rig, 2);
	rig_flap(rig, 0);
	rig_flap(rig, 0);
	lacp_port_restore(rig_port(rig, 0), rig->now);
	KUNIT_EXPECT_EQ(test, rig_events(rig, 0, LACPMOD_EVENT_PORT_HELD), 0);
	rig_flap(rig, 0);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->held);
}

/* It goes on failing: it is held for longer, and that is no news. */
static void hold_goes_on(struct kunit *test)
{
	struct rig *rig = test->priv;

	hold_settings(rig);
	begin(rig, 2);
	flap_thrice(rig, 0);
	rig_pass(rig, 1000);
	flap_thrice(rig, 0);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->held_until,
			rig->now + 20000);
	KUNIT_EXPECT_EQ(test, rig_events(rig, 0, LACPMOD_EVENT_PORT_HELD), 1);
}

/* A clock that has just begun: what never was is not recent. */
static void hold_young_clock(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->now = 1;
	hold_settings(rig);
	begin(rig, 2);
	rig_flap(rig, 0);
	rig_flap(rig, 0);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->held);
}

/* A partner that falls silent is a failure, an operator's hand is none. */
static void hold_failures(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin(rig, 2);
	lacp_port_set_up(rig_port(rig, 0), false);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.flaps, 0);
	lacp_port_set_up(rig_port(rig, 0), true);
	rig_talk(rig, RIG_WORKING, 3);
	rig_pass(rig, 3000);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.flaps, 1);
	rig_pass(rig, 20000);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.flaps, 1);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->held);
}

static struct kunit_case restore_cases[] = {
	KUNIT_CASE(restore_waits),
	KUNIT_CASE(restore_deadline),
	KUNIT_CASE(restore_wait_changes),
	KUNIT_CASE(restore_set_down),
	KUNIT_CASE(restore_not_at_first),
	KUNIT_CASE(restore_last_link),
	KUNIT_CASE(restore_not_reverting),
	KUNIT_CASE(restore_all_lost),
	KUNIT_CASE(restore_all_lost_at_once),
	KUNIT_CASE(restore_all_lost_waits),
	KUNIT_CASE(restore_group_changes),
	KUNIT_CASE(restore_group_lost),
	KUNIT_CASE(restore_group_in_use),
	KUNIT_CASE(restore_group_waits),
	KUNIT_CASE(restore_lost_in_turn),
	KUNIT_CASE(restore_not_reverting_waits),
	KUNIT_CASE(restore_becomes_revertive),
	KUNIT_CASE(restore_replugged),
	KUNIT_CASE(restore_other_group),
	KUNIT_CASE(hold_other_group),
	KUNIT_CASE(hold_down),
	KUNIT_CASE(hold_grows),
	KUNIT_CASE(hold_interval),
	KUNIT_CASE(hold_released),
	KUNIT_CASE(hold_switched_off),
	KUNIT_CASE(hold_forgotten),
	KUNIT_CASE(hold_goes_on),
	KUNIT_CASE(hold_young_clock),
	KUNIT_CASE(hold_failures),
	{}
};

static struct kunit_suite restore_suite = {
	.name = "lacp-restore",
	.init = rig_init,
	.test_cases = restore_cases,
};

kunit_test_suite(restore_suite);
