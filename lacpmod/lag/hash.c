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
 * There is a quick look, at what is common and lies in one piece, and a thorough
 * one. Both find the same in a common frame: frames of one conversation may go
 * either way, if only some of them have their headers in one piece.
 */

#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/vxlan.h>

#include <linux/unaligned.h>

#include "hash.h"
#include "parse.h"

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

/* What is mixed: two words of each frame */

/* Protocol and ports, these as they are in the frame. */
static u64 lag_layer4(u8 proto, u32 ports)
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

static struct lag_macs lag_macs_at(const void *frame)
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
static u64 lag_layer2_dst(const struct lag_macs *macs, u16 vid)
{
	return macs->dst | (macs->src ^ vid) << 48;
}

static u64 lag_layer2_src(const struct lag_macs *macs, __be16 proto)
{
	return macs->src | (u64)le16_to_cpu((__force __le16)proto) << 48;
}

static u16 lag_outer_vid(const struct sk_buff *skb)
{
	return skb_vlan_tag_present(skb) ? skb_vlan_tag_get_id(skb) : 0;
}

/* The thorough look */

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

/* Any frame, whatever it takes; @way is h->way, read once. */
static noinline u32 lag_hash_any(const struct sk_buff *skb,
				 const struct lag_hash *h, u8 way)
{
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

/*
 * The quick look: these functions go on to one another by a jump, and none needs
 * a stack. Without the tracer's hook the compiler sees that it does not.
 */

static bool lag_is_vxlan_port(__be16 port)
{
	return port == htons(LAG_PORT_VXLAN) ||
	       port == htons(LAG_PORT_VXLAN_OLD);
}

static bool lag_is_tunnel_port(__be16 port)
{
	return lag_is_vxlan_port(port) || port == htons(LAG_PORT_GENEVE) ||
	       port == htons(LAG_PORT_GTPU);
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

/* No options. */
static __always_inline bool lag_quick_ipv4(const struct iphdr *ip)
{
	return likely(*(const u8 *)ip == 0x45);
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

/* As far as the ports of an IPv4 packet, and of an IPv6 packet. */
#define LAG_QUICK_IPV4	(ETH_HLEN + sizeof(struct iphdr) + 4)
#define LAG_QUICK_IPV6	(ETH_HLEN + sizeof(struct ipv6hdr) + 4)

static __be16 lag_type_at(const u8 *frame)
{
	return get_unaligned((const __be16 *)(frame + 2 * ETH_ALEN));
}

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

static notrace noinline u32 lag_quick_ipv6(const struct sk_buff *skb,
					   const struct lag_hash *h,
					   const struct ipv6hdr *ip, u8 way)
{
	bool encap = way == LACPMOD_HASH_ENCAP34;

	if (unlikely(!lag_quick_has_ports(ip->nexthdr, ip + 1, encap)))
		return lag_hash_any(skb, h, way);
	return lag_conversation(&h->key, lag_quick_addrs_ipv6(&h->key, ip),
				lag_layer4(ip->nexthdr,
					   get_unaligned_le32(ip + 1)));
}

/* From an Ethernet header on, which need not be the frame's own. */
static __always_inline u32 lag_quick_layer4(const struct sk_buff *skb,
					    const struct lag_hash *h,
					    const u8 *frame, unsigned int left,
					    u8 way)
{
	bool encap = way == LACPMOD_HASH_ENCAP34;
	const struct iphdr *ip;
	const void *header;
	__be16 proto;

	if (unlikely(!lag_quick_ip(frame, left, &proto, &header)))
		return lag_hash_any(skb, h, way);
	if (proto == htons(ETH_P_IPV6))
		return lag_quick_ipv6(skb, h, header, way);
	ip = header;
	if (unlikely(!lag_quick_ipv4(ip) ||
		     ip->frag_off & htons(IP_MF | IP_OFFSET) ||
		     !lag_quick_has_ports(ip->protocol, ip + 1, encap)))
		return lag_hash_any(skb, h, way);
	return lag_conversation(&h->key, lag_quick_addrs_ipv4(ip),
				lag_layer4(ip->protocol,
					   get_unaligned_le32(ip + 1)));
}

static notrace noinline u32 lag_quick_layer34(const struct sk_buff *skb,
					      const struct lag_hash *h)
{
	return lag_quick_layer4(skb, h, skb->data, skb_headlen(skb),
				LACPMOD_HASH_LAYER34);
}

static notrace noinline u32 lag_quick_inner34(const struct sk_buff *skb,
					      const struct lag_hash *h,
					      const u8 *frame,
					      unsigned int left)
{
	return lag_quick_layer4(skb, h, frame, left, LACPMOD_HASH_ENCAP34);
}

/* VXLAN over IPv4, the most common of tunnels, and no other. */
#define LAG_QUICK_VXLAN	(ETH_HLEN + sizeof(struct iphdr) + \
			 sizeof(struct udphdr) + sizeof(struct vxlanhdr))

static notrace noinline u32 lag_quick_encap34(const struct sk_buff *skb,
					      const struct lag_hash *h)
{
	unsigned int left = skb_headlen(skb);
	const u8 *frame = skb->data;
	const struct iphdr *ip = (const void *)(frame + ETH_HLEN);
	const struct udphdr *udp = (const void *)(ip + 1);
	const struct vxlanhdr *vxlan = (const void *)(udp + 1);

	if (left >= LAG_QUICK_VXLAN + LAG_QUICK_IPV4 &&
	    lag_type_at(frame) == htons(ETH_P_IP) && lag_quick_ipv4(ip) &&
	    !(ip->frag_off & htons(IP_MF | IP_OFFSET)) &&
	    ip->protocol == IPPROTO_UDP && lag_is_vxlan_port(udp->dest) &&
	    vxlan->vx_flags & VXLAN_HF_VNI)
		return lag_quick_inner34(skb, h, frame + LAG_QUICK_VXLAN,
					 left - LAG_QUICK_VXLAN);
	return lag_quick_layer4(skb, h, frame, left, LACPMOD_HASH_ENCAP34);
}

static notrace noinline u32 lag_quick_layer23(const struct sk_buff *skb,
					      const struct lag_hash *h)
{
	struct lag_macs macs;
	const void *header;
	__be16 proto;
	u64 addrs;

	if (unlikely(!lag_quick_ip(skb->data, skb_headlen(skb), &proto,
				   &header)))
		return lag_hash_any(skb, h, LACPMOD_HASH_LAYER23);
	if (proto == htons(ETH_P_IPV6))
		addrs = lag_quick_addrs_ipv6(&h->key, header);
	else if (lag_quick_ipv4(header))
		addrs = lag_quick_addrs_ipv4(header);
	else
		return lag_hash_any(skb, h, LACPMOD_HASH_LAYER23);
	macs = lag_macs_at(skb->data);
	return lag_conversation(&h->key,
				lag_mix(&h->key, macs.dst, macs.src), addrs);
}

/* One tag in the frame, none in another. */
static notrace noinline u32 lag_quick_layer2_vlan(const struct sk_buff *skb,
						  const struct lag_hash *h)
{
	const u8 *frame = skb->data;
	struct lag_macs macs;
	__be16 proto;
	u16 vid;

	if (skb_headlen(skb) < VLAN_ETH_HLEN)
		return lag_hash_any(skb, h, LACPMOD_HASH_LAYER2);
	proto = lag_type_at(frame + VLAN_HLEN);
	if (eth_type_vlan(proto) || skb_vlan_tag_present(skb))
		return lag_hash_any(skb, h, LACPMOD_HASH_LAYER2);
	macs = lag_macs_at(frame);
	vid = get_unaligned_be16(frame + ETH_HLEN) & VLAN_VID_MASK;
	return lag_conversation(&h->key, lag_layer2_dst(&macs, vid),
				lag_layer2_src(&macs, proto));
}

static __always_inline u32 lag_quick_layer2(const struct sk_buff *skb,
					    const struct lag_hash *h)
{
	const u8 *frame = skb->data;
	u64 dst;

	if (unlikely(skb_headlen(skb) < ETH_HLEN))
		return lag_hash_any(skb, h, LACPMOD_HASH_LAYER2);
	if (unlikely(eth_type_vlan(lag_type_at(frame))))
		return lag_quick_layer2_vlan(skb, h);
	/* As lag_layer2_dst() and lag_layer2_src() have it. */
	dst = get_unaligned_le64(frame);
	if (skb_vlan_tag_present(skb))
		dst ^= (u64)skb_vlan_tag_get_id(skb) << 48;
	return lag_conversation(&h->key, dst,
				get_unaligned_le64(frame + ETH_ALEN));
}

/* A hash that the socket or the receiving card has left with the packet. */
static __always_inline bool lag_has_hash(const struct sk_buff *skb)
{
	return skb->l4_hash || skb->sw_hash;
}

/**
 * lag_hash() - the conversation ID of a frame
 * @skb: the frame, its data at the Ethernet header
 * @h: how the LAG hashes
 *
 * Context: any.
 * Return: a number below LACP_BUCKETS.
 */
notrace u32 lag_hash(const struct sk_buff *skb, const struct lag_hash *h)
{
	u8 way = READ_ONCE(h->way);

	/* In this order: who has the least to do is asked the least. */
	if (way == LACPMOD_HASH_LAYER2)
		return lag_quick_layer2(skb, h);
	if (way == LACPMOD_HASH_LAYER34)
		return lag_quick_layer34(skb, h);
	if (way == LACPMOD_HASH_FLOW)
		return lag_has_hash(skb) ?
		       lag_conversation(&h->key, skb->hash, 0) :
		       lag_quick_layer34(skb, h);
	if (way == LACPMOD_HASH_LAYER23)
		return lag_quick_layer23(skb, h);
	if (way == LACPMOD_HASH_ENCAP34)
		return lag_quick_encap34(skb, h);
	return lag_hash_any(skb, h, way);
}
