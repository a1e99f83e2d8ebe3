/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The quick look: what is common, and lies in one piece
 *
 * What is found is hashed as the thorough look (hash.c) would. All is inlined
 * into who asks: lag_xmit() goes on from here by a jump, and needs no stack so
 * far.
 */

#ifndef _LACPMOD_LAG_QUICK_H
#define _LACPMOD_LAG_QUICK_H

#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/vxlan.h>

#include <linux/unaligned.h>

#include "hash.h"

/* Instead of a conversation ID: this frame wants a thorough look. */
#define LAG_NOT_QUICK	(-1)

/* What is mixed: two words of each frame */

/* Protocol and ports, these as they are in the frame. */
static inline u64 lag_layer4(u8 proto, u32 ports)
{
	return (u64)proto << 56 | ports;
}

/**
 * struct lag_macs - the MAC addresses of a frame
 * @dst: the destination's, 48 bits
 * @src: the source's
 */
struct lag_macs {
	u64 dst;
	u64 src;
};

static inline struct lag_macs lag_macs_at(const void *frame)
{
	return (struct lag_macs){
		.dst = get_unaligned_le64(frame) & GENMASK_ULL(47, 0),
		.src = get_unaligned_le64(frame + 4) >> 16,
	};
}

/*
 * With more in the words' upper ends, so that they can be had in one load each:
 * the first two octets of the source and the VLAN ID; the EtherType.
 */
static inline u64 lag_layer2_dst(const struct lag_macs *macs, u16 vid)
{
	return macs->dst | (macs->src ^ vid) << 48;
}

static inline u64 lag_layer2_src(const struct lag_macs *macs, __be16 proto)
{
	return macs->src | (u64)le16_to_cpu((__force __le16)proto) << 48;
}

/* Ethernet */

static inline __be16 lag_type_at(const u8 *frame)
{
	return get_unaligned((const __be16 *)(frame + 2 * ETH_ALEN));
}

/* One tag at most, in the frame or beside it. */
static __always_inline long lag_quick_layer2(const struct sk_buff *skb,
					     const struct lag_hash *h)
{
	const u8 *frame = skb->data;
	u64 dst, src, vid;
	__be16 outer, inner;

	if (unlikely(skb_headlen(skb) < VLAN_ETH_HLEN))
		return LAG_NOT_QUICK;
	/* As lag_layer2_dst() and lag_layer2_src() have it, with no tag in it. */
	dst = get_unaligned_le64(frame);
	src = get_unaligned_le64(frame + ETH_ALEN);
	outer = lag_type_at(frame);
	if (unlikely(eth_type_vlan(outer))) {
		inner = lag_type_at(frame + VLAN_HLEN);
		if (eth_type_vlan(inner) || skb_vlan_tag_present(skb))
			return LAG_NOT_QUICK;
		src ^= (u64)le16_to_cpu((__force __le16)(outer ^ inner)) << 48;
		vid = get_unaligned_be16(frame + ETH_HLEN) & VLAN_VID_MASK;
		dst ^= vid << 48;
	} else if (skb_vlan_tag_present(skb)) {
		vid = skb_vlan_tag_get_id(skb);
		dst ^= vid << 48;
	}
	return lag_conversation(&h->key, dst, src);
}

/* IP */

/* As far as the ports of an IPv4 packet, and of an IPv6 packet. */
#define LAG_QUICK_IPV4	(ETH_HLEN + sizeof(struct iphdr) + 4)
#define LAG_QUICK_IPV6	(ETH_HLEN + sizeof(struct ipv6hdr) + 4)

/* An IP header behind some VLAN tags, and enough of what follows. */
static __always_inline bool lag_quick_ip(const u8 *frame, unsigned int left,
					 __be16 *proto, const void **ip)
{
	int tags = VLAN_MAX_DEPTH;

	while (likely(left >= LAG_QUICK_IPV4)) {
		*proto = lag_type_at(frame);
		*ip = frame + ETH_HLEN;
		if (*proto == htons(ETH_P_IP))
			return true;
		if (*proto == htons(ETH_P_IPV6))
			return left >= LAG_QUICK_IPV6;
		if (!eth_type_vlan(*proto) || !tags--)
			return false;
		frame += VLAN_HLEN;
		left -= VLAN_HLEN;
	}
	return false;
}

/* No options. */
static __always_inline bool lag_quick_ipv4(const struct iphdr *ip)
{
	return likely(*(const u8 *)ip == 0x45);
}

static __always_inline u64 lag_quick_addrs_ipv4(const struct iphdr *ip)
{
	return get_unaligned_le64(&ip->saddr);
}

static __always_inline u64
lag_quick_addrs_ipv6(const struct lag_key *key, const struct ipv6hdr *ip)
{
	const u8 *addrs = ip->saddr.s6_addr;
	const u64 src[] = {
		get_unaligned_le64(addrs), get_unaligned_le64(addrs + 8),
	};
	const u64 dst[] = {
		get_unaligned_le64(addrs + 16), get_unaligned_le64(addrs + 24),
	};

	return lag_mix_ipv6(key, src, dst);
}

static __always_inline long lag_quick_macs_addrs(const struct lag_key *key,
						 const u8 *frame, u64 addrs)
{
	struct lag_macs macs = lag_macs_at(frame);

	return lag_conversation(key, lag_mix(key, macs.dst, macs.src), addrs);
}

static __always_inline long lag_quick_layer23(const struct sk_buff *skb,
					      const struct lag_hash *h)
{
	const void *header;
	__be16 proto;

	if (unlikely(!lag_quick_ip(skb->data, skb_headlen(skb), &proto,
				   &header)))
		return LAG_NOT_QUICK;
	if (proto == htons(ETH_P_IPV6))
		return lag_quick_macs_addrs(&h->key, skb->data,
					    lag_quick_addrs_ipv6(&h->key, header));
	if (!lag_quick_ipv4(header))
		return LAG_NOT_QUICK;
	return lag_quick_macs_addrs(&h->key, skb->data,
				    lag_quick_addrs_ipv4(header));
}

/* Ports */

static inline bool lag_is_vxlan_port(__be16 port)
{
	return port == htons(LAG_PORT_VXLAN) ||
	       port == htons(LAG_PORT_VXLAN_OLD);
}

static inline bool lag_is_tunnel_port(__be16 port)
{
	return lag_is_vxlan_port(port) || port == htons(LAG_PORT_GENEVE) ||
	       port == htons(LAG_PORT_GTPU);
}

/* Its ports are there, and are what counts. */
static __always_inline bool lag_quick_has_ports(u8 proto, const void *header,
						bool encap)
{
	if (proto == IPPROTO_UDP)
		return !encap ||
		       !lag_is_tunnel_port(((const struct udphdr *)header)->dest);
	return proto == IPPROTO_TCP;
}

/* From an Ethernet header on, which need not be the frame's own. */
static __always_inline long lag_quick_layer4(const struct lag_hash *h,
					     const u8 *frame, unsigned int left,
					     bool encap)
{
	const struct ipv6hdr *ipv6;
	const struct iphdr *ip;
	const void *header;
	__be16 proto;

	if (unlikely(!lag_quick_ip(frame, left, &proto, &header)))
		return LAG_NOT_QUICK;
	if (proto == htons(ETH_P_IPV6)) {
		ipv6 = header;
		if (unlikely(!lag_quick_has_ports(ipv6->nexthdr, ipv6 + 1, encap)))
			return LAG_NOT_QUICK;
		return lag_conversation(&h->key,
					lag_quick_addrs_ipv6(&h->key, ipv6),
					lag_layer4(ipv6->nexthdr,
						   get_unaligned_le32(ipv6 + 1)));
	}
	ip = header;
	if (unlikely(!lag_quick_ipv4(ip) ||
		     ip->frag_off & htons(IP_MF | IP_OFFSET) ||
		     !lag_quick_has_ports(ip->protocol, ip + 1, encap)))
		return LAG_NOT_QUICK;
	return lag_conversation(&h->key, lag_quick_addrs_ipv4(ip),
				lag_layer4(ip->protocol,
					   get_unaligned_le32(ip + 1)));
}

static __always_inline long lag_quick_layer34(const struct sk_buff *skb,
					      const struct lag_hash *h)
{
	return lag_quick_layer4(h, skb->data, skb_headlen(skb), false);
}

/* VXLAN over IPv4, the most common of tunnels, and no other. */
#define LAG_QUICK_VXLAN	(ETH_HLEN + sizeof(struct iphdr) + \
			 sizeof(struct udphdr) + sizeof(struct vxlanhdr))

static __always_inline bool lag_quick_is_vxlan(const u8 *frame)
{
	const struct iphdr *ip = (const void *)(frame + ETH_HLEN);
	const struct udphdr *udp = (const void *)(ip + 1);
	const struct vxlanhdr *vxlan = (const void *)(udp + 1);

	return lag_type_at(frame) == htons(ETH_P_IP) && lag_quick_ipv4(ip) &&
	       !(ip->frag_off & htons(IP_MF | IP_OFFSET)) &&
	       ip->protocol == IPPROTO_UDP && lag_is_vxlan_port(udp->dest) &&
	       vxlan->vx_flags & VXLAN_HF_VNI;
}

static __always_inline long lag_quick_encap34(const struct sk_buff *skb,
					      const struct lag_hash *h)
{
	unsigned int left = skb_headlen(skb);
	const u8 *frame = skb->data;

	if (left >= LAG_QUICK_VXLAN + LAG_QUICK_IPV4 &&
	    lag_quick_is_vxlan(frame)) {
		frame += LAG_QUICK_VXLAN;
		left -= LAG_QUICK_VXLAN;
	}
	return lag_quick_layer4(h, frame, left, true);
}

/* A hash that the socket or the receiving card has left with the packet. */
static __always_inline long lag_quick_flow(const struct sk_buff *skb,
					   const struct lag_hash *h)
{
	if (skb->l4_hash || skb->sw_hash)
		return lag_conversation(&h->key, skb->hash, 0);
	return lag_quick_layer34(skb, h);
}

#endif
