// SPDX-License-Identifier: GPL-2.0
/*
 * Any octets as a history: what the engine makes of it
 *
 * The first octets set up one or two systems of the simulator's world, with up
 * to four ports each. The rest are steps, one octet and its arguments each:
 * links, ports and LAGs up and down, settings, LACPDUs in good and bad shape,
 * and time, which passes with every deadline kept or jumps ahead without. The
 * simulator's properties are looked at after every run of an engine.
 */

#include "lacpmod/lacp/pdu.h"

#include "tools/sim/world.h"

#include "tape.h"

#define PORTS		4
#define STEPS_MAX	400
#define RUNS_MAX	400	/* of an engine; a history is over after that */
#define FRAME_ROOM	256

static struct world world;

static struct sys *pick_sys(struct tape *tape)
{
	return &world.sys[tape_below(tape, world.systems)];
}

/* One octet names the system and its port. */
static struct node *pick_node(struct tape *tape)
{
	u8 octet = tape_u8(tape);
	struct sys *sys = &world.sys[octet % world.systems];

	return &sys->node[(octet / 2) % sys->nodes];
}

/* Settings, whatever the netlink family lets through */

static void choose_system(struct lacp_config *config, u8 value)
{
	config->system[0] = 2;
	config->system[5] = 0x0a + value % 3;
}

/* Who may be in use, and who carries where no LACP is heard. */
static void set_choice(struct lacp_config *config, u8 which, u16 value)
{
	switch (which) {
	case 0:
		config->fallback = value % 3;
		config->fallback_preempt = value & 0x80;
		break;
	case 1:
		config->fallback_timeout = value % 8000;
		break;
	case 2:
		config->max_links = value % (PORTS + 1);
		break;
	case 3:
		config->selection = value % 4;
		config->reselect = value / 4 % 2;
		config->revertive = value & 0x80;
		config->same_speed = value & 0x40;
		config->flush = value & 0x20;
		break;
	case 4:
		config->sync_timeout = value % 8000;
		break;
	case 5:
		config->wait_to_restore = value % 8000;
		break;
	case 6:
		config->flap_limit = value % (LACP_FLAPS_MAX + 1);
		config->flap_hold = 1000 + value / 16;
		break;
	case 7:
		config->timeout_multiplier = 2 + value % 19;
		break;
	}
}

static void set_config(struct lacp_config *config, struct tape *tape)
{
	u8 which = tape_below(tape, 16);
	u16 value = tape_u16(tape);

	switch (which) {
	case 0:
		config->mode = value % 2;
		break;
	case 1:
		config->rate = value % 2;
		break;
	case 2:
		config->mux = value % 2;
		break;
	case 3:
		config->min_links = value & 0x80 ? value % 64 + 1 :
						   value % 4 + 1;
		config->min_bandwidth = value / 256 * 100;
		break;
	case 4:
		config->system_priority = value;
		break;
	case 5:
		choose_system(config, value);
		break;
	case 6:
		config->key = value ? value : 1;
		break;
	case 7:
		config->aggregate_wait = value % 30001;
		break;
	default:
		set_choice(config, which - 8, value);
	}
}

static void configure(struct tape *tape)
{
	struct sys *sys = pick_sys(tape);

	set_config(&sys->config, tape);
	trace(&world, "--- %c has other settings", 'A' + sys->index);
	sys_configure(sys);
}

static bool number_taken(const struct sys *sys, u16 number)
{
	const struct lacp_port *port;

	lacp_for_each_port(&sys->lag, port)
		if (port->actor.port == number)
			return true;
	return false;
}

static void configure_port(struct tape *tape)
{
	struct node *node = pick_node(tape);
	u16 number = tape_u16(tape);
	u16 priority = tape_u16(tape);
	struct lacp_port_config config;

	if (!node->present || !node->sys->alive)
		return;
	if (!number || number_taken(node->sys, number))
		number = node->lacp.actor.port;
	trace(&world, "--- %s becomes port %u", node_name(node), number);
	config = node->lacp.config;
	config.number = number;
	config.priority = priority;
	lacp_port_configure(&node->lacp, &config, world.now);
	sys_run(node->sys);
}

/* Links and ports */

static void light(struct tape *tape)
{
	struct node *node = pick_node(tape);
	u8 how = tape_u8(tape);
	u16 skew = how & 2 ? tape_u16(tape) % SKEW_MAX : 0;

	if (!node->cable)
		return;
	trace(&world, "--- the cable of %s %s", node_name(node),
	      how & 1 ? "is whole" : "breaks");
	cable_light(&world, node->cable, how & 1, skew, how & 4 ? skew / 2 : 0);
}

static void carrier(struct tape *tape)
{
	struct node *node = pick_node(tape);
	bool on = tape_u8(tape) & 1;

	trace(&world, "--- %s has %s", node_name(node),
	      on ? "carrier" : "no carrier");
	node_set_link(node, on);
}

static void speed(struct tape *tape)
{
	struct node *node = pick_node(tape);
	u8 how = tape_u8(tape);
	static const u32 usual[] = { 10, 100, 1000, 2500, 10000, 100000 };

	if (how & 1)
		node->full_duplex = how & 2;
	if (how & 4)
		node->speed = tape_u32(tape);
	else
		node->speed = usual[how / 8 % ARRAY_SIZE(usual)];
	if (!node->speed)
		node->speed = 1;
	trace(&world, "--- %s runs at %u Mb/s, %s duplex", node_name(node),
	      node->speed, node->full_duplex ? "full" : "half");
	node_set_link(node, node->carrier);
}

static void port_up(struct tape *tape)
{
	struct node *node = pick_node(tape);
	bool up = tape_u8(tape) & 1;

	trace(&world, "--- %s is set %s", node_name(node), up ? "up" : "down");
	node_set_up(node, up);
}

static void lag_up(struct tape *tape)
{
	struct sys *sys = pick_sys(tape);
	bool up = tape_u8(tape) & 1;

	trace(&world, "--- %c is set %s", 'A' + sys->index, up ? "up" : "down");
	sys_set_up(sys, up);
}

static void come_or_go(struct tape *tape)
{
	struct node *node = pick_node(tape);
	bool graceful = tape_u8(tape) & 1;

	trace(&world, "--- %s %s", node_name(node),
	      node->present ? "leaves" : "is added");
	if (node->present)
		node_leave(node, graceful);
	else if (!number_taken(node->sys, node->index + 1))
		node_add(node);
}

static void restart(struct tape *tape)
{
	struct sys *sys = pick_sys(tape);

	trace(&world, "--- %c %s", 'A' + sys->index,
	      sys->alive ? "crashes" : "boots");
	if (sys->alive)
		sys_crash(sys);
	else
		sys_boot(sys);
}

static void cable_quality(struct tape *tape)
{
	struct node *node = pick_node(tape);
	u8 how = tape_u8(tape);

	if (!node->cable)
		return;
	cable_set_loss(node->cable, how & 1 ? 100 : how & 2 ? 50 : 0);
	node->cable->delay = how & 4 ? DELAY_MAX / 2 : 1;
	node->cable->jitter = how & 8 ? DELAY_MAX / 2 : 0;
	node->cable->dup = how & 16 ? 50 : 0;
}

/* The properties about cables know of nothing that happens behind them. */
static void distrust(void)
{
	struct node *node;
	struct sys *sys;

	for_each_sys(&world, sys)
		for_each_node(sys, node)
			node->watch.attacked = true;
}

static void replug(struct tape *tape)
{
	struct node *a = pick_node(tape), *b = pick_node(tape);
	struct cable *cable = a->cable;

	if (!cable)
		return;
	trace(&world, "--- a cable joins %s and %s", node_name(a),
	      node_name(b));
	distrust();
	if (b->cable)
		cable_unplug(&world, b->cable);
	cable_plug(&world, cable, a, b);
	cable->light = true;
}

static void data(struct tape *tape)
{
	node_hear_data(pick_node(tape));
}

/* Several inputs, and only then a run: what the device reads at once. */
static void at_once(struct tape *tape)
{
	struct sys *sys = pick_sys(tape);
	u8 states = tape_u8(tape);
	u8 more = tape_u8(tape);
	struct node *node;
	bool up;

	if (!sys->alive)
		return;
	trace(&world, "--- %c has other links, all at once", 'A' + sys->index);
	distrust();
	for_each_node(sys, node) {
		if (!node->present)
			continue;
		up = states >> (PORTS + node->index) & 1;
		node->up |= up;
		node->carrier = states >> node->index & 1;
		lacp_port_set_up(&node->lacp, up);
		lacp_port_link(&node->lacp, node->carrier, node->speed,
			       node->full_duplex);
	}
	if (more & 1) {
		set_config(&sys->config, tape);
		sys_configure(sys);
	} else {
		sys_run(sys);
	}
	/* One that is set down works until the goodbye is said. */
	for_each_node(sys, node)
		if (node->present)
			node->up = node->lacp.up;
}

/* Frames */

static void hear(struct node *node, const u8 *frame, size_t length)
{
	u8 *copy;

	if (!node->sys->alive || !node->present)
		return;
	copy = malloc(length ? length : 1);
	MUST(copy, "no memory");
	memcpy(copy, frame, length);
	node->watch.attacked = true;
	trace(&world, "--- %s is sent %zu octets", node_name(node), length);
	node_hear(node, copy, length);
	free(copy);
}

static void raw_frame(struct tape *tape)
{
	struct node *node = pick_node(tape);
	size_t length = min_t(size_t, tape_u8(tape), tape_left(tape));

	hear(node, tape->at, length);
	tape->at += length;
}

/* Somebody, the same for the same octet. */
static struct lacp_info stranger(u8 who)
{
	return (struct lacp_info) {
		.system_priority = who & 0x40 ? 1 : 0x8000,
		.system = { 2, 0xff, 0, 0, 0, who / 16 % 4 },
		.key = who & 0x80 ? 7 : 0,
		.port_priority = 0x8000,
		.port = who % 16,
	};
}

static struct lacp_info sender(const struct node *node, u8 who)
{
	const struct node *other = node_other(node);
	struct lacp_info info;

	switch (who % 4) {
	case 0:
		return other && other->present ? other->lacp.actor :
						 stranger(who / 4);
	case 1:
		return stranger(who / 4);
	case 2:
		info = node->lacp.actor;
		info.port += who / 4 % 3;
		return info;
	default:
		return node->lacp.partner;
	}
}

/* Rightly or wrongly what the sender knows of us. */
static struct lacp_info about(const struct node *node, u8 who)
{
	struct lacp_info info = node->lacp.actor;

	switch (who / 4 % 8) {
	case 0:
		memset(&info, 0, sizeof(info));
		break;
	case 1:
		info.port++;
		break;
	case 2:
		info.key++;
		break;
	case 3:
		info.state ^= LACPMOD_STATE_AGGREGATION;
		break;
	}
	return info;
}

/* A LACPDU that might be meant, with a few octets other than they should be. */
static void forged_frame(struct tape *tape)
{
	struct node *node = pick_node(tape);
	u8 frame[FRAME_ROOM] = {};
	u8 who = tape_u8(tape);
	u8 bad = tape_u8(tape);
	struct lacp_info from, us;
	size_t length = LACP_PDU_LEN;

	if (!node->present || !node->sys->alive)
		return;
	from = sender(node, who);
	us = about(node, bad);
	from.state = tape_u8(tape);
	lacp_pdu_build(frame, &from, &us);
	for (bad %= 4; bad && tape_left(tape); bad--) {
		u8 at = tape_u8(tape);

		if (at >= 128)
			length = tape_u8(tape);
		else
			frame[at % LACP_PDU_LEN] = tape_u8(tape);
	}
	hear(node, frame, length);
}

/* The usual: the sender knows us, and is in sync as it says. */
static void good_frame(struct tape *tape)
{
	struct node *node = pick_node(tape);
	u8 who = tape_u8(tape);
	struct lacp_info from;
	u8 frame[LACP_PDU_LEN];

	if (!node->present || !node->sys->alive)
		return;
	from = stranger(who & 0xf0);
	from.port = node->index + 1;
	from.state = LACPMOD_STATE_ACTIVITY | LACPMOD_STATE_TIMEOUT |
		     LACPMOD_STATE_AGGREGATION | LACP_STATE_MUX;
	from.state ^= who & 0x0f;
	lacp_pdu_build(frame, &from, &node->lacp.actor);
	hear(node, frame, sizeof(frame));
}

static void markers(struct tape *tape)
{
	struct node *node = pick_node(tape);
	u8 n = tape_below(tape, 8);
	struct lacp_marker marker = {
		.subtype = LACP_SUBTYPE_MARKER,
		.version = 1,
		.type = tape_u8(tape) & 1 ? LACP_MARKER_RESPONSE :
					    LACP_MARKER_INFO,
		.length = LACP_LEN_MARKER,
	};

	while (n--)
		hear(node, (const u8 *)&marker, sizeof(marker));
}

static void burst(struct tape *tape)
{
	struct node *node = pick_node(tape);

	world.dice.state = tape_u8(tape);
	if (node->present && node->sys->alive)
		hostile_burst(&world, node);
}

/* Time */

/* Every deadline is kept, as long as the history has not become too long. */
static void pass(u32 ms)
{
	u64 end = world.now + ms;

	while (world.now < end && world.runs < RUNS_MAX &&
	       !world.failure.failed)
		world_until(&world, min(end, world_next(&world)));
}

static void pass_little(struct tape *tape)
{
	pass(tape_u8(tape));
}

static void pass_more(struct tape *tape)
{
	pass(tape_u8(tape) * 50);
}

static void pass_much(struct tape *tape)
{
	pass(tape_u8(tape) * 500);
}

/*
 * The machine was asleep: nothing ran meanwhile, what was under way arrives
 * late, in its old order, and the deadlines are long past.
 */
static void jump(struct tape *tape)
{
	u8 how = tape_u8(tape);
	u64 ahead = ((u64)1 << how % 40) + tape_u8(tape);
	struct sys *sys;

	trace(&world, "--- %llu ms pass unnoticed", (unsigned long long)ahead);
	distrust();
	world.now += ahead;
	while (how & 0x80 && queue_next(&world.queue) <= world.now &&
	       !world.failure.failed) {
		struct event *event = queue_take(&world.queue);

		event->call(&world, event);
		queue_done(&world.queue, event);
	}
	for_each_sys(&world, sys)
		sys_run(sys);
	while (queue_next(&world.queue) < world.now && !world.failure.failed) {
		struct event *event = queue_take(&world.queue);

		event->call(&world, event);
		queue_done(&world.queue, event);
	}
}

typedef void (*step_fn)(struct tape *tape);

/* Often: frames and time. */
static const step_fn steps[] = {
	pass_little, pass_more, pass_more, pass_much,
	good_frame, good_frame, forged_frame, forged_frame,
	raw_frame, jump, configure, configure_port,
	light, carrier, speed, port_up,
	lag_up, come_or_go, restart, cable_quality,
	replug, at_once, burst, markers, data,
};

/* The systems, their ports, what joins them, and when it begins. */
static void begin(struct tape *tape)
{
	static const u64 epochs[] = { 1000000, 0, 1, 0xffffff00, 1ULL << 62 };
	static struct tally tally;
	u8 shape = tape_u8(tape);
	u32 ports = 1 + shape / 2 % PORTS;
	u8 cables = tape_u8(tape);
	struct sys *sys;
	u32 i;

	world_begin(&world, shape, &tally);
	world.late = true;
	world.now = epochs[tape_below(tape, ARRAY_SIZE(epochs))];
	sys_create(&world, ports);
	if (shape & 1)
		sys_create(&world, ports);
	for (i = 0; i < ports; i++) {
		struct cable *cable;

		if (shape & 1 && cables >> i & 1) {
			cable = cable_create(&world);
			cable->delay = 1;
			cable_plug(&world, cable, &world.sys[0].node[i],
				   &world.sys[1].node[i]);
		}
		world.sys[0].node[i].carrier = cables >> (PORTS + i) & 1;
		if (shape & 1)
			world.sys[1].node[i].carrier =
				world.sys[0].node[i].carrier;
		if (world.sys[0].node[i].cable)
			world.sys[0].node[i].cable->light =
				world.sys[0].node[i].carrier;
	}
	for_each_sys(&world, sys) {
		if (shape & 0x40)
			sys->config.aggregate_wait = 0;
		if (shape & 0x80)
			sys->config.mux = LACPMOD_MUX_KIND_INDEPENDENT;
		sys_boot(sys);
	}
}

/* All ports leave: nothing may be left of them. */
static void end(void)
{
	struct node *node;
	struct sys *sys;

	for_each_sys(&world, sys) {
		for_each_node(sys, node)
			if (node->present)
				node_leave(node, true);
		MUST(!sys->carrier && !sys->lag.ports, "%c",
		     'A' + sys->index);
		MUST(!sys->alive || sys->deadline == LACP_NEVER,
		     "%c has a deadline and no port", 'A' + sys->index);
	}
}

static void check(void)
{
	const struct failure *failure = &world.failure;

	MUST(!failure->failed, "%s: %s", prop_name(failure->prop),
	     failure->text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tape tape = { data, data + size };
	unsigned int n = 0;

	world.trace = getenv("FUZZ_TRACE");
	if (world.trace)
		setlinebuf(stdout);
	begin(&tape);
	check();
	while (tape_left(&tape) && n++ < STEPS_MAX && world.runs < RUNS_MAX) {
		steps[tape_below(&tape, ARRAY_SIZE(steps))](&tape);
		check();
	}
	end();
	check();
	world_end(&world);
	return 0;
}
