/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests share that have conversation IDs held */

#ifndef _LACPMOD_KUNIT_FLUSH_RIG_H
#define _LACPMOD_KUNIT_FLUSH_RIG_H

#include "rig.h"

#define MARKER_TYPE		2
#define MARKER_PORT		4
#define MARKER_SYSTEM		6
#define MARKER_TRANSACTION	12

#define HOLD_TIME		100	/* ms */
#define MARKERS_LIMIT		5	/* that a port sends in any second */

/* Ports that distribute, with flush on. */
static inline void join(struct rig *rig, unsigned int ports)
{
	rig_join(rig, ports);
	rig->config.flush = true;
	rig_configure(rig);
}

/* The first port gets twice the speed: others' conversation IDs move there. */
static inline void move(struct rig *rig)
{
	struct lacp_port *port = rig_port(rig, 0);

	lacp_port_link(port, true, 2 * port->speed, true);
	rig_run(rig);
}

/* Nothing but time. */
static inline void idle(struct rig *rig, u64 ms)
{
	rig->now += ms;
}

static inline void settle(struct rig *rig)
{
	lacp_flush_settled(&rig->lag, rig->now);
	rig_run(rig);
}

static inline void released(struct rig *rig)
{
	lacp_flush_released(&rig->lag, rig->now);
	rig_run(rig);
}

/* A Marker comes back, the last but so many. */
static inline enum lacp_verdict answer(struct rig *rig, unsigned int i,
				       unsigned int back)
{
	u8 pdu[LACP_PDU_LEN];

	memcpy(pdu, rig->at[i].marker, sizeof(pdu));
	pdu[MARKER_TYPE] = 2;
	pdu[MARKER_TRANSACTION + 3] -= back;
	return rig_frame(rig, i, pdu, sizeof(pdu));
}

static inline unsigned int count_held(const struct rig *rig)
{
	unsigned int cid, n = 0;

	for (cid = 0; cid < LACP_BUCKETS; cid++)
		n += rig->lag.bucket[cid] == LACP_HELD;
	return n;
}

static inline void expect_held(struct kunit *test, unsigned int held)
{
	struct rig *rig = test->priv;

	KUNIT_EXPECT_EQ(test, count_held(rig), held);
	KUNIT_EXPECT_EQ(test, rig->lag.held, held);
}

/* All is where it belongs. */
static inline void expect_moved(struct kunit *test)
{
	struct rig *rig = test->priv;

	expect_held(test, 0);
	KUNIT_EXPECT_EQ(test, memcmp(rig->lag.bucket, rig->lag.owner,
				     LACP_BUCKETS), 0);
}

#endif
