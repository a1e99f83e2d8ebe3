// SPDX-License-Identifier: GPL-2.0
/*
 * A partner that does not agree: how long a LAG stays with it, where there is another
 */

#include "rig.h"

/* Both partners have the lower System ID, and so we are not patient. */
static void give_way(struct rig *rig)
{
	rig->config.system_priority = 0x9000;
	rig_configure(rig);
}

/* A partner that is not in sync on two ports, while another waits on the third. */
static void begin_in_vain(struct rig *rig)
{
	rig_plug(rig, 3);
	rig_third_system(rig, 2);
	rig_let_in(rig, 0x4, 3);
}

/* When the second of the ports has attached, and the group is in vain */
static u64 in_vain_since(struct rig *rig)
{
	return max(rig_port(rig, 0)->unsync_since,
		   rig_port(rig, 1)->unsync_since);
}

/* The first system is given up for the third then, and not before. */
static void expect_given_up_at(struct kunit *test, u64 time)
{
	struct rig *rig = test->priv;

	rig_pass(rig, time - 1 - rig->now);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
	rig_pass(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0c);
}

/* Of the partner that never agrees there are more ports; but it never agrees. */
static void vain_given_up(struct kunit *test)
{
	struct rig *rig = test->priv;
	u64 since;

	give_way(rig);
	begin_in_vain(rig);
	rig_expect_distributing(test, 0);
	since = in_vain_since(rig);
	rig_let_in(rig, 0x4, 8);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
	expect_given_up_at(test, since + 10000);
	rig_let_in(rig, 0x4, 5);
	rig_expect_distributing(test, 0x4);

	/* It stays so, whatever policy there is. */
	rig->config.reselect = LACPMOD_RESELECT_BETTER;
	rig_configure(rig);
	rig_let_in(rig, 0x4, 30);
	rig_expect_distributing(test, 0x4);

	/* Until the first agrees. */
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);
}

/*
 * A partner with a hot standby of its own is out of sync on the others for as long as
 * one works. When that is lost it turns to them, and has time for it.
 */
static void vain_hot_standby(struct kunit *test)
{
	struct rig *rig = test->priv;

	give_way(rig);
	rig_plug(rig, 3);
	rig_third_system(rig, 2);
	rig_let_in(rig, 0x5, 30);
	rig_expect_distributing(test, 0x1);
	rig_link(rig, 0, false);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
	rig_let_in(rig, 0x6, 2);
	rig_expect_distributing(test, 0x2);
	rig_let_in(rig, 0x4, 9);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
}

/* A partner that agrees on too few ports is of as little use as one that does not. */
static void vain_agrees_on_few(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_links = 2;
	give_way(rig);
	rig_plug(rig, 5);
	rig_third_system(rig, 3);
	rig_third_system(rig, 4);
	rig_let_in(rig, 0x19, 8);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
	rig_let_in(rig, 0x19, 10);
	rig_expect_distributing(test, 0x18);
	KUNIT_EXPECT_TRUE(test, rig->carrier);

	/* As soon as it agrees on enough it may be chosen again. */
	rig->config.reselect = LACPMOD_RESELECT_BETTER;
	rig_configure(rig);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x7);
}

/* While one works a better one is not tried before it agrees. */
static void vain_better_agrees(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.reselect = LACPMOD_RESELECT_BETTER;
	rig_configure(rig);
	rig_plug(rig, 2);
	rig_third_system(rig, 1);
	rig_let_in(rig, 0x1, 5);
	rig_expect_distributing(test, 0x1);
	rig_speed(rig, 1, 10);
	rig_let_in(rig, 0x1, 20);
	rig_expect_distributing(test, 0x1);
	rig_flap(rig, 1);
	rig_speed(rig, 1, 10);
	rig_expect_distributing(test, 0x1);
	rig_let_in(rig, 0x3, 4);
	rig_expect_distributing(test, 0x2);
}

/*
 * Who has the lower System ID lets the other go first: until it has turned, has waited
 * for others, and is in sync.
 */
static void vain_given_up_later(struct kunit *test)
{
	struct rig *rig = test->priv;
	u64 since;

	begin_in_vain(rig);
	since = in_vain_since(rig);
	rig_pass(rig, since + 500 - rig->now);
	rig_let_in(rig, 0x4, 13);
	expect_given_up_at(test, since + 14000);
}

/*
 * Two places, three ports of a partner that does not agree, and one of another, which
 * agrees or not. Returns since when two of them are attached.
 */
static u64 begin_with_standby(struct rig *rig, u32 agrees)
{
	give_way(rig);
	rig->config.max_links = 2;
	rig_configure(rig);
	rig_plug(rig, 4);
	rig_third_system(rig, 3);
	rig_let_in(rig, agrees, 3);
	return in_vain_since(rig);
}

/* A port that stands by may be the one that the partner wants. */
static void vain_standby(struct kunit *test)
{
	struct rig *rig = test->priv;
	u64 since = begin_with_standby(rig, 0);

	KUNIT_EXPECT_EQ(test, rig_port(rig, 2)->selected,
			LACPMOD_SELECTED_STANDBY);
	rig_let_in(rig, 0, 9);
	rig_pass(rig, since + 9999 - rig->now);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 2)->selected,
			LACPMOD_SELECTED_STANDBY);
	rig_pass(rig, 1);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 2)->selected,
			LACPMOD_SELECTED_SELECTED);
	rig_let_in(rig, 0x4, 2);
	rig_expect_distributing(test, 0x4);
	rig_let_in(rig, 0x4, 15);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
	rig_expect_distributing(test, 0x4);
}

/* If it is not it has had its time, and there are no others. */
static void vain_standby_tried(struct kunit *test)
{
	struct rig *rig = test->priv;
	u64 since = begin_with_standby(rig, 0);

	rig_let_in(rig, 0, 18);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->yielded);
	expect_given_up_at(test, since + 20000);
}

/* The other agrees already: it need not be seen whether a port that stands by would. */
static void vain_standby_not_tried(struct kunit *test)
{
	struct rig *rig = test->priv;
	u64 since = begin_with_standby(rig, 0x8);

	rig_let_in(rig, 0x8, 9);
	expect_given_up_at(test, since + 10000);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->yielded);
}

/* One place, and we rank: two ports of one that does not agree, and one of another. */
static u64 begin_with_one_place(struct rig *rig, u32 agrees)
{
	rig->config.max_links = 1;
	rig_configure(rig);
	rig_plug(rig, 3);
	rig_third_system(rig, 2);
	rig_let_in(rig, agrees, 3);
	return rig_port(rig, 0)->unsync_since;
}

/* Nor does it take longer where we rank, and ports yield before. */
static void vain_standby_not_tried_later(struct kunit *test)
{
	struct rig *rig = test->priv;
	u64 since = begin_with_one_place(rig, 0x4);

	rig_let_in(rig, 0x4, 12);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->yielded);
	expect_given_up_at(test, since + 14000);
}

/* Nor is a port tried that the partner agrees to, where it agrees to too few. */
static void vain_standby_few(struct kunit *test)
{
	struct rig *rig = test->priv;
	u64 since;

	give_way(rig);
	rig->config.min_links = 2;
	rig->config.max_links = 2;
	rig_configure(rig);
	rig_plug(rig, 5);
	rig_third_system(rig, 3);
	rig_third_system(rig, 4);
	rig_let_in(rig, 0x1, 3);
	since = rig_port(rig, 1)->unsync_since;
	rig_let_in(rig, 0x1, 18);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 1)->yielded);
	expect_given_up_at(test, since + 20000);
}

/* Who gets the place of a port that is lost, late, has time for two LACPDUs. */
static void vain_standby_late(struct kunit *test)
{
	struct rig *rig = test->priv;
	u64 since = begin_with_standby(rig, 0);

	rig_let_in(rig, 0, 8);
	rig_pass(rig, since + 9500 - rig->now);
	rig_hear_all(rig, RIG_HELLO);
	rig_link(rig, 0, false);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 2)->mux, LACPMOD_MUX_STATE_ATTACHED);
	rig_pass(rig, 1999);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
	rig_pass(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0c);
}

/* A port that comes and goes, and is the best each time, is not tried for ever. */
static void vain_standby_flaps(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;
	u64 since;

	give_way(rig);
	rig->config.max_links = 1;
	rig_configure(rig);
	rig_plug(rig, 4);
	rig_third_system(rig, 3);
	rig_let_in(rig, 0, 3);
	since = rig_port(rig, 0)->unsync_since;
	for (i = 0; i < 6; i++) {
		rig_let_in(rig, 0, 3);
		rig_flap(rig, 0);
	}
	rig_let_in(rig, 0, 1);
	rig_pass(rig, since + 19999 - rig->now);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 1)->yielded);
	rig_pass(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0c);
}

/* One that has been tried before has had its time. */
static void vain_standby_again(struct kunit *test)
{
	struct rig *rig = test->priv;
	u64 since = begin_with_one_place(rig, 0);

	rig_let_in(rig, 0, 21);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->yielded);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 1)->yielded);
	expect_given_up_at(test, since + 24000);
}

/* Those in use are neither the fastest nor the first, and all that the partner wants. */
static void vain_not_the_first(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	give_way(rig);
	rig->config.max_links = 2;
	rig->config.min_bandwidth = 2 * RIG_SPEED;
	rig_configure(rig);
	rig_add(rig, 6);
	rig->at[0].far.port_priority = 0x90;
	rig->at[1].far.port_priority = 0x90;
	rig_third_system(rig, 4);
	rig_third_system(rig, 5);
	for (i = 0; i < 6; i++)
		rig_link(rig, i, true);
	rig_let_in(rig, 0x3c, 20);
	rig_expect_distributing(test, 0xc);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->given_up);
	rig_link(rig, 2, false);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
	rig_let_in(rig, 0x39, 2);
	rig_expect_distributing(test, 0x9);
}

/* One place for two ports, a third that is faster and leads to who does not agree. */
static void begin_better(struct rig *rig, u32 timeout)
{
	give_way(rig);
	rig->config.reselect = LACPMOD_RESELECT_BETTER;
	rig->config.sync_timeout = timeout;
	rig->config.max_links = 1;
	rig_configure(rig);
	rig_plug(rig, 2);
	rig_let_in(rig, 0x1, 5);
	rig_add(rig, 1);
	rig_third_system(rig, 2);
	rig_link(rig, 2, true);
	rig_speed(rig, 2, 10);
	rig_let_in(rig, 0x1, 5);
}

/* Who has to use its reserve has time for it, before a better one is tried. */
static void vain_reserve(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin_better(rig, 10000);
	rig_expect_distributing(test, 0x1);
	rig_link(rig, 0, false);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
	rig_let_in(rig, 0, 8);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
	rig_let_in(rig, 0x2, 2);
	rig_expect_distributing(test, 0x2);
	rig_let_in(rig, 0x2, 20);
	rig_expect_distributing(test, 0x2);
}

/* If it does not take it the better one is chosen, whether others are given up or not. */
static void vain_reserve_never(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin_better(rig, 0);
	/* When nothing else happens that it could wait for */
	rig_pass(rig, 300);
	rig_link(rig, 0, false);
	rig_pass(rig, 1999);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
	rig_pass(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0c);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 1)->given_up);
}

/* There is always time for two LACPDUs. */
static void vain_given_up_soon(struct kunit *test)
{
	struct rig *rig = test->priv;
	u64 since;

	give_way(rig);
	rig->config.sync_timeout = 1;
	rig_configure(rig);
	begin_in_vain(rig);
	since = in_vain_since(rig);
	expect_given_up_at(test, since + 2000);
}

static void vain_given_up_never(struct kunit *test)
{
	struct rig *rig = test->priv;

	give_way(rig);
	rig->config.sync_timeout = 0;
	rig_configure(rig);
	begin_in_vain(rig);
	rig_let_in(rig, 0x4, 30);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);

	/* What was given up before may be chosen again when it is switched off. */
	rig->config.sync_timeout = 1;
	rig_configure(rig);
	rig_let_in(rig, 0x4, 30);
	rig_expect_distributing(test, 0x4);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->given_up);
	rig->config.sync_timeout = 0;
	rig_configure(rig);
	rig_run(rig);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->given_up);
}

/* Not while one of its ports works, nor for one that is too little. */
static void vain_not_given_up(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 3);
	rig_third_system(rig, 2);
	rig_let_in(rig, 0x5, 30);
	rig_expect_distributing(test, 0x1);

	rig->config.min_links = 2;
	rig_configure(rig);
	rig_let_in(rig, 0x4, 30);
	rig_expect_distributing(test, 0);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
}

/* A port whose link is lost counts neither way; nor does one that is held down. */
static void vain_given_up_without(struct kunit *test)
{
	struct rig *rig = test->priv;

	give_way(rig);
	rig->config.flap_limit = 1;
	rig->config.flap_hold = 3600000;
	rig_configure(rig);
	begin_in_vain(rig);
	rig_link(rig, 1, false);
	rig_let_in(rig, 0x4, 12);
	rig_expect_distributing(test, 0x4);

	rig_link(rig, 2, false);
	rig_link(rig, 1, true);
	rig_let_in(rig, 0x2, 3);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
}

/* The partner is in sync on a port that is kept out of use: that is of no use. */
static void vain_given_up_drained(struct kunit *test)
{
	struct rig *rig = test->priv;

	give_way(rig);
	begin_in_vain(rig);
	rig->at[1].config.drain = true;
	rig_port_configure(rig, 1);
	rig_port(rig, 1)->withdrawn = true;
	rig_let_in(rig, 0x6, 15);
	rig_expect_distributing(test, 0x4);
}

/* Another link, another partner, or a word of the administrator: anew. */
static void vain_given_up_forgotten(struct kunit *test)
{
	struct rig *rig = test->priv;

	give_way(rig);
	begin_in_vain(rig);
	rig_let_in(rig, 0x4, 15);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->given_up);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 1)->given_up);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 2)->given_up);
	rig_flap(rig, 0);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->given_up);
	lacp_port_restore(rig_port(rig, 1), rig->now);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 1)->given_up);

	rig_port(rig, 1)->given_up = true;
	rig->at[1].far.system[5] = 0x0d;
	rig_hear(rig, 1, RIG_HELLO);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 1)->given_up);
}

/* To agree means for a second: not before, nor later, when nothing else happens. */
static void vain_better_agrees_long(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin_better(rig, 10000);
	rig_pass(rig, 300);
	rig_hear(rig, 2, RIG_WORKING);
	rig_pass(rig, 999);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
	rig_pass(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0c);
}

/* What was not in use for a while begins anew; so does another, with its own time. */
static void vain_begins_anew(struct kunit *test)
{
	struct rig *rig = test->priv;
	u64 since;

	give_way(rig);
	begin_in_vain(rig);
	rig_let_in(rig, 0, 6);
	rig_link(rig, 0, false);
	rig_link(rig, 1, false);
	rig_let_in(rig, 0, 3);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0c);
	since = rig_port(rig, 2)->unsync_since;
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_let_in(rig, 0, 8);
	rig_pass(rig, since + 9999 - rig->now);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0c);
	rig_pass(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
}

/* Who was away for longer than that has time again, from when it is heard. */
static void vain_away(struct kunit *test)
{
	struct rig *rig = test->priv;

	give_way(rig);
	rig_plug(rig, 3);
	rig_third_system(rig, 2);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);
	rig_link(rig, 2, false);
	rig_link(rig, 0, false);
	rig_link(rig, 1, false);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->unsync_since, LACP_NEVER);
	rig_pass(rig, 15000);
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_link(rig, 2, true);
	rig_hear(rig, 2, RIG_WORKING);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x3);
}

/* As has a partner with another key, and one that waits because our own has changed. */
static void vain_identity(struct kunit *test)
{
	struct rig *rig = test->priv;

	give_way(rig);
	rig->config.sync_timeout = 5000;
	rig->config.aggregate_wait = 10000;
	rig_configure(rig);
	rig_plug(rig, 3);
	rig_third_system(rig, 2);
	rig_let_in(rig, 0x4, 14);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);
	rig->config.key++;
	rig_configure(rig);
	rig_let_in(rig, 0x4, 12);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->mux, LACPMOD_MUX_STATE_ATTACHED);
	KUNIT_EXPECT_EQ(test, rig->lag.group.system[5], 0x0b);

	rig->at[0].far.key++;
	rig->at[1].far.key++;
	rig_hear(rig, 0, RIG_HELLO);
	rig_hear(rig, 1, RIG_HELLO);
	KUNIT_EXPECT_EQ(test, rig->lag.vain_since, LACP_NEVER);
}

static struct kunit_case vain_cases[] = {
	KUNIT_CASE(vain_given_up),
	KUNIT_CASE(vain_hot_standby),
	KUNIT_CASE(vain_agrees_on_few),
	KUNIT_CASE(vain_better_agrees),
	KUNIT_CASE(vain_given_up_later),
	KUNIT_CASE(vain_standby),
	KUNIT_CASE(vain_standby_tried),
	KUNIT_CASE(vain_standby_not_tried),
	KUNIT_CASE(vain_standby_not_tried_later),
	KUNIT_CASE(vain_standby_few),
	KUNIT_CASE(vain_standby_late),
	KUNIT_CASE(vain_standby_flaps),
	KUNIT_CASE(vain_standby_again),
	KUNIT_CASE(vain_not_the_first),
	KUNIT_CASE(vain_reserve),
	KUNIT_CASE(vain_reserve_never),
	KUNIT_CASE(vain_better_agrees_long),
	KUNIT_CASE(vain_begins_anew),
	KUNIT_CASE(vain_away),
	KUNIT_CASE(vain_identity),
	KUNIT_CASE(vain_given_up_soon),
	KUNIT_CASE(vain_given_up_never),
	KUNIT_CASE(vain_not_given_up),
	KUNIT_CASE(vain_given_up_without),
	KUNIT_CASE(vain_given_up_drained),
	KUNIT_CASE(vain_given_up_forgotten),
	{}
};

static struct kunit_suite lacp_vain_suite = {
	.name = "lacp-vain",
	.init = rig_init,
	.test_cases = vain_cases,
};

kunit_test_suite(lacp_vain_suite);
