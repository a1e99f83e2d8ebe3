// SPDX-License-Identifier: GPL-2.0
/*
 * How evenly the mix spreads flows, and that it does so anew in a second tier
 */

#include <kunit/test.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "../lag/mix.h"

#define FLOWS		100000
#define PORTS		8
#define SEEDS		4
#define CIDS		4096

static const char *const kinds[] = {
	"random", "sequential ports", "sequential addresses",
	"sport == dport", "src == dst", "both directions", "a grid", "IPv6",
};

/* A flow as the two words that the mix is given. */
struct flow {
	u64 a;
	u64 b;
};

static u64 addrs(u32 src, u32 dst)
{
	return (u64)__builtin_bswap32(dst) << 32 | __builtin_bswap32(src);
}

static u64 ports(u16 src, u16 dst)
{
	return 17ULL << 56 | (u32)__builtin_bswap16(dst) << 16 |
	       __builtin_bswap16(src);
}

/* One prefix, and hosts by turns. */
static u64 addrs_ipv6(const struct lag_key *key, u32 i)
{
	const u64 prefix = __builtin_bswap64(0x20010db800000000ULL);
	u64 src[] = { prefix, (u64)__builtin_bswap32(i) << 32 };
	u64 dst[] = { prefix, (u64)__builtin_bswap32(1) << 32 };

	return lag_mix_ipv6(key, src, dst);
}

static void make_flow(struct flow *f, unsigned int kind, u32 i, u64 *state,
		      const struct lag_key *key)
{
	const u32 net = 10 << 24;
	u32 host = net + 1 + i / 50000;
	u16 port = 10000 + i % 50000;

	switch (kind) {
	case 0:
		*f = (struct flow){ lag_scatter(state),
				    lag_scatter(state) >> 32 | 6ULL << 56 };
		break;
	case 1:
		*f = (struct flow){ addrs(host, net), ports(port, 443) };
		break;
	case 2:
		*f = (struct flow){ addrs(net + i, net), ports(5000, 443) };
		break;
	case 3:
		*f = (struct flow){ addrs(host, net), ports(port, port) };
		break;
	case 4:
		*f = (struct flow){ addrs(net + i, net + i), ports(53, 53) };
		break;
	case 5:
		host = net + 1 + i / 2;
		*f = i % 2 ? (struct flow){ addrs(net, host), ports(443, 99) } :
			     (struct flow){ addrs(host, net), ports(99, 443) };
		break;
	case 6:
		*f = (struct flow){ addrs(net + i % 317, net + i / 317),
				    ports(5000, 443) };
		break;
	default:
		*f = (struct flow){ addrs_ipv6(key, i), ports(5000, 443) };
	}
}

/* By how many per thousand the busiest of the ports has more than its share. */
static u32 excess(const u32 *count)
{
	u32 max = 0, sum = 0, i;

	for (i = 0; i < PORTS; i++) {
		sum += count[i];
		max = max < count[i] ? count[i] : max;
	}
	return (u32)(((u64)max * PORTS * 1000 + sum - 1) / sum) - 1000;
}

/**
 * struct spread - where flows have gone
 * @first: by port of the first tier; every eighth conversation ID is a port's
 * @second: those of the first tier's first port, by port of the second
 */
struct spread {
	u32 first[PORTS];
	u32 second[PORTS];
};

static void spread_flows(struct spread *s, unsigned int kind, u32 seed)
{
	struct lag_key key, next;
	u64 state = seed;
	struct flow f;
	u32 i, port;

	lag_make_key(&key, seed);
	lag_make_key(&next, seed + 1);
	*s = (struct spread){};
	for (i = 0; i < FLOWS; i++) {
		make_flow(&f, kind, i, &state, &key);
		port = lag_conversation(&key, f.a, f.b) % PORTS;
		s->first[port]++;
		if (port)
			continue;
		if (kind == 7)
			make_flow(&f, kind, i, &state, &next);
		s->second[lag_conversation(&next, f.a, f.b) % PORTS]++;
	}
}

/*
 * 3 % of 12,500 is what chance exceeds once in 100 times for one of 8 ports; 5 %
 * of the 1,562 of a second tier is not much for chance, which exceeds 8 % once
 * in 150 times. The seeds are always the same, so these numbers are, too.
 */
static void mix_spreads(struct kunit *test)
{
	unsigned int kind, near = 0;
	struct spread s;
	u32 seed;

	for (kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
		for (seed = 1; seed <= SEEDS; seed++) {
			spread_flows(&s, kind, seed);
			KUNIT_EXPECT_LE_MSG(test, excess(s.first), 30u,
					    "%s, seed %u", kinds[kind], seed);
			KUNIT_EXPECT_LE_MSG(test, excess(s.second), 80u,
					    "%s, seed %u, second tier",
					    kinds[kind], seed);
			near += excess(s.second) <= 50;
		}
	}
	/* As many as chance has. */
	KUNIT_EXPECT_GE(test, near, ARRAY_SIZE(kinds) * SEEDS * 3 / 4);
}

/* Each conversation ID is as good as another. */
static void mix_fills_all(struct kunit *test)
{
	static u16 count[CIDS];
	struct lag_key key;
	u64 state = 1;
	struct flow f;
	u32 i, least = FLOWS, most = 0;

	memset(count, 0, sizeof(count));
	lag_make_key(&key, 1);
	for (i = 0; i < FLOWS; i++) {
		make_flow(&f, 1, i, &state, &key);
		count[lag_conversation(&key, f.a, f.b)]++;
	}
	for (i = 0; i < CIDS; i++) {
		least = min_t(u32, least, count[i]);
		most = max_t(u32, most, count[i]);
	}
	/* 24 are to be expected; 5 times their deviation */
	KUNIT_EXPECT_GE(test, least, 1u);
	KUNIT_EXPECT_LE(test, most, 49u);
}

/* A bit more or less in a word, or another seed: half of all move or stay. */
static void mix_avalanches(struct kunit *test)
{
	u32 bit, i, same, worst = 0, out, seen = 0;
	struct lag_key key, next;
	struct flow f;
	u64 state = 7;

	lag_make_key(&key, 1);
	lag_make_key(&next, 2);
	for (bit = 0; bit < 129; bit++) {
		same = 0;
		for (i = 0; i < 4096; i++) {
			u32 was;

			make_flow(&f, 0, i, &state, &key);
			was = lag_conversation(&key, f.a, f.b);
			if (bit < 64)
				f.a ^= 1ULL << bit;
			else if (bit < 128)
				f.b ^= 1ULL << (bit - 64);
			out = lag_conversation(bit < 128 ? &key : &next, f.a,
					       f.b);
			same += was == out;
			seen |= was ^ out;
		}
		worst = max(worst, same);
	}
	/* Chance leaves one of 4,096 where it was. */
	KUNIT_EXPECT_LE(test, worst, 10u);
	KUNIT_EXPECT_EQ(test, seen, CIDS - 1u);
}

/* The same of each bit of two IPv6 addresses. */
static void mix_avalanches_ipv6(struct kunit *test)
{
	u32 bit, i, was, out, same, worst = 0, seen = 0;
	u64 state = 7, addrs[4];
	struct lag_key key;

	lag_make_key(&key, 1);
	for (bit = 0; bit < 256; bit++) {
		same = 0;
		for (i = 0; i < 4096; i++) {
			addrs[0] = lag_scatter(&state);
			addrs[1] = lag_scatter(&state);
			addrs[2] = lag_scatter(&state);
			addrs[3] = lag_scatter(&state);
			was = lag_conversation(&key, lag_mix_ipv6(&key, addrs, addrs + 2), 0);
			addrs[bit / 64] ^= 1ULL << bit % 64;
			out = lag_conversation(&key, lag_mix_ipv6(&key, addrs, addrs + 2), 0);
			same += was == out;
			seen |= was ^ out;
		}
		worst = max(worst, same);
	}
	KUNIT_EXPECT_LE(test, worst, 10u);
	KUNIT_EXPECT_EQ(test, seen, CIDS - 1u);
}

/* The numbers of a seed are the same for ever, and on every machine. */
static void mix_is_reproducible(struct kunit *test)
{
	const u64 src[] = { 1, 2 }, dst[] = { 3, 4 };
	struct lag_key key;

	lag_make_key(&key, 1);
	KUNIT_EXPECT_EQ(test, key.k[0], 0x910a2dec89025cc1ULL);
	KUNIT_EXPECT_EQ(test, key.odd & 1, 1ULL);
	KUNIT_EXPECT_EQ(test, lag_conversation(&key, 1, 2), 2890ul);
	KUNIT_EXPECT_EQ(test, lag_conversation(&key, 2, 1), 3190ul);
	KUNIT_EXPECT_EQ(test, lag_mix_ipv6(&key, src, dst), 0x827b7478d73cdbf8ULL);
	KUNIT_EXPECT_NE(test, lag_mix_ipv6(&key, src, dst),
			lag_mix_ipv6(&key, dst, src));
}

static void mix_orders(struct kunit *test)
{
	u64 low[] = { 1, 5 }, high[] = { 1, 6 }, other[] = { 2, 0 };
	u64 a = 7, b = 3;

	lag_order(&a, &b);
	KUNIT_EXPECT_EQ(test, a, 3ULL);
	KUNIT_EXPECT_EQ(test, b, 7ULL);
	lag_order(&a, &b);
	KUNIT_EXPECT_EQ(test, a, 3ULL);
	lag_order_ipv6(low, high);
	KUNIT_EXPECT_EQ(test, low[1], 5ULL);
	lag_order_ipv6(high, low);
	KUNIT_EXPECT_EQ(test, high[1], 5ULL);
	KUNIT_EXPECT_EQ(test, low[1], 6ULL);
	lag_order_ipv6(other, low);
	KUNIT_EXPECT_EQ(test, other[0], 1ULL);
	KUNIT_EXPECT_EQ(test, low[0], 2ULL);
	KUNIT_EXPECT_EQ(test, low[1], 0ULL);
}

static struct kunit_case mix_cases[] = {
	KUNIT_CASE(mix_spreads),
	KUNIT_CASE(mix_fills_all),
	KUNIT_CASE(mix_avalanches),
	KUNIT_CASE(mix_avalanches_ipv6),
	KUNIT_CASE(mix_is_reproducible),
	KUNIT_CASE(mix_orders),
	{}
};

static struct kunit_suite mix_suite = {
	.name = "lag-mix",
	.test_cases = mix_cases,
};

kunit_test_suite(mix_suite);
