// SPDX-License-Identifier: GPL-2.0
/*
 * Parse: whatever stands before and behind an IP header
 *
 *   VLAN tags            looked through
 *   MPLS labels          looked through to an IP header, if the first half octet
 *                        behind them could be one's, as the kernel's own
 *                        multipath routing does
 *   PPPoE                looked through
 *   IPv6 extensions      looked through
 *   IPIP, SIT, GRE, MPLS-in-IP, VXLAN, Geneve, GTP-U
 *                        looked into, if asked to: the innermost IP header counts
 *
 * The kernel's flow dissector stops at MPLS, and at what is in UDP, and costs
 * more. Nothing is read that is not there: every header is asked for with its
 * length, wherever in the skb it is. How many there are is limited.
 */

#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/mpls.h>
#include <linux/ppp_defs.h>
#include <linux/udp.h>
#include <net/gre.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include <linux/unaligned.h>

#include "hash.h"
#include "parse.h"

#define LAG_STEPS	(2 * VLAN_MAX_DEPTH)	/* tags and the like in a row */
#define LAG_LABELS	16			/* of MPLS */
#define LAG_TUNNELS	4			/* one in the other */
#define LAG_GTP_EXTS	4			/* extension headers of GTP */

/* if_pppox.h is more than sparse likes. */
#define LAG_PPPOE_SID	2			/* offset of the session */
#define LAG_PPPOE_LEN	8			/* with the protocol inside */

static const void *lag_header(const struct lag_frame *f, int off, int len,
			      void *buf)
{
	return skb_header_pointer(f->skb, off, len, buf);
}

/* What is at an offset, or 0 where the frame ends before. */
static u8 lag_u8_at(const struct lag_frame *f, int off)
{
	u8 buf;
	const u8 *p = lag_header(f, off, sizeof(buf), &buf);

	return p ? *p : 0;
}

static __be16 lag_be16_at(const struct lag_frame *f, int off)
{
	__be16 buf;
	const __be16 *p = lag_header(f, off, sizeof(buf), &buf);

	return p ? get_unaligned(p) : 0;
}

static u32 lag_le32_at(const struct lag_frame *f, int off)
{
	u32 buf;
	const u32 *p = lag_header(f, off, sizeof(buf), &buf);

	return p ? get_unaligned_le32(p) : 0;
}

static void lag_add_label(struct lag_frame *f, u32 label)
{
	f->label = (f->label + label) * LAG_GOLDEN;
}

/* Before an IP header */

/**
 * lag_parse_start() - begin with a frame
 * @f: result, behind the Ethernet header
 * @skb: the frame, its data at the Ethernet header
 *
 * Return: false if it has no whole Ethernet header.
 */
bool lag_parse_start(struct lag_frame *f, const struct sk_buff *skb)
{
	*f = (struct lag_frame){ .skb = skb, .off = ETH_HLEN };
	if (skb->len < ETH_HLEN)
		return false;
	f->proto = lag_be16_at(f, ETH_HLEN - 2);
	return true;
}

/* One VLAN tag; false where the frame ends in it. */
static bool lag_skip_vlan(struct lag_frame *f, u16 *vid)
{
	struct vlan_hdr buf;
	const struct vlan_hdr *tag = lag_header(f, f->off, sizeof(buf), &buf);

	if (!tag)
		return false;
	*vid = ntohs(tag->h_vlan_TCI) & VLAN_VID_MASK;
	f->proto = tag->h_vlan_encapsulated_proto;
	f->off += VLAN_HLEN;
	return true;
}

/**
 * lag_parse_vlan() - look through the VLAN tags in a frame
 * @f: the frame
 * @vid: VLAN ID of a tag outside of it, or 0; that of the first tag if it was 0
 */
void lag_parse_vlan(struct lag_frame *f, u16 *vid)
{
	int tags = VLAN_MAX_DEPTH;
	u16 inner;

	while (eth_type_vlan(f->proto) && tags-- && lag_skip_vlan(f, &inner))
		if (!*vid)
			*vid = inner;
}

/* What is behind MPLS and in GTP says what it is in its first half octet. */
static bool lag_guess_ip(struct lag_frame *f)
{
	switch (lag_u8_at(f, f->off) >> 4) {
	case 4:
		f->proto = htons(ETH_P_IP);
		return true;
	case 6:
		f->proto = htons(ETH_P_IPV6);
		return true;
	}
	return false;
}

static bool lag_skip_mpls(struct lag_frame *f)
{
	struct mpls_label buf;
	const struct mpls_label *entry;
	int labels = LAG_LABELS;

	while (labels--) {
		entry = lag_header(f, f->off, sizeof(buf), &buf);
		if (!entry)
			return false;
		lag_add_label(f, ntohl(entry->entry) >> MPLS_LS_LABEL_SHIFT);
		f->off += sizeof(*entry);
		if (entry->entry & htonl(MPLS_LS_S_MASK))
			return lag_guess_ip(f);
	}
	return false;
}

static bool lag_skip_pppoe(struct lag_frame *f)
{
	lag_add_label(f, ntohs(lag_be16_at(f, f->off + LAG_PPPOE_SID)));
	f->off += LAG_PPPOE_LEN;
	switch (lag_be16_at(f, f->off - 2)) {
	case htons(PPP_IP):
		f->proto = htons(ETH_P_IP);
		return true;
	case htons(PPP_IPV6):
		f->proto = htons(ETH_P_IPV6);
		return true;
	case htons(PPP_MPLS_UC):
		f->proto = htons(ETH_P_MPLS_UC);
		return true;
	}
	return false;
}

/* A frame in a tunnel. */
static bool lag_skip_ethernet(struct lag_frame *f)
{
	f->off += ETH_HLEN;
	f->proto = lag_be16_at(f, f->off - 2);
	return true;
}

static bool lag_find_ip(struct lag_frame *f)
{
	int steps = LAG_STEPS;
	bool ok = true;
	u16 vid;

	while (ok && steps--) {
		switch (f->proto) {
		case htons(ETH_P_IP):
		case htons(ETH_P_IPV6):
			return true;
		case htons(ETH_P_8021Q):
		case htons(ETH_P_8021AD):
			ok = lag_skip_vlan(f, &vid);
			break;
		case htons(ETH_P_MPLS_UC):
		case htons(ETH_P_MPLS_MC):
			ok = lag_skip_mpls(f);
			break;
		case htons(ETH_P_PPP_SES):
			ok = lag_skip_pppoe(f);
			break;
		case htons(ETH_P_TEB):
			ok = lag_skip_ethernet(f);
			break;
		default:
			return false;
		}
	}
	return false;
}

/* An IP header */

static bool lag_read_ipv4(struct lag_frame *f, struct lag_packet *ip)
{
	struct iphdr buf;
	const struct iphdr *h = lag_header(f, f->off, sizeof(buf), &buf);

	if (!h || h->version != 4 || h->ihl < 5)
		return false;
	*ip = (struct lag_packet){
		.src = { get_unaligned_le32(&h->saddr) },
		.dst = { get_unaligned_le32(&h->daddr) },
		.proto = h->protocol,
		.opaque = h->frag_off & htons(IP_MF | IP_OFFSET),
	};
	f->off += h->ihl * 4;
	return true;
}

/* All fragments are to look the same, the first with its ports among them. */
static void lag_skip_extensions(struct lag_frame *f, struct lag_packet *ip)
{
	__be16 frag_off;
	u8 proto = ip->proto;
	int off;

	off = ipv6_skip_exthdr(f->skb, f->off, &proto, &frag_off);
	ip->opaque = off < 0 || frag_off;
	if (off < 0)
		return;
	f->off = off;
	ip->proto = frag_off ? NEXTHDR_FRAGMENT : proto;
}

static bool lag_read_ipv6(struct lag_frame *f, struct lag_packet *ip)
{
	struct ipv6hdr buf;
	const struct ipv6hdr *h = lag_header(f, f->off, sizeof(buf), &buf);

	if (!h)
		return false;
	*ip = (struct lag_packet){
		.ipv6 = true,
		.src = {
			get_unaligned_le64(&h->saddr),
			get_unaligned_le64(h->saddr.s6_addr + 8),
		},
		.dst = {
			get_unaligned_le64(&h->daddr),
			get_unaligned_le64(h->daddr.s6_addr + 8),
		},
		.proto = h->nexthdr,
	};
	f->off += sizeof(*h);
	if (ipv6_ext_hdr(ip->proto))
		lag_skip_extensions(f, ip);
	return true;
}

static bool lag_read_ip(struct lag_frame *f, struct lag_packet *ip)
{
	return f->proto == htons(ETH_P_IP) ? lag_read_ipv4(f, ip) :
					     lag_read_ipv6(f, ip);
}

/* Into tunnels */

/* Version 0, as RFC 2784 and 2890 have it; no source routes. */
static bool lag_enter_gre(struct lag_frame *f)
{
	struct gre_base_hdr buf;
	const struct gre_base_hdr *gre;

	gre = lag_header(f, f->off, sizeof(buf), &buf);
	if (!gre || gre->flags & (GRE_VERSION | GRE_ROUTING))
		return false;
	f->off += sizeof(*gre);
	if (gre->flags & GRE_CSUM)
		f->off += 4;
	if (gre->flags & GRE_KEY)
		f->off += 4;
	if (gre->flags & GRE_SEQ)
		f->off += 4;
	f->proto = gre->protocol;
	return true;
}

/* The flag says that there is a VNI; all VXLAN carries Ethernet. */
static bool lag_enter_vxlan(struct lag_frame *f)
{
	if (!(lag_u8_at(f, f->off) & 0x08))
		return false;
	f->off += 8;
	f->proto = htons(ETH_P_TEB);
	return true;
}

/* Version, length of options in words of 4 octets; EtherType. */
static bool lag_enter_geneve(struct lag_frame *f)
{
	u8 first = lag_u8_at(f, f->off);

	if (first & 0xc0)
		return false;
	f->proto = lag_be16_at(f, f->off + 2);
	f->off += 8 + (first & 0x3f) * 4;
	return true;
}

/*
 * Version 1 and not GTP', a user's packet (255). Where one of three fields is
 * there, room for all is; the last says what extension header follows, and so
 * does the last octet of each, whose first is its length in 4 octets.
 */
static bool lag_enter_gtpu(struct lag_frame *f)
{
	u8 flags = lag_u8_at(f, f->off);
	int exts = LAG_GTP_EXTS;
	u8 len;

	if ((flags & 0xf0) != 0x30 || lag_u8_at(f, f->off + 1) != 255)
		return false;
	f->off += 8;
	if (flags & 0x07)
		f->off += 4;
	if (flags & 0x04) {
		while (lag_u8_at(f, f->off - 1)) {
			len = lag_u8_at(f, f->off);
			if (!len || !exts--)
				return false;
			f->off += len * 4;
		}
	}
	return lag_guess_ip(f);
}

static bool lag_enter_udp(struct lag_frame *f)
{
	__be16 port = lag_be16_at(f, f->off + offsetof(struct udphdr, dest));

	f->off += sizeof(struct udphdr);
	switch (port) {
	case htons(LAG_PORT_VXLAN):
	case htons(LAG_PORT_VXLAN_OLD):
		return lag_enter_vxlan(f);
	case htons(LAG_PORT_GENEVE):
		return lag_enter_geneve(f);
	case htons(LAG_PORT_GTPU):
		return lag_enter_gtpu(f);
	}
	return false;
}

static bool lag_enter(struct lag_frame *f, const struct lag_packet *ip)
{
	if (ip->opaque)
		return false;
	switch (ip->proto) {
	case IPPROTO_IPIP:
		f->proto = htons(ETH_P_IP);
		return true;
	case IPPROTO_IPV6:
		f->proto = htons(ETH_P_IPV6);
		return true;
	case IPPROTO_MPLS:
		f->proto = htons(ETH_P_MPLS_UC);
		return true;
	case IPPROTO_GRE:
		return lag_enter_gre(f);
	case IPPROTO_UDP:
		return lag_enter_udp(f);
	}
	return false;
}

/**
 * lag_parse_ip() - find the IP packet in a frame
 * @f: the frame; where it returns true, behind the packet's headers
 * @ip: result
 * @encap: look into tunnels, as long as there is an IP packet in them
 *
 * Return: whether there is one.
 */
bool lag_parse_ip(struct lag_frame *f, struct lag_packet *ip, bool encap)
{
	struct lag_packet inner_ip;
	int tunnels = LAG_TUNNELS;
	struct lag_frame inner;

	if (!lag_find_ip(f) || !lag_read_ip(f, ip))
		return false;
	while (encap && tunnels--) {
		inner = *f;
		if (!lag_enter(&inner, ip) || !lag_find_ip(&inner) ||
		    !lag_read_ip(&inner, &inner_ip))
			break;
		*f = inner;
		*ip = inner_ip;
	}
	return true;
}

/* Behind an IP header */

/**
 * lag_parse_ports() - the ports of an IP packet
 * @f: the frame, behind the IP header
 * @ip: the header
 * @spi: take the security parameters index for ports where IPsec has none
 *
 * Return: both in one word, the source's in its lower half; 0 if there are none.
 */
u32 lag_parse_ports(const struct lag_frame *f, const struct lag_packet *ip,
		    bool spi)
{
	if (ip->opaque)
		return 0;
	switch (ip->proto) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		return lag_le32_at(f, f->off);
	case IPPROTO_ESP:
		return spi ? lag_le32_at(f, f->off) : 0;
	case IPPROTO_AH:
		return spi ? lag_le32_at(f, f->off + 4) : 0;
	}
	return 0;
}
