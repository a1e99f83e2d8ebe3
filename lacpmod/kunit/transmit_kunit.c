// SPDX-License-Identifier: GPL-2.0
/*
 * Transmit machine (802.1AX-2014 6.4.16): the limit, NTT kept, the goodbye
 */

#include "rig.h"

#define SECOND		1000
#define FIRST_HOLD	50
#define FLAGS		(LACPMOD_STATE_SYNCHRONIZATION | \
			 LACPMOD_STATE_COLLECTING | \
			 LACPMOD_STATE_DISTRIBUTING)

/* A partner that is told of every change, but asks for no fast LACPDUs. */
#define HELLO		(RIG_HELLO & ~LACPMOD_STATE_TIMEOUT)
#define SYNC		(RIG_SYNC & ~LACPMOD_STATE_TIMEOUT)
#define WORKING		(RIG_WORKING & ~LACPMOD_STATE_TIMEOUT)

/* No @count sends in a row may lie within a second. */
static void expect_limit(struct kunit *test, unsigned int i, unsigned int count)
{
	struct rig *rig = test->priv;
	const struct rig_port *at = &rig->at[i];
	unsigned int n = min_t(unsigned int, at->sends, RIG_SENDS);
	unsigned int k;

	for (k = count - 1; k < n; k++)
		KUNIT_EXPECT_GE_MSG(test,
				    at->sent_at[k] - at->sent_at[k + 1 - count],
				    SECOND, "send %u", k);
}

/* Ports that distribute and have sent nothing for more than a second. */
static void rest(struct rig *rig, unsigned int ports)
{
	unsigned int i;

	rig_join(rig, ports);
	rig_hear_all(rig, WORKING);
	rig_pass(rig, 2500);
	rig_hear_all(rig, WORKING);
	for (i = 0; i < ports; i++)
		rig->at[i].sends = 0;
}

/* A partner that is wrong about us in every LACPDU asks for an answer each. */
static void transmit_limit(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	rig_join(rig, 1);
	rig_pass(rig, 2000);
	rig->at[0].sends = 0;
	rig->at[0].lies = true;
	for (i = 0; i < 1000; i++) {
		rig_hear(rig, 0, RIG_HELLO);
		rig_pass(rig, 10);
	}
	expect_limit(test, 0, 3);
	KUNIT_EXPECT_GE(test, rig->at[0].sends, 19);
	KUNIT_EXPECT_LE(test, rig->at[0].sends, 21);
}

/* What exceeds the limit is delayed to the first moment, never dropped. */
static void transmit_delayed(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_port *at = &rig->at[0];
	u64 first;

	rest(rig, 1);
	first = rig->now;
	rig_hear(rig, 0, HELLO);	/* to ATTACHED: at once */
	rig_pass(rig, 10);
	rig_hear(rig, 0, SYNC);		/* and back: at once */
	rig_pass(rig, 10);
	rig_hear(rig, 0, HELLO);	/* too many */
	KUNIT_EXPECT_EQ(test, at->sends, 2);
	KUNIT_EXPECT_TRUE(test, at->port.ntt);
	/* What the receive gate waits for is another matter. */
	rig_pass(rig, 100);
	KUNIT_EXPECT_EQ(test, rig->next, first + SECOND);

	rig_pass(rig, SECOND - 121);
	KUNIT_EXPECT_EQ(test, at->sends, 2);
	rig_pass(rig, 1);
	KUNIT_EXPECT_EQ(test, at->sends, 3);
	KUNIT_EXPECT_FALSE(test, at->port.ntt);
	/* It says what is true now, not what was then. */
	KUNIT_EXPECT_EQ(test, rig_sent_state(rig, 0) & FLAGS,
			LACPMOD_STATE_SYNCHRONIZATION);
}

/* The first LACPDU waits a moment: the other end may not be up yet. */
static void transmit_first(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->next, rig->now + FIRST_HOLD);
	rig_pass(rig, FIRST_HOLD - 1);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 0);
	rig_pass(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 1);
}

/* If the other end speaks first, introduction and answer are one. */
static void transmit_first_answer(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 1);
	rig_pass(rig, 1);
	rig_hear(rig, 0, RIG_HELLO);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 1);
	KUNIT_EXPECT_EQ(test, rig_sent_state(rig, 0) & FLAGS,
			LACPMOD_STATE_SYNCHRONIZATION);
}

/* A partner that is remembered is spoken to at once. */
static void transmit_first_remembered(struct kunit *test)
{
	struct rig *rig = test->priv;

	rest(rig, 1);
	rig_link(rig, 0, false);
	rig_pass(rig, SECOND);
	rig_link(rig, 0, true);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 1);
}

/* In WAITING one LACPDU is saved for the moment of Ready. */
static void transmit_waiting(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_port *at = &rig->at[0];

	rig_add(rig, 2);
	rig_link(rig, 0, true);
	rig_pass(rig, FIRST_HOLD);
	rig_hear(rig, 0, RIG_HELLO);
	at->lies = true;
	rig_hear(rig, 0, RIG_HELLO);
	KUNIT_EXPECT_EQ(test, at->sends, 1);
	KUNIT_EXPECT_TRUE(test, at->port.ntt);
	at->lies = false;

	rig_pass(rig, 100);
	rig_link(rig, 1, true);
	rig_hear(rig, 1, RIG_HELLO);
	KUNIT_EXPECT_EQ(test, at->port.mux, LACPMOD_MUX_STATE_ATTACHED);
	KUNIT_EXPECT_EQ(test, at->sends, 2);
	KUNIT_EXPECT_EQ(test, rig_sent_state(rig, 0) & FLAGS,
			LACPMOD_STATE_SYNCHRONIZATION);
}

/* But not to take back that it is in sync: the partner may be sending. */
static void transmit_withdrawn(struct kunit *test)
{
	struct rig *rig = test->priv;

	rest(rig, 1);
	rig_hear(rig, 0, HELLO);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 1);
	rig->config.min_links = 2;
	rig_configure(rig);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->mux,
			LACPMOD_MUX_STATE_WAITING);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 2);
	KUNIT_EXPECT_EQ(test, rig_sent_state(rig, 0) & FLAGS, 0);
}

/* NTT survives a flap: what was to be said is said when the port can. */
static void transmit_link_down(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_port *at = &rig->at[0];

	rig_join(rig, 1);
	rig_hear(rig, 0, RIG_HELLO);
	rig_link(rig, 0, false);
	at->sends = 0;
	rig_pass(rig, 100);
	KUNIT_EXPECT_EQ(test, at->sends, 0);
	rig_link(rig, 0, true);
	rig_pass(rig, SECOND);
	KUNIT_EXPECT_GE(test, at->sends, 1);
}

static void expect_goodbye(struct kunit *test, unsigned int i,
			   unsigned int sends)
{
	struct rig *rig = test->priv;

	KUNIT_EXPECT_EQ(test, rig->at[i].sends, sends);
	KUNIT_EXPECT_EQ(test, rig_sent_state(rig, i) & FLAGS, 0);
	KUNIT_EXPECT_FALSE(test, lacp_port_distributing(rig_port(rig, i)));
}

/* Two ordinary LACPDUs have just been sent: the goodbye has its own slot. */
static void exhaust(struct rig *rig)
{
	rest(rig, 2);
	rig_hear_all(rig, HELLO);
	rig_pass(rig, 10);
	rig_hear_all(rig, WORKING);
	rig_pass(rig, 10);
	rig_hear_all(rig, HELLO);
	rig_hear_all(rig, WORKING);
}

static void goodbye_port_down(struct kunit *test)
{
	struct rig *rig = test->priv;

	exhaust(rig);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 2);
	lacp_port_set_up(rig_port(rig, 0), false);
	rig_run(rig);
	expect_goodbye(test, 0, 3);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->rx,
			LACPMOD_RX_STATE_PORT_DISABLED);
	KUNIT_EXPECT_TRUE(test, lacp_port_distributing(rig_port(rig, 1)));
	expect_limit(test, 0, 4);
	/* What the partner sent before it heard the goodbye is delivered. */
	KUNIT_EXPECT_TRUE(test, rig->at[0].collects);
	rig_pass(rig, 10 * SECOND);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 3);
}

static void goodbye_lag_down(struct kunit *test)
{
	struct rig *rig = test->priv;

	exhaust(rig);
	lacp_set_up(&rig->lag, false);
	rig_run(rig);
	expect_goodbye(test, 0, 3);
	expect_goodbye(test, 1, 3);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	KUNIT_EXPECT_FALSE(test, rig->at[0].collects);
	rig_pass(rig, 10 * SECOND);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 3);
}

static void goodbye_release(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int cid;

	exhaust(rig);
	lacp_port_leave(rig_port(rig, 0));
	rig_run(rig);
	expect_goodbye(test, 0, 3);
	lacp_port_remove(rig_port(rig, 0));
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 3);
	KUNIT_EXPECT_PTR_EQ(test, rig->lag.ports, rig_port(rig, 1));
	for (cid = 0; cid < LACP_BUCKETS; cid++)
		KUNIT_EXPECT_EQ(test, rig->lag.bucket[cid], 1);
}

/* Who never said that it works need not say that it no longer does. */
static void goodbye_not_due(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_port *at = &rig->at[0];

	rig->config.mode = LACPMOD_MODE_PASSIVE;
	rig_configure(rig);
	rig_plug(rig, 1);
	lacp_port_leave(&at->port);
	rig_run(rig);
	lacp_port_remove(&at->port);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, at->sends, 0);
}

/* A port whose link is gone cannot say goodbye, and does not later. */
static void goodbye_without_link(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 1);
	rig_pass(rig, 2500);
	rig_link(rig, 0, false);
	rig->at[0].sends = 0;
	lacp_port_set_up(rig_port(rig, 0), false);
	rig_run(rig);
	rig_pass(rig, 10 * SECOND);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 0);
}

/* Down, up and down again within a second: still no more than three. */
static void goodbye_again(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	exhaust(rig);
	for (i = 0; i < 40; i++) {
		lacp_port_set_up(rig_port(rig, 0), i % 2);
		rig_run(rig);
		rig_pass(rig, 30);
		if (i % 2)
			rig_hear(rig, 0, RIG_WORKING);
		rig_pass(rig, 30);
	}
	expect_limit(test, 0, 4);
}

/* A clock that has just begun: what was never sent was not sent lately. */
static void transmit_clock_begins(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_port *at = &rig->at[0];

	rig->now = 0;
	rig_add(rig, 2);
	rig_link(rig, 0, true);
	rig_hear(rig, 0, RIG_HELLO);
	KUNIT_EXPECT_EQ(test, at->port.mux, LACPMOD_MUX_STATE_WAITING);
	KUNIT_EXPECT_EQ(test, at->sends, 1);
	KUNIT_EXPECT_EQ(test, at->sent_at[0], 0);
	KUNIT_EXPECT_EQ(test, at->port.counters.lacpdu_tx, 1);
	rig_link(rig, 1, true);
	rig_hear(rig, 1, RIG_HELLO);
	KUNIT_EXPECT_EQ(test, at->sends, 2);
	KUNIT_EXPECT_EQ(test, at->port.counters.lacpdu_tx, 2);
}

/* Not a tick: between LACPDUs the engine asks for nothing. */
static void transmit_idle(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int runs = 0;
	u64 end;

	rig->config.rate = LACPMOD_RATE_SLOW;
	rig_configure(rig);
	rig_join(rig, 1);
	rig_hear(rig, 0, WORKING);
	rig_pass(rig, 2000);
	rig_hear(rig, 0, WORKING);
	end = rig->now + 80 * SECOND;
	while (rig->next <= end) {
		rig->now = rig->next;
		rig_run(rig);
		runs++;
	}
	KUNIT_EXPECT_LE(test, runs, 3);
}

static struct kunit_case transmit_cases[] = {
	KUNIT_CASE(transmit_limit),
	KUNIT_CASE(transmit_delayed),
	KUNIT_CASE(transmit_first),
	KUNIT_CASE(transmit_first_answer),
	KUNIT_CASE(transmit_first_remembered),
	KUNIT_CASE(transmit_waiting),
	KUNIT_CASE(transmit_withdrawn),
	KUNIT_CASE(transmit_link_down),
	KUNIT_CASE(goodbye_port_down),
	KUNIT_CASE(goodbye_lag_down),
	KUNIT_CASE(goodbye_release),
	KUNIT_CASE(goodbye_not_due),
	KUNIT_CASE(goodbye_without_link),
	KUNIT_CASE(goodbye_again),
	KUNIT_CASE(transmit_clock_begins),
	KUNIT_CASE(transmit_idle),
	{}
};

static struct kunit_suite lacp_transmit_suite = {
	.name = "lacp-transmit",
	.init = rig_init,
	.test_cases = transmit_cases,
};

kunit_test_suite(lacp_transmit_suite);
