// SPDX-License-Identifier: GPL-2.0
/*
 * Mux machine, coupled and independent, row by row (802.1AX-2014 6.4.15)
 */

#include "rig.h"

#define NOT_SYNC	RIG_HELLO
#define FLAGS		(LACPMOD_STATE_SYNCHRONIZATION | \
			 LACPMOD_STATE_COLLECTING | \
			 LACPMOD_STATE_DISTRIBUTING)

static void independent(struct rig *rig)
{
	rig->config.mux = LACPMOD_MUX_KIND_INDEPENDENT;
	rig_configure(rig);
}

/* The state, the flags that go with it, and what the device was told. */
static void expect_state(struct kunit *test, u8 state, u8 flags)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);
	bool collecting = flags & LACPMOD_STATE_COLLECTING;

	KUNIT_EXPECT_EQ(test, port->mux, state);
	KUNIT_EXPECT_EQ(test, port->actor.state & FLAGS, flags);
	/* How it leaves off is another matter: device_kunit.c. */
	if (port->up && port->link && (collecting || !port->linger_until))
		KUNIT_EXPECT_EQ(test, rig->at[0].collects, collecting);
	KUNIT_EXPECT_EQ(test, port->buckets != 0,
			!!(flags & LACPMOD_STATE_DISTRIBUTING));
	KUNIT_EXPECT_EQ(test, rig->carrier,
			!!(flags & LACPMOD_STATE_DISTRIBUTING));
}

static void expect_detached(struct kunit *test)
{
	expect_state(test, LACPMOD_MUX_STATE_DETACHED, 0);
}

static void expect_waiting(struct kunit *test)
{
	expect_state(test, LACPMOD_MUX_STATE_WAITING, 0);
}

static void expect_attached(struct kunit *test)
{
	expect_state(test, LACPMOD_MUX_STATE_ATTACHED,
		     LACPMOD_STATE_SYNCHRONIZATION);
}

static void expect_collecting(struct kunit *test)
{
	expect_state(test, LACPMOD_MUX_STATE_COLLECTING,
		     LACPMOD_STATE_SYNCHRONIZATION | LACPMOD_STATE_COLLECTING);
}

static void expect_distributing(struct kunit *test)
{
	expect_state(test, LACPMOD_MUX_STATE_DISTRIBUTING, FLAGS);
}

static void expect_coupled(struct kunit *test)
{
	expect_state(test, LACPMOD_MUX_STATE_COLLECTING_DISTRIBUTING, FLAGS);
}

/* A port that is linked, with a second one that is up but hears nobody. */
static void wait_for_second(struct rig *rig)
{
	rig_add(rig, 2);
	rig_link(rig, 0, true);
	rig_hear(rig, 0, NOT_SYNC);
}

/* DETACHED stays: UNSELECTED. */
static void mux_detached(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 1);
	expect_detached(test);
	rig_link(rig, 0, true);
	expect_detached(test);
	rig_pass(rig, 10000);
	expect_detached(test);
}

/* DETACHED to WAITING: SELECTED; wait_while is the aggregate wait. */
static void mux_detached_to_waiting(struct kunit *test)
{
	struct rig *rig = test->priv;

	wait_for_second(rig);
	expect_waiting(test);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->wait_while, rig->now + 2000);
}

/* DETACHED to WAITING: STANDBY, and no further. */
static void mux_standby(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_links = 2;
	rig_configure(rig);
	rig_plug(rig, 1);
	rig_hear(rig, 0, RIG_SYNC);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->selected,
			LACPMOD_SELECTED_STANDBY);
	expect_waiting(test);
	while (rig->now < RIG_START + 10000) {
		rig_pass(rig, 1000);
		rig_hear(rig, 0, RIG_SYNC);
	}
	expect_waiting(test);
}

/* WAITING to ATTACHED: SELECTED && Ready, that is after the wait. */
static void mux_waiting_to_attached(struct kunit *test)
{
	struct rig *rig = test->priv;

	wait_for_second(rig);
	rig_pass(rig, 1999);
	expect_waiting(test);
	rig_pass(rig, 1);
	expect_attached(test);
	KUNIT_EXPECT_EQ(test, rig->now, RIG_START + 2000);
}

/* WAITING to DETACHED: UNSELECTED. */
static void mux_waiting_to_detached(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.aggregate_wait = 20000;
	rig_configure(rig);
	wait_for_second(rig);
	rig_pass(rig, 5999);
	expect_waiting(test);
	rig_pass(rig, 1);
	expect_detached(test);
}

/* ATTACHED to COLLECTING_DISTRIBUTING: SELECTED && Partner.Sync. */
static void mux_attached_to_coupled(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 1);
	rig_hear(rig, 0, NOT_SYNC);
	expect_attached(test);
	rig_hear(rig, 0, NOT_SYNC | LACPMOD_STATE_COLLECTING |
		 LACPMOD_STATE_DISTRIBUTING);
	expect_attached(test);
	rig_hear(rig, 0, RIG_SYNC);
	expect_coupled(test);
}

/* ATTACHED to DETACHED: UNSELECTED. */
static void mux_attached_to_detached(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 1);
	rig_hear(rig, 0, NOT_SYNC);
	expect_attached(test);
	rig_pass(rig, 6000);	/* EXPIRED, DEFAULTED */
	expect_detached(test);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_MUX,
					 LACPMOD_MUX_STATE_ATTACHED,
					 LACPMOD_MUX_STATE_DETACHED));
}

/* ATTACHED to DETACHED: STANDBY, then WAITING. */
static void mux_attached_to_standby(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 1);
	rig_hear(rig, 0, NOT_SYNC);
	expect_attached(test);
	rig->config.min_links = 2;
	rig_configure(rig);
	expect_waiting(test);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_MUX,
					 LACPMOD_MUX_STATE_ATTACHED,
					 LACPMOD_MUX_STATE_DETACHED));
}

/* No other port has come: there is nobody that it would have to wait for. */
static void mux_no_more_shortage(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_links = 2;
	rig_configure(rig);
	rig_plug(rig, 2);
	rig_hear(rig, 0, NOT_SYNC);
	rig_pass(rig, 2500);
	expect_waiting(test);
	rig->config.min_links = 1;
	rig_configure(rig);
	expect_attached(test);
}

static void mux_no_more_bandwidth(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.min_bandwidth = RIG_SPEED + 1;
	rig_configure(rig);
	rig_plug(rig, 2);
	rig_hear(rig, 0, NOT_SYNC);
	rig_pass(rig, 2500);
	expect_waiting(test);
	rig->config.min_bandwidth = RIG_SPEED;
	rig_configure(rig);
	expect_attached(test);
}

/* COLLECTING_DISTRIBUTING to ATTACHED: !Partner.Sync. */
static void mux_coupled_not_in_sync(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 1);
	expect_coupled(test);
	rig_hear(rig, 0, NOT_SYNC);
	expect_attached(test);
}

/* COLLECTING_DISTRIBUTING stays: the coupled one ignores Collecting. */
static void mux_coupled_not_collecting(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 1);
	rig_hear(rig, 0, RIG_SYNC);
	expect_coupled(test);
}

/* COLLECTING_DISTRIBUTING to ATTACHED: UNSELECTED; then DETACHED. */
static void mux_coupled_unselected(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 1);
	rig->at[0].far.key++;
	rig_hear(rig, 0, RIG_WORKING);
	KUNIT_EXPECT_TRUE(test,
			  rig_told(rig, 0, LACPMOD_EVENT_PORT_MUX,
				   LACPMOD_MUX_STATE_COLLECTING_DISTRIBUTING,
				   LACPMOD_MUX_STATE_ATTACHED));
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_MUX,
					 LACPMOD_MUX_STATE_ATTACHED,
					 LACPMOD_MUX_STATE_DETACHED));
}

/* ATTACHED to COLLECTING: SELECTED && Partner.Sync. */
static void mux_attached_to_collecting(struct kunit *test)
{
	struct rig *rig = test->priv;

	independent(rig);
	rig_plug(rig, 1);
	rig_hear(rig, 0, NOT_SYNC);
	expect_attached(test);
	rig_hear(rig, 0, RIG_SYNC);
	expect_collecting(test);
}

/* COLLECTING to DISTRIBUTING: Partner.Sync && Partner.Collecting. */
static void mux_collecting_to_distributing(struct kunit *test)
{
	struct rig *rig = test->priv;

	independent(rig);
	rig_plug(rig, 1);
	rig_hear(rig, 0, RIG_SYNC);
	expect_collecting(test);
	rig_hear(rig, 0, RIG_COLLECTING);
	expect_distributing(test);
}

/* A partner that claims to collect without being in sync is not believed. */
static void mux_collecting_without_sync(struct kunit *test)
{
	struct rig *rig = test->priv;

	independent(rig);
	rig_plug(rig, 1);
	rig_hear(rig, 0, NOT_SYNC | LACPMOD_STATE_COLLECTING);
	expect_attached(test);
}

/* COLLECTING to ATTACHED: !Partner.Sync. */
static void mux_collecting_to_attached(struct kunit *test)
{
	struct rig *rig = test->priv;

	independent(rig);
	rig_plug(rig, 1);
	rig_hear(rig, 0, RIG_SYNC);
	rig_hear(rig, 0, NOT_SYNC);
	expect_attached(test);
}

/* COLLECTING to ATTACHED: UNSELECTED. */
static void mux_collecting_unselected(struct kunit *test)
{
	struct rig *rig = test->priv;

	independent(rig);
	rig_plug(rig, 1);
	rig_hear(rig, 0, RIG_SYNC);
	lacp_port_set_up(rig_port(rig, 0), false);
	rig_run(rig);
	expect_detached(test);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_MUX,
					 LACPMOD_MUX_STATE_COLLECTING,
					 LACPMOD_MUX_STATE_ATTACHED));
}

/* DISTRIBUTING to COLLECTING: !Partner.Collecting. */
static void mux_distributing_to_collecting(struct kunit *test)
{
	struct rig *rig = test->priv;

	independent(rig);
	rig_join(rig, 1);
	expect_distributing(test);
	rig_hear(rig, 0, RIG_SYNC);
	expect_collecting(test);
	rig_hear(rig, 0, RIG_COLLECTING);
	expect_distributing(test);
}

/* DISTRIBUTING to COLLECTING: !Partner.Sync; then ATTACHED. */
static void mux_distributing_not_in_sync(struct kunit *test)
{
	struct rig *rig = test->priv;

	independent(rig);
	rig_join(rig, 1);
	rig_hear(rig, 0, NOT_SYNC | LACPMOD_STATE_COLLECTING);
	expect_attached(test);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_MUX,
					 LACPMOD_MUX_STATE_DISTRIBUTING,
					 LACPMOD_MUX_STATE_COLLECTING));
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_MUX,
					 LACPMOD_MUX_STATE_COLLECTING,
					 LACPMOD_MUX_STATE_ATTACHED));
}

/* DISTRIBUTING to COLLECTING: UNSELECTED; then ATTACHED and DETACHED. */
static void mux_distributing_unselected(struct kunit *test)
{
	struct rig *rig = test->priv;

	independent(rig);
	rig_join(rig, 1);
	lacp_port_set_up(rig_port(rig, 0), false);
	rig_run(rig);
	expect_detached(test);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_MUX,
					 LACPMOD_MUX_STATE_DISTRIBUTING,
					 LACPMOD_MUX_STATE_COLLECTING));
}

/*
 * NTT: every entry but that of WAITING and DISTRIBUTING. A LACPDU says the
 * outcome of all transitions that an input caused.
 */
static void mux_ntt(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_port *at = &rig->at[0];

	independent(rig);
	rig_join(rig, 1);
	rig_pass(rig, 2500);
	rig_hear(rig, 0, RIG_SYNC);	/* to COLLECTING */
	KUNIT_EXPECT_EQ(test, rig_sent_state(rig, 0) & FLAGS,
			LACPMOD_STATE_SYNCHRONIZATION |
			LACPMOD_STATE_COLLECTING);
	rig_pass(rig, 600);
	at->sends = 0;
	rig_hear(rig, 0, RIG_COLLECTING);	/* to DISTRIBUTING */
	KUNIT_EXPECT_EQ(test, at->sends, 0);
	rig_pass(rig, 1000);
	KUNIT_EXPECT_EQ(test, at->sends, 1);	/* the periodic one */
	KUNIT_EXPECT_EQ(test, rig_sent_state(rig, 0) & FLAGS, FLAGS);
}

/* The kind changes while the port works: it goes on. */
static void mux_kind_changes(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 1);
	expect_coupled(test);
	independent(rig);
	expect_distributing(test);
	rig->config.mux = LACPMOD_MUX_KIND_COUPLED;
	rig_configure(rig);
	expect_coupled(test);
}

/* From COLLECTING the coupled machine distributes at once. */
static void mux_kind_changes_collecting(struct kunit *test)
{
	struct rig *rig = test->priv;

	independent(rig);
	rig_plug(rig, 1);
	rig_hear(rig, 0, RIG_SYNC);
	expect_collecting(test);
	rig->config.mux = LACPMOD_MUX_KIND_COUPLED;
	rig_configure(rig);
	expect_coupled(test);
}

/* From COLLECTING_DISTRIBUTING to a partner that does not collect. */
static void mux_kind_changes_not_collecting(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 1);
	rig_hear(rig, 0, RIG_SYNC);
	expect_coupled(test);
	independent(rig);
	expect_collecting(test);
}

static struct kunit_case mux_cases[] = {
	KUNIT_CASE(mux_detached),
	KUNIT_CASE(mux_detached_to_waiting),
	KUNIT_CASE(mux_standby),
	KUNIT_CASE(mux_waiting_to_attached),
	KUNIT_CASE(mux_waiting_to_detached),
	KUNIT_CASE(mux_attached_to_coupled),
	KUNIT_CASE(mux_attached_to_detached),
	KUNIT_CASE(mux_attached_to_standby),
	KUNIT_CASE(mux_no_more_shortage),
	KUNIT_CASE(mux_no_more_bandwidth),
	KUNIT_CASE(mux_coupled_not_in_sync),
	KUNIT_CASE(mux_coupled_not_collecting),
	KUNIT_CASE(mux_coupled_unselected),
	KUNIT_CASE(mux_attached_to_collecting),
	KUNIT_CASE(mux_collecting_to_distributing),
	KUNIT_CASE(mux_collecting_without_sync),
	KUNIT_CASE(mux_collecting_to_attached),
	KUNIT_CASE(mux_collecting_unselected),
	KUNIT_CASE(mux_distributing_to_collecting),
	KUNIT_CASE(mux_distributing_not_in_sync),
	KUNIT_CASE(mux_distributing_unselected),
	KUNIT_CASE(mux_ntt),
	KUNIT_CASE(mux_kind_changes),
	KUNIT_CASE(mux_kind_changes_collecting),
	KUNIT_CASE(mux_kind_changes_not_collecting),
	{}
};

static struct kunit_suite lacp_mux_suite = {
	.name = "lacp-mux",
	.init = rig_init,
	.test_cases = mux_cases,
};

kunit_test_suite(lacp_mux_suite);
