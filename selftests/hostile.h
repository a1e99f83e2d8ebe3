/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of hostile share */
#ifndef HOSTILE_H
#define HOSTILE_H

#include <linux/if_ether.h>
#include <linux/virtio_net.h>
#include <stdint.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define FRAME_MAX	9100
#define PDU_LEN		110
#define PRIORITY	0x8000	/* everybody's System and port priority */

#define ACTIVITY	0x01
#define TIMEOUT		0x02
#define AGGREGATION	0x04
#define SYNC		0x08
#define COLLECTING	0x10
#define DISTRIBUTING	0x20

/* Where things stand in a LACPDU, from the subtype on. */
#define ACTOR		2
#define PARTNER		22
#define COLLECTOR	42
#define BEHIND		58

enum counter {
	LACPDU_RX,
	OWN_SYSTEM_RX,
	MARKER_RX,
	MARKER_RESPONSE_RX,
	UNKNOWN_RX,
	ILLEGAL_RX,
	REJECT_TRUNCATED,
	REJECT_ACTOR_LENGTH,
	REJECT_PARTNER_LENGTH,
	REJECT_COLLECTOR_LENGTH,
	REJECT_MARKER,
	DATA_DISCARDED,
	NOT_OURS,
	COUNTERS,
};

struct info {
	uint16_t priority;
	uint8_t system[ETH_ALEN];
	uint16_t key;
	uint16_t port_priority;
	uint16_t port;
	uint8_t state;
};

struct frame {
	struct virtio_net_hdr vnet;	/* how much of it is in one piece */
	uint8_t dst[ETH_ALEN], src[ETH_ALEN];
	uint8_t tags[8];
	unsigned int tags_len;
	uint8_t body[FRAME_MAX];	/* from the subtype on */
	unsigned int len;
};

/* A case makes frame number i; it holds a LACPDU of the stranger's already. */
struct hostile_case {
	const char *name;
	void (*make)(struct frame *f, unsigned int i);
};

/* hostile_frames.c */
extern const struct hostile_case cases[];
extern const unsigned int n_cases;
extern struct info own, group;
extern const struct info stranger;
extern uint64_t random_state;

void lacpdu(struct frame *f, const struct info *actor, const struct info *partner);
/* What has to become of a frame on a port that does not collect. */
enum counter judge(const struct frame *f);

#endif
