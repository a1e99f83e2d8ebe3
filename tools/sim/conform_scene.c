// SPDX-License-Identifier: GPL-2.0
/*
 * The LAG whose machines conform.c takes one by one: everything about it is at
 * random, and what it tells its device is remembered
 */

#include "conform.h"

static struct scene *scene_of(struct lacp_port *port)
{
	return container_of(port->lag, struct scene, lag);
}

static void on_transmit(struct lacp_port *port)
{
	scene_of(port)->out.sends++;
}

static bool on_marker_response(struct lacp_port *port, const u8 *pdu)
{
	struct scene *scene = scene_of(port);

	scene->out.responses++;
	memcpy(scene->out.response, pdu, LACP_PDU_LEN);
	return true;
}

static void on_settle(struct lacp_lag *lag)
{
}

static unsigned int on_markers(struct lacp_port *port, u32 transaction,
			       unsigned int max)
{
	return 1;
}

static void on_release(struct lacp_lag *lag)
{
}

static void on_collect(struct lacp_port *port, bool on)
{
	scene_of(port)->out.gate = on;
}

static void on_watch(struct lacp_port *port, bool on)
{
	if (!port->index)
		scene_of(port)->out.watched = on;
}

static void on_carrier(struct lacp_lag *lag, bool on)
{
}

static void on_event(struct lacp_lag *lag, struct lacp_port *port,
		     const struct lacp_event *event)
{
}

static const struct lacp_ops ops = {
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
 * scene_copy() - copy a scene
 * @to: the copy, whose ports are its own
 * @from: the original
 */
void scene_copy(struct scene *to, const struct scene *from)
{
	struct lacp_port *last = NULL;
	unsigned int i;

	memcpy(to, from, sizeof(*to));
	to->lag.ports = NULL;
	for (i = 0; i < SCENE_PORTS; i++) {
		struct lacp_port *port = &to->port[i];

		if (!port->lag)
			continue;
		port->lag = &to->lag;
		to->lag.by_index[i] = port;
		if (last)
			last->next = port;
		else
			to->lag.ports = port;
		last = port;
	}
}

/**
 * coin() - true half of the time
 * @dice: what is thrown
 */
bool coin(struct dice *dice)
{
	return dice_chance(dice, 50);
}

static struct lacp_info random_info(struct dice *dice)
{
	struct lacp_info info = {
		.system_priority = dice_roll(dice),
		.system = { 2, 0, 0, 0, 0, dice_roll(dice) },
		.key = dice_roll(dice),
		.port_priority = dice_roll(dice),
		.port = dice_roll(dice),
		.state = dice_roll(dice),
	};

	return info;
}

/**
 * similar_info() - the same but for its state, or for one field
 * @dice: what is thrown
 * @info: as what
 */
struct lacp_info similar_info(struct dice *dice, struct lacp_info info)
{
	switch (dice_below(dice, 16)) {
	case 0:
		info.system_priority ^= 1 << dice_below(dice, 16);
		break;
	case 1:
		info.system[dice_below(dice, LACP_ADDR_LEN)] ^= 1;
		break;
	case 2:
		info.key ^= 1 << dice_below(dice, 16);
		break;
	case 3:
		info.port_priority ^= 1 << dice_below(dice, 16);
		break;
	case 4:
		info.port ^= 1 << dice_below(dice, 16);
		break;
	case 5:
		info.state = dice_roll(dice);
		break;
	case 6 ... 11:
		info.state ^= 1 << dice_below(dice, 8);
		break;
	}
	return info;
}

static u64 random_time(const struct scene *scene, struct dice *dice)
{
	if (dice_chance(dice, 20))
		return LACP_NEVER;
	return scene->lag.now - 1000 + dice_below(dice, 2000);
}

static void random_port(struct scene *scene, unsigned int i, struct dice *dice)
{
	struct lacp_port *port = &scene->port[i];

	memset(port, 0, sizeof(*port));
	port->lag = &scene->lag;
	port->index = i;
	port->config = lacp_default_port_config(i + 1);
	port->up = true;
	port->link = true;
	port->full_duplex = true;
	port->ntt = coin(dice);
	port->looped = coin(dice);
	port->speed = 1000;
	port->speed_known = true;
	port->actor = random_info(dice);
	port->actor.port = i + 1;
	port->partner = random_info(dice);
	port->partner_admin = similar_info(dice, port->partner);
	port->pdu_actor = similar_info(dice, port->partner);
	port->pdu_partner = similar_info(dice, port->actor);
	port->told = dice_roll(dice);
	port->rx = dice_below(dice, 6);
	port->periodic = dice_below(dice, 4);
	port->mux = dice_below(dice, 6);
	port->selected = dice_below(dice, 3);
	port->actor_churn = dice_below(dice, 3);
	port->partner_churn = dice_below(dice, 3);
	port->current_while = random_time(scene, dice);
	port->periodic_timer = random_time(scene, dice);
	port->wait_while = random_time(scene, dice);
	port->actor_churn_timer = random_time(scene, dice);
	port->partner_churn_timer = random_time(scene, dice);
	port->sync_since = LACP_NEVER;
	port->unsync_since = LACP_NEVER;
	port->data_heard = LACP_NEVER;
	memset(port->failed, 0xff, sizeof(port->failed));
	memset(port->sent, 0xff, sizeof(port->sent));
	memset(port->marked, 0xff, sizeof(port->marked));
}

/**
 * random_group() - some LAG ID
 * @dice: what is thrown
 */
struct lacp_group random_group(struct dice *dice)
{
	struct lacp_group group = {
		.valid = true,
		.system_priority = dice_roll(dice),
		.system = { 2, 1, 0, 0, 0, dice_roll(dice) },
		.key = dice_roll(dice),
	};

	return group;
}

/**
 * prepare_fresh() - a scene in which nothing has gone before
 * @scene: the scene
 * @dice: what is thrown
 */
void prepare_fresh(struct scene *scene, struct dice *dice)
{
	static struct scene copy;
	unsigned int i;

	memset(&copy, 0, sizeof(copy));
	copy.lag.ops = &ops;
	copy.lag.vain_since = LACP_NEVER;
	copy.lag.up = true;
	copy.lag.now = 1000000 + dice_below(dice, 1000000);
	copy.lag.config = lacp_default_config();
	copy.lag.config.timeout_multiplier = dice_between(dice, 1, 10);
	copy.lag.config.aggregate_wait = 2 + dice_below(dice, 5000);
	copy.lag.config.mux = dice_below(dice, 2);
	/* Who is held stays so. */
	copy.lag.config.flap_limit = FLAP_LIMIT_MAX;
	memset(copy.lag.owner, LACP_NO_PORT, sizeof(copy.lag.owner));
	memset(copy.lag.bucket, LACP_NO_PORT, sizeof(copy.lag.bucket));
	for (i = 0; i < SCENE_PORTS; i++)
		random_port(&copy, i, dice);
	scene_copy(scene, &copy);
}

/* What a port sends, collects and carries, and has measured. */
static void random_rest(struct scene *scene, unsigned int i, struct dice *dice)
{
	struct lacp_port *port = &scene->port[i];
	unsigned int k;

	port->parting = coin(dice);
	port->pdu_pending = coin(dice);
	port->believed = coin(dice);
	port->drained = coin(dice);
	port->collects = coin(dice);
	port->collected = random_info(dice);
	port->collects_heard = coin(dice);
	port->linger_until = random_time(scene, dice);
	port->arrives_until = random_time(scene, dice);
	port->flush = dice_below(dice, 5);
	port->markers_left = dice_roll(dice);
	port->marker_first = dice_roll(dice);
	for (k = 0; k < ARRAY_SIZE(port->markers); k++)
		port->markers[k] = random_time(scene, dice);
	port->drain_until = random_time(scene, dice);
	port->dealt = dice_roll(dice);
	port->claim = dice_roll(dice);
	port->quota = dice_roll(dice);
	port->buckets = dice_roll(dice);
	port->rx_credit = dice_roll(dice);
	port->rx_refilled = dice_below(dice, 1000);
	port->quiet_since = dice_below(dice, 1000);
	port->lost_since = random_time(scene, dice);
	port->mux_changed = random_time(scene, dice);
	port->convergence = dice_roll(dice);
	port->convergence_max = dice_roll(dice);
}

/* What follows from the choice of ports and what they carry. */
static void random_lag(struct lacp_lag *lag, struct dice *dice)
{
	lag->carrier = coin(dice);
	lag->in_use = coin(dice);
	lag->waiting_since = dice_below(dice, 1000);
	lag->distributing = dice_roll(dice);
	lag->fallback_ports = dice_roll(dice);
	lag->standby = dice_roll(dice);
	lag->speed = dice_roll(dice);
	lag->suffices = coin(dice);
	lag->rebalanced = coin(dice);
	lag->settling = coin(dice);
	lag->releasing = coin(dice);
	lag->held_late = coin(dice);
	lag->answered = coin(dice);
	lag->in_vain = dice_roll(dice);
	lag->asked = random_info(dice);
	lag->held = dice_roll(dice);
	lag->hold_until = dice_roll(dice);
	lag->transaction = dice_roll(dice);
	lag->owner_changes = dice_roll(dice);
	lag->moves.moved = dice_roll(dice);
	lag->moves.flushes = dice_roll(dice);
	lag->moves.timeouts = dice_roll(dice);
	lag->moves.overflows = dice_roll(dice);
}

/**
 * prepare() - a scene in which everything that may be so is at random
 * @scene: the scene
 * @dice: what is thrown
 *
 * But how its ports came to be chosen, which machines of all ports go by.
 */
void prepare(struct scene *scene, struct dice *dice)
{
	unsigned int i;

	prepare_fresh(scene, dice);
	random_lag(&scene->lag, dice);
	for (i = 0; i < SCENE_PORTS; i++)
		random_rest(scene, i, dice);
}

/* How a port came to be selected, or not. */
static void random_choice(struct scene *scene, unsigned int i,
			  struct dice *dice)
{
	struct lacp_port *port = &scene->port[i];

	port->sync_sent = coin(dice);
	port->slot = coin(dice);
	port->promoted = coin(dice);
	port->yielded = coin(dice);
	port->given_up = coin(dice);
	port->restoring = coin(dice);
	port->reverts = coin(dice);
	port->held = coin(dice);
	port->fallback = coin(dice);
	port->withdrawn = coin(dice);
	port->watched = coin(dice);
	port->was_enabled = coin(dice);
	port->weight = dice_roll(dice);
	port->held_until = random_time(scene, dice);
	port->sync_since = random_time(scene, dice);
	port->unsync_since = random_time(scene, dice);
	port->data_heard = random_time(scene, dice);
	port->link_changed = random_time(scene, dice);
}

/**
 * prepare_busy() - the same, for a machine that looks at one port as it is now
 * @scene: the scene
 * @dice: what is thrown
 */
void prepare_busy(struct scene *scene, struct dice *dice)
{
	unsigned int i;

	prepare(scene, dice);
	scene->lag.group = random_group(dice);
	scene->lag.carrier_until = dice_below(dice, 1000);
	scene->lag.enough = coin(dice);
	for (i = 0; i < SCENE_PORTS; i++)
		random_choice(scene, i, dice);
}

/**
 * assign() - set or clear flags
 * @state: of this octet
 * @flag: the flags
 * @on: whether to set them
 */
void assign(u8 *state, u8 flag, bool on)
{
	*state = on ? *state | flag : *state & ~flag;
}

/**
 * first() - the port that takes the step
 * @scene: the scene
 */
struct lacp_port *first(struct scene *scene)
{
	return &scene->port[0];
}

/**
 * same_link() - whether two ends say that they are the same
 * @a: an end
 * @b: another
 * @flags: of their states these are compared
 */
bool same_link(const struct lacp_info *a, const struct lacp_info *b, u8 flags)
{
	return a->system_priority == b->system_priority &&
	       !memcmp(a->system, b->system, LACP_ADDR_LEN) &&
	       a->key == b->key && a->port_priority == b->port_priority &&
	       a->port == b->port && (a->state & flags) == (b->state & flags);
}

/**
 * same_system() - whether two Systems are one
 * @a: a System
 * @b: another
 */
bool same_system(const struct lacp_info *a, const struct lacp_info *b)
{
	return a->system_priority == b->system_priority &&
	       !memcmp(a->system, b->system, LACP_ADDR_LEN);
}

/**
 * own_system() - whether a System is the port's own
 * @info: of whom
 * @port: the port
 */
bool own_system(const struct lacp_info *info, const struct lacp_port *port)
{
	return same_system(info, &port->actor);
}

/**
 * compare_ids() - compare Port Identifiers
 * @a: an end
 * @b: another
 *
 * Return: below 0 where @a goes before @b, above 0 where @b does.
 */
int compare_ids(const struct lacp_info *a, const struct lacp_info *b)
{
	if (a->port_priority != b->port_priority)
		return a->port_priority < b->port_priority ? -1 : 1;
	return a->port < b->port ? -1 : a->port > b->port;
}

/**
 * join_group() - a port hears a partner, under a group's LAG ID
 * @port: the port
 * @group: the group
 */
void join_group(struct lacp_port *port, const struct lacp_group *group)
{
	port->looped = false;
	port->rx = LACPMOD_RX_STATE_CURRENT;
	port->actor.state |= LACPMOD_STATE_AGGREGATION;
	port->actor.state &= ~LACPMOD_STATE_DEFAULTED;
	port->partner.state |= LACPMOD_STATE_AGGREGATION;
	port->partner.system_priority = group->system_priority;
	memcpy(port->partner.system, group->system, LACP_ADDR_LEN);
	port->partner.key = group->key;
}

/**
 * in_group() - whether a port's partner is a group's, whatever else is
 * @port: the port
 * @group: the group
 */
bool in_group(const struct lacp_port *port, const struct lacp_group *group)
{
	const struct lacp_info *partner = &port->partner;

	return partner->system_priority == group->system_priority &&
	       partner->key == group->key &&
	       !memcmp(partner->system, group->system, LACP_ADDR_LEN);
}

/**
 * leave_group() - change one part of a port's LAG ID
 * @port: the port
 * @dice: what is thrown
 */
void leave_group(struct lacp_port *port, struct dice *dice)
{
	switch (dice_below(dice, 5)) {
	case 0:
		port->partner.system_priority++;
		break;
	case 1:
		port->partner.system[dice_below(dice, LACP_ADDR_LEN)]++;
		break;
	case 2:
		port->partner.key++;
		break;
	case 3:
		port->partner.state &= ~LACPMOD_STATE_AGGREGATION;
		break;
	case 4:
		port->actor.state &= ~LACPMOD_STATE_AGGREGATION;
		break;
	}
}

/**
 * make_alone() - let the first port have a group to itself
 * @scene: the scene
 * @dice: what is thrown
 */
void make_alone(struct scene *scene, struct dice *dice)
{
	scene->lag.group = random_group(dice);
	join_group(first(scene), &scene->lag.group);
	scene->port[1].up = false;
	scene->port[2].up = false;
	scene->port[2].mux = LACPMOD_MUX_STATE_DETACHED;
}

/**
 * follow_mux() - the flags are those of the Mux state, whoever looks
 * @scene: the scene
 * @dice: what is thrown
 */
void follow_mux(struct scene *scene, struct dice *dice)
{
	static const u8 flags[] = {
		0, 0, LACPMOD_STATE_SYNCHRONIZATION,
		MUX_FLAGS & ~LACPMOD_STATE_DISTRIBUTING, MUX_FLAGS, MUX_FLAGS,
	};
	struct lacp_port *port = first(scene);

	port->actor.state &= ~MUX_FLAGS;
	port->actor.state |= flags[port->mux];
}
