// SPDX-License-Identifier: GPL-2.0
/*
 * LACPDUs taken apart, for those who look for a fault. The octets are whatever
 * the other end has sent.
 *
 * As the standard asks of a receiver, the first three TLVs are told by their
 * places, and what they call themselves is passed over.
 */
#include <string.h>

#include "lacpmodctl.h"

#define SUBTYPE_LACP	1

/* Offsets, from the subtype on. */
#define AT_VERSION	1
#define AT_ACTOR	4
#define AT_PARTNER	24
#define AT_MAX_DELAY	44
#define AT_MORE		58

static uint16_t get_u16(const uint8_t *octet)
{
	return octet[0] << 8 | octet[1];
}

/* Made attributes of, so that all that shows one end of a link can show it. */
static void take_info(struct pdu_info *info, const uint8_t *octet)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(info->buf);

	mnl_attr_put_u16(nlh, LACPMOD_A_INFO_SYSTEM_PRIORITY, get_u16(octet));
	mnl_attr_put(nlh, LACPMOD_A_INFO_SYSTEM, MAC_LEN, octet + 2);
	mnl_attr_put_u16(nlh, LACPMOD_A_INFO_KEY, get_u16(octet + 8));
	mnl_attr_put_u16(nlh, LACPMOD_A_INFO_PORT_PRIORITY,
			 get_u16(octet + 10));
	mnl_attr_put_u16(nlh, LACPMOD_A_INFO_PORT, get_u16(octet + 12));
	mnl_attr_put_u8(nlh, LACPMOD_A_INFO_STATE, octet[14]);
	attrs_parse(&info->attrs, &info_set, mnl_nlmsg_get_payload(nlh),
		    mnl_nlmsg_get_payload_len(nlh));
}

/**
 * pdu_parse - take a LACPDU apart
 * @pdu: result; without a LACPDU, both ends without any attribute
 * @port: a port
 * @attr: number of an attribute that is a LACPDU
 *
 * Return: true if there is one, whole as far as every LACPDU goes.
 */
bool pdu_parse(struct pdu *pdu, const struct attrs *port, unsigned int attr)
{
	const struct nlattr *a = port->tb[attr];
	const uint8_t *octet = a ? mnl_attr_get_payload(a) : NULL;
	size_t len = a ? mnl_attr_get_payload_len(a) : 0;

	memset(pdu, 0, sizeof(*pdu));
	pdu->octet = octet;
	pdu->len = len;
	pdu->actor.attrs.set = &info_set;
	pdu->partner.attrs.set = &info_set;
	if (len < AT_MORE || octet[0] != SUBTYPE_LACP)
		return false;
	pdu->version = octet[AT_VERSION];
	take_info(&pdu->actor, octet + AT_ACTOR);
	take_info(&pdu->partner, octet + AT_PARTNER);
	pdu->max_delay = get_u16(octet + AT_MAX_DELAY);
	pdu->more = AT_MORE;
	return true;
}

/**
 * pdu_next_tlv - take the next of the TLVs behind the usual three
 * @pdu: the LACPDU, which keeps the place
 * @tlv: result
 *
 * Return: false at the terminator, or at what is cut short.
 */
bool pdu_next_tlv(struct pdu *pdu, struct tlv *tlv)
{
	size_t left = pdu->len - pdu->more;
	const uint8_t *octet;

	if (!pdu->more || left < 2)
		return false;
	octet = pdu->octet + pdu->more;
	if (!octet[0] || octet[1] < 2 || octet[1] > left)
		return false;
	tlv->type = octet[0];
	tlv->len = octet[1];
	pdu->more += tlv->len;
	return true;
}

/**
 * pdu_rest - how much of a LACPDU is no TLV
 * @pdu: the LACPDU, after pdu_next_tlv() has found no more
 *
 * Return: octets from what is cut short to the end, 0 at a terminator.
 */
size_t pdu_rest(const struct pdu *pdu)
{
	size_t left = pdu->len - pdu->more;

	return pdu->more && left && pdu->octet[pdu->more] ? left : 0;
}

/**
 * tlv_name - the standard's name of a TLV
 * @type: its type
 *
 * Return: the name, NULL if this tool knows none.
 */
const char *tlv_name(uint8_t type)
{
	static const char *const word[] = {
		NULL, "actor", "partner", "collector", "port-algorithm",
		"port-conversation-id-digest", "port-conversation-mask-1",
		"port-conversation-mask-2", "port-conversation-mask-3",
		"port-conversation-mask-4",
		"port-conversation-service-mapping-digest",
	};

	return type < ARRAY_SIZE(word) ? word[type] : NULL;
}
