// SPDX-License-Identifier: GPL-2.0
/*
 * What each conversation ID carries
 */

#include <net/sock.h>

#include "netlink.h"

/* Under RTNL; a port that has just gone carries nothing. */
static struct lag_port *bucket_port(const struct lag *lag, unsigned int cid)
{
	return rtnl_dereference(lag->port[READ_ONCE(lag->lacp.owner[cid])]);
}

static int put_bucket(struct sk_buff *skb, const struct lag *lag,
		      unsigned int cid)
{
	const struct lag_port *port = bucket_port(lag, cid);
	u64 bytes, recent;

	if (nla_put_u16(skb, LACPMOD_A_BUCKET_ID, cid))
		return -EMSGSIZE;
	if (port &&
	    (nla_put_u32(skb, LACPMOD_A_BUCKET_PORT_IFINDEX,
			 port->dev->ifindex) ||
	     nla_put_string(skb, LACPMOD_A_BUCKET_PORT_IFNAME,
			    port->dev->name)))
		return -EMSGSIZE;
	if (!lag->settings.bucket_counters)
		return 0;
	bytes = lag_load_read(lag, cid, &recent);
	if (nla_put_u64_64bit(skb, LACPMOD_A_BUCKET_BYTES, bytes,
			      LACPMOD_A_BUCKET_PAD) ||
	    nla_put_u64_64bit(skb, LACPMOD_A_BUCKET_RECENT, recent,
			      LACPMOD_A_BUCKET_PAD))
		return -EMSGSIZE;
	return 0;
}

static int dump_bucket(struct sk_buff *skb, struct netlink_callback *cb,
		       const struct lag *lag, unsigned int cid)
{
	void *hdr = netlink_begin_dump(skb, cb, LACPMOD_CMD_BUCKET_GET);

	if (!hdr)
		return -EMSGSIZE;
	if (put_bucket(skb, lag, cid)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

/**
 * struct dump - where a dump of conversation IDs stands
 * @ifindex: the LAG, 0 at the start
 * @cid: the next conversation ID
 */
struct dump {
	long ifindex;
	long cid;
};

/* The LAG that the request names, and then the same again. */
static struct lag *dumped_lag(struct net *net, struct netlink_callback *cb,
			      struct dump *dump)
{
	struct nlattr *tb[LACPMOD_A_BUCKET_ID + 1];
	struct net_device *dev;
	struct lag *lag;
	int err;

	if (dump->ifindex) {
		dev = __dev_get_by_index(net, dump->ifindex);
		return dev && lag_is_lag(dev) ? netdev_priv(dev) :
						ERR_PTR(-ENODEV);
	}
	err = genlmsg_parse(cb->nlh, &lacpmod_family, tb, LACPMOD_A_BUCKET_ID,
			    lacpmod_bucket_get_nl_policy, cb->extack);
	if (err)
		return ERR_PTR(err);
	lag = netlink_find_lag(net, tb[LACPMOD_A_BUCKET_IFINDEX],
			       tb[LACPMOD_A_BUCKET_IFNAME], cb->extack);
	if (IS_ERR(lag))
		return lag;
	dump->ifindex = lag->dev->ifindex;
	if (tb[LACPMOD_A_BUCKET_ID])
		dump->cid = nla_get_u16(tb[LACPMOD_A_BUCKET_ID]);
	return lag;
}

/*
 * Another if a conversation ID has moved. Who moves several has ended, or not yet
 * begun, as long as the lock is held.
 */
static u32 state_of(struct lag *lag)
{
	u32 state;

	spin_lock_bh(&lag->lock);
	state = lag_changes(dev_net(lag->dev)) + lag->lacp.owner_changes;
	spin_unlock_bh(&lag->lock);
	return state;
}

int lacpmod_nl_bucket_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	struct dump *dump = (struct dump *)cb->args;
	struct lag *lag;

	BUILD_BUG_ON(sizeof(*dump) > sizeof(cb->args));
	rtnl_lock();
	lag = dumped_lag(sock_net(skb->sk), cb, dump);
	if (!IS_ERR(lag))
		netlink_dump_of(cb, state_of(lag));
	while (!IS_ERR(lag) && dump->cid < LACP_BUCKETS &&
	       !dump_bucket(skb, cb, lag, dump->cid))
		dump->cid++;
	rtnl_unlock();
	return IS_ERR(lag) ? PTR_ERR(lag) : skb->len;
}

int lacpmod_nl_bucket_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct lag *lag = netlink_find_lag(genl_info_net(info),
					   info->attrs[LACPMOD_A_BUCKET_IFINDEX],
					   info->attrs[LACPMOD_A_BUCKET_IFNAME],
					   info->extack);
	struct nlattr *id = info->attrs[LACPMOD_A_BUCKET_ID];
	struct sk_buff *reply;
	void *hdr;

	if (IS_ERR(lag))
		return PTR_ERR(lag);
	if (!id) {
		NL_SET_ERR_MSG(info->extack, "a conversation ID must be named");
		return -EINVAL;
	}
	reply = netlink_begin_reply(info, LACPMOD_CMD_BUCKET_GET,
				    GENLMSG_DEFAULT_SIZE, &hdr);
	if (!reply)
		return -ENOMEM;
	return netlink_end_reply(reply, info, hdr,
				 put_bucket(reply, lag, nla_get_u16(id)));
}
