/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Parse: whatever stands before and behind an IP header
 */

#ifndef _LACPMOD_LAG_PARSE_H
#define _LACPMOD_LAG_PARSE_H

#include <linux/skbuff.h>
#include <linux/types.h>

/**
 * struct lag_frame - how far a frame has been read
 * @skb: the frame
 * @off: of what comes next
 * @proto: its EtherType
 * @label: what names the path that it takes, without addresses: the MPLS labels
 *	or the PPPoE session
 */
struct lag_frame {
	const struct sk_buff *skb;
	int off;
	__be16 proto;
	u64 label;
};

/**
 * struct lag_packet - an IP packet
 * @ipv6: it is one of IPv6
 * @src: its source; IPv4 has one word of 32 bits
 * @dst: its destination
 * @proto: its protocol, behind extension headers; that of the fragment header
 *	for all fragments of IPv6
 * @opaque: what is behind the header cannot be told: it is a fragment, or cut
 *	short
 */
struct lag_packet {
	bool ipv6;
	u64 src[2];
	u64 dst[2];
	u8 proto;
	bool opaque;
};

bool lag_parse_start(struct lag_frame *f, const struct sk_buff *skb);
void lag_parse_vlan(struct lag_frame *f, u16 *vid);
bool lag_parse_ip(struct lag_frame *f, struct lag_packet *ip, bool encap);
u32 lag_parse_ports(const struct lag_frame *f, const struct lag_packet *ip,
		    bool spi);

#endif
