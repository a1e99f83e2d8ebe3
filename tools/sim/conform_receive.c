// SPDX-License-Identifier: GPL-2.0
/*
 * Receive, and what makes another port notice that it has moved
 */

#include "conform.h"

#define SHORT_TIMEOUT	3000

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
	if (fallback)
		model->lag.carrier_until = model->lag.now + 3000;
	if (fallback || !same_link(&port->pdu_actor, &port->partner,
				   LACPMOD_STATE_AGGREGATION))
		do_unselected(model);
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
	port->believed = (port->told & LACPMOD_STATE_SYNCHRONIZATION) ||
			 (about->state & LACPMOD_STATE_SYNCHRONIZATION);
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

static void do_partner_not_sync(struct scene *model)
{
	first(model)->partner.state &= ~LACPMOD_STATE_SYNCHRONIZATION;
}

static void do_partner_short(struct scene *model)
{
	first(model)->partner.state |= LACPMOD_STATE_TIMEOUT;
}

static void do_partner_assumed(struct scene *model)
{
	u8 *state = &first(model)->partner.state;

	if (model->lag.config.mode == LACPMOD_MODE_STATIC)
		*state |= LACPMOD_STATE_AGGREGATION | MUX_FLAGS;
	else
		*state &= ~LACPMOD_STATE_AGGREGATION;
}

static void do_current_short(struct scene *model)
{
	first(model)->current_while = model->lag.now + SHORT_TIMEOUT;
}

static void do_current_actor(struct scene *model)
{
	bool fast = first(model)->actor.state & LACPMOD_STATE_TIMEOUT;

	first(model)->current_while = model->lag.now + (fast ? 1000 : 30000) *
				      model->lag.config.timeout_multiplier;
}

/* A partner that falls silent is a failure, which Restore's table tells of. */
static void note_failure(struct scene *model)
{
	struct lacp_port *port = first(model);
	unsigned int i;

	if (port->withdrawn)
		return;
	for (i = ARRAY_SIZE(port->failed) - 1; i; i--)
		port->failed[i] = port->failed[i - 1];
	port->failed[0] = model->lag.now;
}

static void rx_beside(struct scene *model, bool moves, unsigned int from)
{
	struct lacp_port *port = first(model);

	/* A PDU is read, or nobody wants it. */
	if (!moves || port->rx == LACPMOD_RX_STATE_CURRENT)
		port->pdu_pending = false;
	if (!moves || port->rx != LACPMOD_RX_STATE_EXPIRED)
		return;
	port->quiet_since = model->lag.now;
	if (from == LACPMOD_RX_STATE_CURRENT)
		note_failure(model);
}

static const struct action rx_actions[] = {
	{ "UNSELECTED", do_unselected },
	{ "recordDefault", do_record_default },
	{ "update_Default_Selected", do_update_default_selected },
	{ "update_Selected", do_update_selected },
	{ "update_NTT", do_update_ntt },
	{ "recordPDU", do_record_pdu },
	{ "NTT=T", do_ntt },
	{ "Expired=T", do_expired },
	{ "Expired=F", do_not_expired },
	{ "port_moved=F", do_not_moved },
	{ "Partner.Sync=F", do_partner_not_sync },
	{ "Partner.Timeout=Short", do_partner_short },
	{ "Partner.Aggregation=F, or in static mode assumed in sync",
	  do_partner_assumed },
	{ "current_while=Short", do_current_short },
	{ "current_while=Actor.Timeout", do_current_actor },
};

const struct machine machine_receive = {
	.name = "Receive",
	STATES(rx_states),
	INPUTS(rx_inputs),
	ACTIONS(rx_actions),
	.backgrounds = 400,
	.trace = LACP_MACHINE_RX,
	.state = rx_state,
	.timer = rx_timer,
	.prepare = prepare_busy,
	.finish = rx_finish,
	.step = rx_step,
	.after = rx_after,
	.beside = rx_beside,
};

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

static void do_moved(struct scene *model)
{
	model->out.moved = true;
}

static const struct action moved_actions[] = {
	{ "port_moved=T", do_moved },
};

const struct machine machine_port_moved = {
	.name = "port_moved",
	INPUTS(moved_inputs),
	ACTIONS(moved_actions),
	.backgrounds = 100,
	.trace = -1,
	.prepare = prepare,
	.finish = moved_finish,
	.step = moved_step,
	.after = moved_after,
	.whole = true,
};
