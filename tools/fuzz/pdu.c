// SPDX-License-Identifier: GPL-2.0
/*
 * Any octets as a frame: what pdu.c and receive.c make of them
 *
 * The fuzzer's input lies in memory of exactly its size, so that reading beyond
 * the length given is noticed. What must come of a frame is decided here once
 * more, from the offsets in the standard and not from the engine's structures.
 */

#include <linux/string.h>

#include "lacpmod/lacp/pdu.h"

#include "tape.h"

/* Where the fields stand, from the subtype octet on */
#define ACTOR		2
#define PARTNER		22
#define COLLECTOR	42
#define MARKER		2

_Static_assert(LACP_REJECTS == 5, "a new way to be refused has no name here");

static const char * const refusals[LACP_REJECTS] = {
	[LACP_TRUNCATED] = "truncated",
	[LACP_ACTOR_LENGTH] = "actor-length",
	[LACP_PARTNER_LENGTH] = "partner-length",
	[LACP_COLLECTOR_LENGTH] = "collector-length",
	[LACP_BAD_MARKER] = "marker",
};

static const char *verdict_name(enum lacp_verdict verdict)
{
	if (verdict < LACP_REJECTS)
		return refusals[verdict];
	switch (verdict) {
	case LACP_ACCEPTED:
		return "accepted";
	case LACP_IGNORED:
		return "ignored";
	case LACP_UNKNOWN:
		return "unknown";
	case LACP_ILLEGAL:
		return "illegal";
	default:
		return NULL;
	}
}

static u16 get16(const u8 *at)
{
	return at[0] << 8 | at[1];
}

/* What is wrong with a LACPDU, the first thing first. */
static enum lacp_verdict expected_lacpdu(const u8 *frame, size_t length)
{
	if (length < 110)
		return LACP_TRUNCATED;
	if (frame[ACTOR + 1] != 20)
		return LACP_ACTOR_LENGTH;
	if (frame[PARTNER + 1] != 20)
		return LACP_PARTNER_LENGTH;
	if (frame[COLLECTOR + 1] != 16)
		return LACP_COLLECTOR_LENGTH;
	return LACP_ACCEPTED;
}

static enum lacp_verdict expected_marker(const u8 *frame, size_t length)
{
	if (length < 110)
		return LACP_TRUNCATED;
	if ((frame[MARKER] != 1 && frame[MARKER] != 2) ||
	    frame[MARKER + 1] != 16)
		return LACP_BAD_MARKER;
	return LACP_ACCEPTED;
}

static enum lacp_verdict expected(const u8 *frame, size_t length)
{
	u8 subtype = length ? frame[0] : 0;
	enum lacp_verdict verdict;

	if (subtype == 1)
		return expected_lacpdu(frame, length);
	if (subtype == 2) {
		verdict = expected_marker(frame, length);
		/* Nobody has asked. */
		return verdict == LACP_ACCEPTED && frame[MARKER] == 2 ?
		       LACP_IGNORED : verdict;
	}
	return subtype >= 3 && subtype <= 10 ? LACP_UNKNOWN : LACP_ILLEGAL;
}

static bool same_info(const struct lacp_info *a, const struct lacp_info *b)
{
	return a->system_priority == b->system_priority &&
	       !memcmp(a->system, b->system, LACP_ADDR_LEN) &&
	       a->key == b->key && a->port_priority == b->port_priority &&
	       a->port == b->port && a->state == b->state;
}

static void check_info(const struct lacp_info *info, const u8 *tlv)
{
	MUST(info->system_priority == get16(tlv + 2), "read %u",
	     info->system_priority);
	MUST(!memcmp(info->system, tlv + 4, 6), "another System");
	MUST(info->key == get16(tlv + 10), "read %u", info->key);
	MUST(info->port_priority == get16(tlv + 12), "read %u",
	     info->port_priority);
	MUST(info->port == get16(tlv + 14), "read %u", info->port);
	MUST(info->state == tlv[16], "read 0x%02x", info->state);
}

/* What we send is version 1, with nothing in it that the standard reserves. */
static void check_built(const u8 *pdu, const u8 *frame)
{
	static const u8 zero[LACP_PDU_LEN];

	MUST(pdu[0] == 1 && pdu[1] == 1, "subtype %u version %u", pdu[0],
	     pdu[1]);
	MUST(pdu[ACTOR] == 1 && pdu[ACTOR + 1] == 20, "Actor TLV");
	MUST(!memcmp(pdu + ACTOR + 2, frame + ACTOR + 2, 15), "Actor");
	MUST(!memcmp(pdu + ACTOR + 17, zero, 3), "reserved");
	MUST(pdu[PARTNER] == 2 && pdu[PARTNER + 1] == 20, "Partner TLV");
	MUST(!memcmp(pdu + PARTNER + 2, frame + PARTNER + 2, 15), "Partner");
	MUST(!memcmp(pdu + PARTNER + 17, zero, 3), "reserved");
	MUST(pdu[COLLECTOR] == 3 && pdu[COLLECTOR + 1] == 16, "Collector TLV");
	MUST(!memcmp(pdu + 44, zero, LACP_PDU_LEN - 44), "behind the TLVs");
}

static void rebuild(const u8 *frame, const struct lacp_info *actor,
		    const struct lacp_info *partner)
{
	u8 *pdu = malloc(LACP_PDU_LEN);
	struct lacp_info again_actor, again_partner;
	enum lacp_verdict verdict;

	MUST(pdu, "no memory");
	lacp_pdu_build(pdu, actor, partner);
	check_built(pdu, frame);
	verdict = lacp_pdu_parse(pdu, LACP_PDU_LEN, &again_actor,
				 &again_partner);
	MUST(verdict == LACP_ACCEPTED, "our own LACPDU: %s",
	     verdict_name(verdict));
	MUST(same_info(actor, &again_actor), "Actor");
	MUST(same_info(partner, &again_partner), "Partner");
	free(pdu);
}

static void parse_lacpdu(const u8 *frame, size_t length)
{
	enum lacp_verdict want = expected_lacpdu(frame, length), verdict;
	struct lacp_info actor, partner, untouched;

	memset(&actor, 0xa5, sizeof(actor));
	memset(&partner, 0xa5, sizeof(partner));
	memset(&untouched, 0xa5, sizeof(untouched));
	verdict = lacp_pdu_parse(frame, length, &actor, &partner);
	MUST(verdict == want, "%s, not %s", verdict_name(verdict),
	     verdict_name(want));
	if (verdict != LACP_ACCEPTED) {
		MUST(same_info(&actor, &untouched) &&
		     same_info(&partner, &untouched), "filled and refused");
		return;
	}
	check_info(&actor, frame + ACTOR);
	check_info(&partner, frame + PARTNER);
	rebuild(frame, &actor, &partner);
}

static void parse_marker(const u8 *frame, size_t length)
{
	enum lacp_verdict want = expected_marker(frame, length), verdict;
	u8 type = 0xa5;

	verdict = lacp_marker_parse(frame, length, &type);
	MUST(verdict == want, "%s, not %s", verdict_name(verdict),
	     verdict_name(want));
	MUST(type == (verdict == LACP_ACCEPTED ? frame[MARKER] : 0xa5),
	     "type %u", type);
}

/* The whole way in, with a port that listens */

static const u8 *heard;		/* the frame that is being received */
static unsigned int responses;

static void on_transmit(struct lacp_port *port)
{
	u8 pdu[LACP_PDU_LEN];

	lacp_build(port, pdu);
	lacp_port_sent(port, true);
}

static bool on_response(struct lacp_port *port, const u8 *pdu)
{
	MUST(pdu[MARKER] == 2, "type %u", pdu[MARKER]);
	MUST(!memcmp(pdu, heard, MARKER), "another subtype or version");
	MUST(!memcmp(pdu + MARKER + 1, heard + MARKER + 1,
		     LACP_PDU_LEN - MARKER - 1), "another Marker");
	responses++;
	return true;
}

static void on_settle(struct lacp_lag *lag)
{
}

static unsigned int on_markers(struct lacp_port *port, u32 transaction,
			       unsigned int max)
{
	return 1;
}

static void on_release(struct lacp_lag *lag)
{
}

static void on_collect(struct lacp_port *port, bool on)
{
}

static void on_watch(struct lacp_port *port, bool on)
{
}

static void on_carrier(struct lacp_lag *lag, bool on)
{
}

static void on_event(struct lacp_lag *lag, struct lacp_port *port,
		     const struct lacp_event *event)
{
}

static const struct lacp_ops ops = {
	.transmit = on_transmit,
	.marker_response = on_response,
	.settle = on_settle,
	.markers = on_markers,
	.release = on_release,
	.collect = on_collect,
	.watch = on_watch,
	.carrier = on_carrier,
	.event = on_event,
};

/* Every frame moves the one counter that its verdict names. */
static void check_counters(const struct lacp_counters *c, const u8 *frame,
			   enum lacp_verdict verdict)
{
	u64 all = c->lacpdu_rx + c->marker_rx + c->marker_response_rx +
		  c->unknown_rx + c->illegal_rx;
	unsigned int i;

	for (i = 0; i < LACP_REJECTS; i++)
		all += c->reject[i];
	MUST(all == 1, "counted %llu times", (unsigned long long)all);

	if (verdict < LACP_REJECTS)
		MUST(c->reject[verdict] == 1, "not as %s",
		     verdict_name(verdict));
	else if (verdict == LACP_UNKNOWN)
		MUST(c->unknown_rx == 1, "not as unknown");
	else if (verdict == LACP_ILLEGAL)
		MUST(c->illegal_rx == 1, "not as illegal");
	else if (frame[0] == 1)
		MUST(c->lacpdu_rx == 1, "not as LACPDU");
	else
		MUST((frame[MARKER] == 1 ? c->marker_rx :
					   c->marker_response_rx) == 1,
		     "not as Marker PDU %u", frame[MARKER]);
}

static void receive(const u8 *frame, size_t length)
{
	static struct lacp_lag lag;
	struct lacp_port_config port_config = lacp_default_port_config(1);
	struct lacp_config config = lacp_default_config();
	struct lacp_port port = {}, before;
	enum lacp_verdict verdict;
	bool asks;

	config.rate = LACPMOD_RATE_FAST;
	config.system[0] = 2;
	config.system[5] = 1;
	config.key = 1;
	lacp_init(&lag, &ops, &config);
	lacp_set_up(&lag, true);
	lacp_port_add(&lag, &port, 0, &port_config, 1000);
	lacp_port_set_up(&port, true);
	lacp_port_link(&port, true, 1000, true);
	lacp_run(&lag, 1000);

	heard = frame;
	responses = 0;
	before = port;
	verdict = lacp_port_receive(&port, frame, length, 1000);
	before.counters = port.counters;
	MUST(verdict == LACP_ACCEPTED || !memcmp(&port, &before, sizeof(port)),
	     "%s, and yet something has changed", verdict_name(verdict));
	lacp_run(&lag, 1000);

	MUST(verdict_name(verdict), "verdict %u has no name", verdict);
	MUST(verdict == expected(frame, length), "%s, not %s",
	     verdict_name(verdict), verdict_name(expected(frame, length)));
	check_counters(&port.counters, frame, verdict);
	MUST(port.rx == (verdict == LACP_ACCEPTED && frame[0] == 1 ?
			 LACPMOD_RX_STATE_CURRENT : LACPMOD_RX_STATE_EXPIRED),
	     "Receive state %u", port.rx);
	asks = verdict == LACP_ACCEPTED && frame[0] == 2 && frame[MARKER] == 1;
	MUST(responses == asks, "%u Marker Responses", responses);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	parse_lacpdu(data, size);
	parse_marker(data, size);
	receive(data, size);
	return 0;
}
