// SPDX-License-Identifier: GPL-2.0
/*
 * Which port: for others than the data path who want to know, because they deal
 * with the port itself
 */

#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/inet_sock.h>
#include <net/ipv6.h>
#include <net/sock.h>

#include "lag.h"

/**
 * lag_hash_raw() - the conversation ID of a frame that is no skb
 * @lag: the LAG
 * @frame: the frame, from the Ethernet header on
 * @len: octets of it, one after the other
 * @sk: the socket that would send it, or NULL
 *
 * The hash, and the kernel's flow dissector, read frames by way of an skb. So
 * this is one, that holds no more than they read.
 *
 * Context: any, RCU.
 * Return: a number below LACP_BUCKETS.
 */
u32 lag_hash_raw(const struct lag *lag, const void *frame, unsigned int len,
		 struct sock *sk)
{
	const struct ethhdr *eth = frame;
	struct sk_buff skb = {
		.dev = lag->dev,
		.sk = sk,
		.head = (u8 *)frame,
		.data = (u8 *)frame,
		.len = len,
	};

	if (len < ETH_HLEN)
		return 0;
	skb.protocol = eth_proto_is_802_3(eth->h_proto) ?
		       eth->h_proto : htons(ETH_P_802_2);
	skb_reset_mac_header(&skb);
	skb_set_network_header(&skb, ETH_HLEN);
	if (sk)
		skb_set_hash_from_sk(&skb, sk);
	return lag_hash(&skb, &lag->hash);
}

static struct lag_port *lag_any_port(const struct lag *lag, u32 cid)
{
	struct lag_port *found[LACP_PORTS_MAX];
	unsigned int i, n = 0;

	for (i = 0; i < LACP_PORTS_MAX; i++) {
		found[n] = rcu_dereference_bh(lag->port[i]);
		n += !!found[n];
	}
	return n ? found[cid % n] : NULL;
}

/**
 * lag_get_xmit_slave() - the port that a frame would leave by
 * @dev: the LAG
 * @skb: the frame, its data at the Ethernet header
 * @all_slaves: as if all ports carried traffic
 *
 * Context: any, RCU.
 * Return: the port's net device, or NULL where there is none.
 */
struct net_device *lag_get_xmit_slave(struct net_device *dev,
				      struct sk_buff *skb, bool all_slaves)
{
	struct lag *lag = netdev_priv(dev);
	struct net_device *found = NULL;
	struct lag_port *port;
	u32 cid;

	rcu_read_lock_bh();
	cid = lag_hash(skb, &lag->hash);
	port = all_slaves ? lag_any_port(lag, cid) : lag_select_port(lag, cid);
	if (port)
		found = port->dev;
	rcu_read_unlock_bh();
	return found;
}

/* Of a frame, as much as layer3+4 reads: MAC addresses are not known here. */
struct lag_sk_ipv4 {
	struct ethhdr eth;
	struct iphdr ip;
	__be16 ports[2];
} __packed;

struct lag_sk_ipv6 {
	struct ethhdr eth;
	struct ipv6hdr ip;
	__be16 ports[2];
} __packed;

static u32 lag_hash_sk_ipv4(const struct lag *lag, struct sock *sk)
{
	const struct inet_sock *inet = inet_sk(sk);
	struct lag_sk_ipv4 frame = {
		.eth.h_proto = htons(ETH_P_IP),
		.ip.version = 4,
		.ip.ihl = sizeof(frame.ip) / 4,
		.ip.tot_len = htons(sizeof(frame) - ETH_HLEN),
		.ip.protocol = sk->sk_protocol,
		.ip.saddr = inet->inet_saddr,
		.ip.daddr = inet->inet_daddr,
		.ports = { inet->inet_sport, inet->inet_dport },
	};

	return lag_hash_raw(lag, &frame, sizeof(frame), sk);
}

#if IS_ENABLED(CONFIG_IPV6)
static u32 lag_hash_sk_ipv6(const struct lag *lag, struct sock *sk)
{
	const struct inet_sock *inet = inet_sk(sk);
	struct lag_sk_ipv6 frame = {
		.eth.h_proto = htons(ETH_P_IPV6),
		.ip.version = 6,
		.ip.payload_len = htons(sizeof(frame.ports)),
		.ip.nexthdr = sk->sk_protocol,
		.ip.saddr = inet6_sk(sk)->saddr,
		.ip.daddr = sk->sk_v6_daddr,
		.ports = { inet->inet_sport, inet->inet_dport },
	};

	return lag_hash_raw(lag, &frame, sizeof(frame), sk);
}

static bool lag_is_ipv6(const struct sock *sk)
{
	return sk->sk_family == AF_INET6 &&
	       !ipv6_addr_v4mapped(&sk->sk_v6_daddr);
}
#else
static u32 lag_hash_sk_ipv6(const struct lag *lag, struct sock *sk)
{
	return 0;
}

static bool lag_is_ipv6(const struct sock *sk)
{
	return false;
}
#endif

static bool lag_hash_sk(const struct lag *lag, struct sock *sk, u32 *cid)
{
	u8 policy = READ_ONCE(lag->hash.way) & ~LAG_HASH_SYMMETRIC;

	if (policy != LACPMOD_HASH_LAYER34 && policy != LACPMOD_HASH_FLOW)
		return false;
	if (lag_is_ipv6(sk))
		*cid = lag_hash_sk_ipv6(lag, sk);
	else if (sk->sk_family == AF_INET || sk->sk_family == AF_INET6)
		*cid = lag_hash_sk_ipv4(lag, sk);
	else
		return false;
	return true;
}

/**
 * lag_sk_get_lower_dev() - the port that a connected socket's frames leave by
 * @dev: the LAG
 * @sk: the socket
 *
 * Context: any.
 * Return: the port's net device; NULL where there is none, or the hash needs
 * more of the frame than the socket knows.
 */
struct net_device *lag_sk_get_lower_dev(struct net_device *dev,
					struct sock *sk)
{
	struct lag *lag = netdev_priv(dev);
	struct net_device *found = NULL;
	struct lag_port *port;
	u32 cid;

	rcu_read_lock_bh();
	if (lag_hash_sk(lag, sk, &cid)) {
		port = lag_select_port(lag, cid);
		if (port)
			found = port->dev;
	}
	rcu_read_unlock_bh();
	return found;
}
