// SPDX-License-Identifier: GPL-2.0
/*
 * What each conversation ID carries: bytes, counted by each CPU on its own
 *
 * Counters are there while the LAG's settings ask for them, and the data path
 * looks for them where LAG_TX_COUNT is set.
 */

#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/rtnetlink.h>
#include <linux/u64_stats_sync.h>
#include <linux/vmalloc.h>

#include "lag.h"

/**
 * struct lag_cpu_load - what one CPU has sent
 * @syncp: for readers where 64 bits are written in two goes
 * @bytes: of each conversation ID
 */
struct lag_cpu_load {
	struct u64_stats_sync syncp;
	u64_stats_t bytes[LACP_BUCKETS];
};

/**
 * struct lag_load - counters of a LAG
 * @since: since when @base has stood, ms (RTNL)
 * @base: the sum of all CPUs' bytes then (RTNL)
 * @cpu: the counters of each possible CPU
 */
struct lag_load {
	u64 since;
	u64 base[LACP_BUCKETS];
	struct lag_cpu_load *cpu[];
};

/**
 * lag_load_add() - count a frame that is handed to a port
 * @lag: the LAG
 * @cid: the conversation ID
 * @len: octets
 *
 * Counters that have just gone count nothing.
 *
 * Context: BH or interrupts disabled, RCU.
 */
void lag_load_add(const struct lag *lag, u32 cid, unsigned int len)
{
	const struct lag_load *load = rcu_dereference_bh(lag->load);
	struct lag_cpu_load *cpu;

	if (!load)
		return;
	cpu = load->cpu[smp_processor_id()];
	u64_stats_update_begin(&cpu->syncp);
	u64_stats_add(&cpu->bytes[cid], len);
	u64_stats_update_end(&cpu->syncp);
}

static u64 lag_cpu_bytes(const struct lag_cpu_load *cpu, unsigned int cid)
{
	unsigned int start;
	u64 bytes;

	do {
		start = u64_stats_fetch_begin(&cpu->syncp);
		bytes = u64_stats_read(&cpu->bytes[cid]);
	} while (u64_stats_fetch_retry(&cpu->syncp, start));
	return bytes;
}

static u64 lag_load_sum(const struct lag_load *load, unsigned int cid)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += lag_cpu_bytes(load->cpu[cpu], cid);
	return sum;
}

/**
 * lag_load_read() - what a conversation ID has carried
 * @lag: the LAG
 * @cid: the conversation ID
 * @recent: result, bytes of the present measurement
 *
 * Context: RTNL; the counters are on.
 * Return: bytes since the counters were switched on.
 */
u64 lag_load_read(const struct lag *lag, unsigned int cid, u64 *recent)
{
	const struct lag_load *load = rtnl_dereference(lag->load);
	u64 sum = lag_load_sum(load, cid);

	*recent = sum - load->base[cid];
	return sum;
}

/**
 * lag_load_measured() - for how long the present measurement runs
 * @lag: the LAG
 *
 * Context: RTNL; the counters are on.
 * Return: ms.
 */
u32 lag_load_measured(const struct lag *lag)
{
	const struct lag_load *load = rtnl_dereference(lag->load);

	return min_t(u64, lag_protocol_now() - load->since, U32_MAX);
}

/**
 * lag_load_restart() - begin to measure anew
 * @lag: the LAG
 *
 * Context: RTNL.
 */
void lag_load_restart(struct lag *lag)
{
	struct lag_load *load = rtnl_dereference(lag->load);
	unsigned int cid;

	if (!load)
		return;
	for (cid = 0; cid < LACP_BUCKETS; cid++)
		load->base[cid] = lag_load_sum(load, cid);
	load->since = lag_protocol_now();
}

static void lag_load_free(struct lag_load *load)
{
	int cpu;

	for_each_possible_cpu(cpu)
		kvfree(load->cpu[cpu]);
	kvfree(load);
}

static struct lag_load *lag_load_alloc(void)
{
	struct lag_load *load;
	int cpu;

	load = kvzalloc(struct_size(load, cpu, nr_cpu_ids), GFP_KERNEL_ACCOUNT);
	if (!load)
		return NULL;
	for_each_possible_cpu(cpu) {
		load->cpu[cpu] = kvzalloc_node(sizeof(*load->cpu[cpu]),
					       GFP_KERNEL_ACCOUNT,
					       cpu_to_node(cpu));
		if (!load->cpu[cpu]) {
			lag_load_free(load);
			return NULL;
		}
		u64_stats_init(&load->cpu[cpu]->syncp);
	}
	load->since = lag_protocol_now();
	return load;
}

/**
 * lag_load_switch() - have counters, or have none
 * @lag: the LAG
 * @on: whether there are to be counters
 *
 * Context: RTNL; waits for the data path where they go.
 * Return: 0 or -ENOMEM.
 */
int lag_load_switch(struct lag *lag, bool on)
{
	struct lag_load *load = rtnl_dereference(lag->load);

	if (on == !!load)
		return 0;
	if (on) {
		load = lag_load_alloc();
		if (!load)
			return -ENOMEM;
		rcu_assign_pointer(lag->load, load);
		lag_set_tx_flag(lag, LAG_TX_COUNT, true);
		return 0;
	}
	lag_set_tx_flag(lag, LAG_TX_COUNT, false);
	RCU_INIT_POINTER(lag->load, NULL);
	synchronize_net();
	lag_load_free(load);
	return 0;
}

/**
 * lag_load_exit() - a LAG goes
 * @lag: the LAG
 *
 * Context: RTNL; the data path has left the device.
 */
void lag_load_exit(struct lag *lag)
{
	struct lag_load *load = rtnl_dereference(lag->load);

	RCU_INIT_POINTER(lag->load, NULL);
	if (load)
		lag_load_free(load);
}
