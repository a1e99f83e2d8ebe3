// SPDX-License-Identifier: GPL-2.0
/*
 * The generic-netlink family "lacpmod"
 *
 * The operations, their attributes and what values are allowed are generated
 * from Documentation/netlink/specs/lacpmod.yaml; here is what they do. Every
 * operation runs under RTNL.
 */

#include <linux/etherdevice.h>
#include <net/sock.h>

#include "netlink.h"

/* Which object a request is about */

static struct net_device *find_dev_of(struct net *net,
				      struct nlattr *ifindex,
				      struct nlattr *ifname,
				      struct netlink_ext_ack *extack)
{
	struct net_device *dev;

	if (!ifindex && !ifname) {
		NL_SET_ERR_MSG(extack, "a net device must be named, by index or by name");
		return ERR_PTR(-EINVAL);
	}
	if (ifindex)
		dev = __dev_get_by_index(net, nla_get_u32(ifindex));
	else
		dev = __dev_get_by_name(net, nla_data(ifname));
	if (!dev) {
		NL_SET_ERR_MSG_ATTR(extack, ifindex ?: ifname,
				    "no such net device in this namespace");
		return ERR_PTR(-ENODEV);
	}
	return dev;
}

static struct net_device *find_dev(struct genl_info *info, int ifindex_attr,
				   int ifname_attr)
{
	return find_dev_of(genl_info_net(info), info->attrs[ifindex_attr],
			   info->attrs[ifname_attr], info->extack);
}

/**
 * netlink_find_lag() - the LAG that a request is about
 * @net: the network namespace
 * @ifindex: its index, or NULL
 * @ifname: its name, or NULL
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: the LAG, or an error pointer.
 */
struct lag *netlink_find_lag(struct net *net, struct nlattr *ifindex,
			     struct nlattr *ifname,
			     struct netlink_ext_ack *extack)
{
	struct net_device *dev = find_dev_of(net, ifindex, ifname, extack);

	if (IS_ERR(dev))
		return ERR_CAST(dev);
	if (!lag_is_lag(dev)) {
		NL_SET_ERR_MSG_ATTR(extack, ifindex ?: ifname,
				    "the net device is no LAG of kind lacp");
		return ERR_PTR(-EOPNOTSUPP);
	}
	return netdev_priv(dev);
}

static struct lag *find_lag(struct genl_info *info, int ifindex_attr,
			    int ifname_attr)
{
	return netlink_find_lag(genl_info_net(info), info->attrs[ifindex_attr],
				info->attrs[ifname_attr], info->extack);
}

static struct lag_port *find_port(struct genl_info *info)
{
	struct net_device *dev = find_dev(info, LACPMOD_A_PORT_IFINDEX,
					  LACPMOD_A_PORT_IFNAME);
	struct lag_port *port;

	if (IS_ERR(dev))
		return ERR_CAST(dev);
	port = lag_port_get(dev);
	if (!port) {
		GENL_SET_ERR_MSG(info, "the net device is no port of a LAG");
		return ERR_PTR(-EOPNOTSUPP);
	}
	return port;
}

/* Settings of a LAG */

/* What of a request gave a LAG the identity of another. */
static struct nlattr *identity_attr(struct nlattr *const *tb)
{
	return tb[LACPMOD_A_LAG_KEY] ?: tb[LACPMOD_A_LAG_SYSTEM] ?:
	       tb[LACPMOD_A_LAG_SYSTEM_PRIORITY];
}

/* Nobody is to hear of a LAG that is refused: it is set before it is there. */
static int preset(struct net_device *dev, struct genl_info *info)
{
	struct lag_settings settings;
	int err;

	err = lag_defaults(genl_info_net(info), &settings) ?:
	      netlink_read_lag(info->attrs, &settings, info->extack);
	if (err)
		return err;
	err = lag_preset(dev, &settings, info->extack);
	if (err)
		NL_SET_BAD_ATTR(info->extack, identity_attr(info->attrs));
	return err;
}

static int change_settings(struct lag *lag, struct genl_info *info)
{
	struct lag_settings settings = lag->settings;
	int err;

	err = netlink_read_lag(info->attrs, &settings, info->extack);
	if (err)
		return err;
	err = lag_configure(lag, &settings, info->extack);
	if (err == -EEXIST)
		NL_SET_BAD_ATTR(info->extack, identity_attr(info->attrs));
	return err;
}

int lacpmod_nl_lag_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *name = info->attrs[LACPMOD_A_LAG_IFNAME];
	struct net_device *dev;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, LACPMOD_A_LAG_IFNAME)) {
		GENL_SET_ERR_MSG(info, "the new LAG needs a name");
		return -EINVAL;
	}
	dev = netlink_alloc_lag(genl_info_net(info), nla_data(name),
				info->extack);
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	err = preset(dev, info) ?: netlink_register_lag(dev, info->extack);
	if (err)
		free_netdev(dev);
	return err;
}

int lacpmod_nl_lag_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct lag *lag = find_lag(info, LACPMOD_A_LAG_IFINDEX,
				   LACPMOD_A_LAG_IFNAME);

	if (IS_ERR(lag))
		return PTR_ERR(lag);
	unregister_netdevice(lag->dev);
	return 0;
}

int lacpmod_nl_lag_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct lag *lag = find_lag(info, LACPMOD_A_LAG_IFINDEX,
				   LACPMOD_A_LAG_IFNAME);

	if (IS_ERR(lag))
		return PTR_ERR(lag);
	return change_settings(lag, info);
}

/* Settings of a port */

int lacpmod_nl_port_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct lacp_port_config settings;
	struct net_device *dev;
	struct lag *lag;
	int err;

	lag = find_lag(info, LACPMOD_A_PORT_LAG_IFINDEX,
		       LACPMOD_A_PORT_LAG_IFNAME);
	if (IS_ERR(lag))
		return PTR_ERR(lag);
	dev = find_dev(info, LACPMOD_A_PORT_IFINDEX, LACPMOD_A_PORT_IFNAME);
	if (IS_ERR(dev))
		return PTR_ERR(dev);

	err = lag_port_defaults(genl_info_net(info), &settings) ?:
	      netlink_read_port(info->attrs, &settings, info->extack);
	if (err)
		return err;
	err = lag_port_add(lag, dev, &settings, info->extack);
	/* Other things may exist, too: an XDP program of the device's own. */
	if (err == -EEXIST &&
	    lag_number_used(genl_info_net(info), settings.number, NULL))
		NL_SET_BAD_ATTR(info->extack,
				info->attrs[LACPMOD_A_PORT_NUMBER]);
	return err;
}

int lacpmod_nl_port_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct lag_port *port = find_port(info);

	if (IS_ERR(port))
		return PTR_ERR(port);
	lag_port_del(port);
	return 0;
}

int lacpmod_nl_port_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct lag_port *port = find_port(info);
	struct lacp_port_config settings;
	int err;

	if (IS_ERR(port))
		return PTR_ERR(port);
	settings = port->lacp.config;
	err = netlink_read_port(info->attrs, &settings, info->extack);
	if (err)
		return err;
	err = lag_port_configure(port, &settings, info->extack);
	if (err == -EEXIST)
		NL_SET_BAD_ATTR(info->extack,
				info->attrs[LACPMOD_A_PORT_NUMBER]);
	if (err == -EBUSY)
		NL_SET_BAD_ATTR(info->extack,
				info->attrs[LACPMOD_A_PORT_DRAIN]);
	return err;
}

int lacpmod_nl_port_restore_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct lag_port *port = find_port(info);

	if (IS_ERR(port))
		return PTR_ERR(port);
	lag_port_restore(port);
	return 0;
}

/* Replies */

/**
 * netlink_begin_reply() - begin the answer to a request
 * @info: the request
 * @cmd: its command
 * @size: octets of attributes at most
 * @hdr: for netlink_end_reply()
 *
 * Return: the message, or NULL for want of memory.
 */
struct sk_buff *netlink_begin_reply(struct genl_info *info, u8 cmd, size_t size,
				    void **hdr)
{
	struct sk_buff *skb = genlmsg_new(size, GFP_KERNEL);

	if (!skb)
		return NULL;
	*hdr = genlmsg_put_reply(skb, info, &lacpmod_family, 0, cmd);
	if (*hdr)
		return skb;
	nlmsg_free(skb);
	return NULL;
}

/**
 * netlink_end_reply() - send the answer to a request
 * @skb: the message, gone when this returns
 * @info: the request
 * @hdr: as netlink_begin_reply() has set it
 * @err: whether it could not be filled, as an error
 *
 * Return: 0 or a negative error.
 */
int netlink_end_reply(struct sk_buff *skb, struct genl_info *info, void *hdr,
		      int err)
{
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	genlmsg_end(skb, hdr);
	return genlmsg_reply(skb, info);
}

int lacpmod_nl_lag_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct lag *lag = find_lag(info, LACPMOD_A_LAG_IFINDEX,
				   LACPMOD_A_LAG_IFNAME);
	struct sk_buff *reply;
	void *hdr;

	if (IS_ERR(lag))
		return PTR_ERR(lag);
	reply = netlink_begin_reply(info, LACPMOD_CMD_LAG_GET,
				    GENLMSG_DEFAULT_SIZE, &hdr);
	if (!reply)
		return -ENOMEM;
	return netlink_end_reply(reply, info, hdr,
				 netlink_put_lag(reply, lag));
}

int lacpmod_nl_port_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct lag_port *port = find_port(info);
	struct sk_buff *reply;
	void *hdr;

	if (IS_ERR(port))
		return PTR_ERR(port);
	reply = netlink_begin_reply(info, LACPMOD_CMD_PORT_GET,
				    GENLMSG_DEFAULT_SIZE, &hdr);
	if (!reply)
		return -ENOMEM;
	return netlink_end_reply(reply, info, hdr,
				 netlink_put_port(reply, port));
}

int lacpmod_nl_port_history_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct lag_port *port = find_port(info);
	struct sk_buff *reply;
	void *hdr;

	if (IS_ERR(port))
		return PTR_ERR(port);
	reply = netlink_begin_reply(info, LACPMOD_CMD_PORT_HISTORY,
				    netlink_history_size(), &hdr);
	if (!reply)
		return -ENOMEM;
	return netlink_end_reply(reply, info, hdr,
				 netlink_put_history(reply, port));
}

/* Of a frame that nobody sends, as if it had come from above. */
static struct sk_buff *make_frame(const struct lag *lag,
				  const struct nlattr *frame)
{
	unsigned int len = nla_len(frame);
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return NULL;
	skb_put_data(skb, nla_data(frame), len);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	skb->protocol = eth_hdr(skb)->h_proto;
	skb->dev = lag->dev;
	return skb;
}

static int put_path(struct sk_buff *reply, struct lag *lag,
		    const struct sk_buff *frame)
{
	struct lag_port *port;
	bool live;
	u32 cid;

	cid = lag_path(lag, frame, &port, &live);
	if (nla_put_u32(reply, LACPMOD_A_PATH_IFINDEX, lag->dev->ifindex) ||
	    nla_put_string(reply, LACPMOD_A_PATH_IFNAME, lag->dev->name) ||
	    nla_put_u32(reply, LACPMOD_A_PATH_CONVERSATION, cid) ||
	    nla_put_u8(reply, LACPMOD_A_PATH_LIVE, live))
		return -EMSGSIZE;
	if (!port)
		return 0;
	if (nla_put_u32(reply, LACPMOD_A_PATH_PORT_IFINDEX,
			port->dev->ifindex) ||
	    nla_put_string(reply, LACPMOD_A_PATH_PORT_IFNAME, port->dev->name))
		return -EMSGSIZE;
	return 0;
}

int lacpmod_nl_lag_path_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct lag *lag = find_lag(info, LACPMOD_A_PATH_IFINDEX,
				   LACPMOD_A_PATH_IFNAME);
	struct sk_buff *frame, *reply;
	void *hdr;
	int err;

	if (IS_ERR(lag))
		return PTR_ERR(lag);
	if (GENL_REQ_ATTR_CHECK(info, LACPMOD_A_PATH_FRAME)) {
		GENL_SET_ERR_MSG(info, "which frame? Its headers are missing");
		return -EINVAL;
	}
	if (nla_len(info->attrs[LACPMOD_A_PATH_FRAME]) < ETH_HLEN) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[LACPMOD_A_PATH_FRAME],
				    "a frame has 14 octets at least");
		return -EINVAL;
	}
	frame = make_frame(lag, info->attrs[LACPMOD_A_PATH_FRAME]);
	if (!frame)
		return -ENOMEM;
	reply = netlink_begin_reply(info, LACPMOD_CMD_LAG_PATH,
				    GENLMSG_DEFAULT_SIZE, &hdr);
	err = reply ? netlink_end_reply(reply, info, hdr,
					put_path(reply, lag, frame)) : -ENOMEM;
	kfree_skb(frame);
	return err;
}

/* Dumps: a change in between is told by NLM_F_DUMP_INTR */

/**
 * netlink_dump_of() - begin a part of a dump
 * @cb: the dump
 * @state: a number that is another if what is dumped has changed
 */
void netlink_dump_of(struct netlink_callback *cb, u32 state)
{
	/* 0 would stand for a dump that nobody looks after. */
	cb->seq = state ?: U32_MAX;
}

/**
 * netlink_begin_dump() - begin an object of a dump
 * @skb: the message
 * @cb: the dump, see netlink_dump_of()
 * @cmd: its command
 *
 * Return: the header, for genlmsg_end(), or NULL where there is no room.
 */
void *netlink_begin_dump(struct sk_buff *skb, struct netlink_callback *cb,
			 u8 cmd)
{
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				cb->nlh->nlmsg_seq, &lacpmod_family,
				NLM_F_MULTI, cmd);

	if (hdr)
		genl_dump_check_consistent(cb, hdr);
	return hdr;
}

/* The policy allows what names one, to ask for that alone. */
static int dumps_all(struct netlink_callback *cb)
{
	const struct nlattr *attr = nlmsg_attrdata(cb->nlh, GENL_HDRLEN);

	if (!nla_ok(attr, nlmsg_attrlen(cb->nlh, GENL_HDRLEN)))
		return 0;
	NL_SET_ERR_MSG_ATTR(cb->extack, attr,
			    "a dump tells of all: name none, or ask for one without NLM_F_DUMP");
	return -EINVAL;
}

static int dump_lag(struct sk_buff *skb, struct netlink_callback *cb,
		    struct lag *lag)
{
	void *hdr = netlink_begin_dump(skb, cb, LACPMOD_CMD_LAG_GET);

	if (!hdr)
		return -EMSGSIZE;
	if (netlink_put_lag(skb, lag)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static int dump_port(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct lag_port *port)
{
	void *hdr = netlink_begin_dump(skb, cb, LACPMOD_CMD_PORT_GET);

	if (!hdr)
		return -EMSGSIZE;
	if (netlink_put_port(skb, port)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

int lacpmod_nl_lag_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct net *net = sock_net(skb->sk);
	int err = dumps_all(cb);
	struct lag *lag = NULL;
	long skip = cb->args[0];
	long n = 0;

	if (err)
		return err;
	rtnl_lock();
	netlink_dump_of(cb, lag_changes(net));
	while ((lag = lag_next(net, lag))) {
		if (n >= skip && dump_lag(skb, cb, lag))
			break;
		n++;
	}
	rtnl_unlock();

	cb->args[0] = n;
	return skb->len;
}

/* Ports of one LAG from index @first on; the index where the message is full. */
static unsigned int dump_ports(struct sk_buff *skb, struct netlink_callback *cb,
			       const struct lag *lag, unsigned int first)
{
	unsigned int i;

	for (i = first; i < LACP_PORTS_MAX; i++) {
		struct lag_port *port = rtnl_dereference(lag->port[i]);

		if (port && dump_port(skb, cb, port))
			break;
	}
	return i;
}

int lacpmod_nl_port_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb)
{
	struct net *net = sock_net(skb->sk);
	unsigned int port = cb->args[1];
	int err = dumps_all(cb);
	struct lag *lag = NULL;
	long skip = cb->args[0];
	long n = 0;

	if (err)
		return err;
	rtnl_lock();
	netlink_dump_of(cb, lag_changes(net));
	while ((lag = lag_next(net, lag))) {
		if (n >= skip) {
			port = dump_ports(skb, cb, lag, port);
			if (port < LACP_PORTS_MAX)
				break;
			port = 0;
		}
		n++;
	}
	rtnl_unlock();

	cb->args[0] = n;
	cb->args[1] = port;
	return skb->len;
}

/* The family */

static int take_rtnl(const struct genl_doit_ops *ops, struct sk_buff *skb,
		     struct genl_info *info)
{
	rtnl_lock();
	return 0;
}

static void drop_rtnl(const struct genl_doit_ops *ops, struct sk_buff *skb,
		      struct genl_info *info)
{
	rtnl_unlock();
}

struct genl_family lacpmod_family __ro_after_init = {
	.name = LACPMOD_FAMILY_NAME,
	.version = LACPMOD_FAMILY_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = lacpmod_nl_ops,
	.n_ops = ARRAY_SIZE(lacpmod_nl_ops),
	.mcgrps = lacpmod_nl_mcgrps,
	.n_mcgrps = ARRAY_SIZE(lacpmod_nl_mcgrps),
	.pre_doit = take_rtnl,
	.post_doit = drop_rtnl,
};
