/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The simulator's world: systems, their ports, and the cables between them
 *
 *   struct world
 *     struct sys     a LAG and what drives it: its clock, its outputs
 *       struct node  a port
 *     struct cable   joins two nodes, or a node to itself
 *
 * Time is virtual: the world's clock jumps from one event to the next, or to
 * the next deadline that an engine gave.
 */

#ifndef _SIM_WORLD_H
#define _SIM_WORLD_H

#include <linux/kernel.h>
#include <linux/string.h>

#include "lacpmod/lacp/lacp.h"
#include "lacpmod/lacp/machines.h"

#include "queue.h"
#include "rand.h"

#define SYSTEMS_MAX	3
#define NODES_MAX	16	/* ports of one system */
#define CABLES_MAX	32

#define PAST_MAX	32	/* frames that are remembered */

#define SECOND		1000	/* ms */
#define DELAY_MAX	100	/* ms that a frame may be under way */
#define OVERTAKEN	100	/* ms that data may arrive behind a LACPDU sent later */
#define SKEW_MAX	2000	/* ms between the two ends of one event */

/* As documented, not as the engine has them */
#define SHORT_TIMEOUT	3000	/* ms in EXPIRED */
#define DATA_RECENT	30000	/* ms that data counts */
#define MARKERS_LIMIT	5	/* that a port sends in any second */

struct cover;
struct node;
struct sys;

/**
 * enum prop - a property that always holds
 */
enum prop {
	PROP_LIMIT,
	PROP_MARKERS,
	PROP_ONE_ASKED,
	PROP_NTT,
	PROP_DEADLINE,
	PROP_IDEMPOTENT,
	PROP_SILENCE,
	PROP_PASSIVE_SILENT,
	PROP_PASSIVE_DOWN,
	PROP_ONE_GROUP,
	PROP_ONE_PARTNER,
	PROP_ATTACHED,
	PROP_NO_LOOP,
	PROP_ABLE,
	PROP_BUCKETS,
	PROP_BALANCE,
	PROP_MOVES,
	PROP_HELD,
	PROP_CARRIER,
	PROP_COLLECT,
	PROP_GATE,
	PROP_TOLD_FIRST,
	PROP_SHARES,
	PROP_DRAINED,
	PROP_LISTED,
	PROP_VOID_SHORT,
	PROP_VOID_LONG,
	PROP_GOODBYE,
	PROP_SETTLES,
	PROP_STEADY,
	PROP_PLACES,
	PROP_STANDBY,
	PROP_RANKING,
	PROP_FALLBACK_PORTS,
	PROP_FALLBACK_ALONE,
	PROP_FALLBACK_WAITS,
	PROP_FALLBACK_BEGINS,
	PROP_FALLBACK_LEAVES,
	PROP_FALLBACK_STAYS,
	PROP_FALLBACK_BEST,
	PROP_SCENE,
	PROPS,
};

/**
 * enum fall - what becomes of a fallback
 */
enum fall {
	FALL_BEGAN,
	FALL_HEARD,
	FALL_LACP,
	FALL_DATA,
	FALL_BETTER,
	FALL_LOST,
	FALL_SET,
	FALL_HANDOVER,
	FALL_TIME_UP,
	FALL_BOTH,
	FALLS,
};

/**
 * struct watch - what the properties remember of a node
 * @sent: when its last LACPDUs were sent, newest first
 * @sends: LACPDUs sent since it was added
 * @responded: when its last Marker Responses were sent, newest first
 * @responses: Marker Responses sent since it was added
 * @marked: when its last Markers were sent, newest first
 * @markers: Markers sent since it was added
 * @told: the state octet of the last one
 * @said: the Actor of the LACPDU that was last accepted, for better or worse
 * @believed: the other end may believe that it is in sync
 * @attached: it was attached when last looked at
 * @ends: our half of its LAG ID then, and the partner's
 * @mux_changes: how often its Mux had changed then
 * @heard: when a LACPDU of another System was last accepted
 * @timeout: how long that is good for
 * @active_seen: it was, or heard somebody who was, active since it was added
 * @active_last: it is active, or the last LACPDU it accepted said so
 * @attacked: somebody forged LACPDUs to it
 * @unsure: a frame to it was lost or overtaken, and none has come since
 * @unsure_last: until when it was last so
 * @newest: when the newest frame was sent that has arrived
 * @void_since: since when it distributes to nobody, or LACP_NEVER
 * @told_since: the same while the other end should have said so
 * @collected: what the Actor of its partner said when it last collected
 * @collector: what it was itself then
 * @stopped: when it stopped to collect
 * @unable: it could not since, expired, or either was another
 * @quiet_since: since when its partner sends nothing, if it does not, or LACP_NEVER
 * @shares: it sends data to a partner that is heard
 * @shares_changed: how often that has changed
 * @shares_seen: what that was when its data last began to arrive
 * @data_comes: data arrives
 * @shares_not: since when it distributes, and has no share of the data
 * @able_since: since when it is able to work, or LACP_NEVER
 * @lacpdu_heard: when any LACPDU was last accepted
 * @silent_by: when the partner heard last, whoever it was, is certainly forgotten
 * @data_heard: when data was last heard where it counts, or LACP_NEVER
 * @fell: it was in fallback when last looked at
 * @fallback_set: its LAG has other settings of fallback since
 * @lacpdu_in_fallback: a LACPDU was accepted since
 * @drains: since when it does, to go out of use
 * @drains_shares: what @shares_changed was then
 */
struct watch {
	u64 sent[3];
	u64 sends;
	u64 responded[5];
	u64 responses;
	u64 marked[MARKERS_LIMIT];
	u64 markers;
	u8 told;
	struct lacp_info said;
	bool believed;
	bool attached;
	struct lacp_info ends[2];
	u64 mux_changes;
	u64 heard;
	u64 timeout;
	bool active_seen;
	bool active_last;
	bool attacked;
	bool unsure;
	u64 unsure_last;
	u64 newest;
	u64 void_since;
	u64 told_since;
	struct lacp_info collected;
	struct lacp_info collector;
	u64 stopped;
	bool unable;
	u64 quiet_since;
	bool shares;
	u32 shares_changed;
	u32 shares_seen;
	bool data_comes;
	u64 shares_not;
	u64 able_since;
	u64 lacpdu_heard;
	u64 silent_by;
	u64 data_heard;
	bool fell;
	bool fallback_set;
	bool lacpdu_in_fallback;
	u64 drains;
	u32 drains_shares;
};

/**
 * struct node - a port
 * @lacp: the engine's
 * @sys: its system
 * @index: in its system
 * @present: it belongs to the LAG
 * @up: it is set up
 * @carrier: its end of the cable has light
 * @full_duplex: its link is full duplex
 * @speed: Mb/s
 * @cable: what is plugged in, or NULL
 * @end: which of the cable's ends
 * @asked: the engine asked to send in this run
 * @collects: what the engine last said
 * @watched: the engine asks to be told of data
 * @watch: what the properties remember
 */
struct node {
	struct lacp_port lacp;
	struct sys *sys;
	u8 index;
	bool present;
	bool up;
	bool carrier;
	bool full_duplex;
	u32 speed;
	struct cable *cable;
	u8 end;
	bool asked;
	bool collects;
	bool watched;
	struct watch watch;
};

/**
 * struct sys - a system: one LAG
 * @lag: the engine's
 * @world: its world
 * @index: in its world
 * @alive: it runs; false while it restarts
 * @mute: it speaks no LACP, to the end
 * @up: the LAG is set up
 * @config: the settings that were last made
 * @deadline: when the engine wants to be called
 * @carrier: what the engine last said
 * @seen_carrier: what it had to be when last checked
 * @handover_until: until when LACP has time to take over from fallback
 * @frozen: the engine must ask for nothing now
 * @settle: the engine asked whether others have settled
 * @release: the engine asked to release frames
 * @held_since: since when conversation IDs are held, or LACP_NEVER
 * @next_number: the port number that was not yet used
 * @nodes: number of ports
 * @node: the ports
 * @seen_bucket: the buckets when last checked
 * @seen_weight: the weight of the ports that distributed then, else 0
 */
struct sys {
	struct lacp_lag lag;
	struct world *world;
	u8 index;
	bool alive;
	bool mute;
	bool up;
	struct lacp_config config;
	u64 deadline;
	bool carrier;
	bool seen_carrier;
	u64 handover_until;
	bool frozen;
	bool settle;
	bool release;
	u64 held_since;
	u16 next_number;
	u32 nodes;
	struct node node[NODES_MAX];
	u8 seen_bucket[LACP_BUCKETS];
	u32 seen_weight[NODES_MAX];
};

/**
 * struct cable - joins two ports, for better or worse
 * @end: the ports, which may be the same; NULL where nothing is plugged in
 * @age: counts how often it was plugged
 * @light: it is whole
 * @delay: ms that every frame takes
 * @jitter: ms that a frame may take in addition
 * @loss: percent of the frames that are lost, by the end that sent them
 * @dup: percent of the frames that arrive twice
 */
struct cable {
	struct node *end[2];
	u32 age;
	bool light;
	u32 delay;
	u32 jitter;
	u8 loss[2];
	u8 dup;
};

/**
 * struct failure - the first property that did not hold
 * @failed: there is one
 * @prop: which
 * @time: when, ms
 * @text: what was seen
 */
struct failure {
	bool failed;
	enum prop prop;
	u64 time;
	char text[200];
};

/**
 * struct tally - what all worlds of one process have seen, in shared memory
 * @histories: worlds that were run
 * @failures: worlds in which a property did not hold
 * @frames: LACPDUs sent
 * @runs: calls of lacp_run()
 * @happened: events of the stories
 * @checked: how often each property was looked at
 * @rivals: LAGs that chose a partner who chose another
 * @stuck: of them, those who could have had a third instead
 * @falls: what became of fallbacks
 * @settled: the longest time that a history took to settle, ms, by fast, slow
 */
struct tally {
	u64 histories;
	u64 failures;
	u64 frames;
	u64 runs;
	u64 happened;
	u64 checked[PROPS];
	u64 rivals;
	u64 stuck;
	u64 falls[FALLS];
	u64 settled[2];
};

/**
 * struct world - one history
 * @now: the clock, ms
 * @dice: where its chance comes from
 * @queue: what will happen
 * @systems: number of systems
 * @sys: the systems
 * @cables: number of cables
 * @cable: the cables
 * @calm: nothing is to happen any more by itself
 * @slow: somebody had the slow rate at some time
 * @choices: systems limit their links, or make other choices
 * @fallback: systems carry for partners without LACP, and some partners are that
 * @late: deadlines may be missed by any time
 * @multiplier: the largest timeout multiplier that was ever set
 * @longest_wait: the longest aggregate wait that was ever set
 * @last_change: when a Mux last changed
 * @trace: print what happens
 * @frames: frames sent; numbers them
 * @runs: calls of lacp_run()
 * @past: frames that were sent once, for whoever forges
 * @tally: what this process counts
 * @failure: the first failure
 */
struct world {
	u64 now;
	struct dice dice;
	struct queue queue;
	u32 systems;
	struct sys sys[SYSTEMS_MAX];
	u32 cables;
	struct cable cable[CABLES_MAX];
	bool calm;
	bool slow;
	bool choices;
	bool fallback;
	bool late;
	u32 multiplier;
	u32 longest_wait;
	u64 last_change;
	bool trace;
	u64 frames;
	u64 runs;
	u8 past[PAST_MAX][LACP_PDU_LEN];
	struct tally *tally;
	struct failure failure;
};

#define for_each_sys(world, s) \
	for ((s) = (world)->sys; (s) < (world)->sys + (world)->systems; (s)++)
#define for_each_node(s, n) \
	for ((n) = (s)->node; (n) < (s)->node + (s)->nodes; (n)++)
#define for_each_cable(world, c) \
	for ((c) = (world)->cable; (c) < (world)->cable + (world)->cables; \
	     (c)++)

/* world.c */
void world_begin(struct world *world, u64 seed, struct tally *tally);
u64 world_next(struct world *world);
void world_until(struct world *world, u64 end);
void world_end(struct world *world);
void world_at(struct world *world, u64 time,
	      void (*call)(struct world *world, struct event *event),
	      void *object, u32 value);

struct sys *sys_create(struct world *world, u32 nodes);
void sys_run(struct sys *sys);
void sys_configure(struct sys *sys);
void sys_set_up(struct sys *sys, bool up);
void sys_crash(struct sys *sys);
void sys_boot(struct sys *sys);

struct node *node_other(const struct node *node);
void node_add(struct node *node);
void node_leave(struct node *node, bool graceful);
void node_set_up(struct node *node, bool up);
void node_set_link(struct node *node, bool carrier);
void node_hear(struct node *node, const u8 *frame, size_t length);
void node_hear_data(struct node *node);
bool node_speaks(const struct node *node);
bool node_distributes(const struct node *node);
bool node_works(const struct node *node);

/* net.c */
struct cable *cable_create(struct world *world);
void cable_plug(struct world *world, struct cable *cable, struct node *a,
		struct node *b);
void cable_unplug(struct world *world, struct cable *cable);
void cable_light(struct world *world, struct cable *cable, bool light,
		 u32 skew_a, u32 skew_b);
void cable_set_loss(struct cable *cable, u32 percent);
void net_send(struct node *node, const u8 *frame, size_t length);

/* props.c */
const char *prop_name(enum prop prop);
void __printf(3, 4) prop_fails(struct world *world, enum prop prop,
			       const char *format, ...);

static inline bool prop_counted(struct world *world, enum prop prop, bool holds)
{
	world->tally->checked[prop]++;
	return holds;
}

/**
 * prop_check() - look whether a property holds
 * @world: the world; keeps the first failure
 * @prop: the property
 * @holds: whether it does
 * @...: a format and its arguments, what is seen where it does not; millions of
 *	checks hold, so that these are evaluated only there
 *
 * Return: @holds.
 */
#define prop_check(world, prop, holds, ...) ({				\
	bool __holds = prop_counted(world, prop, holds);		\
									\
	if (!__holds)							\
		prop_fails(world, prop, __VA_ARGS__);			\
	__holds;							\
})

void props_run(struct sys *sys);
void props_probe(struct sys *sys);

/* watch.c */
void watch_reset(struct node *node);
void watch_sent(struct node *node, u8 state);
void watch_responded(struct node *node);
void watch_marked(struct node *node);
void watch_heard(struct node *node);
void watch_configured(struct sys *sys, const struct lacp_config *old);
void watch_goodbye(struct node *node);

/* gates.c */
void gates_run(struct sys *sys);
void gate_check(struct node *node);

/* falls.c */
const char *fall_name(enum fall fall);
bool fallback_carrier(struct sys *sys, bool enough);
void fallback_check(struct sys *sys);

/* buckets.c */
void props_buckets(struct sys *sys);

/* settle.c */
u64 settle_bound(const struct world *world);
bool settle_check(struct world *world);
void settle_ranks(struct world *world);

/* story.c */
void story_run(struct world *world);

/* scene.c */
unsigned int scene_count(void);
const char *scene_name(unsigned int i);
void scene_run(unsigned int i, struct world *world);

/* hostile.c */
void hostile_burst(struct world *world, struct node *node);

/* trace.c */
void __printf(2, 3) trace(struct world *world, const char *format, ...);
const char *node_name(const struct node *node);
const char *event_text(const struct lacp_event *event);
void trace_pdu(struct world *world, const struct node *node, const char *what,
	       const u8 *pdu);

/* cover.c */
extern struct cover *cover;
struct cover *cover_alloc(void);
void cover_add(struct cover *sum, const struct cover *part);
unsigned int cover_print(const struct cover *sum, unsigned int test);
unsigned int cover_charts(void);
u64 cover_strange(const struct cover *sum);

/* converge.c */
unsigned int converge_count(void);
bool converge_run(unsigned int which, u32 every, unsigned int test,
		  struct world *world, struct tally *tally);
bool converge_one(const char *text, struct world *world, struct tally *tally);

#endif
