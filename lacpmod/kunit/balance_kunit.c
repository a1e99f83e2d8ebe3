// SPDX-License-Identifier: GPL-2.0
/*
 * Rebalancing: few conversation IDs move, and stay where they are put
 */

#include "../lacp/balance.h"
#include "rig.h"

#define LOADS_MAX	8

/* Loads that are on ports, where they go, and how busy the busiest port is. */
static const struct plans {
	const char *name;
	u32 weight[3];
	u64 load[LOADS_MAX];
	u8 from[LOADS_MAX];
	u8 to[LOADS_MAX];
	u32 moved;
	u32 before;
	u32 after;
} plans_rows[] = {
	{ "nothing was sent", { 1, 1 }, {}, {}, {}, 0, 0, 0 },
	{ "even", { 1, 1 }, { 5, 5 }, { 0, 1 }, { 0, 1 }, 0, 1000, 1000 },
	{ "as even as need be", { 1, 1 }, { 51, 49, 1, 1 }, { 0, 1, 0, 1 },
	  { 0, 1, 0, 1 }, 0, 1019, 1019 },
	{ "all on one", { 1, 1 }, { 5, 5 }, {}, { 1, 0 }, 1, 2000, 1000 },
	{ "one too large to move", { 1, 1 }, { 90, 10 }, { 0, 1 }, { 0, 1 },
	  0, 1800, 1800 },
	{ "what is beside a large one", { 1, 1 }, { 60, 20, 20 }, { 0, 0, 1 },
	  { 0, 1, 1 }, 1, 1600, 1200 },
	{ "one large rather than many", { 1, 1 },
	  { 10, 2, 2, 2, 2, 2, 10, 10 }, { 0, 0, 0, 0, 0, 0, 0, 1 },
	  { 1, 0, 0, 0, 0, 0, 0, 1 }, 1, 1500, 1000 },
	{ "the least that is enough", { 1, 1 }, { 40, 10, 20, 30 },
	  { 0, 0, 1, 1 }, { 0, 0, 1, 1 }, 0, 1000, 1000 },
	{ "by weight", { 3, 1 }, { 10, 10, 10, 10 }, { 0, 0, 1, 1 },
	  { 0, 0, 0, 1 }, 1, 2000, 1000 },
	{ "to who lacks most", { 1, 1, 1 }, { 10, 10, 10, 20, 10 },
	  { 0, 0, 0, 1, 0 }, { 2, 0, 0, 1, 2 }, 2, 2000, 1000 },
	{ "none to a port that does not distribute", { 1, 0, 1 },
	  { 8, 8, 8, 8 }, { 0, 0, 0, 0 }, { 2, 0, 0, 2 }, 2, 2000, 1000 },
	{ "more than 32 bits", { 1, 1 }, { 5ULL << 58, 5ULL << 58 }, {},
	  { 1, 0 }, 1, 2000, 1000 },
	{ "just more than 32 bits", { 1, 1 }, { 1ULL << 31, 1ULL << 31 }, {},
	  { 1, 0 }, 1, 2000, 1000 },
	{ "just 32 bits", { 1, 1 }, { 0xfffffffe, 1 }, {}, { 0, 1 }, 1, 2000,
	  2000 },
	{ "a 32nd too much", { 1, 1 }, { 3200, 100, 3100 }, { 0, 0, 1 },
	  { 0, 0, 1 }, 0, 1031, 1031 },
	{ "more than a 32nd", { 1, 1 }, { 3200, 101, 3099 }, { 0, 0, 1 },
	  { 0, 1, 1 }, 1, 1031, 1000 },
	{ "a 32nd too much remains", { 1, 1 }, { 3100, 100, 200, 3000 },
	  { 0, 0, 0, 1 }, { 0, 1, 0, 1 }, 1, 1062, 1031 },
	{ "a 32nd more than there is room", { 1, 1 }, { 3050, 50, 300, 3000 },
	  { 0, 0, 0, 1 }, { 0, 0, 1, 1 }, 1, 1062, 1031 },
	{ "no room beside what there is", { 1, 1 }, { 30, 30, 40 },
	  { 0, 0, 1 }, { 0, 0, 1 }, 0, 1200, 1200 },
	{ "no gain", { 1, 1 }, { 20, 40, 40 }, { 0, 0, 1 }, { 0, 0, 1 }, 0,
	  1200, 1200 },
	{ "a gain by weight", { 1, 2 }, { 70, 70, 160 }, { 0, 0, 1 },
	  { 1, 0, 1 }, 1, 1400, 1150 },
	{ "the least of those too large", { 1, 1, 1 }, { 60, 140, 50, 50 },
	  { 0, 0, 1, 2 }, { 1, 0, 2, 2 }, 2, 2000, 1400 },
	{ "of equal ones the last", { 1, 1, 1 }, { 53, 53, 94, 50, 50 },
	  { 0, 0, 0, 1, 2 }, { 2, 1, 0, 1, 2 }, 2, 2000, 1030 },
	{ "to who lacks most, not to the last", { 1, 1, 1 },
	  { 100, 60, 50, 90 }, { 0, 0, 1, 2 }, { 0, 1, 1, 2 }, 1, 1600, 1100 },
	{ "from the busiest, not the first", { 1, 1, 1 },
	  { 80, 30, 90, 50, 50 }, { 0, 0, 1, 1, 2 }, { 0, 0, 1, 2, 2 }, 1,
	  1400, 1100 },
	{ "from the busiest, not the last", { 1, 1, 1 },
	  { 90, 50, 80, 30, 50 }, { 0, 0, 1, 1, 2 }, { 0, 2, 1, 1, 2 }, 1,
	  1400, 1100 },
	{ "from the first of equals", { 1, 1, 1 }, { 85, 40, 95, 30, 50 },
	  { 0, 0, 1, 1, 2 }, { 0, 2, 1, 0, 2 }, 2, 1250, 1150 },
	{ "to who lacks one", { 1, 1 }, { 1, 1 }, {}, { 1, 0 }, 1, 2000,
	  1000 },
	{ "nobody lacks any", { 1, 1 }, { 1, 1, 1 }, {}, { 0, 0, 1 }, 1, 3000,
	  2000 },
	{ "none of a port that does not distribute", { 1, 0, 1 },
	  { 8, 8, 8, 8 }, { 0, 1, 1, 1 }, { 0, 1, 1, 1 }, 0, 2000, 2000 },
	{ "none distributes", {}, { 8, 8 }, { 0, 1 }, { 0, 1 }, 0, 0, 0 },
};

static void describe_plans(const struct plans *row, char *desc)
{
	strscpy(desc, row->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(plans, plans_rows, describe_plans);

static struct lacp_balance *new_plan(struct kunit *test)
{
	struct lacp_balance *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, b);
	return b;
}

static void balance_plan(struct kunit *test)
{
	const struct plans *row = test->param_value;
	struct lacp_balance *b = new_plan(test);
	unsigned int i;
	u64 total = 0;

	memset(b->from, LACP_NO_PORT, sizeof(b->from));
	for (i = 0; i < ARRAY_SIZE(row->weight); i++)
		b->weight[i] = row->weight[i];
	for (i = 0; i < LOADS_MAX; i++) {
		b->from[i] = row->from[i];
		b->load[i] = row->load[i];
		if (row->weight[row->from[i]])
			total += row->load[i];
	}
	lacp_balance_plan(b);
	KUNIT_EXPECT_EQ(test, b->total, total);
	KUNIT_EXPECT_EQ(test, b->moved, row->moved);
	KUNIT_EXPECT_EQ(test, b->busiest_before, row->before);
	KUNIT_EXPECT_EQ(test, b->busiest_after, row->after);
	for (i = 0; i < LOADS_MAX; i++)
		if (row->load[i])
			KUNIT_EXPECT_EQ_MSG(test, b->to[i], row->to[i],
					    "conversation ID %u", i);
	for (; i < LACP_BUCKETS; i++)
		KUNIT_EXPECT_EQ(test, b->to[i], LACP_NO_PORT);
}

static unsigned int owned(const struct rig *rig, u8 index)
{
	unsigned int cid, n = 0;

	for (cid = 0; cid < LACP_BUCKETS; cid++)
		n += rig->lag.bucket[cid] == index;
	return n;
}

/* All of what was sent is on the first port of four: 100 conversation IDs. */
static u32 rebalance(struct kunit *test)
{
	struct lacp_balance *b = new_plan(test);
	struct rig *rig = test->priv;
	unsigned int cid, n = 0;

	rig_join(rig, 4);
	lacp_balance_begin(&rig->lag, b);
	for (cid = 0; cid < LACP_BUCKETS; cid++)
		if (!b->from[cid] && n++ < 100)
			b->load[cid] = 1000;
	lacp_balance_plan(b);
	KUNIT_EXPECT_EQ(test, b->busiest_before, 4000);
	KUNIT_EXPECT_EQ(test, b->busiest_after, 1000);
	return lacp_rebalance(&rig->lag, b, rig->now);
}

static void balance_moves(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	KUNIT_EXPECT_EQ(test, rebalance(test), 75);
	KUNIT_EXPECT_TRUE(test, rig->lag.rebalanced);
	for (i = 0; i < 4; i++) {
		KUNIT_EXPECT_EQ(test, owned(rig, i), i ? 1049 : 949);
		KUNIT_EXPECT_EQ(test, rig_port(rig, i)->buckets, owned(rig, i));
	}
	/* What does not change leaves it as it is. */
	rig_talk(rig, RIG_WORKING, 5);
	KUNIT_EXPECT_EQ(test, owned(rig, 0), 949);
	lacp_forget_balance(&rig->lag, rig->now);
	KUNIT_EXPECT_FALSE(test, rig->lag.rebalanced);
	KUNIT_EXPECT_EQ(test, owned(rig, 0), LACP_BUCKETS / 4);
}

/* A lost port's go to the others in equal parts; it comes back to its quota. */
static void balance_lost(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	rebalance(test);
	rig_link(rig, 3, false);
	KUNIT_EXPECT_TRUE(test, rig->lag.rebalanced);
	KUNIT_EXPECT_EQ(test, owned(rig, 0), 949 + 350);
	KUNIT_EXPECT_EQ(test, owned(rig, 1), 1049 + 350);
	KUNIT_EXPECT_EQ(test, owned(rig, 2), 1049 + 349);
	rig_link(rig, 3, true);
	rig_talk(rig, RIG_WORKING, 5);
	KUNIT_EXPECT_TRUE(test, rig->lag.rebalanced);
	KUNIT_EXPECT_EQ(test, owned(rig, 3), LACP_BUCKETS / 4);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, owned(rig, i), i ? 1049 : 974);
}

/* Another weight is another share: what was measured is forgotten. */
static void balance_weight(struct kunit *test)
{
	struct rig *rig = test->priv;

	rebalance(test);
	lacp_port_link(rig_port(rig, 1), true, 5 * RIG_SPEED, true);
	rig_run(rig);
	KUNIT_EXPECT_FALSE(test, rig->lag.rebalanced);
	KUNIT_EXPECT_EQ(test, owned(rig, 1), LACP_BUCKETS * 5 / 8);
	KUNIT_EXPECT_EQ(test, owned(rig, 0), LACP_BUCKETS / 8);
}

/* When no port is left there is nothing to keep. */
static void balance_all_lost(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	rebalance(test);
	for (i = 0; i < 4; i++)
		rig_link(rig, i, false);
	KUNIT_EXPECT_FALSE(test, rig->lag.rebalanced);
}

/* A plan that moves nothing yet, of three ports that distribute. */
static struct lacp_balance *plan_nothing(struct kunit *test)
{
	struct lacp_balance *b = new_plan(test);
	struct rig *rig = test->priv;

	rig_join(rig, 3);
	lacp_balance_begin(&rig->lag, b);
	memcpy(b->to, b->from, sizeof(b->to));
	/* What follows goes by who has the first. */
	KUNIT_ASSERT_EQ(test, b->from[0], 2);
	KUNIT_ASSERT_EQ(test, b->from[LACP_BUCKETS - 1], 0);
	return b;
}

static void balance_as_planned(struct kunit *test)
{
	struct lacp_balance *b = plan_nothing(test);
	struct rig *rig = test->priv;

	KUNIT_EXPECT_EQ(test, lacp_rebalance(&rig->lag, b, rig->now), 0);
	KUNIT_EXPECT_FALSE(test, rig->lag.rebalanced);
	b->to[0] = 1;
	b->to[LACP_BUCKETS - 1] = 1;
	KUNIT_EXPECT_EQ(test, lacp_rebalance(&rig->lag, b, rig->now), 2);
	KUNIT_EXPECT_TRUE(test, rig->lag.rebalanced);
	KUNIT_EXPECT_EQ(test, rig->lag.bucket[0], 1);
	KUNIT_EXPECT_EQ(test, rig->lag.bucket[LACP_BUCKETS - 1], 1);
	KUNIT_EXPECT_EQ(test, owned(rig, 0), 1366 - 1);
	KUNIT_EXPECT_EQ(test, owned(rig, 1), 1365 + 2);
	KUNIT_EXPECT_EQ(test, owned(rig, 2), 1365 - 1);
}

/* What has changed since a plan was made is left as it is: who carries it, */
static void balance_moved_since(struct kunit *test)
{
	struct lacp_balance *b = plan_nothing(test);
	struct rig *rig = test->priv;

	b->to[0] = 1;
	KUNIT_EXPECT_EQ(test, lacp_rebalance(&rig->lag, b, rig->now), 1);
	b->to[0] = 0;
	KUNIT_EXPECT_EQ(test, lacp_rebalance(&rig->lag, b, rig->now), 0);
	KUNIT_EXPECT_EQ(test, rig->lag.bucket[0], 1);
}

/* whether anybody does, */
static void balance_lost_since(struct kunit *test)
{
	struct lacp_balance *b = plan_nothing(test);
	struct rig *rig = test->priv;
	unsigned int i;

	b->to[0] = 1;
	for (i = 0; i < 3; i++)
		rig_link(rig, i, false);
	KUNIT_EXPECT_EQ(test, lacp_rebalance(&rig->lag, b, rig->now), 0);
	KUNIT_EXPECT_FALSE(test, rig->lag.rebalanced);
	KUNIT_EXPECT_EQ(test, owned(rig, LACP_NO_PORT), LACP_BUCKETS);
}

/* and whether the port that is to take it distributes, or is there at all. */
static void balance_taker_lost_since(struct kunit *test)
{
	struct lacp_balance *b = plan_nothing(test);
	struct rig *rig = test->priv;

	b->to[0] = 1;
	rig_link(rig, 1, false);
	KUNIT_EXPECT_EQ(test, lacp_rebalance(&rig->lag, b, rig->now), 0);
	lacp_port_remove(rig_port(rig, 1));
	KUNIT_EXPECT_EQ(test, lacp_rebalance(&rig->lag, b, rig->now), 0);
	KUNIT_EXPECT_FALSE(test, rig->lag.rebalanced);
	KUNIT_EXPECT_EQ(test, rig->lag.bucket[0], 2);
}

/* One is lost when a slower one comes: that has its quota, others the rest. */
static void balance_replaced(struct kunit *test)
{
	struct rig *rig = test->priv;

	rebalance(test);
	rig_add(rig, 1);
	lacp_port_link(rig_port(rig, 4), true, RIG_SPEED / 10, true);
	rig_run(rig);
	rig_hear(rig, 4, RIG_HELLO);
	lacp_port_link(rig_port(rig, 3), false, RIG_SPEED, true);
	rig_hear(rig, 4, RIG_WORKING);
	KUNIT_EXPECT_TRUE(test, rig->lag.rebalanced);
	KUNIT_EXPECT_EQ(test, owned(rig, 4), 132);
	KUNIT_EXPECT_EQ(test, owned(rig, 3), 0);
	KUNIT_EXPECT_EQ(test, owned(rig, 0), 949 + 306);
	KUNIT_EXPECT_EQ(test, owned(rig, 1), 1049 + 306);
	KUNIT_EXPECT_EQ(test, owned(rig, 2), 1049 + 305);
}

/* What a small one leaves is less than one for each of the others. */
static void balance_crumbs(struct kunit *test)
{
	static const u32 has[] = { 950, 1050, 1048, 1048 };
	struct rig *rig = test->priv;
	unsigned int i;

	rebalance(test);
	rig_add(rig, 1);
	lacp_port_link(rig_port(rig, 4), true, 2, true);
	rig_talk(rig, RIG_WORKING, 2);
	KUNIT_EXPECT_EQ(test, owned(rig, 4), 2);
	rig_link(rig, 4, false);
	KUNIT_EXPECT_TRUE(test, rig->lag.rebalanced);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ_MSG(test, owned(rig, i), has[i], "port %u", i);
}

/* Who was left without any has none to give. */
static void balance_empty(struct kunit *test)
{
	struct lacp_balance *b = plan_nothing(test);
	struct rig *rig = test->priv;
	unsigned int cid;

	for (cid = 0; cid < LACP_BUCKETS; cid++)
		b->to[cid] = b->from[cid] ? b->from[cid] : 1;
	KUNIT_EXPECT_EQ(test, lacp_rebalance(&rig->lag, b, rig->now), 1366);
	rig_plug(rig, 1);
	rig_talk(rig, RIG_WORKING, 2);
	KUNIT_EXPECT_EQ(test, owned(rig, 3), LACP_BUCKETS / 4);
	KUNIT_EXPECT_EQ(test, owned(rig, 0), 0);
	KUNIT_EXPECT_EQ(test, owned(rig, 1), 2048);
	KUNIT_EXPECT_EQ(test, owned(rig, 2), 1024);
}

static struct kunit_case balance_cases[] = {
	KUNIT_CASE_PARAM(balance_plan, plans_gen_params),
	KUNIT_CASE(balance_moves),
	KUNIT_CASE(balance_lost),
	KUNIT_CASE(balance_weight),
	KUNIT_CASE(balance_all_lost),
	KUNIT_CASE(balance_as_planned),
	KUNIT_CASE(balance_moved_since),
	KUNIT_CASE(balance_lost_since),
	KUNIT_CASE(balance_taker_lost_since),
	KUNIT_CASE(balance_replaced),
	KUNIT_CASE(balance_crumbs),
	KUNIT_CASE(balance_empty),
	{}
};

static struct kunit_suite lacp_balance_suite = {
	.name = "lacp-balance",
	.init = rig_init,
	.test_cases = balance_cases,
};

kunit_test_suite(lacp_balance_suite);
