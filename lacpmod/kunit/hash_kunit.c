// SPDX-License-Identifier: GPL-2.0
/*
 * What of a frame counts: policies, tags, tunnels, fragments; and that nothing
 * behind a frame's end does. In the kernel only, for it needs sk_buffs.
 */

#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/skbuff.h>

#include "../lag/hash.h"

#define ROOM	256

/**
 * struct packet - a frame
 * @len: octets
 * @octet: these; what is behind is never to be seen
 */
struct packet {
	unsigned int len;
	u8 octet[ROOM];
};

/* What differs between one frame and another. */
struct flow {
	u8 smac, dmac;	/* last octets of these */
	u8 src, dst;
	u16 sport, dport;
	u8 proto;
};

static const struct flow flow = { 1, 2, 10, 20, 1000, 2000, IPPROTO_UDP };

static void put(struct packet *p, const void *octets, unsigned int len)
{
	memcpy(p->octet + p->len, octets, len);
	p->len += len;
}

static void put_u16(struct packet *p, u16 value)
{
	__be16 be = htons(value);

	put(p, &be, sizeof(be));
}

static void put_u32(struct packet *p, u32 value)
{
	__be32 be = htonl(value);

	put(p, &be, sizeof(be));
}

static void put_ether(struct packet *p, const struct flow *f, u16 type)
{
	const u8 macs[] = { 2, 0, 0, 0, 0, f->dmac, 2, 0, 0, 0, 0, f->smac };

	put(p, macs, sizeof(macs));
	put_u16(p, type);
}

static void put_ports(struct packet *p, const struct flow *f)
{
	put_u16(p, f->sport);
	put_u16(p, f->dport);
	put_u32(p, 8 << 16);
}

static void put_ipv4(struct packet *p, const struct flow *f, u16 frag)
{
	const u8 ip[] = {
		0x45, 0, 0, 28, 0, 1, frag >> 8, frag, 64, f->proto, 0, 0,
		10, 0, 0, f->src, 10, 0, 0, f->dst,
	};

	put(p, ip, sizeof(ip));
}

static void put_ipv6(struct packet *p, const struct flow *f, u8 next)
{
	const u8 ip[40] = {
		0x60, 0, 0, 0, 0, 8, next, 64,
		[8] = 0xfe, 0x80, [23] = f->src,
		[24] = 0xfe, 0x80, [39] = f->dst,
	};

	put(p, ip, sizeof(ip));
}

static void put_udp4(struct packet *p, const struct flow *f)
{
	put_ipv4(p, f, 0);
	put_ports(p, f);
}

static void put_tunnel(struct packet *p, u16 dport)
{
	const struct flow outer = { 0, 0, 1, 2, 5555, dport, IPPROTO_UDP };

	put_udp4(p, &outer);
}

static void put_outer(struct packet *p, u8 proto)
{
	const struct flow outer = { 0, 0, 1, 2, 0, 0, proto };

	put_ipv4(p, &outer, 0);
}

/* The kinds of frames */

static void plain4(struct packet *p, const struct flow *f)
{
	put_ether(p, f, ETH_P_IP);
	put_udp4(p, f);
}

static void plain6(struct packet *p, const struct flow *f)
{
	put_ether(p, f, ETH_P_IPV6);
	put_ipv6(p, f, f->proto);
	put_ports(p, f);
}

static void options4(struct packet *p, const struct flow *f)
{
	put_ether(p, f, ETH_P_IP);
	put_ipv4(p, f, 0);
	p->octet[ETH_HLEN] = 0x46;
	put_u32(p, 0x01010100);
	put_ports(p, f);
}

static void extensions6(struct packet *p, const struct flow *f)
{
	const u8 headers[] = { 60, 0, 1, 4, 0, 0, 0, 0, f->proto, 0, 1, 4 };

	put_ether(p, f, ETH_P_IPV6);
	put_ipv6(p, f, 0);
	put(p, headers, sizeof(headers));
	put_u32(p, 0);
	put_ports(p, f);
}

static void tagged(struct packet *p, const struct flow *f)
{
	put_ether(p, f, ETH_P_8021Q);
	put_u16(p, 0x2005);
	put_u16(p, ETH_P_IP);
	put_udp4(p, f);
}

static void tagged_twice(struct packet *p, const struct flow *f)
{
	put_ether(p, f, ETH_P_8021AD);
	put_u16(p, 7);
	put_u16(p, ETH_P_8021Q);
	put_u16(p, 5);
	put_u16(p, ETH_P_IPV6);
	put_ipv6(p, f, f->proto);
	put_ports(p, f);
}

static void pppoe(struct packet *p, const struct flow *f)
{
	put_ether(p, f, ETH_P_PPP_SES);
	put_u16(p, 0x1100);
	put_u16(p, 77);
	put_u16(p, 30);
	put_u16(p, 0x0021);
	put_udp4(p, f);
}

static void mpls(struct packet *p, const struct flow *f)
{
	put_ether(p, f, ETH_P_MPLS_UC);
	put_u32(p, 100 << 12 | 64);
	put_u32(p, 200 << 12 | 1 << 8 | 64);
	put_udp4(p, f);
}

static void ipip(struct packet *p, const struct flow *f)
{
	put_ether(p, f, ETH_P_IP);
	put_outer(p, IPPROTO_IPIP);
	put_udp4(p, f);
}

static void sit(struct packet *p, const struct flow *f)
{
	put_ether(p, f, ETH_P_IP);
	put_outer(p, IPPROTO_IPV6);
	put_ipv6(p, f, f->proto);
	put_ports(p, f);
}

/* With a checksum, a key and a sequence number. */
static void gre(struct packet *p, const struct flow *f)
{
	put_ether(p, f, ETH_P_IP);
	put_outer(p, IPPROTO_GRE);
	put_u16(p, 0xb000);
	put_u16(p, ETH_P_TEB);
	put_u32(p, 0);
	put_u32(p, 42);
	put_u32(p, 1);
	put_ether(p, f, ETH_P_IP);
	put_udp4(p, f);
}

static void vxlan(struct packet *p, const struct flow *f)
{
	put_ether(p, f, ETH_P_IP);
	put_tunnel(p, LAG_PORT_VXLAN);
	put_u32(p, 0x08000000);
	put_u32(p, 42 << 8);
	put_ether(p, f, ETH_P_IP);
	put_udp4(p, f);
}

static void vxlan6(struct packet *p, const struct flow *f)
{
	put_ether(p, f, ETH_P_IP);
	put_tunnel(p, LAG_PORT_VXLAN_OLD);
	put_u32(p, 0x08000000);
	put_u32(p, 42 << 8);
	tagged_twice(p, f);
}

static void geneve(struct packet *p, const struct flow *f)
{
	put_ether(p, f, ETH_P_IP);
	put_tunnel(p, LAG_PORT_GENEVE);
	put_u32(p, 0x02000000 | ETH_P_TEB);
	put_u32(p, 42 << 8);
	put_u32(p, 0);
	put_u32(p, 0);
	put_ether(p, f, ETH_P_IP);
	put_udp4(p, f);
}

/* With an extension header. */
static void gtpu(struct packet *p, const struct flow *f)
{
	put_ether(p, f, ETH_P_IP);
	put_tunnel(p, LAG_PORT_GTPU);
	put_u32(p, 0x34ff0020);
	put_u32(p, 4711);
	put_u32(p, 0x00000085);
	put_u32(p, 0x01000900);
	put_udp4(p, f);
}

static void arp(struct packet *p, const struct flow *f)
{
	put_ether(p, f, ETH_P_ARP);
	put_u32(p, 0x00010800);
}

static void lldp(struct packet *p, const struct flow *f)
{
	put_ether(p, f, ETH_P_LLDP);
}

static const struct kind {
	const char *name;
	void (*make)(struct packet *p, const struct flow *f);
	bool ip, tunnel;
} kinds[] = {
	{ "IPv4", plain4, true }, { "IPv6", plain6, true },
	{ "IPv4 with options", options4, true },
	{ "IPv6 with extension headers", extensions6, true },
	{ "a tag", tagged, true }, { "two tags", tagged_twice, true },
	{ "PPPoE", pppoe, true }, { "MPLS", mpls, true },
	{ "IPIP", ipip, true, true }, { "SIT", sit, true, true },
	{ "GRE", gre, true, true }, { "VXLAN", vxlan, true, true },
	{ "VXLAN, IPv6 inside", vxlan6, true, true },
	{ "Geneve", geneve, true, true }, { "GTP-U", gtpu, true, true },
	{ "ARP", arp }, { "LLDP", lldp },
};

/* How it is hashed */

static struct lag_hash how(u8 policy, bool symmetric)
{
	struct lag_hash h;

	lag_hash_set(&h, policy, symmetric, 1);
	return h;
}

/*
 * The first @linear octets in the head, the rest in a page. What is behind the
 * head's end is @garbage.
 */
static struct sk_buff *make_skb(struct kunit *test, const struct packet *p,
				unsigned int linear, u8 garbage)
{
	struct sk_buff *skb = alloc_skb(2 * ROOM, GFP_KERNEL);
	unsigned int rest = p->len - linear;
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	memset(skb->data, garbage, 2 * ROOM);
	skb_put_data(skb, p->octet, linear);
	if (rest) {
		page = alloc_page(GFP_KERNEL | __GFP_ZERO);
		KUNIT_ASSERT_NOT_NULL(test, page);
		memcpy(page_address(page), p->octet + linear, rest);
		skb_add_rx_frag(skb, 0, page, 0, rest, PAGE_SIZE);
	}
	return skb;
}

static u32 hash(struct kunit *test, const struct lag_hash *h,
		const struct packet *p)
{
	struct sk_buff *skb = make_skb(test, p, p->len, 0);
	u32 cid = lag_hash(skb, h);

	kfree_skb(skb);
	return cid;
}

static u32 hash_flow(struct kunit *test, const struct lag_hash *h,
		     const struct kind *kind, const struct flow *f)
{
	struct packet p = {};

	kind->make(&p, f);
	return hash(test, h, &p);
}

/* Headers in one piece or in two: the quick look and the thorough one agree. */
static void hash_of_pieces(struct kunit *test)
{
	unsigned int i, linear;
	u8 way;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct packet p = {};
		struct sk_buff *whole;

		kinds[i].make(&p, &flow);
		whole = make_skb(test, &p, p.len, 0);
		for (linear = 0; linear < p.len; linear++) {
			struct sk_buff *skb = make_skb(test, &p, linear, 0xff);

			for (way = 0; way <= LACPMOD_HASH_S_VID; way++) {
				struct lag_hash h = how(way, false);

				KUNIT_EXPECT_EQ_MSG(test, lag_hash(whole, &h),
						    lag_hash(skb, &h),
						    "%s, policy %u, %u linear",
						    kinds[i].name, way, linear);
			}
			kfree_skb(skb);
		}
		kfree_skb(whole);
	}
}

/* Of a frame that ends anywhere nothing behind its end counts. */
static void hash_of_the_short(struct kunit *test)
{
	unsigned int i, len;
	u8 way;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct packet p = {};

		kinds[i].make(&p, &flow);
		for (len = p.len; len; len--) {
			struct sk_buff *one, *other;

			p.len = len;
			one = make_skb(test, &p, len, 0x45);
			other = make_skb(test, &p, len, 0xff);
			for (way = 0; way <= LACPMOD_HASH_S_VID; way++) {
				struct lag_hash h = how(way, len % 2);

				KUNIT_EXPECT_EQ_MSG(test, lag_hash(one, &h),
						    lag_hash(other, &h),
						    "%s, policy %u, %u octets",
						    kinds[i].name, way, len);
			}
			kfree_skb(one);
			kfree_skb(other);
		}
	}
}

/* Whether a field counts: of some changes to it at least one is to be seen. */
static bool counts(struct kunit *test, u8 policy, const struct kind *kind,
		   size_t offset)
{
	struct lag_hash h = how(policy, false);
	u32 was = hash_flow(test, &h, kind, &flow);
	unsigned int i;

	for (i = 0; i < 4; i++) {
		struct flow f = flow;

		*((u8 *)&f + offset) ^= 0x10 << i;
		if (hash_flow(test, &h, kind, &f) != was)
			return true;
	}
	return false;
}

#define COUNTS(policy, kind, field) \
	counts(test, LACPMOD_HASH_##policy, kind, offsetof(struct flow, field))

static void hash_of_what_counts(struct kunit *test)
{
	const struct kind *k;

	for (k = kinds; k < kinds + ARRAY_SIZE(kinds); k++) {
		bool seen = k->ip && !k->tunnel;

		KUNIT_EXPECT_TRUE_MSG(test, COUNTS(LAYER2, k, smac), "%s", k->name);
		KUNIT_EXPECT_TRUE_MSG(test, COUNTS(LAYER2, k, dmac), "%s", k->name);
		KUNIT_EXPECT_FALSE_MSG(test, COUNTS(LAYER2, k, src), "%s", k->name);
		KUNIT_EXPECT_TRUE_MSG(test, COUNTS(LAYER23, k, dmac), "%s", k->name);
		KUNIT_EXPECT_EQ_MSG(test, COUNTS(LAYER23, k, dst), seen, "%s", k->name);
		KUNIT_EXPECT_FALSE_MSG(test, COUNTS(LAYER23, k, sport), "%s", k->name);
		KUNIT_EXPECT_EQ_MSG(test, COUNTS(LAYER34, k, smac), !k->ip, "%s", k->name);
		KUNIT_EXPECT_EQ_MSG(test, COUNTS(LAYER34, k, src), seen, "%s", k->name);
		KUNIT_EXPECT_EQ_MSG(test, COUNTS(LAYER34, k, dport), seen, "%s", k->name);
		KUNIT_EXPECT_EQ_MSG(test, COUNTS(FLOW, k, sport), seen, "%s", k->name);
		KUNIT_EXPECT_EQ_MSG(test, COUNTS(ENCAP23, k, src), k->ip, "%s", k->name);
		KUNIT_EXPECT_FALSE_MSG(test, COUNTS(ENCAP23, k, dport), "%s", k->name);
		KUNIT_EXPECT_EQ_MSG(test, COUNTS(ENCAP34, k, dst), k->ip, "%s", k->name);
		KUNIT_EXPECT_EQ_MSG(test, COUNTS(ENCAP34, k, sport), k->ip, "%s", k->name);
		KUNIT_EXPECT_TRUE_MSG(test, COUNTS(VLAN_SRCMAC, k, smac), "%s", k->name);
		KUNIT_EXPECT_FALSE_MSG(test, COUNTS(VLAN_SRCMAC, k, dmac), "%s", k->name);
	}
}

/* Both directions; without the option they would part sooner or later. */
static void hash_of_both_directions(struct kunit *test)
{
	static const u8 policies[] = {
		LACPMOD_HASH_LAYER2, LACPMOD_HASH_LAYER23, LACPMOD_HASH_LAYER34,
		LACPMOD_HASH_ENCAP23, LACPMOD_HASH_ENCAP34,
	};
	unsigned int i, way, n, parted;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		for (way = 0; way < ARRAY_SIZE(policies); way++) {
			struct lag_hash h = how(policies[way], true);
			struct lag_hash other = how(policies[way], false);

			for (n = parted = 0; n < 8; n++) {
				struct flow f = flow, back;

				f.src += n;
				f.dport -= n * 300;
				back = (struct flow){
					f.dmac, f.smac, f.dst, f.src, f.dport,
					f.sport, f.proto,
				};
				KUNIT_EXPECT_EQ_MSG(test,
						    hash_flow(test, &h, &kinds[i], &f),
						    hash_flow(test, &h, &kinds[i], &back),
						    "%s, policy %u", kinds[i].name,
						    policies[way]);
				parted += hash_flow(test, &other, &kinds[i], &f) !=
					  hash_flow(test, &other, &kinds[i], &back);
			}
			if (!kinds[i].tunnel)
				KUNIT_EXPECT_GE_MSG(test, parted, 1u, "%s, policy %u",
						    kinds[i].name, policies[way]);
		}
	}
}

static void fragment4(struct packet *p, u16 frag, u16 first_word)
{
	*p = (struct packet){};
	put_ether(p, &flow, ETH_P_IP);
	put_ipv4(p, &flow, frag);
	put_u16(p, first_word);
	put_u16(p, 2000);
	put_u32(p, 0);
}

static void fragment6(struct packet *p, u16 frag, u16 first_word)
{
	*p = (struct packet){};
	put_ether(p, &flow, ETH_P_IPV6);
	put_ipv6(p, &flow, 44);
	put_u16(p, flow.proto << 8);
	put_u16(p, frag);
	put_u32(p, 99);
	put_u16(p, first_word);
	put_u16(p, 2000);
	put_u32(p, 0);
}

/* The first has ports, the middle and the last have not. */
static void hash_of_fragments(struct kunit *test)
{
	static const u8 policies[] = {
		LACPMOD_HASH_LAYER23, LACPMOD_HASH_LAYER34,
		LACPMOD_HASH_ENCAP34, LACPMOD_HASH_FLOW,
	};
	struct packet first, middle, last;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(policies); i++) {
		struct lag_hash h = how(policies[i], i % 2);

		fragment4(&first, 0x2000, 1000);
		fragment4(&middle, 0x2010, 7777);
		fragment4(&last, 0x0020, 8888);
		KUNIT_EXPECT_EQ(test, hash(test, &h, &first), hash(test, &h, &middle));
		KUNIT_EXPECT_EQ(test, hash(test, &h, &first), hash(test, &h, &last));
		fragment6(&first, 0x0001, 1000);
		fragment6(&middle, 0x0081, 7777);
		fragment6(&last, 0x0100, 8888);
		KUNIT_EXPECT_EQ(test, hash(test, &h, &first), hash(test, &h, &middle));
		KUNIT_EXPECT_EQ(test, hash(test, &h, &first), hash(test, &h, &last));
	}
}

/* A tag in the frame or beside it is the same; and looked through by layer3+4. */
static void hash_of_tags(struct kunit *test)
{
	struct packet inside = {}, beside = {};
	struct sk_buff *skb;
	struct lag_hash h;
	u32 cid;
	u8 way;

	tagged(&inside, &flow);
	plain4(&beside, &flow);
	for (way = 0; way <= LACPMOD_HASH_S_VID; way++) {
		h = how(way, false);
		skb = make_skb(test, &beside, beside.len, 0);
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), 0x2005);
		cid = lag_hash(skb, &h);
		kfree_skb(skb);
		KUNIT_EXPECT_EQ_MSG(test, cid, hash(test, &h, &inside),
				    "policy %u", way);
	}
	h = how(LACPMOD_HASH_LAYER34, false);
	KUNIT_EXPECT_EQ(test, hash(test, &h, &beside), hash(test, &h, &inside));
	h = how(LACPMOD_HASH_LAYER2, false);
	KUNIT_EXPECT_NE(test, hash(test, &h, &beside), hash(test, &h, &inside));
}

static void hash_of_vids(struct kunit *test)
{
	struct lag_hash c = how(LACPMOD_HASH_C_VID, false);
	struct lag_hash s = how(LACPMOD_HASH_S_VID, true);
	struct packet none = {}, one = {}, two = {};

	plain4(&none, &flow);
	tagged(&one, &flow);
	tagged_twice(&two, &flow);
	KUNIT_EXPECT_EQ(test, hash(test, &c, &none), 0u);
	KUNIT_EXPECT_EQ(test, hash(test, &s, &none), 0u);
	KUNIT_EXPECT_EQ(test, hash(test, &c, &one), 5u);
	KUNIT_EXPECT_EQ(test, hash(test, &s, &one), 0u);
	KUNIT_EXPECT_EQ(test, hash(test, &c, &two), 0u);
	KUNIT_EXPECT_EQ(test, hash(test, &s, &two), 7u);
}

/* The packet's own hash counts if it has one, and nothing else then. */
static void hash_of_a_hash(struct kunit *test)
{
	struct lag_hash h = how(LACPMOD_HASH_FLOW, false);
	struct packet p = {}, q = {};
	struct flow f = flow;
	u32 cid[4];
	unsigned int i;

	plain4(&p, &flow);
	f.sport++;
	plain4(&q, &f);
	for (i = 0; i < 4; i++) {
		struct sk_buff *skb = make_skb(test, i == 1 ? &q : &p, p.len, 0);

		if (i == 3)
			skb->hash = 99;	/* of a card, of no ports */
		else
			__skb_set_hash(skb, 4711 + i / 2, false, true);
		cid[i] = lag_hash(skb, &h);
		kfree_skb(skb);
	}
	KUNIT_EXPECT_EQ(test, cid[0], cid[1]);
	KUNIT_EXPECT_NE(test, cid[0], cid[2]);
	h = how(LACPMOD_HASH_LAYER34, false);
	KUNIT_EXPECT_EQ(test, cid[3], hash(test, &h, &p));
}

/* More of each than is looked through, and lengths that lie. */
static void hash_of_the_endless(struct kunit *test)
{
	struct packet tags = {}, labels = {}, tunnels = {}, lies = {};
	struct lag_hash h = how(LACPMOD_HASH_ENCAP34, false);
	unsigned int i;

	put_ether(&tags, &flow, ETH_P_8021Q);
	put_ether(&labels, &flow, ETH_P_MPLS_UC);
	for (i = 0; i < 40; i++) {
		put_u32(&tags, 5 << 16 | ETH_P_8021Q);
		put_u32(&labels, i << 12);
	}
	put_ether(&tunnels, &flow, ETH_P_IP);
	for (i = 0; i < 10; i++)
		put_outer(&tunnels, IPPROTO_IPIP);
	gtpu(&lies, &flow);
	/* An extension header of no length at all */
	lies.octet[ETH_HLEN + 20 + 8 + 12] = 0;
	KUNIT_EXPECT_LT(test, hash(test, &h, &tags), 4096u);
	KUNIT_EXPECT_LT(test, hash(test, &h, &labels), 4096u);
	KUNIT_EXPECT_LT(test, hash(test, &h, &tunnels), 4096u);
	KUNIT_EXPECT_LT(test, hash(test, &h, &lies), 4096u);
}

static struct kunit_case hash_cases[] = {
	KUNIT_CASE(hash_of_pieces),
	KUNIT_CASE(hash_of_the_short),
	KUNIT_CASE(hash_of_what_counts),
	KUNIT_CASE(hash_of_both_directions),
	KUNIT_CASE(hash_of_fragments),
	KUNIT_CASE(hash_of_tags),
	KUNIT_CASE(hash_of_vids),
	KUNIT_CASE(hash_of_a_hash),
	KUNIT_CASE(hash_of_the_endless),
	{}
};

static struct kunit_suite hash_suite = {
	.name = "lag-hash",
	.test_cases = hash_cases,
};

kunit_test_suite(hash_suite);
