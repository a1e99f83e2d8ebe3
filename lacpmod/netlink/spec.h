/* SPDX-License-Identifier: GPL-2.0 */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/lacpmod.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_LACPMOD_GEN_H
#define _LINUX_LACPMOD_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/lacpmod.h>

/* Common nested types */
extern const struct nla_policy lacpmod_info_nl_policy[LACPMOD_A_INFO_STATE + 1];

extern const struct nla_policy lacpmod_lag_new_nl_policy[LACPMOD_A_LAG_MIN_BANDWIDTH + 1];

extern const struct nla_policy lacpmod_lag_del_nl_policy[LACPMOD_A_LAG_IFNAME + 1];

extern const struct nla_policy lacpmod_lag_set_nl_policy[LACPMOD_A_LAG_MIN_BANDWIDTH + 1];

extern const struct nla_policy lacpmod_lag_get_nl_policy[LACPMOD_A_LAG_IFNAME + 1];

extern const struct nla_policy lacpmod_port_new_nl_policy[LACPMOD_A_PORT_DRAIN + 1];

extern const struct nla_policy lacpmod_port_del_nl_policy[LACPMOD_A_PORT_IFNAME + 1];

extern const struct nla_policy lacpmod_port_set_nl_policy[LACPMOD_A_PORT_DRAIN + 1];

extern const struct nla_policy lacpmod_port_get_nl_policy[LACPMOD_A_PORT_IFNAME + 1];

extern const struct nla_policy lacpmod_port_restore_nl_policy[LACPMOD_A_PORT_IFNAME + 1];

extern const struct nla_policy lacpmod_port_history_nl_policy[LACPMOD_A_PORT_IFNAME + 1];

extern const struct nla_policy lacpmod_lag_path_nl_policy[LACPMOD_A_PATH_FRAME + 1];

extern const struct nla_policy lacpmod_bucket_get_nl_policy[LACPMOD_A_BUCKET_ID + 1];

extern const struct nla_policy lacpmod_lag_rebalance_nl_policy[LACPMOD_A_REBALANCE_DRY_RUN + 1];

/* Ops table for lacpmod */
extern const struct genl_ops lacpmod_nl_ops[13];

int lacpmod_nl_lag_new_doit(struct sk_buff *skb, struct genl_info *info);
int lacpmod_nl_lag_del_doit(struct sk_buff *skb, struct genl_info *info);
int lacpmod_nl_lag_set_doit(struct sk_buff *skb, struct genl_info *info);
int lacpmod_nl_lag_get_doit(struct sk_buff *skb, struct genl_info *info);
int lacpmod_nl_lag_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int lacpmod_nl_port_new_doit(struct sk_buff *skb, struct genl_info *info);
int lacpmod_nl_port_del_doit(struct sk_buff *skb, struct genl_info *info);
int lacpmod_nl_port_set_doit(struct sk_buff *skb, struct genl_info *info);
int lacpmod_nl_port_get_doit(struct sk_buff *skb, struct genl_info *info);
int lacpmod_nl_port_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int lacpmod_nl_port_restore_doit(struct sk_buff *skb, struct genl_info *info);
int lacpmod_nl_port_history_doit(struct sk_buff *skb, struct genl_info *info);
int lacpmod_nl_lag_path_doit(struct sk_buff *skb, struct genl_info *info);
int lacpmod_nl_bucket_get_doit(struct sk_buff *skb, struct genl_info *info);
int lacpmod_nl_bucket_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int lacpmod_nl_lag_rebalance_doit(struct sk_buff *skb, struct genl_info *info);

enum {
	LACPMOD_NLGRP_EVENTS,
};

extern const struct genl_multicast_group lacpmod_nl_mcgrps[1];

#endif /* _LINUX_LACPMOD_GEN_H */
