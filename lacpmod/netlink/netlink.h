/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Control: what people and programs ask for
 */

#ifndef _LACPMOD_NETLINK_H
#define _LACPMOD_NETLINK_H

#include <net/genetlink.h>
#include <net/rtnetlink.h>

#include "../lag/lag.h"
#include "spec.h"

/* family.c */
extern struct genl_family lacpmod_family;

struct lag *netlink_find_lag(struct net *net, struct nlattr *ifindex,
			     struct nlattr *ifname,
			     struct netlink_ext_ack *extack);

struct sk_buff *netlink_begin_reply(struct genl_info *info, u8 cmd, size_t size,
				    void **hdr);
int netlink_end_reply(struct sk_buff *skb, struct genl_info *info, void *hdr,
		      int err);
void netlink_dump_of(struct netlink_callback *cb, u32 state);
void *netlink_begin_dump(struct sk_buff *skb, struct netlink_callback *cb,
			 u8 cmd);

/* settings.c */
int netlink_read_lag(struct nlattr *const *tb, struct lag_settings *settings,
		     struct netlink_ext_ack *extack);
int netlink_put_lag_settings(struct sk_buff *skb,
			     const struct lag_settings *settings);
int netlink_read_port(struct nlattr *const *tb,
		      struct lacp_port_config *settings,
		      struct netlink_ext_ack *extack);
int netlink_put_port_settings(struct sk_buff *skb,
			      const struct lacp_port_config *settings);
size_t netlink_info_size(void);
int netlink_put_info(struct sk_buff *skb, int attr,
		     const struct lacp_info *info);

/* put.c */
size_t netlink_args_size(void);
int netlink_put_args(struct sk_buff *skb, int attr, const struct lacp_why *why);
int netlink_put_lag(struct sk_buff *skb, struct lag *lag);
int netlink_put_port(struct sk_buff *skb, const struct lag_port *port);
size_t netlink_history_size(void);
int netlink_put_history(struct sk_buff *skb, const struct lag_port *port);

/* events.c */
bool netlink_event_has_values(const struct lacp_event *event);
extern const struct lag_callbacks netlink_callbacks;

/* rtnl.c */
extern struct rtnl_link_ops netlink_link_ops;
struct net_device *netlink_alloc_lag(struct net *net, const char *name,
				     struct netlink_ext_ack *extack);
int netlink_register_lag(struct net_device *dev,
			 struct netlink_ext_ack *extack);

#endif
