// SPDX-License-Identifier: GPL-2.0
/*
 * What the fake kernel has to tell of traffic: its way, and who carries it
 */
#include "lacpmodctl.h"

#include "kernel.h"

/* The fuzzer has less time. */
#ifndef FAKE_BUCKETS
#define FAKE_BUCKETS	BUCKETS
#endif

/* In turn by two ports; one carries a large conversation, in "reasons" none. */
static void send_bucket(uint16_t id, uint16_t flags)
{
	struct nlmsghdr *nlh = begin(FAMILY, flags, LACPMOD_CMD_BUCKET_GET);

	mnl_attr_put_u16(nlh, LACPMOD_A_BUCKET_ID, id);
	if (!behaves("lags")) {
		mnl_attr_put_u32(nlh, LACPMOD_A_BUCKET_PORT_IFINDEX,
				 101 + id % 2);
		mnl_attr_put_strz(nlh, LACPMOD_A_BUCKET_PORT_IFNAME,
				  behaves("odd") ? HOSTILE :
				  id % 2 ? "eth2" : "eth1");
	}
	if (!behaves("reasons") && !behaves("lags")) {
		mnl_attr_put_u64(nlh, LACPMOD_A_BUCKET_BYTES, 1ULL << 40);
		mnl_attr_put_u64(nlh, LACPMOD_A_BUCKET_RECENT,
				 id == 2 ? 3000000 : id % 65 ? 0 : 1000 * id);
	}
	finish_fuzzed(nlh);
}

/**
 * send_buckets() - send the conversations of a LAG
 * @flags: of each message
 */
void send_buckets(uint16_t flags)
{
	int i, n = behaves("only") ? 4 : FAKE_BUCKETS;

	for (i = 0; i < n; i++)
		send_bucket(i, flags);
}

/**
 * send_rebalance() - tell what was moved
 *
 * In "empty" nothing was sent, in "reasons" no port distributes.
 */
void send_rebalance(void)
{
	struct nlmsghdr *nlh = begin(FAMILY, 0, LACPMOD_CMD_LAG_REBALANCE);
	bool quiet = behaves("empty") || behaves("reasons");
	struct nlattr *nest;
	int i;

	mnl_attr_put_u32(nlh, LACPMOD_A_REBALANCE_IFINDEX, 5);
	mnl_attr_put_strz(nlh, LACPMOD_A_REBALANCE_IFNAME, "lag0");
	mnl_attr_put_u8(nlh, LACPMOD_A_REBALANCE_DRY_RUN, behaves("only"));
	mnl_attr_put_u32(nlh, LACPMOD_A_REBALANCE_MEASURED, 10040);
	mnl_attr_put_u64(nlh, LACPMOD_A_REBALANCE_BYTES, quiet ? 0 : 4000000);
	mnl_attr_put_u32(nlh, LACPMOD_A_REBALANCE_BUSIEST_BEFORE,
			 quiet ? 0 : 1487);
	mnl_attr_put_u32(nlh, LACPMOD_A_REBALANCE_BUSIEST_AFTER,
			 quiet ? 0 : 1003);
	mnl_attr_put_u32(nlh, LACPMOD_A_REBALANCE_MOVED,
			 quiet ? 0 : behaves("only") ? 1 : 12);
	for (i = 0; i < 2 && !behaves("reasons"); i++) {
		nest = mnl_attr_nest_start(nlh, LACPMOD_A_REBALANCE_PORT);
		mnl_attr_put_u32(nlh, LACPMOD_A_REBALANCE_PORT_IFINDEX,
				 101 + i);
		mnl_attr_put_strz(nlh, LACPMOD_A_REBALANCE_PORT_IFNAME,
				  i ? "eth2" : "eth1");
		mnl_attr_put_u32(nlh, LACPMOD_A_REBALANCE_PORT_WEIGHT, 10000);
		mnl_attr_put_u64(nlh, LACPMOD_A_REBALANCE_PORT_BEFORE,
				 quiet ? 0 : i ? 1026000 : 2974000);
		mnl_attr_put_u64(nlh, LACPMOD_A_REBALANCE_PORT_AFTER,
				 quiet ? 0 : i ? 1994000 : 2006000);
		mnl_attr_nest_end(nlh, nest);
	}
	finish_fuzzed(nlh);
}

/**
 * send_path() - say which way a frame would leave
 */
void send_path(void)
{
	struct nlmsghdr *nlh = begin(FAMILY, 0, LACPMOD_CMD_LAG_PATH);

	mnl_attr_put_u32(nlh, LACPMOD_A_PATH_IFINDEX, 5);
	mnl_attr_put_strz(nlh, LACPMOD_A_PATH_IFNAME, "lag0");
	mnl_attr_put_u32(nlh, LACPMOD_A_PATH_CONVERSATION, 4095);
	mnl_attr_put_u8(nlh, LACPMOD_A_PATH_LIVE, !behaves("dead"));
	if (!behaves("nowhere")) {
		mnl_attr_put_u32(nlh, LACPMOD_A_PATH_PORT_IFINDEX, 7);
		mnl_attr_put_strz(nlh, LACPMOD_A_PATH_PORT_IFNAME, "eth2");
	}
	finish_fuzzed(nlh);
}
