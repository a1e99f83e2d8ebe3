// SPDX-License-Identifier: GPL-2.0
/*
 * Why a port does not distribute: every reason, its arguments, and which comes
 * first
 */

#include "rig.h"

static struct lacp_why why_of(struct kunit *test, unsigned int i)
{
	struct rig *rig = test->priv;
	struct lacp_why why;

	memset(&why, 0xee, sizeof(why));
	lacp_port_why(rig_port(rig, i), &why);
	return why;
}

/* A reason without arguments. */
static void expect_plain(struct kunit *test, unsigned int i, u8 reason)
{
	struct lacp_why why = why_of(test, i);

	KUNIT_EXPECT_EQ_MSG(test, why.reason, reason, "port %u", i);
	KUNIT_EXPECT_EQ(test, why.have, 0);
	KUNIT_EXPECT_EQ(test, why.need, 0);
	KUNIT_EXPECT_EQ(test, why.left, 0);
	KUNIT_EXPECT_FALSE(test, why.group.valid);
}

static void expect_group(struct kunit *test, unsigned int i, u8 reason)
{
	struct rig *rig = test->priv;
	struct lacp_why why = why_of(test, i);

	KUNIT_EXPECT_EQ_MSG(test, why.reason, reason, "port %u", i);
	KUNIT_EXPECT_TRUE(test, why.group.valid);
	KUNIT_EXPECT_EQ(test, why.group.key, rig->lag.group.key);
	KUNIT_EXPECT_EQ(test, why.group.system_priority,
			rig->lag.group.system_priority);
	KUNIT_EXPECT_EQ(test, memcmp(why.group.system, rig->lag.group.system,
				     LACP_ADDR_LEN), 0);
	KUNIT_EXPECT_EQ(test, why.have, 0);
	KUNIT_EXPECT_EQ(test, why.need, 0);
	KUNIT_EXPECT_EQ(test, why.left, 0);
}

static void expect_wait(struct kunit *test, unsigned int i, u32 left)
{
	struct lacp_why why = why_of(test, i);

	KUNIT_EXPECT_EQ(test, why.reason, LACPMOD_REASON_AGGREGATE_WAIT);
	KUNIT_EXPECT_EQ(test, why.left, left);
	KUNIT_EXPECT_FALSE(test, why.group.valid);
	KUNIT_EXPECT_EQ(test, why.need, 0);
}

/* From the cable upwards: each is named only when those before are well. */
static void reason_local(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);

	lacp_set_up(&rig->lag, false);
	rig_add(rig, 1);
	lacp_port_set_up(port, false);
	lacp_port_link(port, false, RIG_SPEED, false);
	lacp_port_leave(port);
	expect_plain(test, 0, LACPMOD_REASON_RELEASED);
	port->leaving = false;
	expect_plain(test, 0, LACPMOD_REASON_LAG_DOWN);
	lacp_set_up(&rig->lag, true);
	expect_plain(test, 0, LACPMOD_REASON_PORT_DOWN);
	lacp_port_set_up(port, true);
	expect_plain(test, 0, LACPMOD_REASON_NO_LINK);
	lacp_port_link(port, true, RIG_SPEED, false);
	expect_plain(test, 0, LACPMOD_REASON_HALF_DUPLEX);
	lacp_port_link(port, true, RIG_SPEED, true);
	expect_plain(test, 0, LACPMOD_REASON_NO_PARTNER);
}

/* The partner: silent, then forgotten. */
static void reason_silent(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 1);
	expect_plain(test, 0, LACPMOD_REASON_NONE);
	rig_pass(rig, 3000);
	expect_plain(test, 0, LACPMOD_REASON_PARTNER_SILENT);
	rig_pass(rig, 3000);
	expect_plain(test, 0, LACPMOD_REASON_NO_PARTNER);
}

/* Silent comes before looped, as no cable can be looped that says nothing. */
static void reason_looped(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 1);
	rig->at[0].far = rig_port(rig, 0)->actor;
	rig_hear(rig, 0, RIG_WORKING);
	expect_plain(test, 0, LACPMOD_REASON_LOOPED);
	rig_pass(rig, 3000);
	expect_plain(test, 0, LACPMOD_REASON_PARTNER_SILENT);
}

/* Whoever has our System, but is none of our ports, has no right to it. */
static void reason_duplicate(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_info *far = &rig->at[0].far;

	rig_plug(rig, 2);
	*far = rig_port(rig, 1)->actor;
	rig_hear(rig, 0, RIG_WORKING);
	expect_plain(test, 0, LACPMOD_REASON_LOOPED);
	far->key++;
	rig_hear(rig, 0, RIG_WORKING);
	expect_plain(test, 0, LACPMOD_REASON_DUPLICATE_SYSTEM);
	far->key--;
	far->port = 99;
	rig_hear(rig, 0, RIG_WORKING);
	expect_plain(test, 0, LACPMOD_REASON_DUPLICATE_SYSTEM);
	far->port = 2;
	far->port_priority++;
	rig_hear(rig, 0, RIG_WORKING);
	expect_plain(test, 0, LACPMOD_REASON_DUPLICATE_SYSTEM);
}

/* A port that begins to carry for want of LACP does so because it heard none. */
static void reason_fallback(struct kunit *test)
{
	struct rig *rig = test->priv;
	const struct lacp_event *event;

	rig_fallback(rig, LACPMOD_FALLBACK_SINGLE, 2);
	rig_pass(rig, 5000);
	event = rig_last(rig, 0, LACPMOD_EVENT_PORT_FALLBACK);
	KUNIT_ASSERT_NOT_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->why.reason, LACPMOD_REASON_NO_PARTNER);
	expect_plain(test, 1, LACPMOD_REASON_FALLBACK_OTHER);
}

/* Where all may carry, one waits for its own time, not for another that carries. */
static void reason_fallback_all(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_why why;

	rig->config.fallback = LACPMOD_FALLBACK_ALL;
	rig_configure(rig);
	rig_add(rig, 2);
	rig_link(rig, 0, true);
	rig_pass(rig, 10000);
	rig_expect_distributing(test, 0x1);
	rig_link(rig, 1, true);
	rig_pass(rig, 3000);
	why = rig_expect_why(test, 1, LACPMOD_REASON_FALLBACK_WAIT);
	KUNIT_EXPECT_GT(test, why.left, 0);
	rig_pass(rig, 5000);
	rig_expect_distributing(test, 0x3);
}

/* Nobody waits for fallback once another port carries by LACP. */
static void reason_fallback_over(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	rig_fallback(rig, LACPMOD_FALLBACK_SINGLE, 2);
	for (i = 0; i < 6; i++) {
		rig_hear(rig, 0, RIG_WORKING);
		rig_run(rig);
		if (i < 2)
			KUNIT_EXPECT_EQ(test, why_of(test, 1).left,
					5000 - 1000 * i);
		else
			expect_plain(test, 1, LACPMOD_REASON_NO_PARTNER);
		rig_pass(rig, 1000);
	}
}

/* While a port negotiates no other takes its place. */
static void reason_fallback_handover(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_why why;

	rig_fallback(rig, LACPMOD_FALLBACK_SINGLE, 2);
	rig_pass(rig, 6000);
	rig_expect_why(test, 1, LACPMOD_REASON_FALLBACK_OTHER);
	rig_hear(rig, 0, RIG_HELLO);
	why = rig_expect_why(test, 1, LACPMOD_REASON_FALLBACK_WAIT);
	KUNIT_EXPECT_EQ(test, why.left, 3000);
}

/* Where no LACP is spoken, a link may be half duplex. */
static void reason_static(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_why why;

	rig->config.mode = LACPMOD_MODE_STATIC;
	rig->config.min_links = 2;
	rig_configure(rig);
	rig_add(rig, 1);
	lacp_port_link(rig_port(rig, 0), true, RIG_SPEED, false);
	rig_run(rig);
	why = why_of(test, 0);
	KUNIT_EXPECT_EQ(test, why.reason, LACPMOD_REASON_MIN_LINKS);
	KUNIT_EXPECT_EQ(test, why.have, 1);
}

/* For how long the partner has not been in sync, and no longer than can be told. */
static void reason_not_in_sync(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 1);
	rig_hear(rig, 0, RIG_HELLO);
	KUNIT_EXPECT_EQ(test, why_of(test, 0).reason,
			LACPMOD_REASON_PARTNER_NOT_IN_SYNC);
	KUNIT_EXPECT_EQ(test, why_of(test, 0).since, 0);
	rig_pass(rig, 1234);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, why_of(test, 0).since, 1234);
	rig_port(rig, 0)->unsync_since = rig->lag.now - (1ULL << 32);
	KUNIT_EXPECT_EQ(test, why_of(test, 0).since, U32_MAX);
	rig_port(rig, 0)->unsync_since = LACP_NEVER;
	KUNIT_EXPECT_EQ(test, why_of(test, 0).since, 0);
}

/* The group is told, so that a user can compare. */
static void reason_group(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 6);
	rig->at[2].far.system[5] = 0x0c;
	rig->at[3].far.system_priority++;
	rig->at[4].far.key++;
	rig_hear_all(rig, RIG_HELLO);
	rig_hear(rig, 5, RIG_HELLO & ~LACPMOD_STATE_AGGREGATION);
	rig_pass(rig, 2000);
	KUNIT_EXPECT_EQ(test, rig->lag.group.key, 9);
	expect_group(test, 2, LACPMOD_REASON_OTHER_SYSTEM);
	expect_group(test, 3, LACPMOD_REASON_OTHER_SYSTEM);
	expect_group(test, 4, LACPMOD_REASON_OTHER_KEY);
	expect_group(test, 5, LACPMOD_REASON_INDIVIDUAL);
}

/* What is left of the wait; none in DETACHED, nor when others end it. */
static void reason_wait(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 2);
	rig_link(rig, 0, true);
	rig_hear(rig, 0, RIG_HELLO);
	expect_wait(test, 0, 2000);
	rig_pass(rig, 500);
	rig_hear(rig, 0, RIG_HELLO);
	expect_wait(test, 0, 1500);
	rig_pass(rig, 1499);
	rig_run(rig);
	expect_wait(test, 0, 1);
	rig_pass(rig, 1);
	expect_plain(test, 0, LACPMOD_REASON_PARTNER_NOT_IN_SYNC);
}

/* Who waits does so for all: what is left is of the last of the waits. */
static void reason_wait_over(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 3);
	rig_link(rig, 0, true);
	rig_hear(rig, 0, RIG_HELLO);
	rig_pass(rig, 1000);
	rig_link(rig, 1, true);
	rig_hear(rig, 1, RIG_HELLO);
	rig_hear(rig, 0, RIG_HELLO);
	rig_pass(rig, 1500);
	rig_run(rig);
	expect_wait(test, 0, 500);
	expect_wait(test, 1, 500);
}

/* Each event of a port says why; the wait has then just begun. */
static void reason_event(struct kunit *test)
{
	struct rig *rig = test->priv;
	const struct lacp_event *event;

	rig_add(rig, 2);
	rig_link(rig, 0, true);
	rig_pass(rig, 10);
	rig_hear(rig, 0, RIG_HELLO);
	event = rig_last(rig, 0, LACPMOD_EVENT_PORT_MUX);
	KUNIT_ASSERT_NOT_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->from, LACPMOD_MUX_STATE_DETACHED);
	KUNIT_EXPECT_EQ(test, event->to, LACPMOD_MUX_STATE_WAITING);
	KUNIT_EXPECT_EQ(test, event->time, RIG_START + 10);
	KUNIT_EXPECT_EQ(test, event->why.reason, LACPMOD_REASON_AGGREGATE_WAIT);
	KUNIT_EXPECT_EQ(test, event->why.left, 2000);

	/* SELECTED, and still DETACHED: the wait is yet to begin. */
	event = rig_last(rig, 0, LACPMOD_EVENT_PORT_SELECTED);
	KUNIT_ASSERT_NOT_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->why.reason, LACPMOD_REASON_AGGREGATE_WAIT);
	KUNIT_EXPECT_EQ(test, event->why.left, 0);

	/* Heard, and no group to differ from yet. */
	event = rig_last(rig, 0, LACPMOD_EVENT_PORT_RX);
	KUNIT_ASSERT_NOT_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->to, LACPMOD_RX_STATE_CURRENT);
	KUNIT_EXPECT_EQ(test, event->why.reason, LACPMOD_REASON_AGGREGATE_WAIT);
	KUNIT_EXPECT_EQ(test, event->why.left, 0);

	/* The same where a wait had begun that is not over. */
	rig->at[0].far.key = 9 + 1;
	rig_hear(rig, 0, RIG_HELLO);
	event = rig_last(rig, 0, LACPMOD_EVENT_PORT_SELECTED);
	KUNIT_EXPECT_EQ(test, event->why.reason, LACPMOD_REASON_AGGREGATE_WAIT);
	KUNIT_EXPECT_EQ(test, event->why.left, 0);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_MUX,
					 LACPMOD_MUX_STATE_WAITING,
					 LACPMOD_MUX_STATE_DETACHED));

	event = rig_last(rig, LACP_NO_PORT, LACPMOD_EVENT_LAG_PARTNER);
	KUNIT_ASSERT_NOT_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->from, 1);
	KUNIT_EXPECT_EQ(test, event->to, 1);
	KUNIT_EXPECT_EQ(test, event->why.reason, LACPMOD_REASON_NONE);
	KUNIT_EXPECT_EQ(test, event->why.group.key, 10);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, LACP_NO_PORT,
					 LACPMOD_EVENT_LAG_PARTNER, 0, 1));
}

/* One that joins a group has not left any. */
static void reason_joins(struct kunit *test)
{
	struct rig *rig = test->priv;
	const struct lacp_event *event;

	rig_join(rig, 1);
	rig_plug(rig, 1);
	rig_hear(rig, 1, RIG_HELLO);
	event = rig_last(rig, 1, LACPMOD_EVENT_PORT_PARTNER);
	KUNIT_ASSERT_NOT_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->why.reason, LACPMOD_REASON_AGGREGATE_WAIT);
	event = rig_last(rig, 1, LACPMOD_EVENT_PORT_RX);
	KUNIT_EXPECT_EQ(test, event->why.reason, LACPMOD_REASON_AGGREGATE_WAIT);
}

/* A port whose own key changed leaves before it is selected again. */
static void reason_reselecting(struct kunit *test)
{
	struct rig *rig = test->priv;
	const struct lacp_event *event;

	rig_join(rig, 1);
	rig->config.key++;
	rig_configure(rig);
	event = rig_last(rig, 0, LACPMOD_EVENT_PORT_SELECTED);
	KUNIT_ASSERT_NOT_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->to, LACPMOD_SELECTED_SELECTED);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_SELECTED,
					 LACPMOD_SELECTED_SELECTED,
					 LACPMOD_SELECTED_UNSELECTED));
	/* When it left the Aggregator it was not yet selected anew. */
	rig->events = 0;
	lacp_configure(&rig->lag, &rig->config, rig->now);
	rig_port(rig, 0)->selected = LACPMOD_SELECTED_UNSELECTED;
	expect_plain(test, 0, LACPMOD_REASON_RESELECTING);
}

static void reason_min_links(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_why why;

	rig->config.min_links = 3;
	rig_configure(rig);
	rig_add(rig, 3);
	rig_link(rig, 0, true);
	rig_hear(rig, 0, RIG_SYNC);
	why = why_of(test, 0);
	KUNIT_EXPECT_EQ(test, why.reason, LACPMOD_REASON_MIN_LINKS);
	KUNIT_EXPECT_EQ(test, why.have, 1);
	KUNIT_EXPECT_EQ(test, why.need, 3);
	KUNIT_EXPECT_EQ(test, why.left, 0);
	KUNIT_EXPECT_FALSE(test, why.group.valid);
}

/* Attached: the partner is not in sync, or does not collect. */
static void reason_partner(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.mux = LACPMOD_MUX_KIND_INDEPENDENT;
	rig_configure(rig);
	rig_plug(rig, 1);
	rig_hear(rig, 0, RIG_HELLO);
	expect_plain(test, 0, LACPMOD_REASON_PARTNER_NOT_IN_SYNC);
	rig_hear(rig, 0, RIG_SYNC);
	expect_plain(test, 0, LACPMOD_REASON_PARTNER_NOT_COLLECTING);
	rig_hear(rig, 0, RIG_COLLECTING);
	expect_plain(test, 0, LACPMOD_REASON_NONE);
}

static struct kunit_case reason_cases[] = {
	KUNIT_CASE(reason_local),
	KUNIT_CASE(reason_silent),
	KUNIT_CASE(reason_looped),
	KUNIT_CASE(reason_duplicate),
	KUNIT_CASE(reason_fallback),
	KUNIT_CASE(reason_fallback_all),
	KUNIT_CASE(reason_fallback_over),
	KUNIT_CASE(reason_fallback_handover),
	KUNIT_CASE(reason_static),
	KUNIT_CASE(reason_not_in_sync),
	KUNIT_CASE(reason_group),
	KUNIT_CASE(reason_wait),
	KUNIT_CASE(reason_wait_over),
	KUNIT_CASE(reason_event),
	KUNIT_CASE(reason_joins),
	KUNIT_CASE(reason_reselecting),
	KUNIT_CASE(reason_min_links),
	KUNIT_CASE(reason_partner),
	{}
};

static struct kunit_suite lacp_reason_suite = {
	.name = "lacp-reason",
	.init = rig_init,
	.test_cases = reason_cases,
};

kunit_test_suite(lacp_reason_suite);
