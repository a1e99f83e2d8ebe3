// SPDX-License-Identifier: GPL-2.0
/*
 * min-bandwidth: how fast the ports must be together
 */

#include "../lacp/machines.h"
#include "rig.h"

static void begin(struct rig *rig, unsigned int ports, u32 min_bandwidth)
{
	rig->config.min_bandwidth = min_bandwidth;
	rig_configure(rig);
	rig_join(rig, ports);
	rig_talk(rig, RIG_WORKING, 3);
}

static void set_speed(struct rig *rig, unsigned int i, u32 speed)
{
	lacp_port_link(rig_port(rig, i), true, speed, true);
	rig_run(rig);
	rig_talk(rig, RIG_WORKING, 3);
}

static void expect_short(struct kunit *test, unsigned int i, u32 have, u32 need)
{
	struct lacp_why why;

	why = rig_expect_why(test, i, LACPMOD_REASON_MIN_BANDWIDTH);
	KUNIT_EXPECT_EQ(test, why.have, have);
	KUNIT_EXPECT_EQ(test, why.need, need);
	KUNIT_EXPECT_EQ(test, why.left, 0);
	KUNIT_EXPECT_FALSE(test, why.group.valid);
}

/* Not one Mb/s less: all wait, and the partner is told. */
static void bandwidth_gates(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_bandwidth = 3 * RIG_SPEED;
	rig_configure(rig);
	rig_add(rig, 3);
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_hear(rig, 0, RIG_SYNC);
	rig_hear(rig, 1, RIG_SYNC);
	rig_pass(rig, 2500);
	rig_expect_distributing(test, 0);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	expect_short(test, 0, 2 * RIG_SPEED, 3 * RIG_SPEED);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->mux,
			LACPMOD_MUX_STATE_WAITING);
	KUNIT_EXPECT_FALSE(test, rig_sent_state(rig, 0) &
			   LACPMOD_STATE_SYNCHRONIZATION);

	rig_link(rig, 2, true);
	rig_hear_all(rig, RIG_SYNC);
	rig_expect_distributing(test, 0x7);
	KUNIT_EXPECT_TRUE(test, rig->carrier);

	rig_link(rig, 1, false);
	rig_expect_distributing(test, 0);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	expect_short(test, 2, 2 * RIG_SPEED, 3 * RIG_SPEED);
}

/* One that is enough is enough, of a port as of a LAG that had none. */
static void bandwidth_one(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin(rig, 1, RIG_SPEED);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
	rig->config.min_bandwidth = RIG_SPEED + 1;
	rig_configure(rig);
	rig_expect_distributing(test, 0);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	expect_short(test, 0, RIG_SPEED, RIG_SPEED + 1);
	rig->config.min_bandwidth = 0;
	rig_configure(rig);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
}

/* All could aggregate, and not all distribute: there is no carrier yet. */
static void bandwidth_carrier(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_bandwidth = 2 * RIG_SPEED;
	rig_configure(rig);
	rig_plug(rig, 2);
	rig_hear_all(rig, RIG_HELLO);
	rig_hear(rig, 0, RIG_SYNC);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	rig_hear(rig, 1, RIG_SYNC);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
}

/* The links stay, and become slower or faster. */
static void bandwidth_changes(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin(rig, 2, 2 * RIG_SPEED);
	rig_expect_distributing(test, 0x3);
	set_speed(rig, 1, RIG_SPEED - 1);
	rig_expect_distributing(test, 0);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	expect_short(test, 0, 2 * RIG_SPEED - 1, 2 * RIG_SPEED);
	set_speed(rig, 0, RIG_SPEED + 1);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
}

/* Where speed counts, shares that were set do not. */
static void bandwidth_weight(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin(rig, 1, RIG_SPEED);
	rig->at[0].config.weight = 1;
	rig_port_configure(rig, 0);
	rig_expect_distributing(test, 0x1);
	rig->at[0].config.weight = 10 * RIG_SPEED;
	rig_port_configure(rig, 0);
	rig->config.min_bandwidth = 2 * RIG_SPEED;
	rig_configure(rig);
	rig_expect_distributing(test, 0);
}

/* Both must be met; of two that are not, min-links is named. */
static void bandwidth_and_links(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_links = 2;
	begin(rig, 2, 2 * RIG_SPEED);
	rig_expect_distributing(test, 0x3);
	set_speed(rig, 0, 10 * RIG_SPEED);
	rig_link(rig, 1, false);
	rig_expect_distributing(test, 0);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	rig_expect_why(test, 0, LACPMOD_REASON_MIN_LINKS);
	rig_link(rig, 1, true);
	set_speed(rig, 0, RIG_SPEED / 2);
	rig_expect_distributing(test, 0);
	expect_short(test, 1, RIG_SPEED + RIG_SPEED / 2, 2 * RIG_SPEED);
	rig_link(rig, 1, false);
	rig_expect_why(test, 0, LACPMOD_REASON_MIN_LINKS);
}

/* Enough, and nothing has made use of it yet: the first is named. */
static void bandwidth_between(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_links = 2;
	begin(rig, 1, 2 * RIG_SPEED);
	rig_expect_why(test, 0, LACPMOD_REASON_MIN_LINKS);
	rig->lag.config.min_links = 1;
	expect_short(test, 0, RIG_SPEED, 2 * RIG_SPEED);
	rig->lag.config.min_bandwidth = RIG_SPEED;
	rig_expect_why(test, 0, LACPMOD_REASON_MIN_LINKS);
}

/* A port that does not say how fast it is carries, and counts for nothing. */
static void bandwidth_unknown(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin(rig, 2, RIG_SPEED);
	set_speed(rig, 1, 0);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
	KUNIT_EXPECT_EQ(test, rig->lag.speed, RIG_SPEED + 1000);
	set_speed(rig, 0, 0);
	rig_expect_distributing(test, 0);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	expect_short(test, 0, 0, RIG_SPEED);
	/* Nor does it once its link has come and gone. */
	lacp_port_set_link(rig_port(rig, 0), false);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->link);
	lacp_port_set_link(rig_port(rig, 0), true);
	rig_run(rig);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0);
}

/* What counts is a partner that is heard, not one in sync: no deadlock. */
static void bandwidth_gated(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_bandwidth = 2 * RIG_SPEED;
	rig_configure(rig);
	rig_plug(rig, 2);
	rig_hear_all(rig, RIG_HELLO);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->actor.state &
			  LACPMOD_STATE_SYNCHRONIZATION);
	rig_hear_all(rig, RIG_SYNC);
	rig_expect_distributing(test, 0x3);
}

/* Who is not heard any more does not count. */
static void bandwidth_silent(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin(rig, 2, 2 * RIG_SPEED);
	rig_expect_distributing(test, 0x3);
	while (rig_port(rig, 1)->rx == LACPMOD_RX_STATE_CURRENT) {
		rig_hear(rig, 0, RIG_WORKING);
		rig_pass(rig, 1000);
	}
	rig_expect_distributing(test, 0);
	expect_short(test, 0, RIG_SPEED, 2 * RIG_SPEED);
}

/* Nor do ports that stand by, however fast. */
static void bandwidth_standby(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.max_links = 2;
	begin(rig, 3, 2 * RIG_SPEED);
	set_speed(rig, 2, 100 * RIG_SPEED);
	rig_expect_distributing(test, 0x3);
	set_speed(rig, 0, RIG_SPEED / 2);
	rig_expect_distributing(test, 0);
	expect_short(test, 0, RIG_SPEED + RIG_SPEED / 2, 2 * RIG_SPEED);
	rig_expect_why(test, 2, LACPMOD_REASON_STANDBY);
	rig_link(rig, 0, false);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x6);
}

/* A link that waits to be restored is needed, and one more is not. */
static void bandwidth_restores(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 20000;
	begin(rig, 4, 2 * RIG_SPEED);
	rig_link(rig, 0, false);
	rig_link(rig, 1, false);
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_talk(rig, RIG_WORKING, 1);
	rig_expect_distributing(test, 0xc);
	rig_link(rig, 3, false);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x5);
	rig_expect_why(test, 1, LACPMOD_REASON_WAIT_TO_RESTORE);
	/* The others become slower: it is called upon at once. */
	set_speed(rig, 2, RIG_SPEED / 2);
	rig_expect_distributing(test, 0x7);
}

/* With max-links, no more than have a place are called upon. */
static void bandwidth_restores_places(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.wait_to_restore = 20000;
	rig->config.max_links = 2;
	begin(rig, 3, 0);
	rig_link(rig, 0, false);
	rig_link(rig, 1, false);
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_talk(rig, RIG_WORKING, 1);
	rig_expect_distributing(test, 0x4);
	rig->config.min_bandwidth = 3 * RIG_SPEED;
	rig_configure(rig);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0);
	expect_short(test, 0, 2 * RIG_SPEED, 3 * RIG_SPEED);
	rig_expect_why(test, 1, LACPMOD_REASON_WAIT_TO_RESTORE);
	rig->config.min_bandwidth = 2 * RIG_SPEED;
	rig_configure(rig);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x5);
}

/* A far end that lets in one port may ask for less, but does not get it. */
static void bandwidth_yields(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.max_links = 2;
	begin(rig, 3, 2 * RIG_SPEED);
	set_speed(rig, 2, RIG_SPEED - 1);
	rig_let_in(rig, 0x1, 60);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 1)->yielded);
	rig_expect_distributing(test, 0x1);
	rig_expect_why(test, 1, LACPMOD_REASON_PARTNER_NOT_IN_SYNC);
	/* Once the one that stands by is fast enough, it may try. */
	set_speed(rig, 2, RIG_SPEED);
	rig_let_in(rig, 0x5, 11);
	rig_expect_distributing(test, 0x5);
}

/* Two that could each be replaced, but not both. */
static void bandwidth_yields_one(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.max_links = 2;
	begin(rig, 4, 2 * RIG_SPEED - 1);
	set_speed(rig, 2, RIG_SPEED - 1);
	set_speed(rig, 3, RIG_SPEED - 1);
	rig_let_in(rig, 0, 11);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->yielded);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 1)->yielded);
	rig_expect_why(test, 0, LACPMOD_REASON_STANDBY);
	rig_expect_why(test, 1, LACPMOD_REASON_PARTNER_NOT_IN_SYNC);
	rig_expect_why(test, 2, LACPMOD_REASON_PARTNER_NOT_IN_SYNC);
}

/* A port that drains counts, but not from the moment on that its partner is lost. */
static void bandwidth_yields_drained(struct kunit *test)
{
	struct rig *rig = test->priv;
	u64 yields;

	rig->config.max_links = 2;
	begin(rig, 4, 2 * RIG_SPEED);
	set_speed(rig, 3, RIG_SPEED - 1);
	rig_let_in(rig, 0x3, 1);
	rig->at[0].config.drain = true;
	rig_port_configure(rig, 0);
	rig_let_in(rig, 0x3, 5);
	rig_expect_why(test, 2, LACPMOD_REASON_PARTNER_NOT_IN_SYNC);

	/* Which is when the third would yield, were the first still there. */
	yields = rig_port(rig, 2)->unsync_since + rig->config.sync_timeout;
	rig_let_in(rig, 0x3, 1);
	rig_pass(rig, yields - 3000 - rig->now);
	rig_hear(rig, 0, RIG_WORKING);
	rig_pass(rig, 1500);
	rig_hear(rig, 1, RIG_WORKING);
	rig_hear(rig, 2, RIG_HELLO);
	rig_hear(rig, 3, RIG_HELLO);
	rig_pass(rig, 1499);
	rig_expect_distributing(test, 0x3);
	rig_pass(rig, 1);
	rig_expect_distributing(test, 0x2);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 2)->yielded);
}

/* A port drains where the others are fast enough, and waits until they are. */
static void bandwidth_drain(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin(rig, 3, 2 * RIG_SPEED);
	KUNIT_EXPECT_TRUE(test, lacp_port_can_drain(rig_port(rig, 2)));
	set_speed(rig, 2, 2 * RIG_SPEED);
	set_speed(rig, 1, RIG_SPEED - 1);
	KUNIT_EXPECT_FALSE(test, lacp_port_can_drain(rig_port(rig, 2)));
	KUNIT_EXPECT_TRUE(test, lacp_port_can_drain(rig_port(rig, 0)));

	rig->at[2].config.drain = true;
	rig_port_configure(rig, 2);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x7);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 2)->buckets);
	KUNIT_EXPECT_TRUE(test, rig->carrier);

	set_speed(rig, 1, RIG_SPEED);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 2)->withdrawn);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
}

/* As with min-links: fewer than are asked for are what fallback is about. */
static void bandwidth_fallback(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.fallback = LACPMOD_FALLBACK_SINGLE;
	rig->config.min_bandwidth = 2 * RIG_SPEED;
	rig_configure(rig);
	rig_plug(rig, 2);
	rig_pass(rig, 10000);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
}

/* 64 ports of any speed. */
static void bandwidth_most(struct kunit *test)
{
	struct lacp_capacity sum = {};
	struct lacp_lag lag = {};
	struct lacp_port port = {};
	unsigned int i;

	lag.config.min_links = 64;
	lag.config.min_bandwidth = 640000000;
	lacp_port_link(&port, true, U32_MAX, true);
	for (i = 1; i < 64; i++)
		lacp_capacity_add(&sum, &port);
	KUNIT_EXPECT_FALSE(test, lacp_suffices(&lag, &sum));
	lacp_capacity_add(&sum, &port);
	KUNIT_EXPECT_TRUE(test, lacp_suffices(&lag, &sum));
	KUNIT_EXPECT_EQ(test, sum.bandwidth, 64U * 67108863U);
}

static struct kunit_case bandwidth_cases[] = {
	KUNIT_CASE(bandwidth_gates),
	KUNIT_CASE(bandwidth_one),
	KUNIT_CASE(bandwidth_carrier),
	KUNIT_CASE(bandwidth_changes),
	KUNIT_CASE(bandwidth_weight),
	KUNIT_CASE(bandwidth_and_links),
	KUNIT_CASE(bandwidth_between),
	KUNIT_CASE(bandwidth_unknown),
	KUNIT_CASE(bandwidth_gated),
	KUNIT_CASE(bandwidth_silent),
	KUNIT_CASE(bandwidth_standby),
	KUNIT_CASE(bandwidth_restores),
	KUNIT_CASE(bandwidth_restores_places),
	KUNIT_CASE(bandwidth_yields),
	KUNIT_CASE(bandwidth_yields_one),
	KUNIT_CASE(bandwidth_yields_drained),
	KUNIT_CASE(bandwidth_drain),
	KUNIT_CASE(bandwidth_fallback),
	KUNIT_CASE(bandwidth_most),
	{}
};

static struct kunit_suite lacp_bandwidth_suite = {
	.name = "lacp-bandwidth",
	.init = rig_init,
	.test_cases = bandwidth_cases,
};

kunit_test_suite(lacp_bandwidth_suite);
