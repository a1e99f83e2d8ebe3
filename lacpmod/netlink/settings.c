// SPDX-License-Identifier: GPL-2.0
/*
 * Settings as attributes, and back
 *
 * A setting is kept in the form that its attribute has, so that a table says
 * all there is to say of it. What values are allowed is the policy's business,
 * which is generated; here is what depends on more than one of them.
 */

#include <linux/etherdevice.h>
#include <linux/stddef.h>

#include "netlink.h"

/**
 * struct field - where the value of an attribute is kept
 * @attr: the attribute
 * @offset: of the value in its structure
 * @size: octets of both
 */
struct field {
	u16 attr;
	u16 offset;
	u16 size;
};

#define FIELD(type, member, attribute) {		\
	.attr = attribute,				\
	.offset = offsetof(struct type, member),	\
	.size = sizeof_field(struct type, member),	\
}

static const struct field lag_fields[] = {
	FIELD(lag_settings, lacp.mode, LACPMOD_A_LAG_MODE),
	FIELD(lag_settings, lacp.rate, LACPMOD_A_LAG_RATE),
	FIELD(lag_settings, lacp.system_priority,
	      LACPMOD_A_LAG_SYSTEM_PRIORITY),
	FIELD(lag_settings, lacp.system, LACPMOD_A_LAG_SYSTEM),
	FIELD(lag_settings, lacp.key, LACPMOD_A_LAG_KEY),
	FIELD(lag_settings, hash, LACPMOD_A_LAG_HASH),
	FIELD(lag_settings, lacp.min_links, LACPMOD_A_LAG_MIN_LINKS),
	FIELD(lag_settings, lacp.aggregate_wait, LACPMOD_A_LAG_AGGREGATE_WAIT),
	FIELD(lag_settings, lacp.mux, LACPMOD_A_LAG_MUX),
	FIELD(lag_settings, lacp.max_links, LACPMOD_A_LAG_MAX_LINKS),
	FIELD(lag_settings, lacp.selection, LACPMOD_A_LAG_SELECTION),
	FIELD(lag_settings, lacp.reselect, LACPMOD_A_LAG_RESELECT),
	FIELD(lag_settings, lacp.same_speed, LACPMOD_A_LAG_SAME_SPEED),
	FIELD(lag_settings, lacp.wait_to_restore,
	      LACPMOD_A_LAG_WAIT_TO_RESTORE),
	FIELD(lag_settings, lacp.revertive, LACPMOD_A_LAG_REVERTIVE),
	FIELD(lag_settings, lacp.sync_timeout, LACPMOD_A_LAG_SYNC_TIMEOUT),
	FIELD(lag_settings, lacp.timeout_multiplier,
	      LACPMOD_A_LAG_TIMEOUT_MULTIPLIER),
	FIELD(lag_settings, lacp.fallback, LACPMOD_A_LAG_FALLBACK),
	FIELD(lag_settings, lacp.fallback_timeout,
	      LACPMOD_A_LAG_FALLBACK_TIMEOUT),
	FIELD(lag_settings, lacp.fallback_preempt,
	      LACPMOD_A_LAG_FALLBACK_PREEMPT),
	FIELD(lag_settings, lacp.flap_limit, LACPMOD_A_LAG_FLAP_LIMIT),
	FIELD(lag_settings, lacp.flap_interval, LACPMOD_A_LAG_FLAP_INTERVAL),
	FIELD(lag_settings, lacp.flap_hold, LACPMOD_A_LAG_FLAP_HOLD),
	FIELD(lag_settings, lacp.rx_limit, LACPMOD_A_LAG_RX_LIMIT),
	FIELD(lag_settings, hash_symmetric, LACPMOD_A_LAG_HASH_SYMMETRIC),
	FIELD(lag_settings, hash_seed, LACPMOD_A_LAG_HASH_SEED),
	FIELD(lag_settings, bucket_counters, LACPMOD_A_LAG_BUCKET_COUNTERS),
	FIELD(lag_settings, rebalance_interval,
	      LACPMOD_A_LAG_REBALANCE_INTERVAL),
	FIELD(lag_settings, lacp.flush, LACPMOD_A_LAG_FLUSH),
	FIELD(lag_settings, lacp.hold_time, LACPMOD_A_LAG_HOLD_TIME),
	FIELD(lag_settings, hold_frames, LACPMOD_A_LAG_HOLD_FRAMES),
	FIELD(lag_settings, lacp.min_bandwidth, LACPMOD_A_LAG_MIN_BANDWIDTH),
};

static const struct field port_fields[] = {
	FIELD(lacp_port_config, priority, LACPMOD_A_PORT_PRIORITY),
	FIELD(lacp_port_config, number, LACPMOD_A_PORT_NUMBER),
	FIELD(lacp_port_config, mode, LACPMOD_A_PORT_MODE),
	FIELD(lacp_port_config, rate, LACPMOD_A_PORT_RATE),
	FIELD(lacp_port_config, individual, LACPMOD_A_PORT_INDIVIDUAL),
	FIELD(lacp_port_config, weight, LACPMOD_A_PORT_WEIGHT),
	FIELD(lacp_port_config, drain, LACPMOD_A_PORT_DRAIN),
};

static const struct field info_fields[] = {
	FIELD(lacp_info, system_priority, LACPMOD_A_INFO_SYSTEM_PRIORITY),
	FIELD(lacp_info, system, LACPMOD_A_INFO_SYSTEM),
	FIELD(lacp_info, key, LACPMOD_A_INFO_KEY),
	FIELD(lacp_info, port_priority, LACPMOD_A_INFO_PORT_PRIORITY),
	FIELD(lacp_info, port, LACPMOD_A_INFO_PORT),
	FIELD(lacp_info, state, LACPMOD_A_INFO_STATE),
};

/* The policy has seen to the sizes, and that a bool is 0 or 1. */
static void read_fields(const struct field *field, unsigned int count,
			struct nlattr *const *tb, void *to)
{
	for (; count--; field++)
		if (tb[field->attr])
			memcpy(to + field->offset, nla_data(tb[field->attr]),
			       field->size);
}

static int put_fields(struct sk_buff *skb, const struct field *field,
		      unsigned int count, const void *from)
{
	for (; count--; field++)
		if (nla_put(skb, field->attr, field->size,
			    from + field->offset))
			return -EMSGSIZE;
	return 0;
}

/* Of a LAG */

static int check_links(struct nlattr *const *tb, const struct lacp_config *c,
		       struct netlink_ext_ack *extack)
{
	if (!c->max_links || c->min_links <= c->max_links)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, tb[LACPMOD_A_LAG_MIN_LINKS] ?:
			    tb[LACPMOD_A_LAG_MAX_LINKS],
			    "min-links must not be greater than max-links, unless that is 0");
	return -EINVAL;
}

/* What only one end of a flow has is not the same in both directions. */
static int check_symmetric(struct nlattr *const *tb,
			   const struct lag_settings *settings,
			   struct netlink_ext_ack *extack)
{
	if (!settings->hash_symmetric ||
	    (settings->hash != LACPMOD_HASH_VLAN_SRCMAC &&
	     settings->hash != LACPMOD_HASH_FLOW))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, tb[LACPMOD_A_LAG_HASH] ?:
			    tb[LACPMOD_A_LAG_HASH_SYMMETRIC],
			    "with hash-symmetric the hash cannot be vlan+srcmac or flow");
	return -EINVAL;
}

#define REBALANCE_MIN	1000	/* ms */

static int check_rebalance(struct nlattr *const *tb,
			   const struct lag_settings *s,
			   struct netlink_ext_ack *extack)
{
	struct nlattr *interval = tb[LACPMOD_A_LAG_REBALANCE_INTERVAL];

	if (!s->rebalance_interval)
		return 0;
	if (s->rebalance_interval < REBALANCE_MIN) {
		NL_SET_ERR_MSG_ATTR(extack, interval,
				    "rebalance-interval must be 0 or 1000 to 86400000 ms");
		return -ERANGE;
	}
	if (s->bucket_counters)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack,
			    interval ?: tb[LACPMOD_A_LAG_BUCKET_COUNTERS],
			    "rebalance-interval needs bucket-counters on");
	return -EINVAL;
}

static int check_system(struct nlattr *system, struct netlink_ext_ack *extack)
{
	if (!system || is_zero_ether_addr(nla_data(system)) ||
	    is_valid_ether_addr(nla_data(system)))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, system,
			    "the System ID must be an individual MAC address");
	return -EINVAL;
}

/**
 * netlink_read_lag() - change the settings of a LAG that a request names
 * @tb: the request
 * @settings: the settings
 * @extack: says why not
 *
 * Return: 0 or a negative error.
 */
int netlink_read_lag(struct nlattr *const *tb, struct lag_settings *settings,
		     struct netlink_ext_ack *extack)
{
	int err = check_system(tb[LACPMOD_A_LAG_SYSTEM], extack);

	if (err)
		return err;
	read_fields(lag_fields, ARRAY_SIZE(lag_fields), tb, settings);
	if (tb[LACPMOD_A_LAG_SYSTEM])
		settings->system_auto =
			is_zero_ether_addr(settings->lacp.system);
	return check_links(tb, &settings->lacp, extack) ?:
	       check_symmetric(tb, settings, extack) ?:
	       check_rebalance(tb, settings, extack);
}

/**
 * netlink_put_lag_settings() - say how a LAG is set
 * @skb: the message
 * @settings: the settings
 *
 * Return: 0 or -EMSGSIZE.
 */
int netlink_put_lag_settings(struct sk_buff *skb,
			     const struct lag_settings *settings)
{
	return put_fields(skb, lag_fields, ARRAY_SIZE(lag_fields), settings) ?:
	       nla_put_u8(skb, LACPMOD_A_LAG_SYSTEM_AUTO,
			  settings->system_auto);
}

/* Of a port */

static int read_info(const struct nlattr *nest, struct lacp_info *info,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[LACPMOD_A_INFO_MAX + 1];
	int err;

	err = nla_parse_nested(tb, LACPMOD_A_INFO_MAX, nest,
			       lacpmod_info_nl_policy, extack);
	if (!err)
		err = check_system(tb[LACPMOD_A_INFO_SYSTEM], extack);
	if (err)
		return err;
	read_fields(info_fields, ARRAY_SIZE(info_fields), tb, info);
	return 0;
}

/**
 * netlink_read_port() - change the settings of a port that a request names
 * @tb: the request
 * @settings: the settings
 * @extack: says why not
 *
 * Return: 0 or a negative error.
 */
int netlink_read_port(struct nlattr *const *tb,
		      struct lacp_port_config *settings,
		      struct netlink_ext_ack *extack)
{
	const struct nlattr *admin = tb[LACPMOD_A_PORT_PARTNER_ADMIN];

	read_fields(port_fields, ARRAY_SIZE(port_fields), tb, settings);
	return admin ? read_info(admin, &settings->partner_admin, extack) : 0;
}

/**
 * netlink_put_port_settings() - say how a port is set
 * @skb: the message
 * @settings: the settings
 *
 * Return: 0 or -EMSGSIZE.
 */
int netlink_put_port_settings(struct sk_buff *skb,
			      const struct lacp_port_config *settings)
{
	return put_fields(skb, port_fields, ARRAY_SIZE(port_fields), settings) ?:
	       netlink_put_info(skb, LACPMOD_A_PORT_PARTNER_ADMIN,
				&settings->partner_admin);
}

/**
 * netlink_info_size() - how much the description of one end of a link takes
 *
 * Return: octets of attributes in the nest.
 */
size_t netlink_info_size(void)
{
	size_t size = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(info_fields); i++)
		size += nla_total_size(info_fields[i].size);
	return size;
}

/**
 * netlink_put_info() - describe one end of a link
 * @skb: the message
 * @attr: the attribute to nest it in
 * @info: the end
 *
 * Return: 0 or -EMSGSIZE.
 */
int netlink_put_info(struct sk_buff *skb, int attr,
		     const struct lacp_info *info)
{
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest || put_fields(skb, info_fields, ARRAY_SIZE(info_fields), info))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}
