// SPDX-License-Identifier: GPL-2.0
/*
 * What the device is told: to deliver, to send, to have carrier; and how long
 * it took
 */

#include "rig.h"

#define OVERTAKEN	100	/* ms */
#define FLAGS	(LACPMOD_STATE_SYNCHRONIZATION | LACPMOD_STATE_COLLECTING | \
		 LACPMOD_STATE_DISTRIBUTING)

/* A port that stops working delivers what arrives, until it works again. */
static void device_collects_what_arrives(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	rig_link(rig, 0, false);
	KUNIT_EXPECT_TRUE(test, rig->at[0].collects);
	rig_link(rig, 0, true);
	KUNIT_EXPECT_FALSE(test, rig->at[0].collects);
	rig_hear(rig, 0, RIG_WORKING);
	KUNIT_EXPECT_TRUE(test, rig->at[0].collects);
	lacp_set_up(&rig->lag, false);
	rig_run(rig);
	KUNIT_EXPECT_FALSE(test, rig->at[0].collects);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
	/* The device is told what changes, and nothing else. */
	KUNIT_EXPECT_EQ(test, rig->at[0].collects_told, 4);
	KUNIT_EXPECT_EQ(test, rig->at[1].collects_told, 2);
}

static void give_up(struct rig *rig)
{
	rig->config.max_links = 1;
	rig_configure(rig);
	rig_run(rig);
}

/* The partner has stopped: what its LACPDU has overtaken is collected as well. */
static void expect_overtaken(struct kunit *test)
{
	struct rig *rig = test->priv;

	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	KUNIT_EXPECT_LE(test, rig->next, rig->now + OVERTAKEN);
	rig_pass(rig, OVERTAKEN - 1);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	rig_pass(rig, 1);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
}

/* A port that is given up delivers until its partner has stopped to send. */
static void device_collects_what_is_sent(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	rig_pass(rig, 1000);
	give_up(rig);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_FALSE(test, rig_sent_state(rig, 1) & FLAGS);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	rig_hear(rig, 1, RIG_WORKING);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	rig_hear(rig, 1, RIG_WORKING & ~LACPMOD_STATE_DISTRIBUTING);
	expect_overtaken(test);
	rig_hear(rig, 1, RIG_WORKING);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
}

/* It stops twice: each time its last frames may come after its LACPDU. */
static void device_collects_what_is_overtaken(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	rig_pass(rig, 1000);
	give_up(rig);
	rig_hear(rig, 1, RIG_WORKING & ~LACPMOD_STATE_DISTRIBUTING);
	rig_pass(rig, OVERTAKEN - 1);
	rig_hear(rig, 1, RIG_WORKING);
	rig_pass(rig, OVERTAKEN);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	rig_hear(rig, 1, RIG_WORKING & ~LACPMOD_STATE_DISTRIBUTING);
	expect_overtaken(test);
}

/* What somebody else sends is not, nor what came before we began. */
static void device_collects_from_the_same(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	rig_pass(rig, 1000);
	give_up(rig);
	rig->at[1].far.system[5] ^= 1;
	rig_hear(rig, 1, RIG_WORKING);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
	rig->at[1].far.system[5] ^= 1;
	rig_hear(rig, 1, RIG_WORKING & ~LACPMOD_STATE_DISTRIBUTING);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
}

/* But not for ever, and not what anybody else sends. */
static void device_collects_for_a_while(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 3);
	rig_pass(rig, 100);
	give_up(rig);
	rig_pass(rig, 50);
	rig->at[2].far.system[5] ^= 1;
	rig_hear(rig, 2, RIG_WORKING);
	KUNIT_EXPECT_FALSE(test, rig->at[2].collects);
	rig_pass(rig, 1450);
	rig_hear(rig, 0, RIG_WORKING);
	rig_hear(rig, 1, RIG_WORKING);
	rig_pass(rig, 1499);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	rig_pass(rig, 1);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
}

static void take_back(struct rig *rig)
{
	rig->config.max_links = 0;
	rig_configure(rig);
}

/* What the far end of the second port says of itself, and of us; it is slow. */
static void answer(struct rig *rig, u8 state, bool sync)
{
	rig->at[1].lies = true;
	rig->at[1].about = rig_port(rig, 1)->actor;
	rig->at[1].about.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
	if (sync)
		rig->at[1].about.state |= LACPMOD_STATE_SYNCHRONIZATION;
	rig_hear(rig, 1, state & ~LACPMOD_STATE_TIMEOUT);
}

/* Two ports distribute; the second has two LACPDUs to spend, and much time. */
static void join_two(struct rig *rig)
{
	rig->config.timeout_multiplier = 20;
	rig_configure(rig);
	rig_join(rig, 2);
	answer(rig, RIG_WORKING, true);
	rig_pass(rig, 1000);
}

/* The second port was given up, taken back and given up, faster than it may tell. */
static void give_up_twice(struct rig *rig)
{
	join_two(rig);
	give_up(rig);
	answer(rig, RIG_SYNC, false);
	take_back(rig);
	give_up(rig);
}

/*
 * A partner was told that it may send, and has not said yet that it does. It is
 * listened to until it has heard that it must stop.
 */
static void device_collects_from_who_may_send(struct kunit *test)
{
	struct rig *rig = test->priv;

	join_two(rig);
	give_up(rig);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	answer(rig, RIG_SYNC, false);
	expect_overtaken(test);
	take_back(rig);
	rig_expect_distributing(test, 0x3);
	KUNIT_EXPECT_TRUE(test, rig_sent_state(rig, 1) & FLAGS);
	give_up(rig);
	KUNIT_EXPECT_TRUE(test, rig_sent_state(rig, 1) & FLAGS);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	/* This crosses ours: it knows of the first time only. */
	answer(rig, RIG_SYNC, false);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	rig_pass(rig, 1000);
	KUNIT_EXPECT_FALSE(test, rig_sent_state(rig, 1) & FLAGS);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	/* So does this, and knows of the second. */
	answer(rig, RIG_SYNC, true);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	answer(rig, RIG_SYNC, false);
	expect_overtaken(test);
	answer(rig, RIG_SYNC, false);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
}

/* It never answers. */
static void device_collects_no_longer(struct kunit *test)
{
	struct rig *rig = test->priv;

	give_up_twice(rig);
	rig_pass(rig, 2000);
	answer(rig, RIG_SYNC, true);
	rig_pass(rig, 999);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	rig_pass(rig, 1);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
}

/* A partner that is not in sync does not begin to send. */
static void device_collects_from_who_is_in_sync(struct kunit *test)
{
	struct rig *rig = test->priv;

	give_up_twice(rig);
	answer(rig, RIG_HELLO, true);
	expect_overtaken(test);
	/* When it is again, it does: the last that it has heard is that we are. */
	answer(rig, RIG_SYNC, true);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	rig_pass(rig, 2999 - OVERTAKEN);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
	rig_pass(rig, 1);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
}

/* Nor is one that has answered listened to again, whatever it says. */
static void device_collects_not_again(struct kunit *test)
{
	struct rig *rig = test->priv;

	join_two(rig);
	give_up(rig);
	answer(rig, RIG_SYNC, false);
	expect_overtaken(test);
	answer(rig, RIG_WORKING, false);
	KUNIT_EXPECT_FALSE(test, rig->at[1].collects);
	/* Unless it says that it has not heard. */
	answer(rig, RIG_WORKING, true);
	KUNIT_EXPECT_TRUE(test, rig->at[1].collects);
}

static u16 buckets(struct rig *rig)
{
	return rig_port(rig, 0)->buckets;
}

/* The partner is told to collect before data is sent, however long that takes. */
static void device_tells_first(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 1);
	rig_link(rig, 0, true);
	rig->at[0].mute = true;
	rig_hear(rig, 0, RIG_HELLO);
	rig_hear(rig, 0, RIG_WORKING);
	rig_expect_distributing(test, 0x1);
	KUNIT_EXPECT_TRUE(test, rig->at[0].collects);
	KUNIT_EXPECT_EQ(test, buckets(rig), 0);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	rig_talk(rig, RIG_WORKING, 2);
	KUNIT_EXPECT_EQ(test, buckets(rig), 0);
	rig->at[0].mute = false;
	/* What could not be sent is not forgotten. */
	rig_pass(rig, 1000);
	KUNIT_EXPECT_EQ(test, buckets(rig), 4096);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
	KUNIT_EXPECT_EQ(test, rig->lag.distributing, 1);

	/* It has forgotten it when the link has been lost. */
	rig_link(rig, 0, false);
	rig->at[0].mute = true;
	rig_link(rig, 0, true);
	rig_hear(rig, 0, RIG_WORKING);
	KUNIT_EXPECT_EQ(test, buckets(rig), 0);
}

/* The machines are to be run where it lets data be sent, or has to be repeated. */
static void device_told(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);
	unsigned int sends;

	rig_plug(rig, 1);
	KUNIT_EXPECT_FALSE(test, lacp_port_sent(port, true));
	rig_talk(rig, RIG_WORKING, 3);
	port->sync_sent = false;
	KUNIT_EXPECT_TRUE(test, lacp_port_sent(port, true));
	KUNIT_EXPECT_FALSE(test, lacp_port_sent(port, true));
	rig_pass(rig, 300);
	sends = rig->at[0].sends;
	KUNIT_EXPECT_TRUE(test, lacp_port_sent(port, false));
	rig_pass(rig, 0);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, sends + 1);
}

static void expect_convergence(struct kunit *test, u64 count, u32 last,
			       u32 longest)
{
	struct rig *rig = test->priv;
	const struct lacp_port *port = rig_port(rig, 0);

	KUNIT_EXPECT_EQ(test, port->counters.convergences, count);
	KUNIT_EXPECT_EQ(test, port->convergence, last);
	KUNIT_EXPECT_EQ(test, port->convergence_max, longest);
}

/* From when it could work, or stopped distributing, until it distributes. */
static void device_convergence(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 1);
	rig_pass(rig, 10000);
	rig_link(rig, 0, true);
	rig_pass(rig, 500);
	rig_hear(rig, 0, RIG_HELLO);
	expect_convergence(test, 0, 0, 0);
	rig_hear(rig, 0, RIG_WORKING);
	expect_convergence(test, 1, 500, 500);
	rig_pass(rig, 1000);
	rig_hear(rig, 0, RIG_HELLO);
	rig_pass(rig, 200);
	rig_hear(rig, 0, RIG_WORKING);
	expect_convergence(test, 2, 200, 500);
	rig_pass(rig, 1000);
	rig_link(rig, 0, false);
	rig_pass(rig, 10000);
	rig_link(rig, 0, true);
	rig_pass(rig, 700);
	rig_hear(rig, 0, RIG_WORKING);
	expect_convergence(test, 3, 700, 700);
}

/* Longer than can be told. */
static void device_convergence_limit(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 1);
	rig->now += 1ULL << 33;
	rig_hear_all(rig, RIG_HELLO);
	rig_hear_all(rig, RIG_WORKING);
	expect_convergence(test, 1, U32_MAX, U32_MAX);
}

/* A port has carried for want of LACP, and negotiates. */
static void begin_handover(struct rig *rig)
{
	rig->config.fallback = LACPMOD_FALLBACK_SINGLE;
	rig->config.fallback_timeout = 0;
	rig->config.rate = LACPMOD_RATE_SLOW;
	rig_configure(rig);
	rig_plug(rig, 1);
	rig_pass(rig, 5000);
	rig_hear(rig, 0, RIG_HELLO & ~LACPMOD_STATE_TIMEOUT);
}

/* Carrier is kept for a port that negotiates, and for no other. */
static void device_handover_link(struct kunit *test)
{
	struct rig *rig = test->priv;

	begin_handover(rig);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
	rig_link(rig, 0, false);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	rig_link(rig, 0, true);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
}

/* Nor for ever, though the far end is in sync. */
static void device_handover_ends(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.mux = LACPMOD_MUX_KIND_INDEPENDENT;
	begin_handover(rig);
	rig_pass(rig, 1000);
	rig_hear(rig, 0, RIG_SYNC & ~LACPMOD_STATE_TIMEOUT);
	rig_pass(rig, 1999);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
	rig_pass(rig, 1);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
}

static struct kunit_case device_cases[] = {
	KUNIT_CASE(device_collects_what_arrives),
	KUNIT_CASE(device_collects_what_is_sent),
	KUNIT_CASE(device_collects_what_is_overtaken),
	KUNIT_CASE(device_collects_from_the_same),
	KUNIT_CASE(device_collects_for_a_while),
	KUNIT_CASE(device_collects_from_who_may_send),
	KUNIT_CASE(device_collects_no_longer),
	KUNIT_CASE(device_collects_from_who_is_in_sync),
	KUNIT_CASE(device_collects_not_again),
	KUNIT_CASE(device_tells_first),
	KUNIT_CASE(device_told),
	KUNIT_CASE(device_convergence),
	KUNIT_CASE(device_convergence_limit),
	KUNIT_CASE(device_handover_link),
	KUNIT_CASE(device_handover_ends),
	{}
};

static struct kunit_suite lacp_device_suite = {
	.name = "lacp-device",
	.init = rig_init,
	.test_cases = device_cases,
};

kunit_test_suite(lacp_device_suite);
