// SPDX-License-Identifier: GPL-2.0
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/lacpmod.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "spec.h"

#include <uapi/linux/lacpmod.h>

/* Integer value ranges */
static const struct netlink_range_validation lacpmod_a_lag_wait_to_restore_range = {
	.max	= 32767000ULL,
};

static const struct netlink_range_validation lacpmod_a_lag_sync_timeout_range = {
	.max	= 3600000ULL,
};

static const struct netlink_range_validation lacpmod_a_lag_fallback_timeout_range = {
	.max	= 3600000ULL,
};

static const struct netlink_range_validation lacpmod_a_lag_flap_interval_range = {
	.min	= 1000ULL,
	.max	= 3600000ULL,
};

static const struct netlink_range_validation lacpmod_a_lag_flap_hold_range = {
	.min	= 1000ULL,
	.max	= 3600000ULL,
};

static const struct netlink_range_validation lacpmod_a_lag_rebalance_interval_range = {
	.max	= 86400000ULL,
};

static const struct netlink_range_validation lacpmod_a_lag_hold_frames_range = {
	.min	= 1ULL,
	.max	= 100000ULL,
};

static const struct netlink_range_validation lacpmod_a_lag_min_bandwidth_range = {
	.max	= 640000000ULL,
};

static const struct netlink_range_validation lacpmod_a_port_weight_range = {
	.max	= 10000000ULL,
};

/* Common nested types */
const struct nla_policy lacpmod_info_nl_policy[LACPMOD_A_INFO_STATE + 1] = {
	[LACPMOD_A_INFO_SYSTEM_PRIORITY] = { .type = NLA_U16, },
	[LACPMOD_A_INFO_SYSTEM] = NLA_POLICY_EXACT_LEN(6),
	[LACPMOD_A_INFO_KEY] = { .type = NLA_U16, },
	[LACPMOD_A_INFO_PORT_PRIORITY] = { .type = NLA_U16, },
	[LACPMOD_A_INFO_PORT] = { .type = NLA_U16, },
	[LACPMOD_A_INFO_STATE] = NLA_POLICY_MASK(NLA_U8, 0xff),
};

/* LACPMOD_CMD_LAG_NEW - do */
const struct nla_policy lacpmod_lag_new_nl_policy[LACPMOD_A_LAG_MIN_BANDWIDTH + 1] = {
	[LACPMOD_A_LAG_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[LACPMOD_A_LAG_MODE] = NLA_POLICY_MAX(NLA_U8, 2),
	[LACPMOD_A_LAG_RATE] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_SYSTEM_PRIORITY] = { .type = NLA_U16, },
	[LACPMOD_A_LAG_SYSTEM] = NLA_POLICY_EXACT_LEN(6),
	[LACPMOD_A_LAG_KEY] = NLA_POLICY_MIN(NLA_U16, 1),
	[LACPMOD_A_LAG_HASH] = NLA_POLICY_MAX(NLA_U8, 8),
	[LACPMOD_A_LAG_MIN_LINKS] = NLA_POLICY_RANGE(NLA_U8, 1, 64),
	[LACPMOD_A_LAG_AGGREGATE_WAIT] = NLA_POLICY_MAX(NLA_U32, 30000),
	[LACPMOD_A_LAG_MUX] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_MAX_LINKS] = NLA_POLICY_MAX(NLA_U8, 64),
	[LACPMOD_A_LAG_SELECTION] = NLA_POLICY_MAX(NLA_U8, 3),
	[LACPMOD_A_LAG_RESELECT] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_SAME_SPEED] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_WAIT_TO_RESTORE] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_lag_wait_to_restore_range),
	[LACPMOD_A_LAG_REVERTIVE] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_SYNC_TIMEOUT] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_lag_sync_timeout_range),
	[LACPMOD_A_LAG_TIMEOUT_MULTIPLIER] = NLA_POLICY_RANGE(NLA_U8, 2, 20),
	[LACPMOD_A_LAG_FALLBACK] = NLA_POLICY_MAX(NLA_U8, 2),
	[LACPMOD_A_LAG_FALLBACK_TIMEOUT] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_lag_fallback_timeout_range),
	[LACPMOD_A_LAG_FALLBACK_PREEMPT] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_FLAP_LIMIT] = NLA_POLICY_MAX(NLA_U8, 10),
	[LACPMOD_A_LAG_FLAP_INTERVAL] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_lag_flap_interval_range),
	[LACPMOD_A_LAG_FLAP_HOLD] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_lag_flap_hold_range),
	[LACPMOD_A_LAG_RX_LIMIT] = NLA_POLICY_MAX(NLA_U16, 1000),
	[LACPMOD_A_LAG_HASH_SYMMETRIC] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_HASH_SEED] = { .type = NLA_U32, },
	[LACPMOD_A_LAG_BUCKET_COUNTERS] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_REBALANCE_INTERVAL] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_lag_rebalance_interval_range),
	[LACPMOD_A_LAG_FLUSH] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_HOLD_TIME] = NLA_POLICY_RANGE(NLA_U32, 1, 10000),
	[LACPMOD_A_LAG_HOLD_FRAMES] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_lag_hold_frames_range),
	[LACPMOD_A_LAG_MIN_BANDWIDTH] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_lag_min_bandwidth_range),
};

/* LACPMOD_CMD_LAG_DEL - do */
const struct nla_policy lacpmod_lag_del_nl_policy[LACPMOD_A_LAG_IFNAME + 1] = {
	[LACPMOD_A_LAG_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_LAG_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* LACPMOD_CMD_LAG_SET - do */
const struct nla_policy lacpmod_lag_set_nl_policy[LACPMOD_A_LAG_MIN_BANDWIDTH + 1] = {
	[LACPMOD_A_LAG_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_LAG_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[LACPMOD_A_LAG_MODE] = NLA_POLICY_MAX(NLA_U8, 2),
	[LACPMOD_A_LAG_RATE] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_SYSTEM_PRIORITY] = { .type = NLA_U16, },
	[LACPMOD_A_LAG_SYSTEM] = NLA_POLICY_EXACT_LEN(6),
	[LACPMOD_A_LAG_KEY] = NLA_POLICY_MIN(NLA_U16, 1),
	[LACPMOD_A_LAG_HASH] = NLA_POLICY_MAX(NLA_U8, 8),
	[LACPMOD_A_LAG_MIN_LINKS] = NLA_POLICY_RANGE(NLA_U8, 1, 64),
	[LACPMOD_A_LAG_AGGREGATE_WAIT] = NLA_POLICY_MAX(NLA_U32, 30000),
	[LACPMOD_A_LAG_MUX] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_MAX_LINKS] = NLA_POLICY_MAX(NLA_U8, 64),
	[LACPMOD_A_LAG_SELECTION] = NLA_POLICY_MAX(NLA_U8, 3),
	[LACPMOD_A_LAG_RESELECT] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_SAME_SPEED] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_WAIT_TO_RESTORE] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_lag_wait_to_restore_range),
	[LACPMOD_A_LAG_REVERTIVE] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_SYNC_TIMEOUT] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_lag_sync_timeout_range),
	[LACPMOD_A_LAG_TIMEOUT_MULTIPLIER] = NLA_POLICY_RANGE(NLA_U8, 2, 20),
	[LACPMOD_A_LAG_FALLBACK] = NLA_POLICY_MAX(NLA_U8, 2),
	[LACPMOD_A_LAG_FALLBACK_TIMEOUT] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_lag_fallback_timeout_range),
	[LACPMOD_A_LAG_FALLBACK_PREEMPT] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_FLAP_LIMIT] = NLA_POLICY_MAX(NLA_U8, 10),
	[LACPMOD_A_LAG_FLAP_INTERVAL] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_lag_flap_interval_range),
	[LACPMOD_A_LAG_FLAP_HOLD] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_lag_flap_hold_range),
	[LACPMOD_A_LAG_RX_LIMIT] = NLA_POLICY_MAX(NLA_U16, 1000),
	[LACPMOD_A_LAG_HASH_SYMMETRIC] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_HASH_SEED] = { .type = NLA_U32, },
	[LACPMOD_A_LAG_BUCKET_COUNTERS] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_REBALANCE_INTERVAL] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_lag_rebalance_interval_range),
	[LACPMOD_A_LAG_FLUSH] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_HOLD_TIME] = NLA_POLICY_RANGE(NLA_U32, 1, 10000),
	[LACPMOD_A_LAG_HOLD_FRAMES] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_lag_hold_frames_range),
	[LACPMOD_A_LAG_MIN_BANDWIDTH] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_lag_min_bandwidth_range),
};

/* LACPMOD_CMD_LAG_GET - do */
const struct nla_policy lacpmod_lag_get_nl_policy[LACPMOD_A_LAG_IFNAME + 1] = {
	[LACPMOD_A_LAG_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_LAG_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* LACPMOD_CMD_PORT_NEW - do */
const struct nla_policy lacpmod_port_new_nl_policy[LACPMOD_A_PORT_DRAIN + 1] = {
	[LACPMOD_A_PORT_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[LACPMOD_A_PORT_LAG_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_PORT_LAG_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[LACPMOD_A_PORT_PRIORITY] = { .type = NLA_U16, },
	[LACPMOD_A_PORT_NUMBER] = NLA_POLICY_MIN(NLA_U16, 1),
	[LACPMOD_A_PORT_MODE] = NLA_POLICY_MAX(NLA_U8, 3),
	[LACPMOD_A_PORT_RATE] = NLA_POLICY_MAX(NLA_U8, 2),
	[LACPMOD_A_PORT_INDIVIDUAL] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_PORT_PARTNER_ADMIN] = NLA_POLICY_NESTED(lacpmod_info_nl_policy),
	[LACPMOD_A_PORT_WEIGHT] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_port_weight_range),
	[LACPMOD_A_PORT_DRAIN] = NLA_POLICY_MAX(NLA_U8, 1),
};

/* LACPMOD_CMD_PORT_DEL - do */
const struct nla_policy lacpmod_port_del_nl_policy[LACPMOD_A_PORT_IFNAME + 1] = {
	[LACPMOD_A_PORT_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* LACPMOD_CMD_PORT_SET - do */
const struct nla_policy lacpmod_port_set_nl_policy[LACPMOD_A_PORT_DRAIN + 1] = {
	[LACPMOD_A_PORT_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[LACPMOD_A_PORT_PRIORITY] = { .type = NLA_U16, },
	[LACPMOD_A_PORT_NUMBER] = NLA_POLICY_MIN(NLA_U16, 1),
	[LACPMOD_A_PORT_MODE] = NLA_POLICY_MAX(NLA_U8, 3),
	[LACPMOD_A_PORT_RATE] = NLA_POLICY_MAX(NLA_U8, 2),
	[LACPMOD_A_PORT_INDIVIDUAL] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_PORT_PARTNER_ADMIN] = NLA_POLICY_NESTED(lacpmod_info_nl_policy),
	[LACPMOD_A_PORT_WEIGHT] = NLA_POLICY_FULL_RANGE(NLA_U32, &lacpmod_a_port_weight_range),
	[LACPMOD_A_PORT_DRAIN] = NLA_POLICY_MAX(NLA_U8, 1),
};

/* LACPMOD_CMD_PORT_GET - do */
const struct nla_policy lacpmod_port_get_nl_policy[LACPMOD_A_PORT_IFNAME + 1] = {
	[LACPMOD_A_PORT_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* LACPMOD_CMD_PORT_RESTORE - do */
const struct nla_policy lacpmod_port_restore_nl_policy[LACPMOD_A_PORT_IFNAME + 1] = {
	[LACPMOD_A_PORT_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* LACPMOD_CMD_PORT_HISTORY - do */
const struct nla_policy lacpmod_port_history_nl_policy[LACPMOD_A_PORT_IFNAME + 1] = {
	[LACPMOD_A_PORT_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* LACPMOD_CMD_LAG_PATH - do */
const struct nla_policy lacpmod_lag_path_nl_policy[LACPMOD_A_PATH_FRAME + 1] = {
	[LACPMOD_A_PATH_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_PATH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[LACPMOD_A_PATH_FRAME] = { .type = NLA_BINARY, },
};

/* LACPMOD_CMD_BUCKET_GET - do */
const struct nla_policy lacpmod_bucket_get_nl_policy[LACPMOD_A_BUCKET_ID + 1] = {
	[LACPMOD_A_BUCKET_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_BUCKET_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[LACPMOD_A_BUCKET_ID] = NLA_POLICY_MAX(NLA_U16, 4095),
};

/* LACPMOD_CMD_LAG_REBALANCE - do */
const struct nla_policy lacpmod_lag_rebalance_nl_policy[LACPMOD_A_REBALANCE_DRY_RUN + 1] = {
	[LACPMOD_A_REBALANCE_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_REBALANCE_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[LACPMOD_A_REBALANCE_DRY_RUN] = NLA_POLICY_MAX(NLA_U8, 1),
};

/* Ops table for lacpmod */
const struct genl_ops lacpmod_nl_ops[13] = {
	{
		.cmd		= LACPMOD_CMD_LAG_NEW,
		.doit		= lacpmod_nl_lag_new_doit,
		.policy		= lacpmod_lag_new_nl_policy,
		.maxattr	= LACPMOD_A_LAG_MIN_BANDWIDTH,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= LACPMOD_CMD_LAG_DEL,
		.doit		= lacpmod_nl_lag_del_doit,
		.policy		= lacpmod_lag_del_nl_policy,
		.maxattr	= LACPMOD_A_LAG_IFNAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= LACPMOD_CMD_LAG_SET,
		.doit		= lacpmod_nl_lag_set_doit,
		.policy		= lacpmod_lag_set_nl_policy,
		.maxattr	= LACPMOD_A_LAG_MIN_BANDWIDTH,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= LACPMOD_CMD_LAG_GET,
		.doit		= lacpmod_nl_lag_get_doit,
		.dumpit		= lacpmod_nl_lag_get_dumpit,
		.policy		= lacpmod_lag_get_nl_policy,
		.maxattr	= LACPMOD_A_LAG_IFNAME,
	},
	{
		.cmd		= LACPMOD_CMD_PORT_NEW,
		.doit		= lacpmod_nl_port_new_doit,
		.policy		= lacpmod_port_new_nl_policy,
		.maxattr	= LACPMOD_A_PORT_DRAIN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= LACPMOD_CMD_PORT_DEL,
		.doit		= lacpmod_nl_port_del_doit,
		.policy		= lacpmod_port_del_nl_policy,
		.maxattr	= LACPMOD_A_PORT_IFNAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= LACPMOD_CMD_PORT_SET,
		.doit		= lacpmod_nl_port_set_doit,
		.policy		= lacpmod_port_set_nl_policy,
		.maxattr	= LACPMOD_A_PORT_DRAIN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= LACPMOD_CMD_PORT_GET,
		.doit		= lacpmod_nl_port_get_doit,
		.dumpit		= lacpmod_nl_port_get_dumpit,
		.policy		= lacpmod_port_get_nl_policy,
		.maxattr	= LACPMOD_A_PORT_IFNAME,
	},
	{
		.cmd		= LACPMOD_CMD_PORT_RESTORE,
		.doit		= lacpmod_nl_port_restore_doit,
		.policy		= lacpmod_port_restore_nl_policy,
		.maxattr	= LACPMOD_A_PORT_IFNAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= LACPMOD_CMD_PORT_HISTORY,
		.doit		= lacpmod_nl_port_history_doit,
		.policy		= lacpmod_port_history_nl_policy,
		.maxattr	= LACPMOD_A_PORT_IFNAME,
	},
	{
		.cmd		= LACPMOD_CMD_LAG_PATH,
		.doit		= lacpmod_nl_lag_path_doit,
		.policy		= lacpmod_lag_path_nl_policy,
		.maxattr	= LACPMOD_A_PATH_FRAME,
	},
	{
		.cmd		= LACPMOD_CMD_BUCKET_GET,
		.doit		= lacpmod_nl_bucket_get_doit,
		.dumpit		= lacpmod_nl_bucket_get_dumpit,
		.policy		= lacpmod_bucket_get_nl_policy,
		.maxattr	= LACPMOD_A_BUCKET_ID,
	},
	{
		.cmd		= LACPMOD_CMD_LAG_REBALANCE,
		.doit		= lacpmod_nl_lag_rebalance_doit,
		.policy		= lacpmod_lag_rebalance_nl_policy,
		.maxattr	= LACPMOD_A_REBALANCE_DRY_RUN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
};

const struct genl_multicast_group lacpmod_nl_mcgrps[] = {
	[LACPMOD_NLGRP_EVENTS] = { "events", },
};
