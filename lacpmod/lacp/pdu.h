/* SPDX-License-Identifier: GPL-2.0 */
/*
 * LACPDU and Marker PDU: what stands where on the wire
 *
 * Offsets count from the subtype octet, the first one behind the EtherType.
 */

#ifndef _LACP_PDU_H
#define _LACP_PDU_H

#include <linux/types.h>

#include "lacp.h"

#define LACP_SUBTYPE_LACP	1
#define LACP_SUBTYPE_MARKER	2
#define LACP_SUBTYPE_LAST	10	/* of those the standard has handed out */

#define LACP_TLV_ACTOR		1
#define LACP_TLV_PARTNER	2
#define LACP_TLV_COLLECTOR	3

#define LACP_LEN_INFO		20
#define LACP_LEN_COLLECTOR	16
#define LACP_LEN_MARKER		16

#define LACP_MARKER_INFO	1
#define LACP_MARKER_RESPONSE	2

/**
 * struct lacp_tlv_info - the Actor or Partner Information TLV
 * @type: LACP_TLV_ACTOR or LACP_TLV_PARTNER
 * @length: LACP_LEN_INFO, the header included
 * @system_priority: System priority
 * @system: System ID
 * @key: operational key
 * @port_priority: port priority
 * @port: port number
 * @state: LACPMOD_STATE_* flags
 * @reserved: sent as zero, ignored
 */
struct lacp_tlv_info {
	u8 type;
	u8 length;
	__be16 system_priority;
	u8 system[LACP_ADDR_LEN];
	__be16 key;
	__be16 port_priority;
	__be16 port;
	u8 state;
	u8 reserved[3];
} __packed;

/**
 * struct lacp_pdu - a LACPDU, version 1
 * @subtype: LACP_SUBTYPE_LACP
 * @version: 1; any is accepted
 * @actor: the sender
 * @partner: what the sender knows of the receiver
 * @collector_type: LACP_TLV_COLLECTOR
 * @collector_length: LACP_LEN_COLLECTOR
 * @collector_max_delay: in units of 10 us
 * @reserved: sent as zero, ignored
 * @rest: Terminator TLV and padding; further TLVs in later versions
 */
struct lacp_pdu {
	u8 subtype;
	u8 version;
	struct lacp_tlv_info actor;
	struct lacp_tlv_info partner;
	u8 collector_type;
	u8 collector_length;
	__be16 collector_max_delay;
	u8 reserved[12];
	u8 rest[52];
} __packed;

/**
 * struct lacp_marker - a Marker PDU
 * @subtype: LACP_SUBTYPE_MARKER
 * @version: 1; any is accepted
 * @type: LACP_MARKER_INFO or LACP_MARKER_RESPONSE
 * @length: LACP_LEN_MARKER, the header included
 * @port: the requester's port number
 * @system: the requester's System ID
 * @transaction: the requester's choice
 * @rest: padding and Terminator TLV
 */
struct lacp_marker {
	u8 subtype;
	u8 version;
	u8 type;
	u8 length;
	__be16 port;
	u8 system[LACP_ADDR_LEN];
	__be32 transaction;
	u8 rest[94];
} __packed;

void lacp_pdu_build(u8 *pdu, const struct lacp_info *actor,
		    const struct lacp_info *partner);
enum lacp_verdict lacp_pdu_parse(const u8 *frame, size_t length,
				 struct lacp_info *actor,
				 struct lacp_info *partner);
enum lacp_verdict lacp_marker_parse(const u8 *frame, size_t length, u8 *type);

#endif
