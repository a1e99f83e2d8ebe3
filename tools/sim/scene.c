// SPDX-License-Identifier: GPL-2.0
/*
 * Histories that are told, not rolled: what must come of them is known exactly
 */

#include "lacpmod/lacp/pdu.h"

#include "world.h"

#define A	(&world->sys[0])
#define B	(&world->sys[1])
#define C	(&world->sys[2])

static void pass(struct world *world, u64 ms)
{
	world_until(world, world->now + ms);
}

/* A bit for each port that distributes. */
static u32 distributing(const struct sys *sys)
{
	u32 bits = 0, i;

	for (i = 0; i < sys->nodes; i++)
		if (sys->node[i].present &&
		    lacp_port_distributing(&sys->node[i].lacp))
			bits |= 1 << i;
	return bits;
}

static void expect(struct world *world, const struct sys *sys, u32 bits,
		   const char *when)
{
	prop_check(world, PROP_SCENE, distributing(sys) == bits,
		   "%s %c distributes on 0x%x, not 0x%x", when,
		   'A' + sys->index, distributing(sys), bits);
	prop_check(world, PROP_SCENE, sys->carrier == (bits != 0),
		   "%s the carrier of %c is %s", when, 'A' + sys->index,
		   sys->carrier ? "up" : "down");
}

static void expect_reason(struct world *world, struct node *node, u8 reason)
{
	struct lacp_why why;

	lacp_port_why(&node->lacp, &why);
	prop_check(world, PROP_SCENE, why.reason == reason,
		   "%s gives reason %u, not %u", node_name(node), why.reason,
		   reason);
}

static struct cable *join(struct world *world, struct node *a, struct node *b)
{
	struct cable *cable = cable_create(world);

	cable->delay = 1;
	cable_plug(world, cable, a, b);
	return cable;
}

/* Two systems joined by all their ports, still dark. */
static void two(struct world *world, u32 ports)
{
	u32 i;

	sys_create(world, ports);
	sys_create(world, ports);
	for (i = 0; i < ports; i++)
		join(world, &A->node[i], &B->node[i]);
}

static void boot(struct world *world)
{
	struct sys *sys;

	for_each_sys(world, sys)
		sys_boot(sys);
}

static void light(struct world *world, u32 first, u32 last, bool on)
{
	for (; first <= last; first++)
		cable_light(world, &world->cable[first], on, 1, 0);
}

static void work(struct world *world, u32 ports)
{
	two(world, ports);
	boot(world);
	light(world, 0, ports - 1, true);
	pass(world, 5000);
	expect(world, A, (1 << ports) - 1, "at first");
	expect(world, B, (1 << ports) - 1, "at first");
}

/* Four links to B, two to C: A takes B, then C when B goes, and keeps it. */
static void three_systems(struct world *world)
{
	u32 i;

	sys_create(world, 6);
	sys_create(world, 4);
	sys_create(world, 2);
	for (i = 0; i < 6; i++)
		join(world, &A->node[i],
		     i < 4 ? &B->node[i] : &C->node[i - 4]);
	boot(world);
	light(world, 0, 5, true);
	pass(world, 5000);
	expect(world, A, 0x0f, "with both");
	expect(world, B, 0x0f, "with both");
	expect(world, C, 0, "with both");
	expect_reason(world, &A->node[4], LACPMOD_REASON_OTHER_SYSTEM);
	expect_reason(world, &C->node[0], LACPMOD_REASON_PARTNER_NOT_IN_SYNC);

	light(world, 0, 3, false);
	pass(world, 5000);
	expect(world, A, 0x30, "without B");
	expect(world, C, 0x03, "without B");
	light(world, 0, 3, true);
	pass(world, 10000);
	expect(world, A, 0x30, "with B again");
	expect(world, B, 0, "with B again");
}

/* The first cable in leads to C: the wait lets the four to B win. */
static void third_comes_first(struct world *world)
{
	u32 i;

	sys_create(world, 5);
	sys_create(world, 4);
	sys_create(world, 1);
	for (i = 0; i < 5; i++)
		join(world, &A->node[i], i ? &B->node[i - 1] : &C->node[0]);
	boot(world);
	light(world, 0, 0, true);
	pass(world, 1000);
	light(world, 1, 4, true);
	pass(world, 8000);
	expect(world, A, 0x1e, "in the end");
	expect(world, B, 0x0f, "in the end");
	expect(world, C, 0, "in the end");
}

/* Both ends are gated: neither waits for the other to begin. */
static void gated_ends(struct world *world)
{
	two(world, 4);
	A->config.min_links = 3;
	B->config.min_links = 2;
	boot(world);
	light(world, 0, 1, true);
	pass(world, 20000);
	expect(world, A, 0, "with two links");
	expect(world, B, 0, "with two links");
	expect_reason(world, &A->node[0], LACPMOD_REASON_MIN_LINKS);

	light(world, 2, 2, true);
	pass(world, 5000);
	expect(world, A, 0x7, "with three links");
	expect(world, B, 0x7, "with three links");
	light(world, 3, 3, true);
	pass(world, 5000);
	expect(world, A, 0xf, "with four links");
	light(world, 0, 1, false);
	pass(world, 5000);
	expect(world, A, 0, "with two again");
	expect(world, B, 0, "with two again");
}

/* A loop of two ports, and one of a single port, beside three good links. */
static void looped(struct world *world)
{
	u32 i;

	sys_create(world, 6);
	sys_create(world, 3);
	for (i = 0; i < 3; i++)
		join(world, &A->node[i], &B->node[i]);
	join(world, &A->node[3], &A->node[4]);
	join(world, &A->node[5], &A->node[5]);
	boot(world);
	light(world, 3, 4, true);
	pass(world, 5000);
	expect(world, A, 0, "with loops alone");
	light(world, 0, 2, true);
	pass(world, 10000);
	expect(world, A, 0x07, "with loops");
	expect(world, B, 0x07, "with loops");
	for (i = 3; i < 6; i++)
		expect_reason(world, &A->node[i], LACPMOD_REASON_LOOPED);
	light(world, 3, 4, false);
	pass(world, 10000);
	expect(world, A, 0x07, "without loops");
}

static void passive_passive(struct world *world)
{
	two(world, 4);
	A->config.mode = LACPMOD_MODE_PASSIVE;
	B->config.mode = LACPMOD_MODE_PASSIVE;
	boot(world);
	light(world, 0, 3, true);
	pass(world, 300000);
	prop_check(world, PROP_SCENE, world->frames == 0,
		   "%llu frames were sent", (unsigned long long)world->frames);
	expect(world, A, 0, "after five minutes");
	expect(world, B, 0, "after five minutes");
}

/* Everybody is fast, the links stay up, and nothing arrives any more. */
static void silence(struct world *world)
{
	u32 i;

	work(world, 3);
	for (i = 0; i < 3; i++)
		cable_set_loss(&world->cable[i], 100);
	pass(world, 2001);
	expect(world, A, 0x7, "after two seconds");
	pass(world, 1000);
	expect(world, A, 0, "after three seconds");
	expect(world, B, 0, "after three seconds");
	pass(world, 100000);
	for (i = 0; i < 3; i++)
		cable_set_loss(&world->cable[i], 0);
	pass(world, 2500);
	expect(world, A, 0x7, "afterwards");
}

static void slow_silence(struct world *world)
{
	u32 i;

	two(world, 2);
	A->config.rate = LACPMOD_RATE_SLOW;
	B->config.rate = LACPMOD_RATE_SLOW;
	boot(world);
	light(world, 0, 1, true);
	pass(world, 40000);
	expect(world, A, 0x3, "at first");
	for (i = 0; i < 2; i++)
		cable_set_loss(&world->cable[i], 100);
	pass(world, 59000);
	expect(world, A, 0x3, "after 59 seconds");
	pass(world, 32000);
	expect(world, A, 0, "after 91 seconds");
}

/* A hears itself once, then nobody: bonding would distribute for ever. */
static void own_system_then_silence(struct world *world)
{
	u8 pdu[LACP_PDU_LEN];

	work(world, 1);
	cable_set_loss(&world->cable[0], 100);
	lacp_pdu_build(pdu, &A->node[0].lacp.actor, &A->node[0].lacp.partner);
	node_hear(&A->node[0], pdu, sizeof(pdu));
	expect(world, A, 0, "at once");
	pass(world, 6001);
	prop_check(world, PROP_SCENE,
		   A->node[0].lacp.rx == LACPMOD_RX_STATE_DEFAULTED,
		   "A1 is in Receive state %u", A->node[0].lacp.rx);
}

/* B crashes with the lights on, and comes back two seconds later. */
static void restart(struct world *world)
{
	work(world, 4);
	sys_crash(B);
	pass(world, 2000);
	sys_boot(B);
	pass(world, 5000);
	expect(world, A, 0xf, "afterwards");
	expect(world, B, 0xf, "afterwards");
}

static void configure(struct world *world, struct sys *sys, u8 rate, u8 mux)
{
	sys->config.rate = rate;
	sys->config.mux = mux;
	sys_configure(sys);
	pass(world, 100);
}

/* Rate and kind of Mux change at both ends: no port leaves distribution. */
static void change_while_up(struct world *world)
{
	u32 i;

	work(world, 2);
	for (i = 0; i < 64; i++) {
		struct sys *sys = &world->sys[i % 2];
		u64 end = world->now + (i % 5 ? 2000 : 100000);

		configure(world, sys, i & 2 ? LACPMOD_RATE_FAST :
					      LACPMOD_RATE_SLOW,
			  i & 4 ? LACPMOD_MUX_KIND_COUPLED :
				  LACPMOD_MUX_KIND_INDEPENDENT);
		while (world->now < end) {
			pass(world, 50);
			expect(world, A, 0x3, "all the time");
			expect(world, B, 0x3, "all the time");
		}
	}
}

/* A key changes: out, and in again, without leaving the other end behind. */
static void change_key(struct world *world)
{
	u64 changes;

	work(world, 3);
	changes = B->node[0].lacp.counters.mux_changes;
	A->config.key = 77;
	sys_configure(A);
	expect(world, A, 0, "at once");
	pass(world, 1);
	prop_check(world, PROP_SCENE,
		   B->node[0].lacp.counters.mux_changes > changes + 1,
		   "B1 has not left the LAG of the old key");
	pass(world, 2000);
	expect(world, A, 0x7, "afterwards");
	expect(world, B, 0x7, "afterwards");
}

/* A slow partner hears the goodbye, and does not send into a void for 90 s. */
static void goodbye(struct world *world)
{
	two(world, 3);
	A->config.rate = LACPMOD_RATE_SLOW;
	B->config.rate = LACPMOD_RATE_SLOW;
	boot(world);
	light(world, 0, 2, true);
	pass(world, 10000);
	expect(world, B, 0x7, "at first");
	node_leave(&A->node[0], true);
	pass(world, 1);
	expect(world, B, 0x6, "after the release");
	node_set_up(&A->node[1], false);
	pass(world, 1);
	expect(world, B, 0x4, "after the port was set down");
	sys_set_up(A, false);
	pass(world, 1);
	expect(world, B, 0, "after the LAG was set down");
	sys_set_up(A, true);
	node_set_up(&A->node[1], true);
	node_add(&A->node[0]);
	pass(world, 5000);
	expect(world, B, 0x7, "afterwards");
}

/* Sixteen ports lose and regain their links in turn. */
static void sixteen_ports(struct world *world)
{
	u32 i;

	work(world, 16);
	for (i = 0; i < 15; i++) {
		light(world, i, i, false);
		pass(world, 500);
		expect(world, A, 0xffff & ~((2 << i) - 1), "one by one");
	}
	light(world, 0, 14, true);
	pass(world, 3000);
	expect(world, A, 0xffff, "afterwards");
	expect(world, B, 0xffff, "afterwards");
}

/* limits: whose are changed, a bit for each; every so many ms, at the most */
static void change_limits(struct world *world, u32 limits, u32 ms)
{
	u32 i;

	for (i = 0; i < 120; i++) {
		struct sys *sys = &world->sys[i & 1];

		if (limits & (1 << (i & 1))) {
			sys->config.max_links ^= 1;
			sys_configure(sys);
		}
		pass(world, 1 + i * 37 % ms);
	}
}

/* Faster than LACPDUs may tell: what the gates must do is looked at all the time. */
static void fast_limits(struct world *world)
{
	u32 i;

	work(world, 3);
	for (i = 0; i < 24; i++) {
		A->config.mux = i & 1 ? LACPMOD_MUX_KIND_INDEPENDENT :
					LACPMOD_MUX_KIND_COUPLED;
		B->config.mux = i & 2 ? LACPMOD_MUX_KIND_INDEPENDENT :
					LACPMOD_MUX_KIND_COUPLED;
		A->config.rate = i & 4 ? LACPMOD_RATE_SLOW : LACPMOD_RATE_FAST;
		sys_configure(A);
		sys_configure(B);
		change_limits(world, 1 + i % 3, i & 8 ? 700 : 150);
	}
	A->config.max_links = 0;
	B->config.max_links = 0;
	sys_configure(A);
	sys_configure(B);
	pass(world, 5000);
	expect(world, A, 0x7, "in the end");
	expect(world, B, 0x7, "in the end");
}

/* Both ends change places between A and C, unseen. */
static void moved_unseen(struct world *world)
{
	u32 i;

	sys_create(world, 2);
	sys_create(world, 2);
	sys_create(world, 2);
	for (i = 0; i < 2; i++)
		join(world, &A->node[i], &B->node[i]);
	boot(world);
	light(world, 0, 1, true);
	pass(world, 5000);
	expect(world, A, 0x3, "with B");
	for (i = 0; i < 2; i++) {
		cable_plug(world, &world->cable[i], &A->node[i], &C->node[i]);
		C->node[i].carrier = false;
		cable_light(world, &world->cable[i], true, 0, 0);
	}
	pass(world, 10000);
	expect(world, A, 0x3, "with C");
	expect(world, C, 0x3, "with C");
	expect(world, B, 0, "with C");
}

/**
 * struct scene - a history that is told
 * @name: what happens
 * @play: let it happen
 */
static const struct scene {
	const char *name;
	void (*play)(struct world *world);
} scenes[] = {
	{ "three systems: one is chosen, and kept", three_systems },
	{ "three systems: the first cable does not decide", third_comes_first },
	{ "min-links at both ends: no deadlock", gated_ends },
	{ "looped cables stay out, and disturb nobody", looped },
	{ "passive and passive: no LACPDU, no carrier", passive_passive },
	{ "silence: out after three seconds", silence },
	{ "silence, slow: out after ninety seconds", slow_silence },
	{ "its own System once, then silence: out", own_system_then_silence },
	{ "a partner restarts", restart },
	{ "rate and Mux change while up: no port leaves", change_while_up },
	{ "a key changes: out and in again", change_key },
	{ "goodbye: the slow partner stops at once", goodbye },
	{ "sixteen ports, pulled in turn", sixteen_ports },
	{ "cables moved to another system unseen", moved_unseen },
	{ "limits change faster than LACPDUs may tell: no data is lost", fast_limits },
};

/**
 * scene_count() - how many scenes there are
 */
unsigned int scene_count(void)
{
	return ARRAY_SIZE(scenes);
}

/**
 * scene_name() - what happens in a scene
 * @i: which
 */
const char *scene_name(unsigned int i)
{
	return scenes[i].name;
}

/**
 * scene_run() - play a scene
 * @i: which
 * @world: a world that has begun
 */
void scene_run(unsigned int i, struct world *world)
{
	scenes[i].play(world);
}
