/* SPDX-License-Identifier: GPL-2.0 */
/* What moved from feature and interface flags to fields of their own. */

#ifndef _COMPAT_LINUX_NETDEVICE_H
#define _COMPAT_LINUX_NETDEVICE_H

#include_next <linux/netdevice.h>

/* Transmit without the device's lock. */
static inline void netdev_set_lltx(struct net_device *dev)
{
#ifdef COMPAT_HAS_LLTX
	dev->lltx = true;
#else
	dev->features |= NETIF_F_LLTX;
#endif
}

static inline bool netdev_is_lltx(const struct net_device *dev)
{
#ifdef COMPAT_HAS_LLTX
	return dev->lltx;
#else
	return dev->features & NETIF_F_LLTX;
#endif
}

/* The device stays in its network namespace. */
static inline void netdev_set_netns_immutable(struct net_device *dev)
{
#if defined(COMPAT_HAS_NETNS_IMMUTABLE)
	dev->netns_immutable = true;
#elif defined(COMPAT_HAS_NETNS_LOCAL)
	dev->netns_local = true;
#else
	dev->features |= NETIF_F_NETNS_LOCAL;
#endif
}

/*
 * No IPv6 autoconfiguration; older kernels know only bonding's flag for it. On
 * a bond itself that flag would tell bonding that the data of the device's
 * receive handler is its own: better an address too many there.
 */
static inline void netdev_set_no_addrconf(struct net_device *dev, bool on)
{
#ifdef COMPAT_HAS_NO_ADDRCONF
	if (on)
		dev->priv_flags |= IFF_NO_ADDRCONF;
	else
		dev->priv_flags &= ~IFF_NO_ADDRCONF;
#else
	if (dev->priv_flags & IFF_BONDING)
		return;
	if (on)
		dev->flags |= IFF_SLAVE;
	else
		dev->flags &= ~IFF_SLAVE;
#endif
}

static inline int netdev_set_address(struct net_device *dev, const u8 *addr,
				     struct netlink_ext_ack *extack)
{
#ifdef COMPAT_HAS_ADDRESS_STORAGE
	struct sockaddr_storage to = { .ss_family = dev->type };

	memcpy(to.__data, addr, dev->addr_len);
#else
	struct sockaddr to = { .sa_family = dev->type };

	memcpy(to.sa_data, addr, dev->addr_len);
#endif
	return dev_set_mac_address(dev, &to, extack);
}

/* Which XDP a device can do; older kernels find out when they are asked for it. */
#ifndef COMPAT_HAS_XDP_FEATURES
#define NETDEV_XDP_FEAT_CHANGE	(~0ul)	/* never */
#endif

/* A master's XDP program, for a port to run. */
#ifndef COMPAT_HAS_XDP_PROPAGATE
static inline int dev_xdp_propagate(struct net_device *dev,
				    struct netdev_bpf *bpf)
{
	if (!dev->netdev_ops->ndo_bpf)
		return -EOPNOTSUPP;
	return dev->netdev_ops->ndo_bpf(dev, bpf);
}
#endif

/* How long a segmented frame over IPv4 may be, where that has its own limit. */
static inline unsigned int
netdev_gso_ipv4_max_size(const struct net_device *dev)
{
#ifdef COMPAT_HAS_GSO_IPV4
	return dev->gso_ipv4_max_size;
#else
	return GSO_LEGACY_MAX_SIZE;
#endif
}

static inline void netdev_set_gso_ipv4_max_size(struct net_device *dev,
						unsigned int size)
{
#ifdef COMPAT_HAS_GSO_IPV4
	WRITE_ONCE(dev->gso_ipv4_max_size, size);
#endif
}

#ifndef COMPAT_HAS_MASTER_FEATURES
#define COMPAT_VLAN_FEATURES	(NETIF_F_HW_CSUM | NETIF_F_SG |		\
				 NETIF_F_FRAGLIST | NETIF_F_GSO_SOFTWARE | \
				 NETIF_F_GSO_ENCAP_ALL | NETIF_F_HIGHDMA)
#define COMPAT_ENC_FEATURES	(NETIF_F_HW_CSUM | NETIF_F_SG |		\
				 NETIF_F_RXCSUM | NETIF_F_GSO_SOFTWARE)
#define COMPAT_MPLS_FEATURES	(NETIF_F_HW_CSUM | NETIF_F_SG |		\
				 NETIF_F_GSO_SOFTWARE)
#define COMPAT_XMIT_DST		(IFF_XMIT_DST_RELEASE |			\
				 IFF_XMIT_DST_RELEASE_PERM)

struct compat_common {
	netdev_features_t vlan;
	netdev_features_t enc;
	netdev_features_t mpls;
	unsigned int priv;
	unsigned short header;
	unsigned short headroom;
	unsigned short tailroom;
	unsigned int tso_size;
	u16 tso_segs;
};

static inline void compat_add_common(struct compat_common *c,
				     const struct net_device *dev)
{
	c->vlan = netdev_increment_features(c->vlan, dev->vlan_features,
					    COMPAT_VLAN_FEATURES);
	c->enc = netdev_increment_features(c->enc, dev->hw_enc_features,
					   COMPAT_ENC_FEATURES);
	c->mpls = netdev_increment_features(c->mpls, dev->mpls_features,
					    COMPAT_MPLS_FEATURES);
	c->priv &= dev->priv_flags;
	c->header = max(c->header, dev->hard_header_len);
	c->headroom = max(c->headroom, dev->needed_headroom);
	c->tailroom = max(c->tailroom, dev->needed_tailroom);
	c->tso_size = min(c->tso_size, dev->tso_max_size);
	c->tso_segs = min(c->tso_segs, dev->tso_max_segs);
}

static inline void compat_set_common(struct net_device *dev,
				     const struct compat_common *c)
{
	dev->vlan_features = c->vlan;
	dev->hw_enc_features = c->enc | NETIF_F_GSO_ENCAP_ALL |
			       NETIF_F_HW_VLAN_CTAG_TX |
			       NETIF_F_HW_VLAN_STAG_TX;
	dev->mpls_features = c->mpls;
	dev->hard_header_len = c->header;
	dev->needed_headroom = c->headroom;
	dev->needed_tailroom = c->tailroom;
	netif_set_tso_max_segs(dev, c->tso_segs);
	netif_set_tso_max_size(dev, c->tso_size);

	/* What is above may need the route of a frame: netif_keep_dst(). */
	dev->priv_flags &= ~IFF_XMIT_DST_RELEASE;
	if (c->priv == COMPAT_XMIT_DST &&
	    dev->priv_flags & IFF_XMIT_DST_RELEASE_PERM)
		dev->priv_flags |= IFF_XMIT_DST_RELEASE;
}

/* What a device can do, with others below it; @update_header: always true. */
static inline void
netdev_compute_master_upper_features(struct net_device *dev, bool update_header)
{
	struct compat_common common = {
		.vlan = COMPAT_VLAN_FEATURES,
		.enc = COMPAT_ENC_FEATURES,
		.mpls = COMPAT_MPLS_FEATURES,
		.priv = COMPAT_XMIT_DST,
		.header = ETH_HLEN,
		.tso_size = TSO_MAX_SIZE,
		.tso_segs = TSO_MAX_SEGS,
	};
	struct net_device *lower;
	struct list_head *iter;

	if (!list_empty(&dev->adj_list.lower)) {
		common.vlan &= NETIF_F_ALL_FOR_ALL;
		common.mpls &= NETIF_F_ALL_FOR_ALL;
	}
	netdev_for_each_lower_dev(dev, lower, iter)
		compat_add_common(&common, lower);
	compat_set_common(dev, &common);
	netdev_change_features(dev);
}
#endif

#endif
