// SPDX-License-Identifier: GPL-2.0
/*
 * Systems: what drives an engine, and what it asks for; and the world's clock
 */

#include "world.h"

static struct sys *sys_of(struct lacp_lag *lag)
{
	return container_of(lag, struct sys, lag);
}

static struct node *node_of(struct lacp_port *port)
{
	return container_of(port, struct node, lacp);
}

/* Nothing may be asked for while a run is only a rehearsal. */
static bool may_ask(struct sys *sys, const char *what)
{
	return prop_check(sys->world, PROP_IDEMPOTENT, !sys->frozen,
			  "%c asks for %s without any input",
			  'A' + sys->index, what);
}

static void on_transmit(struct lacp_port *port)
{
	struct node *node = node_of(port);
	struct sys *sys = node->sys;

	if (!may_ask(sys, "a LACPDU"))
		return;
	prop_check(sys->world, PROP_ONE_ASKED, !node->asked,
		   "%s asks for two LACPDUs in one run", node_name(node));
	prop_check(sys->world, PROP_ABLE,
		   node->up && node->carrier && node->full_duplex,
		   "%s asks to send, but cannot", node_name(node));
	node->asked = true;
}

static bool on_marker_response(struct lacp_port *port, const u8 *pdu)
{
	struct node *node = node_of(port);

	watch_responded(node);
	net_send(node, pdu, LACP_PDU_LEN);
	return true;
}

static void on_settle(struct lacp_lag *lag)
{
	struct sys *sys = sys_of(lag);

	if (may_ask(sys, "others to settle"))
		sys->settle = true;
}

/* The ports have one queue, two, three, or more than can be marked. */
static unsigned int on_markers(struct lacp_port *port, u32 transaction,
			       unsigned int max)
{
	struct node *node = node_of(port);
	unsigned int i, queues = node->index % 4 + 1;
	u8 pdu[LACP_PDU_LEN];

	if (queues == 4)
		queues = MARKERS_LIMIT + 1;
	if (queues > max)
		return 0;
	for (i = 0; i < queues; i++) {
		watch_marked(node);
		lacp_marker_build(port, transaction + i, pdu);
		net_send(node, pdu, sizeof(pdu));
	}
	return queues;
}

static void on_release(struct lacp_lag *lag)
{
	struct sys *sys = sys_of(lag);

	if (may_ask(sys, "frames"))
		sys->release = true;
}

static void on_collect(struct lacp_port *port, bool on)
{
	struct node *node = node_of(port);

	if (may_ask(node->sys, "collecting"))
		node->collects = on;
}

static void on_watch(struct lacp_port *port, bool on)
{
	struct node *node = node_of(port);

	if (may_ask(node->sys, "to be told of data"))
		node->watched = on;
}

static void on_carrier(struct lacp_lag *lag, bool on)
{
	struct sys *sys = sys_of(lag);

	if (!may_ask(sys, "carrier"))
		return;
	sys->carrier = on;
	trace(sys->world, "%c  carrier %s", 'A' + sys->index,
	      on ? "up" : "down");
}

static void on_event(struct lacp_lag *lag, struct lacp_port *port,
		     const struct lacp_event *event)
{
	struct sys *sys = sys_of(lag);
	struct world *world = sys->world;

	if (!may_ask(sys, "an event"))
		return;
	if (event->type == LACPMOD_EVENT_PORT_MUX)
		world->last_change = world->now;
	if (port && world->trace)
		trace(world, "%s %s", node_name(node_of(port)),
		      event_text(event));
}

static const struct lacp_ops sim_ops = {
	.transmit = on_transmit,
	.marker_response = on_marker_response,
	.settle = on_settle,
	.markers = on_markers,
	.release = on_release,
	.collect = on_collect,
	.watch = on_watch,
	.carrier = on_carrier,
	.event = on_event,
};

/**
 * sys_create() - a system that does not run yet
 * @world: the world
 * @nodes: its ports; all of them will belong to the LAG
 */
struct sys *sys_create(struct world *world, u32 nodes)
{
	struct sys *sys = &world->sys[world->systems];
	u32 i;

	memset(sys, 0, sizeof(*sys));
	sys->world = world;
	sys->index = world->systems++;
	sys->up = true;
	sys->deadline = LACP_NEVER;
	sys->next_number = 100;
	sys->config = lacp_default_config();
	sys->config.rate = LACPMOD_RATE_FAST;
	sys->config.flush = true;
	sys->config.system[0] = 2;
	sys->config.system[5] = 0x0a + sys->index;
	sys->config.key = 1;
	sys->nodes = nodes;
	for (i = 0; i < nodes; i++) {
		struct node *node = &sys->node[i];

		node->sys = sys;
		node->index = i;
		node->present = true;
		node->up = true;
		node->full_duplex = true;
		node->speed = 1000;
	}
	return sys;
}

/* Whether the engine is to be run for it. */
static bool send_all(struct sys *sys)
{
	struct node *node;
	bool again = false;

	for_each_node(sys, node) {
		u8 pdu[LACP_PDU_LEN];

		if (!node->asked)
			continue;
		node->asked = false;
		lacp_build(&node->lacp, pdu);
		watch_sent(node, pdu[18]);
		trace_pdu(sys->world, node, "sends", pdu);
		net_send(node, pdu, sizeof(pdu));
		again |= lacp_port_sent(&node->lacp, true);
	}
	return again;
}

/* What takes a device a moment. Whether the engine is to be run for it. */
static bool flush_all(struct sys *sys)
{
	bool again = sys->settle || sys->release;

	if (sys->settle)
		lacp_flush_settled(&sys->lag, sys->world->now);
	if (sys->release) {
		lacp_flush_released(&sys->lag, sys->world->now);
		sys->held_since = LACP_NEVER;
	}
	sys->settle = false;
	sys->release = false;
	return again;
}

/**
 * sys_run() - let the engine run after an input, or at its deadline
 * @sys: the system
 */
void sys_run(struct sys *sys)
{
	bool again;

	if (!sys->alive)
		return;
	sys->world->runs++;
	do {
		sys->deadline = lacp_run(&sys->lag, sys->world->now);
		gates_run(sys);
		again = send_all(sys);
		again |= flush_all(sys);
	} while (again);
	props_run(sys);
}

/**
 * sys_configure() - let the engine have sys->config
 * @sys: the system
 */
void sys_configure(struct sys *sys)
{
	struct world *world = sys->world;
	struct lacp_config old = sys->lag.config;

	if (sys->config.rate == LACPMOD_RATE_SLOW)
		world->slow = true;
	if (sys->config.timeout_multiplier > world->multiplier)
		world->multiplier = sys->config.timeout_multiplier;
	if (sys->config.aggregate_wait > world->longest_wait)
		world->longest_wait = sys->config.aggregate_wait;
	if (!sys->alive)
		return;
	lacp_configure(&sys->lag, &sys->config, world->now);
	watch_configured(sys, &old);
	sys_run(sys);
}

/**
 * sys_set_up() - the LAG is set up or down
 * @sys: the system
 * @up: which
 */
void sys_set_up(struct sys *sys, bool up)
{
	struct node *node;

	if (!up && sys->alive)
		for_each_node(sys, node)
			watch_goodbye(node);
	sys->up = up;
	if (!sys->alive)
		return;
	lacp_set_up(&sys->lag, up);
	sys_run(sys);
}

/**
 * sys_crash() - the system stops without a word
 * @sys: the system
 */
void sys_crash(struct sys *sys)
{
	struct node *node;

	sys->alive = false;
	sys->deadline = LACP_NEVER;
	sys->carrier = false;
	sys->seen_carrier = false;
	sys->handover_until = 0;
	sys->settle = false;
	sys->release = false;
	sys->held_since = LACP_NEVER;
	memset(&sys->lag, 0, sizeof(sys->lag));
	memset(sys->seen_weight, 0, sizeof(sys->seen_weight));
	memset(sys->seen_bucket, LACP_NO_PORT, sizeof(sys->seen_bucket));
	for_each_node(sys, node) {
		memset(&node->lacp, 0, sizeof(node->lacp));
		node->collects = false;
		node->watched = false;
	}
}

static void add(struct node *node)
{
	struct lacp_port_config config;
	struct sys *sys = node->sys;

	config = lacp_default_port_config(node->index + 1);
	memset(&node->lacp, 0, sizeof(node->lacp));
	node->collects = false;
	node->watched = false;
	lacp_port_add(&sys->lag, &node->lacp, node->index, &config,
		      sys->world->now);
	watch_reset(node);
	lacp_port_set_up(&node->lacp, node->up);
	lacp_port_link(&node->lacp, node->carrier, node->speed,
		       node->full_duplex);
}

/**
 * sys_boot() - the system starts, with the settings that it has
 * @sys: the system, crashed or new
 */
void sys_boot(struct sys *sys)
{
	struct node *node;

	sys_crash(sys);
	sys->alive = true;
	lacp_init(&sys->lag, &sim_ops, &sys->config);
	sys_configure(sys);
	lacp_set_up(&sys->lag, sys->up);
	for_each_node(sys, node)
		if (node->present)
			add(node);
	sys_run(sys);
}

/**
 * node_other() - the port at the other end of the cable
 * @node: the port
 */
struct node *node_other(const struct node *node)
{
	return node->cable ? node->cable->end[!node->end] : NULL;
}

/**
 * node_add() - a port joins the LAG
 * @node: the port
 */
void node_add(struct node *node)
{
	node->present = true;
	if (!node->sys->alive)
		return;
	add(node);
	sys_run(node->sys);
}

/**
 * node_leave() - a port leaves the LAG
 * @node: the port
 * @graceful: it may say goodbye; otherwise its device has gone
 */
void node_leave(struct node *node, bool graceful)
{
	struct sys *sys = node->sys;

	if (!sys->alive) {
		node->present = false;
		return;
	}
	if (graceful) {
		watch_goodbye(node);
		lacp_port_leave(&node->lacp);
		sys_run(sys);
	}
	lacp_port_remove(&node->lacp);
	node->present = false;
	memset(&node->lacp, 0, sizeof(node->lacp));
	node->collects = false;
	node->watched = false;
	sys_run(sys);
}

/**
 * node_set_up() - a port is set up or down
 * @node: the port
 * @up: which
 */
void node_set_up(struct node *node, bool up)
{
	struct sys *sys = node->sys;

	if (up)
		node->up = true;
	if (node->present && sys->alive) {
		if (!up)
			watch_goodbye(node);
		lacp_port_set_up(&node->lacp, up);
		sys_run(sys);
	}
	node->up = up;
}

/**
 * node_set_link() - a port's carrier, speed or duplex changes
 * @node: the port, its speed and full_duplex already changed
 * @carrier: whether there is light
 */
void node_set_link(struct node *node, bool carrier)
{
	node->carrier = carrier;
	if (!node->present || !node->sys->alive)
		return;
	lacp_port_link(&node->lacp, carrier, node->speed, node->full_duplex);
	sys_run(node->sys);
}

/**
 * node_hear() - a frame has arrived
 * @node: the port, which may not be able to hear it
 * @frame: the frame, from the subtype on
 * @length: its octets
 */
void node_hear(struct node *node, const u8 *frame, size_t length)
{
	struct sys *sys = node->sys;
	u64 read = node->lacp.counters.lacpdu_rx;

	if (!sys->alive || !node->present || !node->up || !node->carrier)
		return;
	trace_pdu(sys->world, node, "hears", frame);
	if (lacp_port_receive(&node->lacp, frame, length, sys->world->now) !=
	    LACP_ACCEPTED)
		return;
	if (node->lacp.counters.lacpdu_rx != read)
		watch_heard(node);
	sys_run(sys);
}

/**
 * node_hear_data() - a data frame has arrived
 * @node: the port, which may not be able to hear it
 *
 * The device tells the engine of it only where that has asked for it.
 */
void node_hear_data(struct node *node)
{
	struct sys *sys = node->sys;

	if (!sys->alive || !node->present || !node->up || !node->carrier ||
	    !node->watched)
		return;
	trace(sys->world, "%s hears data", node_name(node));
	node->watch.data_heard = sys->world->now;
	lacp_port_data(&node->lacp, sys->world->now);
	sys_run(sys);
}

/**
 * node_speaks() - whether a port is in a position to send LACPDUs
 * @node: the port
 */
bool node_speaks(const struct node *node)
{
	return node->sys->alive && node->present && node->up &&
	       node->carrier &&
	       node->lacp.periodic != LACPMOD_PERIODIC_STATE_NO_PERIODIC;
}

/**
 * node_distributes() - whether a port carries frames
 * @node: the port
 */
bool node_distributes(const struct node *node)
{
	return node->sys->alive && node->present &&
	       lacp_port_distributing(&node->lacp);
}

static bool end_works(const struct node *node)
{
	return node->sys->alive && node->sys->up && node->present &&
	       node->up && node->carrier && node->full_duplex;
}

/**
 * node_works() - whether LACP has to make a link of this one
 * @node: the port
 *
 * Both ends can work, and belong to two Systems of which one is active.
 */
bool node_works(const struct node *node)
{
	const struct node *other = node_other(node);
	const struct lacp_config *own, *far;

	if (!other || !node->cable->light || !end_works(node) ||
	    !end_works(other))
		return false;
	own = &node->sys->config;
	far = &other->sys->config;
	if (own->system_priority == far->system_priority &&
	    !memcmp(own->system, far->system, LACP_ADDR_LEN))
		return false;
	return own->mode == LACPMOD_MODE_ACTIVE ||
	       far->mode == LACPMOD_MODE_ACTIVE;
}

/**
 * world_begin() - an empty world
 * @world: the world, anything before; its @trace is kept
 * @seed: what its chance grows from
 * @tally: where to count
 */
void world_begin(struct world *world, u64 seed, struct tally *tally)
{
	world->now = 1000000;
	world->dice.state = seed;
	world->systems = 0;
	world->cables = 0;
	world->calm = false;
	world->slow = false;
	world->choices = false;
	world->fallback = false;
	world->late = false;
	world->multiplier = 3;
	world->longest_wait = 0;
	world->last_change = 0;
	world->frames = 0;
	world->runs = 0;
	memset(world->past, 0, sizeof(world->past));
	world->tally = tally;
	memset(&world->failure, 0, sizeof(world->failure));
}

/**
 * world_end() - forget what has not happened
 * @world: the world
 */
void world_end(struct world *world)
{
	world->tally->frames += world->frames;
	world->tally->runs += world->runs;
	while (world->queue.count)
		queue_done(&world->queue, queue_take(&world->queue));
}

/**
 * world_at() - let something happen
 * @world: the world
 * @time: when
 * @call: what
 * @object: with what
 * @value: and how
 */
void world_at(struct world *world, u64 time,
	      void (*call)(struct world *world, struct event *event),
	      void *object, u32 value)
{
	struct event *event = queue_new(&world->queue);

	event->time = time;
	event->call = call;
	event->object = object;
	event->value = value;
	queue_put(&world->queue, event);
}

static struct sys *first_deadline(struct world *world)
{
	struct sys *first = NULL;
	struct sys *sys;

	for_each_sys(world, sys)
		if (!first || sys->deadline < first->deadline)
			first = sys;
	return first;
}

/* Whether anything was left to happen before @end. */
static bool step(struct world *world, u64 end)
{
	u64 next = queue_next(&world->queue);
	struct sys *sys = first_deadline(world);
	struct event *event;

	if (sys && sys->deadline <= next && sys->deadline <= end) {
		world->now = sys->deadline;
		sys_run(sys);
		return true;
	}
	if (next > end)
		return false;

	event = queue_take(&world->queue);
	world->now = event->time;
	event->call(world, event);
	queue_done(&world->queue, event);
	return true;
}

/**
 * world_next() - when something happens next
 * @world: the world, in which something always does
 */
u64 world_next(struct world *world)
{
	return min(queue_next(&world->queue), first_deadline(world)->deadline);
}

/**
 * world_until() - let time pass
 * @world: the world
 * @end: until when; a failure ends it earlier
 */
void world_until(struct world *world, u64 end)
{
	while (!world->failure.failed && step(world, end))
		;
	world->now = end;
}
