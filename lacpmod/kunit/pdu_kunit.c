// SPDX-License-Identifier: GPL-2.0
/*
 * LACPDU and Marker PDU against the standard's offsets (802.1AX 6.4.2, 6.5.3)
 */

#include "rig.h"

/* What a port with the rig's settings says when it hears @heard, in sync. */
static const u8 golden[LACP_PDU_LEN] = {
	/* subtype, version */
	0x01, 0x01,
	/* Actor: type, length, System priority, System ID, key */
	0x01, 0x14, 0x80, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x0a, 0x00, 0x07,
	/* port priority, port, state, reserved */
	0x80, 0x00, 0x00, 0x01, 0x3f, 0x00, 0x00, 0x00,
	/* Partner */
	0x02, 0x14, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf1, 0x23, 0x45,
	0x67, 0x89, 0xab, 0xcd, 0x3d, 0x00, 0x00, 0x00,
	/* Collector: type, length, CollectorMaxDelay, 12 reserved */
	0x03, 0x10, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00,
	/* Terminator: type, length; 50 reserved */
};

/* Long timeout: state 0x3d. */
static const u8 heard[LACP_PDU_LEN] = {
	0x01, 0x01,
	0x01, 0x14, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf1, 0x23, 0x45,
	0x67, 0x89, 0xab, 0xcd, 0x3d, 0x00, 0x00, 0x00,
	0x02, 0x14, 0x80, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x0a, 0x00, 0x07,
	0x80, 0x00, 0x00, 0x01, 0x07, 0x00, 0x00, 0x00,
	0x03, 0x10, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00,
};

#define MARKER_TYPE	2
#define MARKER_LENGTH	3

/* Requester port, system, transaction, then junk where padding should be. */
static const u8 marker[LACP_PDU_LEN] = {
	0x02, 0x01, 0x01, 0x10, 0xab, 0xcd, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf1,
	0xca, 0xfe, 0xba, 0xbe, 0x00, 0x00, 0x00, 0x00, 0x11, 0x22, 0x33,
	[109] = 0x44,
};

static void linked(struct rig *rig)
{
	rig_plug(rig, 1);
}

static void expect_heard(struct kunit *test, const struct lacp_info *partner)
{
	static const u8 system[] = { 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf1 };

	KUNIT_EXPECT_EQ(test, partner->system_priority, 0x1234);
	KUNIT_EXPECT_EQ(test, memcmp(partner->system, system, 6), 0);
	KUNIT_EXPECT_EQ(test, partner->key, 0x2345);
	KUNIT_EXPECT_EQ(test, partner->port_priority, 0x6789);
	KUNIT_EXPECT_EQ(test, partner->port, 0xabcd);
}

static void pdu_parse(struct kunit *test)
{
	struct rig *rig = test->priv;

	linked(rig);
	KUNIT_EXPECT_EQ(test, rig_frame(rig, 0, heard, sizeof(heard)),
			LACP_ACCEPTED);
	expect_heard(test, &rig_port(rig, 0)->partner);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->partner.state, 0x3d);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.lacpdu_rx, 1);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.illegal_rx, 0);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.unknown_rx, 0);
}

static void pdu_build(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;
	u8 pdu[LACP_PDU_LEN];

	linked(rig);
	rig_frame(rig, 0, heard, sizeof(heard));
	memset(pdu, 0xee, sizeof(pdu));
	lacp_build(rig_port(rig, 0), pdu);
	for (i = 0; i < LACP_PDU_LEN; i++)
		KUNIT_EXPECT_EQ_MSG(test, pdu[i], golden[i], "octet %u", i);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->told, 0x3f);
}

/* What one end builds the other parses to the same values. */
static void pdu_round_trip(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);
	struct lacp_info actor, partner;
	u8 pdu[LACP_PDU_LEN];

	linked(rig);
	rig_frame(rig, 0, heard, sizeof(heard));
	lacp_build(port, pdu);
	actor = port->actor;
	partner = port->partner;
	lacp_port_receive(port, pdu, sizeof(pdu), rig->now);
	KUNIT_EXPECT_EQ(test, memcmp(&port->pdu_actor, &actor,
				     sizeof(actor)), 0);
	KUNIT_EXPECT_EQ(test, memcmp(&port->pdu_partner, &partner,
				     sizeof(partner)), 0);
}

/* Every way to be refused, with its name, and no trace left. */
static const struct refusal {
	const char *name;
	u8 offset;
	u8 value;
	size_t length;
	enum lacp_verdict verdict;
} refusals[] = {
	{ "actor length 19", 3, 19, LACP_PDU_LEN, LACP_ACTOR_LENGTH },
	{ "actor length 21", 3, 21, LACP_PDU_LEN, LACP_ACTOR_LENGTH },
	{ "actor length 0", 3, 0, LACP_PDU_LEN, LACP_ACTOR_LENGTH },
	{ "actor length 255", 3, 255, LACP_PDU_LEN, LACP_ACTOR_LENGTH },
	{ "partner length 19", 23, 19, LACP_PDU_LEN, LACP_PARTNER_LENGTH },
	{ "partner length 21", 23, 21, LACP_PDU_LEN, LACP_PARTNER_LENGTH },
	{ "partner length 0", 23, 0, LACP_PDU_LEN, LACP_PARTNER_LENGTH },
	{ "collector length 15", 43, 15, LACP_PDU_LEN, LACP_COLLECTOR_LENGTH },
	{ "collector length 17", 43, 17, LACP_PDU_LEN, LACP_COLLECTOR_LENGTH },
	{ "collector length 0", 43, 0, LACP_PDU_LEN, LACP_COLLECTOR_LENGTH },
	{ "109 octets", 0, 1, 109, LACP_TRUNCATED },
	{ "58 octets", 0, 1, 58, LACP_TRUNCATED },
	{ "2 octets", 0, 1, 2, LACP_TRUNCATED },
	{ "1 octet", 0, 1, 1, LACP_TRUNCATED },
};

static void describe_refusal(const struct refusal *refusal, char *desc)
{
	strscpy(desc, refusal->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(refusal, refusals, describe_refusal);

static void pdu_refused(struct kunit *test)
{
	const struct refusal *refusal = test->param_value;
	struct rig *rig = test->priv;
	struct lacp_counters *counters = &rig_port(rig, 0)->counters;
	unsigned int i;
	u8 pdu[LACP_PDU_LEN];

	linked(rig);
	memcpy(pdu, heard, sizeof(pdu));
	pdu[refusal->offset] = refusal->value;
	KUNIT_EXPECT_EQ(test, rig_frame(rig, 0, pdu, refusal->length),
			refusal->verdict);
	for (i = 0; i < LACP_REJECTS; i++)
		KUNIT_EXPECT_EQ_MSG(test, counters->reject[i],
				    i == refusal->verdict, "counter %u", i);
	KUNIT_EXPECT_EQ(test, counters->lacpdu_rx, 0);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->rx, LACPMOD_RX_STATE_EXPIRED);
}

static void expect_accepted(struct kunit *test, const u8 *pdu, size_t length)
{
	struct rig *rig = test->priv;

	KUNIT_EXPECT_EQ(test, rig_frame(rig, 0, pdu, length), LACP_ACCEPTED);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->rx, LACPMOD_RX_STATE_CURRENT);
	expect_heard(test, &rig_port(rig, 0)->partner);
}

static void pdu_any_version(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int version;
	u8 pdu[LACP_PDU_LEN];

	rig->config.rx_limit = 0;
	rig_configure(rig);
	linked(rig);
	memcpy(pdu, heard, sizeof(pdu));
	for (version = 0; version <= 255; version++) {
		pdu[1] = version;
		expect_accepted(test, pdu, sizeof(pdu));
	}
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.lacpdu_rx, 256);
}

/* A version 2 LACPDU: Port Algorithm, Digest, Service Mapping Digest. */
static void pdu_later_tlvs(struct kunit *test)
{
	struct rig *rig = test->priv;
	u8 pdu[LACP_PDU_LEN];

	linked(rig);
	memcpy(pdu, heard, sizeof(pdu));
	pdu[1] = 2;
	pdu[58] = 0x04;
	pdu[59] = 6;
	pdu[64] = 0x05;
	pdu[65] = 20;
	pdu[84] = 0x0a;
	pdu[85] = 18;
	expect_accepted(test, pdu, sizeof(pdu));

	/* A private TLV whose length runs past the end, or loops. */
	pdu[58] = 0x64;
	pdu[59] = 255;
	expect_accepted(test, pdu, sizeof(pdu));
	pdu[59] = 0;
	expect_accepted(test, pdu, sizeof(pdu));
}

static void pdu_long_frames(struct kunit *test)
{
	static const size_t lengths[] = { 111, 128, 625, 1500 };
	struct rig *rig = test->priv;
	unsigned int i;
	u8 *pdu;

	linked(rig);
	pdu = kunit_kzalloc(test, 1500, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pdu);
	memset(pdu, 0x5a, 1500);
	memcpy(pdu, heard, sizeof(heard));
	for (i = 0; i < ARRAY_SIZE(lengths); i++)
		expect_accepted(test, pdu, lengths[i]);
}

/* Reserved fields and TLV types must not be checked. */
static void pdu_ignored_fields(struct kunit *test)
{
	struct rig *rig = test->priv;
	u8 pdu[LACP_PDU_LEN];

	linked(rig);
	memcpy(pdu, heard, sizeof(pdu));
	memset(pdu + 19, 0xff, 3);
	memset(pdu + 39, 0xff, 3);
	memset(pdu + 44, 0xff, LACP_PDU_LEN - 44);
	expect_accepted(test, pdu, sizeof(pdu));

	pdu[2] = 0x77;
	pdu[22] = 0x78;
	pdu[42] = 0x79;
	expect_accepted(test, pdu, sizeof(pdu));
}

static void pdu_subtypes(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_counters *counters = &rig_port(rig, 0)->counters;
	unsigned int subtype;
	u8 pdu[LACP_PDU_LEN];

	linked(rig);
	memcpy(pdu, heard, sizeof(pdu));
	for (subtype = 3; subtype <= 10; subtype++) {
		pdu[0] = subtype;
		KUNIT_EXPECT_EQ(test, rig_frame(rig, 0, pdu, sizeof(pdu)),
				LACP_UNKNOWN);
	}
	KUNIT_EXPECT_EQ(test, counters->unknown_rx, 8);
	KUNIT_EXPECT_EQ(test, counters->illegal_rx, 0);

	for (subtype = 11; subtype <= 256; subtype++) {
		pdu[0] = subtype;
		KUNIT_EXPECT_EQ(test, rig_frame(rig, 0, pdu, sizeof(pdu)),
				LACP_ILLEGAL);
	}
	pdu[0] = 1;
	KUNIT_EXPECT_EQ(test, rig_frame(rig, 0, pdu, 0), LACP_ILLEGAL);
	KUNIT_EXPECT_EQ(test, counters->unknown_rx, 8);
	KUNIT_EXPECT_EQ(test, counters->illegal_rx, 247);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->rx, LACPMOD_RX_STATE_EXPIRED);
}

static void marker_response(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	linked(rig);
	KUNIT_EXPECT_EQ(test, rig_frame(rig, 0, marker, sizeof(marker)),
			LACP_ACCEPTED);
	KUNIT_EXPECT_EQ(test, rig->at[0].responses, 1);
	for (i = 0; i < LACP_PDU_LEN; i++)
		KUNIT_EXPECT_EQ_MSG(test, rig->at[0].response[i],
				    i == MARKER_TYPE ? 2 : marker[i],
				    "octet %u", i);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.marker_rx, 1);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.marker_response_tx, 1);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->rx, LACPMOD_RX_STATE_EXPIRED);
}

/* The Marker's answer is the frame's first 110 octets, however long it was. */
static void marker_long(struct kunit *test)
{
	struct rig *rig = test->priv;
	u8 pdu[256];

	linked(rig);
	memset(pdu, 0x5a, sizeof(pdu));
	memcpy(pdu, marker, sizeof(marker));
	KUNIT_EXPECT_EQ(test, rig_frame(rig, 0, pdu, sizeof(pdu)),
			LACP_ACCEPTED);
	KUNIT_EXPECT_EQ(test, rig->at[0].responses, 1);
}

static void marker_refused(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_counters *counters = &rig_port(rig, 0)->counters;
	u8 pdu[LACP_PDU_LEN];

	linked(rig);
	memcpy(pdu, marker, sizeof(pdu));
	pdu[MARKER_TYPE] = 0;
	KUNIT_EXPECT_EQ(test, rig_frame(rig, 0, pdu, sizeof(pdu)),
			LACP_BAD_MARKER);
	pdu[MARKER_TYPE] = 3;
	KUNIT_EXPECT_EQ(test, rig_frame(rig, 0, pdu, sizeof(pdu)),
			LACP_BAD_MARKER);
	pdu[MARKER_TYPE] = 1;
	pdu[MARKER_LENGTH] = 15;
	KUNIT_EXPECT_EQ(test, rig_frame(rig, 0, pdu, sizeof(pdu)),
			LACP_BAD_MARKER);
	pdu[MARKER_LENGTH] = 17;
	KUNIT_EXPECT_EQ(test, rig_frame(rig, 0, pdu, sizeof(pdu)),
			LACP_BAD_MARKER);
	KUNIT_EXPECT_EQ(test, counters->reject[LACP_BAD_MARKER], 4);

	KUNIT_EXPECT_EQ(test, rig_frame(rig, 0, marker, LACP_PDU_LEN - 1),
			LACP_TRUNCATED);
	KUNIT_EXPECT_EQ(test, counters->reject[LACP_TRUNCATED], 1);
	KUNIT_EXPECT_EQ(test, counters->marker_rx, 0);
	KUNIT_EXPECT_EQ(test, rig->at[0].responses, 0);
}

static void marker_response_heard(struct kunit *test)
{
	struct rig *rig = test->priv;
	u8 pdu[LACP_PDU_LEN];

	linked(rig);
	memcpy(pdu, marker, sizeof(pdu));
	pdu[MARKER_TYPE] = 2;
	KUNIT_EXPECT_EQ(test, rig_frame(rig, 0, pdu, sizeof(pdu)),
			LACP_IGNORED);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.marker_response_rx, 1);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.marker_rx, 0);
	KUNIT_EXPECT_EQ(test, rig->at[0].responses, 0);
}

/* Five answers in any second, the rest is counted. */
static void marker_limit(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_counters *counters = &rig_port(rig, 0)->counters;
	unsigned int i;

	linked(rig);
	for (i = 0; i < 20; i++) {
		KUNIT_EXPECT_EQ(test, rig_frame(rig, 0, marker, sizeof(marker)),
				i < 5 ? LACP_ACCEPTED : LACP_IGNORED);
		rig_pass(rig, 10);
	}
	KUNIT_EXPECT_EQ(test, rig->at[0].responses, 5);
	KUNIT_EXPECT_EQ(test, counters->marker_rx, 20);
	KUNIT_EXPECT_EQ(test, counters->marker_response_tx, 5);
	KUNIT_EXPECT_EQ(test, counters->marker_limited, 15);

	/* The first slot is free a second after the first answer. */
	rig_pass(rig, 799);
	rig_frame(rig, 0, marker, sizeof(marker));
	KUNIT_EXPECT_EQ(test, rig->at[0].responses, 5);
	rig_pass(rig, 1);
	rig_frame(rig, 0, marker, sizeof(marker));
	rig_frame(rig, 0, marker, sizeof(marker));
	KUNIT_EXPECT_EQ(test, rig->at[0].responses, 6);
}

/* A clock that has just begun: none was answered in the second before. */
static void marker_clock_begins(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->now = 0;
	linked(rig);
	rig_frame(rig, 0, marker, sizeof(marker));
	KUNIT_EXPECT_EQ(test, rig->at[0].responses, 1);
}

/* What could not be sent is not counted as if it had been. */
static void marker_mute(struct kunit *test)
{
	struct rig *rig = test->priv;

	linked(rig);
	rig->at[0].mute = true;
	KUNIT_EXPECT_EQ(test, rig_frame(rig, 0, marker, sizeof(marker)),
			LACP_IGNORED);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.marker_rx, 1);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.marker_response_tx, 0);
}

static struct kunit_case pdu_cases[] = {
	KUNIT_CASE(pdu_parse),
	KUNIT_CASE(pdu_build),
	KUNIT_CASE(pdu_round_trip),
	KUNIT_CASE_PARAM(pdu_refused, refusal_gen_params),
	KUNIT_CASE(pdu_any_version),
	KUNIT_CASE(pdu_later_tlvs),
	KUNIT_CASE(pdu_long_frames),
	KUNIT_CASE(pdu_ignored_fields),
	KUNIT_CASE(pdu_subtypes),
	KUNIT_CASE(marker_response),
	KUNIT_CASE(marker_long),
	KUNIT_CASE(marker_refused),
	KUNIT_CASE(marker_response_heard),
	KUNIT_CASE(marker_limit),
	KUNIT_CASE(marker_clock_begins),
	KUNIT_CASE(marker_mute),
	{}
};

static struct kunit_suite lacp_pdu_suite = {
	.name = "lacp-pdu",
	.init = rig_init,
	.test_cases = pdu_cases,
};

kunit_test_suite(lacp_pdu_suite);
