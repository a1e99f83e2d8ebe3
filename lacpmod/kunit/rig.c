// SPDX-License-Identifier: GPL-2.0
/*
 * A LAG on the bench: the fixture of the engine's unit tests
 */

#include <linux/kernel.h>
#include <linux/string.h>

#include "rig.h"

static const u8 own_system[LACP_ADDR_LEN] = { 2, 0, 0, 0, 0, 0x0a };
static const u8 far_system[LACP_ADDR_LEN] = { 2, 0, 0, 0, 0, 0x0b };

static struct rig *rig_of(struct lacp_lag *lag)
{
	return container_of(lag, struct rig, lag);
}

static struct rig_port *rig_port_of(struct lacp_port *port)
{
	return container_of(port, struct rig_port, port);
}

static void on_transmit(struct lacp_port *port)
{
	struct rig *rig = rig_of(port->lag);
	struct rig_port *at = rig_port_of(port);

	if (at->sends < RIG_SENDS)
		at->sent_at[at->sends] = rig->now;
	at->sends++;
	at->asked = true;
}

static bool on_marker_response(struct lacp_port *port, const u8 *pdu)
{
	struct rig_port *at = rig_port_of(port);

	if (at->mute)
		return false;
	at->responses++;
	memcpy(at->response, pdu, sizeof(at->response));
	return true;
}

static void on_settle(struct lacp_lag *lag)
{
	rig_of(lag)->settles++;
}

static unsigned int on_markers(struct lacp_port *port, u32 transaction,
			       unsigned int max)
{
	struct rig_port *at = rig_port_of(port);
	unsigned int i;

	if (at->queues > max)
		return 0;
	for (i = 0; i < at->queues; i++)
		lacp_marker_build(port, transaction + i, at->marker);
	at->markers += at->queues;
	return at->queues;
}

static void on_release(struct lacp_lag *lag)
{
	rig_of(lag)->releases++;
}

static void on_collect(struct lacp_port *port, bool on)
{
	struct rig_port *at = rig_port_of(port);

	at->collects = on;
	at->collects_told++;
}

static void on_watch(struct lacp_port *port, bool on)
{
	struct rig_port *at = rig_port_of(port);

	at->watched = on;
	at->watch_told++;
}

static void on_carrier(struct lacp_lag *lag, bool on)
{
	rig_of(lag)->carrier = on;
}

static void on_event(struct lacp_lag *lag, struct lacp_port *port,
		     const struct lacp_event *event)
{
	struct rig *rig = rig_of(lag);
	struct rig_event *entry = &rig->event[rig->events % RIG_EVENTS];

	entry->index = port ? port->index : LACP_NO_PORT;
	entry->event = *event;
	rig->events++;
}

/* What the engine asks for is recorded. */
const struct lacp_ops rig_ops = {
	.transmit = on_transmit,
	.marker_response = on_marker_response,
	.settle = on_settle,
	.markers = on_markers,
	.release = on_release,
	.collect = on_collect,
	.watch = on_watch,
	.carrier = on_carrier,
	.event = on_event,
};

/**
 * rig_init() - a suite's init: a LAG that is up, with the usual settings
 * @test: the test, its priv becomes the struct rig
 *
 * Return: 0, or -1 without memory.
 */
int rig_init(struct kunit *test)
{
	struct rig *rig = kunit_kzalloc(test, sizeof(*rig), GFP_KERNEL);

	if (!rig)
		return -1;
	rig->test = test;
	rig->config = lacp_default_config();
	rig->config.rate = LACPMOD_RATE_FAST;
	/* Most look at where conversation IDs have gone. */
	rig->config.flush = false;
	memcpy(rig->config.system, own_system, LACP_ADDR_LEN);
	rig->config.key = 7;
	rig->now = RIG_START;
	rig->next = LACP_NEVER;

	lacp_init(&rig->lag, &rig_ops, &rig->config);
	lacp_set_up(&rig->lag, true);
	test->priv = rig;
	return 0;
}

static void init_far(struct lacp_info *far, unsigned int i)
{
	far->system_priority = 0x8001;
	memcpy(far->system, far_system, LACP_ADDR_LEN);
	far->key = 9;
	far->port_priority = 0x80;
	far->port = 100 + i;
	far->state = RIG_HELLO;
}

/**
 * rig_add() - add ports 1, 2, ... that are up, without link
 * @rig: the rig
 * @ports: how many
 */
void rig_add(struct rig *rig, unsigned int ports)
{
	while (ports--) {
		unsigned int i = rig->ports++;
		struct lacp_port *port = rig_port(rig, i);
		struct lacp_port_config *config = &rig->at[i].config;

		*config = lacp_default_port_config(i + 1);
		lacp_port_add(&rig->lag, port, i, config, rig->now);
		lacp_port_set_up(port, true);
		init_far(&rig->at[i].far, i);
		rig->at[i].queues = 1;
	}
	rig_run(rig);
}

/**
 * rig_renumber() - give a port another number and priority
 * @rig: the rig
 * @i: which port
 * @number: port number
 * @priority: port priority
 *
 * Without running the machines.
 */
void rig_renumber(struct rig *rig, unsigned int i, u16 number, u16 priority)
{
	struct lacp_port_config *config = &rig->at[i].config;

	config->number = number;
	config->priority = priority;
	lacp_port_configure(rig_port(rig, i), config, rig->now);
}

/**
 * rig_configure() - let the LAG have rig->config
 * @rig: the rig
 */
void rig_configure(struct rig *rig)
{
	lacp_configure(&rig->lag, &rig->config, rig->now);
	rig_run(rig);
}

/**
 * rig_port_configure() - let a port have rig->at[i].config
 * @rig: the rig
 * @i: the port's index
 */
void rig_port_configure(struct rig *rig, unsigned int i)
{
	lacp_port_configure(rig_port(rig, i), &rig->at[i].config, rig->now);
	rig_run(rig);
}

/**
 * rig_link() - a link of full duplex comes up or goes down
 * @rig: the rig
 * @i: the port's index
 * @up: whether it is up now
 */
void rig_link(struct rig *rig, unsigned int i, bool up)
{
	lacp_port_link(rig_port(rig, i), up, RIG_SPEED, true);
	rig_run(rig);
}

/* Whether the machines are to be run for it. */
static bool send_all(struct rig *rig)
{
	bool again = false;
	unsigned int i;

	for (i = 0; i < rig->ports; i++) {
		if (!rig->at[i].asked)
			continue;
		rig->at[i].asked = false;
		lacp_build(rig_port(rig, i), rig->at[i].pdu);
		again |= lacp_port_sent(rig_port(rig, i), !rig->at[i].mute);
	}
	return again;
}

/**
 * rig_run() - run the machines, and send what is to be sent
 * @rig: the rig
 */
void rig_run(struct rig *rig)
{
	do
		rig->next = lacp_run(&rig->lag, rig->now);
	while (send_all(rig));
}

/**
 * rig_pass() - let time pass
 * @rig: the rig
 * @ms: how long
 */
void rig_pass(struct rig *rig, u64 ms)
{
	u64 end = rig->now + ms;
	unsigned int calls = 0;

	while (rig->next <= end) {
		calls = rig->next > rig->now ? 0 : calls + 1;
		if (calls > RIG_CALLS) {
			KUNIT_FAIL(rig->test, "the engine wants to be called for ever");
			break;
		}
		rig->now = rig->next;
		rig_run(rig);
	}
	rig->now = end;
}

static void put16(u8 *at, u16 value)
{
	at[0] = value >> 8;
	at[1] = value & 0xff;
}

static void put_info(u8 *at, u8 type, const struct lacp_info *info)
{
	at[0] = type;
	at[1] = 20;
	put16(at + 2, info->system_priority);
	memcpy(at + 4, info->system, LACP_ADDR_LEN);
	put16(at + 10, info->key);
	put16(at + 12, info->port_priority);
	put16(at + 14, info->port);
	at[16] = info->state;
}

/**
 * rig_pdu() - write a LACPDU by the standard's offsets
 * @pdu: LACP_PDU_LEN octets to fill
 * @actor: who speaks
 * @partner: whom it believes to speak to
 */
void rig_pdu(u8 *pdu, const struct lacp_info *actor,
	     const struct lacp_info *partner)
{
	memset(pdu, 0, LACP_PDU_LEN);
	pdu[0] = 1;
	pdu[1] = 1;
	put_info(pdu + 2, 1, actor);
	put_info(pdu + 22, 2, partner);
	pdu[42] = 3;
	pdu[43] = 16;
}

/**
 * rig_frame() - a port hears a frame
 * @rig: the rig
 * @i: the port's index
 * @frame: the frame, from the subtype on
 * @length: its octets
 *
 * Return: the engine's verdict.
 */
enum lacp_verdict rig_frame(struct rig *rig, unsigned int i, const u8 *frame,
			    size_t length)
{
	enum lacp_verdict verdict;

	verdict = lacp_port_receive(rig_port(rig, i), frame, length, rig->now);
	if (verdict == LACP_ACCEPTED)
		rig_run(rig);
	return verdict;
}

/**
 * rig_hear() - a port hears its far end
 * @rig: the rig
 * @i: the port's index
 * @state: the state that the far end says it is in
 *
 * Return: the engine's verdict.
 */
enum lacp_verdict rig_hear(struct rig *rig, unsigned int i, u8 state)
{
	struct rig_port *at = &rig->at[i];
	u8 pdu[LACP_PDU_LEN];

	at->far.state = state;
	rig_pdu(pdu, &at->far, at->lies ? &at->about : &at->port.actor);
	return rig_frame(rig, i, pdu, sizeof(pdu));
}

/**
 * rig_hear_all() - every port hears its far end
 * @rig: the rig
 * @state: the state that the far ends say they are in
 */
void rig_hear_all(struct rig *rig, u8 state)
{
	unsigned int i;

	for (i = 0; i < rig->ports; i++)
		rig_hear(rig, i, state);
}

/**
 * rig_plug() - add ports; then all have a link
 * @rig: the rig
 * @ports: how many
 */
void rig_plug(struct rig *rig, unsigned int ports)
{
	unsigned int i;

	rig_add(rig, ports);
	for (i = 0; i < rig->ports; i++)
		rig_link(rig, i, true);
}

/**
 * rig_join() - add ports and bring them up to distributing
 * @rig: the rig
 * @ports: how many
 */
void rig_join(struct rig *rig, unsigned int ports)
{
	rig_plug(rig, ports);
	rig_hear_all(rig, RIG_HELLO);
	rig_hear_all(rig, RIG_WORKING);
}

/**
 * rig_sends() - how many LACPDUs all ports have sent
 * @rig: the rig
 */
unsigned int rig_sends(const struct rig *rig)
{
	unsigned int n = 0, i;

	for (i = 0; i < rig->ports; i++)
		n += rig->at[i].sends;
	return n;
}

/**
 * rig_sent_state() - what a port said of itself in its last LACPDU
 * @rig: the rig
 * @i: the port's index
 */
u8 rig_sent_state(const struct rig *rig, unsigned int i)
{
	return rig->at[i].pdu[18];
}

/**
 * rig_told() - whether an event was told
 * @rig: the rig
 * @index: the port's, or LACP_NO_PORT for the LAG
 * @type: LACPMOD_EVENT_*
 * @from: the value before
 * @to: the value after
 */
bool rig_told(const struct rig *rig, u8 index, u8 type, u8 from, u8 to)
{
	unsigned int n = min_t(unsigned int, rig->events, RIG_EVENTS);
	unsigned int i;

	for (i = 0; i < n; i++) {
		const struct rig_event *entry = &rig->event[i];

		if (entry->index == index && entry->event.type == type &&
		    entry->event.from == from && entry->event.to == to)
			return true;
	}
	return false;
}

/**
 * rig_last() - the last event of a type
 * @rig: the rig
 * @index: the port's, or LACP_NO_PORT for the LAG
 * @type: LACPMOD_EVENT_*
 *
 * Return: the event, or NULL if there was none.
 */
const struct lacp_event *rig_last(const struct rig *rig, u8 index, u8 type)
{
	unsigned int i = min_t(unsigned int, rig->events, RIG_EVENTS);

	while (i--)
		if (rig->event[i].index == index &&
		    rig->event[i].event.type == type)
			return &rig->event[i].event;
	return NULL;
}

/**
 * rig_events() - how often an event of a type was told
 * @rig: the rig, since rig->events was last set to 0
 * @index: the port's, or LACP_NO_PORT for the LAG
 * @type: LACPMOD_EVENT_*
 */
unsigned int rig_events(const struct rig *rig, u8 index, u8 type)
{
	unsigned int n = min_t(unsigned int, rig->events, RIG_EVENTS);
	unsigned int count = 0, i;

	for (i = 0; i < n; i++)
		count += rig->event[i].index == index &&
			 rig->event[i].event.type == type;
	return count;
}

/**
 * rig_talk() - every port with a link hears its far end each second
 * @rig: the rig
 * @state: the state that the far ends say they are in
 * @seconds: for how long
 */
void rig_talk(struct rig *rig, u8 state, unsigned int seconds)
{
	unsigned int i;

	while (seconds--) {
		rig_pass(rig, 1000);
		for (i = 0; i < rig->ports; i++)
			if (rig_port(rig, i)->link)
				rig_hear(rig, i, state);
	}
}

/**
 * rig_third_system() - a port leads to another system than the first does
 * @rig: the rig
 * @i: which port
 */
void rig_third_system(struct rig *rig, unsigned int i)
{
	rig->at[i].far.system[5] = 0x0c;
}

/**
 * rig_drain() - have a port drain, or not any more
 * @rig: the rig
 * @i: which port
 * @on: the setting
 */
void rig_drain(struct rig *rig, unsigned int i, bool on)
{
	rig->at[i].config.drain = on;
	rig_port_configure(rig, i);
}

/**
 * rig_fallback() - ports with a link, of a LAG that may fall back
 * @rig: the rig, without ports
 * @fallback: LACPMOD_FALLBACK_*
 * @ports: how many
 */
void rig_fallback(struct rig *rig, u8 fallback, unsigned int ports)
{
	rig->config.fallback = fallback;
	rig_configure(rig);
	rig_plug(rig, ports);
}

/**
 * rig_speed() - a port has a link, of another speed
 * @rig: the rig
 * @i: which port
 * @times: the speed, in RIG_SPEED
 */
void rig_speed(struct rig *rig, unsigned int i, unsigned int times)
{
	lacp_port_link(rig_port(rig, i), true, times * RIG_SPEED, true);
	rig_run(rig);
}

/**
 * rig_flap() - a port's link is lost, and is back at once
 * @rig: the rig
 * @i: which port
 */
void rig_flap(struct rig *rig, unsigned int i)
{
	rig_link(rig, i, false);
	rig_link(rig, i, true);
}

/**
 * rig_let_in() - the far end is in sync on some ports alone, and says so each second
 * @rig: the rig
 * @ports: a bit for each of them
 * @seconds: for how long
 */
void rig_let_in(struct rig *rig, u32 ports, unsigned int seconds)
{
	unsigned int i;

	while (seconds--) {
		rig_pass(rig, 1000);
		for (i = 0; i < rig->ports; i++)
			rig_hear(rig, i, ports >> i & 1 ? RIG_WORKING :
							  RIG_HELLO);
	}
}

/**
 * rig_expect_why() - expect a reason why a port does not distribute
 * @test: the test
 * @i: which port
 * @reason: LACPMOD_REASON_*
 *
 * Return: the reason's arguments.
 */
struct lacp_why rig_expect_why(struct kunit *test, unsigned int i, u8 reason)
{
	struct rig *rig = test->priv;
	struct lacp_why why;

	lacp_port_why(rig_port(rig, i), &why);
	KUNIT_EXPECT_EQ_MSG(test, why.reason, reason, "port %u", i);
	return why;
}

/**
 * rig_expect_distributing() - expect that these ports distribute, and no others
 * @test: the test
 * @ports: a bit for each
 */
void rig_expect_distributing(struct kunit *test, unsigned int ports)
{
	struct rig *rig = test->priv;
	unsigned int i;

	for (i = 0; i < rig->ports; i++)
		KUNIT_EXPECT_EQ_MSG(test,
				    lacp_port_distributing(rig_port(rig, i)),
				    !!(ports & (1 << i)), "port %u", i);
}
