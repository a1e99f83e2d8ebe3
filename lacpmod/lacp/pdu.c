// SPDX-License-Identifier: GPL-2.0
/*
 * LACPDU and Marker PDU: build and parse
 *
 * What a receiver must and must not check is 802.1AX 6.4.12 (43.4.12 of old):
 * not the version, not TLV types, not reserved fields, nor anything behind the
 * Collector TLV, for that is where later versions put their own. It may check
 * the TLVs' lengths, without which the fields would stand elsewhere.
 */

#include <asm/byteorder.h>
#include <linux/build_bug.h>
#include <linux/string.h>

#include "pdu.h"

static_assert(sizeof(struct lacp_pdu) == LACP_PDU_LEN);
static_assert(sizeof(struct lacp_marker) == LACP_PDU_LEN);

static void put_info(struct lacp_tlv_info *tlv, u8 type,
		     const struct lacp_info *info)
{
	tlv->type = type;
	tlv->length = LACP_LEN_INFO;
	tlv->system_priority = cpu_to_be16(info->system_priority);
	memcpy(tlv->system, info->system, LACP_ADDR_LEN);
	tlv->key = cpu_to_be16(info->key);
	tlv->port_priority = cpu_to_be16(info->port_priority);
	tlv->port = cpu_to_be16(info->port);
	tlv->state = info->state;
}

static void get_info(struct lacp_info *info, const struct lacp_tlv_info *tlv)
{
	info->system_priority = be16_to_cpu(tlv->system_priority);
	memcpy(info->system, tlv->system, LACP_ADDR_LEN);
	info->key = be16_to_cpu(tlv->key);
	info->port_priority = be16_to_cpu(tlv->port_priority);
	info->port = be16_to_cpu(tlv->port);
	info->state = tlv->state;
}

/**
 * lacp_pdu_build() - write a version 1 LACPDU
 * @pdu: LACP_PDU_LEN octets to fill, from the subtype on
 * @actor: our values
 * @partner: the partner's values as we know them
 *
 * CollectorMaxDelay is 0: frames are delivered as they arrive.
 */
void lacp_pdu_build(u8 *pdu, const struct lacp_info *actor,
		    const struct lacp_info *partner)
{
	struct lacp_pdu *p = (struct lacp_pdu *)pdu;

	memset(p, 0, sizeof(*p));
	p->subtype = LACP_SUBTYPE_LACP;
	p->version = 1;
	put_info(&p->actor, LACP_TLV_ACTOR, actor);
	put_info(&p->partner, LACP_TLV_PARTNER, partner);
	p->collector_type = LACP_TLV_COLLECTOR;
	p->collector_length = LACP_LEN_COLLECTOR;
}

/**
 * lacp_pdu_parse() - read a LACPDU of any version
 * @frame: the PDU, from the subtype on
 * @length: its octets, padding and all
 * @actor: filled with the sender's values
 * @partner: filled with what the sender knows of us
 *
 * Return: LACP_ACCEPTED, or why it was refused (then nothing is filled).
 */
enum lacp_verdict lacp_pdu_parse(const u8 *frame, size_t length,
				 struct lacp_info *actor,
				 struct lacp_info *partner)
{
	const struct lacp_pdu *p = (const struct lacp_pdu *)frame;

	if (length < LACP_PDU_LEN)
		return LACP_TRUNCATED;
	if (p->actor.length != LACP_LEN_INFO)
		return LACP_ACTOR_LENGTH;
	if (p->partner.length != LACP_LEN_INFO)
		return LACP_PARTNER_LENGTH;
	if (p->collector_length != LACP_LEN_COLLECTOR)
		return LACP_COLLECTOR_LENGTH;

	get_info(actor, &p->actor);
	get_info(partner, &p->partner);
	return LACP_ACCEPTED;
}

/**
 * lacp_marker_parse() - check a Marker PDU
 * @frame: the PDU, from the subtype on
 * @length: its octets, padding and all
 * @type: set to LACP_MARKER_INFO or LACP_MARKER_RESPONSE
 *
 * Return: LACP_ACCEPTED, or why it was refused (then @type is not set).
 */
enum lacp_verdict lacp_marker_parse(const u8 *frame, size_t length, u8 *type)
{
	const struct lacp_marker *m = (const struct lacp_marker *)frame;

	if (length < LACP_PDU_LEN)
		return LACP_TRUNCATED;
	if (m->type != LACP_MARKER_INFO && m->type != LACP_MARKER_RESPONSE)
		return LACP_BAD_MARKER;
	if (m->length != LACP_LEN_MARKER)
		return LACP_BAD_MARKER;

	*type = m->type;
	return LACP_ACCEPTED;
}
