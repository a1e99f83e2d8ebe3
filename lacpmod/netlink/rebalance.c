// SPDX-License-Identifier: GPL-2.0
/*
 * Conversation IDs are moved for what they carry, or it is told what that would do
 */

#include <linux/mm.h>

#include "../lacp/balance.h"
#include "netlink.h"

static int put_balanced_port(struct sk_buff *skb, const struct lag_port *port,
			     const struct lacp_balance *b)
{
	struct nlattr *nest = nla_nest_start(skb, LACPMOD_A_REBALANCE_PORT);
	u8 index = port->lacp.index;

	if (!nest ||
	    nla_put_u32(skb, LACPMOD_A_REBALANCE_PORT_IFINDEX,
			port->dev->ifindex) ||
	    nla_put_string(skb, LACPMOD_A_REBALANCE_PORT_IFNAME,
			   port->dev->name) ||
	    nla_put_u32(skb, LACPMOD_A_REBALANCE_PORT_WEIGHT,
			b->weight[index]) ||
	    nla_put_u64_64bit(skb, LACPMOD_A_REBALANCE_PORT_BEFORE,
			      b->before[index], LACPMOD_A_REBALANCE_PORT_PAD) ||
	    nla_put_u64_64bit(skb, LACPMOD_A_REBALANCE_PORT_AFTER,
			      b->after[index], LACPMOD_A_REBALANCE_PORT_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static size_t balanced_port_size(void)
{
	return nla_total_size(2 * nla_total_size(sizeof(u32)) +
			      nla_total_size(IFNAMSIZ) +
			      2 * nla_total_size_64bit(sizeof(u64)));
}

static int put_balance(struct sk_buff *skb, const struct lag *lag,
		       const struct lacp_balance *b, bool dry_run, u32 measured)
{
	struct lag_port *port;
	unsigned int i;

	if (nla_put_u32(skb, LACPMOD_A_REBALANCE_IFINDEX, lag->dev->ifindex) ||
	    nla_put_string(skb, LACPMOD_A_REBALANCE_IFNAME, lag->dev->name) ||
	    nla_put_u8(skb, LACPMOD_A_REBALANCE_DRY_RUN, dry_run) ||
	    nla_put_u32(skb, LACPMOD_A_REBALANCE_MEASURED, measured) ||
	    nla_put_u64_64bit(skb, LACPMOD_A_REBALANCE_BYTES, b->total,
			      LACPMOD_A_REBALANCE_PAD) ||
	    nla_put_u32(skb, LACPMOD_A_REBALANCE_BUSIEST_BEFORE,
			b->busiest_before) ||
	    nla_put_u32(skb, LACPMOD_A_REBALANCE_BUSIEST_AFTER,
			b->busiest_after) ||
	    nla_put_u32(skb, LACPMOD_A_REBALANCE_MOVED, b->moved))
		return -EMSGSIZE;
	lag_for_each_port(lag, i, port)
		if (b->weight[i] && put_balanced_port(skb, port, b))
			return -EMSGSIZE;
	return 0;
}

int lacpmod_nl_lag_rebalance_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *dry_run = info->attrs[LACPMOD_A_REBALANCE_DRY_RUN];
	bool dry = dry_run && nla_get_u8(dry_run);
	struct sk_buff *reply;
	struct lacp_balance *b;
	struct lag *lag;
	u32 measured;
	void *hdr;
	int err;

	lag = netlink_find_lag(genl_info_net(info),
			       info->attrs[LACPMOD_A_REBALANCE_IFINDEX],
			       info->attrs[LACPMOD_A_REBALANCE_IFNAME],
			       info->extack);
	if (IS_ERR(lag))
		return PTR_ERR(lag);
	if (!lag->settings.bucket_counters) {
		NL_SET_ERR_MSG(info->extack, "to rebalance needs bucket-counters on");
		return -EINVAL;
	}

	reply = netlink_begin_reply(info, LACPMOD_CMD_LAG_REBALANCE,
				    GENLMSG_DEFAULT_SIZE + LACP_PORTS_MAX *
				    balanced_port_size(), &hdr);
	if (!reply)
		return -ENOMEM;
	measured = lag_load_measured(lag);
	b = lag_rebalance(lag, dry);
	if (!b) {
		nlmsg_free(reply);
		return -ENOMEM;
	}
	err = put_balance(reply, lag, b, dry, measured);
	kvfree(b);
	return netlink_end_reply(reply, info, hdr, err);
}
