// SPDX-License-Identifier: GPL-2.0
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/lacpmod.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "spec.h"

#include <uapi/linux/lacpmod.h>

/* LACPMOD_CMD_LAG_NEW - do */
const struct nla_policy lacpmod_lag_new_nl_policy[LACPMOD_A_LAG_MUX + 1] = {
	[LACPMOD_A_LAG_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[LACPMOD_A_LAG_MODE] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_RATE] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_SYSTEM_PRIORITY] = { .type = NLA_U16, },
	[LACPMOD_A_LAG_SYSTEM] = NLA_POLICY_EXACT_LEN(6),
	[LACPMOD_A_LAG_KEY] = NLA_POLICY_MIN(NLA_U16, 1),
	[LACPMOD_A_LAG_HASH] = NLA_POLICY_MAX(NLA_U8, 2),
	[LACPMOD_A_LAG_MIN_LINKS] = NLA_POLICY_RANGE(NLA_U8, 1, 64),
	[LACPMOD_A_LAG_AGGREGATE_WAIT] = NLA_POLICY_MAX(NLA_U32, 30000),
	[LACPMOD_A_LAG_MUX] = NLA_POLICY_MAX(NLA_U8, 1),
};

/* LACPMOD_CMD_LAG_DEL - do */
const struct nla_policy lacpmod_lag_del_nl_policy[LACPMOD_A_LAG_IFNAME + 1] = {
	[LACPMOD_A_LAG_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_LAG_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* LACPMOD_CMD_LAG_SET - do */
const struct nla_policy lacpmod_lag_set_nl_policy[LACPMOD_A_LAG_MUX + 1] = {
	[LACPMOD_A_LAG_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_LAG_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[LACPMOD_A_LAG_MODE] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_RATE] = NLA_POLICY_MAX(NLA_U8, 1),
	[LACPMOD_A_LAG_SYSTEM_PRIORITY] = { .type = NLA_U16, },
	[LACPMOD_A_LAG_SYSTEM] = NLA_POLICY_EXACT_LEN(6),
	[LACPMOD_A_LAG_KEY] = NLA_POLICY_MIN(NLA_U16, 1),
	[LACPMOD_A_LAG_HASH] = NLA_POLICY_MAX(NLA_U8, 2),
	[LACPMOD_A_LAG_MIN_LINKS] = NLA_POLICY_RANGE(NLA_U8, 1, 64),
	[LACPMOD_A_LAG_AGGREGATE_WAIT] = NLA_POLICY_MAX(NLA_U32, 30000),
	[LACPMOD_A_LAG_MUX] = NLA_POLICY_MAX(NLA_U8, 1),
};

/* LACPMOD_CMD_LAG_GET - do */
const struct nla_policy lacpmod_lag_get_nl_policy[LACPMOD_A_LAG_IFNAME + 1] = {
	[LACPMOD_A_LAG_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_LAG_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* LACPMOD_CMD_PORT_NEW - do */
const struct nla_policy lacpmod_port_new_nl_policy[LACPMOD_A_PORT_NUMBER + 1] = {
	[LACPMOD_A_PORT_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[LACPMOD_A_PORT_LAG_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_PORT_LAG_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[LACPMOD_A_PORT_PRIORITY] = { .type = NLA_U16, },
	[LACPMOD_A_PORT_NUMBER] = NLA_POLICY_MIN(NLA_U16, 1),
};

/* LACPMOD_CMD_PORT_DEL - do */
const struct nla_policy lacpmod_port_del_nl_policy[LACPMOD_A_PORT_IFNAME + 1] = {
	[LACPMOD_A_PORT_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* LACPMOD_CMD_PORT_SET - do */
const struct nla_policy lacpmod_port_set_nl_policy[LACPMOD_A_PORT_NUMBER + 1] = {
	[LACPMOD_A_PORT_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[LACPMOD_A_PORT_PRIORITY] = { .type = NLA_U16, },
	[LACPMOD_A_PORT_NUMBER] = NLA_POLICY_MIN(NLA_U16, 1),
};

/* LACPMOD_CMD_PORT_GET - do */
const struct nla_policy lacpmod_port_get_nl_policy[LACPMOD_A_PORT_IFNAME + 1] = {
	[LACPMOD_A_PORT_IFINDEX] = { .type = NLA_U32, },
	[LACPMOD_A_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* Ops table for lacpmod */
const struct genl_ops lacpmod_nl_ops[8] = {
	{
		.cmd		= LACPMOD_CMD_LAG_NEW,
		.doit		= lacpmod_nl_lag_new_doit,
		.policy		= lacpmod_lag_new_nl_policy,
		.maxattr	= LACPMOD_A_LAG_MUX,
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
		.maxattr	= LACPMOD_A_LAG_MUX,
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
		.maxattr	= LACPMOD_A_PORT_NUMBER,
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
		.maxattr	= LACPMOD_A_PORT_NUMBER,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= LACPMOD_CMD_PORT_GET,
		.doit		= lacpmod_nl_port_get_doit,
		.dumpit		= lacpmod_nl_port_get_dumpit,
		.policy		= lacpmod_port_get_nl_policy,
		.maxattr	= LACPMOD_A_PORT_IFNAME,
	},
};

const struct genl_multicast_group lacpmod_nl_mcgrps[] = {
	[LACPMOD_NLGRP_EVENTS] = { "events", },
};
