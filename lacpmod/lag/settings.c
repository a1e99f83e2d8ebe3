// SPDX-License-Identifier: GPL-2.0
/*
 * The settings of a LAG, and who it is to its partner
 */

#include <linux/bitmap.h>
#include <linux/etherdevice.h>
#include <linux/random.h>
#include <linux/rtnetlink.h>

#include "../lacp/balance.h"
#include "lag.h"

/* The lowest, found in one pass, or the last where all are in use. */
static int lag_free_key(const struct net *net)
{
	unsigned long *used = bitmap_zalloc(U16_MAX, GFP_KERNEL);
	struct lag *lag = NULL;
	unsigned int key;

	if (!used)
		return -ENOMEM;
	__set_bit(0, used);	/* is none */
	while ((lag = lag_next(net, lag)))
		if (lag->settings.lacp.key < U16_MAX)
			__set_bit(lag->settings.lacp.key, used);
	key = find_first_zero_bit(used, U16_MAX);
	bitmap_free(used);
	return key;
}

static u32 lag_random_seed(void)
{
	return get_random_u32_below(U32_MAX) + 1;
}

/**
 * lag_defaults() - what a new LAG begins with
 * @net: its network namespace, where its key is to be unique
 * @settings: result
 *
 * Context: RTNL.
 * Return: 0 or -ENOMEM.
 */
int lag_defaults(const struct net *net, struct lag_settings *settings)
{
	int key = lag_free_key(net);

	if (key < 0)
		return key;
	*settings = (struct lag_settings){
		.lacp = lacp_default_config(),
		.hash = LACPMOD_HASH_LAYER23,
		.hash_seed = lag_random_seed(),
		.hold_frames = 1000,
		.system_auto = true,
	};
	settings->lacp.key = key;
	return 0;
}

static bool lag_same_system(const struct lacp_config *a,
			    const struct lacp_config *b)
{
	return a->system_priority == b->system_priority &&
	       ether_addr_equal_unaligned(a->system, b->system);
}

/* LAGs may share a System, as long as the partner can tell them apart. */
static int lag_check_identity(struct lag *lag,
			      const struct lag_settings *settings,
			      struct netlink_ext_ack *extack)
{
	struct lag *other = NULL;

	while ((other = lag_next(dev_net(lag->dev), other))) {
		if (other == lag ||
		    other->settings.lacp.key != settings->lacp.key ||
		    !lag_same_system(&other->settings.lacp, &settings->lacp))
			continue;
		NL_SET_ERR_MSG(extack, "another LAG of this System and namespace has this key");
		return -EEXIST;
	}
	return 0;
}

static void lag_latch_system(struct lag *lag, struct lag_settings *settings)
{
	if (settings->system_auto)
		ether_addr_copy(settings->lacp.system, lag->dev->dev_addr);
}

/**
 * lag_preset() - say how a LAG is to be set, before it is registered
 * @dev: the net device, in its network namespace; it gets a random MAC address
 * @settings: all settings, as for lag_configure()
 * @extack: says why not
 *
 * So that nobody hears of a LAG that is refused.
 *
 * Context: RTNL.
 * Return: 0, or -EEXIST where another LAG of the namespace has the same System
 * and key.
 */
int lag_preset(struct net_device *dev, const struct lag_settings *settings,
	       struct netlink_ext_ack *extack)
{
	struct lag *lag = netdev_priv(dev);

	eth_hw_addr_random(dev);
	lag->dev = dev;
	lag->settings = *settings;
	lag_latch_system(lag, &lag->settings);
	if (!lag->settings.hash_seed)
		lag->settings.hash_seed = lag_random_seed();
	return lag_check_identity(lag, &lag->settings, extack);
}

/* What was measured is not what the conversation IDs will carry. */
static bool lag_changes_load(const struct lag_settings *old,
			     const struct lag_settings *new)
{
	return old->hash != new->hash ||
	       old->hash_symmetric != new->hash_symmetric ||
	       old->hash_seed != new->hash_seed ||
	       (old->bucket_counters && !new->bucket_counters);
}

/**
 * lag_apply() - have settings that were found to be good take effect
 * @lag: the LAG
 * @settings: all settings, changed or not
 *
 * Context: RTNL.
 */
void lag_apply(struct lag *lag, const struct lag_settings *settings)
{
	struct lag_settings old = lag->settings;
	bool rehashed = old.hash != settings->hash;
	bool other_load = lag_changes_load(&old, settings);

	lag->settings = *settings;
	lag_hash_set(&lag->hash, settings->hash, settings->hash_symmetric,
		     settings->hash_seed);
	WRITE_ONCE(lag->hold_frames, settings->hold_frames);
	lag_protocol_lock(lag);
	if (other_load)
		lacp_forget_balance(&lag->lacp, lag_protocol_now());
	lacp_configure(&lag->lacp, &settings->lacp, lag_protocol_now());
	lag_protocol_unlock(lag);
	/* As bonding tells those who follow what it hashes. */
	if (rehashed)
		call_netdevice_notifiers(NETDEV_CHANGEINFODATA, lag->dev);
	if (other_load)
		lag_load_restart(lag);
	if (old.rebalance_interval != settings->rebalance_interval)
		lag_rebalance_set(lag);
}

/**
 * lag_configure() - change settings
 * @lag: the LAG
 * @settings: all settings, changed or not, each good in itself; the System ID
 *	is set to the LAG's MAC address where .system_auto newly asks for it,
 *	and a seed is drawn where .hash_seed is 0
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: 0, -EEXIST where another LAG of the namespace has the same System and
 * key, or -ENOMEM.
 */
int lag_configure(struct lag *lag, const struct lag_settings *settings,
		  struct netlink_ext_ack *extack)
{
	struct lag_settings new = *settings;
	int err;

	ASSERT_RTNL();
	if (!lag->settings.system_auto || !lag_ports(lag))
		lag_latch_system(lag, &new);
	else if (new.system_auto)
		ether_addr_copy(new.lacp.system, lag->settings.lacp.system);

	err = lag_check_identity(lag, &new, extack);
	if (err)
		return err;
	err = lag_load_switch(lag, new.bucket_counters);
	if (err) {
		NL_SET_ERR_MSG(extack, "no memory for bucket-counters");
		return err;
	}

	if (!new.hash_seed)
		new.hash_seed = lag_random_seed();
	lag_apply(lag, &new);
	return 0;
}

/**
 * lag_init_settings() - a new LAG begins as it was preset, or with the defaults
 * @lag: the LAG
 *
 * Context: RTNL.
 * Return: 0 or -ENOMEM.
 */
int lag_init_settings(struct lag *lag)
{
	struct lag_settings *s = &lag->settings;
	int err = 0;

	/* There is no key 0: nobody has said how it is to be set. */
	if (!s->lacp.key)
		err = lag_defaults(dev_net(lag->dev), s);
	if (!err)
		err = lag_load_switch(lag, s->bucket_counters);
	if (err)
		return err;
	lag_latch_system(lag, s);
	lag_hash_set(&lag->hash, s->hash, s->hash_symmetric, s->hash_seed);
	lag->hold_frames = s->hold_frames;
	return 0;
}
