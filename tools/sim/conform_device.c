// SPDX-License-Identifier: GPL-2.0
/*
 * Device: what a port and its LAG are told to do, and not only to promise
 */

#include "conform.h"

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

static void set_told(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->sync_sent = is;
}

static void set_heard(struct scene *scene, struct dice *dice, unsigned int is)
{
	u8 *state = &first(scene)->actor.state;

	*state &= ~LACPMOD_STATE_DEFAULTED;
	if (!is)
		*state |= LACPMOD_STATE_DEFAULTED;
}

static void set_believed(struct scene *scene, struct dice *dice,
			 unsigned int is)
{
	first(scene)->believed = is;
}

/* Whether the port may be used; if not, who collected stops. */
static void set_enough(struct scene *scene, struct dice *dice, unsigned int is)
{
	scene->lag.config.min_links = is ? 1 : 2;
}

enum {
	SENDS,
	SENDS_NOT,
	SENDS_OTHER_SYSTEM,
	SENDS_OTHER_KEY,
	SENDS_UNHEARD,
	SENDS_NO_LACP,		/* and we drain */
	SENDS_TO_OFF,		/* where we spoke LACP until now */
	SENDS_TO_OFF_ALWAYS,
	SENDERS
};

static unsigned int sender;

/* It is assumed to be there, or would do with fallback. */
static void set_no_lacp(struct scene *scene, struct lacp_port *port,
			struct dice *dice)
{
	port->config.drain = true;
	port->withdrawn = true;
	port->rx = LACPMOD_RX_STATE_DEFAULTED;
	port->fallback = false;
	port->actor.state |= LACPMOD_STATE_DEFAULTED;
	if (dice_below(dice, 2))
		port->partner.state |= LACPMOD_STATE_SYNCHRONIZATION;
	else
		scene->lag.config.fallback = LACPMOD_FALLBACK_ALL;
}

/* Who distributes to us, where it is the partner that we collected from. */
static void set_sender(struct scene *scene, struct dice *dice, unsigned int who)
{
	struct lacp_port *port = first(scene);

	sender = who;
	port->collected = port->partner;
	port->partner.state &= ~LACPMOD_STATE_DISTRIBUTING;
	if (who != SENDS_NOT)
		port->partner.state |= LACPMOD_STATE_DISTRIBUTING;
	if (who == SENDS_OTHER_SYSTEM)
		port->collected.system[dice_below(dice, LACP_ADDR_LEN)] ^= 1;
	if (who == SENDS_OTHER_KEY)
		port->collected.key ^= 1;
	if (who == SENDS_UNHEARD)
		port->rx = LACPMOD_RX_STATE_EXPIRED;
	if (who == SENDS_NO_LACP)
		set_no_lacp(scene, port, dice);
	if (who == SENDS_TO_OFF || who == SENDS_TO_OFF_ALWAYS) {
		port->config.mode = LACPMOD_PORT_MODE_OFF;
		port->rx = LACPMOD_RX_STATE_LACP_DISABLED;
		port->collects_heard = who == SENDS_TO_OFF;
	}
}

enum {
	STOPS_NOW,
	STOPPED,
	STOPPED_LONG_AGO,
	STOPS
};

static unsigned int stop;

/* When we stopped to collect, if we do not. */
static void set_stop(struct scene *scene, struct dice *dice, unsigned int when)
{
	u64 *until = &first(scene)->linger_until;

	stop = when;
	*until = LACP_NEVER;
	if (when == STOPPED)
		*until = scene->lag.now + dice_between(dice, 1, 3000);
	if (when == STOPPED_LONG_AGO)
		*until = scene->lag.now - dice_below(dice, 10);
}

static bool arrived;

/* Whether what the partner sent before it stopped must have arrived. */
static void set_arrived(struct scene *scene, struct dice *dice, unsigned int is)
{
	u64 *until = &first(scene)->arrives_until;

	arrived = is;
	if (is)
		*until = scene->lag.now - dice_below(dice, 10);
	else if (dice_below(dice, 2))
		*until = scene->lag.now + dice_between(dice, 1, 100);
	else
		*until = LACP_NEVER;
}

static const struct input device_inputs[] = {
	{ {}, 2, set_link },
	{ {}, 2, set_up },
	{ {}, 2, set_stays },
	{ {}, 2, set_lag_up },
	{ {}, 2, set_partner_sync },
	{ {}, 2, set_partner_collecting },
	{ {}, 2, set_gate },
	{ {}, 2, set_told },
	{ {}, 2, set_heard },
	{ {}, 2, set_believed },
	{ {}, 2, set_enough },
	{ {}, SENDERS, set_sender },
	{ {}, STOPS, set_stop },
	{ {}, 2, set_arrived },
};

/* A port that was selected and heard, and is alone in its LAG. */
static void device_finish(struct scene *scene, struct dice *dice)
{
	struct lacp_port *port = first(scene);

	port->next = NULL;
	if (sender < SENDS_UNHEARD)
		port->rx = LACPMOD_RX_STATE_CURRENT;
	port->current_while = LACP_NEVER;
	port->mux = LACPMOD_MUX_STATE_ATTACHED;
	port->selected = LACPMOD_SELECTED_SELECTED;
	port->port_moved = false;
	port->told = 0;
	/* Nothing has just begun to work, which would be told anew. */
	port->was_enabled = scene->lag.up && port->link && port->up &&
			    !port->leaving;
	port->collects_heard &= port->was_enabled;
	follow_mux(scene, dice);
}

/* What it is told before goes by what it was told. */
static void device_prepare(struct scene *scene, struct dice *dice)
{
	prepare_fresh(scene, dice);
	make_alone(scene, dice);
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
	if (!strcmp(name, "heard"))
		return !(port->actor.state & LACPMOD_STATE_DEFAULTED);
	if (!strcmp(name, "told"))
		return port->sync_sent;
	if (!strcmp(name, "believed"))
		return port->believed;
	if (!strcmp(name, "withdrawn"))
		return port->withdrawn;
	if (!strcmp(name, "nobody can be told"))
		return sender == SENDS_NO_LACP && scene->lag.up;
	if (!strcmp(name, "LACP has been switched off"))
		return sender == SENDS_TO_OFF && scene->lag.up;
	if (!strcmp(name, "partner in sync"))
		return (sender == SENDS || sender == SENDS_NOT) &&
		       port->partner.state & LACPMOD_STATE_SYNCHRONIZATION;
	if (!strcmp(name, "partner distributes"))
		return sender == SENDS && scene->lag.up;
	if (!strcmp(name, "partner stopped within 0.1 s"))
		return sender == SENDS_NOT && scene->lag.up && !arrived;
	if (!strcmp(name, "within 3 s"))
		return stop != STOPPED_LONG_AGO;
	return -1;
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

static const struct action device_actions[] = {
	{ "collect", do_collect },
	{ "discard", do_discard },
	{ "as before", NULL },
	{ "share", do_share },
	{ "no share", do_no_share },
};

const struct machine machine_device = {
	.name = "Device",
	INPUTS(device_inputs),
	ACTIONS(device_actions),
	.backgrounds = 5,
	.trace = -1,
	.prepare = device_prepare,
	.finish = device_finish,
	.step = device_step,
	.ask = device_ask,
	.whole = true,
};
