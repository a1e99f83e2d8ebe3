/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The device: one LAG is one Aggregator is one net device
 *
 * Locking
 * =======
 *
 * lag->lock (a spinlock, BH disabled) guards lag->lacp, that is all protocol
 * state of the LAG and its ports, and what lag_port says of them: .tx_wanted,
 * .tx_busy, .last_rx, .last_tx and .history. LACPDUs and timers are handled in
 * softirq under it. The engine's wishes come while it is held:
 *
 *  - the receive gate, the buckets and the carrier change at once;
 *  - LACPDUs are sent after it was dropped, see lag_protocol_unlock(): a port
 *    has one sender at a time (tx_busy), who builds the PDU from the state of
 *    that moment, so that no older state can follow a newer one on the wire;
 *  - what needs RTNL (telling others with netdev_lower_state_changed(), reading
 *    a speed) is left to lag->work, which holds a reference on the device while it is
 *    queued and is never waited for under RTNL.
 *
 * RTNL guards the set of ports, lag->settings and the list of LAGs of a network
 * namespace. Configuration takes RTNL first and lag->lock second. Nothing on
 * the way from a lost link or a LACPDU to a moved bucket takes RTNL.
 *
 * RCU is all that the data path takes. It reads lag->lacp.bucket[] and
 * lag->port[] with nothing held in between, so it must cope with a bucket that
 * names a port which has just gone: lag->port[] then holds NULL. A port is
 * freed, and its index used again, after a grace period: releasing it waits for
 * one, under RTNL.
 *
 * lag->load, the counters of conversation IDs, is changed under RTNL. The data
 * path adds to those of its CPU; counters that are switched off are freed after a
 * grace period. What they are measured from is RTNL's.
 * lag->rebalance_work takes RTNL, and holds a reference on the device while it
 * waits for its time; plans are made under RTNL alone, without lag->lock.
 *
 * lag->held.lock, of the queue of frames that are held (hold.c), is taken for a
 * moment by the data path, and only where a bucket says LACP_HELD. A bucket that
 * says so gets a port under this lock and lag->lock, by who has asked for it with
 * the queue empty: whoever finds LACP_HELD under it can leave a frame there and be
 * sure that it will be sent. One CPU at a time sends what was held, without a lock
 * (lacp.releasing).
 *
 * Markers must not be overtaken by a frame that was given to its port by a bucket
 * of before: lag->settle waits for an RCU grace period first. It takes no RTNL.
 *
 * lag_port.gate and rx_dev are written under lag->lock, and read by the data path
 * once a frame: rx_dev first, which settles it for nearly all, and gate only where
 * that is NULL. A frame may meet one of them as it was before. Of data on a port
 * that is watched the data path tells without a lock: it sets lag_port.data_new,
 * once a second at most, and kicks; the timer clears it and tells the engine. Should
 * they miss each other, the next second's frame or the next run makes up for it.
 *
 * Netpoll transmits from wherever the kernel prints, with interrupts disabled.
 * On its way no lock is taken and no timer touched: a bucket, a look at the port,
 * and lag_port.np, which is written under RTNL. So its frames are never held; nor
 * are those that XDP redirects, which are no sk_buffs.
 *
 * lag->tx_flags is written under RTNL, and read by the data path once a frame.
 * Whoever asks for something sets the flag first, and what a flag stands for is
 * looked at again where it is set: a frame may meet an older one.
 *
 * lag->hash is written under RTNL, word by word, and read by the data path once a
 * frame: one that meets a change may take any port.
 *
 * Order: RTNL, lag->lock, lag->held.lock. No frame is sent, and no other lock of
 * ours is taken, under them; LAGs that are stacked never hold two.
 */

#ifndef _LACPMOD_LAG_H
#define _LACPMOD_LAG_H

#include <linux/bits.h>
#include <linux/ethtool.h>
#include <linux/hrtimer.h>
#include <linux/if_ether.h>
#include <linux/net_tstamp.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/u64_stats_sync.h>
#include <linux/workqueue.h>

#include "../lacp/lacp.h"
#include "hash.h"

struct lacp_balance;
struct netpoll;

#define LAG_KIND	"lacp"

/**
 * struct lag_settings - what is configured on a LAG
 * @lacp: settings of the protocol
 * @hash: LACPMOD_HASH_*
 * @hash_symmetric: both directions of a flow are one conversation
 * @hash_seed: of the hash, or 0 for a random one to be drawn
 * @hold_frames: frames that may be held; who finds as many has all released
 * @system_auto: the System ID is the LAG's MAC address, taken when the first
 *	port came, or when it was newly asked for
 * @bucket_counters: what each conversation ID carries is counted
 * @rebalance_interval: ms after which the LAG is rebalanced, time and again; 0
 *	for never; needs @bucket_counters
 */
struct lag_settings {
	struct lacp_config lacp;
	u8 hash;
	u8 hash_symmetric;
	u32 hash_seed;
	u32 hold_frames;
	bool system_auto;
	bool bucket_counters;
	u32 rebalance_interval;
};

/**
 * struct lag_limit - a limit of the LAG's net device that its ports may lower
 * @wanted: the limit if its ports allow it
 * @given: what it was last lowered to: another value is somebody's new wish
 */
struct lag_limit {
	unsigned int wanted;
	unsigned int given;
};

#define LAG_HISTORY_LEN	64	/* a power of 2 */

/**
 * struct lag_history - the last events of a port
 * @total: how many there were
 * @event: the last of them, each in its number's place
 */
struct lag_history {
	u64 total;
	struct lacp_event event[LAG_HISTORY_LEN];
};

/**
 * struct lag_pdu - a LACPDU that was sent or heard
 * @time: when, ms, or 0 if there was none
 * @octets: from the subtype on, as far as the engine reads
 */
struct lag_pdu {
	u64 time;
	u8 octets[LACP_PDU_LEN];
};

/**
 * struct lag_frames - what one CPU has counted
 * @frames: how many
 * @syncp: for readers where 64 bits are written in two goes
 */
struct lag_frames {
	u64_stats_t frames;
	struct u64_stats_sync syncp;
};

/**
 * struct lag_port - a net device enslaved to a LAG
 * @dev: the net device
 * @lag: its LAG
 * @rx_dev: the LAG's net device while @gate is LAG_GATE_COLLECT alone, else NULL
 * @gate: LAG_GATE_*, what becomes of data it receives
 * @data_new: data was received since the protocol last looked
 * @data_noted: when @data_new was last set, jiffies
 * @discarded: frames discarded because it was not collecting
 * @lacp: its half of the protocol
 * @tx_wanted: a LACPDU is to be sent
 * @tx_busy: somebody is sending one
 * @going_down: it is about to be set down although it still runs
 * @changing: we are changing its MTU or address ourselves (RTNL)
 * @speed_due: it has gone down or up, and may have another speed (RTNL)
 * @tx_failed: LACPDUs and Marker PDUs lost for want of memory
 * @was_up: it was set up when it was enslaved
 * @had_lro: it was to do LRO
 * @orig_addr: its own MAC address, the source of its LACPDUs
 * @orig_assign_type: where that is from, NET_ADDR_*
 * @addr_from_below: from a device below it, and not from elsewhere in the machine
 * @orig_mtu: its own MTU
 * @np: what netpoll needs to send by it, while it uses the LAG
 * @promisc: how much promiscuity it was given
 * @allmulti: how much all-multicast it was given
 * @lower: what was last told about it by netdev_lower_state_changed()
 * @last_rx: the last LACPDU that it heard
 * @last_tx: the last LACPDU that it sent
 * @history: what has happened to it
 */
struct lag_port {
	struct net_device *dev;
	struct lag *lag;
	struct net_device *rx_dev;
	u8 gate;
	bool data_new;
	unsigned long data_noted;
	struct lag_frames __percpu *discarded;

	struct lacp_port lacp;
	bool tx_wanted;
	bool tx_busy;
	bool going_down;
	bool changing;
	bool speed_due;
	u64 tx_failed;

	bool was_up;
	bool had_lro;
	u8 orig_addr[ETH_ALEN] __aligned(2);
	u8 orig_assign_type;
	bool addr_from_below;
	int orig_mtu;
	struct netpoll __rcu *np;
	int promisc;
	int allmulti;
	struct netdev_lag_lower_state_info lower;
	struct lag_pdu last_rx;
	struct lag_pdu last_tx;
	struct lag_history history;
};

#define LAG_GATE_COLLECT	BIT(0)	/* it is the LAG's, else discarded */
#define LAG_GATE_WATCH		BIT(1)	/* the protocol is to hear of it */

struct lag_load;

/**
 * struct lag - a LAG, the private part of its net device
 * @port: ports by their index; first, which is one addition less for each frame
 * @hash: how it hashes, for the data path
 * @tx_flags: LAG_TX_*, what not all LAGs need, and all would have to ask for
 * @dev: the net device
 * @lacp: the protocol
 * @lock: see above
 * @markers: Marker PDUs to be sent when the lock is dropped
 * @timer: when the protocol wants to run next, or somebody kicked it
 * @flags: LAG_KICKED; LAG_FILTERS: a port lacks addresses to receive;
 *	LAG_PEERS: neighbours are to hear where we are;
 *	LAG_RELEASE: what is held is to be sent when the lock is dropped
 * @dead: the device is going, the timer is not to be set again
 * @held: frames that are held, with a lock of its own
 * @hold_frames: how many they may be before all are released, and twice as many
 *	while another CPU is at it; written under RTNL with WRITE_ONCE()
 * @frames_held: how many frames were held, under its lock
 * @frames_released: how many of them were sent
 * @multicast: frames to groups that it has received
 * @settings: what is configured
 * @xdp_prog: the native XDP program that the ports run (RTNL)
 * @gso_size: of segmented frames, octets (RTNL)
 * @gso_ipv4_size: of those over IPv4, octets (RTNL)
 * @gso_segs: of segmented frames, segments (RTNL)
 * @load: what each conversation ID carries, or NULL
 * @work: what needs RTNL
 * @rebalance_work: the next rebalancing, holds the device while it waits
 * @rebalanced: conversation IDs that rebalancing has moved (RTNL)
 * @settle: waits until nobody goes by old buckets
 * @list: in the list of LAGs of the network namespace
 */
struct lag {
	struct lag_port __rcu *port[LACP_PLACES];
	struct lag_hash hash;
	u8 tx_flags;
	struct net_device *dev;
	struct lacp_lag lacp;

	spinlock_t lock; /* protocol state, see above */
	struct sk_buff_head markers;
	struct hrtimer timer;
	unsigned long flags;
	bool dead;

	struct sk_buff_head held;
	u32 hold_frames;
	u64 frames_held;
	u64 frames_released;

	struct lag_frames __percpu *multicast;
	struct lag_settings settings;
	struct bpf_prog *xdp_prog;
	struct lag_limit gso_size;
	struct lag_limit gso_ipv4_size;
	struct lag_limit gso_segs;
	struct lag_load __rcu *load;
	struct work_struct work;
	struct delayed_work rebalance_work;
	u32 rebalanced;
	struct work_struct settle;
	struct list_head list;
};

#define LAG_TX_MULTI	BIT(0)	/* it has several transmit queues */
#define LAG_TX_NETPOLL	BIT(1)	/* netpoll uses it, or has used it */
#define LAG_TX_COUNT	BIT(2)	/* what conversation IDs carry is counted */

#define LAG_KICKED	0
#define LAG_FILTERS	1
#define LAG_PEERS	2
#define LAG_RELEASE	3

/**
 * struct lag_callbacks - what the room above wants to hear of
 * @event: something changed; called in any context, often under lag->lock;
 *	@port is NULL where it is the LAG
 * @rebalanced: conversation IDs were moved for what they carry; under RTNL
 */
struct lag_callbacks {
	void (*event)(struct lag *lag, struct lag_port *port,
		      const struct lacp_event *event);
	void (*rebalanced)(struct lag *lag, const struct lacp_balance *b);
};

/* The first port from an index on, which becomes that port's. Under RTNL. */
static inline struct lag_port *lag_port_from(const struct lag *lag,
					     unsigned int *index)
{
	for (; *index < LACP_PORTS_MAX; (*index)++) {
		struct lag_port *port = rtnl_dereference(lag->port[*index]);

		if (port)
			return port;
	}
	return NULL;
}

#define lag_for_each_port(lag, i, p) \
	for ((i) = 0; ((p) = lag_port_from(lag, &(i))); (i)++)

static inline struct lag *lag_of(struct lacp_lag *lacp)
{
	return container_of(lacp, struct lag, lacp);
}

static inline struct lag_port *lag_port_of(struct lacp_port *lacp)
{
	return container_of(lacp, struct lag_port, lacp);
}

/* Set up and with carrier, in one load of dev->state. */
static inline bool lag_port_live(const struct net_device *dev)
{
	unsigned long state = READ_ONCE(dev->state);

	return (state & (BIT(__LINK_STATE_START) |
			 BIT(__LINK_STATE_NOCARRIER))) ==
	       BIT(__LINK_STATE_START);
}

/* Under RTNL. */
static inline void lag_set_tx_flag(struct lag *lag, u8 flag, bool on)
{
	WRITE_ONCE(lag->tx_flags,
		   on ? lag->tx_flags | flag : lag->tx_flags & ~flag);
}

/* device.c */
int lag_init(const struct lag_callbacks *callbacks);
void lag_exit(void);
void lag_setup(struct net_device *dev);
bool lag_is_lag(const struct net_device *dev);
struct lag *lag_next(const struct net *net, struct lag *lag);
void lag_note_change(const struct net *net);
u32 lag_changes(const struct net *net);
void lag_retry_filters(struct lag *lag);
void lag_tell_peers(struct lag *lag);

/* settings.c */
int lag_init_settings(struct lag *lag);
int lag_defaults(const struct net *net, struct lag_settings *settings);
int lag_preset(struct net_device *dev, const struct lag_settings *settings,
	       struct netlink_ext_ack *extack);
void lag_apply(struct lag *lag, const struct lag_settings *settings);
int lag_configure(struct lag *lag, const struct lag_settings *settings,
		  struct netlink_ext_ack *extack);

/* features.c */
#define LAG_FEATURES	(NETIF_F_HW_CSUM | NETIF_F_SG | NETIF_F_FRAGLIST | \
			 NETIF_F_GSO_SOFTWARE | NETIF_F_GSO_ENCAP_ALL | \
			 NETIF_F_HIGHDMA)

unsigned int lag_tx_queues(void);
u16 lag_select_queue(struct net_device *dev, struct sk_buff *skb,
		     struct net_device *sb_dev);
void lag_setup_features(struct net_device *dev);
void lag_init_features(struct lag *lag);
void lag_compute_limits(struct lag *lag);
void lag_compute_features(struct lag *lag);
netdev_features_t lag_fix_features(struct net_device *dev,
				   netdev_features_t features);

/* enslaved.c */
extern const u8 lag_slow_addr[ETH_ALEN];

int lag_port_set_addr(struct lag_port *port, const u8 *addr,
		      struct netlink_ext_ack *extack);
int lag_port_set_mtu(struct lag_port *port, int mtu);
void lag_port_set_rx_flags(struct lag_port *port, unsigned int flags);
int lag_port_sync_addrs(struct lag_port *port);
void lag_port_unsync_addrs(struct lag_port *port);
int lag_port_join_filters(struct lag_port *port);
void lag_port_leave_filters(struct lag_port *port);
int lag_port_take_over(struct lag_port *port, struct netlink_ext_ack *extack);
void lag_port_give_back(struct lag_port *port, bool reopen);
void lag_port_warn_addr(const struct lag_port *port);
/* port.c */
bool lag_number_used(const struct net *net, u16 number,
		     const struct lacp_port *except);
int lag_port_defaults(const struct net *net, struct lacp_port_config *settings);
int lag_port_add(struct lag *lag, struct net_device *dev,
		 const struct lacp_port_config *settings,
		 struct netlink_ext_ack *extack);
void lag_port_del(struct lag_port *port);
int lag_port_configure(struct lag_port *port,
		       const struct lacp_port_config *settings,
		       struct netlink_ext_ack *extack);
void lag_port_restore(struct lag_port *port);
struct lag_port *lag_port_get(const struct net_device *dev);
unsigned int lag_ports(const struct lag *lag);
int lag_port_event(struct lag_port *port, unsigned long event);

/* link.c */
void lag_port_read_speed(struct lag_port *port);
void lag_port_link_event(struct lag_port *port, unsigned long event);

/* history.c */
void lag_history_add(struct lag_history *history,
		     const struct lacp_event *event);
unsigned int lag_history_len(const struct lag_history *history);
const struct lacp_event *lag_history_get(const struct lag_history *history,
					 unsigned int n);

/* xmit.c */
struct lag_port *lag_select_port(struct lag *lag, u32 cid);
netdev_tx_t lag_xmit(struct sk_buff *skb, struct net_device *dev);
u32 lag_path(struct lag *lag, const struct sk_buff *skb,
	     struct lag_port **port, bool *live);
netdev_tx_t lag_send_by(struct lag *lag, u8 index, struct sk_buff *skb, u32 cid);

/* hold.c */
u8 lag_hold(struct lag *lag, struct sk_buff *skb, u32 cid);
void lag_release_held(struct lag *lag);
void lag_purge_held(struct lag *lag);

/* lower.c */
u32 lag_hash_raw(const struct lag *lag, const void *frame, unsigned int len,
		 struct sock *sk);
struct net_device *lag_get_xmit_slave(struct net_device *dev,
				      struct sk_buff *skb, bool all_slaves);
struct net_device *lag_sk_get_lower_dev(struct net_device *dev,
					struct sock *sk);

/* xdp.c */
int lag_bpf(struct net_device *dev, struct netdev_bpf *bpf);
int lag_xdp_xmit(struct net_device *dev, int n, struct xdp_frame **frames,
		 u32 flags);
int lag_port_check_xdp(const struct lag_port *port,
		       struct netlink_ext_ack *extack);
int lag_port_join_xdp(struct lag_port *port, struct netlink_ext_ack *extack);
void lag_port_leave_xdp(struct lag_port *port);
void lag_exit_xdp(struct lag *lag);
void lag_compute_xdp_features(struct lag *lag);

/* netpoll.c */
#ifdef CONFIG_NET_POLL_CONTROLLER
int lag_netpoll_setup(struct net_device *dev);
void lag_netpoll_cleanup(struct net_device *dev);
void lag_poll_controller(struct net_device *dev);
int lag_port_join_netpoll(struct lag_port *port,
			  struct netlink_ext_ack *extack);
void lag_port_leave_netpoll(struct lag_port *port);
netdev_tx_t lag_netpoll_xmit(struct lag_port *port, struct sk_buff *skb);
#else
static inline int lag_port_join_netpoll(struct lag_port *port,
					struct netlink_ext_ack *extack)
{
	return 0;
}

static inline void lag_port_leave_netpoll(struct lag_port *port)
{
}

static inline netdev_tx_t lag_netpoll_xmit(struct lag_port *port,
					   struct sk_buff *skb)
{
	return NETDEV_TX_OK;
}
#endif

/* load.c */
void lag_load_add(const struct lag *lag, u32 cid, unsigned int len);
u64 lag_load_read(const struct lag *lag, unsigned int cid, u64 *recent);
u32 lag_load_measured(const struct lag *lag);
void lag_load_restart(struct lag *lag);
int lag_load_switch(struct lag *lag, bool on);
void lag_load_exit(struct lag *lag);

/* rebalance.c */
struct lacp_balance *lag_rebalance(struct lag *lag, bool dry_run);
void lag_rebalance_set(struct lag *lag);
void lag_rebalance_init(struct lag *lag);
void lag_rebalance_exit(struct lag *lag);

/* rx.c */
void lag_get_stats64(struct net_device *dev, struct rtnl_link_stats64 *stats);
u64 lag_port_discarded(const struct lag_port *port);
rx_handler_result_t lag_rx(struct sk_buff **pskb);

/* protocol.c */
int lag_protocol_start(const struct lag_callbacks *callbacks);
void lag_protocol_stop(void);
void lag_protocol_init(struct lag *lag);
void lag_protocol_exit(struct lag *lag);
void lag_protocol_lock(struct lag *lag);
void lag_protocol_unlock(struct lag *lag);
void lag_protocol_notify(struct lag *lag, struct lag_port *port, u8 type);
void lag_protocol_rebalanced(struct lag *lag, const struct lacp_balance *b);
void lag_protocol_kick(struct lag *lag);
void lag_protocol_overflow(struct lag *lag);
bool lag_protocol_link(const struct lag_port *port);
bool lag_protocol_receive(struct lag_port *port, const u8 *frame, size_t len);
void lag_protocol_sent(struct lag_port *port);
u64 lag_protocol_now(void);

/* ethtool.c */
extern const struct ethtool_ops lag_ethtool_ops;

/* timestamp.c */
int lag_get_ts_info(struct net_device *dev, struct kernel_ethtool_ts_info *info);
int lag_hwtstamp_get(struct net_device *dev,
		     struct kernel_hwtstamp_config *config);
int lag_hwtstamp_set(struct net_device *dev,
		     struct kernel_hwtstamp_config *config,
		     struct netlink_ext_ack *extack);
int lag_eth_ioctl(struct net_device *dev, struct ifreq *ifr, int cmd);

/* work.c */
extern struct workqueue_struct *lag_workqueue;

void lag_schedule_work(struct lag *lag);
void lag_schedule_settle(struct lag *lag);
void lag_work_init(struct lag *lag);
int lag_work_start(void);
void lag_work_stop(void);

#endif
