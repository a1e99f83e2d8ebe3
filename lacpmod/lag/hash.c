// SPDX-License-Identifier: GPL-2.0
/*
 * Hash: what of a frame becomes its conversation ID
 *
 * policy       IP packets                               other frames
 * -----------  ---------------------------------------  ----------------------
 * layer2       MAC addresses, VLAN ID, EtherType        the same
 * layer2+3     MAC addresses, IP addresses              as layer2, labels
 * layer3+4     IP addresses, protocol, ports or SPI     as layer2, labels
 * encap2+3     as layer2+3, of the innermost packet     as layer2+3
 * encap3+4     as layer3+4, of the innermost packet     as layer3+4
 * vlan+srcmac  VLAN ID, source MAC address              the same
 * flow         the hash of socket or receiving card,    as layer3+4
 *              else as layer3+4
 * c-vid        the VLAN ID of an outermost C-tag        0 if it has another tag
 * s-vid        the VLAN ID of an outermost S-tag        or none
 *
 * The VLAN ID is the outermost tag's, be it in the frame or not; the EtherType
 * is that behind all tags. Labels are those of MPLS, or the PPPoE session. A
 * fragment has no ports, nor have the other fragments of its datagram, so that
 * all of them take one port.
 *
 * Symmetric, addresses of either kind and ports are put in order first; an SPI,
 * which differs by direction, is left out.
 *
 * There is a quick look (quick.h), at what is common and lies in one piece, and a
 * thorough one, which is here. Both find the same in a common frame: frames of one
 * conversation may go either way, if only some of them have their headers in one
 * piece.
 */

#include <linux/if_vlan.h>

#include <linux/unaligned.h>

#include "hash.h"
#include "parse.h"
#include "quick.h"

/**
 * lag_hash_set() - change how a LAG hashes
 * @h: result
 * @policy: LACPMOD_HASH_*
 * @symmetric: both directions of a flow are one conversation
 * @seed: of the key; the same seed hashes the same
 *
 * Frames that are being hashed meanwhile may take any port.
 */
void lag_hash_set(struct lag_hash *h, u8 policy, bool symmetric, u32 seed)
{
	struct lag_key key;

	lag_make_key(&key, seed);
	WRITE_ONCE(h->key.k[0], key.k[0]);
	WRITE_ONCE(h->key.k[1], key.k[1]);
	WRITE_ONCE(h->key.odd, key.odd);
	WRITE_ONCE(h->way, policy | (symmetric ? LAG_HASH_SYMMETRIC : 0));
}

/* Ethernet */

static u16 lag_outer_vid(const struct sk_buff *skb)
{
	return skb_vlan_tag_present(skb) ? skb_vlan_tag_get_id(skb) : 0;
}

static struct lag_macs lag_read_macs(const struct lag_frame *f, bool symmetric)
{
	struct lag_macs macs = {};
	u8 buf[2 * ETH_ALEN];
	const u8 *frame;

	frame = skb_header_pointer(f->skb, 0, sizeof(buf), buf);
	if (frame)
		macs = lag_macs_at(frame);
	if (symmetric)
		lag_order(&macs.dst, &macs.src);
	return macs;
}

/* Also of frames that are no IP, with what else is known of them. */
static u32 lag_hash_layer2(const struct lag_key *key, struct lag_frame *f,
			   u64 label, bool symmetric)
{
	struct lag_macs macs = lag_read_macs(f, symmetric);
	u16 vid = lag_outer_vid(f->skb);
	u64 dst, src;

	lag_parse_vlan(f, &vid);
	dst = lag_layer2_dst(&macs, vid);
	src = lag_layer2_src(&macs, f->proto);
	if (!label)
		return lag_conversation(key, dst, src);
	return lag_conversation(key, lag_mix(key, dst, src), label);
}

static u32 lag_hash_vlan_srcmac(const struct lag_key *key, struct lag_frame *f)
{
	struct lag_macs macs = lag_read_macs(f, false);
	u16 vid = lag_outer_vid(f->skb);

	lag_parse_vlan(f, &vid);
	return lag_conversation(key, macs.src, vid);
}

/* The standard's distribution by service: it is no hash, and has no key. */
static u32 lag_vid(const struct lag_frame *f, u16 tpid)
{
	__be16 buf;
	const __be16 *tci;

	if (skb_vlan_tag_present(f->skb))
		return f->skb->vlan_proto == htons(tpid) ?
			       skb_vlan_tag_get_id(f->skb) : 0;
	tci = skb_header_pointer(f->skb, f->off, sizeof(buf), &buf);
	if (f->proto != htons(tpid) || !tci)
		return 0;
	return ntohs(get_unaligned(tci)) & VLAN_VID_MASK;
}

/* IP packets */

static u64 lag_addrs(const struct lag_key *key, struct lag_packet *ip,
		     bool symmetric)
{
	if (symmetric)
		lag_order_ipv6(ip->src, ip->dst);
	if (ip->ipv6)
		return lag_mix_ipv6(key, ip->src, ip->dst);
	return ip->src[0] | ip->dst[0] << 32;
}

static u32 lag_port_pair(const struct lag_frame *f, const struct lag_packet *ip,
			 bool symmetric)
{
	u32 ports = lag_parse_ports(f, ip, !symmetric);
	u64 src = ports & 0xffff;
	u64 dst = ports >> 16;

	if (!symmetric)
		return ports;
	lag_order(&src, &dst);
	return src | dst << 16;
}

static u32 lag_hash_ip(const struct lag_key *key, const struct lag_frame *start,
		       bool layer4, bool encap, bool symmetric)
{
	struct lag_frame f = *start, outer = *start;
	struct lag_packet ip;
	struct lag_macs macs;
	u64 addrs;

	if (!lag_parse_ip(&f, &ip, encap))
		return lag_hash_layer2(key, &outer, f.label, symmetric);
	addrs = lag_addrs(key, &ip, symmetric);
	if (layer4)
		return lag_conversation(key, addrs,
					lag_layer4(ip.proto,
						   lag_port_pair(&f, &ip,
								 symmetric)));
	macs = lag_read_macs(&f, symmetric);
	return lag_conversation(key, lag_mix(key, macs.dst, macs.src), addrs);
}

/**
 * lag_hash_thorough() - the conversation ID of any frame, whatever it takes
 * @skb: the frame, its data at the Ethernet header
 * @h: how the LAG hashes
 *
 * Context: any.
 * Return: a number below LACP_BUCKETS.
 */
u32 lag_hash_thorough(const struct sk_buff *skb, const struct lag_hash *h)
{
	u8 way = READ_ONCE(h->way);
	bool symmetric = way & LAG_HASH_SYMMETRIC;
	const struct lag_key *key = &h->key;
	struct lag_frame f;

	if (!lag_parse_start(&f, skb))
		return 0;
	switch (way & ~LAG_HASH_SYMMETRIC) {
	case LACPMOD_HASH_LAYER23:
		return lag_hash_ip(key, &f, false, false, symmetric);
	case LACPMOD_HASH_LAYER34:
	case LACPMOD_HASH_FLOW:
		return lag_hash_ip(key, &f, true, false, symmetric);
	case LACPMOD_HASH_ENCAP23:
		return lag_hash_ip(key, &f, false, true, symmetric);
	case LACPMOD_HASH_ENCAP34:
		return lag_hash_ip(key, &f, true, true, symmetric);
	case LACPMOD_HASH_VLAN_SRCMAC:
		return lag_hash_vlan_srcmac(key, &f);
	case LACPMOD_HASH_C_VID:
		return lag_vid(&f, ETH_P_8021Q);
	case LACPMOD_HASH_S_VID:
		return lag_vid(&f, ETH_P_8021AD);
	}
	return lag_hash_layer2(key, &f, 0, symmetric);
}

/**
 * lag_hash() - the conversation ID of a frame
 * @skb: the frame, its data at the Ethernet header
 * @h: how the LAG hashes
 *
 * Context: any.
 * Return: a number below LACP_BUCKETS.
 */
u32 lag_hash(const struct sk_buff *skb, const struct lag_hash *h)
{
	int cid = LAG_NOT_QUICK;

	switch (READ_ONCE(h->way)) {
	case LACPMOD_HASH_LAYER2:
		cid = lag_quick_layer2(skb, h);
		break;
	case LACPMOD_HASH_LAYER23:
		cid = lag_quick_layer23(skb, h);
		break;
	case LACPMOD_HASH_LAYER34:
		cid = lag_quick_layer34(skb, h);
		break;
	case LACPMOD_HASH_ENCAP34:
		cid = lag_quick_encap34(skb, h);
		break;
	case LACPMOD_HASH_FLOW:
		cid = lag_quick_flow(skb, h);
		break;
	}
	return cid == LAG_NOT_QUICK ? lag_hash_thorough(skb, h) : cid;
}
