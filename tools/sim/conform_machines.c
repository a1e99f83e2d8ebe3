// SPDX-License-Identifier: GPL-2.0
/*
 * The engine's machines as conform.c sees them: how to put one into a state, how
 * to make a condition true or false in every way there is, and what the table's
 * actions mean. The model shares no function with the engine.
 */

#include "conform.h"
#include "lacpmod/lacp/pdu.h"

#define SHORT_TIMEOUT	3000

static struct scene *scene_of(struct lacp_port *port)
{
	return container_of(port->lag, struct scene, lag);
}

static void on_transmit(struct lacp_port *port)
{
	scene_of(port)->out.sends++;
}

static void on_marker_response(struct lacp_port *port, const u8 *pdu)
{
	struct scene *scene = scene_of(port);

	scene->out.responses++;
	memcpy(scene->out.response, pdu, LACP_PDU_LEN);
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

/* The same but for its state, or for one field. */
static struct lacp_info similar_info(struct dice *dice, struct lacp_info info)
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

static bool same_link(const struct lacp_info *a, const struct lacp_info *b,
		      u8 flags)
{
	return a->system_priority == b->system_priority &&
	       !memcmp(a->system, b->system, LACP_ADDR_LEN) &&
	       a->key == b->key && a->port_priority == b->port_priority &&
	       a->port == b->port && (a->state & flags) == (b->state & flags);
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
	port->unsync_since = LACP_NEVER;
	port->data_heard = LACP_NEVER;
	memset(port->failed, 0xff, sizeof(port->failed));
	memset(port->sent, 0xff, sizeof(port->sent));
	memset(port->marked, 0xff, sizeof(port->marked));
}

/**
 * prepare() - a scene in which everything that may be so is at random
 * @scene: the scene
 * @dice: what is thrown
 */
void prepare(struct scene *scene, struct dice *dice)
{
	static struct scene copy;
	unsigned int i;

	memset(&copy, 0, sizeof(copy));
	copy.lag.ops = &ops;
	copy.lag.up = true;
	copy.lag.now = 1000000 + dice_below(dice, 1000000);
	copy.lag.config = lacp_default_config();
	copy.lag.config.timeout_multiplier = dice_between(dice, 1, 10);
	copy.lag.config.aggregate_wait = 2 + dice_below(dice, 5000);
	copy.lag.config.mux = dice_below(dice, 2);
	memset(copy.lag.bucket, LACP_NO_PORT, sizeof(copy.lag.bucket));
	for (i = 0; i < SCENE_PORTS; i++)
		random_port(&copy, i, dice);
	scene_copy(scene, &copy);
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

/* What several machines depend on */

static void set_port_enabled(struct scene *scene, struct dice *dice,
			     unsigned int is)
{
	struct lacp_port *port = first(scene);

	port->goodbye = coin(dice);
	port->link = is || coin(dice);
	if (!is && port->link)
		port->goodbye = false;
	/* A goodbye keeps the port working, whatever the settings are. */
	if (is && !port->goodbye)
		return;
	if (!is && !port->link && coin(dice))
		return;
	switch (dice_below(dice, 3)) {
	case 0:
		scene->lag.up = false;
		break;
	case 1:
		port->up = false;
		break;
	case 2:
		port->leaving = true;
		break;
	}
}

static void set_lacp_enabled(struct scene *scene, struct dice *dice,
			     unsigned int is)
{
	struct lacp_port *port = first(scene);
	bool off = (is ? port->goodbye : !port->goodbye) && coin(dice);

	/* A goodbye is said by LACP even where that is no longer spoken. */
	port->full_duplex = is || (off && coin(dice));
	if (off && coin(dice))
		scene->lag.config.mode = LACPMOD_MODE_STATIC;
	else if (off)
		port->config.mode = LACPMOD_PORT_MODE_OFF;
}

static void set_goodbye(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->goodbye = is;
}

/**
 * set_timer() - let a timer have expired, or not
 * @scene: the scene
 * @dice: what is thrown
 * @timer: the timer
 * @expired: whether it has
 */
void set_timer(struct scene *scene, struct dice *dice, u64 *timer,
	       bool expired)
{
	if (expired)
		*timer = scene->lag.now - (coin(dice) ? 0 : dice_below(dice, 9));
	else
		*timer = coin(dice) ? LACP_NEVER :
				      scene->lag.now + dice_between(dice, 1, 9);
}

/* Receive */

static const char * const rx_states[] = {
	"INITIALIZE", "PORT_DISABLED", "EXPIRED", "LACP_DISABLED", "DEFAULTED",
	"CURRENT",
};

static u8 *rx_state(struct scene *scene)
{
	return &first(scene)->rx;
}

static u64 *rx_timer(struct scene *scene)
{
	return &first(scene)->current_while;
}

static void set_port_moved(struct scene *scene, struct dice *dice,
			   unsigned int is)
{
	first(scene)->port_moved = is;
}

static void set_pdu(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->pdu_pending = is;
}

static void set_current_while(struct scene *scene, struct dice *dice,
			      unsigned int is)
{
	set_timer(scene, dice, rx_timer(scene), is);
}

static void set_admin_changed(struct scene *scene, struct dice *dice,
			      unsigned int is)
{
	first(scene)->admin_changed = is;
}

static const struct input rx_inputs[] = {
	{ { NULL, "port_enabled" }, 2, set_port_enabled },
	{ { NULL, "LACP_Enabled" }, 2, set_lacp_enabled },
	{ { NULL, "port_moved" }, 2, set_port_moved },
	{ { NULL, "PDU" }, 2, set_pdu },
	{ { NULL, "current_while" }, 2, set_current_while },
	{ { NULL, "admin_changed" }, 2, set_admin_changed },
};

/* No other port may think that it has moved. */
static void rx_finish(struct scene *scene, struct dice *dice)
{
	unsigned int i;

	for (i = 1; i < SCENE_PORTS; i++)
		scene->port[i].partner.system[1] = i;
	first(scene)->fallback = coin(dice);
	if (dice_chance(dice, 10))
		memcpy(first(scene)->pdu_actor.system,
		       first(scene)->actor.system, LACP_ADDR_LEN);
	if (dice_chance(dice, 10)) {
		first(scene)->pdu_actor.system_priority =
			first(scene)->actor.system_priority;
		memcpy(first(scene)->pdu_actor.system,
		       first(scene)->actor.system, LACP_ADDR_LEN);
	}
}

static int rx_step(struct scene *scene)
{
	return lacp_receive_step(first(scene));
}

static const char *rx_after(struct scene *scene)
{
	/* One that the machine leaves for later meets a state that takes it. */
	if (first(scene)->pdu_pending &&
	    first(scene)->rx != LACPMOD_RX_STATE_EXPIRED &&
	    first(scene)->rx != LACPMOD_RX_STATE_PORT_DISABLED &&
	    first(scene)->rx != LACPMOD_RX_STATE_INITIALIZE &&
	    first(scene)->rx != LACPMOD_RX_STATE_LACP_DISABLED)
		return "the PDU is not consumed";
	return NULL;
}

/* port_moved */

static void set_other_disabled(struct scene *scene, struct dice *dice,
			       unsigned int is)
{
	u8 state = dice_below(dice, 5);

	if (state >= LACPMOD_RX_STATE_PORT_DISABLED)
		state++;
	scene->port[1].rx = is ? LACPMOD_RX_STATE_PORT_DISABLED : state;
}

static void set_other_heard(struct scene *scene, struct dice *dice,
			    unsigned int is)
{
	assign(&scene->port[1].actor.state, LACPMOD_STATE_DEFAULTED, !is);
}

static void set_other_system(struct scene *scene, struct dice *dice,
			     unsigned int is)
{
	struct lacp_info *other = &scene->port[1].partner;
	const struct lacp_info *heard = &first(scene)->pdu_actor;

	other->system_priority = heard->system_priority;
	memcpy(other->system, heard->system, LACP_ADDR_LEN);
	if (is)
		return;
	if (coin(dice))
		other->system_priority++;
	else
		other->system[dice_below(dice, LACP_ADDR_LEN)]++;
}

static void set_other_port(struct scene *scene, struct dice *dice,
			   unsigned int is)
{
	scene->port[1].partner.port = first(scene)->pdu_actor.port + !is;
}

static const struct input moved_inputs[] = {
	{ { NULL, "PORT_DISABLED" }, 2, set_other_disabled },
	{ { NULL, "heard a partner" }, 2, set_other_heard },
	{ { NULL, "the same System" }, 2, set_other_system },
	{ { NULL, "the same Port" }, 2, set_other_port },
};

static int moved_step(struct scene *scene)
{
	lacp_receive_step(first(scene));
	scene->out.moved = scene->port[1].port_moved;
	return -1;
}

static void moved_finish(struct scene *scene, struct dice *dice)
{
	struct lacp_port *port = first(scene);

	port->rx = LACPMOD_RX_STATE_CURRENT;
	port->pdu_pending = true;
	scene->port[2].rx = LACPMOD_RX_STATE_CURRENT;
}

static const char *moved_after(struct scene *scene)
{
	if (first(scene)->port_moved || scene->port[2].port_moved)
		return "another port has moved";
	return NULL;
}

/* Periodic Transmission */

static const char * const periodic_states[] = {
	"NO_PERIODIC", "FAST_PERIODIC", "SLOW_PERIODIC", "PERIODIC_TX",
};

static u8 *periodic_state(struct scene *scene)
{
	return &first(scene)->periodic;
}

static u64 *periodic_timer(struct scene *scene)
{
	return &first(scene)->periodic_timer;
}

static void set_both_passive(struct scene *scene, struct dice *dice,
			     unsigned int is)
{
	unsigned int active = is ? 0 : dice_between(dice, 1, 3);

	assign(&first(scene)->actor.state, LACPMOD_STATE_ACTIVITY, active & 1);
	assign(&first(scene)->partner.state, LACPMOD_STATE_ACTIVITY,
	       active & 2);
}

static void set_periodic_timer(struct scene *scene, struct dice *dice,
			       unsigned int is)
{
	set_timer(scene, dice, periodic_timer(scene), is);
}

static void set_partner_timeout(struct scene *scene, struct dice *dice,
				unsigned int is)
{
	assign(&first(scene)->partner.state, LACPMOD_STATE_TIMEOUT, is);
}

static const struct input periodic_inputs[] = {
	{ { NULL, "port_enabled" }, 2, set_port_enabled },
	{ { NULL, "LACP_Enabled" }, 2, set_lacp_enabled },
	{ { NULL, "both passive" }, 2, set_both_passive },
	{ { NULL, "timer" }, 2, set_periodic_timer },
	{ { "Partner.Timeout=Long", "Partner.Timeout=Short" }, 2,
	  set_partner_timeout },
};

static int periodic_step(struct scene *scene)
{
	return lacp_periodic_step(first(scene));
}

/* Selection */

static const char * const selected_states[] = {
	"UNSELECTED", "SELECTED", "STANDBY",
};

static u8 *selected_state(struct scene *scene)
{
	return &first(scene)->selected;
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

/* As where no LACP is spoken. */
static void assume_partner(struct lacp_port *port)
{
	port->rx = LACPMOD_RX_STATE_LACP_DISABLED;
	port->actor.state |= LACPMOD_STATE_DEFAULTED;
	port->partner.state |= LACPMOD_STATE_SYNCHRONIZATION;
}

/*
 * The second port keeps the group: it is attached, hears its partner, and goes
 * before the first in whatever order.
 */
static void selection_prepare(struct scene *scene, struct dice *dice)
{
	struct lacp_port *other = &scene->port[1];
	unsigned int i;

	prepare(scene, dice);
	scene->lag.group = random_group(dice);
	join_group(other, &scene->lag.group);
	other->mux = LACPMOD_MUX_STATE_ATTACHED;
	other->selected = LACPMOD_SELECTED_SELECTED;
	other->actor.port_priority = 0;
	other->partner.port_priority = 0;
	first(scene)->actor.port_priority |= 1;
	first(scene)->partner.port_priority |= 1;
	scene->port[2].up = false;
	for (i = 1; i < SCENE_PORTS; i++)
		scene->port[i].actor.state &= ~MUX_FLAGS;
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

enum {
	LAG_ID_SAME,
	LAG_ID_OTHER,
	LAG_ID_NONE,
	LAG_ID_LOOPED,
	LAG_ID_FALLBACK,
	LAG_ID_ASSUMED,
	LAG_ID_ASSUMED_OTHER,
	LAG_IDS
};

/* What it takes to go on with it; selection_finish() sees to the rest. */
static void set_fallen_back(struct lacp_port *port, struct dice *dice)
{
	port->fallback = true;
	port->rx = coin(dice) ? LACPMOD_RX_STATE_DEFAULTED :
				LACPMOD_RX_STATE_EXPIRED;
	port->actor.state |= LACPMOD_STATE_DEFAULTED;
	port->partner.state |= MUX_FLAGS;
	port->lag->config.fallback = LACPMOD_FALLBACK_ALL;
	port->quiet_since = port->lag->now - port->lag->config.fallback_timeout;
}

static void set_lag_id(struct scene *scene, struct dice *dice,
		       unsigned int value)
{
	struct lacp_port *port = first(scene);

	join_group(port, &scene->lag.group);
	if (coin(dice))
		port->rx = dice_below(dice, 6);
	switch (value) {
	case LAG_ID_OTHER:
		leave_group(port, dice);
		break;
	case LAG_ID_NONE:
		port->actor.state |= LACPMOD_STATE_DEFAULTED;
		port->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
		break;
	case LAG_ID_LOOPED:
		port->looped = true;
		break;
	case LAG_ID_FALLBACK:
		set_fallen_back(port, dice);
		break;
	case LAG_ID_ASSUMED_OTHER:
		leave_group(port, dice);
		fallthrough;
	case LAG_ID_ASSUMED:
		assume_partner(port);
		if (coin(dice))
			port->rx = LACPMOD_RX_STATE_DEFAULTED;
		break;
	}
}

static void set_wanted(struct scene *scene, struct dice *dice, unsigned int is)
{
	if (coin(dice))
		first(scene)->up = is;
	else
		first(scene)->leaving = !is;
	first(scene)->link = coin(dice);
}

static void set_detached(struct scene *scene, struct dice *dice,
			 unsigned int is)
{
	first(scene)->mux = is ? 0 : dice_between(dice, 1, 5);
}

static void set_place(struct scene *scene, struct dice *dice, unsigned int is)
{
	if (is) {
		scene->lag.config.max_links = coin(dice) ?
					      dice_between(dice, 2, 3) : 0;
	} else if (coin(dice)) {
		scene->lag.config.max_links = 1;
	} else {
		first(scene)->held = true;
		set_timer(scene, dice, &first(scene)->held_until, false);
	}
}

static bool speaks(const struct scene *scene)
{
	const struct lacp_port *port = &scene->port[0];

	return port->full_duplex &&
	       (port->goodbye ||
		(scene->lag.config.mode != LACPMOD_MODE_STATIC &&
		 port->config.mode != LACPMOD_PORT_MODE_OFF));
}

static bool is_wanted(const struct scene *scene)
{
	return scene->port[0].up && !scene->port[0].leaving;
}

static bool is_assumed(const struct lacp_port *port)
{
	return (port->actor.state & LACPMOD_STATE_DEFAULTED) &&
	       (port->partner.state & LACPMOD_STATE_SYNCHRONIZATION) &&
	       (port->rx == LACPMOD_RX_STATE_DEFAULTED ||
		port->rx == LACPMOD_RX_STATE_LACP_DISABLED) && !port->fallback;
}

static bool is_other_lag_id(const struct scene *scene)
{
	const struct lacp_port *port = &scene->port[0];
	const struct lacp_group *group = &scene->lag.group;

	return !(port->actor.state & LACPMOD_STATE_AGGREGATION) ||
	       !(port->partner.state & LACPMOD_STATE_AGGREGATION) ||
	       port->partner.system_priority != group->system_priority ||
	       memcmp(port->partner.system, group->system, LACP_ADDR_LEN) ||
	       port->partner.key != group->key;
}

static bool in_use(const struct scene *scene)
{
	const struct lacp_port *port = &scene->port[0];

	if (is_other_lag_id(scene) || port->looped || !port->link ||
	    !is_wanted(scene))
		return false;
	if (is_assumed(port))
		return port->config.mode != LACPMOD_PORT_MODE_OFF;
	return !(port->actor.state & LACPMOD_STATE_DEFAULTED) &&
	       port->rx == LACPMOD_RX_STATE_CURRENT && speaks(scene);
}

/* Where there are few places, a port that cannot be in use is given none. */
static bool has_place(const struct scene *scene)
{
	const struct lacp_port *port = &scene->port[0];
	u8 max = scene->lag.config.max_links;

	return !port->held && (!max || (max > 1 && in_use(scene)));
}

static int selection_ask(const struct scene *scene, const char *name)
{
	const struct lacp_port *port = &scene->port[0];

	if (!strcmp(name, "fallback"))
		return port->fallback;
	if (!strcmp(name, "assumed"))
		return is_assumed(port);
	if (!strcmp(name, "no partner"))
		return (port->actor.state & LACPMOD_STATE_DEFAULTED) &&
		       !is_assumed(port);
	if (!strcmp(name, "off"))
		return port->config.mode == LACPMOD_PORT_MODE_OFF &&
		       !port->goodbye;
	if (!strcmp(name, "LACP_Enabled"))
		return speaks(scene);
	if (!strcmp(name, "looped"))
		return port->looped;
	if (!strcmp(name, "other LAG ID"))
		return is_other_lag_id(scene);
	if (!strcmp(name, "place"))
		return has_place(scene);
	return -1;
}

static void set_min_links(struct scene *scene, struct dice *dice,
			  unsigned int is)
{
	unsigned int n = 1 + (has_place(scene) && in_use(scene));

	scene->lag.config.min_links = is ? dice_between(dice, 1, n) : n + 1;
}

static const struct input selection_inputs[] = {
	{ {}, LAG_IDS, set_lag_id },
	{ { NULL, "wanted" }, 2, set_wanted },
	{ { NULL, "goodbye" }, 2, set_goodbye },
	{ {}, 2, set_lacp_enabled },
	{ { NULL, "DETACHED" }, 2, set_detached },
	{ {}, 2, set_place },
	{ { NULL, "min-links" }, 2, set_min_links },
};

static u8 selected_before;

static void selection_finish(struct scene *scene, struct dice *dice)
{
	struct lacp_port *port = first(scene);

	if (scene->lag.config.mode == LACPMOD_MODE_STATIC)
		assume_partner(&scene->port[1]);
	if (port->fallback && (!is_wanted(scene) || !port->link ||
			       !speaks(scene) || port->held)) {
		port->fallback = false;
		port->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
	}
	selected_before = port->selected;
}

static int selection_step(struct scene *scene)
{
	lacp_selection_step(&scene->lag);
	return -1;
}

/* The other port is attached: who takes its place need not wait for it. */
static const char *selection_after(struct scene *scene)
{
	bool promoted = selected_before == LACPMOD_SELECTED_STANDBY &&
			first(scene)->selected == LACPMOD_SELECTED_SELECTED;

	return first(scene)->promoted == promoted ? NULL : "promoted";
}

/* Group */

static const char * const group_states[] = { "NONE", "PRESENT", "OTHER" };

static struct lacp_group group_a, group_b;

static u8 *group_state(struct scene *scene)
{
	return &scene->out.state;
}

/* The third port is of either group, or knows of none. */
static void join_third(struct scene *scene, struct dice *dice)
{
	struct lacp_port *third = &scene->port[2];
	unsigned int with = dice_below(dice, 3);

	join_group(third, with ? &group_b : &group_a);
	if (scene->lag.config.same_speed)
		third->speed = scene->port[!!with].speed;
	if (with == 2) {
		third->actor.state |= LACPMOD_STATE_DEFAULTED;
		third->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
	}
}

static void group_prepare(struct scene *scene, struct dice *dice)
{
	struct lacp_config *config = &scene->lag.config;
	unsigned int i;

	prepare(scene, dice);
	for (i = 0; i < SCENE_PORTS; i++) {
		scene->port[i].speed = dice_between(dice, 1, 4);
		scene->port[i].actor.port_priority = dice_below(dice, 3);
		scene->port[i].mux = dice_below(dice, 6);
	}
	config->same_speed = coin(dice);
	group_a = random_group(dice);
	group_b = group_a;
	switch (dice_below(dice, config->same_speed ? 4 : 3)) {
	case 0:
		group_b.system_priority++;
		break;
	case 1:
		group_b.system[dice_below(dice, LACP_ADDR_LEN)]++;
		break;
	case 2:
		group_b.key++;
		break;
	case 3:
		scene->port[1].speed += first(scene)->speed;
		break;
	}
	join_group(&scene->port[0], &group_a);
	join_group(&scene->port[1], &group_b);
	join_third(scene, dice);
	if (config->same_speed) {
		group_a.speed = scene->port[0].speed;
		group_b.speed = scene->port[1].speed;
	}
}

static void set_attached(struct scene *scene, struct dice *dice,
			 unsigned int is)
{
	first(scene)->mux = is ? dice_between(dice, 2, 5) :
				 dice_below(dice, 2);
}

/* Who does not remember it must not seem to assume it. */
static void set_remembered(struct scene *scene, struct dice *dice,
			   unsigned int is)
{
	assign(&first(scene)->actor.state, LACPMOD_STATE_DEFAULTED, !is);
	first(scene)->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
}

static void hear(struct lacp_port *port, struct dice *dice, bool is)
{
	port->rx = coin(dice) ? LACPMOD_RX_STATE_CURRENT :
				LACPMOD_RX_STATE_EXPIRED;
	if (is)
		port->actor.state &= ~LACPMOD_STATE_DEFAULTED;
	else if (coin(dice))
		port->link = false;
	else
		port->rx = LACPMOD_RX_STATE_PORT_DISABLED;
}

static void set_heard(struct scene *scene, struct dice *dice, unsigned int is)
{
	hear(first(scene), dice, is);
}

static void set_other_is_heard(struct scene *scene, struct dice *dice,
			       unsigned int is)
{
	hear(&scene->port[1], dice, is);
	hear(&scene->port[2], dice, coin(dice));
}

static void set_policy(struct scene *scene, struct dice *dice,
		       unsigned int value)
{
	scene->lag.config.selection = value;
}

static void set_reselect(struct scene *scene, struct dice *dice,
			 unsigned int lost)
{
	scene->lag.config.reselect = lost ? LACPMOD_RESELECT_LOST :
					    LACPMOD_RESELECT_BETTER;
}

static const struct input group_inputs[] = {
	{ {}, 2, set_attached },
	{ {}, 2, set_remembered },
	{ {}, 2, set_heard },
	{ {}, 2, set_other_is_heard },
	{ {}, 4, set_policy },
	{ { NULL, "reselect lost" }, 2, set_reselect },
};

static bool is_of(const struct lacp_port *port, const struct lacp_group *group)
{
	return !(port->actor.state & LACPMOD_STATE_DEFAULTED) &&
	       port->partner.system_priority == group->system_priority &&
	       !memcmp(port->partner.system, group->system, LACP_ADDR_LEN) &&
	       port->partner.key == group->key &&
	       (!group->speed || port->speed == group->speed);
}

static bool is_heard(const struct lacp_port *port)
{
	return port->link && (port->rx == LACPMOD_RX_STATE_CURRENT ||
			      port->rx == LACPMOD_RX_STATE_EXPIRED);
}

/* What a group is worth, 0 if it is not heard. */
static u32 worth(const struct scene *scene, const struct lacp_group *group)
{
	u32 sum = 0, n = 0, best = 0;
	unsigned int i;

	for (i = 0; i < SCENE_PORTS; i++) {
		const struct lacp_port *port = &scene->port[i];

		if (!is_of(port, group) || !is_heard(port))
			continue;
		sum += port->speed;
		n++;
		best = max(best, 100 - 10 * port->actor.port_priority - i);
	}
	switch (scene->lag.config.selection) {
	case LACPMOD_SELECTION_BANDWIDTH:
		return sum;
	case LACPMOD_SELECTION_COUNT:
		return n;
	case LACPMOD_SELECTION_PORT_PRIORITY:
		return best;
	default:
		return n > 0;
	}
}

static bool no_group_before;

/* Among equals the present one, or that of the lowest port number. */
static bool other_is_better(const struct scene *scene)
{
	u32 a = worth(scene, &group_a), b = worth(scene, &group_b);
	unsigned int i;

	if (!no_group_before || a != b || !a)
		return b > a;
	for (i = 0; i < SCENE_PORTS; i++)
		if (is_heard(&scene->port[i]) &&
		    !(scene->port[i].actor.state & LACPMOD_STATE_DEFAULTED))
			return is_of(&scene->port[i], &group_b);
	return false;
}

static int group_ask(const struct scene *scene, const char *name)
{
	bool attached = false, heard = false, remembered = false;
	unsigned int i;

	for (i = 0; i < SCENE_PORTS; i++) {
		const struct lacp_port *port = &scene->port[i];
		bool is = is_of(port, &group_a);

		attached |= is && port->mux >= LACPMOD_MUX_STATE_ATTACHED;
		heard |= is && is_heard(port);
		remembered |= is;
	}
	if (!strcmp(name, "attached"))
		return attached;
	if (!strcmp(name, "heard"))
		return heard;
	if (!strcmp(name, "remembered"))
		return remembered;
	if (!strcmp(name, "other is better"))
		return other_is_better(scene);
	return -1;
}

static bool same_lag_id(const struct lacp_group *a, const struct lacp_group *b)
{
	return a->valid && !a->individual && a->speed == b->speed &&
	       a->system_priority == b->system_priority && a->key == b->key &&
	       !memcmp(a->system, b->system, LACP_ADDR_LEN);
}

static int group_step(struct scene *scene)
{
	static const struct lacp_group none;
	struct lacp_group *group = &scene->lag.group;

	no_group_before = !scene->out.state;
	*group = no_group_before ? none : group_a;
	lacp_selection_step(&scene->lag);
	if (same_lag_id(group, &group_a))
		scene->out.state = 1;
	else if (same_lag_id(group, &group_b))
		scene->out.state = 2;
	else
		scene->out.state = 0;
	return -1;
}

/* Ready */

static void ready_prepare(struct scene *scene, struct dice *dice)
{
	prepare(scene, dice);
	scene->lag.group = random_group(dice);
	scene->out.ready = coin(dice);
}

static void set_at_once(struct scene *scene, struct dice *dice,
			unsigned int value)
{
	first(scene)->fallback = value == 1;
	if (value == 2)
		scene->lag.config.mode = LACPMOD_MODE_STATIC;
}

static void set_promoted(struct scene *scene, struct dice *dice,
			 unsigned int is)
{
	first(scene)->promoted = is;
}

static void set_twice(struct scene *scene, struct dice *dice, unsigned int is)
{
	u32 bound = 2 * scene->lag.config.aggregate_wait;

	scene->lag.waiting_since = scene->lag.now - bound;
	if (is)
		scene->lag.waiting_since -= coin(dice) ? 0 :
						   dice_below(dice, 100);
	else
		scene->lag.waiting_since += dice_between(dice, 1, bound);
}

/* Among them may be some that are not wanted, or off: they need not be heard. */
static void set_all_heard(struct scene *scene, struct dice *dice,
			  unsigned int is)
{
	unsigned int i, out = dice_below(dice, SCENE_PORTS);

	for (i = 0; i < SCENE_PORTS; i++) {
		struct lacp_port *port = &scene->port[i];

		join_group(port, &scene->lag.group);
		if (i == out || coin(dice))
			continue;
		if (coin(dice))
			port->up = false;
		else
			port->config.mode = LACPMOD_PORT_MODE_OFF;
		port->rx = dice_below(dice, 6);
		leave_group(port, dice);
	}
	if (is)
		return;
	if (coin(dice))
		leave_group(&scene->port[out], dice);
	else
		scene->port[out].rx = dice_below(dice, 5);
}

/*
 * Another port is late, the port itself is, or none is. Who does not wait, or is
 * not SELECTED, has nothing to say.
 */
static void set_wait_while(struct scene *scene, struct dice *dice,
			   unsigned int value)
{
	static const unsigned int from[] = { 1, 0, SCENE_PORTS };
	unsigned int i, late = from[value];

	for (i = 0; i < SCENE_PORTS; i++) {
		struct lacp_port *port = &scene->port[i];

		port->mux = LACPMOD_MUX_STATE_WAITING;
		port->selected = LACPMOD_SELECTED_SELECTED;
		set_timer(scene, dice, &port->wait_while, i != late);
		if (!i || i == late || coin(dice))
			continue;
		set_timer(scene, dice, &port->wait_while, false);
		if (coin(dice))
			port->mux = LACPMOD_MUX_STATE_ATTACHED;
		else
			port->selected = LACPMOD_SELECTED_STANDBY;
	}
}

static const struct input ready_inputs[] = {
	{ { NULL, "fallback", "static" }, 3, set_at_once },
	{ { NULL, "promoted" }, 2, set_promoted },
	{ { NULL, "twice the wait" }, 2, set_twice },
	{ { NULL, "all heard" }, 2, set_all_heard },
	{ { NULL, NULL, "every WAITING port's wait_while" }, 3,
	  set_wait_while },
};

static int ready_ask(const struct scene *scene, const char *name)
{
	if (!strcmp(name, "own wait_while"))
		return scene->port[0].wait_while <= scene->lag.now;
	return -1;
}

static int ready_step(struct scene *scene)
{
	scene->out.ready = lacp_ready(first(scene));
	return -1;
}

/* If it is not yet true, it becomes so when it says, and not before. */
static const char *ready_after(struct scene *scene)
{
	u64 deadline = lacp_ready_deadline(&scene->lag);

	if (scene->out.ready)
		return NULL;
	scene->lag.now = deadline - 1;
	if (lacp_ready(first(scene)))
		return "Ready before its deadline";
	scene->lag.now = deadline;
	return lacp_ready(first(scene)) ? NULL : "not Ready at its deadline";
}

/* Mux */

static const char * const mux_states[] = {
	"DETACHED", "WAITING", "ATTACHED", "COLLECTING", "DISTRIBUTING",
	"COLLECTING_DISTRIBUTING",
};

static u8 *mux_state(struct scene *scene)
{
	return &first(scene)->mux;
}

static void mux_prepare(struct scene *scene, struct dice *dice)
{
	prepare(scene, dice);
	scene->lag.group = random_group(dice);
	join_group(first(scene), &scene->lag.group);
	scene->port[1].up = false;
	scene->port[2].up = false;
	scene->port[2].mux = LACPMOD_MUX_STATE_DETACHED;
}

static void coupled_prepare(struct scene *scene, struct dice *dice)
{
	mux_prepare(scene, dice);
	scene->lag.config.mux = LACPMOD_MUX_KIND_COUPLED;
}

static void independent_prepare(struct scene *scene, struct dice *dice)
{
	mux_prepare(scene, dice);
	scene->lag.config.mux = LACPMOD_MUX_KIND_INDEPENDENT;
}

static void set_selected(struct scene *scene, struct dice *dice,
			 unsigned int value)
{
	first(scene)->selected = value;
}

static void set_ready(struct scene *scene, struct dice *dice, unsigned int is)
{
	struct lacp_port *port = first(scene);
	struct lacp_lag *lag = &scene->lag;
	unsigned int how = is ? dice_below(dice, 3) : 3;

	lag->waiting_since = lag->now - 1;
	port->wait_while = lag->now + 1;
	scene->port[1].up = true;
	scene->port[1].mux = LACPMOD_MUX_STATE_DETACHED;
	leave_group(&scene->port[1], dice);
	if (how == 0)
		scene->port[1].up = false;
	if (how == 1)
		port->wait_while = lag->now;
	if (how == 2)
		lag->waiting_since -= 2 * lag->config.aggregate_wait;
}

static void set_partner_sync(struct scene *scene, struct dice *dice,
			     unsigned int is)
{
	assign(&first(scene)->partner.state, LACPMOD_STATE_SYNCHRONIZATION, is);
}

static void set_partner_collecting(struct scene *scene, struct dice *dice,
				   unsigned int is)
{
	assign(&first(scene)->partner.state, LACPMOD_STATE_COLLECTING, is);
}

static const struct input mux_inputs[] = {
	{ { "UNSELECTED", "SELECTED", "STANDBY" }, 3, set_selected },
	{ { NULL, "Ready" }, 2, set_ready },
	{ { NULL, "Partner.Sync" }, 2, set_partner_sync },
	{ { NULL, "Partner.Collecting" }, 2, set_partner_collecting },
};

/* The flags are those of the state, whoever looks. */
static void mux_finish(struct scene *scene, struct dice *dice)
{
	static const u8 flags[] = {
		0, 0, LACPMOD_STATE_SYNCHRONIZATION,
		MUX_FLAGS & ~LACPMOD_STATE_DISTRIBUTING, MUX_FLAGS, MUX_FLAGS,
	};
	struct lacp_port *port = first(scene);

	port->actor.state &= ~MUX_FLAGS;
	port->actor.state |= flags[port->mux];
}

static int mux_step(struct scene *scene)
{
	return lacp_mux_step(first(scene));
}

static int mux_kind_step(struct scene *scene)
{
	lacp_mux_set_kind(first(scene));
	return -1;
}

/* Device */

static void set_link(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->link = is;
}

static void set_up(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->up = is;
}

static void set_stays(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->leaving = !is;
}

static void set_lag_up(struct scene *scene, struct dice *dice, unsigned int is)
{
	scene->lag.up = is;
}

static void set_gate(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->collects = is;
	scene->out.gate = is;
}

static const struct input device_inputs[] = {
	{ {}, 2, set_link },
	{ {}, 2, set_up },
	{ {}, 2, set_stays },
	{ {}, 2, set_lag_up },
	{ {}, 2, set_partner_sync },
	{ {}, 2, set_partner_collecting },
	{ {}, 2, set_gate },
};

/* A port that is selected and heard, and alone in its LAG. */
static void device_finish(struct scene *scene, struct dice *dice)
{
	struct lacp_port *port = first(scene);

	port->next = NULL;
	port->rx = LACPMOD_RX_STATE_CURRENT;
	port->current_while = LACP_NEVER;
	port->mux = LACPMOD_MUX_STATE_ATTACHED;
	port->selected = LACPMOD_SELECTED_SELECTED;
	port->port_moved = false;
	port->told = 0;
	mux_finish(scene, dice);
}

static int device_step(struct scene *scene)
{
	struct lacp_port *port = first(scene);

	lacp_run(&scene->lag, scene->lag.now);
	scene->out.share = port->buckets == LACP_BUCKETS &&
			   !scene->lag.bucket[0] &&
			   !scene->lag.bucket[LACP_BUCKETS - 1];
	scene->out.sends = 0;
	return -1;
}

static int device_ask(const struct scene *scene, const char *name)
{
	const struct lacp_port *port = &scene->port[0];

	if (!strcmp(name, "C"))
		return !!(port->actor.state & LACPMOD_STATE_COLLECTING);
	if (!strcmp(name, "D"))
		return !!(port->actor.state & LACPMOD_STATE_DISTRIBUTING);
	if (!strcmp(name, "works"))
		return port->link && port->up && !port->leaving;
	if (!strcmp(name, "up"))
		return scene->lag.up;
	return -1;
}

/* Transmit */

static void set_ntt(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->ntt = is;
}

/* A goodbye makes the port work whatever the settings are. */
static void set_still_enabled(struct scene *scene, struct dice *dice,
			      unsigned int is)
{
	struct lacp_port *port = first(scene);
	bool wanted = is ? !port->goodbye || coin(dice) : coin(dice);

	port->link = is || (!port->goodbye && !wanted && coin(dice));
	if (!wanted && coin(dice))
		port->up = false;
	else if (!wanted)
		scene->lag.up = false;
}

static void set_no_periodic(struct scene *scene, struct dice *dice,
			    unsigned int is)
{
	first(scene)->periodic = is ? LACPMOD_PERIODIC_STATE_NO_PERIODIC :
				      dice_between(dice, 1, 3);
}

/* When the last three were sent; the last one is left for the spacing. */
static void set_sent(struct scene *scene, struct dice *dice, unsigned int value)
{
	struct lacp_port *port = first(scene);
	u64 now = scene->lag.now;
	u64 recent = now - dice_between(dice, 600, 999);
	u64 old = now - dice_between(dice, 1000, 1400);

	if (coin(dice))
		old = now - 1000;
	switch (value) {
	case 0:
		port->sent[1] = coin(dice) ? LACP_NEVER : old;
		break;
	case 1:
		port->sent[1] = recent;
		port->sent[2] = coin(dice) ? LACP_NEVER : old;
		break;
	case 2:
		port->sent[1] = recent;
		port->sent[2] = coin(dice) ? recent : now - 999;
		break;
	}
}

static void set_first(struct scene *scene, struct dice *dice, unsigned int is)
{
	struct lacp_port *port = first(scene);
	unsigned int not = is ? 3 : dice_below(dice, 3);

	port->rx = LACPMOD_RX_STATE_EXPIRED;
	port->actor.state |= LACPMOD_STATE_DEFAULTED;
	port->link_changed = scene->lag.now - dice_below(dice, 50);
	if (coin(dice))
		port->link_changed = scene->lag.now - 49;
	if (not == 0)
		port->rx = LACPMOD_RX_STATE_DEFAULTED;
	if (not == 1)
		port->actor.state &= ~LACPMOD_STATE_DEFAULTED;
	if (not == 2)
		port->link_changed = scene->lag.now - 50;
}

static void set_spaced(struct scene *scene, struct dice *dice, unsigned int is)
{
	struct lacp_port *port = first(scene);
	unsigned int not = is ? 4 : dice_below(dice, 4);

	port->mux = LACPMOD_MUX_STATE_WAITING;
	port->told &= ~LACPMOD_STATE_SYNCHRONIZATION;
	port->sent[0] = scene->lag.now - dice_below(dice, 600);
	if (coin(dice))
		port->sent[0] = scene->lag.now - 599;
	if (not == 0)
		port->mux = LACPMOD_MUX_STATE_ATTACHED;
	if (not == 1)
		port->told |= LACPMOD_STATE_SYNCHRONIZATION;
	if (not == 2)
		port->sent[0] = scene->lag.now - 600;
	if (not == 3 && port->sent[1] == LACP_NEVER)
		port->sent[0] = LACP_NEVER;
	else if (not == 3)
		port->mux = LACPMOD_MUX_STATE_DETACHED;
}

static const struct input transmit_inputs[] = {
	{ { NULL, "NTT" }, 2, set_ntt },
	{ { NULL, "goodbye" }, 2, set_goodbye },
	{ { NULL, "port_enabled" }, 2, set_still_enabled },
	{ { NULL, "LACP_Enabled" }, 2, set_lacp_enabled },
	{ { NULL, "NO_PERIODIC" }, 2, set_no_periodic },
	{ { NULL, "2 in the last second", "3 in the last second" }, 3,
	  set_sent },
	{ { NULL, "first, within 50 ms" }, 2, set_first },
	{ { NULL, "WAITING, within 600 ms" }, 2, set_spaced },
};

static int transmit_step(struct scene *scene)
{
	bool goodbye = first(scene)->goodbye;

	if (lacp_transmit_step(first(scene)) != goodbye)
		scene->out.sends += 100;
	return -1;
}

static bool sends_at(const struct scene *scene, u64 now)
{
	static struct scene later;

	scene_copy(&later, scene);
	later.lag.now = now;
	later.out.sends = 0;
	lacp_transmit_step(first(&later));
	return later.out.sends;
}

/* What is pending leaves when it says, and not before. */
static const char *transmit_after(struct scene *scene)
{
	u64 deadline = lacp_transmit_deadline(first(scene));

	if (deadline == LACP_NEVER)
		return sends_at(scene, scene->lag.now + 100000) ?
		       "no deadline for a LACPDU" : NULL;
	if (!first(scene)->ntt)
		return "a deadline for no LACPDU";
	if (deadline > scene->lag.now && sends_at(scene, deadline - 1))
		return "sends before its deadline";
	return sends_at(scene, deadline) ? NULL : "does not send at its deadline";
}

/* Churn Detection: the other machine of the two is at rest. */

static const char * const churn_states[] = {
	"CHURN_MONITOR", "NO_CHURN", "CHURN",
};

static u8 *actor_churn_state(struct scene *scene)
{
	return &first(scene)->actor_churn;
}

static u64 *actor_churn_timer(struct scene *scene)
{
	return &first(scene)->actor_churn_timer;
}

static u8 *partner_churn_state(struct scene *scene)
{
	return &first(scene)->partner_churn;
}

static u64 *partner_churn_timer(struct scene *scene)
{
	return &first(scene)->partner_churn_timer;
}

static void set_actor_sync(struct scene *scene, struct dice *dice,
			   unsigned int is)
{
	assign(&first(scene)->actor.state, LACPMOD_STATE_SYNCHRONIZATION, is);
}

static void set_churn_timer(struct scene *scene, struct dice *dice, u64 *timer,
			    unsigned int value)
{
	u64 now = scene->lag.now;

	if (value == 2)
		*timer = LACP_NEVER;
	else
		*timer = value ? now - dice_below(dice, 2) :
				 now + dice_between(dice, 1, 2);
}

static void set_actor_churn_timer(struct scene *scene, struct dice *dice,
				  unsigned int value)
{
	set_churn_timer(scene, dice, actor_churn_timer(scene), value);
}

static void set_partner_churn_timer(struct scene *scene, struct dice *dice,
				    unsigned int value)
{
	set_churn_timer(scene, dice, partner_churn_timer(scene), value);
}

static const struct input actor_churn_inputs[] = {
	{ { NULL, "port_enabled" }, 2, set_port_enabled },
	{ { NULL, "Sync" }, 2, set_actor_sync },
	{ { NULL, "timer", "timer held" }, 3, set_actor_churn_timer },
};

static const struct input partner_churn_inputs[] = {
	{ { NULL, "port_enabled" }, 2, set_port_enabled },
	{ { NULL, "Sync" }, 2, set_partner_sync },
	{ { NULL, "timer", "timer held" }, 3, set_partner_churn_timer },
};

static void rest(const struct scene *scene, u8 *state, u64 *timer, u8 flags)
{
	const struct lacp_port *port = &scene->port[0];
	bool wanted = scene->lag.up && port->up && !port->leaving;

	*timer = LACP_NEVER;
	if (!port->link || !(wanted || port->goodbye))
		*state = LACPMOD_CHURN_STATE_CHURN_MONITOR;
	else if (flags & LACPMOD_STATE_SYNCHRONIZATION)
		*state = LACPMOD_CHURN_STATE_NO_CHURN;
	else
		*state = LACPMOD_CHURN_STATE_CHURN;
}

static void actor_churn_finish(struct scene *scene, struct dice *dice)
{
	rest(scene, partner_churn_state(scene), partner_churn_timer(scene),
	     first(scene)->partner.state);
}

static void partner_churn_finish(struct scene *scene, struct dice *dice)
{
	rest(scene, actor_churn_state(scene), actor_churn_timer(scene),
	     first(scene)->actor.state);
}

static int churn_step(struct scene *scene)
{
	return lacp_churn_step(first(scene));
}

/* Marker Responder */

static void set_marker(struct scene *scene, struct dice *dice,
		       unsigned int value)
{
	u8 *frame = scene->frame;
	unsigned int i;

	for (i = 0; i < LACP_PDU_LEN; i++)
		frame[i] = dice_roll(dice);
	frame[0] = 2;
	frame[2] = value == 1 ? 2 : 1;
	frame[3] = 16;
	if (value != 2)
		return;
	if (coin(dice))
		frame[2] = dice_chance(dice, 30) ? 0 : dice_between(dice, 3, 255);
	else
		frame[3] = coin(dice) ? 15 : 17;
}

static void set_marked(struct scene *scene, struct dice *dice, unsigned int is)
{
	u64 *marked = first(scene)->marked, at = scene->lag.now;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		at -= dice_below(dice, 200);
		marked[i] = at;
	}
	marked[4] = scene->lag.now - (is ? dice_between(dice, 600, 999) : 1000);
	if (is && coin(dice))
		marked[4] = scene->lag.now - 999;
	if (!is && coin(dice))
		marked[4] = LACP_NEVER;
}

static const struct input marker_inputs[] = {
	{ { "Information", "Response", "malformed" }, 3, set_marker },
	{ { NULL, "5 in the last second" }, 2, set_marked },
};

static int marker_step(struct scene *scene)
{
	lacp_port_receive(first(scene), scene->frame, LACP_PDU_LEN,
			  scene->lag.now);
	return -1;
}

/* Management */

enum {
	CHANGE_NONE,
	CHANGE_ACTIVITY,
	CHANGE_MODE,
	CHANGE_SHORT,
	CHANGE_LONG,
	CHANGE_SYSTEM,
	CHANGE_SYSTEM_PRIORITY,
	CHANGE_KEY,
	CHANGE_PORT,
	CHANGE_PORT_PRIORITY,
	CHANGE_AGGREGATION,
	CHANGE_PARTNER_ADMIN,
	CHANGES
};

static bool speaks_first(const struct lacp_config *lag,
			 const struct lacp_port_config *port)
{
	return port->mode == LACPMOD_PORT_MODE_ACTIVE ||
	       (port->mode == LACPMOD_PORT_MODE_INHERIT &&
		lag->mode == LACPMOD_MODE_ACTIVE);
}

static bool wants_fast(const struct lacp_config *lag,
		       const struct lacp_port_config *port)
{
	return port->rate == LACPMOD_PORT_RATE_FAST ||
	       (port->rate == LACPMOD_PORT_RATE_INHERIT &&
		lag->rate == LACPMOD_RATE_FAST);
}

/* A port that speaks no more says goodbye to whom it has promised something. */
static bool takes_leave(const struct lacp_port *port,
			const struct lacp_config *lag,
			const struct lacp_port_config *config)
{
	bool goes_on = port->up && lag->mode != LACPMOD_MODE_STATIC &&
		       config->mode != LACPMOD_PORT_MODE_OFF;

	return !goes_on && port->link && (port->told & MUX_FLAGS) &&
	       port->rx != LACPMOD_RX_STATE_PORT_DISABLED &&
	       port->rx != LACPMOD_RX_STATE_LACP_DISABLED;
}

/* Modes and rates, the LAG's or the port's, that change as they are to. */
static void roll_settings(struct scene *scene, struct dice *dice,
			  unsigned int value)
{
	struct lacp_port_config *port = &first(scene)->config;
	struct lacp_config *lag = &scene->lag.config;
	bool active, fast, other;

	do {
		lag->mode = dice_below(dice, 3);
		lag->rate = dice_below(dice, 2);
		port->mode = dice_below(dice, 4);
		port->rate = dice_below(dice, 3);
		scene->config = *lag;
		scene->port_config = *port;
		switch (value < CHANGE_SYSTEM && value ? dice_below(dice, 4) : 4) {
		case 0:
			scene->config.mode = dice_below(dice, 3);
			break;
		case 1:
			scene->config.rate = dice_below(dice, 2);
			break;
		case 2:
			scene->port_config.mode = dice_below(dice, 4);
			break;
		case 3:
			scene->port_config.rate = dice_below(dice, 3);
			break;
		}
		/* Who stops speaking stays as active as its goodbye needs. */
		active = scene->config.mode != LACPMOD_MODE_STATIC &&
			 scene->port_config.mode != LACPMOD_PORT_MODE_OFF &&
			 speaks_first(lag, port) !=
			 speaks_first(&scene->config, &scene->port_config);
		fast = wants_fast(lag, port) !=
		       wants_fast(&scene->config, &scene->port_config);
		other = !active && (lag->mode != scene->config.mode ||
				    port->mode != scene->port_config.mode);
	} while (active != (value == CHANGE_ACTIVITY) ||
		 other != (value == CHANGE_MODE) ||
		 fast != (value == CHANGE_SHORT || value == CHANGE_LONG) ||
		 (fast && wants_fast(lag, port) != (value == CHANGE_LONG)));
}

/* The port is as its settings say. */
static void apply_settings(struct scene *scene, struct dice *dice)
{
	struct lacp_config *config = &scene->lag.config;
	struct lacp_port *port = first(scene);

	config->system_priority = port->actor.system_priority;
	memcpy(config->system, port->actor.system, LACP_ADDR_LEN);
	config->key = port->actor.key;
	port->config.number = port->actor.port;
	port->config.priority = port->actor.port_priority;
	port->config.individual = coin(dice);
	port->config.partner_admin = port->partner_admin;
	if (coin(dice)) {
		port->config.partner_admin.port = 0;
		port->partner_admin.port = port->actor.port;
	}
	assign(&port->actor.state, LACPMOD_STATE_AGGREGATION,
	       !port->config.individual);
}

static void change_settings(struct scene *scene, struct dice *dice,
			    unsigned int value)
{
	struct lacp_port_config *port = &scene->port_config;
	struct lacp_config *lag = &scene->config;
	struct lacp_info *admin = &port->partner_admin;
	struct lacp_info before = *admin;

	switch (value) {
	case CHANGE_SYSTEM:
		lag->system[dice_below(dice, LACP_ADDR_LEN)]++;
		break;
	case CHANGE_SYSTEM_PRIORITY:
		lag->system_priority++;
		break;
	case CHANGE_KEY:
		lag->key++;
		break;
	case CHANGE_PORT:
		port->number++;
		break;
	case CHANGE_PORT_PRIORITY:
		port->priority++;
		break;
	case CHANGE_AGGREGATION:
		port->individual = !port->individual;
		break;
	case CHANGE_PARTNER_ADMIN:
		while (same_link(admin, &before, 0xff))
			*admin = similar_info(dice, before);
		break;
	}
}

static void set_settings(struct scene *scene, struct dice *dice,
			 unsigned int value)
{
	struct lacp_port *port = first(scene);

	apply_settings(scene, dice);
	roll_settings(scene, dice, value);
	change_settings(scene, dice, value);
	assign(&port->actor.state, LACPMOD_STATE_ACTIVITY,
	       speaks_first(&scene->lag.config, &port->config));
	assign(&port->actor.state, LACPMOD_STATE_TIMEOUT,
	       wants_fast(&scene->lag.config, &port->config));
	/* What else is set may change beside it. */
	scene->config.aggregate_wait += dice_below(dice, 2);
	if (dice_chance(dice, 20)) {
		port->partner.system_priority = scene->config.system_priority;
		memcpy(port->partner.system, scene->config.system,
		       LACP_ADDR_LEN);
	}
	if (!value && coin(dice))
		port->looped = false;
}

static void set_current(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->rx = is ? LACPMOD_RX_STATE_CURRENT : dice_below(dice, 5);
}

static const struct input management_inputs[] = {
	{ { NULL, "Activity", "another mode", "Timeout to Short",
	    "Timeout to Long", "System", "System priority", "key", "Port",
	    "Port priority", "Aggregation", "Partner_Admin" }, CHANGES,
	  set_settings },
	{ { NULL, "CURRENT" }, 2, set_current },
};

static void management_finish(struct scene *scene, struct dice *dice)
{
	struct lacp_port *port = first(scene);

	port->next = NULL;
	port->up = coin(dice);
	port->link = coin(dice);
	assign(&port->actor.state, LACPMOD_STATE_DEFAULTED, coin(dice));
	mux_finish(scene, dice);
	port->goodbye = takes_leave(port, &scene->lag.config, &port->config);
}

static int management_step(struct scene *scene)
{
	lacp_configure(&scene->lag, &scene->config, scene->lag.now);
	lacp_port_configure(first(scene), &scene->port_config, scene->lag.now);
	return -1;
}

/* Actions: what the standard means by them */

static bool own_system(const struct lacp_info *info, const struct lacp_port *port)
{
	return info->system_priority == port->actor.system_priority &&
	       !memcmp(info->system, port->actor.system, LACP_ADDR_LEN);
}

static void do_unselected(struct scene *model)
{
	first(model)->selected = LACPMOD_SELECTED_UNSELECTED;
}

static void do_record_default(struct scene *model)
{
	struct lacp_port *port = first(model);

	port->partner = port->partner_admin;
	if (port->fallback)
		port->partner.state |= MUX_FLAGS;
	port->actor.state |= LACPMOD_STATE_DEFAULTED;
	port->looped = false;
	port->admin_changed = false;
}

static void do_update_default_selected(struct scene *model)
{
	const struct lacp_port *port = first(model);

	if (!same_link(&port->partner_admin, &port->partner,
		       LACPMOD_STATE_AGGREGATION))
		do_unselected(model);
}

/* A port that carries for want of LACP has selected none of its LAG IDs. */
static void do_update_selected(struct scene *model)
{
	struct lacp_port *port = first(model);
	bool fallback = port->fallback;

	port->fallback = false;
	if (fallback || !same_link(&port->pdu_actor, &port->partner,
				   LACPMOD_STATE_AGGREGATION))
		do_unselected(model);
}

static void do_ntt(struct scene *model)
{
	first(model)->ntt = true;
}

static void do_no_ntt(struct scene *model)
{
	first(model)->ntt = false;
}

static void do_update_ntt(struct scene *model)
{
	const struct lacp_port *port = first(model);

	if (!same_link(&port->pdu_partner, &port->actor,
		       LACPMOD_STATE_ACTIVITY | LACPMOD_STATE_TIMEOUT |
		       LACPMOD_STATE_SYNCHRONIZATION |
		       LACPMOD_STATE_AGGREGATION))
		do_ntt(model);
}

static void do_record_pdu(struct scene *model)
{
	struct lacp_port *port = first(model);
	const struct lacp_info *from = &port->pdu_actor;
	const struct lacp_info *about = &port->pdu_partner;
	bool matches, kept;

	matches = same_link(about, &port->actor, LACPMOD_STATE_AGGREGATION) ||
		  !(from->state & LACPMOD_STATE_AGGREGATION);
	kept = (from->state & LACPMOD_STATE_ACTIVITY) ||
	       ((port->actor.state & LACPMOD_STATE_ACTIVITY) &&
		(about->state & LACPMOD_STATE_ACTIVITY));
	port->partner = *from;
	if (!matches || !kept)
		port->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
	port->actor.state &= ~LACPMOD_STATE_DEFAULTED;
	port->looped = own_system(from, port);
}

static void do_expired(struct scene *model)
{
	first(model)->actor.state |= LACPMOD_STATE_EXPIRED;
}

static void do_not_expired(struct scene *model)
{
	first(model)->actor.state &= ~LACPMOD_STATE_EXPIRED;
}

static void do_not_moved(struct scene *model)
{
	first(model)->port_moved = false;
}

static void do_moved(struct scene *model)
{
	model->out.moved = true;
}

static void do_partner_not_sync(struct scene *model)
{
	first(model)->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
}

static void do_partner_short(struct scene *model)
{
	first(model)->partner.state |= LACPMOD_STATE_TIMEOUT;
}

static void do_partner_individual(struct scene *model)
{
	first(model)->partner.state &= ~LACPMOD_STATE_AGGREGATION;
}

static void do_partner_assumed(struct scene *model)
{
	if (model->lag.config.mode == LACPMOD_MODE_STATIC)
		first(model)->partner.state |= LACPMOD_STATE_AGGREGATION |
					       MUX_FLAGS;
	else
		do_partner_individual(model);
}

static void do_current_short(struct scene *model)
{
	first(model)->current_while = model->lag.now + SHORT_TIMEOUT;
}

static void do_current_long(struct scene *model)
{
	first(model)->current_while = model->lag.now + 30000 *
				      model->lag.config.timeout_multiplier;
}

static void do_current_actor(struct scene *model)
{
	do_current_long(model);
	if (first(model)->actor.state & LACPMOD_STATE_TIMEOUT)
		first(model)->current_while = model->lag.now + 1000 *
			model->lag.config.timeout_multiplier;
}

static void do_timer_1(struct scene *model)
{
	first(model)->periodic_timer = model->lag.now + 1000;
}

static void do_timer_30(struct scene *model)
{
	first(model)->periodic_timer = model->lag.now + 30000;
}

static void do_nothing(struct scene *model)
{
}

static void set_mux_flags(struct scene *model, u8 mask, u8 flags)
{
	first(model)->actor.state &= ~mask;
	first(model)->actor.state |= flags;
}

static void do_sync_c_d_false(struct scene *model)
{
	set_mux_flags(model, MUX_FLAGS, 0);
}

static void do_sync(struct scene *model)
{
	set_mux_flags(model, 0, LACPMOD_STATE_SYNCHRONIZATION);
}

static void do_c_d(struct scene *model)
{
	set_mux_flags(model, 0, LACPMOD_STATE_COLLECTING |
		      LACPMOD_STATE_DISTRIBUTING);
}

static void do_not_c_d(struct scene *model)
{
	set_mux_flags(model, LACPMOD_STATE_COLLECTING |
		      LACPMOD_STATE_DISTRIBUTING, 0);
}

static void do_c(struct scene *model)
{
	set_mux_flags(model, 0, LACPMOD_STATE_COLLECTING);
}

static void do_d(struct scene *model)
{
	set_mux_flags(model, 0, LACPMOD_STATE_DISTRIBUTING);
}

static void do_not_d(struct scene *model)
{
	set_mux_flags(model, LACPMOD_STATE_DISTRIBUTING, 0);
}

static void do_wait(struct scene *model)
{
	first(model)->wait_while = model->lag.now +
				   model->lag.config.aggregate_wait;
}

static void do_ready(struct scene *model)
{
	model->out.ready = true;
}

static void do_not_ready(struct scene *model)
{
	model->out.ready = false;
}

static void do_collect(struct scene *model)
{
	model->out.gate = true;
}

static void do_discard(struct scene *model)
{
	model->out.gate = false;
}

static void do_share(struct scene *model)
{
	model->out.share = true;
}

static void do_no_share(struct scene *model)
{
	model->out.share = false;
}

static void do_no_goodbye(struct scene *model)
{
	first(model)->goodbye = false;
}

static void do_send(struct scene *model)
{
	u64 *sent = first(model)->sent;

	sent[2] = sent[1];
	sent[1] = sent[0];
	sent[0] = model->lag.now;
	model->out.sends++;
}

static void do_respond(struct scene *model)
{
	u64 *marked = first(model)->marked;
	unsigned int i;

	for (i = 4; i; i--)
		marked[i] = marked[i - 1];
	marked[0] = model->lag.now;
	model->out.responses++;
	memcpy(model->out.response, model->frame, LACP_PDU_LEN);
	model->out.response[2] = 2;
}

static void do_activity(struct scene *model)
{
	assign(&first(model)->actor.state, LACPMOD_STATE_ACTIVITY,
	       speaks_first(&model->config, &model->port_config));
}

static void do_timeout(struct scene *model)
{
	assign(&first(model)->actor.state, LACPMOD_STATE_TIMEOUT,
	       wants_fast(&model->config, &model->port_config));
}

static void do_take_leave(struct scene *model)
{
	first(model)->goodbye = takes_leave(first(model), &model->config,
					    &model->port_config);
}

static void do_admin_changed(struct scene *model)
{
	first(model)->admin_changed = true;
}

static void do_partner_admin(struct scene *model)
{
	struct lacp_port *port = first(model);

	port->partner_admin = model->port_config.partner_admin;
	if (!port->partner_admin.port)
		port->partner_admin.port = model->port_config.number;
}

static void do_aggregation(struct scene *model)
{
	assign(&first(model)->actor.state, LACPMOD_STATE_AGGREGATION,
	       !model->port_config.individual);
}

static void do_heard_not_sync(struct scene *model)
{
	if (!(first(model)->actor.state & LACPMOD_STATE_DEFAULTED))
		do_partner_not_sync(model);
}

static void do_system(struct scene *model)
{
	struct lacp_port *port = first(model);

	port->actor.system_priority = model->config.system_priority;
	memcpy(port->actor.system, model->config.system, LACP_ADDR_LEN);
	port->actor.key = model->config.key;
	port->looped = !(port->actor.state & LACPMOD_STATE_DEFAULTED) &&
		       own_system(&port->partner, port);
}

static void do_port(struct scene *model)
{
	first(model)->actor.port = model->port_config.number;
	first(model)->actor.port_priority = model->port_config.priority;
}

/* Both churn machines have these two. */
static void do_churn_timer(struct scene *model, u64 *timer)
{
	*timer = model->lag.now + 60000;
}

/*
 * "churn" is the state itself; what starts and stops is Device's table. To attach
 * and to detach need no action where a LAG is one Aggregator.
 */
static const struct action {
	const char *name;
	void (*act)(struct scene *model);
} actions[] = {
	{ "UNSELECTED", do_unselected },
	{ "recordDefault", do_record_default },
	{ "update_Default_Selected", do_update_default_selected },
	{ "update_Selected", do_update_selected },
	{ "update_NTT", do_update_ntt },
	{ "recordPDU", do_record_pdu },
	{ "NTT=T", do_ntt },
	{ "NTT=F", do_no_ntt },
	{ "Expired=T", do_expired },
	{ "Expired=F", do_not_expired },
	{ "port_moved=F", do_not_moved },
	{ "port_moved=T", do_moved },
	{ "Partner.Sync=F", do_partner_not_sync },
	{ "Partner.Timeout=Short", do_partner_short },
	{ "Partner.Aggregation=F, or in static mode assumed in sync",
	  do_partner_assumed },
	{ "current_while=Short", do_current_short },
	{ "current_while=Long", do_current_long },
	{ "current_while=Actor.Timeout", do_current_actor },
	{ "timer=1 s", do_timer_1 },
	{ "timer=30 s", do_timer_30 },
	{ "timer stopped", do_nothing },
	{ "Sync=C=D=F", do_sync_c_d_false },
	{ "Sync=T", do_sync },
	{ "C=D=F", do_not_c_d },
	{ "C=D=T", do_c_d },
	{ "C=T", do_c },
	{ "D=T", do_d },
	{ "D=F", do_not_d },
	{ "stop both", do_nothing },
	{ "start both", do_nothing },
	{ "collect, do not distribute", do_nothing },
	{ "distribute", do_nothing },
	{ "wait_while=aggregate wait", do_wait },
	{ "Ready=T", do_ready },
	{ "Ready=F", do_not_ready },
	{ "collect", do_collect },
	{ "discard", do_discard },
	{ "as before", do_nothing },
	{ "share", do_share },
	{ "no share", do_no_share },
	{ "goodbye=F", do_no_goodbye },
	{ "send", do_send },
	{ "churn=T", do_nothing },
	{ "churn=F", do_nothing },
	{ "send it back with type 2", do_respond },
	{ "Actor.Activity", do_activity },
	{ "Actor.Timeout", do_timeout },
	{ "Actor.System and key", do_system },
	{ "Actor.Port", do_port },
	{ "Actor.Aggregation", do_aggregation },
	{ "Partner_Admin", do_partner_admin },
	{ "Partner.Sync=F if heard", do_heard_not_sync },
	{ "admin_changed=T", do_admin_changed },
	{ "goodbye if off", do_take_leave },
};

/**
 * act() - execute an action of the table
 * @machine: whose action it is
 * @model: on what
 * @name: the action
 * @length: of its name
 *
 * Return: whether there is such an action.
 */
bool act(const struct machine *machine, struct scene *model, const char *name,
	 size_t length)
{
	static const char timer_60[] = "timer=60 s", held[] = "timer held";
	unsigned int i;

	if (length == strlen(timer_60) && !memcmp(name, timer_60, length)) {
		do_churn_timer(model, machine->timer(model));
		return true;
	}
	if (length == strlen(held) && !memcmp(name, held, length)) {
		*machine->timer(model) = LACP_NEVER;
		return true;
	}
	for (i = 0; i < ARRAY_SIZE(actions); i++)
		if (length == strlen(actions[i].name) &&
		    !memcmp(name, actions[i].name, length)) {
			actions[i].act(model);
			return true;
		}
	return act_choice(model, name, length);
}

const struct machine machines[] = {
	{
		.name = "Receive",
		STATES(rx_states),
		INPUTS(rx_inputs),
		.backgrounds = 400,
		.trace = LACP_MACHINE_RX,
		.state = rx_state,
		.timer = rx_timer,
		.prepare = prepare,
		.finish = rx_finish,
		.step = rx_step,
		.after = rx_after,
	}, {
		.name = "port_moved",
		INPUTS(moved_inputs),
		.backgrounds = 100,
		.trace = -1,
		.prepare = prepare,
		.finish = moved_finish,
		.step = moved_step,
		.after = moved_after,
		.whole = true,
	}, {
		.name = "Periodic Transmission",
		STATES(periodic_states),
		INPUTS(periodic_inputs),
		.backgrounds = 50,
		.trace = LACP_MACHINE_PERIODIC,
		.state = periodic_state,
		.timer = periodic_timer,
		.prepare = prepare,
		.step = periodic_step,
	}, {
		.name = "Selection",
		STATES(selected_states),
		INPUTS(selection_inputs),
		.backgrounds = 100,
		.trace = LACP_MACHINE_SELECTED,
		.state = selected_state,
		.prepare = selection_prepare,
		.finish = selection_finish,
		.step = selection_step,
		.ask = selection_ask,
		.after = selection_after,
		.loose = true,
	}, {
		.name = "Group",
		STATES(group_states),
		INPUTS(group_inputs),
		.backgrounds = 100,
		.trace = -1,
		.state = group_state,
		.prepare = group_prepare,
		.step = group_step,
		.ask = group_ask,
		.whole = true,
	}, {
		.name = "Ready",
		INPUTS(ready_inputs),
		.backgrounds = 400,
		.trace = -1,
		.prepare = ready_prepare,
		.step = ready_step,
		.ask = ready_ask,
		.after = ready_after,
	}, {
		.name = "Mux, coupled",
		STATES(mux_states),
		INPUTS(mux_inputs),
		.backgrounds = 50,
		.trace = LACP_MACHINE_MUX,
		.state = mux_state,
		.prepare = coupled_prepare,
		.finish = mux_finish,
		.step = mux_step,
	}, {
		.name = "Mux, independent",
		STATES(mux_states),
		INPUTS(mux_inputs),
		.backgrounds = 50,
		.trace = LACP_MACHINE_MUX,
		.state = mux_state,
		.prepare = independent_prepare,
		.finish = mux_finish,
		.step = mux_step,
	}, {
		.name = "Mux, becomes coupled",
		STATES(mux_states),
		INPUTS(mux_inputs),
		.backgrounds = 10,
		.trace = LACP_MACHINE_MUX,
		.state = mux_state,
		.prepare = coupled_prepare,
		.finish = mux_finish,
		.step = mux_kind_step,
		.every = true,
	}, {
		.name = "Mux, becomes independent",
		STATES(mux_states),
		INPUTS(mux_inputs),
		.backgrounds = 10,
		.trace = LACP_MACHINE_MUX,
		.state = mux_state,
		.prepare = independent_prepare,
		.finish = mux_finish,
		.step = mux_kind_step,
		.every = true,
	}, {
		.name = "Device",
		INPUTS(device_inputs),
		.backgrounds = 40,
		.trace = -1,
		.prepare = mux_prepare,
		.finish = device_finish,
		.step = device_step,
		.ask = device_ask,
		.whole = true,
	}, {
		.name = "Transmit",
		INPUTS(transmit_inputs),
		.backgrounds = 100,
		.trace = -1,
		.prepare = prepare,
		.step = transmit_step,
		.after = transmit_after,
	}, {
		.name = "Actor Churn Detection",
		STATES(churn_states),
		INPUTS(actor_churn_inputs),
		.backgrounds = 50,
		.trace = LACP_MACHINE_ACTOR_CHURN,
		.state = actor_churn_state,
		.timer = actor_churn_timer,
		.prepare = prepare,
		.finish = actor_churn_finish,
		.step = churn_step,
	}, {
		.name = "Partner Churn Detection",
		STATES(churn_states),
		INPUTS(partner_churn_inputs),
		.backgrounds = 50,
		.trace = LACP_MACHINE_PARTNER_CHURN,
		.state = partner_churn_state,
		.timer = partner_churn_timer,
		.prepare = prepare,
		.finish = partner_churn_finish,
		.step = churn_step,
	}, {
		.name = "Marker Responder",
		INPUTS(marker_inputs),
		.backgrounds = 200,
		.trace = -1,
		.prepare = prepare,
		.step = marker_step,
	}, {
		.name = "Management",
		INPUTS(management_inputs),
		.backgrounds = 100,
		.trace = -1,
		.prepare = mux_prepare,
		.finish = management_finish,
		.step = management_step,
	},
};

const unsigned int machine_count = ARRAY_SIZE(machines);
