// SPDX-License-Identifier: GPL-2.0
/*
 * Hash: what of a frame becomes its conversation ID
 *
 * policy     plain IPv4 and IPv6                     other frames
 * ---------  --------------------------------------  ------------------------
 * layer2     MAC addresses, VLAN ID, EtherType       the same
 * layer2+3   MAC addresses, IP addresses             as layer2
 * layer3+4   IP addresses, protocol, ports           as layer2
 *
 * VLAN tags in the frame are looked through. A fragment has no ports, nor have
 * the other fragments of its datagram, so that all of them take one port. IPv6
 * extension headers are left to the kernel's flow dissector.
 *
 * All that is used goes through two rounds of multiply and fold under a seed
 * of the LAG's own, so that each bit of it reaches each bit of the conversation
 * ID. A seed that was merely added would only rotate the bucket table, and a
 * second tier of LAGs would find its flows presorted by the first.
 */

#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/flow_dissector.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include <linux/unaligned.h>

#include "lag.h"

#define LAG_MIX		0x9e3779b97f4a7c15ULL	/* 2^64 / golden ratio, odd */
#define LAG_CID_BITS	12

/**
 * struct lag_frame - where parsing has arrived
 * @skb: the frame
 * @off: offset of what follows the EtherType
 * @proto: the EtherType, VLAN tags looked through
 * @vid: VLAN ID of the outermost tag, or 0
 */
struct lag_frame {
	const struct sk_buff *skb;
	int off;
	__be16 proto;
	u16 vid;
};

static u64 lag_mix(u64 h, u64 v)
{
	h = (h ^ v) * LAG_MIX;
	return h ^ (h >> 32);
}

static u32 lag_finish(u64 h)
{
	return (h * LAG_MIX) >> (64 - LAG_CID_BITS);
}

static const void *lag_header(const struct lag_frame *f, int off, int len,
			      void *buf)
{
	return skb_header_pointer(f->skb, off, len, buf);
}

/* Look through VLAN tags in the frame. */
static void lag_parse_vlan(struct lag_frame *f)
{
	int tags = VLAN_MAX_DEPTH;

	while (eth_type_vlan(f->proto) && tags--) {
		struct vlan_hdr buf;
		const struct vlan_hdr *tag;

		tag = lag_header(f, f->off, sizeof(buf), &buf);
		if (!tag)
			return;
		if (!f->vid)
			f->vid = ntohs(tag->h_vlan_TCI) & VLAN_VID_MASK;
		f->proto = tag->h_vlan_encapsulated_proto;
		f->off += VLAN_HLEN;
	}
}

static u64 lag_hash_macs(const struct lag_frame *f, u64 h)
{
	struct ethhdr buf;
	const struct ethhdr *eth = lag_header(f, 0, sizeof(buf), &buf);

	if (!eth)
		return h;
	h = lag_mix(h, get_unaligned((const u64 *)eth->h_dest));
	return lag_mix(h, get_unaligned((const u32 *)(eth->h_source + 2)));
}

static u64 lag_hash_layer2(const struct lag_frame *f, u64 h)
{
	h = lag_hash_macs(f, h);
	return lag_mix(h, (u64)f->vid << 16 | (__force u16)f->proto);
}

static bool lag_has_ports(u8 proto)
{
	return proto == IPPROTO_TCP || proto == IPPROTO_UDP ||
	       proto == IPPROTO_SCTP || proto == IPPROTO_DCCP ||
	       proto == IPPROTO_UDPLITE;
}

/* Both ports in one word, or 0 where the frame ends before them. */
static u32 lag_ports_at(const struct lag_frame *f, int off)
{
	u32 buf;
	const u32 *ports = lag_header(f, off, sizeof(buf), &buf);

	return ports ? get_unaligned(ports) : 0;
}

static bool lag_hash_ipv4(const struct lag_frame *f, bool layer4, u64 *h)
{
	struct iphdr buf;
	const struct iphdr *ip = lag_header(f, f->off, sizeof(buf), &buf);
	u32 ports = 0;

	if (!ip || ip->version != 4 || ip->ihl < 5)
		return false;

	*h = lag_mix(*h, (u64)(__force u32)ip->saddr << 32 |
			 (__force u32)ip->daddr);
	if (!layer4)
		return true;
	if (lag_has_ports(ip->protocol) &&
	    !(ip->frag_off & htons(IP_MF | IP_OFFSET)))
		ports = lag_ports_at(f, f->off + ip->ihl * 4);
	*h = lag_mix(*h, (u64)ip->protocol << 32 | ports);
	return true;
}

/* Behind extension headers: fragments have no ports, others are dissected. */
static u32 lag_dissect_ports(const struct lag_frame *f, u8 *proto)
{
	struct flow_keys keys;

	if (*proto == NEXTHDR_FRAGMENT ||
	    !skb_flow_dissect_flow_keys(f->skb, &keys, 0) ||
	    keys.control.flags & FLOW_DIS_IS_FRAGMENT)
		return 0;
	*proto = keys.basic.ip_proto;
	return (__force u32)keys.ports.ports;
}

static bool lag_hash_ipv6(const struct lag_frame *f, bool layer4, u64 *h)
{
	struct ipv6hdr buf;
	const struct ipv6hdr *ip = lag_header(f, f->off, sizeof(buf), &buf);
	u32 ports = 0;
	u8 proto;
	int i;

	if (!ip || ip->version != 6)
		return false;

	for (i = 0; i < 4; i += 2) {
		*h = lag_mix(*h, (u64)(__force u32)ip->saddr.s6_addr32[i] << 32 |
				 (__force u32)ip->saddr.s6_addr32[i + 1]);
		*h = lag_mix(*h, (u64)(__force u32)ip->daddr.s6_addr32[i] << 32 |
				 (__force u32)ip->daddr.s6_addr32[i + 1]);
	}
	if (!layer4)
		return true;
	proto = ip->nexthdr;
	if (lag_has_ports(proto))
		ports = lag_ports_at(f, f->off + sizeof(*ip));
	else if (ipv6_ext_hdr(proto))
		ports = lag_dissect_ports(f, &proto);
	*h = lag_mix(*h, (u64)proto << 32 | ports);
	return true;
}

static bool lag_hash_ip(const struct lag_frame *f, bool layer4, u64 *h)
{
	switch (f->proto) {
	case htons(ETH_P_IP):
		return lag_hash_ipv4(f, layer4, h);
	case htons(ETH_P_IPV6):
		return lag_hash_ipv6(f, layer4, h);
	}
	return false;
}

/**
 * lag_hash() - the conversation ID of a frame
 * @lag: the LAG
 * @skb: the frame, its data at the Ethernet header
 *
 * Context: any.
 * Return: a number below LACP_BUCKETS.
 */
u32 lag_hash(const struct lag *lag, const struct sk_buff *skb)
{
	struct lag_frame f = {
		.skb = skb,
		.off = ETH_HLEN,
		.proto = skb->protocol,
		.vid = skb_vlan_tag_present(skb) ? skb_vlan_tag_get_id(skb) : 0,
	};
	u64 h = lag->seed[0];

	lag_parse_vlan(&f);

	switch (READ_ONCE(lag->hash)) {
	case LACPMOD_HASH_LAYER34:
		if (lag_hash_ip(&f, true, &h))
			break;
		h = lag_hash_layer2(&f, h);
		break;
	case LACPMOD_HASH_LAYER23:
		h = lag_hash_macs(&f, h);
		if (!lag_hash_ip(&f, false, &h))
			h = lag_mix(h, (u64)f.vid << 16 | (__force u16)f.proto);
		break;
	default:
		h = lag_hash_layer2(&f, h);
	}
	return lag_finish(h ^ lag->seed[1]);
}
