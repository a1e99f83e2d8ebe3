/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A LAG on the bench: the fixture of the engine's unit tests
 *
 * The rig drives one LAG through the engine's face alone. The far end of every
 * port is a struct lacp_info that says whatever the test wants; its LACPDUs are
 * written octet by octet from the standard's offsets, not by the code under
 * test. What the engine asks for is recorded.
 */

#ifndef _LACP_KUNIT_RIG_H
#define _LACP_KUNIT_RIG_H

#include <kunit/test.h>

#include "../lacp/lacp.h"

#define RIG_PORTS	16
#define RIG_EVENTS	256
#define RIG_SENDS	64
#define RIG_CALLS	100	/* for which time may stand still */
#define RIG_START	1000000		/* ms; no clock begins at 0 */
#define RIG_SPEED	1000		/* Mb/s */

/* Far ends' states: active, short timeout, aggregatable and so on */
#define RIG_HELLO	(LACPMOD_STATE_ACTIVITY | LACPMOD_STATE_TIMEOUT | \
			 LACPMOD_STATE_AGGREGATION)
#define RIG_SYNC	(RIG_HELLO | LACPMOD_STATE_SYNCHRONIZATION)
#define RIG_COLLECTING	(RIG_SYNC | LACPMOD_STATE_COLLECTING)
#define RIG_WORKING	(RIG_COLLECTING | LACPMOD_STATE_DISTRIBUTING)

/**
 * struct rig_port - a port and its far end
 * @port: the port under test
 * @config: its settings; change, then call rig_port_configure()
 * @far: what the far end says of itself
 * @about: what the far end says of us, where @lies
 * @lies: the far end says @about, not what is true
 * @mute: neither LACPDUs nor Marker Responses can be sent
 * @asked: the engine asked to send in this lacp_run()
 * @sends: LACPDUs sent
 * @sent_at: when the first RIG_SENDS of them were sent
 * @pdu: the last LACPDU sent
 * @collects_told: how often the engine said something about collecting
 * @collects: what the engine said last about collecting
 * @watch_told: how often the engine said something about watching for data
 * @watched: what the engine said last about watching for data
 * @responses: Marker Responses sent
 * @response: the last of them
 * @queues: Markers that it takes to flush the port
 * @markers: Markers sent
 * @marker: the last of them
 */
struct rig_port {
	struct lacp_port port;
	struct lacp_port_config config;
	struct lacp_info far;
	struct lacp_info about;
	bool lies;
	bool mute;
	bool asked;
	unsigned int sends;
	u64 sent_at[RIG_SENDS];
	u8 pdu[LACP_PDU_LEN];
	unsigned int collects_told;
	bool collects;
	unsigned int watch_told;
	bool watched;
	unsigned int responses;
	u8 response[LACP_PDU_LEN];
	unsigned int queues;
	unsigned int markers;
	u8 marker[LACP_PDU_LEN];
};

/**
 * struct rig_event - an event that the engine told
 * @index: the port's, or LACP_NO_PORT for the LAG
 * @event: what it told
 */
struct rig_event {
	u8 index;
	struct lacp_event event;
};

/**
 * struct rig - a LAG on the bench
 * @test: the test that it is for
 * @lag: the LAG under test
 * @config: its settings; change, then call rig_configure()
 * @now: the time, ms
 * @next: when the engine wants to be called
 * @carrier: what the engine said last about the carrier
 * @settles: how often the engine asked whether others have settled
 * @releases: how often the engine asked to release frames
 * @ports: ports that were added
 * @at: the ports
 * @events: number of events told, of which @event holds the first
 * @event: the events
 */
struct rig {
	struct kunit *test;
	struct lacp_lag lag;
	struct lacp_config config;
	u64 now;
	u64 next;
	bool carrier;
	unsigned int settles;
	unsigned int releases;
	unsigned int ports;
	struct rig_port at[RIG_PORTS];
	unsigned int events;
	struct rig_event event[RIG_EVENTS];
};

extern const struct lacp_ops rig_ops;

int rig_init(struct kunit *test);

void rig_add(struct rig *rig, unsigned int ports);
void rig_plug(struct rig *rig, unsigned int ports);
void rig_renumber(struct rig *rig, unsigned int i, u16 number, u16 priority);
void rig_configure(struct rig *rig);
void rig_port_configure(struct rig *rig, unsigned int i);
void rig_link(struct rig *rig, unsigned int i, bool up);
void rig_drain(struct rig *rig, unsigned int i, bool on);
void rig_fallback(struct rig *rig, u8 fallback, unsigned int ports);
void rig_speed(struct rig *rig, unsigned int i, unsigned int times);
void rig_flap(struct rig *rig, unsigned int i);
void rig_third_system(struct rig *rig, unsigned int i);

void rig_run(struct rig *rig);
void rig_pass(struct rig *rig, u64 ms);

void rig_pdu(u8 *pdu, const struct lacp_info *actor,
	     const struct lacp_info *partner);
enum lacp_verdict rig_frame(struct rig *rig, unsigned int i, const u8 *frame,
			    size_t length);
enum lacp_verdict rig_hear(struct rig *rig, unsigned int i, u8 state);
void rig_hear_all(struct rig *rig, u8 state);
void rig_join(struct rig *rig, unsigned int ports);

unsigned int rig_sends(const struct rig *rig);
u8 rig_sent_state(const struct rig *rig, unsigned int i);
bool rig_told(const struct rig *rig, u8 index, u8 type, u8 from, u8 to);
unsigned int rig_events(const struct rig *rig, u8 index, u8 type);
const struct lacp_event *rig_last(const struct rig *rig, u8 index, u8 type);

void rig_talk(struct rig *rig, u8 state, unsigned int seconds);
void rig_let_in(struct rig *rig, u32 ports, unsigned int seconds);
struct lacp_why rig_expect_why(struct kunit *test, unsigned int i, u8 reason);
void rig_expect_distributing(struct kunit *test, unsigned int ports);

static inline struct lacp_port *rig_port(struct rig *rig, unsigned int i)
{
	return &rig->at[i].port;
}

#endif
