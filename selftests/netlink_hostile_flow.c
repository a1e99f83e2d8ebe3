// SPDX-License-Identifier: GPL-2.0
/* Conversation IDs: what each carries, and to which of them a frame belongs */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/if_ether.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>

#include "netlink_hostile.h"

#define BUCKETS		4096
/* What an attribute can be at most */
#define FRAME_MAX	(UINT16_MAX - NLA_HDRLEN)
#define VID		0x123

static void set_lag(const char *lag, uint16_t attr, uint8_t value)
{
	struct msg m;

	begin_genl(&m, LACPMOD_CMD_LAG_SET);
	put_text(&m, LACPMOD_A_LAG_IFNAME, lag);
	put(&m, attr, &value, 1);
	if (ask(&family_sock, &m))
		wrong(&m, "refused");
	look(&before);
}

static void begin_bucket(struct msg *m, uint8_t cmd, const char *lag)
{
	_Static_assert((int)LACPMOD_A_BUCKET_IFNAME == (int)LACPMOD_A_REBALANCE_IFNAME,
		       "one function for both");
	begin_genl(m, cmd);
	put_text(m, LACPMOD_A_BUCKET_IFNAME, lag);
}

/* Of a LAG that does not count and of one that does */
void try_buckets(const char *lag)
{
	enum good { NEVER, ALWAYS, COUNTED };
	static const struct {
		uint8_t cmd, attr, octets;
		uint64_t value;
		enum good good;
	} rows[] = {
		{ LACPMOD_CMD_BUCKET_GET, LACPMOD_A_BUCKET_ID, 2, 0, ALWAYS },
		{ LACPMOD_CMD_BUCKET_GET, LACPMOD_A_BUCKET_ID, 2, 4095, ALWAYS },
		{ LACPMOD_CMD_BUCKET_GET, LACPMOD_A_BUCKET_ID, 2, 4096, NEVER },
		{ LACPMOD_CMD_BUCKET_GET, LACPMOD_A_BUCKET_ID, 2, 65535, NEVER },
		{ LACPMOD_CMD_BUCKET_GET, LACPMOD_A_BUCKET_ID, 1, 0, NEVER },
		{ LACPMOD_CMD_BUCKET_GET, LACPMOD_A_BUCKET_ID, 4, 0, NEVER },
		{ LACPMOD_CMD_BUCKET_GET, LACPMOD_A_BUCKET_BYTES, 8, 0, NEVER },
		{ LACPMOD_CMD_BUCKET_GET, 0, 0, 0, NEVER },
		{ LACPMOD_CMD_LAG_REBALANCE, LACPMOD_A_REBALANCE_DRY_RUN, 1, 0, COUNTED },
		{ LACPMOD_CMD_LAG_REBALANCE, LACPMOD_A_REBALANCE_DRY_RUN, 1, 1, COUNTED },
		{ LACPMOD_CMD_LAG_REBALANCE, LACPMOD_A_REBALANCE_DRY_RUN, 1, 2, NEVER },
		{ LACPMOD_CMD_LAG_REBALANCE, LACPMOD_A_REBALANCE_DRY_RUN, 2, 1, NEVER },
		{ LACPMOD_CMD_LAG_REBALANCE, LACPMOD_A_REBALANCE_MOVED, 4, 1, NEVER },
		{ LACPMOD_CMD_LAG_REBALANCE, 0, 0, 0, COUNTED },
	};
	struct msg m;
	uint8_t on;
	unsigned int i;

	for (on = 0; on < 2; on++) {
		set_lag(lag, LACPMOD_A_LAG_BUCKET_COUNTERS, on);
		for (i = 0; i < ARRAY_SIZE(rows); i++) {
			begin_bucket(&m, rows[i].cmd, lag);
			if (rows[i].attr)
				put(&m, rows[i].attr, &rows[i].value, rows[i].octets);
			if (rows[i].good == NEVER || (rows[i].good == COUNTED && !on))
				must_be_refused(&m);
			else if (ask(&family_sock, &m))
				wrong(&m, "refused");
		}
	}
}

/* Tagged, or an IP packet, with all that may follow: what it says is longer. */
static const uint8_t *make_frame(uint16_t proto)
{
	static uint8_t frame[FRAME_MAX + 1];
	unsigned int i;

	for (i = 0; i < sizeof(frame); i++)
		frame[i] = rnd();
	frame[0] &= ~1;
	frame[12] = proto >> 8;
	frame[13] = proto & 0xff;
	if (proto == ETH_P_8021Q || proto == ETH_P_8021AD) {
		frame[14] = VID >> 8;
		frame[15] = VID & 0xff;
		frame[16] = below(2) ? 0x81 : 0x08;
		frame[17] = 0;
	}
	if (proto == ETH_P_IP)
		frame[14] = 0x40 + below(16);
	if (proto == ETH_P_IPV6)
		frame[20] = below(64);
	return frame;
}

static void begin_path(struct msg *m, const char *lag)
{
	begin_genl(m, LACPMOD_CMD_LAG_PATH);
	put_text(m, LACPMOD_A_PATH_IFNAME, lag);
}

/* The answer is whole, and says so. */
static uint32_t conversation(const struct msg *m, const char *lag)
{
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)family_sock.reply;
	const struct nlattr *tb[ATTRS];
	uint32_t cid;

	if (!family_sock.reply_len)
		wrong(m, "accepted, and not answered");
	parse((const char *)nlh + NLMSG_HDRLEN + GENL_HDRLEN,
	      nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, tb);
	if (!tb[LACPMOD_A_PATH_IFNAME] || strcmp(data_of(tb[LACPMOD_A_PATH_IFNAME]), lag))
		wrong(m, "it is not told which LAG");
	if (!tb[LACPMOD_A_PATH_CONVERSATION])
		wrong(m, "there is no conversation ID");
	cid = u32_of(tb[LACPMOD_A_PATH_CONVERSATION]);
	if (cid >= BUCKETS)
		wrong(m, "conversation ID %u", cid);
	return cid;
}

static void try_frame(const char *lag, uint8_t hash, uint16_t proto, const uint8_t *frame,
		      unsigned int len)
{
	bool tagged = (hash == LACPMOD_HASH_C_VID && proto == ETH_P_8021Q) ||
		      (hash == LACPMOD_HASH_S_VID && proto == ETH_P_8021AD);
	struct msg m;
	uint32_t cid;

	begin_path(&m, lag);
	put(&m, LACPMOD_A_PATH_FRAME, frame, len);
	if (len < ETH_HLEN || len > FRAME_MAX) {
		must_be_refused(&m);
		return;
	}
	if (ask(&family_sock, &m))
		wrong(&m, "refused");
	cid = conversation(&m, lag);
	/* Of half a tag there is no VLAN ID. */
	if (tagged && cid != (len < ETH_HLEN + 2 ? 0 : VID))
		wrong(&m, "conversation ID %u of %u octets", cid, len);
}

/* Every length up to that of headers, and some that are larger; hashed in every way */
void try_frames(const char *lag)
{
	static const uint16_t protos[] = {
		ETH_P_IP, ETH_P_IPV6, ETH_P_8021Q, ETH_P_8021AD, ETH_P_ARP, ETH_P_MPLS_UC, 0, 60,
	};
	static const unsigned int lengths[] = {
		1500, 1514, 9014, 0x4000, FRAME_MAX - 1, FRAME_MAX, FRAME_MAX + 1,
	};
	uint8_t hash = *find(before.lag, before.lags, lag)->value[LACPMOD_A_LAG_HASH], way;
	struct msg m;
	unsigned int i, len;

	begin_path(&m, lag);
	must_be_refused(&m);
	for (way = 0; way <= LACPMOD_HASH_S_VID; way++) {
		set_lag(lag, LACPMOD_A_LAG_HASH, way);
		for (i = 0; i < ARRAY_SIZE(protos); i++) {
			const uint8_t *frame = make_frame(protos[i]);

			for (len = way || i ? ETH_HLEN : 0; len < 90; len++)
				try_frame(lag, way, protos[i], frame, len);
		}
		for (i = 0; i < ARRAY_SIZE(lengths); i++)
			try_frame(lag, way, ETH_P_IP, make_frame(ETH_P_IP), lengths[i]);
	}
	set_lag(lag, LACPMOD_A_LAG_HASH, hash);
}
