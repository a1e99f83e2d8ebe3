// SPDX-License-Identifier: GPL-2.0
/*
 * Drain: a port goes out of use without loss, and comes back
 */

#include "rig.h"

#define DRAIN_GRACE	1000	/* ms */
#define LINGER		3000	/* ms */
#define OVERTAKEN	100	/* ms */

static void answer(struct rig *rig, unsigned int i)
{
	u8 pdu[LACP_PDU_LEN];

	lacp_flush_settled(&rig->lag, rig->now);
	rig_run(rig);
	memcpy(pdu, rig->at[i].marker, sizeof(pdu));
	pdu[2] = 2;
	rig_frame(rig, i, pdu, sizeof(pdu));
}

static void expect_share(struct kunit *test, unsigned int i, unsigned int ports)
{
	struct rig *rig = test->priv;

	KUNIT_EXPECT_EQ(test, rig_port(rig, i)->buckets,
			ports ? LACP_BUCKETS / ports : 0);
}

/* From the setting to the port that can be pulled, and back. */
static void drain_drains(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 1);

	rig_join(rig, 2);
	KUNIT_EXPECT_TRUE(test, lacp_port_can_drain(port));
	rig_drain(rig, 1, true);
	expect_share(test, 1, 0);
	expect_share(test, 0, 1);
	KUNIT_EXPECT_EQ(test, rig->lag.bucket[0], 0);
	KUNIT_EXPECT_EQ(test, rig->lag.bucket[LACP_BUCKETS - 1], 0);
	KUNIT_EXPECT_TRUE(test, lacp_port_distributing(port));
	KUNIT_EXPECT_EQ(test, rig->lag.distributing, 1);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
	rig_expect_why(test, 1, LACPMOD_REASON_DRAINING);
	KUNIT_EXPECT_EQ(test, rig_sent_state(rig, 1) &
			      LACPMOD_STATE_SYNCHRONIZATION,
			LACPMOD_STATE_SYNCHRONIZATION);

	answer(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, 1);
	KUNIT_EXPECT_FALSE(test, lacp_port_distributing(port));
	KUNIT_EXPECT_TRUE(test, port->withdrawn);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	rig_expect_why(test, 1, LACPMOD_REASON_DRAINING);
	rig_pass(rig, 1000);
	KUNIT_EXPECT_EQ(test, rig_sent_state(rig, 1) & RIG_WORKING,
			RIG_HELLO);

	rig_hear_all(rig, RIG_HELLO);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	rig_pass(rig, OVERTAKEN);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
	rig_expect_why(test, 1, LACPMOD_REASON_DRAINED);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 1, LACPMOD_EVENT_PORT_DRAINED,
					 false, true));
	KUNIT_EXPECT_EQ(test, rig->lag.standby, 0);
	rig_talk(rig, RIG_HELLO, 5);

	rig_drain(rig, 1, false);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 1, LACPMOD_EVENT_PORT_DRAINED,
					 true, false));
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x3);
	expect_share(test, 1, 2);
	/* Only from then on was it to distribute. */
	KUNIT_EXPECT_LE(test, port->convergence, 3000);
}

/* Nobody answers, or nobody stops: there are bounds. */
static void drain_bounds(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 1);

	rig_join(rig, 2);
	rig_drain(rig, 1, true);
	lacp_flush_settled(&rig->lag, rig->now);
	rig_run(rig);
	rig_pass(rig, DRAIN_GRACE - 1);
	KUNIT_EXPECT_FALSE(test, port->withdrawn);
	rig_pass(rig, 1);
	KUNIT_EXPECT_TRUE(test, port->withdrawn);
	rig_hear(rig, 1, RIG_WORKING);
	rig_pass(rig, LINGER - 1);
	KUNIT_EXPECT_FALSE(test, port->drained);
	rig_hear(rig, 1, RIG_WORKING);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	rig_pass(rig, 1);
	KUNIT_EXPECT_TRUE(test, port->drained);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
}

/* The time that holds is over, what was sent may still be under way. */
static void drain_outlasts_hold(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 1);

	rig_join(rig, 2);
	rig->config.flush = true;
	rig_configure(rig);
	rig_drain(rig, 1, true);
	lacp_flush_settled(&rig->lag, rig->now);
	rig_run(rig);
	rig_pass(rig, rig->config.hold_time);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	lacp_flush_released(&rig->lag, rig->now);
	rig_run(rig);
	KUNIT_EXPECT_FALSE(test, port->withdrawn);
	rig_pass(rig, 10);
	answer(rig, 1);
	KUNIT_EXPECT_TRUE(test, port->withdrawn);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, 1);
}

/* Both end at once: the port is not waited for any longer. */
static void drain_ends_with_hold(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	rig->config.flush = true;
	rig->config.hold_time = DRAIN_GRACE;
	rig_configure(rig);
	rig_drain(rig, 1, true);
	lacp_flush_settled(&rig->lag, rig->now);
	rig_run(rig);
	rig_pass(rig, DRAIN_GRACE);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 1)->withdrawn);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 1)->flush, LACP_FLUSH_NONE);
}

/* What it has not answered keeps nobody waiting who moves later. */
static void drain_leaves_nothing(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 3);
	rig->config.flush = true;
	rig_configure(rig);
	/* More than the Markers that a port may send in a second. */
	rig->at[2].queues = 6;
	rig_drain(rig, 2, true);
	lacp_flush_settled(&rig->lag, rig->now);
	rig_pass(rig, rig->config.hold_time);
	lacp_flush_released(&rig->lag, rig->now);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 2)->flush, LACP_FLUSH_TIMED);
	rig_pass(rig, DRAIN_GRACE);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 2)->withdrawn);
	rig_hear_all(rig, RIG_WORKING);

	lacp_port_link(rig_port(rig, 0), true, 2 * RIG_SPEED, true);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig->releases, 1);
	answer(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->releases, 2);
}

/* Who never answers is not asked, but has the time. */
static void drain_mute(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i, settles;

	rig_join(rig, 2);
	rig->config.flush = true;
	rig_configure(rig);
	for (i = 0; i < 3; i++) {
		struct lacp_port *port = rig_port(rig, 0);

		lacp_port_link(port, true, 2 * port->speed, true);
		rig_run(rig);
		lacp_flush_settled(&rig->lag, rig->now);
		rig_pass(rig, rig->config.hold_time);
		lacp_flush_released(&rig->lag, rig->now);
		rig_run(rig);
	}
	settles = rig->settles;
	rig_drain(rig, 1, true);
	KUNIT_EXPECT_EQ(test, rig->settles, settles);
	rig_pass(rig, DRAIN_GRACE - 1);
	rig_run(rig);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 1)->withdrawn);
	rig_pass(rig, 1);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 1)->withdrawn);
}

/* What drain waits for was sent before; what was asked before is not enough. */
static void drain_asks_again(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 1);

	rig_join(rig, 2);
	rig->config.flush = true;
	rig_configure(rig);
	lacp_port_link(rig_port(rig, 0), true, 2 * RIG_SPEED, true);
	rig_run(rig);
	lacp_flush_settled(&rig->lag, rig->now);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, 1);
	rig->config.flush = false;
	lacp_configure(&rig->lag, &rig->config, rig->now);
	rig_drain(rig, 1, true);
	KUNIT_EXPECT_EQ(test, rig->settles, 2);
	KUNIT_EXPECT_FALSE(test, port->withdrawn);
	answer(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->at[1].markers, 2);
	KUNIT_EXPECT_TRUE(test, port->withdrawn);
}

/* The last port cannot; told all the same, it waits for another. */
static void drain_last(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	rig_link(rig, 0, false);
	KUNIT_EXPECT_FALSE(test, lacp_port_can_drain(rig_port(rig, 1)));
	rig_drain(rig, 1, true);
	expect_share(test, 1, 1);
	rig_talk(rig, RIG_WORKING, 5);
	expect_share(test, 1, 1);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
	rig_expect_why(test, 1, LACPMOD_REASON_DRAINING);

	rig_link(rig, 0, true);
	rig_talk(rig, RIG_WORKING, 2);
	expect_share(test, 1, 0);
	answer(rig, 1);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 1)->withdrawn);
	rig_expect_distributing(test, 0x1);
}

/* Nor where others carry nothing, and will not. */
static void drain_no_other(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 1);

	rig_add(rig, 2);
	/* It carries nothing either. */
	KUNIT_EXPECT_TRUE(test, lacp_port_can_drain(port));
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_hear_all(rig, RIG_HELLO);
	rig_hear_all(rig, RIG_WORKING);
	KUNIT_EXPECT_TRUE(test, lacp_port_can_drain(port));

	/* Of another System */
	rig->at[0].far.system[5]++;
	rig_hear(rig, 0, RIG_WORKING);
	KUNIT_EXPECT_FALSE(test, lacp_port_can_drain(port));
	rig->at[0].far.system[5]--;
	rig_talk(rig, RIG_WORKING, 3);
	KUNIT_EXPECT_TRUE(test, lacp_port_can_drain(port));

	/* Held down */
	rig->config.flap_limit = 1;
	rig_configure(rig);
	rig_link(rig, 0, false);
	rig_link(rig, 0, true);
	rig_hear(rig, 0, RIG_WORKING);
	rig_expect_why(test, 0, LACPMOD_REASON_HELD_DOWN);
	KUNIT_EXPECT_FALSE(test, lacp_port_can_drain(port));
	rig_talk(rig, RIG_WORKING, 15);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_TRUE(test, lacp_port_can_drain(port));

	/* About to be removed */
	lacp_port_leave(rig_port(rig, 0));
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->goodbye);
	KUNIT_EXPECT_FALSE(test, lacp_port_can_drain(port));
}

static void drain_min_links(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 3);
	rig->config.min_links = 2;
	rig_configure(rig);
	KUNIT_EXPECT_TRUE(test, lacp_port_can_drain(rig_port(rig, 2)));
	rig_drain(rig, 2, true);
	answer(rig, 2);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 2)->withdrawn);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
	KUNIT_EXPECT_FALSE(test, lacp_port_can_drain(rig_port(rig, 1)));
	/* It need not: nothing is carried here. */
	KUNIT_EXPECT_TRUE(test, lacp_port_can_drain(rig_port(rig, 2)));
	rig_drain(rig, 1, true);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
}

/* Where a LACPDU is due at that moment, it says so already. */
static void drain_tells_once(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int sends;

	rig_join(rig, 2);
	rig_hear_all(rig, RIG_WORKING);
	while (rig_port(rig, 1)->periodic_timer != rig->now + DRAIN_GRACE)
		rig_pass(rig, 1);
	rig_drain(rig, 1, true);
	rig_pass(rig, DRAIN_GRACE - 1);
	rig_hear_all(rig, RIG_WORKING);
	sends = rig->at[1].sends;
	rig_pass(rig, 1);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 1)->withdrawn);
	KUNIT_EXPECT_EQ(test, rig->at[1].sends, sends + 1);
	KUNIT_EXPECT_FALSE(test, rig_sent_state(rig, 1) &
			   LACPMOD_STATE_SYNCHRONIZATION);
}

/* A port that stands by takes over before the other leaves. */
static void drain_standby(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.max_links = 1;
	rig_configure(rig);
	rig_join(rig, 2);
	rig_expect_distributing(test, 0x1);
	/* Whose partner is not in sync yet. */
	rig->at[1].far.state = RIG_HELLO;
	rig_hear(rig, 1, RIG_HELLO);
	rig_drain(rig, 0, true);
	expect_share(test, 0, 1);
	rig_pass(rig, 1000);
	expect_share(test, 0, 1);
	rig_talk(rig, RIG_WORKING, 1);
	expect_share(test, 0, 0);
	expect_share(test, 1, 1);
	answer(rig, 0);
	rig_expect_distributing(test, 0x2);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x2);

	/* It is the better one, and takes its place back. */
	rig_drain(rig, 0, false);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x1);
}

/* As does one that waits to be restored: whom it waits for is about to go. */
static void drain_restoring(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.revertive = false;
	rig_configure(rig);
	rig_join(rig, 2);
	rig_link(rig, 0, false);
	rig_link(rig, 0, true);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x2);
	KUNIT_EXPECT_TRUE(test, lacp_port_can_drain(rig_port(rig, 1)));
	rig_drain(rig, 1, true);
	expect_share(test, 1, 0);
	expect_share(test, 0, 1);
	answer(rig, 1);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 1)->withdrawn);
}

/* What becomes of its link is no failure. */
static void drain_pulled(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 1);

	rig->config.wait_to_restore = 60000;
	rig->config.flap_limit = 1;
	rig_configure(rig);
	rig_join(rig, 2);
	rig_drain(rig, 1, true);
	answer(rig, 1);
	rig_link(rig, 1, false);
	KUNIT_EXPECT_TRUE(test, port->drained);
	rig_expect_why(test, 1, LACPMOD_REASON_NO_LINK);
	KUNIT_EXPECT_FALSE(test, port->restoring);
	KUNIT_EXPECT_FALSE(test, port->held);
	KUNIT_EXPECT_EQ(test, port->counters.flaps, 0);
	rig_link(rig, 1, true);
	rig_talk(rig, RIG_WORKING, 3);
	rig_expect_distributing(test, 0x1);
	rig_drain(rig, 1, false);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);
}

/* A port that begins so carries nothing. */
static void drain_from_start(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 2);
	rig_drain(rig, 1, true);
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_hear_all(rig, RIG_HELLO);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x1);
	rig_expect_why(test, 1, LACPMOD_REASON_DRAINED);
	KUNIT_EXPECT_EQ(test, rig_events(rig, 1, LACPMOD_EVENT_PORT_DRAINED),
			1);
}

/* Off again before it was empty: nothing has happened. */
static void drain_off_soon(struct kunit *test)
{
	struct rig *rig = test->priv;
	u32 changes;

	rig_join(rig, 2);
	changes = rig_port(rig, 1)->counters.mux_changes;
	rig_drain(rig, 1, true);
	expect_share(test, 1, 0);
	rig_drain(rig, 1, false);
	expect_share(test, 1, 2);
	rig_talk(rig, RIG_WORKING, 3);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 1)->counters.mux_changes, changes);
	KUNIT_EXPECT_EQ(test, rig_events(rig, 1, LACPMOD_EVENT_PORT_DRAINED),
			0);
}

/* Without LACP nobody is told: it goes on collecting. */
static void drain_static(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.mode = LACPMOD_MODE_STATIC;
	rig_configure(rig);
	rig_plug(rig, 2);
	rig_expect_distributing(test, 0x3);
	rig_drain(rig, 1, true);
	expect_share(test, 1, 0);
	rig_pass(rig, DRAIN_GRACE - 1);
	rig_run(rig);
	rig_expect_distributing(test, 0x3);
	rig_pass(rig, 1);
	rig_expect_distributing(test, 0x1);
	rig_expect_why(test, 1, LACPMOD_REASON_DRAINED);
	rig_pass(rig, 2 * LINGER);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
}

/* Nor does it begin to, where it drains from the start. */
static void drain_static_from_start(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.mode = LACPMOD_MODE_STATIC;
	rig_configure(rig);
	rig_add(rig, 2);
	rig_drain(rig, 1, true);
	rig_link(rig, 0, true);
	rig_link(rig, 1, true);
	rig_pass(rig, 2 * LINGER);
	rig_expect_distributing(test, 0x1);
	rig_expect_why(test, 1, LACPMOD_REASON_DRAINED);
	KUNIT_EXPECT_EQ(test, rig->at[1].collects_told, 0);
}

/* Who stands by instead does not collect. */
static void drain_static_standby(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.mode = LACPMOD_MODE_STATIC;
	rig_configure(rig);
	rig_plug(rig, 2);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	rig->config.max_links = 1;
	rig_configure(rig);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
}

/* Who is withdrawn is no reason to hold to a group. */
static void drain_other_group(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.selection = LACPMOD_SELECTION_COUNT;
	rig->config.reselect = LACPMOD_RESELECT_BETTER;
	rig_configure(rig);
	rig_plug(rig, 4);
	rig->at[2].far.key++;
	rig->at[3].far.key++;
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0x3);
	rig_drain(rig, 1, true);
	rig_talk(rig, RIG_WORKING, 5);
	rig_expect_distributing(test, 0xc);
}

static struct kunit_case drain_cases[] = {
	KUNIT_CASE(drain_drains),
	KUNIT_CASE(drain_bounds),
	KUNIT_CASE(drain_outlasts_hold),
	KUNIT_CASE(drain_ends_with_hold),
	KUNIT_CASE(drain_leaves_nothing),
	KUNIT_CASE(drain_mute),
	KUNIT_CASE(drain_asks_again),
	KUNIT_CASE(drain_last),
	KUNIT_CASE(drain_no_other),
	KUNIT_CASE(drain_min_links),
	KUNIT_CASE(drain_tells_once),
	KUNIT_CASE(drain_standby),
	KUNIT_CASE(drain_restoring),
	KUNIT_CASE(drain_pulled),
	KUNIT_CASE(drain_from_start),
	KUNIT_CASE(drain_off_soon),
	KUNIT_CASE(drain_static),
	KUNIT_CASE(drain_static_from_start),
	KUNIT_CASE(drain_static_standby),
	KUNIT_CASE(drain_other_group),
	{}
};

static struct kunit_suite lacp_drain_suite = {
	.name = "lacp-drain",
	.init = rig_init,
	.test_cases = drain_cases,
};

kunit_test_suite(lacp_drain_suite);
