// SPDX-License-Identifier: GPL-2.0
/*
 * Conversation IDs: exact shares, and nothing moved that need not move
 */

#include "rig.h"

static void count(const struct rig *rig, unsigned int *counts)
{
	unsigned int cid, i;

	memset(counts, 0, RIG_PORTS * sizeof(*counts));
	for (cid = 0; cid < LACP_BUCKETS; cid++) {
		i = rig->lag.bucket[cid];
		if (i < RIG_PORTS)
			counts[i]++;
	}
}

static void talk(struct rig *rig)
{
	rig_pass(rig, 1000);
	rig_hear_all(rig, RIG_WORKING);
}

static unsigned int moved(const struct rig *rig, const u8 *before)
{
	unsigned int n = 0, cid;

	for (cid = 0; cid < LACP_BUCKETS; cid++)
		n += rig->lag.bucket[cid] != before[cid];
	return n;
}

static u8 *snapshot(struct kunit *test)
{
	struct rig *rig = test->priv;
	u8 *copy = kunit_kzalloc(test, LACP_BUCKETS, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	memcpy(copy, rig->lag.bucket, LACP_BUCKETS);
	return copy;
}

/* Equal ports: shares differ by at most one, and add up. */
static void expect_equal(struct kunit *test, unsigned int ports)
{
	struct rig *rig = test->priv;
	unsigned int counts[RIG_PORTS], i, n = 0, sum = 0;

	count(rig, counts);
	for (i = 0; i < RIG_PORTS; i++) {
		struct lacp_port *port = rig_port(rig, i);

		if (i >= rig->ports || !lacp_port_distributing(port)) {
			KUNIT_EXPECT_EQ(test, counts[i], 0);
			continue;
		}
		KUNIT_EXPECT_EQ(test, counts[i], port->buckets);
		KUNIT_EXPECT_GE(test, counts[i], LACP_BUCKETS / ports);
		KUNIT_EXPECT_LE(test, counts[i],
				DIV_ROUND_UP(LACP_BUCKETS, ports));
		sum += counts[i];
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, ports);
	KUNIT_EXPECT_EQ(test, sum, LACP_BUCKETS);
}

static void conversation_none(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int cid;

	rig_add(rig, 2);
	for (cid = 0; cid < LACP_BUCKETS; cid++)
		KUNIT_EXPECT_EQ(test, rig->lag.bucket[cid], LACP_NO_PORT);
}

static void conversation_equal(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int n;

	for (n = 1; n <= RIG_PORTS; n++) {
		rig_add(rig, 1);
		rig_link(rig, n - 1, true);
		rig_hear_all(rig, RIG_WORKING);
		expect_equal(test, n);
		talk(rig);
	}
}

/* A lost port moves only its own conversation IDs. */
static void conversation_lost(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int n, cid;

	rig_join(rig, RIG_PORTS);
	for (n = RIG_PORTS; n > 1; n--) {
		unsigned int lost = n * 7 % n ? n * 7 % n : n / 2;
		u8 *before;

		while (!lacp_port_distributing(rig_port(rig, lost)))
			lost = (lost + 1) % RIG_PORTS;
		before = snapshot(test);
		rig_link(rig, lost, false);
		expect_equal(test, n - 1);
		for (cid = 0; cid < LACP_BUCKETS; cid++)
			if (before[cid] != lost)
				KUNIT_EXPECT_EQ(test, rig->lag.bucket[cid],
						before[cid]);
		talk(rig);
	}
	for (n = 0; n < RIG_PORTS; n++)
		rig_link(rig, n, false);
	KUNIT_EXPECT_EQ(test, rig->lag.bucket[0], LACP_NO_PORT);
	KUNIT_EXPECT_EQ(test, rig->lag.bucket[LACP_BUCKETS - 1], LACP_NO_PORT);
}

/* Whoever reads all of them sees by a number whether any has moved meanwhile. */
static void conversation_counted(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_lag *lag = &rig->lag;
	u32 changes;
	u8 *before;

	rig_join(rig, 2);
	before = snapshot(test);
	changes = lag->owner_changes;
	talk(rig);
	KUNIT_EXPECT_EQ(test, lag->owner_changes, changes);
	rig_link(rig, 1, false);
	KUNIT_EXPECT_GT(test, moved(rig, before), 0);
	KUNIT_EXPECT_EQ(test, lag->owner_changes - changes,
			moved(rig, before));

	changes = lag->owner_changes;
	rig_link(rig, 0, false);
	KUNIT_EXPECT_EQ(test, lag->owner_changes - changes, LACP_BUCKETS);
}

/* A gained port takes its quota, and nothing else moves. */
static void conversation_gained(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int n, cid;

	rig_join(rig, 1);
	for (n = 1; n < RIG_PORTS; n++) {
		u8 *before = snapshot(test);

		rig_add(rig, 1);
		rig_link(rig, n, true);
		rig_hear(rig, n, RIG_WORKING);
		expect_equal(test, n + 1);
		KUNIT_EXPECT_EQ(test, moved(rig, before),
				rig_port(rig, n)->buckets);
		for (cid = 0; cid < LACP_BUCKETS; cid++)
			if (rig->lag.bucket[cid] != before[cid])
				KUNIT_EXPECT_EQ(test, rig->lag.bucket[cid], n);
		talk(rig);
	}
}

/* What is left over after division stays with those who have it. */
static void conversation_remainder(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;
	u8 *before;

	rig_add(rig, 6);
	for (i = 1; i < 6; i++) {
		rig_link(rig, i, true);
		rig_hear(rig, i, RIG_WORKING);
	}
	rig_pass(rig, 2000);
	expect_equal(test, 5);

	before = snapshot(test);
	rig_link(rig, 0, true);
	rig_hear(rig, 0, RIG_WORKING);
	expect_equal(test, 6);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->buckets, LACP_BUCKETS / 6);
	KUNIT_EXPECT_EQ(test, moved(rig, before), LACP_BUCKETS / 6);
}

/* Who of equals is given what is left over, when speeds change. */
static const struct shares {
	const char *name;
	unsigned int ports;
	u32 before[3];
	u32 after[3];
	u16 buckets[3];
} shares_rows[] = {
	{ "who has it already", 3, { 1, 1, 2 }, { 1, 1, 1 },
	  { 1365, 1365, 1366 } },
	{ "who has just that one already", 3, { 6826, 6826, 6828 },
	  { 1, 1, 1 }, { 1365, 1365, 1366 } },
	{ "of those who have, the first", 3, { 1, 1, 1 }, { 1, 1, 1 },
	  { 1366, 1365, 1365 } },
	{ "of those who have not, the first", 3, { 6826, 6826, 6828 },
	  { 6827, 6827, 6826 }, { 1366, 1365, 1365 } },
	{ "the faster has the larger", 2, { 1, 1 }, { 2, 1 }, { 2731, 1365 } },
	{ "the slower has the larger", 2, { 1, 1 }, { 1, 5 }, { 683, 3413 } },
};

static void describe_shares(const struct shares *row, char *desc)
{
	strscpy(desc, row->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(shares, shares_rows, describe_shares);

static void set_speeds(struct rig *rig, const u32 *speed)
{
	unsigned int i;

	for (i = 0; i < rig->ports; i++)
		lacp_port_link(rig_port(rig, i), true, speed[i], true);
	rig_run(rig);
}

static void conversation_leftover(struct kunit *test)
{
	const struct shares *row = test->param_value;
	struct rig *rig = test->priv;
	unsigned int counts[RIG_PORTS], i;

	rig_join(rig, row->ports);
	set_speeds(rig, row->before);
	set_speeds(rig, row->after);
	count(rig, counts);
	for (i = 0; i < row->ports; i++)
		KUNIT_EXPECT_EQ_MSG(test, counts[i], row->buckets[i],
				    "port %u", i);
}

/* The others take turns at what a lost port leaves: its neighbours part. */
static void conversation_in_turn(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int cid, turn = 0;
	u8 *before;

	rig_join(rig, 4);
	before = snapshot(test);
	rig_link(rig, 3, false);
	for (cid = 0; cid < LACP_BUCKETS; cid++) {
		if (before[cid] != 3)
			continue;
		KUNIT_EXPECT_EQ(test, rig->lag.bucket[cid], turn);
		turn = (turn + 1) % 3;
	}
	/* The first has the one that is left over. */
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->buckets, 1366);
	KUNIT_EXPECT_EQ(test, turn, 1);
}

/* A port that is removed carries nothing from then on. */
static void conversation_removed(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int counts[RIG_PORTS];

	rig_join(rig, 3);
	lacp_port_remove(rig_port(rig, 1));
	count(rig, counts);
	KUNIT_EXPECT_EQ(test, counts[0], LACP_BUCKETS / 2);
	KUNIT_EXPECT_EQ(test, counts[1], 0);
	KUNIT_EXPECT_EQ(test, counts[2], LACP_BUCKETS / 2);
}

/* The port that a flap brings back gets as much as it had. */
static void conversation_flap(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	rig_join(rig, 5);
	for (i = 0; i < 20; i++) {
		rig_link(rig, i % 5, false);
		expect_equal(test, 4);
		rig_link(rig, i % 5, true);
		talk(rig);
		expect_equal(test, 5);
	}
}

/* Shares follow speed: each within one of what is exact. */
static const struct speeds {
	const char *name;
	unsigned int ports;
	u32 speed[5];
} speed_rows[] = {
	{ "10:1", 2, { 10000, 1000 } },
	{ "1:2:3", 3, { 1000, 2000, 3000 } },
	{ "25:10:10:1", 4, { 25000, 10000, 10000, 1000 } },
	{ "100:100:25", 3, { 100000, 100000, 25000 } },
	{ "800G beside 10M", 2, { 800000, 10 } },
	{ "unknown speeds", 3, { 0, 0, 0 } },
	{ "equal", 5, { 2500, 2500, 2500, 2500, 2500 } },
};

static void describe_speeds(const struct speeds *row, char *desc)
{
	strscpy(desc, row->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(speeds, speed_rows, describe_speeds);

static void conversation_weights(struct kunit *test)
{
	const struct speeds *row = test->param_value;
	struct rig *rig = test->priv;
	unsigned int counts[RIG_PORTS], i, sum = 0;
	u64 total = 0;

	rig_join(rig, row->ports);
	for (i = 0; i < row->ports; i++) {
		lacp_port_link(rig_port(rig, i), true, row->speed[i], true);
		total += row->speed[i] ? row->speed[i] : 1;
	}
	rig_run(rig);
	count(rig, counts);
	for (i = 0; i < row->ports; i++) {
		u64 speed = row->speed[i] ? row->speed[i] : 1;
		u64 exact = LACP_BUCKETS * speed;

		KUNIT_EXPECT_LE(test, (counts[i] ? counts[i] - 1 : 0) * total,
				exact);
		KUNIT_EXPECT_GE(test, (counts[i] + 1) * total, exact);
		KUNIT_EXPECT_EQ(test, counts[i], rig_port(rig, i)->buckets);
		sum += counts[i];
	}
	KUNIT_EXPECT_EQ(test, sum, LACP_BUCKETS);
}

/*
 * Unequal ports come and go: nobody gives a bucket to one that was there, or
 * takes one from one that stays, for the sake of rounding.
 */
static void conversation_unequal(struct kunit *test)
{
	static const u32 speeds[] = { 10, 25, 1, 7, 40, 100, 1, 3, 9, 30 };
	struct rig *rig = test->priv;
	unsigned int i, n = ARRAY_SIZE(speeds);
	u8 *before;

	rig_join(rig, n);
	set_speeds(rig, speeds);
	for (i = 0; i < n; i++) {
		u32 had = rig_port(rig, i)->buckets;

		before = snapshot(test);
		rig_link(rig, i, false);
		KUNIT_EXPECT_EQ_MSG(test, moved(rig, before), had,
				    "port %u goes", i);
		before = snapshot(test);
		rig_link(rig, i, true);
		set_speeds(rig, speeds);
		talk(rig);
		KUNIT_EXPECT_EQ(test, rig_port(rig, i)->buckets, had);
		KUNIT_EXPECT_EQ_MSG(test, moved(rig, before), had,
				    "port %u comes", i);
	}
}

/* Small ones are rounded up, all at the cost of a large one. */
static void conversation_small(struct kunit *test)
{
	u32 speeds[RIG_PORTS] = { 100 * LACP_BUCKETS - 51 * (RIG_PORTS - 1) };
	struct rig *rig = test->priv;
	unsigned int i;

	for (i = 1; i < RIG_PORTS; i++)
		speeds[i] = 51;
	rig_join(rig, RIG_PORTS);
	set_speeds(rig, speeds);
	for (i = 0; i < RIG_PORTS; i++)
		KUNIT_EXPECT_EQ_MSG(test, rig_port(rig, i)->buckets,
				    i ? 1 : LACP_BUCKETS - RIG_PORTS + 1,
				    "port %u", i);
}

static void set_weight(struct rig *rig, unsigned int i, u32 weight)
{
	rig->at[i].config.weight = weight;
	rig_port_configure(rig, i);
	rig_run(rig);
}

/* A weight of its own stands in place of the speed, as long as there is one. */
static void conversation_own_weight(struct kunit *test)
{
	struct rig *rig = test->priv;
	u8 *before;

	rig_join(rig, 3);
	before = snapshot(test);
	set_weight(rig, 0, 2 * RIG_SPEED);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->buckets, LACP_BUCKETS / 2);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 1)->buckets, LACP_BUCKETS / 4);
	KUNIT_EXPECT_EQ(test, moved(rig, before), LACP_BUCKETS / 2 - 1366);
	KUNIT_EXPECT_EQ(test, rig->lag.speed, 3 * RIG_SPEED);
	/* Where all have one only the ratios count. */
	set_weight(rig, 0, 5);
	set_weight(rig, 1, 2);
	set_weight(rig, 2, 1);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->buckets, LACP_BUCKETS * 5 / 8);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 1)->buckets, LACP_BUCKETS / 4);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 2)->buckets, LACP_BUCKETS / 8);
	lacp_port_link(rig_port(rig, 2), true, 100 * RIG_SPEED, true);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 2)->buckets, LACP_BUCKETS / 8);
	lacp_port_link(rig_port(rig, 2), true, RIG_SPEED, true);
	set_weight(rig, 0, 0);
	set_weight(rig, 1, 0);
	set_weight(rig, 2, 0);
	expect_equal(test, 3);
}

/* A speed changes while the port works: the shares follow. */
static void conversation_speed_changes(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	lacp_port_link(rig_port(rig, 0), true, 3 * RIG_SPEED, true);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->buckets, LACP_BUCKETS * 3 / 4);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 1)->buckets, LACP_BUCKETS / 4);
	KUNIT_EXPECT_EQ(test, rig->lag.speed, 4 * RIG_SPEED);
	lacp_port_link(rig_port(rig, 0), true, RIG_SPEED, true);
	rig_run(rig);
	expect_equal(test, 2);
}

/* What no reason has to move stays where it is. */
static void conversation_quiet(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;
	u8 *before;

	rig_join(rig, 7);
	before = snapshot(test);
	for (i = 0; i < 10; i++)
		talk(rig);
	KUNIT_EXPECT_EQ(test, moved(rig, before), 0);
}

static struct kunit_case conversation_cases[] = {
	KUNIT_CASE(conversation_none),
	KUNIT_CASE(conversation_equal),
	KUNIT_CASE(conversation_lost),
	KUNIT_CASE(conversation_counted),
	KUNIT_CASE(conversation_gained),
	KUNIT_CASE(conversation_remainder),
	KUNIT_CASE_PARAM(conversation_leftover, shares_gen_params),
	KUNIT_CASE(conversation_in_turn),
	KUNIT_CASE(conversation_removed),
	KUNIT_CASE(conversation_flap),
	KUNIT_CASE_PARAM(conversation_weights, speeds_gen_params),
	KUNIT_CASE(conversation_unequal),
	KUNIT_CASE(conversation_small),
	KUNIT_CASE(conversation_own_weight),
	KUNIT_CASE(conversation_speed_changes),
	KUNIT_CASE(conversation_quiet),
	{}
};

static struct kunit_suite lacp_conversation_suite = {
	.name = "lacp-conversation",
	.init = rig_init,
	.test_cases = conversation_cases,
};

kunit_test_suite(lacp_conversation_suite);
